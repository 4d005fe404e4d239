using System.Collections.Immutable;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>How an activity runs, and what becomes of one that fails: nothing of the attempt is left.</summary>
internal sealed partial class FlowTurn
{
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

    private void Attempt(ActivityState activity, FlowStimulus? stimulus)
    {
        var (effects, variables) = (_effects.Count, State.Variables);
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
            Undo(effects, variables);
            Fault(activity, "flow.expression", e.Message, stimulus);
        }
    }

    private async ValueTask AttemptAsync(StepActivity step, ActivityState activity, FlowStimulus? stimulus, CancellationToken ct)
    {
        var (effects, variables) = (_effects.Count, State.Variables);
        var before = new StepMemory(activity);
        var result = await step.RunAsync(this, activity, stimulus, ct);
        if (result is StepResult.Faulted faulted)
        {
            Undo(effects, variables);
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
                activity.Past = activity.Past.With(State.Done.Remember(activity.Node, activity.Credited ?? (stimulus as FlowStimulus.TaskDone)?.By));
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

        Note(activity, FlowTraceKind.Completed, Joined(outcomes), "straight back");
        Close(activity, "completed");
        Leave(activity);
        if (way.Task is { } task)
        {
            var asked = State.Find(sender)!;
            asked.Past = asked.Past.Union(activity.Past);
            await ResumeAsync(asked, new FlowStimulus.CameBack(task, way.By), ct);
            return;
        }

        var again = Reopen(sender, activity.Parent!, way.Past.Union(activity.Past));
        again.For = way.By;
        again.Ways = activity.Ways.RemoveAt(0);
    }

    private void Undo(int effects, FlowValues variables)
    {
        _effects.RemoveRange(effects, _effects.Count - effects);
        State.Variables = variables;
    }

    /// <summary>What a step holds before it runs.</summary>
    private readonly struct StepMemory(ActivityState activity)
    {
        private readonly ImmutableArray<Guid> _tasks = activity.Tasks;
        private readonly ImmutableArray<Guid> _timers = activity.Timers;
        private readonly ImmutableArray<string> _signals = activity.Signals;
        private readonly FlowValues _memory = activity.Memory;

        public void Restore(ActivityState activity) =>
            (activity.Tasks, activity.Timers, activity.Signals, activity.Memory) = (_tasks, _timers, _signals, _memory);
    }
}
