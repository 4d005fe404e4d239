using System.Text.Json.Nodes;
using System.Xml.Linq;
using Platform.Model.Flows;
using Platform.Server.Flows.Formats.Layout;

namespace Platform.Server.Flows.Formats.Bpmn;

/// <summary>
/// A process or sub-process as a flowchart. Every flow node becomes one activity; what BPMN says with an event at a border or behind an event-based gateway,
/// first come first served, becomes a flowchart of its own that whoever comes first completes with an outcome of its own.
/// </summary>
internal sealed class BpmnScope
{
    private readonly BpmnContext _context;
    private readonly XElement _scope;
    private readonly bool _top;
    private readonly BpmnGateways _gateways;
    private readonly BpmnEvents _events;
    private readonly BpmnTasks _tasks;
    private readonly ILookup<string, XElement> _incoming;
    private readonly ILookup<string, XElement> _outgoing;
    private readonly Dictionary<string, BpmnNode> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, XElement> _asking = new(StringComparer.Ordinal);
    private readonly List<JsonObject> _activities = [];
    private readonly List<JsonObject> _connections = [];
    private readonly SortedList<int, JsonObject> _drawnConnections = [];
    private readonly Dictionary<string, int> _order = new(StringComparer.Ordinal);
    private readonly BoxPlace _origin;
    private readonly bool _parallel;

    private BpmnScope(BpmnContext context, XElement scope, bool top)
    {
        (_context, _scope, _top) = (context, scope, top);
        (_gateways, _events, _tasks) = (new BpmnGateways(context), new BpmnEvents(context), new BpmnTasks(context));
        var flows = scope.Elements(BpmnXml.Model + "sequenceFlow").ToList();
        flows.ForEach(f => _order[BpmnXml.IdOf(f)!] = _order.Count);
        _incoming = flows.ToLookup(f => BpmnXml.Reference((string)f.Attribute("targetRef")!), StringComparer.Ordinal);
        _outgoing = flows.ToLookup(f => BpmnXml.Reference((string)f.Attribute("sourceRef")!), StringComparer.Ordinal);
        _parallel = BpmnParallel.IsIn(scope, _incoming, _outgoing);
        _origin = !top && context.Drawing.Shape(BpmnXml.IdOf(scope)!) is { } shape && scope.Elements().Where(BpmnFile.IsNode).All(n => context.Drawing.Shape(BpmnXml.IdOf(n)!)?.Plane == shape.Plane)
            ? shape.Place
            : default;
    }

    /// <summary>Reads the scope into <paramref name="chart"/>, a flowchart without activities.</summary>
    /// <returns>Codes of the errors that leave it.</returns>
    public static IReadOnlyList<string> Read(BpmnContext context, XElement scope, JsonObject chart, bool top) => new BpmnScope(context, scope, top).Fill(chart);

    private List<string> Fill(JsonObject chart)
    {
        var elements = _scope.Elements().Where(BpmnFile.IsNode).ToList();
        FindOutcomes(elements);
        var asked = _asking.Values.ToHashSet();
        foreach (var element in elements.Where(e => e.Name.LocalName != "boundaryEvent" && !asked.Contains(e)))
        {
            var node = Translate(element);
            _nodes[node.Id] = node;
            _activities.Add(node.Activity);
        }

        OneStart();
        new BpmnRaces(_context, _events, _nodes, _gateways, _activities, _outgoing).Fold(elements);
        foreach (var node in _nodes.Values.ToList())
        {
            Draw(node);
        }

        foreach (var node in _nodes.Values.ToList())
        {
            Connect(node);
        }

        var errors = Unclear();
        BpmnParallel.WarnOfMerges(_context, elements, _incoming, _outgoing);
        chart["activities"] = new JsonArray([.. _activities]);
        chart["connections"] = new JsonArray([.. _drawnConnections.Values, .. _connections]);
        return errors;
    }

    /// <summary>Gateways that only say by the names of their flows how the task before them can end: they become the task's outcomes.</summary>
    private void FindOutcomes(IReadOnlyList<XElement> elements)
    {
        foreach (var task in elements.Where(e => BpmnTasks.IsHuman(e) && !BpmnGateways.OwnOf(e)))
        {
            if (Out(task) is [var flow] && Target(flow) is var gateway && BpmnGateways.AsksTheTask(gateway, In(gateway), Out(gateway)))
            {
                _asking[BpmnXml.IdOf(task)!] = gateway;
            }
        }
    }

    private BpmnNode Translate(XElement element)
    {
        var id = BpmnXml.IdOf(element)!;
        if (BpmnOwn.Read(element, _context) is { } own)
        {
            return Restore(element, own);
        }

        if (element.Elements().FirstOrDefault(e => e.Name.LocalName is "multiInstanceLoopCharacteristics" or "standardLoopCharacteristics") is { } loop)
        {
            _context.Findings.Unsupported(BpmnXml.KindOf(element), id, "flowFile.bpmn.loop", $"{id}.{loop.Name.LocalName}", ("name", BpmnXml.KindOf(loop)));
            return Placeholder(element);
        }

        if ((string?)element.Attribute("isForCompensation") == "true")
        {
            _context.Findings.Unsupported(BpmnXml.KindOf(element), id, "flowFile.bpmn.compensation", $"{id}.isForCompensation");
            return Placeholder(element);
        }

        var reported = _context.Findings.All.Count;
        if (Known(element) is { } node)
        {
            return node;
        }

        if (!_context.Findings.All.Skip(reported).Any(f => f.Kind == FlowFindingKind.Unsupported && f.ElementId == id))
        {
            _context.Findings.Unsupported(BpmnXml.KindOf(element), id, "flowFile.bpmn.element", id, ("name", BpmnXml.KindOf(element)));
        }

        return Placeholder(element);
    }

    private BpmnNode? Known(XElement element)
    {
        var kind = element.Name.LocalName;
        var (incoming, outgoing) = (In(element), Out(element));
        return kind switch
        {
            "subProcess" when (string?)element.Attribute("triggeredByEvent") != "true" => Sub(element),
            _ when kind.EndsWith("Gateway", StringComparison.Ordinal) => kind == "eventBasedGateway" ? BpmnRaces.Gateway(_context, element, outgoing, Target, In) : _gateways.Read(element, incoming, outgoing),
            _ when kind.EndsWith("Event", StringComparison.Ordinal) => _events.Read(element, _top, _parallel),
            _ => Task(element),
        };
    }

    private BpmnNode Sub(XElement element)
    {
        var chart = FlowJson.Activity(BpmnXml.IdOf(element)!, FlowJson.FlowchartType, BpmnXml.Name(element));
        var errors = Read(_context, element, chart, top: false);
        BpmnKept.Keep(element, chart, [], _context.Findings);
        return new BpmnNode(element, chart) { Errors = errors };
    }

    private BpmnNode? Task(XElement element)
    {
        if (!_asking.TryGetValue(BpmnXml.IdOf(element)!, out var gateway))
        {
            return _tasks.Read(element, []);
        }

        var (id, flows) = (BpmnXml.IdOf(gateway)!, Out(gateway));
        var keys = BpmnGateways.Labels(flows);
        var node = _tasks.Read(element, [.. flows.Zip(keys, (f, key) => (key, BpmnXml.Name(f)!))])!;
        foreach (var (flow, key) in flows.Zip(keys))
        {
            _gateways.Leave(BpmnXml.IdOf(flow)!, node.ActivityId, key);
        }

        node.Activity["customProperties"]![BpmnKept.Member]!["gateway"] = BpmnXml.Text(gateway);
        _context.Findings.Changed("bpmn:exclusiveGateway", id, "flowFile.bpmn.outcomes", id, ("task", node.Id), ("value", keys));
        return node;
    }

    private BpmnNode Restore(XElement element, JsonObject own)
    {
        if (element.Name.LocalName == "subProcess" && FlowJson.Text(own, "type") == FlowJson.FlowchartType)
        {
            Read(_context, element, own, top: false);
        }

        BpmnOwn.TakeConditions(own, Out(element));
        BpmnDecisions.TakeName(own, element);
        return new BpmnNode(element, own) { Restored = true };
    }

    private static BpmnNode Placeholder(XElement element)
    {
        var name = element.Name.LocalName;
        var activity = FlowJson.Activity(BpmnXml.IdOf(element)!, "Bpmn." + char.ToUpperInvariant(name[0]) + name[1..], BpmnXml.Name(element));
        BpmnKept.KeepWhole(element, activity);
        return new BpmnNode(element, activity);
    }

    /// <summary>A flowchart begins at one place; a scope that draws no start begins with everything nothing leads to.</summary>
    private void OneStart()
    {
        var starts = _nodes.Values.Where(n => n.Kind == "startEvent").ToList();
        foreach (var other in starts.Where(s => FlowJson.Text(s.Activity, "type") == FlowJson.StartType).Skip(1))
        {
            other.Activity["type"] = "Bpmn.StartEvent";
            _context.Findings.Unsupported("bpmn:startEvent", other.Id, "flowFile.bpmn.secondStart", other.Id, ("first", starts[0].Id));
        }

        if (starts.Count == 0 && !_nodes.Values.Any(n => n.Restored))
        {
            var start = FlowJson.Activity(_context.Fresh($"{BpmnXml.IdOf(_scope) ?? "flow"}-start"), FlowJson.StartType, null);
            _activities.Insert(0, start);
            _connections.AddRange(_nodes.Values.Where(n => !In(n.Element).Any()).Select(n => FlowJson.Connection(FlowJson.Text(start, "id")!, StepOutcome.DoneKey, n.Entry)));
            _context.Findings.Changed(BpmnXml.KindOf(_scope), BpmnXml.IdOf(_scope), "flowFile.bpmn.noStart", BpmnXml.IdOf(_scope));
        }
    }

    private void Draw(BpmnNode node)
    {
        if (node.Drawn is not { } drawn || _context.Drawing.Shape(node.Id) is not { } shape)
        {
            return;
        }

        var place = new BoxPlace(shape.Place.X - _origin.X, shape.Place.Y - _origin.Y);
        if (node.Restored && BpmnOwn.IsDrawnThere(node.Kind, drawn, place, shape.Size))
        {
            return;
        }

        FlowJson.Place(drawn, place, shape.Size);
    }

    private void Connect(BpmnNode node)
    {
        var outgoing = Out(node.Element);
        if (!node.Restored && !node.Kind.EndsWith("Gateway", StringComparison.Ordinal) && _gateways.Behind(node, outgoing) is { } choice)
        {
            Beside(choice, node.Activity, 40);
            _connections.Add(FlowJson.Connection(node.Exit.Activity, node.Exit.Port, FlowJson.Text(choice, "id")!));
        }

        foreach (var flow in outgoing.Where(f => !_gateways.Inner.Contains(BpmnXml.IdOf(f)!)))
        {
            // Past a gateway that has become the task's outcomes, its own flows count.
            foreach (var real in _asking.ContainsValue(Target(flow)) ? Out(Target(flow)) : [flow])
            {
                Connect(node, real);
            }
        }
    }

    private void Connect(BpmnNode node, XElement flow)
    {
        if (!_nodes.TryGetValue(BpmnXml.IdOf(Target(flow))!, out var arrives))
        {
            return;
        }

        var id = BpmnXml.IdOf(flow)!;
        var (activity, port) = node.Restored ? (node.Exit.Activity, (string?)flow.Attribute(BpmnXml.Own + BpmnOwn.Port) ?? node.Exit.Port)
            : _gateways.Ports.TryGetValue(id, out var left) ? left
            : node.Exit;
        var connection = BpmnOwn.Connection(flow, activity, port, arrives.Entry, _context.Drawing.Corners(id, _origin));
        if (!node.Restored)
        {
            BpmnKept.KeepFlow(flow, connection, _context.Findings);
        }

        _drawnConnections[_order[id]] = connection;
    }

    /// <summary>What BPMN leaves to an error: a choice nothing of which holds, and an error nobody catches.</summary>
    private List<string> Unclear()
    {
        foreach (var (gateway, owner) in _gateways.Undecided.Where(u => _activities.Exists(a => FlowJson.Text(a, "id") == u.Gateway)))
        {
            var fault = BpmnEvents.Error(_context.Fresh($"{gateway}-none"), null, "flow.nothingHolds", top: true);
            Beside(fault, _nodes[owner].Activity, 120);
            _connections.Add(FlowJson.Connection(gateway, "Default", FlowJson.Text(fault, "id")!));
            _context.Findings.Advice(BpmnXml.KindOf(_nodes[owner].Element), owner, "flowFile.bpmn.noDefault", owner, ("fault", FlowJson.Text(fault, "id")));
        }

        var leaving = _top ? [] : _nodes.Values.Where(n => n.Kind == "endEvent").SelectMany(n => BpmnEvents.Definitions(n.Element)).Where(d => d.Name.LocalName == "errorEventDefinition").Select(_events.ErrorCode).ToList();
        foreach (var node in _nodes.Values.ToList())
        {
            foreach (var code in node.Errors)
            {
                var error = BpmnEvents.Error(_context.Fresh($"{node.ActivityId}-{code}"), null, code, _top);
                Beside(error, node.Activity, 120);
                _connections.Add(FlowJson.Connection(node.Exit.Activity, BpmnEvents.ErrorPort + code, FlowJson.Text(error, "id")!));
                leaving.Add(code);
            }
        }

        return [.. leaving.Distinct()];
    }

    /// <summary>Adds an activity that stands in no file, drawn below another that is drawn.</summary>
    private void Beside(JsonObject added, JsonObject other, double below)
    {
        if (FlowJson.PlaceOf(other) is { } place)
        {
            FlowJson.Place(added, new BoxPlace(place.X + 40, place.Y + FlowJson.SizeOf(other).Height + below), FlowJson.SizeOf(added));
        }

        _activities.Add(added);
    }

    private IReadOnlyList<XElement> In(XElement element) => [.. _incoming[BpmnXml.IdOf(element)!]];

    private IReadOnlyList<XElement> Out(XElement element) => [.. _outgoing[BpmnXml.IdOf(element)!]];

    private XElement Target(XElement flow) => _context.File.Find((string)flow.Attribute("targetRef")!)!;
}
