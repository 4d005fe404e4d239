using Platform.Model.Connectors;
using Platform.Model.Flows;

namespace Platform.Server.Cases;

/// <summary>What the case asks of the outside.</summary>
internal sealed partial class CaseWork
{
    /// <summary>The call leaves after the commit. Whether it is still waited for when it is answered follows from the list of calls.</summary>
    private void Call(FlowEffect.CallConnector call)
    {
        Left ??= "connector." + call.Binding;
        File = File with { Calls = (File.Calls ?? []).Add(new(call.Key, call.Round, call.StepId, call.Binding, call.Operation, now)) };
        Record("flow.called", new { step = call.StepId, call.Binding, call.Operation, call.Key, call.Round });
        Effect(f => new CallConnectorEffect(call.Key, call.Round, f.Id, call.Binding, call.Operation, call.Input));
    }

    /// <summary>Takes a call off the list; null when nobody waits for this answer any more.</summary>
    public OutsideCall? Answered(Guid key, int round)
    {
        if (File.Calls?.Find(c => c.Key == key && c.Round == round) is not { } call)
        {
            return null;
        }

        var left = File.Calls.Remove(call);
        File = File with { Calls = left.IsEmpty ? null : left };
        return call;
    }
}
