using System.Text.Json.Nodes;
using System.Xml.Linq;
using Platform.Model.Flows;

namespace Platform.Server.Flows.Formats.Bpmn;

/// <summary>
/// First come, first served: an activity against the events at its border, and the events behind an event-based gateway against each other. All of them run
/// in a flowchart of their own; the first to finish completes it with its own outcome, and the flowchart ends the others.
/// </summary>
internal sealed class BpmnRaces(
    BpmnContext context,
    BpmnEvents events,
    Dictionary<string, BpmnNode> nodes,
    BpmnGateways gateways,
    List<JsonObject> activities,
    ILookup<string, XElement> outgoing)
{
    /// <summary>The gateway's flowchart, still empty; null when something follows it that is no event it can wait for.</summary>
    public static BpmnNode? Gateway(BpmnContext context, XElement element, IReadOnlyList<XElement> outgoing, Func<XElement, XElement> target, Func<XElement, IReadOnlyList<XElement>> incoming)
    {
        var id = BpmnXml.IdOf(element)!;
        var followers = outgoing.Select(target).ToList();
        var wrong = followers.Find(f => f.Name.LocalName is not ("intermediateCatchEvent" or "receiveTask") || incoming(f).Count != 1);
        if ((string?)element.Attribute("instantiate") == "true" || followers.Count == 0 || wrong is not null)
        {
            context.Findings.Unsupported("bpmn:eventBasedGateway", id, "flowFile.bpmn.eventGateway", id, ("value", wrong is null ? "instantiate" : BpmnXml.IdOf(wrong)));
            return null;
        }

        var chart = FlowJson.Activity(id, FlowJson.FlowchartType, BpmnXml.Name(element));
        BpmnKept.Keep(element, chart, [], context.Findings);
        return new BpmnNode(element, chart);
    }

    /// <summary>Moves into flowcharts of their own what races in a scope.</summary>
    public void Fold(IReadOnlyList<XElement> elements)
    {
        foreach (var gateway in nodes.Values.Where(n => n.Kind == "eventBasedGateway" && FlowJson.Text(n.Activity, "type") == FlowJson.FlowchartType && !n.Restored).ToList())
        {
            FoldGateway(gateway);
        }

        var attached = elements.Where(e => e.Name.LocalName == "boundaryEvent").GroupBy(e => BpmnXml.Reference((string?)e.Attribute("attachedToRef") ?? "")).ToList();
        foreach (var group in attached)
        {
            nodes.TryGetValue(group.Key, out var host);
            var caught = group.Select(e => Boundary(e, host)).OfType<(XElement Element, JsonObject? Waits, string? Error)>().ToList();
            if (caught.Count > 0)
            {
                FoldHost(host!, caught);
            }
        }
    }

    private void FoldGateway(BpmnNode gateway)
    {
        var race = new Race(context, gateway.Activity);
        foreach (var flow in outgoing[gateway.Id])
        {
            var follower = nodes[BpmnXml.Reference((string)flow.Attribute("targetRef")!)];
            activities.Remove(follower.Activity);
            race.Run(follower.Activity, [(follower.Exit.Port, follower.Id)]);
            (follower.Exit, follower.Drawn) = ((gateway.ActivityId, follower.Id), null);
            gateways.Inner.Add(BpmnXml.IdOf(flow)!);
        }

        race.Close();
    }

    /// <summary>Null when the event is of a kind that cannot be raced; then it has been put aside as a placeholder.</summary>
    private (XElement Element, JsonObject? Waits, string? Error)? Boundary(XElement element, BpmnNode? host)
    {
        var id = BpmnXml.IdOf(element)!;
        var definitions = BpmnEvents.Definitions(element);
        var definition = definitions.Count == 1 ? definitions[0] : null;
        if (host is not null && definition is not null && (string?)element.Attribute("cancelActivity") != "false")
        {
            if (definition.Name.LocalName == "errorEventDefinition" && host.Kind == "subProcess")
            {
                return (element, null, events.ErrorCode(definition));
            }

            if (events.Catch(element, definition) is { } waits)
            {
                return (element, waits, null);
            }
        }

        var what = host is null ? "attachedToRef " + (string?)element.Attribute("attachedToRef")
            : (string?)element.Attribute("cancelActivity") == "false" ? "cancelActivity=false"
            : string.Join(", ", definitions.Select(BpmnXml.KindOf));
        context.Findings.Unsupported("bpmn:boundaryEvent", id, "flowFile.bpmn.boundary", id, ("value", what), ("host", (string?)element.Attribute("attachedToRef")));
        var placeholder = FlowJson.Activity(id, "Bpmn.BoundaryEvent", BpmnXml.Name(element));
        BpmnKept.KeepWhole(element, placeholder);
        nodes[id] = new BpmnNode(element, placeholder);
        activities.Add(placeholder);
        return null;
    }

    private void FoldHost(BpmnNode host, IReadOnlyList<(XElement Element, JsonObject? Waits, string? Error)> caught)
    {
        var chart = FlowJson.Activity(context.Fresh($"{host.ActivityId}-bounded"), FlowJson.FlowchartType, BpmnXml.Name(host.Element));
        var chartId = FlowJson.Text(chart, "id")!;
        FlowJson.Part(FlowJson.Part(chart, "customProperties"), BpmnKept.Member)["host"] = host.Id;
        activities[activities.IndexOf(host.Activity)] = chart;

        // The ways out of the host itself keep their names; each event has its id for one.
        var ports = host.Restored ? [.. outgoing[host.Id].Select(f => (string?)f.Attribute(BpmnXml.Own + BpmnOwn.Port) ?? host.Exit.Port).Distinct()] : gateways.PortsOf(host.ActivityId);
        var ways = (ports.Count > 0 ? ports : [host.Exit.Port]).Select(p => (p, p)).ToList();
        foreach (var (element, _, error) in caught.Where(c => c.Error is not null))
        {
            ways.AddRange(host.Errors.Where(code => error == code || error == BpmnEvents.AnyError).Where(code => !ways.Exists(w => w.Item1 == BpmnEvents.ErrorPort + code)).Select(code => (BpmnEvents.ErrorPort + code, BpmnXml.IdOf(element)!)));
        }

        var missed = host.Errors.Where(code => !ways.Exists(w => w.Item1 == BpmnEvents.ErrorPort + code)).ToList();
        ways.AddRange(missed.Select(code => (BpmnEvents.ErrorPort + code, BpmnEvents.ErrorPort + code)));
        host.Errors = missed;

        var race = new Race(context, chart);
        race.Run(host.Activity, ways);
        foreach (var (element, waits, _) in caught)
        {
            var id = BpmnXml.IdOf(element)!;
            if (waits is not null)
            {
                BpmnKept.Keep(element, waits, [], context.Findings);
                race.Run(waits, [(StepOutcome.DoneKey, id)]);
            }

            nodes[id] = new BpmnNode(element, waits ?? chart) { Exit = (chartId, id), Drawn = null };
        }

        race.Close();
        gateways.Move(host.ActivityId, chartId);
        (host.Entry, host.Exit, host.Drawn) = (chartId, (chartId, host.Exit.Port), chart);
    }

    /// <summary>A flowchart that begins with all of its runners at once.</summary>
    private sealed class Race
    {
        private readonly BpmnContext _context;
        private readonly JsonObject _chart;
        private readonly string _start;
        private readonly List<JsonObject> _activities;
        private readonly List<JsonObject> _connections = [];

        public Race(BpmnContext context, JsonObject chart)
        {
            (_context, _chart) = (context, chart);
            _start = context.Fresh($"{FlowJson.Text(chart, "id")}-start");
            _activities = [FlowJson.Activity(_start, FlowJson.StartType, null)];
        }

        /// <param name="ways">Ports of the runner, and the outcome the flowchart then has.</param>
        public void Run(JsonObject runner, IReadOnlyList<(string Port, string Outcome)> ways)
        {
            var id = FlowJson.Text(runner, "id")!;
            _activities.Add(runner);
            _connections.Add(FlowJson.Connection(_start, StepOutcome.DoneKey, id));
            foreach (var (port, outcome) in ways)
            {
                var won = FlowJson.Activity(_context.Fresh($"{id}-won"), "Elsa.Complete", null);
                won["outcomes"] = FlowJson.Structure(new JsonArray(outcome));
                _activities.Add(won);
                _connections.Add(FlowJson.Connection(id, port, FlowJson.Text(won, "id")!));
            }
        }

        public void Close()
        {
            _chart["activities"] = new JsonArray([.. _activities]);
            _chart["connections"] = new JsonArray([.. _connections]);
        }
    }
}
