namespace Platform.Model.Clocks;

/// <summary>
/// Reads clocks: deadlines are a pure function of ledger and calendar (DOMAIN §5.2). The start day is day 0. A later day is consumed when it is worked and
/// the clock was running at its close; the deadline is 24:00 of the n-th consumed day.
/// </summary>
public static partial class ClockRules
{
    private const int Never = int.MaxValue;
    private const int PausesOnStack = 16;

    /// <summary>The deadline of a limit in days, or null while an open pause hides it. Pauses may overlap and come in any order.</summary>
    /// <param name="limit">0 or more; 0 = the start day itself.</param>
    /// <param name="unit">Natural days roll forward to the next working day when they end on a free one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative limit, or hours: these are counted between instants, not days.</exception>
    public static ClockDeadline? Deadline(DateOnly start, int limit, ClockUnit unit, ReadOnlySpan<Pause> pauses, WorkCalendar calendar)
    {
        Span<Interval> merged = pauses.Length <= PausesOnStack ? stackalloc Interval[pauses.Length] : new Interval[pauses.Length];
        return Deadline(start, limit, unit, Merge(Copy(pauses, merged), start), calendar);
    }

    /// <summary>Days d with <paramref name="start"/> &lt; d ≤ <paramref name="through"/> that count in <paramref name="unit"/> and were not paused.</summary>
    public static int Consumed(DateOnly start, DateOnly through, ClockUnit unit, ReadOnlySpan<Pause> pauses, WorkCalendar calendar)
    {
        Span<Interval> merged = pauses.Length <= PausesOnStack ? stackalloc Interval[pauses.Length] : new Interval[pauses.Length];
        return Consumed(start, through.DayNumber, unit, Merge(Copy(pauses, merged), start), calendar);
    }

    /// <summary>What the clock shows at the close of <paramref name="today"/>.</summary>
    /// <param name="key">Which of several clocks of the kind.</param>
    /// <param name="now">For clocks in hours; without it they are read at the end of <paramref name="today"/>.</param>
    /// <param name="levels">From when it is pressing; null = the usual.</param>
    public static ClockReading Read(
        ClockLedger ledger, ClockKind kind, WorkCalendar calendar, DateOnly today, string? key = null, DateTimeOffset? now = null, WarningLevels? levels = null)
    {
        var entries = ledger.Effective;
        var pauseCount = CountPauses(entries, kind);
        Span<Interval> pauses = pauseCount <= PausesOnStack ? stackalloc Interval[pauseCount] : new Interval[pauseCount];
        var run = RunOf(entries, kind, key, pauses);
        levels ??= WarningLevels.Default;
        return run.Start is null ? ClockReading.NotStarted
            : run.Unit == ClockUnit.Hour ? ReadHours(entries, kind, key, now ?? ChinaTime.EndOfDay(today), run, levels)
            : ReadDays(run, pauses[..run.Pauses], calendar, today, levels);
    }

    /// <summary>When the clock becomes pressing and when it ends; null unless it runs.</summary>
    /// <param name="key">Which of several clocks of the kind.</param>
    public static ClockMarks? Marks(ClockLedger ledger, ClockKind kind, WorkCalendar calendar, WarningLevels levels, string? key = null)
    {
        var entries = ledger.Effective;
        var pauseCount = CountPauses(entries, kind);
        Span<Interval> pauses = pauseCount <= PausesOnStack ? stackalloc Interval[pauseCount] : new Interval[pauseCount];
        var run = RunOf(entries, kind, key, pauses);
        return run.Start is null || run.Stopped is not null || run.Open > 0 ? null
            : run.Unit == ClockUnit.Hour ? HourMarks(entries, kind, key, run, levels)
            : DayMarks(run, pauses[..run.Pauses], calendar, levels);
    }

    /// <summary>Statutory and promised clock and the calendar days since filing.</summary>
    /// <param name="endedOn">When the case ended, or null while it goes on.</param>
    /// <param name="levels">From when they are pressing; null = the usual.</param>
    public static ThreeNumbers Three(ClockLedger ledger, WorkCalendar calendar, DateOnly today, DateOnly? filedOn, DateOnly? endedOn = null, WarningLevels? levels = null) => new(
        Read(ledger, ClockKind.Statutory, calendar, today, levels: levels),
        Read(ledger, ClockKind.Promised, calendar, today, levels: levels),
        filedOn is { } filed ? Math.Max(0, (endedOn ?? today).DayNumber - filed.DayNumber) : null);

    /// <summary>
    /// The open clocks whose deadline another calendar moves, in the order they were first started. Stopped clocks are not touched:
    /// what was in time when it was done stays in time.
    /// </summary>
    public static IReadOnlyList<DeadlineChange> Recompute(WorkCalendar oldCalendar, WorkCalendar newCalendar, ClockLedger ledger)
    {
        var changes = new List<DeadlineChange>();
        foreach (var (kind, key) in OpenClocks(ledger))
        {
            var old = Read(ledger, kind, oldCalendar, DateOnly.MinValue, key);
            var changed = Read(ledger, kind, newCalendar, DateOnly.MinValue, key);
            if (old.Deadline != changed.Deadline || old.Provisional != changed.Provisional)
            {
                changes.Add(new(kind, key, old.Deadline, changed.Deadline, old.Provisional, changed.Provisional));
            }
        }

        return changes;
    }

    /// <summary>Clocks that run or are paused, in the order they were first started.</summary>
    public static IReadOnlyList<(ClockKind Kind, string? Key)> OpenClocks(ClockLedger ledger)
    {
        var open = new List<(ClockKind Kind, string? Key)>();
        foreach (var entry in ledger.Effective)
        {
            if (entry.Entry is ClockEntryType.Start or ClockEntryType.Restart)
            {
                if (!open.Contains((entry.Kind, entry.Key)))
                {
                    open.Add((entry.Kind, entry.Key));
                }
            }
            else if (entry.Entry == ClockEntryType.Stop)
            {
                open.Remove((entry.Kind, entry.Key));
            }
        }

        return open;
    }

    /// <summary>The legal day of receipt of something that arrived at <paramref name="at"/>.</summary>
    /// <param name="closing">When the office closes; null = arrivals on a working day always count for that day.</param>
    public static DateOnly ReceiptDay(DateTimeOffset at, OutOfHours rule, TimeOnly? closing, WorkCalendar calendar)
    {
        var day = ChinaTime.DayOf(at);
        if (rule == OutOfHours.SameDay)
        {
            return day;
        }

        return calendar.IsWorkingDay(day) && !(ChinaTime.TimeOf(at) >= closing) ? day : calendar.AddWorkingDays(day, 1);
    }

    private static ClockDeadline? Deadline(DateOnly start, int limit, ClockUnit unit, ReadOnlySpan<Interval> pauses, WorkCalendar calendar)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        if (limit == 0)
        {
            return new(start, Provisional: false);
        }

        if (NthConsumed(start, limit, unit, pauses, calendar) is not { } day)
        {
            return null;
        }

        var deadline = unit == ClockUnit.NaturalDay ? calendar.RollForward(day) : day;
        return new(deadline, !calendar.Knows(unit == ClockUnit.NaturalDay ? day.AddDays(-1) : start, deadline));
    }

    /// <summary>The n-th consumed day, or null while an open pause hides it.</summary>
    private static DateOnly? NthConsumed(DateOnly start, int n, ClockUnit unit, ReadOnlySpan<Interval> pauses, WorkCalendar calendar)
    {
        var (cursor, left) = (start.DayNumber, n);
        foreach (var pause in pauses)
        {
            var free = Count(cursor, pause.From - 1, unit, calendar);
            if (left <= free)
            {
                break;
            }

            if (pause.Until == Never)
            {
                return null;
            }

            (left, cursor) = (left - free, pause.Until - 1);
        }

        return DateOnly.FromDayNumber(Nth(cursor, left, unit, calendar));
    }

    private static int Consumed(DateOnly start, int through, ClockUnit unit, ReadOnlySpan<Interval> pauses, WorkCalendar calendar)
    {
        var consumed = Count(start.DayNumber, through, unit, calendar);
        foreach (var pause in pauses)
        {
            consumed -= Count(pause.From - 1, Math.Min(through, pause.Until == Never ? through : pause.Until - 1), unit, calendar);
        }

        return consumed;
    }

    /// <summary>Days d with after &lt; d ≤ through that count.</summary>
    private static int Count(int after, int through, ClockUnit unit, WorkCalendar calendar) =>
        through <= after ? 0 : unit switch
        {
            ClockUnit.WorkingDay => calendar.WorkingDaysThrough(through) - calendar.WorkingDaysThrough(after),
            ClockUnit.NaturalDay => through - after,
            _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "Hours are counted between instants."),
        };

    private static int Nth(int after, int count, ClockUnit unit, WorkCalendar calendar) => unit switch
    {
        ClockUnit.WorkingDay => calendar.DayOfOrdinal(calendar.WorkingDaysThrough(after) + count),
        ClockUnit.NaturalDay => after + count,
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "Hours are counted between instants."),
    };

    private static ReadOnlySpan<Interval> Merge(Span<Interval> pauses, DateOnly start)
    {
        for (var i = 1; i < pauses.Length; i++)
        {
            for (var j = i; j > 0 && pauses[j].From < pauses[j - 1].From; j--)
            {
                (pauses[j], pauses[j - 1]) = (pauses[j - 1], pauses[j]);
            }
        }

        // Day 0 is never counted, so a pause of it costs nothing.
        var (count, last) = (0, start.DayNumber + 1);
        foreach (var pause in pauses)
        {
            var from = Math.Max(pause.From, last);
            if (pause.Until <= from)
            {
                continue;
            }

            if (count > 0 && pauses[count - 1].Until == from)
            {
                pauses[count - 1] = pauses[count - 1] with { Until = pause.Until };
            }
            else
            {
                pauses[count++] = new(from, pause.Until);
            }

            last = pause.Until;
        }

        return pauses[..count];
    }

    private static Span<Interval> Copy(ReadOnlySpan<Pause> pauses, Span<Interval> into)
    {
        for (var i = 0; i < pauses.Length; i++)
        {
            into[i] = new(pauses[i].From.DayNumber, pauses[i].Until?.DayNumber ?? Never);
        }

        return into;
    }

    private static int CountPauses(ClockEntry[] entries, ClockKind kind)
    {
        var count = 0;
        foreach (var entry in entries)
        {
            count += entry.Entry == ClockEntryType.Pause && entry.Kind == kind ? 1 : 0;
        }

        return count;
    }

    private static Run RunOf(ClockEntry[] entries, ClockKind kind, string? key, Span<Interval> pauses)
    {
        var run = default(Run);
        foreach (var entry in entries)
        {
            if (entry.Kind == kind && entry.Key == key)
            {
                run.Take(entry, pauses);
            }
        }

        return run;
    }

    private static ClockMarks? DayMarks(Run run, Span<Interval> pauses, WorkCalendar calendar, WarningLevels levels)
    {
        var start = run.Start!.EffectiveDate;
        var merged = Merge(pauses, start);
        return Deadline(start, run.Limit, run.Unit, merged, calendar) is { } deadline
            ? new(start, BeginningOf(Share(run.Limit, levels.YellowPercent), merged), BeginningOf(Share(run.Limit, levels.RedPercent), merged), deadline.Day, deadline.At, deadline.Provisional)
            : null;

        DateTimeOffset? BeginningOf(int n, ReadOnlySpan<Interval> among) =>
            n > 0 && NthConsumed(start, n, run.Unit, among, calendar) is { } day ? ChinaTime.StartOfDay(day) : null;
    }

    /// <summary>The fewest days that are so much of the limit.</summary>
    private static int Share(int limit, int percent) => ((limit * percent) + 99) / 100;

    private static ClockReading ReadDays(Run run, Span<Interval> pauses, WorkCalendar calendar, DateOnly today, WarningLevels levels)
    {
        var start = run.Start!.EffectiveDate;
        var merged = Merge(pauses, start);
        var deadline = Deadline(start, run.Limit, run.Unit, merged, calendar);
        var through = run.Stopped is { } stop ? Math.Min(today.DayNumber, stop.EffectiveDate.DayNumber - 1) : today.DayNumber;
        var consumed = Consumed(start, through, run.Unit, merged, calendar);
        var overdue = (run.Stopped?.EffectiveDate ?? today) > deadline?.Day;
        var left = run.Unit == ClockUnit.NaturalDay && deadline is { } end ? end.Day.DayNumber - today.DayNumber : run.Limit - consumed;
        return Show(run, consumed, deadline?.Day, deadline?.At, deadline?.Provisional ?? false, left, overdue, levels);
    }

    private static ClockReading Show(Run run, int consumed, DateOnly? deadline, DateTimeOffset? deadlineAt, bool provisional, int left, bool overdue, WarningLevels levels)
    {
        var state = run.Stopped is not null ? ClockState.Stopped : run.Open > 0 ? ClockState.Paused : ClockState.Running;
        var ratio = run.Limit == 0 ? 1 : (double)consumed / run.Limit;
        var due = state == ClockState.Stopped ? ClockDue.None
            : overdue ? ClockDue.Overdue
            : consumed * 100 >= run.Limit * levels.RedPercent ? ClockDue.Red
            : consumed * 100 >= run.Limit * levels.YellowPercent ? ClockDue.Yellow
            : ClockDue.Green;
        return new(
            state, consumed, run.Limit, run.Unit, deadline, deadlineAt, provisional,
            state == ClockState.Paused ? run.PausedSince : null,
            state == ClockState.Paused ? run.ToldUntil : null,
            state == ClockState.Stopped ? null : left,
            overdue, due, ratio, run.Start!.EffectiveDate, run.Stopped?.EffectiveDate);
    }

    /// <param name="From">Day number of the first paused day.</param>
    /// <param name="Until">Day number of the first day that runs again, or <see cref="Never"/>.</param>
    private readonly record struct Interval(int From, int Until);

    /// <summary>The present run of a clock: from its last start or restart.</summary>
    private struct Run
    {
        private int _startLimit;

        public ClockEntry? Start { get; private set; }

        public ClockEntry? Stopped { get; private set; }

        public int Limit { get; private set; }

        public ClockUnit Unit { get; private set; }

        /// <summary>Pauses of this run, the first ones of the span.</summary>
        public int Pauses { get; private set; }

        public int Open { get; private set; }

        public DateOnly? PausedSince { get; private set; }

        public DateOnly? ToldUntil { get; private set; }

        public void Take(ClockEntry entry, Span<Interval> pauses)
        {
            switch (entry.Entry)
            {
                case ClockEntryType.Start:
                    Begin(entry, entry.Limit!.Value, entry.Unit!.Value);
                    break;
                case ClockEntryType.Restart when Start is not null:
                    Begin(entry, entry.Limit ?? _startLimit, Unit);
                    break;
                case ClockEntryType.Extend when Runs:
                    Limit += entry.Limit!.Value;
                    break;
                case ClockEntryType.Pause when Runs:
                    pauses[Pauses++] = new(entry.EffectiveDate.DayNumber, Never);
                    Open++;
                    PausedSince = Open == 1 || entry.EffectiveDate < PausedSince ? entry.EffectiveDate : PausedSince;
                    ToldUntil = Open == 1 || entry.ToldUntil > ToldUntil || ToldUntil is null ? entry.ToldUntil : ToldUntil;
                    break;
                case ClockEntryType.Resume when Runs && Open > 0:
                    Resume(entry.EffectiveDate.DayNumber, pauses);
                    break;
                case ClockEntryType.Stop when Runs:
                    Stopped = entry;
                    break;
                default:
                    // A line about a clock that does not run changes nothing.
                    break;
            }
        }

        private readonly bool Runs => Start is not null && Stopped is null;

        private void Begin(ClockEntry entry, int limit, ClockUnit unit)
        {
            (Start, Stopped, Limit, Unit, _startLimit) = (entry, null, limit, unit, limit);
            (Pauses, Open, PausedSince, ToldUntil) = (0, 0, null, null);
        }

        /// <summary>Ends the oldest open pause: with several open ones the clock stands until the last is ended, so which one does not matter.</summary>
        private void Resume(int day, Span<Interval> pauses)
        {
            for (var i = 0; i < Pauses; i++)
            {
                if (pauses[i].Until == Never)
                {
                    pauses[i] = pauses[i] with { Until = day };
                    Open--;
                    return;
                }
            }
        }
    }
}
