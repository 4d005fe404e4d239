using System.Text.Json.Nodes;
using System.Xml.Linq;
using Platform.Model.Flows;

namespace Platform.Server.Flows.Formats.Bpmn;

/// <summary>A connection as a sequence flow.</summary>
/// <param name="Source">Id of the element, as <paramref name="Target"/>.</param>
internal sealed record BpmnFlow(string Id, WrittenConnection Connection, string Source, string Target)
{
    private string Port => Connection.Port ?? StepOutcome.DoneKey;

    /// <param name="all">All flows of the scope.</param>
    /// <param name="element">The source; gets its default flow.</param>
    public XElement Write(JsonObject source, string name, IReadOnlyList<BpmnFlow> all, XElement element)
    {
        var kept = Connection.Json[BpmnKept.Member] as JsonObject;
        var written = new XElement(BpmnXml.Model + "sequenceFlow", new XAttribute("id", Id), new XAttribute("sourceRef", Source), new XAttribute("targetRef", Target));
        if ((kept is null ? Label() : FlowJson.Text(kept, "name")) is { Length: > 0 } label)
        {
            written.Add(new XAttribute("name", FormatXml.Clean(label)));
        }

        written.Add(new XAttribute(BpmnXml.Own + BpmnOwn.Port, FormatXml.Clean(Port)));
        if (Source == Target && Connection.Json["vertices"] is not JsonArray { Count: > 0 })
        {
            written.Add(new XAttribute(BpmnXml.Own + BpmnOwn.Straight, "true"));
        }

        if (kept is not null && FlowJson.Text(kept, "documentation") is { } documentation)
        {
            written.Add(new XElement(BpmnXml.Model + "documentation", FormatXml.Clean(documentation)));
        }

        if (HasMore())
        {
            written.Add(new XElement(BpmnXml.Model + "extensionElements", new XElement(BpmnXml.Own + BpmnOwn.ConnectionName, BpmnText.Json(Connection.Json))));
        }

        if (Condition(source, name, all, element) is { } condition)
        {
            written.Add(new XElement(
                BpmnXml.Model + "conditionExpression",
                new XAttribute(BpmnXml.Instance + "type", "bpmn:tFormalExpression"),
                new XAttribute("language", "javascript"),
                FormatXml.Clean(condition)));
        }

        return written;
    }

    /// <summary>Something stands in the connection that ends, port and corners do not say.</summary>
    private bool HasMore() =>
        Connection.Json.Any(m => m.Key is not ("source" or "target" or "vertices" or "sourcePort" or "targetPort")) || FlowJson.EndOf(Connection.Json, "target").Port is { } port && port != "In";

    private string? Label() => Port == StepOutcome.DoneKey ? null : Port;

    private string? Condition(JsonObject source, string name, IReadOnlyList<BpmnFlow> all, XElement element)
    {
        var beside = all.Where(f => f.Source == Source).ToList();
        if (name is "exclusiveGateway" or "inclusiveGateway" && FlowJson.Text(source, "type") is "Elsa.FlowDecision" or "Elsa.FlowSwitch")
        {
            if (BpmnOwn.ConditionOf(source, Port) is { } condition)
            {
                return condition;
            }

            if (beside.Count(f => f.Port == Port) == 1)
            {
                element.SetAttributeValue("default", Id);
                return null;
            }

            return BpmnOwn.ConditionOf(source, "True") is { } holds ? $"!({holds})" : null;
        }

        return BpmnElements.IsGateway(name) || beside.Select(f => f.Port).Distinct().Count() < 2 ? null : $"outcome == {JsonValue.Create(Port).ToJsonString(Model.ModelJson.Options)}";
    }
}
