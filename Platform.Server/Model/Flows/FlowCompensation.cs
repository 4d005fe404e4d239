using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Model.Flows;

/// <summary>
/// What undoes steps when a case comes to nothing after they were done. A step carries the activity that undoes it in <c>customProperties.compensation</c>; those of the
/// steps that were done run as a flow of their own, the last step first, with the variables as they stood.
/// </summary>
public static class FlowCompensation
{
    public const string Member = "compensation";

    /// <summary>The outcome after which there is nothing to undo.</summary>
    public const string NothingDone = "Refused";

    private const string Root = "undo";

    private static readonly ConditionalWeakTable<FlowDefinition, IReadOnlyDictionary<string, JsonElement>> Known = [];

    /// <summary>The activities that undo steps, by id of the step. Flows that this one runs within itself are not looked at.</summary>
    public static IReadOnlyDictionary<string, JsonElement> In(FlowDefinition flow) => Known.GetValue(flow, static f =>
    {
        var found = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (f.Json.TryGetProperty("root", out var root))
        {
            Collect(root, found);
        }

        return found;
    });

    /// <summary>Id of the step in its definition: without the lane of a loop that runs it for several items at once.</summary>
    public static string StepOf(string key) => key.IndexOf('#', StringComparison.Ordinal) is > 0 and var lane ? key[..lane] : key;

    /// <summary>The flow that undoes these steps, in this order. It is started with the values of the variables as inputs, see <see cref="InputOf"/>.</summary>
    public static FlowDefinition Of(FlowDefinition flow, IReadOnlyList<string> steps)
    {
        var variables = new JsonArray([.. Variables(flow).Select(v => JsonNode.Parse(v.GetRawText()))]);
        var declared = In(flow);
        var activities = Variables(flow).Where(v => Text(v, "id") is not null).Select(Restore)
            .Concat(steps.Where(declared.ContainsKey).Select(s => JsonNode.Parse(declared[s].GetRawText())!));
        var document = new JsonObject
        {
            ["definitionId"] = Text(flow.Json, "definitionId"),
            ["name"] = Text(flow.Json, "name"),
            ["variables"] = variables,
            ["inputs"] = new JsonArray([.. Variables(flow).Where(v => Text(v, "id") is not null).Select(v => (JsonNode)new JsonObject { ["type"] = "Object", ["name"] = InputOf(Text(v, "id")!) })]),
            ["root"] = new JsonObject { ["id"] = Root, ["type"] = "Elsa.Sequence", ["activities"] = new JsonArray([.. activities]) },
        };
        return new FlowDefinition($"{flow.VersionId}-{string.Join(',', steps)}", JsonSerializer.SerializeToElement(document)) { Children = flow.Children };
    }

    /// <summary>Name of the input that holds the value of a variable.</summary>
    /// <param name="variable">Id.</param>
    public static string InputOf(string variable) => $"{Root}:{variable}";

    /// <summary>Those of the flow and of its outermost activity.</summary>
    private static IEnumerable<JsonElement> Variables(FlowDefinition flow) =>
        ListOf(flow.Json).Concat(flow.Json.TryGetProperty("root", out var root) ? ListOf(root) : []);

    private static JsonElement[] ListOf(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("variables", out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];

    private static JsonNode Restore(JsonElement variable)
    {
        var id = Text(variable, "id")!;
        return new JsonObject
        {
            ["id"] = InputOf(id),
            ["type"] = "Elsa.SetVariable",
            ["variable"] = new JsonObject { ["id"] = id, ["name"] = Text(variable, "name") },
            ["value"] = new JsonObject { ["typeName"] = "Object", ["expression"] = new JsonObject { ["type"] = "Input", ["value"] = InputOf(id) } },
        };
    }

    private static void Collect(JsonElement json, Dictionary<string, JsonElement> found)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray())
            {
                Collect(item, found);
            }
        }
        else if (json.ValueKind == JsonValueKind.Object)
        {
            if (Text(json, "id") is { } id && Text(json, "type") is not null && json.TryGetProperty("customProperties", out var custom) && custom.ValueKind == JsonValueKind.Object
                && custom.TryGetProperty(Member, out var compensation) && compensation.ValueKind == JsonValueKind.Object)
            {
                found[id] = compensation;
            }

            foreach (var member in json.EnumerateObject().Where(m => m.Name != "customProperties"))
            {
                Collect(member.Value, found);
            }
        }
    }

    private static string? Text(JsonElement json, string member) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
