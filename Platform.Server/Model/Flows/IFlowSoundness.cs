namespace Platform.Model.Flows;

/// <summary>Explores every run of a flow before it is published. For flows that <see cref="IFlowChecks"/> finds nothing wrong with.</summary>
public interface IFlowSoundness
{
    /// <summary>
    /// What can go wrong in some run, or can never happen in any. Where a bound was reached a finding says so: an empty list is a proof.
    /// </summary>
    ValueTask<IReadOnlyList<SoundnessFinding>> ProveAsync(FlowDefinition flow, CancellationToken ct);

    /// <summary>Who is asked to do something by name: roles and authorities that stand in the flow as they are, not as scripts.</summary>
    IReadOnlyList<FlowAudience> Audiences(FlowDefinition flow);
}

/// <summary>Something found in a flow.</summary>
/// <param name="Problem">Its field names the element; its value <c>path</c> is a run that leads there, steps with outcomes: <c>accept(Supplement) → supplement(Overdue)</c>.</param>
/// <param name="Blocks">False for what is allowed and probably not meant, or could not be proven.</param>
/// <param name="Path">The run step by step; empty where none leads there.</param>
public sealed record SoundnessFinding(Problem Problem, bool Blocks, IReadOnlyList<FlowPathStep> Path);

/// <summary>One step of a run.</summary>
/// <param name="Outcomes">What it ended with.</param>
/// <param name="Waited">It had waited for somebody or something; otherwise it ran at once.</param>
public sealed record FlowPathStep(string StepId, IReadOnlyList<string> Outcomes, bool Waited);

/// <param name="Field">Path of the input that names them.</param>
/// <param name="Authority">Credit code; null = the authority of the case.</param>
public sealed record FlowAudience(string StepId, string Field, string? Role, string? Authority);
