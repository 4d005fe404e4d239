using Platform.Model.Connectors;
using Platform.Model.Flows;
using Platform.Server.Cases.Steps;

namespace Platform.Server.Cases;

/// <summary>What the case asks of the outside.</summary>
internal sealed partial class CaseWork
{
    /// <summary>
    /// The call leaves after the commit. Whether it is still waited for when it is answered follows from the list of calls, on which every step has its latest.
    /// </summary>
    private void Call(FlowEffect.CallConnector call)
    {
        Left ??= "connector." + call.Binding;
        File = File with { Calls = (File.Calls ?? []).RemoveAll(c => c.StepId == call.StepId).Add(new(call.Key, call.Round, call.StepId, call.Binding, call.Operation, now)) };
        Record("flow.called", new { step = call.StepId, call.Binding, call.Operation, call.Key, call.Round });
        Effect(f => new CallConnectorEffect(call.Key, call.Round, f.Id, call.Binding, call.Operation, call.Input, call.Tries));
    }

    /// <summary>Steps that are over when the advance is, each with how it ended: what they asked for on the way is of no use any more.</summary>
    private static Dictionary<string, FlowTraceEntry> Over(IReadOnlyList<FlowTraceEntry> trace) => trace
        .GroupBy(e => e.StepId).Select(step => step.Last())
        .Where(e => e.Kind is FlowTraceKind.Completed or FlowTraceKind.Cancelled or FlowTraceKind.Faulted)
        .ToDictionary(e => e.StepId);

    /// <summary>
    /// The flow waits no more for the answers to calls of steps that are over. One whose end its step has not learned, because it stopped, went on or was left
    /// before, is kept where it may have to be undone: it was carried out, or nobody knows.
    /// </summary>
    private void ForgetCalls(Dictionary<string, FlowTraceEntry> over, FlowAdvance advance)
    {
        if (File.Calls is not { } calls)
        {
            return;
        }

        if (calls.Find(c => c.Answer is null && over.TryGetValue(c.StepId, out var end) && end.Kind == FlowTraceKind.Cancelled) is { } left)
        {
            // From here on its answer is not the step's any more: that cannot be taken back.
            Left ??= "connector." + left.Binding;
        }

        var faults = advance.Effects.OfType<FlowEffect.RaiseIncident>().DistinctBy(i => i.StepId).ToDictionary(i => i.StepId);
        var kept = calls
            .FindAll(c => !over.TryGetValue(c.StepId, out var end) || (IsOpen(c, end) && CanUndo(c.StepId)))
            .ConvertAll(c => c.Answer is not null || !over.ContainsKey(c.StepId) ? c
                : faults.TryGetValue(c.StepId, out var fault) ? c with { Answer = ConnectorAnswer.Failed(fault.Code, fault.Message, refused: false) }
                : c with { Ending = true });
        File = File with { Calls = kept.IsEmpty ? null : kept };
    }

    /// <summary>Whether the call may have been carried out, as far as its step knew when it ended.</summary>
    private static bool IsOpen(OutsideCall call, FlowTraceEntry end) =>
        call.Answer is not { Refused: true } && (end.Kind != FlowTraceKind.Completed || CallConnectorStep.LeavesOpen(end.Outcome));

    /// <summary>A failed step that has gone on or was ended needs nobody to look at it any more.</summary>
    private void ForgetIncidents(IReadOnlyList<FlowTraceEntry> trace)
    {
        if (!File.Incidents.IsEmpty)
        {
            var ended = trace.Where(e => e.Kind is FlowTraceKind.Completed or FlowTraceKind.Cancelled).Select(e => e.StepId).ToHashSet();
            File = File with { Incidents = File.Incidents.RemoveAll(i => ended.Contains(i.StepId)) };
        }
    }

    /// <summary>An event that follows from an event that follows from an event …: somewhere it has to end.</summary>
    private void Tell(FlowEffect.PublishEvent told)
    {
        var hops = command is HearEvent heard ? heard.Event.Hops + 1 : 0;
        if (hops > PublishedEvent.MostHops)
        {
            Fail("event:" + told.Name, "flow.eventLoop", $"Event '{told.Name}' follows from {hops} others; it was not published.");
            return;
        }

        Left ??= PublishedEvent.JournalName;
        Record(PublishedEvent.JournalName, new PublishedEvent(told.Name, told.CorrelationId, told.Local, told.Payload, hops));
    }

    /// <summary>Notes what came of a call; null when nobody waits for this answer any more.</summary>
    public OutsideCall? Answered(Guid key, int round, ConnectorAnswer answer)
    {
        if (File.FindCall(key, round) is not { } call)
        {
            return null;
        }

        var calls = IsLeft(call) && answer.Refused ? File.Calls!.Remove(call) : File.Calls!.Replace(call, call with { Answer = answer });
        File = File with { Calls = calls.IsEmpty ? null : calls };
        return call;
    }

    /// <summary>The flow has gone on without the call; how it ended matters when the case comes to nothing.</summary>
    public bool IsLeft(OutsideCall call) => call.Ending && File.Undoing is null;
}
