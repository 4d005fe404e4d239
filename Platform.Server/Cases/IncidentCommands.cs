using System.Text.Json;
using Platform.Model;
using Platform.Model.Audit;
using Platform.Model.Flows;
using Platform.Model.Forms;
using Platform.Model.Identity;

namespace Platform.Server.Cases;

/// <summary>What operators do about failed steps has in common: who may, and which incidents are over by it.</summary>
internal abstract record IncidentCommand : CaseCommand
{
    public const int LongestReason = 2000;

    public required string StepId { get; init; }

    /// <summary>Why; 1 to <see cref="LongestReason"/> characters.</summary>
    public required string Reason { get; init; }

    public static bool May(Actor actor, CaseFile file) => actor.May(Permissions.CasesSupervise, file.Locality, file.Authority);

    public static Problem? Refusal(Actor actor, CaseFile file, string stepId) =>
        !May(actor, file) ? Problem.Forbidden("access.forbidden")
        : !file.Incidents.Exists(i => i.StepId == stepId) ? Problem.NotFound("case.incident.unknown", ("step", stepId), ("expected", string.Join(", ", file.Incidents.Select(i => i.StepId))))
        : null;

    protected Problem? Check(CaseFile file) =>
        Refusal(Actor, file, StepId)
        ?? (string.IsNullOrWhiteSpace(Reason) || Reason.Length > LongestReason ? Problem.Invalid("case.incident.reason", "reason", ("value", Reason.Length), ("expected", $"1–{LongestReason}")) : null);

    /// <summary>What the operator meant by what they gave; a value that they were shown masked and left as it was is not among it.</summary>
    protected static Result<IReadOnlyDictionary<string, JsonElement>> Meant(
        PersonalValues personal, string part, IReadOnlyDictionary<string, JsonElement?> before, IReadOnlyDictionary<string, JsonElement> given)
    {
        var meant = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var problems = new List<Problem>();
        foreach (var (name, value) in given)
        {
            var old = before.GetValueOrDefault(name);
            if (personal.Restore(name, old, value) is not { } whole)
            {
                problems.Add(Problem.Invalid("case.incident.masked", $"{part}.{name}", ("value", name)));
            }
            else if (old is not { } same || JsonElement.DeepEquals(value, whole) || !JsonElement.DeepEquals(same, whole))
            {
                meant[name] = whole;
            }
        }

        return problems.Count > 0 ? Result<IReadOnlyDictionary<string, JsonElement>>.Refused(problems) : Result<IReadOnlyDictionary<string, JsonElement>>.Ok(meant);
    }

    /// <summary>The incidents of the step are over; the journal says by what and why, the audit trail that somebody interfered.</summary>
    protected void Settle(CaseWork work, string act, object entry)
    {
        work.File = work.File with { Incidents = work.File.Incidents.RemoveAll(i => i.StepId == StepId) };
        work.Record(act, entry);
        work.Effect(f => new AuditEntry(
            work.Ids.Next(), work.Now, Actor.Name, Actor.AccountId, act, $"case:{f.Number}", f.Locality, JsonSerializer.Serialize(new { step = StepId }, ModelJson.Options)));
    }
}

/// <summary>An operator lets a failed step run again after its cause is gone.</summary>
internal sealed record RetryStep : IncidentCommand
{
    public override ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        if (Check(work.File) is { } refused)
        {
            return new(refused);
        }

        Settle(work, "flow.retried", new { step = StepId, reason = Reason });
        return work.AdvanceAsync(new FlowStimulus.Retry(StepId), ct);
    }
}

/// <summary>
/// An operator puts right what a failed step works with, and lets it run again. What they were shown masked and give back as it is stays what it was; a mask that
/// was moved or changed is refused with <c>case.incident.masked</c>, so that none is ever kept as a value. The journal says what was there before and after, masked.
/// </summary>
internal sealed record CorrectStep : IncidentCommand
{
    /// <summary>Variables the step sees, by name.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Variables { get; init; }

    /// <summary>Inputs of the step that can be put right, by name.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Inputs { get; init; }

    public override ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        if (Check(work.File) is { } refused)
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

        var personal = work.Personal;
        var variables = Meant(personal, "variables", failed.Variables, Variables);
        var inputs = Meant(personal, "inputs", failed.Inputs, Inputs);
        if (!variables.TryGet(out var meant) || !inputs.TryGet(out var meantInputs))
        {
            return new(Result<Done>.Refused([.. variables.Problems, .. inputs.Problems]));
        }

        Settle(work, "flow.corrected", new { step = StepId, reason = Reason, variables = Changes(personal, failed.Variables, meant), inputs = Changes(personal, failed.Inputs, meantInputs) });
        return work.AdvanceAsync(new FlowStimulus.Retry(StepId, new FlowCorrection(meant, meantInputs)), ct);
    }

    private static Dictionary<string, object> Changes(PersonalValues personal, IReadOnlyDictionary<string, JsonElement?> before, IReadOnlyDictionary<string, JsonElement> after) =>
        after.ToDictionary(
            a => a.Key,
            a => (object)new
            {
                before = before.GetValueOrDefault(a.Key) is { } old ? personal.Hide(a.Key, old) : (JsonElement?)null,
                after = personal.HideAfter(a.Key, before.GetValueOrDefault(a.Key), a.Value),
            });
}

/// <summary>An operator ends a failed step in its place, with an outcome and values of their own, which the journal says masked. Acts in law are not theirs to make.</summary>
internal sealed record SkipStep : IncidentCommand
{
    public required string Outcome { get; init; }

    /// <summary>By name of the output.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Outputs { get; init; }

    public override ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        if (Check(work.File) is { } refused)
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

        if (Meant(work.Personal, "outputs", new Dictionary<string, JsonElement?>(), Outputs) is { Succeeded: false } masked)
        {
            return new(Result<Done>.Refused(masked.Problems));
        }

        Settle(work, "flow.skipped", new { step = StepId, outcome = Outcome, reason = Reason, outputs = Outputs.ToDictionary(o => o.Key, o => work.Personal.Hide(o.Key, o.Value)) });
        return work.AdvanceAsync(new FlowStimulus.Skip(StepId, Outcome, Outputs), ct);
    }
}
