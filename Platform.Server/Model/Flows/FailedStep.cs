using System.Text.Json;
using Platform.Model.Forms;

namespace Platform.Model.Flows;

/// <summary>A step that failed, and what an operator can do about it.</summary>
/// <param name="Outcomes">With which of them it could be skipped.</param>
/// <param name="Outputs">Values that can be given in its place.</param>
/// <param name="Variables">All that the step sees, by name, with what they hold now.</param>
/// <param name="Inputs">Those that can be put right, as they are now; null where that cannot be evaluated.</param>
/// <param name="CannotSkip">Why it cannot be skipped; null when it can.</param>
/// <param name="CannotCorrect">Why nothing can be put right; null when it can.</param>
public sealed record FailedStep(
    string StepId,
    string Type,
    LocalizedText? Title,
    IReadOnlyList<StepOutcome> Outcomes,
    IReadOnlyList<StepOutput> Outputs,
    IReadOnlyDictionary<string, JsonElement?> Variables,
    IReadOnlyDictionary<string, JsonElement?> Inputs,
    Problem? CannotSkip = null,
    Problem? CannotCorrect = null)
{
    /// <summary>What is personal in the values is masked. Given back as it is shown, it stays what it was.</summary>
    public bool Masked { get; init; }

    /// <summary>As whoever may not see the personal data whole is shown it.</summary>
    public FailedStep Hiding(PersonalValues personal) => this with { Variables = Hidden(Variables, personal), Inputs = Hidden(Inputs, personal), Masked = true };

    private static Dictionary<string, JsonElement?> Hidden(IReadOnlyDictionary<string, JsonElement?> values, PersonalValues personal) =>
        values.ToDictionary(v => v.Key, v => v.Value is { } value ? personal.Hide(v.Key, value) : (JsonElement?)null, StringComparer.Ordinal);
}

/// <summary>What an operator puts right before a failed step runs again.</summary>
/// <param name="Variables">By name; only those the step sees, any other refuses the advance with <c>flow.correct.variable</c>.</param>
/// <param name="Inputs">By name, in place of what is written in the definition until the step ends; only those it says can be, any other refuses with <c>flow.correct.input</c>.</param>
public sealed record FlowCorrection(IReadOnlyDictionary<string, JsonElement> Variables, IReadOnlyDictionary<string, JsonElement> Inputs);
