using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>How the queue is worked off.</summary>
internal sealed partial class FlowTurn
{
    /// <summary>By <see cref="FlowNode.Index"/>; counted only once so many steps ran that one of them may have run too often.</summary>
    private int[]? _entered;
    private int _steps;

    /// <summary>Puts an activity into the queue; one that is open already stays as it is.</summary>
    /// <param name="past">What it comes from; null = what its container has come from so far.</param>
    /// <param name="frame">Where it is the first of a flow within the flow.</param>
    public void Schedule(FlowNode node, ActivityState? parent, FlowPast? past = null, FlowFrame? frame = null)
    {
        var from = past ?? Inherited(node, parent);
        if (State.Find(node) is { } open)
        {
            open.Past = open.Past.Union(from);
            return;
        }

        var entered = State.Enter(node, parent);
        (entered.Past, entered.Frame) = (from, frame);
        _queue.Enqueue(entered);
    }

    /// <summary>What the container has come from so far, without an earlier round of this activity.</summary>
    private FlowPast Inherited(FlowNode node, ActivityState? parent) => parent is null ? default : parent.Past.WithoutChild(State, parent.Node, node.Position);

    /// <summary>Opens a step that was sent back to, or that gets back what it sent.</summary>
    public ActivityState Reopen(FlowNode node, ActivityState container, FlowPast past)
    {
        Schedule(node, container, container.Node.Graph is not null ? past.WithoutRound(State, container.Node, node.Position) : past.WithoutFrom(State, container.Node, node.Position));
        return State.Find(node)!;
    }

    private async ValueTask DrainAsync(CancellationToken ct)
    {
        do
        {
            while (await EnterNextAsync(ct))
            {
            }
        }
        while (ReleaseStuckMerge());

        if (!State.Ended)
        {
            State.Status = State.Active.Exists(a => a.Status == ActivityStatus.Faulted) ? FlowStatus.Faulted : FlowStatus.Waiting;
        }
    }

    /// <summary>Puts a state that was taken down between two activities back to work: what is scheduled enters in the order it stands there.</summary>
    public void TakeUp()
    {
        foreach (var activity in State.Active)
        {
            if (activity.Status == ActivityStatus.Scheduled)
            {
                _queue.Enqueue(activity);
            }
        }
    }

    /// <summary>Enters the activity whose turn it is; false when everything waits.</summary>
    public async ValueTask<bool> EnterNextAsync(CancellationToken ct)
    {
        while (_queue.TryDequeue(out var activity))
        {
            if (activity.Status == ActivityStatus.Scheduled)
            {
                await EnterAsync(activity, ct);
                return true;
            }
        }

        return false;
    }

    /// <summary>Merges that only wait for each other would wait for ever; the first in the order of the graph goes on.</summary>
    public bool ReleaseStuckMerge()
    {
        foreach (var chart in State.Active)
        {
            if (!chart.Pending.IsEmpty && FlowchartActivity.ReleaseStuckMerge(this, chart))
            {
                return true;
            }
        }

        return false;
    }

    private async ValueTask EnterAsync(ActivityState activity, CancellationToken ct)
    {
        Note(activity, FlowTraceKind.Entered);
        if (Runaway(activity) is { } cause)
        {
            Fault(activity, "flow.runaway", cause, null);
            return;
        }

        activity.Status = ActivityStatus.Running;
        State.Forget(activity.Node.Declared);

        if (activity.Node.Activity is StepActivity step)
        {
            await AttemptAsync(step, activity, null, ct);
        }
        else
        {
            Attempt(activity, null);
        }
    }

    private string? Runaway(ActivityState activity)
    {
        _steps++;
        if (_steps <= Math.Min(Limits.StepsPerActivity, Limits.Steps))
        {
            return null;
        }

        var times = Count(activity);
        if (times <= Limits.StepsPerActivity && _steps <= Limits.Steps)
        {
            return null;
        }

        var loop = Flow.Nodes.Where(n => _entered![n.Index] > 1 && _entered[n.Index] * 2 >= times).Select(n => n.Key).Take(8);
        return $"{_steps} steps ran without waiting for anybody or anything. Most likely the loop through {string.Join(", ", loop)} has no way out that is ever taken, or no step in it that waits.";
    }

    /// <summary>How often it was entered. Copies beside each other are no circle: only all steps together bound them.</summary>
    private int Count(ActivityState activity)
    {
        if (_entered is null)
        {
            _entered = new int[Flow.Nodes.Count];
            foreach (var entry in _trace)
            {
                if (entry.Kind == FlowTraceKind.Entered && Flow.TryFind(entry.StepId, out var node) && node.Lane is null)
                {
                    _entered[node.Index]++;
                }
            }
        }
        else if (activity.Node.Lane is null)
        {
            _entered[activity.Node.Index]++;
        }

        return activity.Node.Lane is null ? _entered[activity.Node.Index] : 0;
    }
}
