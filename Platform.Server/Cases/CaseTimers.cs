using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Items;
using Platform.Server.Cases.Ladder;

namespace Platform.Server.Cases;

/// <summary>
/// Brings the case's own timers in line with its ledger: one for its clocks (rungs of the ladder, deemed acceptance, the end of a supplement), others for the day of a
/// promise. Deadlines stay a function of ledger and calendar; a timer only wakes the case to look.
/// </summary>
internal static class CaseTimers
{
    private const int DaysBefore = 3;
    private static readonly TimeSpan Morning = TimeSpan.FromHours(9);

    public static CaseFile Synchronise(CaseFile file, PublishedItem item, IIdSource ids) => WithPromise(WithClocks(file, item, ids), ids);

    /// <summary>
    /// One timer wakes the case for all its clocks, at the next rung of the ladder or the end of a clock. It is moved only when something comes earlier: woken too
    /// early, the case looks and goes on sleeping, and most cases end before that.
    /// </summary>
    private static CaseFile WithClocks(CaseFile file, PublishedItem item, IIdSource ids)
    {
        var (present, next) = (file.Timers.Find(IsOfClocks), NextAt(file, item));
        return present is not null && next >= present.DueAt ? file : Replace(file, present, CaseTimerKind.Clock, next, ids);
    }

    public static bool IsOfClocks(CaseTimer timer) => timer.Kind is CaseTimerKind.Clock or CaseTimerKind.NoticeRunsOut or CaseTimerKind.SupplementRunsOut;

    private static DateTimeOffset? NextAt(CaseFile file, PublishedItem item)
    {
        // The applicant's own clock has no rungs, but it ends.
        DateTimeOffset? next = file.State == CaseState.Supplementing ? ClockRules.Marks(file.Ledger, ClockKind.Supplement, item.Calendar, item.Item.Warnings)?.EndsAt : null;
        foreach (var (kind, key, marks) in CaseLadder.Clocks(file, item))
        {
            next = LadderRules.NextAt(kind, key, marks, file.Rungs ?? []) is { } rung && !(rung >= next) ? rung : next;
        }

        return next;
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

    private static CaseFile Set(CaseFile file, CaseTimerKind kind, DateTimeOffset? deadline, IIdSource ids)
    {
        var present = file.Timers.Find(t => t.Kind == kind);
        return present?.DueAt == deadline ? file : Replace(file, present, kind, deadline, ids);
    }

    private static CaseFile Replace(CaseFile file, CaseTimer? present, CaseTimerKind kind, DateTimeOffset? dueAt, IIdSource ids)
    {
        if (present is null && dueAt is null)
        {
            return file;
        }

        return file with
        {
            Timers = (present, dueAt) switch
            {
                (null, { } due) => file.Timers.Add(new(ids.Next(), kind, due)),
                ({ } moved, { } due) => file.Timers.Replace(moved, moved with { Kind = kind, DueAt = due }),
                (var gone, null) => file.Timers.Remove(gone!),
            },
        };
    }
}
