using Platform.Model.Connectors;
using Platform.Model.Flows;

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

    /// <summary>Steps that are over when the advance is: what they asked for on the way is of no use any more.</summary>
    private static HashSet<string> Over(IReadOnlyList<FlowTraceEntry> trace) =>
        [.. trace.GroupBy(e => e.StepId).Where(step => step.Last().Kind is FlowTraceKind.Completed or FlowTraceKind.Cancelled or FlowTraceKind.Faulted).Select(step => step.Key)];

    /// <summary>
    /// Nobody waits any more for the answers to calls of steps that are over. One at whose end its step has stopped is kept where it may have to be undone: it was carried
    /// out, or nobody knows.
    /// </summary>
    private void ForgetCalls(HashSet<string> over, FlowAdvance advance)
    {
        if (File.Calls is not { } calls)
        {
            return;
        }

        var faults = advance.Effects.OfType<FlowEffect.RaiseIncident>().DistinctBy(i => i.StepId).ToDictionary(i => i.StepId);
        var left = calls
            .FindAll(c => !over.Contains(c.StepId) || (faults.ContainsKey(c.StepId) && CanUndo(c.StepId) && c.Answer is not { Refused: true }))
            .ConvertAll(c => c.Answer is null && over.Contains(c.StepId) ? c with { Answer = ConnectorAnswer.Failed(faults[c.StepId].Code, faults[c.StepId].Message, refused: false) } : c);
        File = File with { Calls = left.IsEmpty ? null : left };
    }

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

        File = File with { Calls = File.Calls!.Replace(call, call with { Answer = answer }) };
        return call;
    }
}
