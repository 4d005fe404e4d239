namespace Platform.Model.Clocks;

/// <summary>Clocks in hours: from instant to instant, where a day clock goes from day to day. A pause [P, R) whose end was written by a clock that had been set back before its beginning is empty.</summary>
public static partial class ClockRules
{
    private static ClockMarks? HourMarks(ClockEntry[] entries, ClockKind kind, string? key, Run run, WarningLevels levels)
    {
        var pauses = HourPauses(entries, kind, key, run);
        return At(100) is { } at ? new(run.Start!.EffectiveDate, run.Limit > 0 ? At(levels.YellowPercent) : null, run.Limit > 0 ? At(levels.RedPercent) : null, ChinaTime.DayOf(at), at) : null;

        DateTimeOffset? At(int percent) => HourReached(run.Start!.At, TimeSpan.FromHours(run.Limit) * percent / 100, pauses);
    }

    private static ClockReading ReadHours(ClockEntry[] entries, ClockKind kind, string? key, DateTimeOffset now, Run run, WarningLevels levels)
    {
        var (limit, pauses) = (TimeSpan.FromHours(run.Limit), HourPauses(entries, kind, key, run));
        var deadline = HourReached(run.Start!.At, limit, pauses);
        var spent = HoursSpent(run.Start.At, run.Stopped?.At ?? now, pauses);
        return Show(run, (int)spent.TotalHours, deadline is { } end ? ChinaTime.DayOf(end) : null, deadline, false, (int)Math.Floor((limit - spent).TotalHours), spent > limit, levels);
    }

    /// <summary>When the clock has run for <paramref name="share"/>; null while an open pause hides it.</summary>
    private static DateTimeOffset? HourReached(DateTimeOffset start, TimeSpan share, IReadOnlyList<HourPause> pauses)
    {
        var at = start;
        foreach (var pause in pauses)
        {
            if (at + share <= pause.From)
            {
                break;
            }

            if (pause.Until is not { } until)
            {
                return null;
            }

            (share, at) = (share - (pause.From - at), until);
        }

        return at + share;
    }

    private static TimeSpan HoursSpent(DateTimeOffset start, DateTimeOffset until, IReadOnlyList<HourPause> pauses)
    {
        var (spent, at) = (TimeSpan.Zero, start);
        foreach (var pause in pauses)
        {
            if (until <= pause.From)
            {
                break;
            }

            spent += pause.From - at;
            at = pause.Until is { } end && end < until ? end : until;
        }

        return until > at ? spent + (until - at) : spent;
    }

    /// <summary>When the clock stood since its last start: in order, apart from each other, none before the start and none empty.</summary>
    private static List<HourPause> HourPauses(ClockEntry[] entries, ClockKind kind, string? key, Run run)
    {
        var written = new List<HourPause>();
        foreach (var entry in entries.SkipWhile(e => !ReferenceEquals(e, run.Start)).TakeWhile(e => !ReferenceEquals(e, run.Stopped)).Where(e => e.Kind == kind && e.Key == key))
        {
            if (entry.Entry == ClockEntryType.Pause)
            {
                written.Add(new(entry.At, null));
            }
            else if (entry.Entry == ClockEntryType.Resume && written.FindIndex(p => p.Until is null) is >= 0 and var open)
            {
                written[open] = written[open] with { Until = entry.At };
            }
        }

        var pauses = new List<HourPause>();
        var last = run.Start!.At;
        foreach (var pause in written.OrderBy(p => p.From))
        {
            var from = pause.From > last ? pause.From : last;
            if (pause.Until is { } until && until <= from)
            {
                continue;
            }

            pauses.Add(new(from, pause.Until));
            if (pause.Until is not { } end)
            {
                break;
            }

            last = end;
        }

        return pauses;
    }

    /// <param name="Until">Null while it lasts.</param>
    private readonly record struct HourPause(DateTimeOffset From, DateTimeOffset? Until);
}
