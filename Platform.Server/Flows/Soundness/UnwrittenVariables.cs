using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;

namespace Platform.Server.Flows.Soundness;

/// <summary>Variables without a default that are read before anything has written them. That blocks where no run at all writes them before, and is said where some run does not.</summary>
internal sealed class UnwrittenVariables(CompiledFlow flow, Exploration exploration)
{
    private readonly VariableUse _use = new(flow);

    public IEnumerable<SoundnessFinding> All() => Enumerable.Range(0, _use.Tracked.Count).SelectMany(Of);

    private IEnumerable<SoundnessFinding> Of(int variable)
    {
        if (!flow.Nodes.Any(n => _use.Reads(n, variable)))
        {
            return [];
        }

        var runs = new Runs(_use, variable, exploration.Start);
        runs.Follow();
        return runs.Unwritten.OrderBy(u => u.Key.Index).Select(u => Found(u.Key, variable, u.Value, blocks: exploration.Reached is null && !runs.Written.Contains(u.Key)));
    }

    private SoundnessFinding Found(FlowNode node, int variable, List<Move> way, bool blocks)
    {
        var steps = Paths.Steps(way);
        var problem = Problem.Invalid("flow.variableUnwritten", flow.Nodes[node.Index].Path, ("id", node.Id), ("name", _use.Tracked[variable].Name), ("path", Paths.Text(steps, flow)));
        return new SoundnessFinding(problem, blocks, steps);
    }

    /// <summary>All runs, each situation looked at with the variable written and without.</summary>
    private sealed class Runs(VariableUse use, int variable, Situation start)
    {
        private readonly Dictionary<(Situation At, bool Written), (Move By, bool Written)> _by = [];

        /// <summary>Activities that may be entered without a value, with the shortest run to them.</summary>
        public Dictionary<FlowNode, List<Move>> Unwritten { get; } = [];

        /// <summary>Activities that may be entered with a value.</summary>
        public HashSet<FlowNode> Written { get; } = [];

        public void Follow()
        {
            var queue = new Queue<(Situation At, bool Written)>([(start, false)]);
            while (queue.TryDequeue(out var at))
            {
                foreach (var move in at.At.Moves)
                {
                    var after = (move.To, Follow(move, at.Written));
                    if (after != (start, false) && _by.TryAdd(after, (move, at.Written)))
                    {
                        queue.Enqueue(after);
                    }
                }
            }
        }

        private bool Follow(Move move, bool written)
        {
            var before = written;
            foreach (var (kind, node, _) in move.Events)
            {
                if (kind == FlowEventKind.Entered)
                {
                    written &= !use.Declares(node, variable);
                    Note(node, written, move, before);
                    written |= use.WritesOnEntering(node, variable);
                }
                else if (kind == FlowEventKind.Completed)
                {
                    written |= use.Writes(node, variable);
                }
            }

            return written;
        }

        private void Note(FlowNode node, bool written, Move move, bool before)
        {
            if (use.Reads(node, variable))
            {
                if (written)
                {
                    Written.Add(node);
                }
                else if (!Unwritten.ContainsKey(node))
                {
                    Unwritten[node] = Way(move.From, before);
                }
            }
        }

        private List<Move> Way(Situation to, bool written)
        {
            var way = new List<Move>();
            for (var at = (to, written); _by.TryGetValue(at, out var by); at = (by.By.From, by.Written))
            {
                way.Add(by.By);
            }

            way.Reverse();
            return way;
        }
    }
}
