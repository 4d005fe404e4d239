using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>
/// One advance: takes a stimulus to the activities it concerns and then runs what follows, first in first out, until everything waits. Activities are
/// entered at most once at a time: an arrival at one that is already open joins it.
/// </summary>
internal sealed partial class FlowTurn(CompiledFlow flow, FlowState state, FlowRun run, FlowLimits limits)
{
    private readonly Queue<ActivityState> _queue = new();
    private readonly List<FlowEffect> _effects = [];
    private readonly List<FlowTraceEntry> _trace = [];

    public CompiledFlow Flow { get; } = flow;

    public FlowState State { get; } = state;

    public FlowRun Run { get; } = run;

    public FlowLimits Limits { get; } = limits;

    public IReadOnlyList<FlowEffect> Effects => _effects;

    public IReadOnlyList<FlowTraceEntry> Trace => _trace;

    public async ValueTask StartAsync(IReadOnlyDictionary<string, JsonElement> inputs, CancellationToken ct)
    {
        State.Frame.Inputs = State.Frame.Inputs.With(inputs);
        Schedule(Flow.Root, null);
        await DrainAsync(ct);
    }

    public async ValueTask TakeAsync(FlowStimulus stimulus, CancellationToken ct)
    {
        switch (stimulus)
        {
            case FlowStimulus.TaskDone done when State.HolderOf(done.TaskId) is { } activity:
                activity.Tasks = activity.Tasks.Remove(done.TaskId);
                await ResumeAsync(activity, stimulus, ct);
                break;
            case FlowStimulus.TimerDue due when State.Active.Find(a => a.Timers.Contains(due.TimerId)) is { } activity:
                activity.Timers = activity.Timers.Remove(due.TimerId);
                await ResumeAsync(activity, stimulus, ct);
                break;
            case FlowStimulus.SendBack back when State.HolderOf(back.TaskId) is { } activity:
                FlowReturn.Do(this, activity, back);
                break;
            case FlowStimulus.AddSigner add when State.HolderOf(add.TaskId) is { } activity:
                await ChangeSignersAsync(activity, stimulus, ct);
                break;
            case FlowStimulus.RemoveSigner remove when State.HolderOf(remove.TaskId) is { } activity:
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

    /// <summary>What the flow of an activity is correlated by: the case, unless it said otherwise.</summary>
    public string CorrelationOf(FlowNode node) => State.FrameOf(node).CorrelationId ?? Run.Case.Id.ToString();

    /// <summary>The events that activities wait for.</summary>
    public IReadOnlyList<EventWait> Awaits() => State.Active.TrueForAll(a => a.Signals.IsEmpty)
        ? []
        : [.. State.Active.SelectMany(a => a.Signals.Where(s => !FlowSignals.IsReserved(s)).Select(s => new EventWait(s, CorrelationOf(a.Node)))).Distinct()];

    public void Emit(FlowEffect effect) => _effects.Add(effect);

    public void Wait(ActivityState activity) => Note(activity, FlowTraceKind.Waiting);

    public IEnumerable<ActivityState> ChildrenOf(ActivityState container) => State.Active.Where(a => a.Parent == container);

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

    private async ValueTask RetryAsync(ActivityState activity, CancellationToken ct)
    {
        var unheard = activity.FailedAt;
        (activity.FailedAt, activity.IsRetry) = ([], true);
        if (unheard.IsEmpty)
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

    private void Note(ActivityState activity, FlowTraceKind kind, string? outcome = null, string? detail = null) =>
        _trace.Add(new FlowTraceEntry(activity.Node.Key, activity.Node.Type, kind, outcome, detail));
}
