using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Server.Flows.Formats.Layout;

namespace Platform.Server.Flows.Formats;

/// <summary>Writes the parts of a definition as Elsa's own reader expects them.</summary>
internal static class FlowJson
{
    public const string ToolVersion = "3.7.1";

    public static JsonObject Activity(string id, string type, string? title)
    {
        var activity = new JsonObject
        {
            ["id"] = id,
            ["name"] = id,
            ["type"] = type,
            ["version"] = 1,
            ["customProperties"] = new JsonObject { ["canStartWorkflow"] = type == "Elsa.Start", ["runAsynchronously"] = false },
            ["metadata"] = new JsonObject(),
        };
        if (!string.IsNullOrWhiteSpace(title))
        {
            activity["metadata"]!["displayText"] = title;
        }

        return activity;
    }

    public static JsonObject Flowchart(string id, string? title, IEnumerable<JsonObject> activities, IEnumerable<JsonObject> connections)
    {
        var chart = Activity(id, "Elsa.Flowchart", title);
        chart["activities"] = new JsonArray([.. activities]);
        chart["connections"] = new JsonArray([.. connections]);
        return chart;
    }

    public static JsonObject Text(string value) => Input("String", "Literal", value);

    public static JsonObject Number(int value) => Input("Int32", "Literal", value);

    public static JsonObject Truth(bool value) => Input("Boolean", "Literal", value);

    /// <summary>A list or an object, which Elsa writes as text that holds JSON.</summary>
    public static JsonObject Structure(JsonNode value) => Input("Object", "Object", value.ToJsonString(ModelJson.Options));

    /// <param name="type">Kind of expression: Literal, Object, JavaScript …</param>
    public static JsonObject Input(string typeName, string type, JsonNode? value) => new() { ["typeName"] = typeName, ["expression"] = new JsonObject { ["type"] = type, ["value"] = value } };

    public static JsonObject Script(string typeName, string text) => Input(typeName, "JavaScript", text);

    public static JsonObject Output(string typeName, string variable) => new() { ["typeName"] = typeName, ["memoryReference"] = new JsonObject { ["id"] = variable } };

    public static JsonObject Variable(string name, string typeName) => new()
    {
        ["id"] = name,
        ["name"] = name,
        ["typeName"] = typeName,
        ["isArray"] = false,
        ["value"] = "",
        ["storageDriverTypeName"] = "Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core",
    };

    public static JsonObject Connection(string source, string port, string target, IEnumerable<BoxPlace>? vertices = null)
    {
        var connection = new JsonObject
        {
            ["source"] = new JsonObject { ["activity"] = source, ["port"] = port },
            ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
        };
        if (vertices?.Select(v => (JsonNode)new JsonObject { ["x"] = v.X, ["y"] = v.Y }).ToArray() is { Length: > 0 } corners)
        {
            connection["vertices"] = new JsonArray(corners);
        }

        return connection;
    }

    /// <summary>A whole definition around <paramref name="root"/>.</summary>
    public static JsonObject Definition(string key, string name, string? description, JsonObject root, IEnumerable<JsonObject> variables, JsonObject customProperties) => new()
    {
        ["id"] = $"{key}-v1",
        ["definitionId"] = key,
        ["name"] = name,
        ["description"] = description ?? "",
        ["version"] = 1,
        ["toolVersion"] = ToolVersion,
        ["variables"] = new JsonArray([.. variables]),
        ["inputs"] = new JsonArray(),
        ["outputs"] = new JsonArray(),
        ["outcomes"] = new JsonArray(),
        ["customProperties"] = customProperties,
        ["isReadonly"] = false,
        ["isSystem"] = false,
        ["isLatest"] = true,
        ["isPublished"] = false,
        ["options"] = new JsonObject { ["usableAsActivity"] = false, ["autoUpdateConsumingWorkflows"] = false },
        ["root"] = root,
    };

    /// <returns>Refused with <c>flowFile.tooDeep</c> or <c>flowFile.tooLarge</c>: what cannot be stored.</returns>
    public static Result<JsonElement> ToElement(JsonObject definition)
    {
        try
        {
            var text = definition.ToJsonString(ModelJson.Options);
            return System.Text.Encoding.UTF8.GetByteCount(text) is > FormatLimits.Document and var bytes
                ? Problem.Of("flowFile.documentTooLarge", ProblemKind.TooLarge, null, ("value", bytes), ("expected", FormatLimits.Document))
                : JsonElement.Parse(text);
        }
        catch (Exception deep) when (deep is JsonException or InvalidOperationException)
        {
            return Problem.Invalid("flowFile.tooDeep", null, ("value", deep.Message), ("expected", FormatLimits.Depth));
        }
    }

    /// <summary>The member, made an object when it is none.</summary>
    public static JsonObject Part(JsonObject owner, string name)
    {
        if (owner[name] is not JsonObject part)
        {
            owner[name] = part = [];
        }

        return part;
    }

    public static string? Text(JsonObject owner, string name) => owner[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static void Place(JsonObject activity, BoxPlace place, BoxSize size) => Part(Part(activity, "metadata"), "designer").ReplaceWith(place, size);

    /// <summary>Where the activity is drawn, or null when that is not written.</summary>
    public static BoxPlace? PlaceOf(JsonObject activity) =>
        activity["metadata"] is JsonObject metadata && metadata["designer"] is JsonObject designer && designer["position"] is JsonObject position
        && Coordinate(position, "x") is { } x && Coordinate(position, "y") is { } y ? new BoxPlace(x, y) : null;

    /// <summary>How large it is drawn; by its type when that is not written.</summary>
    public static BoxSize SizeOf(JsonObject activity) =>
        activity["metadata"] is JsonObject metadata && metadata["designer"] is JsonObject designer && designer["size"] is JsonObject size
        && Coordinate(size, "width") is > 0 and var width && Coordinate(size, "height") is > 0 and var height ? new BoxSize(width, height) : DefaultSize(Text(activity, "type"));

    private static BoxSize DefaultSize(string? type) => type switch
    {
        "Elsa.Start" or "Elsa.End" or "Elsa.Finish" => new BoxSize(60, 60),
        _ => new BoxSize(170, 64),
    };

    private static double? Coordinate(JsonObject owner, string name) =>
        owner[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && double.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number) && Math.Abs(number) < 1e7 ? number : null;

    private static void ReplaceWith(this JsonObject designer, BoxPlace place, BoxSize size)
    {
        designer["position"] = new JsonObject { ["x"] = place.X, ["y"] = place.Y };
        designer["size"] = new JsonObject { ["width"] = size.Width, ["height"] = size.Height };
    }
}
