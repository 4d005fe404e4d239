using Platform.Model;

namespace Platform.Server.Cases.Tasks;

/// <summary>
/// Give a task to a colleague for good 转办, by whoever has it or could take it, or by who supervises there, also out of somebody's hands. The handler has
/// checked that the colleague may do the task; clocks do not notice.
/// </summary>
internal sealed record TransferTask : TaskCommand
{
    public required Guid To { get; init; }
    public required string ToName { get; init; }
    public required string Reason { get; init; }

    protected override ValueTask<Result<Done>> DecideAsync(CaseWork work, CaseTask task, CancellationToken ct)
    {
        if ((task.Assignee != To || task.Lent is not null) && !IsAllowedToOthers(work.File, task) && CheckHeld(task) is { } held)
        {
            return new(held);
        }

        if (task.Assignee != To || task.Lent is not null)
        {
            work.Replace(task.HandedTo(To, ToName, Actor, work.Now) with { Lent = null });
            work.Record("task.transferred", new { task = task.Id, task.StepId, to = To, toName = ToName, reason = Reason });
        }

        return new(Done.It);
    }

    protected override bool IsAllowedToOthers(CaseFile file, CaseTask task) => CaseAccess.MayReassign(Actor, task, file);
}
