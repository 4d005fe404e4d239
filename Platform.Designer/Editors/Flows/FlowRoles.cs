using System.Text.Json;
using Platform.Model.Flows;

namespace Platform.Designer.Editors.Flows;

/// <summary>Who does the steps of a flow.</summary>
public static class FlowRoles
{
    private const string Member = "role";

    /// <summary>Key of the role that is filled in, or that the step has by itself; null for a step nobody does, or whose role an expression says.</summary>
    public static string? Of(ChartNode node) =>
        node.Activity[Member] is { } written ? StepValues.Literal(written)?.ToString() is { Length: > 0 } role ? role : null
        : node.Step?.Inputs.FirstOrDefault(i => i.Name == Member && i.Editor == StepEditor.Role)?.Default?.ToString() is { Length: > 0 } usual ? usual
        : null;

    /// <summary>All roles that have to do with a step: its own, or those who sign together.</summary>
    public static IReadOnlyList<string> All(ChartNode node) =>
        Of(node) is { } role ? [role]
        : node.Step?.Inputs.FirstOrDefault(i => i.Editor == StepEditor.Signers) is { } input && StepValues.Literal(node.Activity[input.Name]) is { ValueKind: JsonValueKind.Array } signers
            ? [.. signers.EnumerateArray().Where(s => s.ValueKind == JsonValueKind.Object && s.TryGetProperty(Member, out _)).Select(s => s.GetProperty(Member).ToString()).Where(r => r.Length > 0).Distinct()]
            : [];
}
