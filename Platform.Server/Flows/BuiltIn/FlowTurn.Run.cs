using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>How the queue is worked off, and what becomes of an activity that fails.</summary>
internal sealed partial class FlowTurn
{
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
            State.Forget(variable.Slot);
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

    private async ValueTask HearAsync(FlowStimulus.Signal signal, CancellationToken ct)
    {
        var hearing = State.Active.Where(a => a.Signals.Contains(signal.Name) && (signal.CorrelationId is null || signal.CorrelationId == CorrelationOf(a.Node))).ToList();
        foreach (var activity in hearing)
        {
            if (activity.Status != ActivityStatus.Gone)
            {
                await ResumeAsync(activity, signal, ct);
            }
        }
    }

    /// <summary>Takes an activity out of the state, with the variables nobody can name any more.</summary>
    private void Leave(ActivityState activity)
    {
        State.Leave(activity);
        foreach (var variable in activity.Node.Declared)
        {
            State.Forget(variable.Slot);
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
        (activity.FailedAt, activity.IsRetry) = ([], true);
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
            else if (stimulus is FlowStimulus.TaskDone or FlowStimulus.RemoveSigner && result is StepResult.Completed)
            {
                activity.Past = FlowPast.Union(activity.Past, [State.Remember(activity.Node, activity.Credited ?? (stimulus as FlowStimulus.TaskDone)?.By)]);
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
            var lost = activity.Ways.Where(w => w.Task is not null).ToList();
            activity.Ways = [];
            foreach (var waiting in lost)
            {
                if (Flow.TryFind(waiting.Key, out var signed) && State.Find(signed) is { } waits)
                {
                    Cancel(waits, SendingBack.Reason);
                }
            }

            Complete(activity, outcomes);
            return;
        }

        Note(activity, FlowTraceKind.Completed, string.Join(',', outcomes), "straight back");
        Close(activity, "completed");
        Leave(activity);
        if (way.Task is { } task)
        {
            var asked = State.Find(sender)!;
            asked.Past = FlowPast.Union(asked.Past, activity.Past);
            await ResumeAsync(asked, new FlowStimulus.CameBack(task, way.By), ct);
            return;
        }

        var again = Reopen(sender, activity.Parent!, FlowPast.Union(way.Past, activity.Past));
        again.For = way.By;
        again.Ways = activity.Ways[1..];
    }

    private void Undo(int effects)
    {
        _effects.RemoveRange(effects, _effects.Count - effects);
        for (var i = _changes.Count - 1; i >= 0; i--)
        {
            if (_changes[i].Before is { } before)
            {
                State.Store(_changes[i].Slot, before);
            }
            else
            {
                State.Forget(_changes[i].Slot);
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
        foreach (var away in State.Active.Where(a => a.Ways.Exists(w => w.Task is not null && w.Key == key)).ToList())
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
        // Copies beside each other are no circle: only all steps together bound them.
        var times = activity.Node.Lane is null ? ++_entered[activity.Node.Index] : 0;
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
