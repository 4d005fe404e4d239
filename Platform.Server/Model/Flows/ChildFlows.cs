using System.Text.Json;

namespace Platform.Model.Flows;

/// <summary>Which other flows a flow runs within itself: Elsa's <c>ExecuteWorkflow</c> and <c>DispatchWorkflow</c> name them by definition id, here the key of the definition.</summary>
public static class ChildFlows
{
    public const string Execute = "Elsa.ExecuteWorkflow";
    public const string Dispatch = "Elsa.DispatchWorkflow";

    private const string Member = "workflowDefinitionId";

    /// <summary>Every name once, in document order. Names that are known only at run time are left out: such a flow is refused when it is published.</summary>
    public static IReadOnlyList<string> NamesIn(JsonElement flow)
    {
        var names = new List<string>();
        Collect(flow, names);
        return [.. names.Distinct()];
    }

    /// <summary>The name one activity calls, or null when it is missing or no literal.</summary>
    public static string? NameOf(JsonElement activity) => FlowActivities.LiteralOf(activity, Member);

    /// <summary>The flow with everything it runs within itself, however deep. What cannot be found is left out, and so is a flow inside itself.</summary>
    /// <param name="name">What other flows call it.</param>
    /// <param name="find">Answers the version in force of a flow by its name, or null.</param>
    public static async ValueTask<FlowDefinition> CompleteAsync(FlowDefinition flow, string name, Func<string, ValueTask<FlowDefinition?>> find) => await CompleteAsync(flow, find, [name]);

    private static async ValueTask<FlowDefinition> CompleteAsync(FlowDefinition flow, Func<string, ValueTask<FlowDefinition?>> find, IReadOnlyList<string> outer)
    {
        var children = new Dictionary<string, FlowDefinition>(StringComparer.Ordinal);
        foreach (var name in NamesIn(flow.Json).Where(n => !outer.Contains(n)))
        {
            if (await find(name) is { } child)
            {
                children[name] = await CompleteAsync(child, find, [.. outer, name]);
            }
        }

        return children.Count == 0
            ? flow
            : flow with { VersionId = $"{flow.VersionId}({string.Join(',', children.Values.Select(c => c.VersionId))})", Children = children };
    }

    private static void Collect(JsonElement json, List<string> names)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray())
            {
                Collect(item, names);
            }
        }
        else if (json.ValueKind == JsonValueKind.Object)
        {
            if (json.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && (type.ValueEquals(Execute) || type.ValueEquals(Dispatch)) && NameOf(json) is { } name)
            {
                names.Add(name);
            }

            foreach (var member in json.EnumerateObject())
            {
                Collect(member.Value, names);
            }
        }
    }
}
