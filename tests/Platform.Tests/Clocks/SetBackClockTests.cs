using CsCheck;
using Platform.Model.Clocks;

namespace Platform.Tests.Clocks;

/// <summary>
/// Ledgers written while the clock of the machine jumped, so that a line may be dated before the one above it. The definition (DOMAIN §5.2) needs no order: a pause [P, R)
/// ends with the resumption that belongs to it and is empty when that comes before it, several are a union, and what counts is what lies in none.
/// </summary>
public sealed class SetBackClockTests
{
    private const int Minutes = 60;

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    /// <summary>What is written, how much time really passes before it, and by how much the clock jumps.</summary>
    private static readonly Gen<(ClockEntryType Type, int After, int Jump)[]> Moves = Gen.Select(
        Gen.Frequency((5, Gen.Const(ClockEntryType.Pause)), (5, Gen.Const(ClockEntryType.Resume)), (1, Gen.Const(ClockEntryType.Restart)), (1, Gen.Const(ClockEntryType.Stop))),
        Gen.Int[0, 200],
        Gen.Frequency((3, Gen.Const(0)), (1, Gen.Int[-600, 600]))).Array[0, 12];

    [Fact]
    public void A_clock_in_hours_counts_the_minutes_that_lie_in_no_pause() =>
        Gen.Select(Gen.Int[1, 20], Moves, Gen.Int[-300, 900]).Sample((limit, moves, readAfter) =>
        {
            var at = Start;
            var ledger = ClockLedger.Empty.Append(Line(ClockEntryType.Start, at, limit, ClockUnit.Hour));
            foreach (var (type, after, jump) in moves)
            {
                at = at.AddMinutes(after + jump);
                ledger = ledger.Append(Line(type, at));
            }

            var now = at.AddMinutes(readAfter);
            var (start, stop, pauses) = Written(ledger, e => e.At);
            var reading = ClockRules.Read(ledger, ClockKind.Step, Calendars.Official, ChinaTime.DayOf(now), "k", now);
            Assert.Equal(Counted(start, stop ?? now, pauses) / Minutes, reading.Consumed);
            Assert.Equal(Ending(start, limit * Minutes, pauses), reading.DeadlineAt);
            Assert.Equal(Counted(start, stop ?? now, pauses) > limit * Minutes, reading.Overdue);
            Assert.Equal(stop is not null || reading.State == ClockState.Paused ? null : reading.DeadlineAt, ClockRules.Marks(ledger, ClockKind.Step, Calendars.Official, WarningLevels.Default, "k")?.EndsAt);
        });

    [Fact]
    public void A_clock_in_days_counts_the_days_that_lie_in_no_pause() =>
        Gen.Select(Gen.Int[1, 15], Moves, Gen.Int[-10, 60]).Sample((limit, moves, readAfter) =>
        {
            var at = Start;
            var ledger = ClockLedger.Empty.Append(Line(ClockEntryType.Start, at, limit, ClockUnit.WorkingDay));
            foreach (var (type, after, jump) in moves)
            {
                // The same numbers, in hours.
                at = at.AddHours(after + jump);
                ledger = ledger.Append(Line(type, at));
            }

            var (start, stop, pauses) = Written(ledger, e => e.EffectiveDate);
            var today = ChinaTime.DayOf(at).AddDays(readAfter);
            var reading = ClockRules.Read(ledger, ClockKind.Step, Calendars.Official, today, "k");
            var days = Enumerable.Range(1, 600).Select(start.AddDays).Where(d => Calendars.Official.IsWorkingDay(d) && !pauses.Exists(p => p.From <= d && !(d >= p.Until))).ToList();
            Assert.Equal(days.Count(d => d <= today && !(d >= stop)), reading.Consumed);
            Assert.Equal(days.Count >= limit ? days[limit - 1] : null, reading.Deadline);
        });

    [Fact]
    public void A_pause_that_was_written_ahead_of_time_and_ended_after_the_clock_was_put_right_costs_nothing()
    {
        // Ten hours ahead while it was paused; an hour after the beginning it went on.
        var ledger = ClockLedger.Empty.Append(Line(ClockEntryType.Start, Start, 8, ClockUnit.Hour), Line(ClockEntryType.Pause, Start.AddHours(10)), Line(ClockEntryType.Resume, Start.AddHours(1)));
        var reading = ClockRules.Read(ledger, ClockKind.Step, Calendars.Official, ChinaTime.DayOf(Start), "k", Start.AddHours(2));
        Assert.Equal((2, 6, false, Start.AddHours(8)), (reading.Consumed, reading.DaysLeft!.Value, reading.Overdue, reading.DeadlineAt!.Value));
    }

    private static ClockEntry Line(ClockEntryType type, DateTimeOffset at, int? limit = null, ClockUnit? unit = null) =>
        new(0, ClockKind.Step, type, ChinaTime.DayOf(at), at, limit, unit, "test", null, null, "officer", Key: "k");

    /// <summary>The last run as the lines tell it: a resumption belongs to the oldest pause that is open, and after a stop only a restart counts.</summary>
    private static (T Start, T? Stop, List<(T From, T? Until)> Pauses) Written<T>(ClockLedger ledger, Func<ClockEntry, T> when)
        where T : struct
    {
        var (start, stop, pauses) = (when(ledger.Entries[0]), (T?)null, new List<(T From, T? Until)>());
        foreach (var entry in ledger.Entries)
        {
            switch (entry.Entry)
            {
                case ClockEntryType.Restart:
                    (start, stop) = (when(entry), null);
                    pauses.Clear();
                    break;
                case ClockEntryType.Pause when stop is null:
                    pauses.Add((when(entry), null));
                    break;
                case ClockEntryType.Resume when stop is null && pauses.FindIndex(p => p.Until is null) is >= 0 and var oldest:
                    pauses[oldest] = (pauses[oldest].From, when(entry));
                    break;
                case ClockEntryType.Stop:
                    stop ??= when(entry);
                    break;
            }
        }

        return (start, stop, pauses);
    }

    private static int Counted(DateTimeOffset start, DateTimeOffset until, List<(DateTimeOffset From, DateTimeOffset? Until)> pauses)
    {
        var counted = 0;
        for (var minute = start; minute < until; minute = minute.AddMinutes(1))
        {
            counted += Stands(minute, pauses) ? 0 : 1;
        }

        return counted;
    }

    private static DateTimeOffset? Ending(DateTimeOffset start, int minutes, List<(DateTimeOffset From, DateTimeOffset? Until)> pauses)
    {
        for (var minute = start; minute < start.AddDays(30); minute = minute.AddMinutes(1))
        {
            minutes -= Stands(minute, pauses) ? 0 : 1;
            if (minutes == 0)
            {
                return minute.AddMinutes(1);
            }
        }

        return null;
    }

    private static bool Stands(DateTimeOffset minute, List<(DateTimeOffset From, DateTimeOffset? Until)> pauses) => pauses.Exists(p => p.From <= minute && !(minute >= p.Until));
}
