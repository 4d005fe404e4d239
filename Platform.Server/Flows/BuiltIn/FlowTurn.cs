using System.Text.Json;
using Platform.Model;
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

    /// <summary>What the activity that completes came from, while its container is told.</summary>
    public int[] Leaving { get; private set; } = [];

    /// <summary>Puts an activity into the queue; one that is open already stays as it is.</summary>
    /// <param name="past">What it comes from; null = what its container has come from so far.</param>
    public void Schedule(FlowNode node, ActivityState? parent, int[]? past = null)
    {
        var from = past ?? Inherited(node, parent);
        if (State.Find(node) is { } open)
        {
            open.Past = FlowPast.Union(open.Past, from);
            return;
        }

        var entered = State.Enter(node, parent);
        entered.Past = from;
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

        Leaving = activity.Past;
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

    private async ValueTask ChangeSignersAsync(ActivityState activity, FlowStimulus stimulus, CancellationToken ct)
    {
        if (activity.Node.Activity is not StepActivity { Step.Description.TakesSigners: true } || activity.Status == ActivityStatus.Faulted)
        {
            throw new UnfitStimulusException(Problem.Conflict("flow.signers.unsupported", ("step", activity.Node.Key)));
        }

        await ResumeAsync(activity, stimulus, ct);
        if (activity.Status == ActivityStatus.Faulted)
        {
            throw new UnfitStimulusException(Problem.Conflict("flow.signers.unsupported", ("step", activity.Node.Key)));
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
        else
        {
            if (_effects.FindIndex(effects, SendingBack.IsBarredBy) >= 0)
            {
                State.Seal(activity.Past);
            }
            else if (stimulus is FlowStimulus.TaskDone done && result is StepResult.Completed)
            {
                activity.Past = FlowPast.Union(activity.Past, [State.Remember(activity.Node, done.By)]);
            }

            if (result is StepResult.Completed completed)
            {
                await FinishAsync(activity, completed.Outcomes, ct);
            }
            else
            {
                Note(activity, FlowTraceKind.Waiting);
            }
        }
    }

    /// <summary>The step is over: the flow goes on from it, or straight back to whoever sent it.</summary>
    private async ValueTask FinishAsync(ActivityState activity, IReadOnlyList<string> outcomes, CancellationToken ct)
    {
        if (activity.Ways is not [var way, ..] || !Flow.TryFind(way.Key, out var sender))
        {
            Complete(activity, outcomes);
            return;
        }

        if (!FlowReturn.LeadsBack(this, activity, outcomes))
        {
            // It has turned out otherwise: what waited for it will not come about this way.
            if (way.Task is not null && State.Find(sender) is { } waits)
            {
                activity.Ways = [];
                Cancel(waits, SendingBack.Reason);
            }

            Complete(activity, outcomes);
            return;
        }

        Note(activity, FlowTraceKind.Completed, string.Join(',', outcomes), "straight back");
        Close(activity, "completed");
        State.Leave(activity);
        if (way.Task is { } task)
        {
            var waiting = State.Find(sender)!;
            waiting.Past = FlowPast.Union(waiting.Past, activity.Past);
            await ResumeAsync(waiting, new FlowStimulus.CameBack(task, way.By), ct);
            return;
        }

        var again = Reopen(sender, activity.Parent!, FlowPast.Union(way.Past, activity.Past));
        again.For = way.By;
        again.Ways = activity.Ways[1..];
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
        foreach (var away in State.Active.Where(a => a.Ways is [{ Task: not null } way, ..] && way.Key == key).ToList())
        {
            away.Ways = [];
            Cancel(away, reason);
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
