using System.Text.Json.Nodes;
using System.Xml.Linq;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.Formats.Layout;

namespace Platform.Server.Flows.Formats.Bpmn;

/// <summary>
/// Writes a flow as BPMN 2.0 with its drawing. A flowchart inside becomes a collapsed sub-process with a plane of its own; every other container is drawn as
/// one task. Beside what BPMN says stands the activity itself as JSON, so that the file read again gives the same flow.
/// </summary>
internal sealed class BpmnWriter
{
    private readonly BpmnElements _elements;
    private readonly BpmnIds _ids = new();
    private readonly BpmnRoots _roots;
    private readonly FlowFindings _notes = new();
    private readonly List<XElement> _diagrams = [];

    private BpmnWriter(BpmnElements elements, JsonObject definition) => (_elements, _roots) = (elements, new BpmnRoots(definition, _ids));

    /// <returns>Refused with <c>flow.unreadable</c>.</returns>
    public static Result<FlowFile> Write(FlowDefinition flow, string key, BpmnElements elements)
    {
        if (JsonObject.Create(flow.Json)?.DeepClone() is not JsonObject definition || definition["root"] is not JsonObject root)
        {
            return FlowParser.NoRoot;
        }

        FlowLayout.Complete(root);
        var writer = new BpmnWriter(elements, definition);
        var file = writer.Write(definition, root, key);
        return new FlowFile($"{key}.bpmn", "application/xml", FormatXml.Write(file), writer._notes.All);
    }

    private XElement Write(JsonObject definition, JsonObject root, string key)
    {
        var process = new XElement(BpmnXml.Model + "process", new XAttribute("id", _ids.For(KeptId(definition) ?? key)), new XAttribute("isExecutable", "true"));
        process.Add(new XAttribute("name", FormatXml.Clean(FlowJson.Text(definition, "name") ?? key)));
        if (FlowJson.Text(definition, "description") is { Length: > 0 } description)
        {
            process.Add(new XElement(BpmnXml.Model + "documentation", FormatXml.Clean(description)));
        }

        process.Add(new XElement(BpmnXml.Model + "extensionElements", Own(BpmnOwn.DefinitionName, Without(definition, "root"))));
        if (FlowJson.Text(root, "type") == FlowJson.FlowchartType)
        {
            process.Element(BpmnXml.Model + "extensionElements")!.Add(Own(BpmnOwn.ActivityName, Without(root, "activities", "connections")));
            WriteChart(root, process);
        }
        else
        {
            WriteWhole(root, process);
        }

        return new XElement(
            BpmnXml.Model + "definitions",
            new XAttribute(XNamespace.Xmlns + "bpmn", BpmnXml.Model),
            new XAttribute(XNamespace.Xmlns + "bpmndi", BpmnXml.Diagram),
            new XAttribute(XNamespace.Xmlns + "dc", BpmnXml.Bounds),
            new XAttribute(XNamespace.Xmlns + "di", BpmnXml.Waypoints),
            new XAttribute(XNamespace.Xmlns + "xsi", BpmnXml.Instance),
            new XAttribute(XNamespace.Xmlns + "platform", BpmnXml.Own),
            new XAttribute("id", _ids.For("Definitions_1")),
            new XAttribute("targetNamespace", BpmnXml.Own),
            new XAttribute("exporter", "Platform"),
            _roots.All,
            process,
            Enumerable.Reverse(_diagrams));
    }

    /// <summary>A flow that is no flowchart: one task, with everything in its JSON.</summary>
    private void WriteWhole(JsonObject root, XElement process)
    {
        process.Element(BpmnXml.Model + "extensionElements")!.Add(Own(BpmnOwn.ActivityName, root));
        var task = new XElement(BpmnXml.Model + "task", new XAttribute("id", _ids.For(FlowJson.Text(root, "id") ?? "root")), new XAttribute("name", FormatXml.Clean(FlowJson.Text(root, "type") ?? "")));
        process.Add(task);
        var shapes = new BpmnShapes(BpmnXml.IdOf(process)!, BpmnXml.IdOf(process)!);
        shapes.Add(BpmnXml.IdOf(task)!, "task", root);
        _diagrams.Add(shapes.Diagram());
        _notes.Advice("activity", FlowJson.Text(root, "id"), "flowFile.bpmn.drawnWhole", "root", ("type", FlowJson.Text(root, "type")));
    }

    private void WriteChart(JsonObject chart, XElement scope)
    {
        var shapes = new BpmnShapes(BpmnXml.IdOf(scope)!, BpmnXml.IdOf(scope)!);
        var connections = FlowTree.Connections(chart).Where(c => c is { Source: not null, Target: not null }).ToList();
        var nodes = new Dictionary<string, (XElement Element, JsonObject Activity, string Name)>(StringComparer.Ordinal);
        foreach (var activity in FlowTree.Activities(chart))
        {
            var id = FlowJson.Text(activity, "id") ?? "";
            var name = _elements.NameOf(activity, [.. connections.Where(c => c.Source == id).Select(c => c.Port ?? StepOutcome.DoneKey)]);
            var element = new XElement(BpmnXml.Model + name, new XAttribute("id", _ids.For(id)));
            if (nodes.TryAdd(id, (element, activity, name)))
            {
                scope.Add(element);
                shapes.Add(BpmnXml.IdOf(element)!, name, activity);
            }
        }

        var flows = WriteFlows(connections, nodes, scope, shapes);
        var parallel = nodes.Values.Any(n => n.Name is not ("exclusiveGateway" or "complexGateway") && SplitsAt(BpmnXml.IdOf(n.Element)!, n.Name, flows));
        foreach (var (element, activity, name) in nodes.Values)
        {
            Fill(element, activity, name, flows, parallel);
        }

        _diagrams.Add(shapes.Diagram());
    }

    private List<BpmnFlow> WriteFlows(
        List<WrittenConnection> connections, Dictionary<string, (XElement Element, JsonObject Activity, string Name)> nodes, XElement scope, BpmnShapes shapes)
    {
        var flows = new List<BpmnFlow>();
        foreach (var connection in connections)
        {
            if (!nodes.TryGetValue(connection.Source!, out var source) || !nodes.TryGetValue(connection.Target!, out var target))
            {
                _notes.Advice("connection", connection.Source, "flowFile.bpmn.noEnd", null, ("source", connection.Source), ("target", connection.Target));
                continue;
            }

            var kept = connection.Json[BpmnKept.Member] as JsonObject;
            var id = _ids.For(kept is not null && FlowJson.Text(kept, "id") is { } was ? was : $"Flow_{connection.Source}_{connection.Port ?? StepOutcome.DoneKey}_{connection.Target}");
            flows.Add(new BpmnFlow(id, connection, BpmnXml.IdOf(source.Element)!, BpmnXml.IdOf(target.Element)!));
        }

        foreach (var flow in flows)
        {
            var source = nodes[flow.Connection.Source!];
            scope.Add(flow.Write(source.Activity, source.Name, flows, source.Element));
            shapes.Arrow(flow.Id, flow.Source, flow.Target, flow.Connection.Json);
        }

        return flows;
    }

    /// <summary>Several flows can leave at once: those of a forking gateway, and of one port.</summary>
    private static bool SplitsAt(string id, string name, List<BpmnFlow> flows)
    {
        var leaving = flows.FindAll(f => f.Source == id);
        return leaving.Count > 1 && (BpmnElements.IsGateway(name) || leaving.DistinctBy(f => f.Connection.Port ?? StepOutcome.DoneKey).Count() < leaving.Count);
    }

    /// <summary>In the order the schema wants: documentation, extensions, flows, and what makes the kind.</summary>
    private void Fill(XElement element, JsonObject activity, string name, List<BpmnFlow> flows, bool parallel)
    {
        if (BpmnOwn.TitleOf(activity) is { Length: > 0 } title)
        {
            element.SetAttributeValue("name", FormatXml.Clean(title));
        }

        if (activity["metadata"] is JsonObject metadata && FlowJson.Text(metadata, "description") is { Length: > 0 } description)
        {
            element.Add(new XElement(BpmnXml.Model + "documentation", FormatXml.Clean(description)));
        }

        var own = name == "subProcess" ? Without(activity, "activities", "connections") : activity;
        element.Add(new XElement(BpmnXml.Model + "extensionElements", Own(BpmnOwn.ActivityName, own)));
        BpmnText.Restore(element, activity);
        if (FlowJson.Text(activity, "type") == FlowActivities.CallConnector)
        {
            element.SetAttributeValue(BpmnXml.Own + BpmnOwn.Binding, BpmnElements.LiteralOf(activity["binding"]));
            element.SetAttributeValue(BpmnXml.Own + BpmnOwn.Operation, BpmnElements.LiteralOf(activity["operation"]));
        }

        var id = BpmnXml.IdOf(element)!;
        element.Add(flows.Where(f => f.Target == id).Select(f => new XElement(BpmnXml.Model + "incoming", f.Id)));
        element.Add(flows.Where(f => f.Source == id).Select(f => new XElement(BpmnXml.Model + "outgoing", f.Id)));
        if (name == "subProcess")
        {
            WriteChart(activity, element);
        }
        else
        {
            _roots.Define(element, activity, name, parallel);
        }
    }

    private static XElement Own(string name, JsonObject json) => new(BpmnXml.Own + name, BpmnText.Json(json));

    private static JsonObject Without(JsonObject whole, params ReadOnlySpan<string> members)
    {
        var part = (JsonObject)whole.DeepClone();
        foreach (var member in members)
        {
            part.Remove(member);
        }

        return part;
    }

    private static string? KeptId(JsonObject definition) =>
        definition["customProperties"] is JsonObject custom && custom[BpmnKept.Member] is JsonObject kept ? FlowJson.Text(kept, "id") : null;
}
