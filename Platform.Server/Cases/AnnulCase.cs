using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Identity;

namespace Platform.Server.Cases;

/// <summary>
/// An unlawful grant is undone 撤销 (Art 69) after it was delivered: with a decision of its own, and the papers of the grant no longer count. A refusal has nothing to annul.
/// </summary>
internal sealed record AnnulCase : CaseCommand
{
    public required string Reason { get; init; }
    public required string LegalBasis { get; init; }

    public static bool May(Actor actor, CaseFile file) => actor.May(Permissions.CasesApprove, file.Locality, file.Authority);

    public override async ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        if (!May(Actor, work.File))
        {
            return Problem.Forbidden("case.annul.forbidden");
        }

        work.ActingRole = Roles.Approver;
        var annulled = work.Apply(new CaseTransition.Annul(Reason, LegalBasis));
        return annulled.Succeeded ? await work.UndoAsync(null, "annulled", ct) : annulled;
    }
}
