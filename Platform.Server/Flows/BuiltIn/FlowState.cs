using System.Text.Json;
using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>
/// Where a flow stands: what is being done, at which merges something waits, and the variables. No counters: which arrivals a merge waits for follows from
/// the graph. <see cref="FlowStateWriter"/> and <see cref="FlowStateReader"/> know its text.
/// </summary>
internal sealed class FlowState
{
    private readonly ActivityState?[] _byNode;
    private Dictionary<FlowNode, ActivityState>? _inLanes;

    public FlowState(CompiledFlow flow)
    {
        _byNode = new ActivityState?[flow.Nodes.Count];
        Done = new(flow);
    }

    public FlowStatus Status { get; set; } = FlowStatus.Waiting;

    /// <summary>Of the flow itself.</summary>
    public FlowFrame Frame { get; } = new();

    /// <summary>In order of entering.</summary>
    public List<ActivityState> Active { get; } = [];

    /// <summary>Steps that somebody did.</summary>
    public DoneSteps Done { get; }

    /// <summary>Variables that were set, by <see cref="FlowVariable.Slot"/>.</summary>
    public FlowValues Variables { get; set; } = FlowValues.Empty;

    public bool Ended => Status is FlowStatus.Finished or FlowStatus.Cancelled;

    public ActivityState? Find(FlowNode node) => node.Lane is null ? _byNode[node.Index] : _inLanes?.GetValueOrDefault(node);

    /// <summary>What the flow that the activity belongs to has for itself.</summary>
    public FlowFrame FrameOf(FlowNode node) => node.Flow.IsChild && Find(node.Top) is { Frame: { } own } ? own : Frame;

    public JsonElement? Input(FlowNode node, string name) => FrameOf(node).Inputs.TryGetValue(name, out var value) ? value : null;

    /// <summary>Takes over everything that is not an activity. Values nobody declares here stay: who goes back to where they were declared finds them.</summary>
    public void TakeValues(FlowState from)
    {
        Status = from.Status;
        Frame.Take(from.Frame);
        Variables = Variables.With(from.Variables);
    }

    public JsonElement? Variable(FlowVariable variable) => Variables.TryGetValue(variable.Slot, out var value) ? value : variable.Default;

    public void Store(string slot, JsonElement value) => Variables = Variables.With(slot, value);

    /// <summary>They begin anew at the next visit.</summary>
    public void Forget(IReadOnlyList<FlowVariable> variables)
    {
        for (var i = 0; i < variables.Count && Variables.Count > 0; i++)
        {
            Variables = Variables.Without(variables[i].Slot);
        }
    }

    /// <summary>The open activity that has the task; null when none has.</summary>
    public ActivityState? HolderOf(Guid task)
    {
        foreach (var activity in Active)
        {
            if (activity.Tasks.Contains(task))
            {
                return activity;
            }
        }

        return null;
    }

    public bool HasChildren(ActivityState container)
    {
        foreach (var activity in Active)
        {
            if (activity.Parent == container)
            {
                return true;
            }
        }

        return false;
    }

    public ActivityState Enter(FlowNode node, ActivityState? parent)
    {
        var state = new ActivityState(node, parent);
        Place(node, state);
        Active.Add(state);
        return state;
    }

    public void Leave(ActivityState state)
    {
        state.Status = ActivityStatus.Gone;
        Place(state.Node, null);
        Active.Remove(state);
    }

    /// <summary>An act in law was made that came from these steps: nobody can go back to them.</summary>
    public void Seal(FlowPast past)
    {
        if (past.IsEmpty)
        {
            return;
        }

        foreach (var activity in Active)
        {
            activity.Past = activity.Past.Without(past);
            activity.Ways = [.. activity.Ways.Select(w => w with { Past = w.Past.Without(past) })];
            activity.Arrivals = [.. activity.Arrivals.Select(a => (a.Target, a.Past.Without(past)))];
        }
    }

    private void Place(FlowNode node, ActivityState? state)
    {
        if (node.Lane is null)
        {
            _byNode[node.Index] = state;
        }
        else if (state is null)
        {
            _inLanes?.Remove(node);
        }
        else
        {
            (_inLanes ??= [])[node] = state;
        }
    }
}
