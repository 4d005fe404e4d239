using System.Text.Json;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.Soundness;

/// <summary>
/// Finds every situation a flow can come to. It drives the interpreter itself, one activity at a time, through a flow whose data are left open
/// (<see cref="OpenActivities"/>): first in, first out while something runs, and any of what waits when nothing does. Depth first; of independent branches
/// one is taken to its end before the next (<see cref="Independence"/>), unless that would only go in circles.
/// </summary>
internal sealed class Explorer(CompiledFlow flow, OpenChoices choices, WaysOut ways, VariableUse variables, ExplorationLimits limits, ElsaFlow? elsa = null)
{
    private static readonly FlowStimulus Something = new FlowStimulus.Signal("", JsonElement.Parse("{}"));

    private readonly Independence _independence = new(flow, ways, variables, elsa is not null);
    private readonly Dictionary<string, Situation> _byKey = new(StringComparer.Ordinal);
    private readonly List<Situation> _situations = [];
    private int _most = elsa is null ? limits.Situations : limits.BesideElsa;
    private string? _reached;

    public async ValueTask<Exploration> RunAsync(CancellationToken ct)
    {
        await ExploreAsync(Find(FlowPosition.Start, atRest: false, ended: false, elsa?.Begin()), ct);
        while (_reached is null && Circles() is { Count: > 0 } circles)
        {
            foreach (var situation in circles)
            {
                await WidenAsync(situation, ct);
                foreach (var move in situation.Moves.ToList())
                {
                    await ExploreAsync(move.To, ct);
                }
            }
        }

        return new Exploration(flow, _situations, _reached ?? ways.Untried.Select(n => n.Id).Order(StringComparer.Ordinal).FirstOrDefault());
    }

    /// <summary>
    /// Situations that look as if there were no end behind them, and whose other branches have not been tried. Where nothing waits in the circle they are all
    /// those before it: the other branches can only go on before it begins.
    /// </summary>
    private List<Situation> Circles()
    {
        var circles = Components.Of(_situations, _ => true).Where(c => c.IsLast && c.Goes(_ => true) && !c.Members.Exists(s => s.Ended)).ToList();
        var found = circles.SelectMany(c => c.Members).ToHashSet();
        var before = new Queue<Situation>(circles.Where(c => !c.Members.Exists(s => s.AtRest)).SelectMany(c => c.Members));
        var into = before.Count == 0 ? null : _situations.SelectMany(s => s.Moves).ToLookup(m => m.To, m => m.From);
        while (before.TryDequeue(out var at))
        {
            foreach (var from in into![at].Where(found.Add))
            {
                before.Enqueue(from);
            }
        }

        return [.. found.Where(s => s.Reduced).OrderBy(s => s.Number)];
    }

    private async ValueTask ExploreAsync(Situation from, CancellationToken ct)
    {
        var way = new Stack<(Situation At, int Next)>();
        await PushAsync(way, from, ct);
        while (way.TryPop(out var top))
        {
            if (top.Next == top.At.Moves.Count || _reached is not null)
            {
                top.At.OnWay = false;
                continue;
            }

            ct.ThrowIfCancellationRequested();
            way.Push((top.At, top.Next + 1));
            await PushAsync(way, top.At.Moves[top.Next].To, ct);
        }
    }

    private async ValueTask PushAsync(Stack<(Situation At, int Next)> way, Situation situation, CancellationToken ct)
    {
        if (!situation.Expanded)
        {
            (situation.Expanded, situation.OnWay) = (true, true);
            await ExpandAsync(situation, ct);
            if (elsa is not null)
            {
                // Going back is where Elsa counts otherwise: tried first, the difference is found before the bound.
                var moves = situation.Moves.OrderByDescending(GoesBack).ToList();
                situation.Moves.Clear();
                situation.Moves.AddRange(moves);
            }

            way.Push((situation, 0));
        }
    }

    private async ValueTask ExpandAsync(Situation situation, CancellationToken ct)
    {
        if (situation.Ended || situation.Elsa?.Difference is not null)
        {
            return;
        }

        if (!situation.AtRest)
        {
            await TryAsync(situation, null, ct);
            return;
        }

        var state = FlowPosition.Read(situation.Position, flow).State;
        var movable = Movable(state);
        if (limits.Reduce && movable.Count > 1 && _independence.Alone(state, movable) is { } alone)
        {
            situation.Reduced = true;
            await TryAsync(situation, alone, ct);
            if (situation.Moves.TrueForAll(m => m.To.OnWay))
            {
                await WidenAsync(situation, ct);
            }

            return;
        }

        foreach (var node in movable)
        {
            await TryAsync(situation, node, ct);
        }
    }

    /// <summary>Takes up the branches that were left for later.</summary>
    private async ValueTask WidenAsync(Situation situation, CancellationToken ct)
    {
        situation.Reduced = false;
        var tried = situation.Moves.Select(m => m.Node).ToHashSet();
        foreach (var node in Movable(FlowPosition.Read(situation.Position, flow).State).Where(n => !tried.Contains(n)))
        {
            await TryAsync(situation, node, ct);
        }
    }

    /// <summary>What waits; of several events of one name the first, as one signal reaches them all.</summary>
    private static List<FlowNode> Movable(FlowState state) =>
        [.. state.Active.Where(a => a.Status == ActivityStatus.Running && a.Node.Children.Count == 0).Select(a => a.Node).OrderBy(n => n.Index).DistinctBy(n => EventOf(n) ?? n.Key)];

    /// <summary>The name of the event an activity waits for, marked so that it is no key of an activity; null for others, and where a script says it.</summary>
    private static string? EventOf(FlowNode node) =>
        node.Type == "Elsa.Event" && node.Inputs.GetValueOrDefault("eventName")?.Constant is { ValueKind: JsonValueKind.String } name ? "event " + name.GetString() : null;

    /// <param name="waiting">What is resumed; null to go on with what is scheduled.</param>
    private async ValueTask TryAsync(Situation situation, FlowNode? waiting, CancellationToken ct)
    {
        var turn = FlowPosition.Read(situation.Position, flow);
        var node = waiting ?? turn.State.Active.Find(a => a.Status == ActivityStatus.Scheduled)!.Node;
        choices.Begin(node);
        for (var tried = 1; _reached is null; tried++)
        {
            await GoAsync(turn, waiting, ct);
            situation.Moves.Add(Arrive(situation, turn, node, waiting is not null));
            if (!choices.Next())
            {
                return;
            }

            _reached = tried == limits.Ways ? node.Id : _reached;
            turn = FlowPosition.Read(situation.Position, flow);
        }
    }

    private static async ValueTask GoAsync(FlowTurn turn, FlowNode? waiting, CancellationToken ct)
    {
        if (waiting is null)
        {
            await turn.EnterNextAsync(ct);
        }
        else
        {
            var name = EventOf(waiting);
            foreach (var activity in turn.State.Active.Where(a => a.Node == waiting || (name is not null && EventOf(a.Node) == name)).ToList())
            {
                if (activity.Status == ActivityStatus.Running)
                {
                    await turn.ResumeAsync(activity, Something, ct);
                }
            }
        }

        if (!turn.State.Ended && !turn.State.Active.Exists(a => a.Status == ActivityStatus.Scheduled))
        {
            turn.ReleaseStuckMerge();
        }
    }

    private Move Arrive(Situation from, FlowTurn turn, FlowNode node, bool resumed)
    {
        var events = turn.Trace.Select(EventOf).OfType<FlowEvent>().ToList();
        var settled = FlowPosition.IsSettled(from.Position) || events.Exists(Settles);
        var atRest = turn.State.Ended || !turn.State.Active.Exists(a => a.Status == ActivityStatus.Scheduled);
        var position = FlowPosition.Write(turn.State, settled);
        var to = Find(position, atRest, turn.State.Ended, from.Elsa?.After(events, turn.State, atRest));
        return new Move(from, to, node, resumed, choices.Counted, events);
    }

    private FlowEvent? EventOf(FlowTraceEntry entry) => !flow.TryFind(entry.StepId, out var node) ? null : entry.Kind switch
    {
        FlowTraceKind.Entered => new FlowEvent(FlowEventKind.Entered, node),
        FlowTraceKind.Completed when entry.Outcome is null => new FlowEvent(FlowEventKind.Discharged, node),
        FlowTraceKind.Completed => new FlowEvent(FlowEventKind.Completed, node, entry.Outcome.Split(',')),
        FlowTraceKind.Cancelled => new FlowEvent(FlowEventKind.Cancelled, node),
        _ => null,
    };

    private static bool GoesBack(Move move) => move.Events.Any(e =>
        e is { Kind: FlowEventKind.Completed, Node.Parent.Graph: { } graph }
        && graph.Connections.Where((c, i) => c.Source == e.Node.Position && !graph.Forward[i]).Any(c => e.Outcomes!.Contains(c.Port)));

    private static bool Settles(FlowEvent happened) =>
        happened is { Kind: FlowEventKind.Completed, Node.Activity: StepActivity step } && happened.Outcomes!.Any(step.Step.Description.Settles.Contains);

    private Situation Find(string position, bool atRest, bool ended, ElsaCounters? counters)
    {
        var key = counters is null ? position : $"{position}|{counters.Key}";
        if (!_byKey.TryGetValue(key, out var situation))
        {
            _byKey[key] = situation = new Situation(_situations.Count, position, atRest, ended) { Elsa = counters };
            _situations.Add(situation);
            _most = counters?.Difference is null ? _most : Math.Min(_most, _situations.Count + limits.AfterDifference);
            _reached ??= _situations.Count > _most ? flow.Root.Id : null;
        }

        return situation;
    }
}
