using System.Text.Json;
using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn.Activities;

/// <summary>
/// Runs activities along connections. What arrives at an activity opens it, except where several forward connections meet: there it waits as long as
/// work of the same round can still arrive (<see cref="FlowGraph"/>). So a branch that turned out not to be taken is not waited for, a step that was
/// sent back is, and the merge opens once.
/// </summary>
internal sealed class FlowchartActivity : Activity
{
    public override StepDescription Description { get; } = Describe("Flowchart", "flow", BranchContainer.Containers, [], StepOutcome.DoneKey) with { List = "activities" };

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
                case not (FlowchartActivity or ChildFlowActivity):
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
        if (self.Pending.IsEmpty && !turn.State.HasChildren(self))
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
            grown = chart.Pending.Any(p => !waiting.Contains(p) && waiting.Any(w => graph.CanStillArrive(w, p)) && waiting.Add(p));
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
        chart.Pending = chart.Pending.RemoveAll(p => p == merge.Position || graph.CanStillArrive(p, merge.Position));
        chart.Arrivals = chart.Arrivals.RemoveAll(a => !chart.Pending.Contains(a.Target));
        foreach (var loser in turn.ChildrenOf(chart).Where(a => graph.CanStillArrive(a.Node.Position, merge.Position)).ToList())
        {
            turn.Cancel(loser, "another branch came first");
        }
    }

    private static void Arrive(FlowTurn turn, ActivityState self, FlowNode child, IReadOnlyList<string> outcomes, FlowPast past)
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
                open.Past = open.Past.Union(past.WithoutRound(turn.State, self.Node, connection.Target));
                continue;
            }

            self.Arrivals = self.Arrivals.Add((connection.Target, past));
            if (!self.Pending.Contains(connection.Target))
            {
                self.Pending = self.Pending.Add(connection.Target);
            }
        }
    }

    private static void Release(FlowTurn turn, ActivityState self)
    {
        for (var i = 0; i < self.Pending.Length;)
        {
            if (HasToWait(turn, self, self.Pending[i]))
            {
                i++;
            }
            else
            {
                Open(turn, self, self.Pending[i]);
            }
        }
    }

    private static bool HasToWait(FlowTurn turn, ActivityState self, int target)
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

        foreach (var open in turn.State.Active)
        {
            if (open.Parent == self && graph.CanStillArrive(open.Node.Position, target))
            {
                return true;
            }
        }

        return false;
    }

    private static void Open(FlowTurn turn, ActivityState self, int target)
    {
        self.Pending = self.Pending.Remove(target);
        var past = default(FlowPast);
        foreach (var arrival in self.Arrivals)
        {
            past = arrival.Target == target ? past.Union(arrival.Past) : past;
        }

        self.Arrivals = self.Arrivals.Length == 1 ? [] : self.Arrivals.RemoveAll(a => a.Target == target);

        // What it comes from that opens now: not itself nor what follows it, which belong to an earlier round.
        turn.Schedule(self.Node.Children[target], self, past.WithoutRound(turn.State, self.Node, target));
    }
}

/// <summary>Where branches meet. In mode WaitAny the first arrival goes on and the other branches end; in the other modes the flowchart has already waited.</summary>
internal sealed class FlowJoinActivity : ImmediateActivity
{
    private const string WaitAny = "WaitAny";
    private const string WaitAll = "WaitAll";

    public override StepDescription Description { get; } = Describe(
        "FlowJoin",
        "join",
        Category,
        // Elsa takes the first arrival where nothing is said; who draws branches that meet means all of them.
        [In("mode", StepEditor.Choice, WaitAny, choices: [WaitAny, WaitAll, "WaitAllActive"]) with { Begins = JsonElement.Parse($"\"{WaitAll}\"") }],
        StepOutcome.DoneKey);

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
