using System.Collections.Immutable;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Server.Cases;

/// <summary>What is undone when the case comes to nothing, see <see cref="FlowCompensation"/>.</summary>
internal sealed partial class CaseWork
{
    /// <summary>The flow the case runs on now: that of its item, or the one that undoes its steps.</summary>
    private FlowDefinition FlowInHand => File.Undoing is { } steps ? FlowCompensation.Of(item.Flow, steps) : item.Flow;

    /// <summary>
    /// Ends the flow and undoes what can be undone, the last step first. What fails there is an incident like any other; the case has ended all the same.
    /// </summary>
    /// <param name="signal">Ends the flow; null when it has ended.</param>
    /// <param name="why">What has become of the case, for the journal: <c>withdrawn</c> …</param>
    public async ValueTask<Result<Done>> UndoAsync(FlowStimulus.Signal? signal, string why, CancellationToken ct)
    {
        // Ending the flow forgets them.
        var variables = File is { Undoable: not null, Flow: { } state } ? interpreter.ReadVariables(item.Flow, state) : null;
        var ended = signal is null ? Done.It : await AdvanceAsync(signal, ct);
        if (!ended.Succeeded || File.Undoable is not { } done)
        {
            return ended;
        }

        if (variables is null)
        {
            Fail(done[^1], "flow.compensation.engine", $"Steps {string.Join(", ", done)} were done and cannot be undone by this engine.");
            return Done.It;
        }

        File = File with { Undoing = done.Reverse(), Undoable = null, Flow = null, FlowStatus = FlowStatus.Waiting };
        Record("flow.undoing", new { steps = File.Undoing, why });
        return await AdvanceAsync(new FlowStimulus.Start(variables.ToDictionary(v => FlowCompensation.InputOf(v.Key), v => v.Value)), ct);
    }

    /// <summary>Keeps which steps were done that can be undone; of one that is done again the last time counts.</summary>
    private void RememberDone(IReadOnlyList<FlowTraceEntry> trace)
    {
        if (File.Undoing is not null)
        {
            if (File.FlowStatus == FlowStatus.Finished)
            {
                Record("flow.undone", new { steps = File.Undoing });
            }

            return;
        }

        if (FlowCompensation.In(item.Flow) is not { Count: > 0 } declared)
        {
            return;
        }

        foreach (var step in trace.Where(e => e.Kind == FlowTraceKind.Completed && e.Outcome != FlowCompensation.NothingDone).Select(e => FlowCompensation.StepOf(e.StepId)).Where(declared.ContainsKey))
        {
            File = File with { Undoable = (File.Undoable ?? []).Remove(step).Add(step) };
        }
    }

    /// <summary>A step that was taken back was not done.</summary>
    private void ForgetDone(IEnumerable<string> steps)
    {
        if (File.Undoable?.RemoveRange(steps.Select(FlowCompensation.StepOf)) is { } left)
        {
            File = File with { Undoable = left.IsEmpty ? null : left };
        }
    }
}
