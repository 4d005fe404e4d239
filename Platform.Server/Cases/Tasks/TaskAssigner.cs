using System.Collections.Concurrent;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Model.Identity;

namespace Platform.Server.Cases.Tasks;

/// <summary>
/// Gives tasks that open to one of those who could do them, by the rule of their step. Only people who are there count: not whoever is away with a substitute, nor whoever
/// separation of duties keeps from the task. With nobody left the task is for whoever claims it, like one without a rule.
/// </summary>
internal sealed class TaskAssigner(TaskTurnStore turns, IAccounts accounts, IGroups groups, ISubstitutes substitutes)
{
    private const string Template = "task-assigned";

    private static readonly TaskKind[] Approvals = [TaskKind.Decide, TaskKind.ApproveSpecialProcedure, TaskKind.ApproveExtension];

    /// <summary>Turns given and perhaps not committed yet, so that cases that come at once do not all go to one person.</summary>
    private readonly ConcurrentDictionary<(string Authority, string Role, Guid Account), DateTimeOffset> _lately = new();

    public async ValueTask AssignAsync(CaseFile before, CaseWork work, CancellationToken ct)
    {
        foreach (var task in work.File.Tasks)
        {
            if (task is { Audience: { Assign: not AssignmentRule.None, Role: not null }, Assignee: null } && before.FindTask(task.Id) is null
                && await ChooseAsync(task, work, ct) is { } chosen)
            {
                work.Replace(task with { Assignee = chosen.Id, AssigneeName = chosen.Name });
                work.Record("task.assigned", new { task = task.Id, task.StepId, to = chosen.Id, toName = chosen.Name, rule = task.Audience.Assign });
                work.TellStaff(new(chosen.Id, null, null, null), Template, new { title = task.Title.In(LocalizedText.Chinese) });
            }
        }
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
            .OrderBy(p => task.Audience.Assign == AssignmentRule.LeastLoaded ? stands[p.Id].Open : 0)
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

    private static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset? other) => (one ?? DateTimeOffset.MinValue) > (other ?? DateTimeOffset.MinValue) ? one!.Value : other ?? DateTimeOffset.MinValue;
}
