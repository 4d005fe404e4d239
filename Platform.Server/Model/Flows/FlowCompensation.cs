using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Platform.Model.Connectors;

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

    /// <summary>Input of a step that calls: the call it has made already, a <see cref="CallSettled"/>.</summary>
    public const string Settles = "settles";

    private const string Root = "undo";

    private static readonly ConditionalWeakTable<FlowDefinition, IReadOnlyDictionary<string, JsonElement>> Known = [];

    private static readonly ConditionalWeakTable<FlowDefinition, ConcurrentDictionary<string, FlowDefinition>> Undoing = [];

    /// <summary>The activities that undo steps, by id of the step. Flows that this one runs within itself are not looked at.</summary>
    public static IReadOnlyDictionary<string, JsonElement> In(FlowDefinition flow) => Known.GetValue(flow, static f =>
    {
        var found = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var step in Steps(f))
        {
            if (FlowActivities.IdOf(step) is { Length: > 0 } id && FlowActivities.CompensationOf(step) is { } compensation)
            {
                found[id] = compensation;
            }
        }

        return found;
    });

    /// <summary>Id of the step in its definition: without the lane of a loop that runs it for several items at once.</summary>
    public static string StepOf(string key) => key.IndexOf('#', StringComparison.Ordinal) is > 0 and var lane ? key[..lane] : key;

    /// <summary>The key of a step that has another id in another version of its flow.</summary>
    /// <param name="mapping">Ids of the version before to those of the other; those it does not name stay.</param>
    public static string Renamed(string key, IReadOnlyDictionary<string, string> mapping) =>
        StepOf(key) is var step && mapping.TryGetValue(step, out var now) ? now + key[step.Length..] : key;

    /// <summary>
    /// The flow that undoes these steps, in this order. It is started with the values of the variables as inputs, see <see cref="InputOf"/>. First it waits for the ends of
    /// <paramref name="calls"/>, beside each other, and undoes the steps of those that were carried out.
    /// </summary>
    /// <param name="calls">Each comes as an input too, see <see cref="InputOf(UnsettledCall)"/>.</param>
    public static FlowDefinition Of(FlowDefinition flow, IReadOnlyList<string> steps, params IReadOnlyList<UnsettledCall> calls)
    {
        var name = string.Join(',', [.. steps, .. calls.Select(c => $"{c.StepId}?{c.Id}{(c.DoneBefore ? "+" : "")}")]);
        return Undoing.GetOrCreateValue(flow).GetOrAdd(name, _ => Write(flow, name, steps, calls));
    }

    private static FlowDefinition Write(FlowDefinition flow, string name, IReadOnlyList<string> steps, IReadOnlyList<UnsettledCall> calls)
    {
        var variables = new JsonArray([.. Variables(flow).Select(v => JsonNode.Parse(v.GetRawText()))]);
        var declared = In(flow);
        var known = calls.Where(c => declared.ContainsKey(c.StepId)).ToList();
        var activities = Variables(flow).Where(v => Text(v, "id") is not null).Select(Restore)
            .Concat(known.Count == 0 ? [] : [new JsonObject { ["id"] = $"{Root}:calls", ["type"] = "Elsa.Parallel", ["activities"] = new JsonArray([.. known.Select(c => Settle(flow, c, declared[c.StepId]))]) }])
            .Concat(steps.Where(declared.ContainsKey).Select(s => JsonNode.Parse(declared[s].GetRawText())!));
        var inputs = Variables(flow).Where(v => Text(v, "id") is not null).Select(v => InputOf(Text(v, "id")!)).Concat(known.Select(InputOf));
        var document = new JsonObject
        {
            ["definitionId"] = Text(flow.Json, "definitionId"),
            ["name"] = Text(flow.Json, "name"),
            ["variables"] = variables,
            ["inputs"] = new JsonArray([.. inputs.Select(i => (JsonNode)new JsonObject { ["type"] = "Object", ["name"] = i })]),
            ["root"] = new JsonObject { ["id"] = Root, ["type"] = "Elsa.Sequence", ["activities"] = new JsonArray([.. activities]) },
        };
        return new FlowDefinition($"{flow.VersionId}-{name}", JsonSerializer.SerializeToElement(document)) { Children = flow.Children, Tables = flow.Tables };
    }

    /// <summary>The step waits for the end of the call it has made; carried out, it is undone, refused it is not. Anything else stops it for an operator.</summary>
    private static JsonObject Settle(FlowDefinition flow, UnsettledCall call, JsonElement compensation)
    {
        var step = (JsonObject)JsonNode.Parse(Steps(flow).First(a => FlowActivities.IdOf(a) == call.StepId).GetRawText())!;
        foreach (var limit in new[] { "timeLimit", "limitDays" })
        {
            step.Remove(limit);
        }

        (step["id"], step[Settles]) = (call.Id, new JsonObject { ["typeName"] = "Object", ["expression"] = new JsonObject { ["type"] = "Input", ["value"] = InputOf(call) } });
        var undo = (JsonObject)JsonNode.Parse(compensation.GetRawText())!;
        undo["id"] = FlowActivities.IdOf(compensation) + call.Suffix;
        var nothing = new JsonObject { ["id"] = $"{Root}:{call.Id}:none", ["type"] = "Elsa.End" };
        return new JsonObject
        {
            ["id"] = $"{Root}:{call.Id}",
            ["type"] = "Elsa.Flowchart",
            ["activities"] = new JsonArray(step, undo, nothing),
            ["connections"] = new JsonArray(Connect(call.Id, "Done", undo), Connect(call.Id, NothingDone, call.DoneBefore ? undo : nothing)),
        };
    }

    private static JsonObject Connect(string from, string port, JsonObject to) => new()
    {
        ["source"] = new JsonObject { ["activity"] = from, ["port"] = port },
        ["target"] = new JsonObject { ["activity"] = (string)to["id"]! },
    };

    /// <summary>Name of the input that holds what is known of the call, a <see cref="CallSettled"/>.</summary>
    public static string InputOf(UnsettledCall call) => $"{Root}:call:{call.Id}";

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

    private static IEnumerable<JsonElement> Steps(FlowDefinition flow) => flow.Json.TryGetProperty("root", out var root) ? FlowActivities.All(root) : [];

    private static string? Text(JsonElement json, string member) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>A call of a step that can be undone, whose end was not known when the case came to nothing.</summary>
/// <param name="StepId">In the definition.</param>
/// <param name="Number">Counts from 1 the calls of the step that are unsettled: copies of it may have run beside each other.</param>
/// <param name="DoneBefore">The step was done an earlier time as well, so that there is something to undo in any case.</param>
public sealed record UnsettledCall(string StepId, int Number, bool DoneBefore)
{
    /// <summary>Id of the step in the flow that undoes.</summary>
    [JsonIgnore]
    public string Id => StepId + Suffix;

    internal string Suffix => Number == 1 ? "" : $"@{Number}";
}

/// <summary>A call that has been made.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="Round">How often this key was asked for.</param>
/// <param name="Answer">What came of it; null while it is not known.</param>
public sealed record CallSettled(Guid Key, int Round, ConnectorAnswer? Answer);
