using System.Text.Json.Nodes;
using System.Xml.Linq;
using Platform.Model.Flows;

namespace Platform.Server.Flows.Formats.Bpmn;

/// <summary>
/// What has no meaning here and is kept: attributes and extensions of other tools, and parts of BPMN that belong to data and not to the course of things. It
/// stands in <c>customProperties.bpmn</c> of the activity, is reported, and goes out again with it.
/// </summary>
internal static class BpmnKept
{
    /// <summary>Member of <c>customProperties</c>.</summary>
    public const string Member = "bpmn";
    public const string Element = "element";
    public const string Attributes = "attributes";
    public const string Extensions = "extensions";
    public const string Parts = "parts";
    public const string Roots = "roots";

    private static readonly HashSet<string> Understood = new(StringComparer.Ordinal)
    {
        "id", "name", "default", "sourceRef", "targetRef", "gatewayDirection", "triggeredByEvent", "cancelActivity", "attachedToRef", "messageRef", "scriptFormat", "calledElement",
        "instantiate", "eventGatewayType", "isForCompensation", "isInterrupting", "parallelMultiple", "isExecutable", "processType", "isClosed",
    };

    private static readonly HashSet<string> Read = new(StringComparer.Ordinal)
    {
        "documentation", "extensionElements", "incoming", "outgoing", "sequenceFlow", "laneSet", "script", "conditionExpression", "multiInstanceLoopCharacteristics", "standardLoopCharacteristics",
    };

    /// <summary>Writes what is kept of an element into the activity that stands for it.</summary>
    /// <param name="taken">Attributes and elements that have found their place already.</param>
    public static void Keep(XElement element, JsonObject activity, IReadOnlyCollection<XObject> taken, FlowFindings findings)
    {
        var kept = FlowJson.Part(FlowJson.Part(activity, "customProperties"), Member);
        kept[Element] = element.Name.LocalName;
        Keep(element, kept, findings, taken);
        if (Documentation(element) is { } text)
        {
            FlowJson.Part(activity, "metadata")["description"] = text;
        }
    }

    /// <summary>Id and name of a flow, and what else it carries.</summary>
    public static void KeepFlow(XElement flow, JsonObject connection, FlowFindings findings)
    {
        var kept = FlowJson.Part(connection, Member);
        kept["id"] = BpmnXml.IdOf(flow);
        kept["name"] = BpmnXml.Name(flow);
        kept["documentation"] = Documentation(flow);
        Keep(flow, kept, findings, []);
    }

    public static string? Documentation(XElement element) =>
        string.Concat(element.Elements(BpmnXml.Model + "documentation").Select(d => d.Value)).Trim() is { Length: > 0 } text ? text : null;

    /// <param name="kept">Where it goes.</param>
    public static void Keep(XElement element, JsonObject kept, FlowFindings findings, IReadOnlyCollection<XObject> taken)
    {
        var names = new List<string>();
        foreach (var attribute in element.Attributes().Where(a => !a.IsNamespaceDeclaration && a.Name.Namespace != BpmnXml.Own && a.Name.Namespace != BpmnXml.Instance && !taken.Contains(a)))
        {
            if (attribute.Name.Namespace != XNamespace.None || !Understood.Contains(attribute.Name.LocalName))
            {
                FlowJson.Part(kept, Attributes)[attribute.Name.ToString()] = attribute.Value;
                names.Add(NameOf(element, attribute.Name));
            }
        }

        foreach (var extension in element.Elements(BpmnXml.Model + "extensionElements").Elements().Where(e => e.Name.Namespace != BpmnXml.Own && !taken.Contains(e)))
        {
            List(kept, Extensions).Add((JsonNode)BpmnXml.Text(extension));
            names.Add(NameOf(element, extension.Name));
        }

        foreach (var part in element.Elements().Where(p => !IsRead(p) && !taken.Contains(p)))
        {
            List(kept, Parts).Add((JsonNode)BpmnXml.Text(part));
            findings.Kept(BpmnXml.KindOf(part), BpmnXml.IdOf(part) ?? BpmnXml.IdOf(element), "flowFile.bpmn.part", BpmnXml.IdOf(element), ("name", BpmnXml.KindOf(part)), ("owner", BpmnXml.IdOf(element)));
        }

        if (names.Count > 0)
        {
            findings.Kept(BpmnXml.KindOf(element), BpmnXml.IdOf(element), "flowFile.bpmn.kept", BpmnXml.IdOf(element), ("names", names.Distinct().ToList()));
        }
    }

    /// <summary>Keeps the whole element, for a type nobody can carry out.</summary>
    public static void KeepWhole(XElement element, JsonObject activity)
    {
        var kept = FlowJson.Part(FlowJson.Part(activity, "customProperties"), Member);
        kept[Element] = element.Name.LocalName;
        kept["xml"] = BpmnXml.Text(element);
    }

    private static bool IsRead(XElement part) =>
        BpmnFile.IsNode(part) || (part.Name.Namespace == BpmnXml.Model && (Read.Contains(part.Name.LocalName) || part.Name.LocalName.EndsWith("EventDefinition", StringComparison.Ordinal)));

    private static string NameOf(XElement scope, XName name) =>
        scope.GetPrefixOfNamespace(name.Namespace) is { } prefix && name.Namespace != XNamespace.None ? $"{prefix}:{name.LocalName}" : name.LocalName;

    private static JsonArray List(JsonObject owner, string name)
    {
        if (owner[name] is not JsonArray list)
        {
            owner[name] = list = [];
        }

        return list;
    }
}
