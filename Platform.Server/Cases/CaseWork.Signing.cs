using System.Collections.Immutable;
using Platform.Model.Clocks;
using Platform.Model.Flows;
using Platform.Server.Cases.Tasks;

namespace Platform.Server.Cases;

/// <summary>Who signs in a step, and taking the last act back.</summary>
internal sealed partial class CaseWork
{
    /// <summary>Keeps a signature with the step and with the tasks of the others who sign.</summary>
    public void Sign(string stepId, TaskSignature signature)
    {
        var known = File.FindSigning(stepId) ?? new(stepId, [], []);
        Show(known with { Signatures = known.Signatures.Add(signature) });
        foreach (var other in File.Tasks.Where(t => t.Kind == TaskKind.Countersign && t.StepId == stepId).ToList())
        {
            Replace(other with { Signed = [.. other.Signed ?? [], signature] });
        }
    }

    /// <summary>The signer who had the task has sent their part back and gets it again.</summary>
    public void ShowSentBack(CaseTask task)
    {
        if (File.FindSigning(task.StepId) is { } known)
        {
            Show(known with { Signers = known.Signers.ConvertAll(s => s.TaskId == task.Id ? s with { State = SignerState.SentBack } : s) });
        }
    }

    /// <summary>Forgets who signs in steps that are over: without a task, and with nobody away whose part comes back.</summary>
    private void ForgetSigning(IReadOnlyList<FlowTraceEntry> trace)
    {
        var ended = trace.Where(e => e.Kind is FlowTraceKind.Completed or FlowTraceKind.Cancelled).Select(e => e.StepId).ToHashSet();
        if (File.Signing?.RemoveAll(s => !File.Tasks.Exists(t => t.StepId == s.StepId) && (ended.Contains(s.StepId) || !s.Signers.Exists(l => l.State == SignerState.SentBack))) is { } open)
        {
            File = File with { Signing = open.IsEmpty ? null : open };
        }
    }

    private void Show(StepSigning signing) => File = File with { Signing = (File.Signing ?? []).RemoveAll(s => s.StepId == signing.StepId).Add(signing) };

    /// <summary>Who signs in a step now. Where nobody has, it began anew: signatures of an earlier round count no more.</summary>
    private void Show(FlowEffect.ShowSigning shown)
    {
        var begun = shown.Signers.Any(s => s.State == SignerState.Signed);
        var away = File.FindSigning(shown.StepId)?.Signers.Where(s => s.State == SignerState.SentBack).Select(s => s.TaskId).ToHashSet() ?? [];
        var lines = shown.Signers.Select(s => s.State == SignerState.Open && away.Contains(s.TaskId) ? s with { State = SignerState.SentBack } : s);
        Show(new StepSigning(shown.StepId, [.. lines], begun ? File.FindSigning(shown.StepId)?.Signatures ?? [] : []));
        foreach (var task in begun ? [] : File.Tasks.Where(t => t.StepId == shown.StepId && t.Signed is not null).ToList())
        {
            Replace(task with { Signed = null });
        }
    }

    /// <summary>Puts the case back to before its last act: tasks, timers, signatures and the flow.</summary>
    public void Restore(LastAct act)
    {
        var before = act.Before!;
        foreach (var followed in before.Opened.Select(File.FindTask).OfType<CaseTask>().ToList())
        {
            CloseTask(followed);
        }

        File = File with
        {
            Flow = before.Flow,
            FlowStatus = before.FlowStatus,
            Timers = [.. File.Timers.Where(t => t.Kind != CaseTimerKind.Flow), .. before.Timers],
            Signing = before.Signing,
            Awaits = before.Awaits,
            Incidents = before.Incidents ?? File.Incidents,
            Tasks = File.Tasks.ConvertAll(t => t.Signed is { } signed && t.Kind == TaskKind.Countersign ? t with { Signed = Unsigned(signed, act.By) } : t),
            LastAct = null,
        };
        ForgetDone(before.Closed.Select(t => t.StepId));
        foreach (var task in before.Closed)
        {
            Reopen(task.Id == act.Task ? task with { Assignee = task.Assignee ?? act.By, AssigneeName = task.AssigneeName ?? act.ByName, Handed = null } : task);
        }
    }

    /// <summary>Whether the task was finished and is open again: it is with whoever had it.</summary>
    public bool IsReopened(Guid task) => _reopened.Contains(task);

    private static ImmutableList<TaskSignature>? Unsigned(ImmutableList<TaskSignature> signed, Guid by) => signed.RemoveAll(s => s.By == by) is { IsEmpty: false } left ? left : null;

    /// <summary>The task is open as it was; its clock goes on as if it had not been stopped.</summary>
    private void Reopen(CaseTask task)
    {
        _reopened.Add(task.Id);
        File = File with { Tasks = File.Tasks.Add(task) };
        if (task.Limit is not null && File.Ledger.Entries.LastOrDefault(e => e.Key == task.Id.ToString() && e.Entry == ClockEntryType.Stop) is { } stop)
        {
            File = File with
            {
                Ledger = File.Ledger.Append(new ClockEntry(0, ClockKind.Step, ClockEntryType.Void, Today, now, null, null, task.StepId, null, null, ActorKey, Key: stop.Key, Corrects: stop.Seq)),
            };
        }
    }
}
