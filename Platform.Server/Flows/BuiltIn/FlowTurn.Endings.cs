using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>How activities and flows end.</summary>
internal sealed partial class FlowTurn
{
    /// <summary>What the flow had for itself that has just ended within this one, for the activity that ran it.</summary>
    public FlowFrame? Ended { get; private set; }

    /// <summary>What the activity that completes came from, while its container is told.</summary>
    public FlowPast Leaving { get; private set; }

    /// <summary>The activity is over: closes what it left open and tells its container.</summary>
    public void Complete(ActivityState activity, IReadOnlyList<string> outcomes, string? detail = null)
    {
        Note(activity, FlowTraceKind.Completed, Joined(outcomes), detail);
        CancelChildren(activity, "completed");
        Close(activity, "completed");
        Leave(activity);
        if (activity.Parent is not { } parent)
        {
            // Flows that were sent off run on when the flow itself has ended.
            State.Status = State.Active.Count == 0 ? FlowStatus.Finished : State.Status;
            return;
        }

        (Ended, Leaving) = (activity.Frame, activity.Past);
        parent.Past = parent.Past.Union(activity.Past);
        try
        {
            parent.Node.Activity.ChildCompleted(this, parent, activity.Node, outcomes);
        }
        catch (FlowExpressionException e)
        {
            Fault(parent, "flow.expression", e.Message, null);
        }
    }

    /// <summary>The activity is over and its container is not told, because the activity itself decides what becomes of the container.</summary>
    public void Discharge(ActivityState activity)
    {
        Note(activity, FlowTraceKind.Completed);
        Leave(activity);
    }

    /// <summary>Ends the flow that an activity belongs to; a flow it runs within goes on.</summary>
    public void Finish(FlowNode node)
    {
        if (State.Find(node.Top) is { } top)
        {
            Complete(top, [StepOutcome.DoneKey], "finished");
        }
    }

    /// <summary>Takes an activity and everything in it out of the flow.</summary>
    public void Cancel(ActivityState activity, string reason)
    {
        CancelChildren(activity, reason);
        Close(activity, reason);
        Leave(activity);
        Note(activity, FlowTraceKind.Cancelled, null, reason);
    }

    public void CancelChildren(ActivityState container, string reason)
    {
        (container.Pending, container.Arrivals) = ([], []);
        if (container.Node.Children.Count == 0)
        {
            return;
        }

        foreach (var child in State.Active.Where(a => a.Parent == container).ToList())
        {
            Cancel(child, reason);
        }
    }

    /// <summary>Ends the whole flow.</summary>
    public void End(FlowStatus status, string reason)
    {
        foreach (var activity in State.Active.Where(a => a.Parent is null).ToList())
        {
            Cancel(activity, reason);
        }

        State.Status = status;
    }

    public void Fault(ActivityState activity, string code, string message, FlowStimulus? stimulus)
    {
        activity.Status = ActivityStatus.Faulted;
        if (stimulus is not null)
        {
            activity.FailedAt = activity.FailedAt.Add(stimulus);
        }

        Note(activity, FlowTraceKind.Faulted, null, $"{code}: {message}");
        Emit(new FlowEffect.RaiseIncident(activity.Node.Key, code, message));
    }

    /// <summary>Takes an activity out of the state, with the variables nobody can name any more.</summary>
    private void Leave(ActivityState activity)
    {
        State.Leave(activity);
        State.Forget(activity.Node.Declared);
    }

    private void Close(ActivityState activity, string reason)
    {
        if (State.Done.Count > 0 && activity.Node.Activity is StepActivity)
        {
            CancelAwayFor(activity.Node.Key, reason);
        }

        foreach (var task in activity.Tasks)
        {
            Emit(new FlowEffect.CloseTask(task, reason));
        }

        foreach (var timer in activity.Timers)
        {
            Emit(new FlowEffect.CancelTimer(timer));
        }
    }

    /// <summary>What one task of a step was sent back for is of no use without the step.</summary>
    private void CancelAwayFor(string key, string reason)
    {
        if (State.Active.TrueForAll(a => a.Ways.IsEmpty))
        {
            return;
        }

        foreach (var away in State.Active.Where(a => a.Ways.Any(w => w.Task is not null && w.Key == key)).ToList())
        {
            away.Ways = [];
            Cancel(away, reason);
        }
    }

    private static string Joined(IReadOnlyList<string> outcomes) => outcomes.Count == 1 ? outcomes[0] : string.Join(',', outcomes);
}
