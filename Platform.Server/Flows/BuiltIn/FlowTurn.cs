using System.Text.Json;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>
/// One advance: takes a stimulus to the activities it concerns and then runs what follows, first in first out, until everything waits. Activities are
/// entered at most once at a time: an arrival at one that is already open joins it.
/// </summary>
internal sealed class FlowTurn(CompiledFlow flow, FlowState state, FlowRun run, FlowLimits limits)
{
    private readonly Queue<ActivityState> _queue = new();
    private readonly List<FlowEffect> _effects = [];
    private readonly List<FlowTraceEntry> _trace = [];
    private readonly List<(string VariableId, JsonElement? Before)> _changes = [];
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

    public IReadOnlyList<FlowEffect> Effects => _effects;

    public IReadOnlyList<FlowTraceEntry> Trace => _trace;

    public async ValueTask StartAsync(IReadOnlyDictionary<string, JsonElement> inputs, CancellationToken ct)
    {
        State.SetInputs(inputs);
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
            case FlowStimulus.Signal { Name: FlowSignals.Withdrawn or FlowSignals.Terminated or FlowSignals.ForwardedUp } signal:
                End(FlowStatus.Cancelled, signal.Name);
                break;
            case FlowStimulus.Signal signal:
                foreach (var activity in State.Active.Where(a => a.Signals.Contains(signal.Name)).ToList())
                {
                    if (activity.Status != ActivityStatus.Gone)
                    {
                        await ResumeAsync(activity, stimulus, ct);
                    }
                }

                break;
            case FlowStimulus.Retry retry when Flow.TryFind(retry.StepId, out var node) && State.Find(node) is { Status: ActivityStatus.Faulted } activity:
                await RetryAsync(activity, ct);
                break;
        }

        await DrainAsync(ct);
    }

    /// <summary>Puts an activity into the queue; one that is open already stays as it is.</summary>
    public void Schedule(FlowNode node, ActivityState? parent)
    {
        if (State.Find(node) is null)
        {
            _queue.Enqueue(State.Enter(node, parent));
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

    public void Emit(FlowEffect effect) => _effects.Add(effect);

    public JsonElement? Evaluate(FlowExpression? expression, FlowNode node, string name) => expression switch
    {
        null => null,
        FlowExpression.Literal literal => literal.Value,
        FlowExpression.Variable { VariableId: { } id } => State.Variable(node.Scope.First(v => v.Id == id)),
        FlowExpression.Variable variable => throw new FlowExpressionException($"{Where(node, name)}: there is no variable '{variable.Reference}'."),
        FlowExpression.Input input => State.Input(input.Name),
        FlowExpression.Script script => FlowScripts.Evaluate(script, this, node, Where(node, name)),
        FlowExpression.Broken broken => throw new FlowExpressionException($"{Where(node, name)}: {broken.Message}"),
        _ => throw new InvalidOperationException($"Unexpected expression {expression}."),
    };

    public JsonElement? Evaluate(FlowNode node, string name) => Evaluate(node.Inputs.GetValueOrDefault(name), node, name);

    public static string Where(FlowNode node, string name) => $"'{name}' of step '{node.Key}'";

    public void SetVariable(FlowVariable variable, JsonElement? value)
    {
        _changes.Add((variable.Id, State.TryGetStored(variable.Id, out var before) ? before : null));
        State.Store(variable.Id, value ?? FlowValue.Null);
    }

    /// <summary>Sets the variable an output is bound to, if it is.</summary>
    public void SetOutput(FlowNode node, string name, JsonElement? value)
    {
        if (node.Outputs.TryGetValue(name, out var reference) && node.FindVariable(reference) is { } variable)
        {
            SetVariable(variable, value);
        }
    }

    /// <summary>The activity is over: closes what it left open and tells its container.</summary>
    public void Complete(ActivityState activity, IReadOnlyList<string> outcomes, string? detail = null)
    {
        Note(activity, FlowTraceKind.Completed, string.Join(',', outcomes), detail);
        CancelChildren(activity, "completed");
        Close(activity, "completed");
        State.Leave(activity);
        if (activity.Parent is not { } parent)
        {
            State.Status = FlowStatus.Finished;
            return;
        }

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
        State.Leave(activity);
    }

    /// <summary>Takes an activity and everything in it out of the flow.</summary>
    public void Cancel(ActivityState activity, string reason)
    {
        CancelChildren(activity, reason);
        Close(activity, reason);
        State.Leave(activity);
        Note(activity, FlowTraceKind.Cancelled, null, reason);
    }

    public void CancelChildren(ActivityState container, string reason)
    {
        container.Pending.Clear();
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

    public IEnumerable<ActivityState> ChildrenOf(ActivityState container) => State.Active.Where(a => a.Parent == container);

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

    /// <summary>Merges that only wait for each other would wait for ever; the first in the order of the graph goes on.</summary>
    public bool ReleaseStuckMerge()
    {
        foreach (var chart in State.Active)
        {
            if (chart.Pending.Count > 0 && FlowchartActivity.ReleaseStuckMerge(this, chart))
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
        foreach (var variable in activity.Node.Declared)
        {
            State.Forget(variable.Id);
        }

        if (activity.Node.Activity is StepActivity step)
        {
            await AttemptAsync(step, activity, null, ct);
        }
        else
        {
            Attempt(activity, null);
        }
    }

    /// <summary>Tells an activity of what it waits for.</summary>
    public ValueTask ResumeAsync(ActivityState activity, FlowStimulus stimulus, CancellationToken ct)
    {
        if (activity.Node.Activity is StepActivity step)
        {
            return AttemptAsync(step, activity, stimulus, ct);
        }

        Attempt(activity, stimulus);
        return ValueTask.CompletedTask;
    }

    private async ValueTask RetryAsync(ActivityState activity, CancellationToken ct)
    {
        var unheard = activity.FailedAt;
        activity.FailedAt = [];
        if (unheard.Count == 0)
        {
            activity.Status = ActivityStatus.Scheduled;
            _queue.Enqueue(activity);
            return;
        }

        activity.Status = ActivityStatus.Running;
        foreach (var stimulus in unheard)
        {
            if (activity.Status != ActivityStatus.Gone)
            {
                await ResumeAsync(activity, stimulus, ct);
            }
        }
    }

    private void Attempt(ActivityState activity, FlowStimulus? stimulus)
    {
        var effects = _effects.Count;
        _changes.Clear();
        try
        {
            if (stimulus is null)
            {
                activity.Node.Activity.Enter(this, activity);
            }
            else
            {
                activity.Node.Activity.Resume(this, activity, stimulus);
            }
        }
        catch (FlowExpressionException e)
        {
            Undo(effects);
            Fault(activity, "flow.expression", e.Message, stimulus);
        }
    }

    private async ValueTask AttemptAsync(StepActivity step, ActivityState activity, FlowStimulus? stimulus, CancellationToken ct)
    {
        var effects = _effects.Count;
        var before = new StepMemory(activity);
        _changes.Clear();
        var result = await step.RunAsync(this, activity, stimulus, ct);
        if (result is StepResult.Faulted faulted)
        {
            Undo(effects);
            before.Restore(activity);
            Fault(activity, faulted.Code, faulted.Message, stimulus);
        }
        else if (result is StepResult.Completed completed)
        {
            Complete(activity, completed.Outcomes);
        }
        else
        {
            Note(activity, FlowTraceKind.Waiting);
        }
    }

    public void Wait(ActivityState activity) => Note(activity, FlowTraceKind.Waiting);

    private void Undo(int effects)
    {
        _effects.RemoveRange(effects, _effects.Count - effects);
        for (var i = _changes.Count - 1; i >= 0; i--)
        {
            if (_changes[i].Before is { } before)
            {
                State.Store(_changes[i].VariableId, before);
            }
            else
            {
                State.Forget(_changes[i].VariableId);
            }
        }

        _changes.Clear();
    }

    private void Close(ActivityState activity, string reason)
    {
        foreach (var task in activity.Tasks)
        {
            Emit(new FlowEffect.CloseTask(task, reason));
        }

        foreach (var timer in activity.Timers)
        {
            Emit(new FlowEffect.CancelTimer(timer));
        }
    }

    private void Note(ActivityState activity, FlowTraceKind kind, string? outcome = null, string? detail = null) =>
        _trace.Add(new FlowTraceEntry(activity.Node.Key, activity.Node.Type, kind, outcome, detail));

    private string? Runaway(ActivityState activity)
    {
        _entered ??= new int[Flow.Nodes.Count];
        var times = ++_entered[activity.Node.Index];
        _steps++;
        if (times <= Limits.StepsPerActivity && _steps <= Limits.Steps)
        {
            return null;
        }

        var loop = Flow.Nodes.Where(n => _entered[n.Index] > 1 && _entered[n.Index] * 2 >= times).Select(n => n.Key).Take(8);
        return $"{_steps} steps ran without waiting for anybody or anything. Most likely the loop through {string.Join(", ", loop)} has no way out that is ever taken, or no step in it that waits.";
    }

    /// <summary>What a step holds, copied before it runs so that a failure leaves nothing behind.</summary>
    private readonly struct StepMemory(ActivityState activity)
    {
        private readonly List<Guid> _tasks = [.. activity.Tasks];
        private readonly List<Guid> _timers = [.. activity.Timers];
        private readonly List<string> _signals = [.. activity.Signals];
        private readonly KeyValuePair<string, JsonElement>[] _memory = [.. activity.Memory];

        public void Restore(ActivityState activity)
        {
            (activity.Tasks, activity.Timers, activity.Signals) = (_tasks, _timers, _signals);
            activity.Memory.Clear();
            foreach (var (key, value) in _memory)
            {
                activity.Memory[key] = value;
            }
        }
    }
}
