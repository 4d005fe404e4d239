using Platform.Model;

namespace Platform.Server.Cases.Tasks;

/// <summary>Take a task 签收 so that colleagues leave it alone. Claiming one's own again changes nothing.</summary>
internal sealed record ClaimTask : TaskCommand
{
    protected override ValueTask<Result<Done>> DecideAsync(CaseWork work, CaseTask task, CancellationToken ct)
    {
        if (IsHeldByOther(task))
        {
            return new(Problem.Conflict("task.claimedByOther", ("holder", task.AssigneeName)));
        }

        if (task.Assignee != Actor.AccountId)
        {
            work.Replace(task.HandedTo(Actor.AccountId, Actor.Name, Actor, work.Now));
            work.Record("task.claimed", new { task = task.Id, task.StepId });
        }

        return new(Done.It);
    }
}

/// <summary>Put a claimed task back for the colleagues.</summary>
internal sealed record ReleaseTask : TaskCommand
{
    protected override ValueTask<Result<Done>> DecideAsync(CaseWork work, CaseTask task, CancellationToken ct)
    {
        if (CheckHeld(task) is { } held)
        {
            return new(held);
        }

        if (task.Assignee is not null)
        {
            work.Replace(task with { Assignee = null, AssigneeName = null, Handed = null });
            work.Record("task.released", new { task = task.Id, task.StepId });
        }

        return new(Done.It);
    }
}
