using Platform.Model;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Server.Hosting.Repetition;

namespace Platform.Server.Cases.Tasks;

/// <summary>Who works on a case, moved about inside the office (DOMAIN §4.3, 22): sending back, signers, asking a colleague, taking back. For the API and the workbench alike.</summary>
internal sealed class TaskMoves(CaseReader cases, TaskDesk desk, IAccounts accounts, IAuthorities authorities, IItemCatalogue items, IFlowInterpreter interpreter)
{
    /// <summary>Signers of one step, with those who have signed.</summary>
    private const int MostSigners = 30;

    /// <summary>Roles whose people can be asked to sign beside somebody: those that work on cases.</summary>
    public static IReadOnlyList<string> SigningRoles { get; } = [Roles.CaseOfficer, Roles.Reviewer, Roles.Approver, Roles.AcceptanceOfficer];

    /// <summary>Where the actor can send an open task back to, latest first; null when they have no such task.</summary>
    public async Task<IReadOnlyList<EarlierStep>?> EarlierAsync(Actor actor, Guid id, CancellationToken ct) =>
        await cases.FindByTaskAsync(id, ct) is { Open: { } task, File: var file } && CaseAccess.MayDoNow(actor, task, file) ? await EarlierAsync(file, task, ct) : null;

    public async Task<IReadOnlyList<EarlierStep>> EarlierAsync(CaseFile file, CaseTask task, CancellationToken ct) =>
        task.FromFlow && file.Flow is { } flow ? interpreter.FindEarlier((await items.GetAsync(file.ItemVersionId, ct)).Flow, flow, task.Id) : [];

    public Task<Result<CaseAnswer>> SendBackAsync(Actor actor, Guid id, string to, string opinion, long? seenVersion, RequestKey? key, CancellationToken ct) =>
        cases.SendAsync(new SendBackTask { Actor = actor, TaskId = id, To = to, Opinion = opinion.Trim(), IfVersion = seenVersion, Key = key }, ct);

    /// <summary>Colleagues who can be asked to sign in the step of the task, by default those of its own role; null when the actor has no such task.</summary>
    public async Task<IReadOnlyList<AccountSummary>?> SignerCandidatesAsync(Actor actor, Guid id, string? role, string? authority, CancellationToken ct)
    {
        if (await cases.FindByTaskAsync(id, ct) is not { Open: { Audience.Role: { } own } task, File: var file } || !CaseAccess.MayDoNow(actor, task, file))
        {
            return null;
        }

        if (role is not null && role != own && !SigningRoles.Contains(role))
        {
            return [];
        }

        var signers = file.FindSigning(task.StepId)?.Signers.Where(s => s.State is SignerState.Open or SignerState.Signed or SignerState.Waiting).Select(s => s.By).ToHashSet() ?? [];
        var holders = await accounts.ListByRoleAsync(role ?? own, file.Locality, authority ?? task.AuthorityIn(file), ct);
        return [.. holders.Where(h => h.Id != actor.AccountId && h.Id != task.Assignee && !signers.Contains(h.Id.ToString()))];
    }

    /// <summary>Refuses with <c>signer.nobody</c> or <c>signer.target</c> beside what the command refuses.</summary>
    /// <param name="to">Who shall sign; null = whoever holds the role.</param>
    public async Task<Result<CaseAnswer>> AddSignerAsync(
        Actor actor, Guid id, SignerPlace place, Guid? to, string? role, string? authority, string opinion, long? seenVersion, RequestKey? key, CancellationToken ct)
    {
        if (await SignerCandidatesAsync(actor, id, role, authority, ct) is not { } candidates || await cases.FindByTaskAsync(id, ct) is not { Open: { } task, File: var file })
        {
            return await MissingAsync(actor, id, ct);
        }

        if (role is not null && role != task.Audience.Role && !SigningRoles.Contains(role))
        {
            return Problem.Invalid("signer.role", "role", ("value", role), ("expected", string.Join(", ", SigningRoles)));
        }

        if (authority is not null && await authorities.FindAsync(authority, ct) is null)
        {
            return Problem.Invalid("signer.authority", "authority", ("value", authority));
        }

        if (file.FindSigning(task.StepId)?.Signers.Count >= MostSigners)
        {
            return Problem.Conflict("signer.most", ("expected", MostSigners));
        }

        var colleague = candidates.FirstOrDefault(c => c.Id == to);
        if (candidates.Count == 0 || (to is not null && colleague is null))
        {
            return candidates.Count == 0
                ? Problem.Invalid("signer.nobody", "role", ("value", role ?? task.Audience.Role))
                : Problem.Invalid("signer.target", "to", ("value", to), ("expected", string.Join(", ", candidates.Select(c => c.Name))));
        }

        var who = new Signer(role ?? task.Audience.Role!, authority ?? task.Audience.Authority, Person: colleague?.Id.ToString(), Name: colleague?.Name);
        return await cases.SendAsync(new AddSigner { Actor = actor, TaskId = id, Place = place, Who = who, Opinion = opinion.Trim(), IfVersion = seenVersion, Key = key }, ct);
    }

    public Task<Result<CaseAnswer>> RemoveSignerAsync(Actor actor, Guid id, int number, string opinion, long? seenVersion, RequestKey? key, CancellationToken ct) =>
        cases.SendAsync(new RemoveSigner { Actor = actor, TaskId = id, Number = number, Opinion = opinion.Trim(), IfVersion = seenVersion, Key = key }, ct);

    /// <summary>Refuses with <c>task.lend.target</c> beside what the command refuses.</summary>
    public async Task<Result<CaseAnswer>> LendAsync(Actor actor, Guid id, Guid to, string question, long? seenVersion, RequestKey? key, CancellationToken ct)
    {
        if (await desk.CandidatesAsync(actor, id, ct) is not { } candidates)
        {
            return Problem.NotFound("task.unknown", ("task", id));
        }

        return candidates.FirstOrDefault(c => c.Id == to) is { } colleague
            ? await cases.SendAsync(new LendTask { Actor = actor, TaskId = id, To = to, ToName = colleague.Name, Question = question.Trim(), IfVersion = seenVersion, Key = key }, ct)
            : Problem.Invalid("task.lend.target", "to", ("value", to), ("expected", string.Join(", ", candidates.Select(c => c.Name))));
    }

    public async Task<Result<CaseAnswer>> AdviseAsync(Actor actor, Guid id, string opinion, long? seenVersion, RequestKey? key, CancellationToken ct)
    {
        var mayDo = await cases.FindByTaskAsync(id, ct) is { Open: { Lent: { } loan } task, File: var file }
            && await accounts.FindActorAsync(loan.By, ct) is { } lender && CaseAccess.MayDo(lender, task, file);
        return await cases.SendAsync(new AdviseTask { Actor = actor, TaskId = id, Opinion = opinion.Trim(), LenderMayDo = mayDo, IfVersion = seenVersion, Key = key }, ct);
    }

    public Task<Result<CaseAnswer>> ReclaimAsync(Actor actor, Guid id, long? seenVersion, RequestKey? key, CancellationToken ct) =>
        cases.SendAsync(new ReclaimTask { Actor = actor, TaskId = id, IfVersion = seenVersion, Key = key }, ct);

    public async Task<Result<CaseAnswer>> RecallAsync(Actor actor, Guid id, string opinion, long? seenVersion, RequestKey? key, CancellationToken ct) =>
        await cases.FindByTaskAsync(id, ct) is { File.Id: var caseId }
            ? await cases.SendAsync(caseId, new RecallTask { Actor = actor, TaskId = id, Opinion = opinion.Trim(), IfVersion = seenVersion, Key = key })
            : TaskCommand.UnknownTask(id);

    /// <summary>Notes that somebody who can do the task has opened it, where that decides whether what led to it can still be taken back.</summary>
    public async Task SeeAsync(Actor actor, Guid id, CancellationToken ct)
    {
        if (await cases.FindByTaskAsync(id, ct) is { Open: { } task, File: var file } && SeeTask.Matters(file, id, actor.AccountId) && CaseAccess.MayDoNow(actor, task, file))
        {
            await cases.SendAsync(new SeeTask { Actor = actor, TaskId = id }, ct);
        }
    }

    private async Task<Problem> MissingAsync(Actor actor, Guid id, CancellationToken ct)
    {
        if (await cases.FindByTaskAsync(id, ct) is not { } found || !CaseAccess.MayReadAsStaff(actor, found.File))
        {
            return TaskCommand.UnknownTask(id);
        }

        return found.Open is { } task
            ? CaseAccess.MayDo(actor, task, found.File) ? Problem.Conflict("task.claimedByOther", ("holder", task.AssigneeName)) : Problem.Forbidden("task.notYours", ("role", task.Audience.Role))
            : Problem.Conflict("task.notOpen", ("task", id));
    }
}
