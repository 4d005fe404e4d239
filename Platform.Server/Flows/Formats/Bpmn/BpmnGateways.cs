using System.Text.Json.Nodes;
using System.Xml.Linq;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Server.Flows.Formats.Bpmn;

/// <summary>Gateways, and conditions at flows, as activities that choose, split and join.</summary>
internal sealed class BpmnGateways(BpmnContext context)
{
    private const string Default = "Default";

    private readonly Dictionary<string, (string Activity, string Port)> _ports = new(StringComparer.Ordinal);
    private readonly List<(string Gateway, string Flow)> _undecided = [];

    /// <summary>Flows that lead from a gateway to what races in it, and stand in its own flowchart.</summary>
    public HashSet<string> Inner { get; } = new(StringComparer.Ordinal);

    /// <summary>Where a flow leaves when it does not leave its source by the usual way.</summary>
    public IReadOnlyDictionary<string, (string Activity, string Port)> Ports => _ports;

    /// <summary>Choices no way out of which need hold; BPMN calls that an error.</summary>
    public IReadOnlyList<(string Gateway, string Flow)> Undecided => _undecided;

    /// <summary>Null when the gateway cannot be carried out here.</summary>
    public BpmnNode? Read(XElement element, IReadOnlyList<XElement> incoming, IReadOnlyList<XElement> outgoing)
    {
        var id = BpmnXml.IdOf(element)!;
        var activity = element.Name.LocalName switch
        {
            "parallelGateway" => outgoing.Count > 1 ? Fork(id, element, outgoing) : Join(id, element, "WaitAll"),
            "exclusiveGateway" => outgoing.Count > 1 ? Choice(id, BpmnXml.Name(element), element, outgoing, any: false) : Join(id, element, "WaitAllActive"),
            "inclusiveGateway" => outgoing.Count > 1 ? Choice(id, BpmnXml.Name(element), element, outgoing, any: true) : Join(id, element, "WaitAllActive"),
            _ => null,
        };
        if (activity is null)
        {
            return null;
        }

        BpmnKept.Keep(element, activity, [], context.Findings);
        return new BpmnNode(element, activity);
    }

    /// <summary>The choice behind an activity whose outgoing flows have conditions; null when none has. Flows without one always go.</summary>
    public JsonObject? Behind(BpmnNode node, IReadOnlyList<XElement> outgoing)
    {
        var conditional = outgoing.Where(f => Condition(f) is not null || IsDefault(node.Element, f)).ToList();
        return conditional.Exists(f => Condition(f) is not null)
            ? Choice(context.Fresh($"{node.ActivityId}-choice"), BpmnXml.Name(node.Element), node.Element, conditional, any: true, mayEnd: conditional.Count < outgoing.Count)
            : null;
    }

    /// <summary>Whether a gateway only says by the names of its flows how the task before it can end.</summary>
    public static bool AsksTheTask(XElement gateway, IReadOnlyList<XElement> incoming, IReadOnlyList<XElement> outgoing) =>
        gateway.Name.LocalName == "exclusiveGateway" && incoming.Count == 1 && outgoing.Count > 1 && outgoing.All(f => Condition(f) is null && BpmnXml.Name(f) is not null) && !OwnOf(gateway);

    public static IReadOnlyList<string> Labels(IReadOnlyList<XElement> flows)
    {
        var names = flows.CountBy(f => BpmnXml.Name(f) ?? "").ToDictionary();
        return [.. flows.Select(f => BpmnXml.Name(f) is { } name && names[name] == 1 && name != Default ? name : BpmnXml.IdOf(f)!)];
    }

    public static XElement? Condition(XElement flow) => flow.Element(BpmnXml.Model + "conditionExpression") is { } condition && condition.Value.Trim().Length > 0 ? condition : null;

    /// <summary>Ports of an activity that flows leave by.</summary>
    public IReadOnlyList<string> PortsOf(string activity) => [.. _ports.Values.Where(p => p.Activity == activity).Select(p => p.Port).Distinct()];

    /// <summary>What left one activity leaves another by ports of the same name.</summary>
    public void Move(string from, string to)
    {
        foreach (var (flow, left) in _ports.Where(p => p.Value.Activity == from).ToList())
        {
            _ports[flow] = (to, left.Port);
        }
    }

    public void Leave(string flow, string activity, string port) => _ports[flow] = (activity, port);

    public static bool OwnOf(XElement element) => element.Element(BpmnXml.Model + "extensionElements")?.Element(BpmnXml.Own + "activity") is not null;

    private static bool IsDefault(XElement source, XElement flow) => (string?)source.Attribute("default") == BpmnXml.IdOf(flow);

    private JsonObject Fork(string id, XElement element, IReadOnlyList<XElement> outgoing)
    {
        var labels = Labels(outgoing);
        var fork = FlowJson.Activity(id, "Elsa.FlowFork", BpmnXml.Name(element));
        fork["branches"] = FlowJson.Structure(new JsonArray([.. labels.Select(l => (JsonNode)l)]));
        for (var i = 0; i < outgoing.Count; i++)
        {
            Leave(BpmnXml.IdOf(outgoing[i])!, id, labels[i]);
        }

        return fork;
    }

    private static JsonObject Join(string id, XElement element, string mode)
    {
        var join = FlowJson.Activity(id, "Elsa.FlowJoin", BpmnXml.Name(element));
        join["mode"] = FlowJson.Input("FlowJoinMode", "Literal", mode);
        return join;
    }

    private JsonObject Choice(string id, string? name, XElement owner, IReadOnlyList<XElement> outgoing, bool any, bool mayEnd = false)
    {
        var otherwise = outgoing.FirstOrDefault(f => IsDefault(owner, f));
        if (outgoing.Count == 2 && !any && otherwise is not null && Condition(outgoing[0] == otherwise ? outgoing[1] : outgoing[0]) is not null)
        {
            return Decision(id, name, outgoing[0] == otherwise ? outgoing[1] : outgoing[0], otherwise);
        }

        var labels = Labels(outgoing);
        var cases = new JsonArray();
        for (var i = 0; i < outgoing.Count; i++)
        {
            var flow = BpmnXml.IdOf(outgoing[i])!;
            Leave(flow, id, outgoing[i] == otherwise ? Default : labels[i]);
            if (outgoing[i] != otherwise)
            {
                cases.Add((JsonNode)new JsonObject { ["label"] = labels[i], ["condition"] = Expression(outgoing[i], owner, required: !any) });
            }
        }

        var choice = FlowJson.Activity(id, "Elsa.FlowSwitch", name);
        choice["mode"] = FlowJson.Input("SwitchMode", "Literal", any ? "MatchAny" : "MatchFirst");
        choice["cases"] = cases;
        if (otherwise is null && !mayEnd)
        {
            _undecided.Add((id, BpmnXml.IdOf(owner)!));
        }

        return choice;
    }

    private JsonObject Decision(string id, string? name, XElement flow, XElement otherwise)
    {
        Leave(BpmnXml.IdOf(flow)!, id, "True");
        Leave(BpmnXml.IdOf(otherwise)!, id, "False");
        var decision = FlowJson.Activity(id, "Elsa.FlowDecision", name);
        decision["condition"] = new JsonObject { ["typeName"] = "Boolean", ["expression"] = Expression(flow, null, required: true) };
        return decision;
    }

    /// <summary>The condition of a flow; of one without, true in an inclusive choice and an error in an exclusive one.</summary>
    private JsonObject Expression(XElement flow, XElement? owner, bool required)
    {
        var id = BpmnXml.IdOf(flow)!;
        if (Condition(flow) is not { } written)
        {
            if (required)
            {
                context.Findings.Unsupported("bpmn:sequenceFlow", id, "flowFile.bpmn.conditionMissing", $"{id}.conditionExpression", ("gateway", owner is null ? null : BpmnXml.IdOf(owner)));
            }

            return new JsonObject { ["type"] = "Literal", ["value"] = !required };
        }

        var read = BpmnConditionReader.Read(written.Value, (string?)written.Attribute("language"));
        if (read.Script is null)
        {
            context.Findings.Unsupported("bpmn:sequenceFlow", id, "flowFile.bpmn.condition", $"{id}.conditionExpression", ("value", written.Value.Trim()), ("reason", read.Reason));
            return new JsonObject { ["type"] = BpmnCondition.RefusedType, ["value"] = written.Value };
        }

        foreach (var variable in read.Variables)
        {
            context.Declare(variable);
            context.Findings.Advice("bpmn:sequenceFlow", id, "flowFile.bpmn.variable", $"{id}.conditionExpression", ("name", variable));
        }

        return new JsonObject { ["type"] = "JavaScript", ["value"] = read.Script };
    }
}
