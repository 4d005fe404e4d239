using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Model.Identity;

namespace Platform.Server.Cases;

/// <summary>What operators do about failed steps has in common: who may, and which incidents are over by it.</summary>
internal abstract record IncidentCommand : CaseCommand
{
    public const int LongestReason = 2000;

    public required string StepId { get; init; }

    public static bool May(Actor actor, CaseFile file) => actor.May(Permissions.CasesSupervise, file.Locality, file.Authority);

    public Problem? Refusal(CaseFile file) =>
        !May(Actor, file) ? Problem.Forbidden("access.forbidden")
        : !file.Incidents.Exists(i => i.StepId == StepId) ? Problem.NotFound("case.incident.unknown", ("step", StepId), ("expected", string.Join(", ", file.Incidents.Select(i => i.StepId))))
        : null;

    protected static Problem? CheckReason(string reason) =>
        string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason ? Problem.Invalid("case.incident.reason", "reason", ("value", reason.Length), ("expected", $"1–{LongestReason}")) : null;

    protected void Settle(CaseWork work) => work.File = work.File with { Incidents = work.File.Incidents.RemoveAll(i => i.StepId == StepId) };
}

/// <summary>An operator lets a failed step run again after its cause is gone.</summary>
internal sealed record RetryStep : IncidentCommand
{
    public override ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        if (Refusal(work.File) is { } refused)
        {
            return new(refused);
        }

        Settle(work);
        work.Record("flow.retried", new { step = StepId });
        return work.AdvanceAsync(new FlowStimulus.Retry(StepId), ct);
    }
}

/// <summary>An operator puts right what a failed step works with, and lets it run again. The journal keeps what was there before.</summary>
internal sealed record CorrectStep : IncidentCommand
{
    /// <summary>Variables the step sees, by name.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Variables { get; init; }

    /// <summary>Inputs of the step that can be put right, by name.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Inputs { get; init; }

    public required string Reason { get; init; }

    public override ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        if ((Refusal(work.File) ?? CheckReason(Reason)) is { } refused)
        {
            return new(refused);
        }

        if (work.FindFailed(StepId) is not { } failed)
        {
            return new(Problem.Conflict("case.incident.notOfStep", ("step", StepId)));
        }

        if (failed.CannotCorrect is { } cannot)
        {
            return new(cannot);
        }

        Settle(work);
        work.Record("flow.corrected", new { step = StepId, reason = Reason, variables = Changes(failed.Variables, Variables), inputs = Changes(failed.Inputs, Inputs) });
        return work.AdvanceAsync(new FlowStimulus.Retry(StepId, new FlowCorrection(Variables, Inputs)), ct);
    }

    private static Dictionary<string, object> Changes(IReadOnlyDictionary<string, JsonElement?> before, IReadOnlyDictionary<string, JsonElement> after) =>
        after.ToDictionary(a => a.Key, a => (object)new { before = before.GetValueOrDefault(a.Key), after = a.Value });
}

/// <summary>An operator ends a failed step in its place, with an outcome and values of their own. Acts in law are not theirs to make.</summary>
internal sealed record SkipStep : IncidentCommand
{
    public required string Outcome { get; init; }

    /// <summary>By name of the output.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Outputs { get; init; }

    public required string Reason { get; init; }

    public override ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        if ((Refusal(work.File) ?? CheckReason(Reason)) is { } refused)
        {
            return new(refused);
        }

        if (work.FindFailed(StepId) is not { } failed)
        {
            return new(Problem.Conflict("case.incident.notOfStep", ("step", StepId)));
        }

        if (failed.CannotSkip is { } cannot)
        {
            return new(cannot);
        }

        Settle(work);
        work.Record("flow.skipped", new { step = StepId, outcome = Outcome, reason = Reason, outputs = Outputs });
        return work.AdvanceAsync(new FlowStimulus.Skip(StepId, Outcome, Outputs), ct);
    }
}
