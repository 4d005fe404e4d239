using System.Text.Json;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.Soundness;

/// <summary>Whom a flow names to do something.</summary>
internal static class FlowAudiences
{
    public static IReadOnlyList<FlowAudience> Of(CompiledFlow flow) =>
        [.. flow.Nodes.Where(n => n.Activity is StepActivity).SelectMany(n => Of(n, ((StepActivity)n.Activity).Step.Description))];

    private static IEnumerable<FlowAudience> Of(FlowNode node, StepDescription step)
    {
        var authority = step.Inputs.FirstOrDefault(i => i.Editor == StepEditor.Authority) is { } named ? Text(node, named) : null;
        foreach (var input in step.Inputs)
        {
            var field = $"{node.Path}.{input.Name}";
            if (input.Editor == StepEditor.Role && Text(node, input) is { } role)
            {
                yield return new FlowAudience(node.Id, field, role, authority);
            }
            else if (input.Editor == StepEditor.Signers)
            {
                foreach (var signer in Signers(node, input))
                {
                    yield return new FlowAudience(node.Id, field, Member(signer, "role"), Member(signer, "authority"));
                }
            }
        }
    }

    /// <summary>What is written there, or counts when nothing is; null for a script, and for nothing at all.</summary>
    private static string? Text(FlowNode node, StepInput input)
    {
        var written = node.Inputs.GetValueOrDefault(input.Name);
        var value = written is null or FlowExpression.Literal { Value: null } ? input.Default : written.Constant;
        return FlowValue.ToText(value) is { Length: > 0 } text ? text : null;
    }

    private static JsonElement[] Signers(FlowNode node, StepInput input)
    {
        try
        {
            return FlowValue.To<JsonElement[]>(node.Inputs.GetValueOrDefault(input.Name)?.Constant, [], input.Name);
        }
        catch (FlowExpressionException)
        {
            return [];
        }
    }

    private static string? Member(JsonElement signer, string name) =>
        signer.ValueKind == JsonValueKind.Object && signer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
