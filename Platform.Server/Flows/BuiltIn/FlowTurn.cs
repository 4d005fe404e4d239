using System.Text.Json;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>
/// One advance: takes a stimulus to the activities it concerns and then runs what follows, first in first out, until everything waits. Activities are
/// entered at most once at a time: an arrival at one that is already open joins it.
/// </summary>
internal sealed partial class FlowTurn(CompiledFlow flow, FlowState state, FlowRun run, FlowLimits limits)
{
    private const string ResultOutput = "result";

    private readonly Queue<ActivityState> _queue = new();
    private readonly List<FlowEffect> _effects = [];
    private readonly List<FlowTraceEntry> _trace = [];
    private readonly List<(string Slot, JsonElement? Before)> _changes = [];
    private readonly Dictionary<(string Step, string Output), JsonElement?> _outputs = [];
    private int[]? _entered;
    private int _steps;
    private Random? _random;

    public CompiledFlow Flow { get; } = flow;

    public FlowState State { get; } = state;

    public FlowRun Run { get; } = run;

    public FlowLimits Limits { get; } = limits;

    /// <summary>Draws the same numbers in a replay.</summary>
    public Random Random => _random ??= new Random(Run.Seed);

    /// <summary>What a script set as its outcomes, until the activity that ran it takes it.</summary>
    public IReadOnlyList<string>? ScriptOutcomes { get; set; }

    /// <summary>What the activity of this advance that ended last and has a result gave.</summary>
    public JsonElement? LastResult { get; private set; }

    /// <summary>What the flow had for itself that has just ended within this one, for the activity that ran it.</summary>
    public FlowFrame? Ended { get; private set; }

    public IReadOnlyList<FlowEffect> Effects => _effects;

    public IReadOnlyList<FlowTraceEntry> Trace => _trace;

    public async ValueTask StartAsync(IReadOnlyDictionary<string, JsonElement> inputs, CancellationToken ct)
    {
        foreach (var (name, value) in inputs)
        {
            State.Frame.Inputs[name] = value;
        }

        Schedule(Flow.Root, null);
        await DrainAsync(ct);
    }

    public async ValueTask TakeAsync(FlowStimulus stimulus, CancellationToken ct)
    {
        switch (stimulus)
        {
            case FlowStimulus.TaskDone done when State.Active.Find(a => a.Tasks.Contains(done.TaskId)) is { } activity:
                activity.Tasks.Remove(done.TaskId);
                await ResumeAsync(activity, stimulus, ct);
                break;
            case FlowStimulus.TimerDue due when State.Active.Find(a => a.Timers.Contains(due.TimerId)) is { } activity:
                activity.Timers.Remove(due.TimerId);
                await ResumeAsync(activity, stimulus, ct);
                break;
            case FlowStimulus.SendBack back when State.Active.Find(a => a.Tasks.Contains(back.TaskId)) is { } activity:
                FlowReturn.Do(this, activity, back);
                break;
            case FlowStimulus.AddSigner add when State.Active.Find(a => a.Tasks.Contains(add.TaskId)) is { } activity:
                await ChangeSignersAsync(activity, stimulus, ct);
                break;
            case FlowStimulus.RemoveSigner remove when State.Active.Find(a => a.Tasks.Contains(remove.TaskId)) is { } activity:
                await ChangeSignersAsync(activity, stimulus, ct);
                break;
            case FlowStimulus.Signal { Name: FlowSignals.Withdrawn or FlowSignals.Terminated or FlowSignals.ForwardedUp } signal:
                End(FlowStatus.Cancelled, signal.Name);
                break;
            case FlowStimulus.Signal signal:
                await HearAsync(signal, ct);
                break;
            case FlowStimulus.Retry retry when Flow.TryFind(retry.StepId, out var node) && State.Find(node) is { Status: ActivityStatus.Faulted } activity:
                FlowRepair.Correct(this, activity, retry.Correction);
                await RetryAsync(activity, ct);
                break;
            case FlowStimulus.Skip skip when Flow.TryFind(skip.StepId, out var node) && State.Find(node) is { Status: ActivityStatus.Faulted } activity:
                FlowRepair.Skip(this, activity, skip);
                await FinishAsync(activity, [skip.Outcome], ct);
                break;
        }

        await DrainAsync(ct);
    }

    /// <summary>What the activity that completes came from, while its container is told.</summary>
    public int[] Leaving { get; private set; } = [];

    /// <summary>Puts an activity into the queue; one that is open already stays as it is.</summary>
    /// <param name="past">What it comes from; null = what its container has come from so far.</param>
    /// <param name="frame">Where it is the first of a flow within the flow.</param>
    public void Schedule(FlowNode node, ActivityState? parent, int[]? past = null, FlowFrame? frame = null)
    {
        var from = past ?? Inherited(node, parent);
        if (State.Find(node) is { } open)
        {
            open.Past = FlowPast.Union(open.Past, from);
            return;
        }

        var entered = State.Enter(node, parent);
        (entered.Past, entered.Frame) = (from, frame);
        _queue.Enqueue(entered);
    }

    /// <summary>What the container has come from so far, without an earlier round of this activity.</summary>
    private int[] Inherited(FlowNode node, ActivityState? parent) => parent is null or { Past.Length: 0 } ? [] : FlowPast.Without(parent.Past, State, Flow, parent.Node, child => child == node);

    /// <summary>Opens a step that was sent back to, or that gets back what it sent.</summary>
    public ActivityState Reopen(FlowNode node, ActivityState container, int[] past)
    {
        Schedule(node, container, container.Node.Graph is not null
            ? FlowPast.WithoutRound(past, State, Flow, container.Node, node.Position)
            : FlowPast.Without(past, State, Flow, container.Node, child => child.Position >= node.Position));
        return State.Find(node)!;
    }

    /// <summary>What the flow of an activity is correlated by: the case, unless it said otherwise.</summary>
    public string CorrelationOf(FlowNode node) => State.FrameOf(node).CorrelationId ?? Run.Case.Id.ToString();

    /// <summary>The events that activities wait for.</summary>
    public IReadOnlyList<EventWait> Awaits() =>
        [.. State.Active.SelectMany(a => a.Signals.Where(s => !FlowSignals.IsReserved(s)).Select(s => new EventWait(s, CorrelationOf(a.Node)))).Distinct()];

    public void Emit(FlowEffect effect) => _effects.Add(effect);

    public JsonElement? Evaluate(FlowExpression? expression, FlowNode node, string name) => expression switch
    {
        null => null,
        FlowExpression.Literal literal => literal.Value,
        FlowExpression.Variable { VariableId: { } id } => State.Variable(node.Scope.First(v => v.Id == id)),
        FlowExpression.Variable variable => throw new FlowExpressionException($"{Where(node, name)}: there is no variable '{variable.Reference}'."),
        FlowExpression.Input input => State.Input(node, input.Name),
        FlowExpression.Script script => FlowScripts.Evaluate(script, this, node, Where(node, name)),
        FlowExpression.Liquid liquid => FlowLiquid.Evaluate(liquid, this, node, Where(node, name)),
        FlowExpression.Broken broken => throw new FlowExpressionException($"{Where(node, name)}: {broken.Message}"),
        _ => throw new InvalidOperationException($"Unexpected expression {expression}."),
    };

    public JsonElement? Evaluate(FlowNode node, string name) => Evaluate(node.Inputs.GetValueOrDefault(name), node, name);

    public static string Where(FlowNode node, string name) => $"'{name}' of step '{node.Key}'";

    public void SetVariable(FlowVariable variable, JsonElement? value)
    {
        _changes.Add((variable.Slot, State.TryGetStored(variable.Slot, out var before) ? before : null));
        State.Store(variable.Slot, value ?? FlowValue.Null);
    }

    /// <summary>Gives an output of an activity: to the variable it is bound to, and to the scripts of this advance.</summary>
    public void SetOutput(FlowNode node, string name, JsonElement? value)
    {
        _outputs[(node.Key, name)] = value;
        if (name == ResultOutput)
        {
            LastResult = value;
        }

        if (node.Outputs.TryGetValue(name, out var reference) && node.FindVariable(reference) is { } variable)
        {
            SetVariable(variable, value);
        }
    }

    /// <summary>An output given in this advance, by id or name of the activity; null when there is none.</summary>
    public JsonElement? OutputOf(FlowNode asking, string activity, string name)
    {
        var step = Flow.Nodes.FirstOrDefault(n => ReferenceEquals(n.Flow, asking.Flow) && (n.Id == activity || n.Name == activity));
        return step is null ? null : _outputs.FirstOrDefault(o => o.Key.Step == step.Key && o.Key.Output.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
    }

    /// <summary>The activity is over: closes what it left open and tells its container.</summary>
    public void Complete(ActivityState activity, IReadOnlyList<string> outcomes, string? detail = null)
    {
        Note(activity, FlowTraceKind.Completed, string.Join(',', outcomes), detail);
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
        parent.Past = FlowPast.Union(parent.Past, activity.Past);
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
        container.Pending.Clear();
        container.Arrivals.Clear();
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
            activity.FailedAt.Add(stimulus);
        }

        Note(activity, FlowTraceKind.Faulted, null, $"{code}: {message}");
        Emit(new FlowEffect.RaiseIncident(activity.Node.Key, code, message));
    }

    public void Wait(ActivityState activity) => Note(activity, FlowTraceKind.Waiting);

    public IEnumerable<ActivityState> ChildrenOf(ActivityState container) => State.Active.Where(a => a.Parent == container);
}
