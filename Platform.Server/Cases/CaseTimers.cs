using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;

namespace Platform.Server.Cases;

/// <summary>
/// Brings the case's own timers in line with its ledger: the notice clock (deemed acceptance), the applicant's supplement clock and the day of a promise. Deadlines stay a
/// function of ledger and calendar; a timer only wakes the case to look.
/// </summary>
internal static class CaseTimers
{
    private const int DaysBefore = 3;
    private static readonly TimeSpan Morning = TimeSpan.FromHours(9);

    public static CaseFile Synchronise(CaseFile file, WorkCalendar calendar, DateOnly today, IIdSource ids)
    {
        file = Synchronise(file, CaseTimerKind.NoticeRunsOut, file.State == CaseState.Received ? ClockKind.Notice : null, calendar, today, ids);
        file = Synchronise(file, CaseTimerKind.SupplementRunsOut, file.State == CaseState.Supplementing ? ClockKind.Supplement : null, calendar, today, ids);
        return WithPromise(file, ids);
    }

    /// <summary>A promise of an acceptance with a gap 容缺受理: told some days before, over at the end of its day. While a special procedure lasts nothing ends.</summary>
    private static CaseFile WithPromise(CaseFile file, IIdSource ids)
    {
        DateOnly? due = file is { State: CaseState.Accepted or CaseState.InReview, Facts: { OpenGap.Count: > 0, GapDueOn: { } day } } ? day : null;
        file = Set(file, CaseTimerKind.GapRunsOut, due is { } last ? ChinaTime.EndOfDay(last) : null, ids);
        return Set(file, CaseTimerKind.GapWarning, due is { } near && !file.GapWarned && near > file.Facts.AcceptedOn ? WarningAt(near, file.Facts.AcceptedOn!.Value) : null, ids);
    }

    /// <summary>In the morning three days before, but at least a day after the promise was given.</summary>
    private static DateTimeOffset WarningAt(DateOnly due, DateOnly accepted)
    {
        var day = due.AddDays(-DaysBefore);
        return ChinaTime.StartOfDay(day > accepted ? day : accepted.AddDays(1)) + Morning;
    }

    private static CaseFile Synchronise(CaseFile file, CaseTimerKind kind, ClockKind? clock, WorkCalendar calendar, DateOnly today, IIdSource ids)
    {
        var deadline = clock is { } c && ClockRules.Read(file.Ledger, c, calendar, today) is { State: ClockState.Running, Deadline: { } day }
            ? ChinaTime.EndOfDay(day)
            : (DateTimeOffset?)null;
        return Set(file, kind, deadline, ids);
    }

    private static CaseFile Set(CaseFile file, CaseTimerKind kind, DateTimeOffset? deadline, IIdSource ids)
    {
        var present = file.Timers.Find(t => t.Kind == kind);
        if (present?.DueAt == deadline)
        {
            return file;
        }

        var timers = present is null ? file.Timers : file.Timers.Remove(present);
        return file with { Timers = deadline is { } due ? timers.Add(new(ids.Next(), kind, due)) : timers };
    }
}
