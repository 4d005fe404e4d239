using Platform.Model;

namespace Platform.Server.Cases.Tasks;

/// <summary>A task that is with a colleague for their opinion 委派 and comes back.</summary>
/// <param name="By">Whose task it is.</param>
/// <param name="Question">What the colleague is asked.</param>
internal sealed record TaskLoan(Guid By, string ByName, DateTimeOffset At, string Question);

/// <summary>What a colleague said who was asked.</summary>
internal sealed record TaskAdvice(Guid By, string Name, string Question, string Opinion, DateTimeOffset At);

/// <summary>委派: whoever has a task asks a colleague for an opinion and gets the task back with it; only they finish it. One who was asked does not pass it on.</summary>
internal sealed record LendTask : TaskCommand
{
    public required Guid To { get; init; }
    public required string ToName { get; init; }
    public required string Question { get; init; }

    protected override ValueTask<Result<Done>> DecideAsync(CaseWork work, CaseTask task, CancellationToken ct)
    {
        if (task.Lent is not null && task.Assignee == Actor.AccountId)
        {
            return new(Problem.Conflict("task.lend.nested", ("name", task.Lent.ByName)));
        }

        if ((CheckHeld(task) ?? CheckClaimed(task) ?? CheckOpinion(Question)) is { } refused)
        {
            return new(refused);
        }

        if (To == task.Assignee)
        {
            return new(Problem.Invalid("task.lend.self", "to"));
        }

        work.Replace(task with { Assignee = To, AssigneeName = ToName, Handed = null, Lent = new(task.Assignee!.Value, task.AssigneeName ?? Actor.Name, work.Now, Question) });
        work.Record("task.lent", new { task = task.Id, task.StepId, to = To, toName = ToName, opinion = Question });
        work.TellStaff(new(To, null, null, null), TaskAssigner.Template, new { title = task.Title.In(LocalizedText.Chinese) });
        return new(Done.It);
    }
}

/// <summary>The colleague who was asked answers: the task goes back to whose it is, with the opinion. Where they may no longer do it, it goes to whoever may.</summary>
internal sealed record AdviseTask : TaskCommand
{
    public required string Opinion { get; init; }

    /// <summary>Whether whoever lent the task may still do it.</summary>
    public required bool LenderMayDo { get; init; }

    protected override ValueTask<Result<Done>> DecideAsync(CaseWork work, CaseTask task, CancellationToken ct)
    {
        if (task.Lent is not { } loan)
        {
            return new(Problem.Conflict("task.notLent"));
        }

        if (IsHeldByOther(task))
        {
            return new(Problem.Conflict("task.claimedByOther", ("holder", task.AssigneeName)));
        }

        if (CheckOpinion(Opinion) is { } silent)
        {
            return new(silent);
        }

        FinishedTask.RememberOfficer(work, task);
        var advice = new TaskAdvice(Actor.AccountId!.Value, Actor.Name, loan.Question, Opinion, work.Now);
        work.Replace(task.TakenBack(LenderMayDo) with { Advice = [.. task.Advice ?? [], advice] });
        work.Record("task.advised", new { task = task.Id, task.StepId, opinion = Opinion, to = loan.By, toName = loan.ByName });
        if (!LenderMayDo)
        {
            work.Record("task.returned", new { task = task.Id, task.StepId, from = loan.By, fromName = loan.ByName });
        }

        return new(Done.It);
    }
}

/// <summary>Whose task it is takes it back without waiting for the opinion; who supervises there may do that too.</summary>
internal sealed record ReclaimTask : TaskCommand
{
    protected override ValueTask<Result<Done>> DecideAsync(CaseWork work, CaseTask task, CancellationToken ct)
    {
        if (task.Lent is not { } loan)
        {
            return new(Problem.Conflict("task.notLent"));
        }

        if (loan.By != Actor.AccountId && Actor.InPlaceOf(loan.By) is null && !IsAllowedToOthers(work.File, task))
        {
            return new(Problem.Forbidden("task.lend.notYours", ("name", loan.ByName)));
        }

        work.Replace(task.TakenBack(mayDo: true));
        work.Record("task.reclaimed", new { task = task.Id, task.StepId, from = task.Assignee, fromName = task.AssigneeName });
        return new(Done.It);
    }

    protected override bool IsAllowedToOthers(CaseFile file, CaseTask task) => CaseAccess.MayReassign(Actor, task, file);
}
