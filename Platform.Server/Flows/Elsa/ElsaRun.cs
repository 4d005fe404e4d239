using System.Text.Json;
using Elsa.Workflows;
using Elsa.Workflows.Models;
using Elsa.Workflows.Options;
using Elsa.Workflows.State;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Server.Flows.Elsa;

/// <summary>One advance of one flow: bookmarks that a stimulus concerns are resumed one after the other, and what Elsa cancelled meanwhile is closed.</summary>
internal sealed class ElsaRun(IServiceProvider services, WorkflowGraph graph, ElsaTurn turn, string? correlationId = null)
{
    private WorkflowState _state = new();
    private Dictionary<string, JsonElement> _inputs = [];
    private int _incidents;

    public bool Ended => Status is FlowStatus.Finished or FlowStatus.Cancelled;

    public FlowStatus Status => (_state.Status, _state.SubStatus) switch
    {
        (_, WorkflowSubStatus.Cancelled) => FlowStatus.Cancelled,
        (_, WorkflowSubStatus.Faulted) => FlowStatus.Faulted,
        (WorkflowStatus.Finished, _) => FlowStatus.Finished,
        _ => _state.ActivityExecutionContexts.Any(a => a.Status == ActivityStatus.Faulted) ? FlowStatus.Faulted : FlowStatus.Waiting,
    };

    public IReadOnlyList<EventWait> Awaits =>
        [.. _state.Bookmarks.Select(ElsaHeld.Of).SelectMany(h => h.Signals.Where(s => !FlowSignals.IsReserved(s)).Select(s => new EventWait(s, h.Correlation ?? CorrelationId))).Distinct()];

    public IReadOnlyList<string> Signals => [.. _state.Bookmarks.SelectMany(b => ElsaHeld.Of(b).Signals).Distinct()];

    public IDictionary<string, object> Outputs => _state.Output;

    public string CorrelationId => _state.CorrelationId ?? turn.Run.Case.Id.ToString();

    public void Read(string text)
    {
        var stored = JsonSerializer.Deserialize<Stored>(text, ModelJson.Options)!;
        (_state, _inputs) = (services.GetRequiredService<IWorkflowStateSerializer>().Deserialize(stored.State), stored.Inputs);
        _incidents = _state.Incidents.Count;
    }

    /// <summary>Elsa drops the inputs unless their definition says otherwise, so they are kept beside its state.</summary>
    public string Write() => JsonSerializer.Serialize(new Stored(_inputs, services.GetRequiredService<IWorkflowStateSerializer>().Serialize(_state)), ModelJson.Options);

    public async ValueTask StartAsync(FlowStimulus.Start start, CancellationToken ct)
    {
        _inputs = new(start.Inputs);
        Keep(await services.GetRequiredService<IWorkflowRunner>().RunAsync(graph, Options(), ct));
        Close(new ElsaHeld());
    }

    public async ValueTask TakeAsync(CancellationToken ct)
    {
        var before = Held();
        switch (turn.Stimulus)
        {
            case FlowStimulus.Signal { Name: FlowSignals.Withdrawn or FlowSignals.Terminated or FlowSignals.ForwardedUp }:
                Cancel();
                break;
            case FlowStimulus.Skip or FlowStimulus.Retry { Correction: not null }:
                throw new UnfitStimulusException(ElsaInterpreter.Unsupported);
            case FlowStimulus.Retry retry when retry.StepId.Split('/', 2) is [var child, _]:
                if (_state.Bookmarks.FirstOrDefault(b => b.ActivityId == child) is { } waiting)
                {
                    await GoOnAsync(new RunWorkflowOptions { BookmarkId = waiting.Id }, ct);
                }

                break;
            case FlowStimulus.Retry retry:
                await RetryAsync(retry.StepId, ct);
                break;
            default:
                foreach (var bookmark in _state.Bookmarks.Where(b => ElsaHeld.Of(b).WaitsFor(turn.Stimulus, CorrelationId)).ToList())
                {
                    if (_state.Bookmarks.Any(b => b.Id == bookmark.Id))
                    {
                        await GoOnAsync(new RunWorkflowOptions { BookmarkId = bookmark.Id }, ct);
                    }
                }

                break;
        }

        Close(before.Without(turn.Stimulus));
    }

    private async ValueTask RetryAsync(string step, CancellationToken ct)
    {
        var node = graph.Nodes.FirstOrDefault(n => n.Activity.Id == step);
        if (node is null || _state.ActivityExecutionContexts.FirstOrDefault(a => a.ScheduledActivityNodeId == node.NodeId && a.Status == ActivityStatus.Faulted) is not { } failed)
        {
            return;
        }

        for (var at = failed; at is not null; at = _state.ActivityExecutionContexts.FirstOrDefault(a => a.Id == at.ParentContextId))
        {
            at.FaultCount = Math.Max(0, at.FaultCount - 1);
        }

        failed.Status = ActivityStatus.Running;
        _state.Incidents = [.. _state.Incidents.Where(i => i.ActivityId != step)];
        _incidents = _state.Incidents.Count;
        await GoOnAsync(new RunWorkflowOptions { ActivityHandle = ActivityHandle.FromActivityInstanceId(failed.Id) }, ct);
    }

    private async ValueTask GoOnAsync(RunWorkflowOptions options, CancellationToken ct)
    {
        options.Input = Inputs();
        Keep(await services.GetRequiredService<IWorkflowRunner>().RunAsync(graph, _state, options, ct));
    }

    private void Keep(RunWorkflowResult result)
    {
        _state = result.WorkflowState;
        foreach (var entry in result.Journal.WorkflowExecutionLogEntries)
        {
            if (KindOf(entry.EventName) is { } kind && entry.ActivityType != "Elsa.Workflow")
            {
                turn.Trace.Add(new FlowTraceEntry(entry.ActivityId, entry.ActivityType, kind, null, entry.Message));
            }
        }

        foreach (var incident in _state.Incidents.Skip(_incidents))
        {
            turn.Effects.Add(new FlowEffect.RaiseIncident(incident.ActivityId, turn.FaultCodes.GetValueOrDefault(incident.ActivityId, "flow.expression"), incident.Message));
        }

        _incidents = _state.Incidents.Count;
    }

    private void Cancel()
    {
        foreach (var active in _state.ActivityExecutionContexts.Where(a => a.Status is ActivityStatus.Running or ActivityStatus.Pending))
        {
            active.Status = ActivityStatus.Canceled;
        }

        _state.Bookmarks.Clear();
        (_state.Status, _state.SubStatus) = (WorkflowStatus.Finished, WorkflowSubStatus.Cancelled);
    }

    /// <summary>Tasks and timers that were open before or begun since, and that nothing waits for any more.</summary>
    private void Close(ElsaHeld before)
    {
        var now = Held();
        foreach (var task in before.Tasks.Concat(turn.Begun.Tasks).Distinct().Except(now.Tasks).Except(Closed()))
        {
            turn.Effects.Add(new FlowEffect.CloseTask(task, "completed"));
        }

        foreach (var timer in before.Timers.Concat(turn.Begun.Timers).Distinct().Except(now.Timers))
        {
            turn.Effects.Add(new FlowEffect.CancelTimer(timer));
        }
    }

    private List<Guid> Closed() => [.. turn.Effects.OfType<FlowEffect.CloseTask>().Select(c => c.TaskId)];

    private ElsaHeld Held()
    {
        var all = new ElsaHeld();
        foreach (var held in _state.Bookmarks.Select(ElsaHeld.Of))
        {
            all.Tasks.AddRange(held.Tasks);
            all.Timers.AddRange(held.Timers);
        }

        return all;
    }

    private RunWorkflowOptions Options() => new() { WorkflowInstanceId = turn.Run.Case.Id.ToString(), CorrelationId = correlationId, Input = Inputs() };

    private Dictionary<string, object> Inputs() => _inputs.ToDictionary(i => i.Key, i => ElsaValues.ToObject(i.Value)!);

    private static FlowTraceKind? KindOf(string? name) => name switch
    {
        "Started" => FlowTraceKind.Entered,
        "Suspended" => FlowTraceKind.Waiting,
        "Completed" => FlowTraceKind.Completed,
        "Canceled" => FlowTraceKind.Cancelled,
        "Faulted" => FlowTraceKind.Faulted,
        _ => null,
    };

    private sealed record Stored(Dictionary<string, JsonElement> Inputs, string State);
}
