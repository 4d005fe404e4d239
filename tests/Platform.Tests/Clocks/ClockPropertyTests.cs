using CsCheck;
using Platform.Model.Clocks;

namespace Platform.Tests.Clocks;

/// <summary>The constant-time rules against a model that walks day by day and asks only "was it running at the close of this day?".</summary>
public sealed class ClockPropertyTests
{
    private const int Horizon = 4000;

    private static readonly DateOnly Base = new(2023, 11, 1);
    private static readonly Gen<DateOnly> Days = Gen.Int[0, 1000].Select(Base.AddDays);

    private static readonly Gen<Pause[]> Pauses =
        Gen.Select(Days, Gen.Int[-3, 60], Gen.Int[0, 11]).Select((from, length, open) => new Pause(from, open == 0 ? null : from.AddDays(length))).Array[0, 8];

    private static readonly Gen<WorkCalendar> SomeCalendar = Gen.OneOf(
        Gen.Const(Calendars.Official),
        Gen.Select(Gen.Int[2022, 2026], Gen.Select(Gen.Int[0, 364], Gen.Bool).Array[1, 40]).Select((year, days) => WorkCalendar.From(new(
            "random",
            "1",
            [new(year, "test", [.. days.DistinctBy(d => d.Item1).Select(d => new WorkCalendarDay(new DateOnly(year, 1, 1).AddDays(d.Item1), d.Item2))])])).Value));

    [Fact]
    public void A_deadline_is_the_day_on_which_the_last_day_is_consumed() =>
        Gen.Select(SomeCalendar, Days, Gen.Int[0, 60], Pauses).Sample((calendar, start, limit, pauses) =>
        {
            var expected = Naive.Deadline(calendar, start, limit, pauses, calendar.IsWorkingDay);
            var deadline = ClockRules.Deadline(start, limit, ClockUnit.WorkingDay, pauses, calendar);
            Assert.Equal(expected, deadline?.Day);
            if (deadline is { } found && limit > 0)
            {
                Assert.Equal(limit, ClockRules.Consumed(start, found.Day, ClockUnit.WorkingDay, pauses, calendar));
                Assert.Equal(limit - 1, ClockRules.Consumed(start, found.Day.AddDays(-1), ClockUnit.WorkingDay, pauses, calendar));
                Assert.Equal(found.Provisional, Naive.Range(start, found.Day).Any(d => !calendar.IsPublished(d.Year)));
            }
        });

    [Fact]
    public void Natural_days_roll_forward_to_a_working_day() =>
        Gen.Select(SomeCalendar, Days, Gen.Int[1, 60], Pauses).Sample((calendar, start, limit, pauses) =>
        {
            var expected = Naive.Deadline(calendar, start, limit, pauses, _ => true);
            while (expected is { } day && !calendar.IsWorkingDay(day))
            {
                expected = day.AddDays(1);
            }

            Assert.Equal(expected, ClockRules.Deadline(start, limit, ClockUnit.NaturalDay, pauses, calendar)?.Day);
        });

    [Fact]
    public void Consumed_days_are_those_that_ran_at_their_close() =>
        Gen.Select(SomeCalendar, Days, Days, Pauses).Sample((calendar, start, through, pauses) =>
        {
            Assert.Equal(Naive.Range(start, through).Count(d => calendar.IsWorkingDay(d) && !Naive.Paused(pauses, d)), ClockRules.Consumed(start, through, ClockUnit.WorkingDay, pauses, calendar));
            Assert.Equal(Naive.Range(start, through).Count(d => !Naive.Paused(pauses, d)), ClockRules.Consumed(start, through, ClockUnit.NaturalDay, pauses, calendar));
        });

    [Fact]
    public void The_order_of_pauses_and_splitting_one_change_nothing() =>
        Gen.Select(Days, Gen.Int[0, 40], Pauses, Gen.Int[1, 20]).Sample((start, limit, pauses, cut) =>
        {
            var expected = ClockRules.Deadline(start, limit, ClockUnit.WorkingDay, pauses, Calendars.Official);
            Pause[] reversed = [.. pauses.Reverse()];
            Pause[] split = [.. pauses.SelectMany(p => p.Until is { } until && p.From.AddDays(cut) < until
                ? [new Pause(p.From.AddDays(cut), until), new Pause(p.From, p.From.AddDays(cut))]
                : new[] { p, p })];
            Assert.Equal(expected, ClockRules.Deadline(start, limit, ClockUnit.WorkingDay, reversed, Calendars.Official));
            Assert.Equal(expected, ClockRules.Deadline(start, limit, ClockUnit.WorkingDay, split, Calendars.Official));
        });

    [Fact]
    public void Calendar_arithmetic_agrees_with_walking_also_outside_of_its_years() =>
        Gen.Select(SomeCalendar, Gen.Int[-3000, 3000], Gen.Int[0, 900]).Sample((calendar, offset, length) =>
        {
            var start = Base.AddDays(offset);
            var end = start.AddDays(length);
            var walked = Naive.Range(start, end).Where(calendar.IsWorkingDay).ToArray();
            Assert.Equal(walked.Length, calendar.WorkingDaysBetween(start, end));
            Assert.Equal(0, calendar.WorkingDaysBetween(end, start));
            Assert.Equal(walked.Length == 0 ? start : walked[^1], calendar.AddWorkingDays(start, walked.Length));
        });

    [Fact]
    public void A_ledger_reads_as_if_lived_through_day_by_day() =>
        Gen.Select(SomeCalendar, Gen.Int[1, 30], Moves, Gen.Int[0, 300]).Sample((calendar, limit, moves, readAfter) =>
        {
            var ledger = ClockLedger.Empty.Append(Ledgers.Start(ClockKind.Statutory, Base, limit));
            var day = Base;
            foreach (var (type, after, amount) in moves)
            {
                day = day.AddDays(after);
                ledger = ledger.Append(type switch
                {
                    ClockEntryType.Pause => Ledgers.Pause(ClockKind.Statutory, day),
                    ClockEntryType.Resume => Ledgers.Resume(ClockKind.Statutory, day),
                    ClockEntryType.Extend => Ledgers.Extend(ClockKind.Statutory, day, amount),
                    ClockEntryType.Restart => Ledgers.Restart(ClockKind.Statutory, day, amount > 8 ? amount : null),
                    _ => Ledgers.Stop(ClockKind.Statutory, day),
                });
            }

            var today = day.AddDays(readAfter);
            var lived = Naive.Live(ledger, calendar, today);
            var reading = ClockRules.Read(ledger, ClockKind.Statutory, calendar, today);

            Assert.Equal(lived.State, reading.State);
            Assert.Equal((lived.Limit, lived.Consumed, lived.Deadline), (reading.Limit, reading.Consumed, reading.Deadline));
            Assert.Equal(lived.Overdue, reading.Overdue);
            Assert.Equal(reading.Deadline is { } end ? ChinaTime.EndOfDay(end) : null, reading.DeadlineAt);
        });

    /// <summary>What happens to a clock, how many days after the last, and an amount. Days do not go back: this is how cases are lived.</summary>
    private static Gen<(ClockEntryType Type, int After, int Amount)[]> Moves =>
        Gen.Select(
            Gen.Frequency(
                (4, Gen.Const(ClockEntryType.Pause)), (4, Gen.Const(ClockEntryType.Resume)), (2, Gen.Const(ClockEntryType.Extend)),
                (1, Gen.Const(ClockEntryType.Restart)), (1, Gen.Const(ClockEntryType.Stop))),
            Gen.Int[0, 25],
            Gen.Int[1, 15]).Array[0, 20];

    private static class Naive
    {
        public static IEnumerable<DateOnly> Range(DateOnly after, DateOnly through)
        {
            for (var day = after.AddDays(1); day <= through; day = day.AddDays(1))
            {
                yield return day;
            }
        }

        public static bool Paused(Pause[] pauses, DateOnly day) => pauses.Any(p => p.From <= day && (p.Until is null || day < p.Until));

        public static DateOnly? Deadline(WorkCalendar calendar, DateOnly start, int limit, Pause[] pauses, Func<DateOnly, bool> counts)
        {
            if (limit == 0)
            {
                return start;
            }

            foreach (var day in Range(start, start.AddDays(Horizon)))
            {
                limit -= counts(day) && !Paused(pauses, day) ? 1 : 0;
                if (limit == 0)
                {
                    return day;
                }
            }

            return null;
        }

        public static (ClockState State, int Limit, int Consumed, DateOnly? Deadline, bool Overdue) Live(ClockLedger ledger, WorkCalendar calendar, DateOnly today)
        {
            // The last run and its final limit; a stopped clock takes nothing but a restart.
            var (run, first, limit) = (new List<ClockEntry>(), 0, 0);
            DateOnly? stopped = null;
            foreach (var entry in ledger.Entries)
            {
                if (entry.Entry is ClockEntryType.Start or ClockEntryType.Restart)
                {
                    (first, stopped) = (entry.Entry == ClockEntryType.Start || entry.Limit is not null ? entry.Limit!.Value : first, null);
                    limit = first;
                    run = [entry];
                }
                else if (stopped is null)
                {
                    limit += entry.Entry == ClockEntryType.Extend ? entry.Limit!.Value : 0;
                    stopped = entry.Entry == ClockEntryType.Stop ? entry.EffectiveDate : null;
                    run.Add(entry);
                }
            }

            var start = run[0].EffectiveDate;
            var (consumed, reached) = (0, 0);
            DateOnly? deadline = null;
            foreach (var day in Range(start, start.AddDays(Horizon)))
            {
                var counts = calendar.IsWorkingDay(day) && Depth(run, day) == 0;
                reached += counts ? 1 : 0;
                deadline ??= counts && reached == limit ? day : null;
                consumed += counts && day <= today && !(day >= stopped) ? 1 : 0;
            }

            var state = stopped is not null ? ClockState.Stopped : Depth(run, DateOnly.MaxValue) > 0 ? ClockState.Paused : ClockState.Running;
            return (state, limit, consumed, deadline, (stopped ?? today) > deadline);
        }

        /// <summary>How many pauses are open at the close of the day.</summary>
        private static int Depth(List<ClockEntry> run, DateOnly day)
        {
            var depth = 0;
            foreach (var entry in run.Where(e => e.EffectiveDate <= day))
            {
                depth = Math.Max(0, depth + (entry.Entry == ClockEntryType.Pause ? 1 : entry.Entry == ClockEntryType.Resume ? -1 : 0));
            }

            return depth;
        }
    }
}
