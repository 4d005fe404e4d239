using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.Soundness;

/// <summary>
/// Where some activities can come to while others, the blockers, stand still: along connections and through containers, but not past a merge that waits for a
/// blocker, nor out of a container a blocker is in. More rather than less: data, and what already waits, are not looked at.
/// </summary>
internal sealed class Reach
{
    private readonly IReadOnlyList<FlowNode> _blockers;
    private readonly bool _throughWaits;

    private Reach(CompiledFlow flow, IReadOnlyList<FlowNode> blockers, bool throughWaits)
    {
        (_blockers, _throughWaits) = (blockers, throughWaits);
        Entered = new bool[flow.Nodes.Count];
    }

    /// <summary>By index: it may be entered, perhaps again.</summary>
    public bool[] Entered { get; }

    /// <summary>Merges that may be come to and wait for a blocker.</summary>
    public HashSet<FlowNode> Merges { get; } = [];

    /// <summary>Something may be come to that ends a blocker.</summary>
    public bool Ends { get; private set; }

    /// <param name="throughWaits">Go on behind what waits; otherwise only what runs at once is come to.</param>
    public static Reach Of(CompiledFlow flow, IReadOnlyList<FlowNode> blockers, bool throughWaits) => new(flow, blockers, throughWaits);

    /// <param name="arriving">It is a merge at which something has arrived; otherwise an activity that is about to end.</param>
    /// <param name="outcomes">What it ends with; null for any.</param>
    public void Begin(FlowNode node, bool arriving, IReadOnlyList<string>? outcomes = null)
    {
        if (arriving)
        {
            Arrive(node.Parent!, node);
        }
        else
        {
            Leave(node, outcomes);
        }
    }

    /// <summary>Something comes to an activity of a flowchart.</summary>
    public void Arrive(FlowNode chart, FlowNode target)
    {
        var takesFirst = target.Activity is FlowJoinActivity && FlowJoinActivity.TakesFirst(target);
        if (chart.Graph!.Merges(target.Position) && _blockers.Any(b => b != target && b.In(chart) is { } child && chart.Graph.CanStillArrive(child.Position, target.Position)))
        {
            Merges.Add(target);
            Ends |= takesFirst;
        }
        else
        {
            Enter(target);
        }
    }

    private void Enter(FlowNode node)
    {
        if (Entered[node.Index])
        {
            return;
        }

        Entered[node.Index] = true;
        switch (node.Activity)
        {
            case FinishActivity:
                Ends = true;
                break;
            case EndActivity or CompleteActivity:
                End(node.Up(p => p.Graph is not null));
                break;
            case BreakActivity:
                End(node.Up(p => p.Activity is LoopActivity));
                break;
            case FlowchartActivity when node.Children.Count > 0:
                Enter(node.Children[node.Graph!.Start]);
                break;
            case SequenceActivity when node.Children.Count > 0:
                Enter(node.Children[0]);
                break;
            case FlowchartActivity or SequenceActivity or BranchContainer or LoopActivity:
                foreach (var child in node.Children)
                {
                    Enter(child);
                }

                Leave(node, null);
                break;
            default:
                if (_throughWaits || OpenActivities.Waits(node) != true)
                {
                    Leave(node, null);
                }

                break;
        }
    }

    private void Leave(FlowNode node, IReadOnlyList<string>? outcomes)
    {
        if (node.Parent is not { } container)
        {
            return;
        }

        if (container.Graph is { } graph)
        {
            foreach (var edge in graph.Outbound(node.Position))
            {
                var connection = graph.Connections[edge];
                if (outcomes?.Contains(connection.Port) ?? true)
                {
                    Arrive(container, container.Children[connection.Target]);
                }
            }
        }
        else if (container.Activity is SequenceActivity && node.Position + 1 < container.Children.Count)
        {
            Enter(container.Children[node.Position + 1]);
            return;
        }
        else if (container.Activity is LoopActivity)
        {
            Enter(node);
        }

        if (!_blockers.Any(b => b.IsIn(container)))
        {
            Leave(container, null);
        }
    }

    /// <summary>A container ends with whatever is open in it.</summary>
    private void End(FlowNode? container)
    {
        if (container is null || _blockers.Any(b => b.IsIn(container)))
        {
            Ends = true;
        }
        else
        {
            Leave(container, null);
        }
    }
}

internal static class FlowNodes
{
    /// <summary>The node itself, or a container around it.</summary>
    public static bool IsIn(this FlowNode node, FlowNode container)
    {
        for (var at = node; at is not null; at = at.Parent)
        {
            if (at == container)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The child of <paramref name="container"/> the node is or stands in; null when it stands elsewhere.</summary>
    public static FlowNode? In(this FlowNode node, FlowNode container) => node.Parent == container ? node : node.Up(p => p.Parent == container);

    /// <summary>The nearest container around it that is meant.</summary>
    public static FlowNode? Up(this FlowNode node, Predicate<FlowNode> meant)
    {
        var at = node.Parent;
        while (at is not null && !meant(at))
        {
            at = at.Parent;
        }

        return at;
    }
}
