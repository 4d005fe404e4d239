using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;
using Platform.Server.Flows.Formats.Layout;

namespace Platform.Server.Flows.Formats.Elsa;

/// <summary>
/// Completes a definition so that Elsa and its Studio read it whole: what is written stays, what their deserializer needs is added. Connections become
/// nested ones, inputs get the type without which Elsa would overlook them, and every activity a node id and a place.
/// </summary>
internal sealed class ElsaWriter(ActivityTypes types)
{
    private const string Workflow = "Workflow1";

    /// <summary>Inputs of Elsa's own activities that take a list.</summary>
    private static readonly HashSet<string> Lists = new(StringComparer.Ordinal) { "branches", "outcomes", "items" };

    /// <returns>Refused with <c>flow.unreadable</c>.</returns>
    public Result<JsonObject> Write(FlowDefinition flow, string key)
    {
        if (JsonObject.Create(flow.Json) is not { } written || written.DeepClone() is not JsonObject definition || definition["root"] is not JsonObject root)
        {
            return FlowParser.NoRoot;
        }

        Complete(definition, key);
        foreach (var (activity, path, container) in FlowTree.All(root).ToList())
        {
            Complete(activity, path, container?.Activity);
        }

        FlowLayout.Complete(root);
        return definition;
    }

    private static void Complete(JsonObject definition, string key)
    {
        Default(definition, "id", () => $"{key}-v1");
        Default(definition, "definitionId", () => key);
        Default(definition, "name", () => key);
        Default(definition, "description", () => "");
        Default(definition, "version", () => 1);
        Default(definition, "toolVersion", () => FlowJson.ToolVersion);
        foreach (var list in (ReadOnlySpan<string>)["variables", "inputs", "outputs", "outcomes"])
        {
            Default(definition, list, () => new JsonArray());
        }

        Default(definition, "customProperties", () => new JsonObject());
        Default(definition, "isReadonly", () => false);
        Default(definition, "isSystem", () => false);
        Default(definition, "isLatest", () => true);
        Default(definition, "isPublished", () => false);
        Default(definition, "options", () => new JsonObject { ["usableAsActivity"] = false, ["autoUpdateConsumingWorkflows"] = false });
    }

    private void Complete(JsonObject activity, string path, JsonObject? container)
    {
        Default(activity, "id", () => path.Replace("root", "flow", StringComparison.Ordinal));
        var outer = container is null ? Workflow : FlowJson.Text(container, "nodeId") ?? Workflow;
        Default(activity, "nodeId", () => $"{outer}:{FlowJson.Text(activity, "id")}");
        Default(activity, "version", () => 1);
        var custom = FlowJson.Part(activity, "customProperties");
        Default(custom, "canStartWorkflow", () => FlowJson.Text(activity, "type") == FlowJson.StartType);
        Default(custom, "runAsynchronously", () => false);
        FlowJson.Part(activity, "metadata");
        foreach (var (name, value) in activity.Where(m => m.Value is JsonArray or JsonObject).ToList())
        {
            if (value is JsonObject group && FlowParser.IsGroup(types.Find(FlowJson.Text(activity, "type") ?? "").Description, name))
            {
                foreach (var (part, written) in group.Where(m => m.Value is JsonArray or JsonObject).ToList())
                {
                    group[part] = Input(written!);
                }
            }
            else if (IsInput(activity, name, value!))
            {
                activity[name] = Input(value!);
            }
        }

        if (FlowJson.Text(activity, "type") == FlowJson.FlowchartType)
        {
            CompleteChart(activity);
        }
    }

    /// <summary>A list or object nobody has declared is the business of whoever wrote it.</summary>
    private bool IsInput(JsonObject activity, string name, JsonNode value) =>
        value is JsonObject wrapped && (wrapped["expression"] is JsonObject || wrapped["memoryReference"] is JsonObject)
        || types.Find(FlowJson.Text(activity, "type") ?? "") switch
        {
            StepActivity step => step.Step.Description.Inputs.Any(i => i.Name == name),
            UnknownActivity => false,
            _ => value is JsonArray && Lists.Contains(name),
        };

    /// <summary>Elsa takes an object without a type name for no input at all, and knows lists only as text.</summary>
    private static JsonObject Input(JsonNode value)
    {
        if (value is not JsonObject input)
        {
            return FlowJson.Structure(value.DeepClone());
        }

        if (input.ContainsKey("typeName"))
        {
            return input;
        }

        if (input["expression"] is JsonObject expression)
        {
            input["typeName"] = TypeOf(expression);
            return input;
        }

        if (input["memoryReference"] is JsonObject)
        {
            input["typeName"] = "Object";
            return input;
        }

        return FlowJson.Structure(input.DeepClone());
    }

    private static string TypeOf(JsonObject expression) => expression["value"]?.GetValueKind() switch
    {
        _ when FlowJson.Text(expression, "type") != "Literal" => "Object",
        JsonValueKind.True or JsonValueKind.False => "Boolean",
        JsonValueKind.Number => "Double",
        _ => "String",
    };

    private static void CompleteChart(JsonObject chart)
    {
        foreach (var connection in FlowTree.Connections(chart).ToList())
        {
            if (FlowTree.IsFlat(connection.Json))
            {
                var (target, port) = FlowJson.EndOf(connection.Json, "target");
                connection.Json["source"] = new JsonObject { ["activity"] = connection.Source, ["port"] = connection.Port ?? StepOutcome.DoneKey };
                connection.Json["target"] = new JsonObject { ["activity"] = target, ["port"] = port ?? "In" };
                connection.Json.Remove("sourcePort");
                connection.Json.Remove("targetPort");
            }
        }

        // Elsa looks for these before it looks for what nothing leads to; so both begin at the same activity.
        var activities = FlowTree.Activities(chart).ToList();
        if (!activities.Any(a => FlowJson.Text(a, "type") == FlowJson.StartType || CanStart(a)))
        {
            var targets = FlowTree.Connections(chart).Select(c => c.Target).ToHashSet();
            if ((activities.Find(a => !targets.Contains(FlowJson.Text(a, "id"))) ?? activities.FirstOrDefault()) is { } first)
            {
                FlowJson.Part(first, "customProperties")["canStartWorkflow"] = true;
            }
        }
    }

    private static bool CanStart(JsonObject activity) =>
        activity["customProperties"] is JsonObject custom && custom["canStartWorkflow"] is JsonValue can && can.GetValueKind() == JsonValueKind.True;

    private static void Default(JsonObject owner, string name, Func<JsonNode> value)
    {
        if (!owner.ContainsKey(name))
        {
            owner[name] = value();
        }
    }
}
