using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Identity;

namespace Platform.Server.Cases;

/// <summary>The applicant has died or was dissolved 终止: there is nobody to decide for any more. The flow and its tasks end.</summary>
internal sealed record TerminateCase : CaseCommand
{
    public required TerminationGround Ground { get; init; }

    /// <summary>From what the office knows it.</summary>
    public required string Reason { get; init; }

    public static bool May(Actor actor, CaseFile file) => actor.May(Permissions.CasesReview, file.Locality, file.Authority);

    public override async ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        if (!May(Actor, work.File))
        {
            return Problem.Forbidden("case.terminate.forbidden");
        }

        if (!Fits(Ground, work.File.Content.Applicant.Type))
        {
            return Problem.Invalid("case.terminate.ground", "ground", ("value", Ground));
        }

        work.ActingRole = Roles.CaseOfficer;
        var terminated = work.Apply(new CaseTransition.Terminate(Reason, Ground: Ground));
        return terminated.Succeeded
            ? await work.UndoAsync(new FlowStimulus.Signal(FlowSignals.Terminated, JsonSerializer.SerializeToElement(new { reason = Reason })), "terminated", ct)
            : terminated;
    }

    /// <summary>Only people die, and only what is no person (code table A.4, other than 1) is dissolved.</summary>
    public static bool Fits(TerminationGround ground, string applicantType) => ground == GroundFor(applicantType);

    public static TerminationGround GroundFor(string applicantType) => applicantType == "1" ? TerminationGround.ApplicantDied : TerminationGround.ApplicantDissolved;
}
