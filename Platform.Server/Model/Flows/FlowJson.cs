using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Model.Flows;

/// <summary>Size of a box; in the units of the drawing, as everywhere here.</summary>
public readonly record struct BoxSize(double Width, double Height);

/// <summary>Upper left corner.</summary>
public readonly record struct BoxPlace(double X, double Y);

/// <summary>Writes the parts of a flow's document as Elsa's own reader expects them, and reads them as far as they are written. Reading never throws.</summary>
public static class FlowJson
{
    public const string FlowchartType = "Elsa.Flowchart";
    public const string StartType = "Elsa.Start";
    public const string FinishType = "Elsa.Finish";
    public const string EndType = "Elsa.End";

    /// <summary>The port at which an arrow comes in.</summary>
    public const string InPort = "In";

    public const string RootMember = "root";
    public const string ActivitiesMember = "activities";
    public const string ConnectionsMember = "connections";
    public const string VariablesMember = "variables";
    public const string CustomMember = "customProperties";
    public const string MetadataMember = "metadata";

    public const string ToolVersion = "3.7.1";

    public static JsonObject Activity(string id, string type, string? title)
    {
        var activity = new JsonObject
        {
            ["id"] = id,
            ["name"] = id,
            ["type"] = type,
            ["version"] = 1,
            ["customProperties"] = new JsonObject { ["canStartWorkflow"] = type == StartType, ["runAsynchronously"] = false },
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
        var chart = Activity(id, FlowchartType, title);
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
            ["target"] = new JsonObject { ["activity"] = target, ["port"] = InPort },
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

    /// <summary>An activity that only begins or ends, and is drawn as a circle.</summary>
    public static bool IsRound(string? type) => type is StartType or EndType or FinishType;

    /// <summary>Which step an end of a connection is at, and at which port; null where that is not written. In the present shape and in the older flat one.</summary>
    /// <param name="end"><c>source</c> or <c>target</c>.</param>
    public static (string? Activity, string? Port) EndOf(JsonObject connection, string end) => connection[end] is JsonObject written
        ? (Text(written, "activity") ?? Text(written, "activityId"), Text(written, "port"))
        : (Text(connection, end), Text(connection, end + "Port"));

    /// <summary>True for an object that is an activity rather than a value of one.</summary>
    public static bool IsActivity(JsonNode? node) => node is JsonObject value && Text(value, "type") is not null && Text(value, "id") is not null && !value.ContainsKey("expression");

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
        _ when IsRound(type) => new BoxSize(60, 60),
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
