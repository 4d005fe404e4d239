using System.Collections.Immutable;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Identity;
using Platform.Model.Items;

namespace Platform.Server.Cases.Ladder;

/// <summary>
/// The escalation ladder 预警 of a case: at the first rung whoever has the work is reminded, from the second on their supervisor is told as well, and with the last one
/// the case stands on the list the public sees until the authority has acted. Of the clock of a step, the office's own affair, the supervisor hears when it is over and the
/// public nothing. A paused clock climbs no further; a calendar that moves a deadline moves its rungs.
/// </summary>
internal static class CaseLadder
{
    public const string Template = "deadline-warning";

    private static readonly ClockKind[] OfAuthority = [ClockKind.Promised, ClockKind.Statutory, ClockKind.Delivery];

    /// <summary>The running clocks that the office owes: that of the case and those of its open steps. Of the one in law only the end counts, once the promised one is over: that one has warned already.</summary>
    public static IEnumerable<(ClockKind Kind, string? Key, ClockMarks Marks)> Clocks(CaseFile file, PublishedItem item)
    {
        if (CaseClocks.Counting(file.State) is { } counting and not ClockKind.Supplement && Marks(counting) is { } marks)
        {
            yield return (counting, null, marks);
            if (counting == ClockKind.Promised && IsReached(file, counting, marks.From) && Marks(ClockKind.Statutory) is { } byLaw && byLaw.EndsAt > marks.EndsAt)
            {
                yield return (ClockKind.Statutory, null, byLaw with { YellowAt = null, RedAt = null });
            }
        }

        foreach (var task in file.Tasks)
        {
            if (task.Limit is not null && task.Id.ToString() is var key && Marks(ClockKind.Step, key) is { } own)
            {
                yield return (ClockKind.Step, key, own);
            }
        }

        ClockMarks? Marks(ClockKind kind, string? key = null) => ClockRules.Marks(file.Ledger, kind, item.Calendar, item.Item.Warnings, key);
    }

    /// <summary>Takes every clock to the rung that is due: one entry in the journal and one message to each of those concerned.</summary>
    public static void Climb(CaseWork work)
    {
        foreach (var (kind, key, marks) in Clocks(work.File, work.Item).ToList())
        {
            if (LadderRules.Due(kind, key, marks, work.File.Rungs ?? [], work.Now) is { } rung)
            {
                Reach(work, kind, key, marks, rung);
            }
        }
    }

    /// <summary>Whether a clock of the case has reached its last rung and the authority has not acted yet. More time, or a clock that begins again, takes the case off the list.</summary>
    public static bool IsOverdue(CaseFile file, PublishedItem item, DateOnly today) =>
        file.Rungs is { } rungs
        && rungs.Exists(r => r.Rung == Rung.Overdue && OfAuthority.Contains(r.Clock)
            && ClockRules.Read(file.Ledger, r.Clock, item.Calendar, today) is { IsOpen: true, Overdue: true, Provisional: false } reading && reading.StartedOn == r.From);

    private static bool IsReached(CaseFile file, ClockKind kind, DateOnly from) =>
        file.Rungs?.Exists(r => r.Rung == Rung.Overdue && r.Clock == kind && r.From == from) == true;

    private static void Reach(CaseWork work, ClockKind kind, string? key, ClockMarks marks, Rung rung)
    {
        var file = work.File;
        work.File = file with { Rungs = [.. (file.Rungs ?? []).Where(r => Stays(r, file) && (r.Clock, r.Key) != (kind, key)), new RungReached(kind, key, marks.From, rung)] };

        var tasks = file.Tasks.Where(t => !t.Audience.Applicant && (key is null || t.Id.ToString() == key)).ToList();
        var supervised = rung >= (key is null ? Rung.Red : Rung.Overdue) || tasks.Count == 0;
        work.Record(EventName(rung), new { clock = kind, task = key, dueOn = marks.Deadline, tasks = tasks.Select(t => t.Id), supervisor = supervised });
        var data = new { rung, deadline = marks.Deadline, step = key is not null };
        foreach (var to in tasks.Select(t => HolderOf(t, file)).Distinct())
        {
            work.TellStaff(to, Template, data);
        }

        if (supervised)
        {
            var authority = key is not null && tasks is [var task] ? task.AuthorityIn(file) : file.Authority;
            work.TellStaff(new(null, Roles.Supervisor, authority, null), Template, data);
        }
    }

    private static string EventName(Rung rung) => rung switch
    {
        Rung.Yellow => "deadline.yellow",
        Rung.Red => "deadline.red",
        Rung.Overdue => "deadline.overdue",
        _ => throw new InvalidOperationException($"There is no rung '{rung}'."),
    };

    /// <summary>What is known of steps that are over is forgotten with the next rung.</summary>
    private static bool Stays(RungReached reached, CaseFile file) => reached.Key is null || file.Tasks.Exists(t => t.Id.ToString() == reached.Key);

    /// <summary>Whoever has claimed it, or else everybody whose it is.</summary>
    private static MessageAddress HolderOf(CaseTask task, CaseFile file) =>
        task.Assignee is { } holder ? new(holder, null, null, null) : new(null, task.Audience.Role, task.AuthorityIn(file), task.Audience.Group);
}
