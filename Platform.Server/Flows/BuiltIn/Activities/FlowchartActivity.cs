using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn.Activities;

/// <summary>
/// Runs activities along connections. What arrives at an activity opens it, except where several forward connections meet: there it waits as long as
/// work of the same round can still arrive (<see cref="FlowGraph"/>). So a branch that turned out not to be taken is not waited for, a step that was
/// sent back is, and the merge opens once.
/// </summary>
internal sealed class FlowchartActivity : Activity
{
    /// <summary>Done, and what the Complete activities inside end it with.</summary>
    public override IReadOnlyList<string>? Outcomes(FlowNode node)
    {
        var outcomes = new List<string>(DoneOnly);
        var waiting = new Queue<FlowNode>(node.Children);
        while (waiting.TryDequeue(out var child))
        {
            switch (child.Activity)
            {
                case CompleteActivity when child.Inputs.GetValueOrDefault("outcomes") is null or FlowExpression.Literal:
                    outcomes.AddRange(FlowValue.ToTexts(child.Inputs.GetValueOrDefault("outcomes")?.Constant, FlowTurn.Where(child, "outcomes")));
                    break;
                case CompleteActivity:
                    return null;
                case not FlowchartActivity:
                    child.Children.ToList().ForEach(waiting.Enqueue);
                    break;
            }
        }

        return [.. outcomes.Distinct()];
    }

    public override void Enter(FlowTurn turn, ActivityState self)
    {
        if (self.Node.Children.Count == 0)
        {
            turn.Complete(self, DoneOnly);
            return;
        }

        turn.Schedule(self.Node.Children[self.Node.Graph!.Start], self);
    }

    public override void ChildCompleted(FlowTurn turn, ActivityState self, FlowNode child, IReadOnlyList<string> outcomes)
    {
        if (child.Activity is EndActivity)
        {
            turn.Complete(self, DoneOnly);
            return;
        }

        Arrive(turn, self, child, outcomes, turn.Leaving);
        Release(turn, self);
        if (self.Pending.Count == 0 && !turn.ChildrenOf(self).Any())
        {
            turn.Complete(self, DoneOnly);
        }
    }

    /// <summary>Opens one of the merges that only wait for each other; false when each waits for an activity.</summary>
    public static bool ReleaseStuckMerge(FlowTurn turn, ActivityState chart)
    {
        var graph = chart.Node.Graph!;
        var waiting = chart.Pending.Where(p => turn.ChildrenOf(chart).Any(a => graph.CanStillArrive(a.Node.Position, p))).ToHashSet();
        for (var grown = true; grown;)
        {
            grown = chart.Pending.Exists(p => !waiting.Contains(p) && waiting.Any(w => graph.CanStillArrive(w, p)) && waiting.Add(p));
        }

        var stuck = chart.Pending.Where(p => !waiting.Contains(p)).OrderBy(p => graph.Rank[p]).Select(p => (int?)p).FirstOrDefault();
        if (stuck is not { } first)
        {
            return false;
        }

        Open(turn, chart, first);
        return true;
    }

    /// <summary>Takes from a chart what can still arrive at <paramref name="merge"/>: the others have lost.</summary>
    public static void CancelOthers(FlowTurn turn, ActivityState chart, FlowNode merge)
    {
        var graph = chart.Node.Graph!;
        chart.Pending.RemoveAll(p => p == merge.Position || graph.CanStillArrive(p, merge.Position));
        chart.Arrivals.RemoveAll(a => !chart.Pending.Contains(a.Target));
        foreach (var loser in turn.ChildrenOf(chart).Where(a => graph.CanStillArrive(a.Node.Position, merge.Position)).ToList())
        {
            turn.Cancel(loser, "another branch came first");
        }
    }

    private static void Arrive(FlowTurn turn, ActivityState self, FlowNode child, IReadOnlyList<string> outcomes, int[] past)
    {
        var graph = self.Node.Graph!;
        foreach (var edge in graph.Outbound(child.Position))
        {
            var connection = graph.Connections[edge];
            if (!outcomes.Contains(connection.Port))
            {
                continue;
            }

            if (turn.State.Find(self.Node.Children[connection.Target]) is { } open)
            {
                open.Past = FlowPast.Union(open.Past, Round(turn, self, connection.Target, past));
                continue;
            }

            self.Arrivals.Add((connection.Target, past));
            if (!self.Pending.Contains(connection.Target))
            {
                self.Pending.Add(connection.Target);
            }
        }
    }

    private static void Release(FlowTurn turn, ActivityState self)
    {
        for (var i = 0; i < self.Pending.Count;)
        {
            if (Waits(turn, self, self.Pending[i]))
            {
                i++;
            }
            else
            {
                Open(turn, self, self.Pending[i]);
            }
        }
    }

    private static bool Waits(FlowTurn turn, ActivityState self, int target)
    {
        var graph = self.Node.Graph!;
        if (!graph.Merges(target) || (self.Node.Children[target].Activity is FlowJoinActivity && FlowJoinActivity.TakesFirst(self.Node.Children[target])))
        {
            return false;
        }

        foreach (var other in self.Pending)
        {
            if (other != target && graph.CanStillArrive(other, target))
            {
                return true;
            }
        }

        return turn.ChildrenOf(self).Any(a => graph.CanStillArrive(a.Node.Position, target));
    }

    private static void Open(FlowTurn turn, ActivityState self, int target)
    {
        self.Pending.Remove(target);
        var past = Array.Empty<int>();
        foreach (var arrival in self.Arrivals)
        {
            past = arrival.Target == target ? FlowPast.Union(past, arrival.Past) : past;
        }

        self.Arrivals.RemoveAll(a => a.Target == target);
        turn.Schedule(self.Node.Children[target], self, Round(turn, self, target, past));
    }

    /// <summary>What an activity comes from that opens now: not itself nor what follows it, which belong to an earlier round.</summary>
    private static int[] Round(FlowTurn turn, ActivityState self, int target, int[] past) => past.Length == 0 ? past : FlowPast.WithoutRound(past, turn.State, turn.Flow, self.Node, target);
}

/// <summary>Where branches meet. In mode WaitAny the first arrival goes on and the other branches end; in the other modes the flowchart has already waited.</summary>
internal sealed class FlowJoinActivity : ImmediateActivity
{
    private const string WaitAny = "WaitAny";

    /// <summary>Elsa takes the first arrival when no mode is written.</summary>
    public static bool TakesFirst(FlowNode node) =>
        (FlowValue.ToText(node.Inputs.GetValueOrDefault("mode")?.Constant) ?? WaitAny).Equals(WaitAny, StringComparison.OrdinalIgnoreCase);

    protected override IReadOnlyList<string> Run(FlowTurn turn, FlowNode node)
    {
        if (TakesFirst(node) && turn.State.Find(node)?.Parent is { } chart && chart.Node.Activity is FlowchartActivity)
        {
            FlowchartActivity.CancelOthers(turn, chart, node);
        }

        return DoneOnly;
    }
}
