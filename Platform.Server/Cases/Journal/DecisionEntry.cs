using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Decisions;
using Platform.Model.Flows;

namespace Platform.Server.Cases.Journal;

/// <summary>
/// How an answer of a decision table stands in the journal. The reasons for the applicant are a list beside the explanation, so that what they may read is told apart
/// from what they may not by its name.
/// </summary>
internal static class DecisionEntry
{
    /// <summary>For staff alone.</summary>
    public const string Internal = "decisionTable.answered";

    /// <summary>The applicant reads the reasons.</summary>
    public const string Public = "decisionTable.explained";

    /// <summary>Member with the reasons.</summary>
    public const string Reasons = "annotations";

    /// <summary>Member with the <see cref="DecisionExplanation"/>.</summary>
    public const string Explanation = "explanation";

    public static string NameOf(DecisionExplanation explanation) => explanation.ShownToApplicant && explanation.Rows.Any(r => r.Annotation is not null) ? Public : Internal;

    public static Payload Of(FlowEffect.ExplainDecision decided) => new(
        decided.StepId,
        decided.Explanation,
        decided.Explanation.ShownToApplicant ? [.. decided.Explanation.Rows.Select(r => r.Annotation).OfType<LocalizedText>().Distinct()] : null);

    /// <summary>The reasons in the language of the present request, one after the other; null when there are none.</summary>
    public static string? ReasonsIn(JsonNode? payload) => payload?[Reasons] is JsonArray { Count: > 0 } reasons ? string.Join(' ', reasons.Select(Text)) : null;

    /// <param name="Annotations">Null when they are not for the applicant.</param>
    internal sealed record Payload(string StepId, DecisionExplanation Explanation, IReadOnlyList<LocalizedText>? Annotations);

    /// <summary>A text in several languages in the language of the present request.</summary>
    public static string Text(JsonNode? text) => System.Text.Json.JsonSerializer.Deserialize<LocalizedText>(text, ModelJson.Options)?.ToString() ?? "";
}
