using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Credit;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Server.Hosting.Repetition;

namespace Platform.Server.Cases.Tasks;

/// <summary>What a caseworker does with one task, for the API and the workbench alike.</summary>
internal sealed class TaskDesk(CaseReader cases, OpinionStore opinions, IAccounts accounts, IGroups groups, ICreditList credit, TimeProvider clock)
{
    /// <summary>The outcome by which a step goes back to an earlier one.</summary>
    public const string SendBackOutcome = "SendBack";

    private const int MaxOpinionDraft = 20_000;

    public async Task<Result<TaskResource>> ReadAsync(Actor actor, Guid id, CancellationToken ct)
    {
        if (await cases.FindByTaskAsync(id, ct) is not { } found || !(CaseAccess.MayReadAsStaff(actor, found.File) || CaseAccess.IsApplicant(actor, found.File)))
        {
            return Problem.NotFound("task.unknown", ("task", id));
        }

        return found.Open is { } task ? await ResourceAsync(found.File, task, actor, ct) : Problem.Conflict("task.notOpen", ("task", id));
    }

    private async Task<TaskResource> ResourceAsync(CaseFile file, CaseTask task, Actor actor, CancellationToken ct)
    {
        var (due, warnings) = CaseClocks.DueOf(task, file);
        var mayDo = CaseAccess.MayDoNow(actor, task, file);
        return new(
            task.Id, file.Number, file.Version, task.Title, task.Kind, task.StepId, "open", file.State, task.Audience.Role, task.AuthorityIn(file), task.Assignee,
            task.AssigneeName, task.Assignee is not null && task.Assignee == actor.AccountId, mayDo ? task.Outcomes : [], task.OpenedAt, due,
            WarningDays.On(ChinaTime.DayOf(clock.GetUtcNow()), due, warnings), task.Data, file.ItemName,
            await groups.ShownAsync(task.Audience.Group, task.AuthorityIn(file), task.Audience.Role, file.Locality, ct),
            file.FindSigning(task.StepId)?.Signers ?? [],
            task.Lent,
            task.Advice ?? []);
    }

    public async Task<Result<CaseAnswer>> CompleteAsync(
        Actor actor, Guid id, string outcome, string opinion, JsonObject data, long? seenVersion, RequestKey? key, CancellationToken ct)
    {
        var barred = await IsBarredAsync(id, data, ct);
        return await cases.SendAsync(
            new CompleteTask { Actor = actor, TaskId = id, Outcome = outcome, Opinion = opinion, Data = data, PromiseBarred = barred, IfVersion = seenVersion, Key = key }, ct);
    }

    /// <summary>Whether the applicant's promise would not be taken; null when the task is not about one.</summary>
    private async Task<bool?> IsBarredAsync(Guid id, JsonObject data, CancellationToken ct)
    {
        if (!data.ContainsKey("withGap") || await cases.FindByTaskAsync(id, ct) is not { Open.Kind: TaskKind.Accept } found)
        {
            return null;
        }

        var (applicant, today) = (found.File.Content.Applicant, ChinaTime.DayOf(clock.GetUtcNow()));
        return await credit.FindAsync(found.File.Locality, applicant.IdType, applicant.IdNumber, today, ct) is not null;
    }

    public async Task<Result<CaseAnswer>> TransferAsync(Actor actor, Guid id, Guid to, string reason, long? seenVersion, RequestKey? key, CancellationToken ct)
    {
        if (await CandidatesAsync(actor, id, ct) is not { } candidates)
        {
            return Problem.NotFound("task.unknown", ("task", id));
        }

        return candidates.FirstOrDefault(c => c.Id == to) is { } colleague
            ? await cases.SendAsync(new TransferTask { Actor = actor, TaskId = id, To = to, ToName = colleague.Name, Reason = reason, IfVersion = seenVersion, Key = key }, ct)
            : Problem.Invalid("task.transfer.target", "to", ("value", to), ("expected", string.Join(", ", candidates.Select(c => c.Name))));
    }

    /// <summary>Refuses with <c>task.undo.nothing</c> or <c>task.undo.late</c>, beside what every command on a task is refused with.</summary>
    public async Task<Result<CaseAnswer>> UndoAsync(Actor actor, Guid id, RequestKey? key, CancellationToken ct)
    {
        var before = (await cases.FindByTaskAsync(id, ct))?.Open?.Handed?.From;
        var mayGoBack = before is { } account && (await CandidatesAsync(actor, id, ct))?.Any(c => c.Id == account) == true;
        return await cases.SendAsync(new UndoHandover { Actor = actor, TaskId = id, MayGoBack = mayGoBack, Key = key }, ct);
    }

    /// <summary>Colleagues who could do the task: of its group, where it names one that has anybody; null when there is no such open task the actor could give away.</summary>
    public async Task<IReadOnlyList<AccountSummary>?> CandidatesAsync(Actor actor, Guid id, CancellationToken ct)
    {
        if (await cases.FindByTaskAsync(id, ct) is not { Open: { Audience.Role: { } role } task, File: var file } || !(CaseAccess.MayDo(actor, task, file) || CaseAccess.MayReassign(actor, task, file)))
        {
            return null;
        }

        var authority = task.AuthorityIn(file);
        var holders = await accounts.ListByRoleAsync(role, file.Locality, authority, ct);
        return task.Audience.Group is { } key && await groups.FindAsync(authority, key, role, file.Locality, ct) is { IsEmpty: false } group
            ? [.. holders.Where(h => group.Members.Contains(h.Id) && !task.IsSignedBy(h.Id))]
            : [.. holders.Where(h => !task.IsSignedBy(h.Id))];
    }

    /// <summary>Colleagues who could do every one of the tasks, as far as the actor could give them away.</summary>
    public async Task<IReadOnlyList<AccountSummary>> CandidatesAsync(Actor actor, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        List<AccountSummary>? common = null;
        foreach (var id in ids)
        {
            if (await CandidatesAsync(actor, id, ct) is { } candidates)
            {
                common = [.. (common ?? candidates).Where(c => candidates.Any(other => other.Id == c.Id))];
            }
        }

        return common ?? [];
    }

    public async Task<Result<Done>> SaveOpinionAsync(Actor actor, Guid id, string text, JsonObject? data, CancellationToken ct)
    {
        if (text.Length > MaxOpinionDraft)
        {
            return Problem.Invalid("form.tooLong", "text", ("value", text.Length), ("expected", MaxOpinionDraft));
        }

        return await cases.FindByTaskAsync(id, ct) is { Open: { } task } found && CaseAccess.MayDo(actor, task, found.File)
            ? await opinions.SaveAsync(id, actor, text, data, ct)
            : Problem.NotFound("task.unknown", ("task", id));
    }
}
