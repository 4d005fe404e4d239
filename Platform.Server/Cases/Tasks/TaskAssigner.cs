using System.Collections.Concurrent;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Cases.Tasks;

/// <summary>
/// Gives tasks that open to one of those who could do them, by the rule of their step. Only people who are there count: not whoever is away with a substitute, nor whoever
/// separation of duties keeps from the task. With nobody left the task is for whoever claims it, like one without a rule.
/// </summary>
internal sealed class TaskAssigner(TaskTurnStore turns, IAccounts accounts, IGroups groups, ISubstitutes substitutes)
{
    public const string Template = "task-assigned";

    private static readonly TaskKind[] Approvals = [TaskKind.Decide, TaskKind.ApproveSpecialProcedure, TaskKind.ApproveExtension];

    /// <summary>Turns given and perhaps not committed yet, so that cases that come at once do not all go to one person.</summary>
    private readonly ConcurrentDictionary<(string Authority, string Role, Guid Account), DateTimeOffset> _lately = new();

    public async ValueTask AssignAsync(CaseFile before, CaseWork work, CancellationToken ct)
    {
        foreach (var opened in work.File.Tasks.Where(t => before.FindTask(t.Id) is null && !work.IsReopened(t.Id)))
        {
            var task = opened is { Assignee: null, Audience: { Role: not null, Wanted: not null } } ? await ResolveAsync(opened, work, ct) : opened;
            if (task is { Audience: { Assign: not AssignmentRule.None, Role: not null }, Assignee: null }
                && await ChooseAsync(task, work, ct) is { } chosen)
            {
                work.Replace(task with { Assignee = chosen.Id, AssigneeName = chosen.Name });
                work.Record("task.assigned", new { task = task.Id, task.StepId, to = chosen.Id, toName = chosen.Name, rule = task.Audience.Assign });
                work.TellStaff(new(chosen.Id, null, null, null), Template, new { title = task.Title.In(LocalizedText.Chinese) });
            }
        }
    }

    /// <summary>
    /// Gives the task to whom the flow wants to have it. Where there is nobody of the kind it stays with the role, and who supervises is told: no task is left to nobody.
    /// </summary>
    private async ValueTask<CaseTask> ResolveAsync(CaseTask task, CaseWork work, CancellationToken ct)
    {
        var wanted = task.Audience.Wanted!;
        if (wanted.StartsWith(TaskAudience.PersonPrefix, StringComparison.Ordinal))
        {
            return await GiveAsync(task, wanted[TaskAudience.PersonPrefix.Length..], work, ct);
        }

        var chosen = wanted.StartsWith(TaskAudience.RolePrefix, StringComparison.Ordinal) ? task.Audience with { Role = wanted[TaskAudience.RolePrefix.Length..] }
            : wanted.StartsWith(TaskAudience.GroupPrefix, StringComparison.Ordinal) ? task.Audience with { Group = wanted[TaskAudience.GroupPrefix.Length..] }
            : task.Audience;
        var possible = task with { Audience = chosen };
        if (chosen == task.Audience || !await IsAnybodyAsync(possible, work, ct))
        {
            return Miss(task, work);
        }

        work.Replace(possible);
        return possible;
    }

    private async ValueTask<CaseTask> GiveAsync(CaseTask task, string person, CaseWork work, CancellationToken ct)
    {
        var present = await PresentAsync(task, work, ct);
        if (present.FirstOrDefault(p => p.UserName == person || p.Id.ToString() == person) is not { } chosen)
        {
            return Miss(task, work);
        }

        var given = task with { Assignee = chosen.Id, AssigneeName = chosen.Name };
        work.Replace(given);
        work.Record("task.assigned", new { task = task.Id, task.StepId, to = chosen.Id, toName = chosen.Name, rule = "wanted" });
        if (chosen.Id != work.Actor.AccountId)
        {
            work.TellStaff(new(chosen.Id, null, null, null), Template, new { title = task.Title.In(LocalizedText.Chinese) });
        }

        return given;
    }

    private static CaseTask Miss(CaseTask task, CaseWork work)
    {
        work.Record("task.unassigned", new { task = task.Id, task.StepId, wanted = task.Audience.Wanted, role = task.Audience.Role });
        work.TellStaff(new(null, Roles.Supervisor, task.Audience.Authority, null), "task-unassigned", new { title = task.Title.In(LocalizedText.Chinese) });
        return task;
    }

    private async ValueTask<bool> IsAnybodyAsync(CaseTask task, CaseWork work, CancellationToken ct)
    {
        var (role, authority) = (task.Audience.Role!, task.AuthorityIn(work.File));
        return (await accounts.ListByRoleAsync(role, work.File.Locality, authority, ct)).Count > 0
            && (task.Audience.Group is not { } key || await groups.FindAsync(authority, key, role, work.File.Locality, ct) is { IsEmpty: false });
    }

    private async ValueTask<AccountSummary?> ChooseAsync(CaseTask task, CaseWork work, CancellationToken ct)
    {
        var (file, role, authority) = (work.File, task.Audience.Role!, task.AuthorityIn(work.File));
        var present = await PresentAsync(task, work, ct);
        if (present.Count == 0)
        {
            return null;
        }

        if (task.Audience.Assign == AssignmentRule.Previous)
        {
            var previous = await turns.LastDoneByAsync(file.Id, role, ct);
            return present.FirstOrDefault(p => p.Id == previous);
        }

        var stands = await turns.StandsAsync(authority, role, [.. present.Select(p => p.Id)], ct);
        var chosen = present
            .OrderByDescending(p => task.Audience.Assign == AssignmentRule.Nearest ? Nearness(p.Locality, file.Locality) : 0)
            .ThenBy(p => task.Audience.Assign is AssignmentRule.LeastLoaded or AssignmentRule.Nearest ? stands[p.Id].Open : 0)
            .ThenBy(p => Later(stands[p.Id].LastTurn, _lately.TryGetValue((authority, role, p.Id), out var at) ? at : null))
            .ThenBy(p => p.Id)
            .First();
        _lately[(authority, role, chosen.Id)] = work.Now;
        return chosen;
    }

    private async ValueTask<IReadOnlyList<AccountSummary>> PresentAsync(CaseTask task, CaseWork work, CancellationToken ct)
    {
        var (file, role, authority) = (work.File, task.Audience.Role!, task.AuthorityIn(work.File));
        var holders = await accounts.ListByRoleAsync(role, file.Locality, authority, ct);
        var absent = await substitutes.AbsentAsync(work.Today, ct);
        var group = task.Audience.Group is { } key ? await groups.FindAsync(authority, key, role, file.Locality, ct) : null;
        return [.. holders.Where(h =>
            !absent.Contains(h.Id)
            && !task.IsSignedBy(h.Id)
            && (group is null or { IsEmpty: true } || group.Members.Contains(h.Id))
            && !(Approvals.Contains(task.Kind) && file.Facts.HasActed(h.Id.ToString())))];
    }

    /// <summary>How many levels of the division tree two places share: the more, the nearer.</summary>
    private static int Nearness(LocalityCode one, LocalityCode other) => one.SelfAndAncestors().Intersect(other.SelfAndAncestors()).Count();

    private static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset? other) => (one ?? DateTimeOffset.MinValue) > (other ?? DateTimeOffset.MinValue) ? one!.Value : other ?? DateTimeOffset.MinValue;
}
