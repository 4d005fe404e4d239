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
}
