using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Flows;
using Platform.Server.Cases.Ladder;

namespace Platform.Server.Cases;

/// <summary>A timer of the case is due. One that is gone, or whose clock has moved, changes nothing.</summary>
internal sealed record FireTimer : CaseCommand
{
    private static readonly JsonElement Nothing = JsonDocument.Parse("{}").RootElement;

    public required Guid TimerId { get; init; }

    public override async ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        if (work.File.Timers.Find(t => t.Id == TimerId) is not { } timer)
        {
            return Done.It;
        }

        work.ActingRole = "system";
        work.File = work.File with { Timers = work.File.Timers.Remove(timer) };
        switch (timer.Kind)
        {
            case CaseTimerKind.Flow:
                return await work.AdvanceAsync(new FlowStimulus.TimerDue(timer.Id), ct);
            case CaseTimerKind.Clock or CaseTimerKind.NoticeRunsOut or CaseTimerKind.SupplementRunsOut:
                return await LookAtClocksAsync(work, ct);
            case CaseTimerKind.GapWarning when work.File.Facts is { OpenGap.Count: > 0, GapDueOn: { } due }:
                work.File = work.File with { GapWarned = true };
                work.Record("gap.warned", new { dueOn = due, materials = work.File.Facts.OpenGap });
                work.TellApplicant("gap-due", new { dueOn = due, materials = BrokenPromise.NamesOf(work.File, work.File.Facts.OpenGap) });
                return Done.It;
            case CaseTimerKind.GapRunsOut when work.File.Facts is { OpenGap: { Count: > 0 } open, GapDueOn: { } due } && ChinaTime.EndOfDay(due) <= work.Now:
                return await BrokenPromise.TerminateAsync(work, $"容缺承诺的材料在 {due:yyyy-MM-dd} 前没有补交：{string.Join("、", BrokenPromise.NamesOf(work.File, open))}", ct);
            default:
                return Done.It;
        }
    }

    private static async ValueTask<Result<Done>> LookAtClocksAsync(CaseWork work, CancellationToken ct)
    {
        CaseLadder.Climb(work);
        return RanOut(work, ClockKind.Notice, CaseState.Received) ? await ThenAsync(work, new CaseTransition.DeemAccepted(), FlowSignals.DeemedAccepted, ct)
            : RanOut(work, ClockKind.Supplement, CaseState.Supplementing) ? await ThenAsync(work, new CaseTransition.SupplementOverdue(), FlowSignals.SupplementOverdue, ct)
            : Done.It;
    }

    private static bool RanOut(CaseWork work, ClockKind clock, CaseState state) =>
        work.File.State == state
        && ClockRules.Read(work.File.Ledger, clock, work.Item.Calendar, work.Today, now: work.Now) is { State: ClockState.Running, DeadlineAt: { } deadline }
        && deadline <= work.Now;

    private static async ValueTask<Result<Done>> ThenAsync(CaseWork work, CaseTransition transition, string signal, CancellationToken ct)
    {
        var applied = work.Apply(transition);
        var advanced = applied.Succeeded ? await work.AdvanceAsync(new FlowStimulus.Signal(signal, Nothing), ct) : applied;
        if (advanced.Succeeded)
        {
            // What has been accepted by law reaches back to the receipt, so half of its time may be gone already.
            CaseLadder.Climb(work);
        }

        return advanced;
    }
}
