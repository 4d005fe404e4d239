using System.Collections.Immutable;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Model.Items;
using Platform.Server.Cases.Steps;

namespace Platform.Server.Cases;

/// <summary>What is undone when the case comes to nothing, see <see cref="FlowCompensation"/>.</summary>
internal sealed partial class CaseWork
{
    private FlowDefinition FlowInHand => FlowOf(File, item);

    /// <summary>The flow whose state a case has: that of its item, or the one that undoes its steps.</summary>
    public static FlowDefinition FlowOf(CaseFile file, PublishedItem item) =>
        file.Undoing is { } steps ? FlowCompensation.Of(item.Flow, steps, file.Unsettled ?? []) : item.Flow;

    /// <summary>
    /// Ends the flow and undoes what can be undone, the last step first. A call whose end its step did not learn, because it is under way or the step has stopped or was left,
    /// is undone when it turns out that it was carried out. What fails there is an incident like any other; the case has ended all the same.
    /// </summary>
    /// <param name="signal">Ends the flow; null when it has ended.</param>
    /// <param name="why">What has become of the case, for the journal: <c>withdrawn</c> …</param>
    public async ValueTask<Result<Done>> UndoAsync(FlowStimulus.Signal? signal, string why, CancellationToken ct)
    {
        // Ending the flow forgets them.
        var calls = File.Undoing is null ? File.Calls?.FindAll(c => CanUndo(c.StepId)) ?? [] : [];
        var variables = File is { Flow: { } state } && (File.Undoable is not null || !calls.IsEmpty) ? interpreter.ReadVariables(item.Flow, state) : null;
        var ended = signal is null ? Done.It : await AdvanceAsync(signal, ct);
        var done = File.Undoable ?? [];
        if (!ended.Succeeded || (done.IsEmpty && calls.IsEmpty))
        {
            return ended;
        }

        if (variables is null)
        {
            var steps = done.AddRange(calls.Select(c => c.StepId));
            Fail(steps[^1], "flow.compensation.engine", $"Steps {string.Join(", ", steps)} were done and cannot be undone by this engine.");
            return Done.It;
        }

        var unsettled = calls.Select((c, i) => Unsettled(c, calls.Take(i), done)).ToImmutableList();
        File = File with
        {
            Undoing = done.RemoveAll(s => unsettled.Exists(u => u.StepId == s)).Reverse(),
            Unsettled = unsettled.IsEmpty ? null : unsettled,
            Undoable = null,
            Flow = null,
            FlowStatus = FlowStatus.Waiting,
            Calls = calls.Zip(unsettled, (c, u) => c with { StepId = u.Id, Ending = true }).Where(c => c.Answer is null).ToImmutableList() is { IsEmpty: false } open ? open : null,
        };
        Record("flow.undoing", new { steps = File.Undoing, why, unsettled = unsettled.Select(u => u.Id) });
        var inputs = variables.ToDictionary(v => FlowCompensation.InputOf(v.Key), v => v.Value);
        foreach (var (call, one) in calls.Zip(unsettled))
        {
            inputs[FlowCompensation.InputOf(one)] = JsonSerializer.SerializeToElement(new CallSettled(call.Key, call.Round, call.Answer is { } answer ? answer with { NotTaken = null } : null), ModelJson.Options);
        }

        return await AdvanceAsync(new FlowStimulus.Start(inputs), ct);
    }

    private static UnsettledCall Unsettled(OutsideCall call, IEnumerable<OutsideCall> before, ImmutableList<string> done)
    {
        var step = FlowCompensation.StepOf(call.StepId);
        return new(step, before.Count(b => FlowCompensation.StepOf(b.StepId) == step) + 1, done.Contains(step));
    }

    private bool CanUndo(string step) => FlowCompensation.In(item.Flow).ContainsKey(FlowCompensation.StepOf(step));

    /// <summary>Keeps which steps were done that can be undone; of one that is done again the last time counts.</summary>
    /// <param name="asked">Calls that had been made before: of a step that went on without the end of its call, the call tells whether it was done.</param>
    private void RememberDone(IReadOnlyList<FlowTraceEntry> trace, ImmutableList<OutsideCall> asked)
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

        var done = trace.Where(e => e.Kind == FlowTraceKind.Completed && e.Outcome != FlowCompensation.NothingDone && !(CallConnectorStep.LeavesOpen(e.Outcome) && asked.Exists(c => c.StepId == e.StepId)));
        foreach (var step in done.Select(e => FlowCompensation.StepOf(e.StepId)).Where(declared.ContainsKey))
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
