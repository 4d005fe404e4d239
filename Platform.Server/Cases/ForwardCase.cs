using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Identity;

namespace Platform.Server.Cases;

/// <summary>Reviewed here, decided by a higher authority 转报 (Art 43): the case ends here with a letter, the flow and its tasks with it.</summary>
internal sealed record ForwardCase : CaseCommand
{
    /// <summary>The authority that decides, as the letter addresses it.</summary>
    public required string To { get; init; }

    /// <summary>What the review here found.</summary>
    public required string Reason { get; init; }

    public static bool May(Actor actor, CaseFile file) => actor.May(Permissions.CasesReview, file.Locality, file.Authority);

    public override async ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        if (!May(Actor, work.File))
        {
            return Problem.Forbidden("case.forward.forbidden");
        }

        work.ActingRole = Roles.CaseOfficer;
        var forwarded = work.Apply(new CaseTransition.ForwardUp(To, Reason));
        return forwarded.Succeeded
            ? await work.AdvanceAsync(new FlowStimulus.Signal(FlowSignals.ForwardedUp, JsonSerializer.SerializeToElement(new { to = To, reason = Reason })), ct)
            : forwarded;
    }
}
