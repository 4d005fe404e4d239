using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.Soundness;

/// <summary>What an exploration says about a flow. Each finding is reported once per element, with the shortest run there is.</summary>
/// <param name="flow">As it runs: the elements findings are about.</param>
internal sealed class SoundnessFindings(CompiledFlow flow, Exploration exploration)
{
    private readonly Paths _paths = new(exploration);

    public IEnumerable<SoundnessFinding> All() =>
    [
        .. NeverHappens(),
        .. NeverEnds(),
        .. Unattended(),
        .. Undecided(),
        .. Nowhere(),
        .. new UnwrittenVariables(flow, exploration).All(),
        .. NotProven(),
    ];

    private IEnumerable<SoundnessFinding> NotProven() => exploration.Reached is not { } at
        ? []
        : [new SoundnessFinding(Problem.Invalid("flow.notProven", flow.Root.Path, ("id", at), ("value", exploration.Situations.Count)), Blocks: false, [])];

    /// <summary>What connections lead to and nothing ever comes to; a proof only when everything was explored. Of a container that is never entered only itself is named.</summary>
    private IEnumerable<SoundnessFinding> NeverHappens()
    {
        var entered = new bool[flow.Nodes.Count];
        entered[flow.Root.Index] = true;
        foreach (var happened in exploration.Situations.SelectMany(s => s.Moves).SelectMany(m => m.Events))
        {
            entered[happened.Node.Index] |= happened.Kind == FlowEventKind.Entered;
        }

        return exploration.Reached is not null ? [] : flow.Nodes.Where(n => !entered[n.Index] && entered[n.Parent!.Index] && (n.Parent.Graph?.Reachable[n.Position] ?? true)).Select(Never);
    }

    private SoundnessFinding Never(FlowNode node)
    {
        var before = Before(node);
        return Found(node.Activity is FlowJoinActivity ? "flow.joinNeverFires" : "flow.neverReached", node, before is null ? [] : [.. _paths.To(before.From), before]);
    }

    /// <summary>The move that ends the nearest step from which connections lead to a node; null when there is none.</summary>
    private Move? Before(FlowNode node)
    {
        var seen = new HashSet<int>();
        var nearest = new List<int> { node.Position };
        while (node.Parent!.Graph is { } graph && nearest.Count > 0)
        {
            nearest = [.. graph.Connections.Where(c => nearest.Contains(c.Target) && seen.Add(c.Source)).Select(c => c.Source)];
            var sources = nearest.Select(n => node.Parent.Children[n].Index).ToHashSet();
            if (_paths.Order.SelectMany(s => s.Moves).FirstOrDefault(m => m.Events.Any(e => e.Kind == FlowEventKind.Completed && sources.Contains(e.Node.Index))) is { } move)
            {
                return move;
            }
        }

        return null;
    }

    /// <summary>Where a run goes in circles or stands still for ever, whatever is chosen.</summary>
    private IEnumerable<SoundnessFinding> NeverEnds() =>
        exploration.Reached is not null ? [] : Components.Of(exploration.Situations, _ => true)
            .Where(c => c.IsLast && !c.Members.Exists(s => s.Ended))
            .Select(Stuck)
            .OrderBy(f => f.Path.Count)
            .DistinctBy(f => (f.Problem.Code, f.Problem.Field));

    private SoundnessFinding Stuck(Component component)
    {
        var nearest = Nearest(component);
        var way = _paths.To(nearest);
        if (component.Goes(_ => true))
        {
            var round = Round(component, nearest);
            return Found(component.Members.Exists(s => s.AtRest) ? "flow.cannotEnd" : "flow.endless", round[0].Node, [.. way, .. round]);
        }

        // Something failed on purpose and nothing else goes on.
        var failed = FlowPosition.Read(nearest.Position, exploration.Flow).State.Active.Find(a => a.Status == ActivityStatus.Faulted)?.Node ?? flow.Root;
        return Found("flow.deadEnd", failed, way, blocks: failed.Type != "Elsa.Fault");
    }

    /// <summary>Circles in which nothing waits, and that are left only if the data are right.</summary>
    private IEnumerable<SoundnessFinding> Unattended()
    {
        static bool Counts(Move move) => !move.Counted && !move.From.AtRest && !move.To.AtRest;
        return Components.Of(exploration.Situations, Counts)
            .Where(c => c.Goes(Counts) && LeadsOut(c))
            .Select(c => (Component: c, Nearest: Nearest(c)))
            .Select(c => (c.Nearest, Round: Round(c.Component, c.Nearest, Counts)))
            .Select(c => Found("flow.loopUnattended", c.Round.Find(m => m.From.Moves.Count > 1)?.Node ?? c.Round[0].Node, [.. _paths.To(c.Nearest), .. c.Round], blocks: false))
            .OrderBy(f => f.Path.Count)
            .DistinctBy(f => f.Problem.Field);
    }

    /// <summary>The flow is over and nobody has decided the case.</summary>
    private IEnumerable<SoundnessFinding> Undecided()
    {
        var end = _paths.Order.Find(s => s.Ended && !FlowPosition.IsSettled(s.Position) && !_paths.To(s)[^1].Events.Any(e => LeadsNowhere(e)));
        if (end is null)
        {
            return [];
        }

        var way = _paths.To(end);
        var last = way.SelectMany(m => m.Events).Last(e => e.Kind is FlowEventKind.Completed or FlowEventKind.Discharged && e.Node.Children.Count == 0).Node;
        return [Found("flow.endsUndecided", last, way, blocks: false)];
    }

    /// <summary>Outcomes of steps to which nothing is connected although others are: wrong when the case could be settled before and cannot be after, worth a look otherwise.</summary>
    private IEnumerable<SoundnessFinding> Nowhere()
    {
        var settled = CanSettle();
        var found = new Dictionary<(FlowNode Node, string Port), SoundnessFinding>();
        foreach (var move in _paths.Order.SelectMany(s => s.Moves))
        {
            foreach (var happened in move.Events.Where(LeadsNowhere))
            {
                var (node, port) = (flow.Nodes[happened.Node.Index], happened.Outcomes![0]);
                var loses = settled[move.From.Number] && !settled[move.To.Number];
                if (!found.TryGetValue((node, port), out var before) || (loses && !before.Blocks))
                {
                    found[(node, port)] = Found(loses ? "flow.outcomeNowhere" : "flow.portUnconnected", node, [.. _paths.To(move.From), move], loses, port);
                }
            }
        }

        return found.OrderBy(f => f.Key.Node.Index).Select(f => f.Value);
    }

    /// <summary>By number: some run from there settles the case and ends. What was not explored is taken to.</summary>
    private bool[] CanSettle()
    {
        var can = new bool[exploration.Situations.Count];
        var before = exploration.Situations.SelectMany(s => s.Moves).ToLookup(m => m.To, m => m.From);
        var queue = new Queue<Situation>(exploration.Situations.Where(s => (s.Ended && FlowPosition.IsSettled(s.Position)) || (exploration.Reached is not null && !s.Ended && s.Moves.Count == 0)));
        while (queue.TryDequeue(out var at))
        {
            if (!can[at.Number])
            {
                can[at.Number] = true;
                foreach (var from in before[at])
                {
                    queue.Enqueue(from);
                }
            }
        }

        return can;
    }

    private bool LeadsNowhere(FlowEvent happened) =>
        happened is { Kind: FlowEventKind.Completed, Node: { Parent.Graph: { } graph, Activity: StepActivity step } node }
        && !happened.Outcomes!.Any(step.Step.Description.Settles.Contains)
        && graph.Connections.Any(c => c.Source == node.Position)
        && !graph.Connections.Any(c => c.Source == node.Position && happened.Outcomes!.Contains(c.Port));

    private static bool LeadsOut(Component component)
    {
        var members = component.Members.ToHashSet();
        return component.Members.Exists(s => s.Moves.Exists(m => !members.Contains(m.To)));
    }

    private Situation Nearest(Component component)
    {
        var members = component.Members.ToHashSet();
        return _paths.Order.Find(members.Contains)!;
    }

    /// <summary>The shortest way from a situation of a component back to it, without leaving.</summary>
    private static List<Move> Round(Component component, Situation start, Predicate<Move>? counts = null)
    {
        var members = component.Members.ToHashSet();
        var by = new Dictionary<Situation, Move>();
        var queue = new Queue<Situation>([start]);
        while (!by.ContainsKey(start) && queue.TryDequeue(out var at))
        {
            foreach (var move in at.Moves.Where(m => members.Contains(m.To) && (counts?.Invoke(m) ?? true) && !by.ContainsKey(m.To)))
            {
                by[move.To] = move;
                queue.Enqueue(move.To);
            }
        }

        var round = new List<Move>();
        for (var at = start; round.Count == 0 || at != start; at = round[^1].From)
        {
            round.Add(by[at]);
        }

        round.Reverse();
        return round;
    }

    private SoundnessFinding Found(string code, FlowNode node, List<Move> way, bool blocks = true, string? port = null)
    {
        var steps = Paths.Steps(way);
        var values = new List<(string, object?)> { ("id", node.Id), ("path", Paths.Text(steps, flow)) };
        if (port is not null)
        {
            values.Add(("port", port));
        }

        return new SoundnessFinding(Problem.Invalid(code, flow.Nodes[node.Index].Path, [.. values]), blocks, steps);
    }
}
