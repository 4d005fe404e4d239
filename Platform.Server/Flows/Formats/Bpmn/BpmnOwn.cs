using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Flows.Formats.Layout;

namespace Platform.Server.Flows.Formats.Bpmn;

/// <summary>
/// What the writer put into a file beside BPMN: the activity, connection or definition as it was, as JSON in an extension element. What somebody has changed
/// since in the drawing (names, conditions, arrows, places) counts more than the JSON.
/// </summary>
internal static class BpmnOwn
{
    public const string Port = "port";

    /// <summary>Attributes of a service task: what it calls.</summary>
    public const string Binding = "binding";
    public const string Operation = "operation";

    /// <summary>Extension element of a service task: the script that gives the input of its call.</summary>
    public const string Input = "input";

    /// <summary>The arrow has corners only because it leads back to where it comes from.</summary>
    public const string Straight = "straight";
    public const string ActivityName = "activity";
    public const string ConnectionName = "connection";
    public const string DefinitionName = "definition";

    /// <summary>The activity an element was written from; null when it was not written by us.</summary>
    public static JsonObject? Read(XElement element, BpmnContext context)
    {
        if (Json(element, ActivityName) is not { } activity)
        {
            return null;
        }

        var elementId = BpmnXml.IdOf(element)!;
        if (FlowJson.Text(activity, "id") is not { } id || !context.Claim(id, elementId))
        {
            activity["id"] = context.Claim(elementId, elementId) ? elementId : context.Fresh(elementId);
        }

        Rename(activity, BpmnXml.Name(element));
        Redirect(activity, element);
        return FlowJson.Text(activity, "type") is null ? null : activity;
    }

    /// <summary>A service task calls what its attributes say.</summary>
    private static void Redirect(JsonObject activity, XElement element)
    {
        if (FlowJson.Text(activity, "type") != FlowActivities.CallConnector)
        {
            return;
        }

        foreach (var name in new[] { Binding, Operation })
        {
            if ((string?)element.Attribute(BpmnXml.Own + name) is { Length: > 0 } written && BpmnElements.LiteralOf(activity[name]) != written)
            {
                activity[name] = FlowJson.Text(written);
            }
        }
    }

    /// <summary>JSON of ours inside an element, or null.</summary>
    public static JsonObject? Json(XElement element, string name) =>
        element.Element(BpmnXml.Model + "extensionElements")?.Element(BpmnXml.Own + name) is { } own && JsonFile.Read(Encoding.UTF8.GetBytes(own.Value)).TryGet(out var json) ? json : null;

    /// <summary>The title as a drawing shows it.</summary>
    public static string? TitleOf(JsonObject activity)
    {
        var title = activity["customProperties"] is JsonObject custom ? custom["title"] : null;
        return title is JsonObject languages ? FlowJson.Text(languages, LocalizedText.Chinese) ?? languages.Select(l => l.Value).OfType<JsonValue>().Select(v => v.ToString()).FirstOrDefault()
            : title is JsonValue value && value.TryGetValue<string>(out var text) ? text
            : activity["metadata"] is JsonObject metadata ? FlowJson.Text(metadata, "displayText") : null;
    }

    /// <summary>Conditions as they stand at the flows, where somebody has changed them.</summary>
    public static void TakeConditions(JsonObject activity, IReadOnlyList<XElement> flows)
    {
        foreach (var flow in flows)
        {
            if (BpmnGateways.Condition(flow) is not { } condition || (string?)flow.Attribute(BpmnXml.Own + Port) is not { } port || Holder(activity, port) is not { } holder)
            {
                continue;
            }

            var member = holder == activity ? FlowJson.Part(activity, "condition") : holder;
            var key = holder == activity ? "expression" : "condition";
            if (member[key] is JsonObject written && Render(written) != condition.Value)
            {
                member[key] = new JsonObject { ["type"] = "JavaScript", ["value"] = condition.Value };
            }
        }
    }

    /// <summary>The condition of a port as text; null when the port has none.</summary>
    public static string? ConditionOf(JsonObject activity, string port) => Holder(activity, port) switch
    {
        null => null,
        var holder when holder == activity => activity["condition"] is JsonObject input && input["expression"] is JsonObject expression ? Render(expression) : activity["condition"]?.ToJsonString(),
        var holder => holder["condition"] is JsonObject expression ? Render(expression) : null,
    };

    /// <summary>Whether the shape stands where the writer put it.</summary>
    /// <param name="name">Local name of the element.</param>
    public static bool IsDrawnThere(string name, JsonObject activity, BoxPlace place, BoxSize size)
    {
        var (at, shown) = BpmnShapes.BoundsOf(name, activity);
        return FlowJson.PlaceOf(activity) is not null && Near(at.X, place.X) && Near(at.Y, place.Y) && Near(shown.Width, size.Width) && Near(shown.Height, size.Height);
    }

    private static bool Near(double one, double other) => Math.Abs(one - other) < 0.5;

    /// <summary>The connection of a flow: what was written of it, with the ends and corners the drawing has now.</summary>
    public static JsonObject Connection(XElement flow, string activity, string port, string target, IEnumerable<BoxPlace> corners)
    {
        var connection = FlowJson.Connection(activity, port, target, flow.Attribute(BpmnXml.Own + Straight) is null ? corners : []);
        if (Json(flow, ConnectionName) is { } written)
        {
            foreach (var (name, value) in written.Where(m => m.Key is not ("source" or "target" or "vertices")))
            {
                connection[name] = value?.DeepClone();
            }

            if (FlowJson.EndOf(written, "target").Port is { } into)
            {
                connection["target"]!["port"] = into;
            }
        }

        return connection;
    }

    private static JsonObject? Holder(JsonObject activity, string port) => FlowJson.Text(activity, "type") switch
    {
        "Elsa.FlowDecision" => port == "True" ? activity : null,
        "Elsa.FlowSwitch" => (activity["cases"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(c => FlowJson.Text(c, "label") == port),
        _ => null,
    };

    private static string Render(JsonObject expression) => FlowJson.Text(expression, "type") switch
    {
        "JavaScript" => expression["value"]?.ToString() ?? "",
        "Literal" => expression["value"]?.ToString() ?? "null",
        _ => expression.ToJsonString(ModelJson.Options),
    };

    private static void Rename(JsonObject activity, string? name)
    {
        if (name is null || name == TitleOf(activity)?.Trim() || (TitleOf(activity) is null && name == FlowJson.Text(activity, "id")))
        {
            return;
        }

        FlowJson.Part(activity, "metadata")["displayText"] = name;
        if (activity["customProperties"] is JsonObject custom && custom.ContainsKey("title"))
        {
            custom["title"] = custom["title"] is JsonObject languages ? Replace(languages, name) : name;
        }
    }

    private static JsonNode Replace(JsonObject languages, string name)
    {
        languages[LocalizedText.Chinese] = name;
        return languages.DeepClone();
    }
}
