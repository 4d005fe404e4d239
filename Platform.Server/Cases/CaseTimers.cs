using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;

namespace Platform.Server.Cases;

/// <summary>
/// Brings the case's own timers in line with its ledger: the notice clock (deemed acceptance) and the applicant's supplement clock. Deadlines stay a
/// function of ledger and calendar; a timer only wakes the case to look.
/// </summary>
internal static class CaseTimers
{
    public static CaseFile Synchronise(CaseFile file, WorkCalendar calendar, DateOnly today, IIdSource ids)
    {
        file = Synchronise(file, CaseTimerKind.NoticeRunsOut, file.State == CaseState.Received ? ClockKind.Notice : null, calendar, today, ids);
        return Synchronise(file, CaseTimerKind.SupplementRunsOut, file.State == CaseState.Supplementing ? ClockKind.Supplement : null, calendar, today, ids);
    }

    private static CaseFile Synchronise(CaseFile file, CaseTimerKind kind, ClockKind? clock, WorkCalendar calendar, DateOnly today, IIdSource ids)
    {
        var deadline = clock is { } c && ClockRules.Read(file.Ledger, c, calendar, today) is { State: ClockState.Running, Deadline: { } day }
            ? ChinaTime.EndOfDay(day)
            : (DateTimeOffset?)null;
        var present = file.Timers.Find(t => t.Kind == kind);
        if (present?.DueAt == deadline)
        {
            return file;
        }

        var timers = present is null ? file.Timers : file.Timers.Remove(present);
        return file with { Timers = deadline is { } due ? timers.Add(new(ids.Next(), kind, due)) : timers };
    }
}
