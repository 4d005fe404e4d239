using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.Soundness;

/// <summary>
/// Finds, among activities that wait, one that can be taken first without losing anything: whatever the others do meanwhile comes to the same afterwards
/// (a persistent set of one; Godefroid, Partial-Order Methods for the Verification of Concurrent Systems, 1996, chapter 4). That is so when nothing the others come to
/// before it moves is what it enters itself, when merges that wait for it wait for them as well, when it has a way on that ends nobody else, and when
/// neither settles the case or writes a variable the other depends on.
/// </summary>
internal sealed class Independence
{
    private readonly CompiledFlow _flow;
    private readonly WaysOut _ways;
    private readonly VariableUse _variables;
    private readonly bool[] _apart;
    private readonly Dictionary<FlowNode, bool[][]> _leads = [];

    /// <param name="elsa">Elsa's counters are compared: then an activity that may go backward is never alone, because they see the order.</param>
    public Independence(CompiledFlow flow, WaysOut ways, VariableUse variables, bool elsa)
    {
        (_flow, _ways, _variables) = (flow, ways, variables);
        _apart = [.. flow.Nodes.Select(n => elsa && GoesBack(n))];
        foreach (var chart in flow.Nodes.Where(n => n.Graph is not null))
        {
            _leads[chart] = Closure(chart);
        }
    }

    /// <param name="movable">What waits, by index.</param>
    public FlowNode? Alone(FlowState state, IReadOnlyList<FlowNode> movable) => movable.FirstOrDefault(n => !_apart[n.Index] && IsAlone(state, n));

    private bool IsAlone(FlowState state, FlowNode node)
    {
        var others = Others(state, node);
        var theirs = Reach.Of(_flow, [node], throughWaits: true);
        foreach (var other in others)
        {
            theirs.Begin(other.Node, other.Arriving);
        }

        var own = Reach.Of(_flow, [.. others.Select(o => o.Node)], throughWaits: false);
        own.Begin(node, arriving: false);
        foreach (var (chart, merge) in Pending(state).Where(p => Blocks(p.Chart, node, p.Merge)))
        {
            own.Arrive(chart, chart.Children[merge]);
        }

        return !theirs.Entered[node.Index]
            && !Overlap(own.Entered, theirs.Entered)
            && !Overlap(own.Entered, _apart)
            && !others.Exists(o => !o.Arriving && own.Entered[o.Node.Index])
            && !own.Merges.Any(m => theirs.Entered[m.Index])
            && theirs.Merges.All(m => SameRound(m, theirs, others))
            && EndsNobody(node, others)
            && !(Settles(node) && theirs.Ends)
            && !_variables.Conflict(own.Entered, node, theirs.Entered, others.Select(o => o.Node));
    }

    /// <summary>Everything that may move beside it: what waits, and merges at which something has arrived.</summary>
    private static List<(FlowNode Node, bool Arriving)> Others(FlowState state, FlowNode node) =>
    [
        .. state.Active.Where(a => a.Node.Children.Count == 0 && a.Node != node && a.Status == ActivityStatus.Running).Select(a => (a.Node, false)),
        .. Pending(state).Select(p => (p.Chart.Children[p.Merge], true)),
    ];

    private static IEnumerable<(FlowNode Chart, int Merge)> Pending(FlowState state) => state.Active.SelectMany(a => a.Pending.Select(p => (a.Node, p)));

    /// <summary>Whatever of the others comes to a merge comes in the round in which the merge waits for both.</summary>
    private bool SameRound(FlowNode merge, Reach theirs, List<(FlowNode Node, bool Arriving)> others)
    {
        var chart = merge.Parent!;
        var leads = _leads[chart];
        return chart.Children.Where(c => theirs.Entered[c.Index] || others.Exists(o => o.Node.IsIn(c) && !(o.Arriving && o.Node == merge)))
            .All(c => c == merge || !leads[c.Position][merge.Position] || chart.Graph!.CanStillArrive(c.Position, merge.Position));
    }

    private bool EndsNobody(FlowNode node, List<(FlowNode Node, bool Arriving)> others)
    {
        var blockers = others.ConvertAll(o => o.Node);
        return OpenActivities.Outcomes(node, _ways).Any(outcomes =>
        {
            var way = Reach.Of(_flow, blockers, throughWaits: false);
            way.Begin(node, arriving: false, outcomes);
            return !way.Ends;
        });
    }

    private static bool Blocks(FlowNode chart, FlowNode node, int merge) => node.In(chart) is { } child && chart.Graph!.CanStillArrive(child.Position, merge);

    private static bool Settles(FlowNode node) => node.Activity is StepActivity { Step.Description.Settles.Count: > 0 };

    private static bool GoesBack(FlowNode node)
    {
        if (node.Parent?.Graph is { } graph)
        {
            foreach (var edge in graph.Outbound(node.Position))
            {
                if (!graph.Forward[edge])
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Overlap(bool[] one, bool[] other)
    {
        for (var i = 0; i < one.Length; i++)
        {
            if (one[i] && other[i])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>By position and position: connections lead from one to the other, in one step at least.</summary>
    private static bool[][] Closure(FlowNode chart)
    {
        var graph = chart.Graph!;
        return [.. chart.Children.Select(from =>
        {
            var seen = new bool[chart.Children.Count];
            var stack = new Stack<int>([from.Position]);
            while (stack.TryPop(out var at))
            {
                foreach (var edge in graph.Outbound(at))
                {
                    var target = graph.Connections[edge].Target;
                    if (!seen[target])
                    {
                        seen[target] = true;
                        stack.Push(target);
                    }
                }
            }

            return seen;
        })];
    }
}
