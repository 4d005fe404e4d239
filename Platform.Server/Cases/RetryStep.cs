using Platform.Model;
using Platform.Model.Flows;
using Platform.Model.Identity;

namespace Platform.Server.Cases;

/// <summary>An operator lets a failed step run again after its cause is gone.</summary>
internal sealed record RetryStep : CaseCommand
{
    public required string StepId { get; init; }

    public override ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        if (!Actor.May(Permissions.CasesSupervise, work.File.Locality, work.File.Authority))
        {
            return new(Problem.Forbidden("access.forbidden"));
        }

        if (work.File.Incidents.Find(i => i.StepId == StepId) is null)
        {
            return new(Problem.NotFound("case.incident.unknown", ("step", StepId), ("expected", string.Join(", ", work.File.Incidents.Select(i => i.StepId)))));
        }

        work.File = work.File with { Incidents = work.File.Incidents.RemoveAll(i => i.StepId == StepId) };
        work.Record("flow.retried", new { step = StepId });
        return work.AdvanceAsync(new FlowStimulus.Retry(StepId), ct);
    }
}
