using System.Collections.Immutable;
using Platform.Model.Flows;

namespace Platform.Server.Cases.Tasks;

/// <summary>
/// The last task somebody finished in a case, while the flow has not gone on since: what they would take back 撤回. Only what nobody has seen or acted upon can be, and
/// nothing that has left the office.
/// </summary>
/// <param name="By">Account of whoever finished it.</param>
/// <param name="Left">What has left the office with it, by its name in the journal; null = nothing, then <paramref name="Before"/> is kept.</param>
/// <param name="SeenBy">Who has opened one of the tasks that followed; null = nobody.</param>
internal sealed record LastAct(Guid Task, Guid By, string ByName, DateTimeOffset At, string? Left, BeforeAct? Before, string? SeenBy = null)
{
    public static LastAct Of(CaseFile before, CaseWork work, CaseTask task, Guid by)
    {
        var now = work.File;
        var kept = work.Left is not null ? null : new BeforeAct(
            before.Flow!,
            before.FlowStatus,
            [task, .. before.Tasks.Where(t => t.Id != task.Id && now.FindTask(t.Id) is null)],
            [.. now.Tasks.Where(t => before.FindTask(t.Id) is null).Select(t => t.Id)],
            [.. before.Timers.Where(t => t.Kind == CaseTimerKind.Flow)],
            before.Signing,
            before.Awaits,
            before.Incidents);
        return new(task.Id, by, work.Actor.Name, work.Now, work.Left, kept);
    }
}

/// <summary>The part of a case that taking back restores.</summary>
/// <param name="Closed">Tasks that closed, the finished one first.</param>
/// <param name="Opened">Tasks that opened.</param>
/// <param name="Timers">Timers of the flow.</param>
/// <param name="Awaits">Events the flow waited for.</param>
internal sealed record BeforeAct(
    FlowSnapshot Flow, FlowStatus FlowStatus, ImmutableList<CaseTask> Closed, ImmutableList<Guid> Opened, ImmutableList<CaseTimer> Timers, ImmutableList<StepSigning>? Signing, ImmutableList<EventWait>? Awaits = null,
    ImmutableList<CaseIncident>? Incidents = null);
