using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Server.Cases.Tasks;

/// <summary>加签: whoever has a task of a step that can be signed by several asks somebody else to sign too, before, beside or after them. The handler has checked that they can.</summary>
internal sealed record AddSigner : TaskCommand
{
    public required SignerPlace Place { get; init; }
    public required Signer Who { get; init; }
    public required string Opinion { get; init; }

    protected override ValueTask<Result<Done>> DecideAsync(CaseWork work, CaseTask task, CancellationToken ct)
    {
        if ((CheckHeld(task) ?? CheckClaimed(task) ?? CheckOpinion(Opinion)) is { } refused)
        {
            return new(refused);
        }

        work.Record("task.signerAdded", new { task = task.Id, task.StepId, place = Place, Who.Role, Who.Authority, to = Who.Person, toName = Who.Name, opinion = Opinion });
        return work.AdvanceAsync(new FlowStimulus.AddSigner(task.Id, Place, Who, Opinion, Actor.AccountId?.ToString()), ct);
    }
}

/// <summary>
/// 减签: a signer who has not signed need not any more. Whoever has a task of the step may take out those a colleague added; whom the flow itself names only who supervises
/// there. What the others signed stays, and may now be enough.
/// </summary>
internal sealed record RemoveSigner : TaskCommand
{
    /// <summary>Number of the signer in the step.</summary>
    public required int Number { get; init; }
    public required string Opinion { get; init; }

    protected override ValueTask<Result<Done>> DecideAsync(CaseWork work, CaseTask task, CancellationToken ct)
    {
        var supervises = CaseAccess.MayReassign(Actor, task, work.File);
        if ((supervises ? null : CheckHeld(task) ?? CheckClaimed(task)) is { } notHeld)
        {
            return new(notHeld);
        }

        if (CheckOpinion(Opinion) is { } silent)
        {
            return new(silent);
        }

        var signers = work.File.FindSigning(task.StepId)?.Signers ?? [];
        if (signers.FirstOrDefault(s => s.Number == Number && s.State != SignerState.Removed) is not { } signer)
        {
            return new(Problem.NotFound("signer.unknown", ("value", Number), ("expected", string.Join(", ", signers.Where(s => s.State != SignerState.Removed).Select(s => s.Number)))));
        }

        if (!signer.Added && !supervises)
        {
            return new(Problem.Forbidden("signer.byFlow", ("value", signer.Title)));
        }

        work.Record("task.signerRemoved", new { task = task.Id, task.StepId, number = Number, title = signer.Title.In(LocalizedText.Chinese), name = signer.Name, opinion = Opinion });
        return work.AdvanceAsync(new FlowStimulus.RemoveSigner(task.Id, Number, Opinion, Actor.AccountId?.ToString()), ct);
    }

    protected override bool IsAllowedToOthers(CaseFile file, CaseTask task) => CaseAccess.MayReassign(Actor, task, file);
}
