using Platform.Model;

namespace Platform.Server.Cases.Tasks;

/// <summary>
/// 撤回: take back having finished a task while nobody has opened what followed and nothing has left the office. The task is open again with whoever had it, what followed
/// closes, and the flow stands where it stood. A refusal says which condition does not hold.
/// </summary>
internal sealed record RecallTask : CaseCommand
{
    /// <summary>The finished task.</summary>
    public required Guid TaskId { get; init; }

    public required string Opinion { get; init; }

    /// <summary>Why it cannot be taken back; null when it can.</summary>
    public static Problem? Check(CaseFile file, Guid task, Guid? account)
    {
        if (file.LastAct is not { } act || act.Task != task)
        {
            return file.FindTask(task) is not null ? Problem.Conflict("task.recall.open") : Problem.Conflict("task.recall.movedOn");
        }

        if (act.By != account)
        {
            return Problem.Forbidden("task.recall.notYours", ("name", act.ByName));
        }

        if (act.Before is not { } before)
        {
            return Problem.Conflict("task.recall.left", ("event", act.Left));
        }

        var followed = before.Opened.ConvertAll(file.FindTask);
        return followed.Contains(null) ? Problem.Conflict("task.recall.movedOn")
            : followed.Find(t => t!.Handed is not null || t.Lent is not null) is { } taken ? Problem.Conflict("task.recall.claimed", ("name", taken.AssigneeName))
            : act.SeenBy is { } seen ? Problem.Conflict("task.recall.seen", ("name", seen))
            : null;
    }

    public override Problem? Unknown(CaseFile file) =>
        CaseAccess.MayReadAsStaff(Actor, file) || (Actor.AccountId is { } me && file.LastAct?.By == me) ? null : TaskCommand.UnknownTask(TaskId);

    public override ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        if ((Check(work.File, TaskId, Actor.AccountId) ?? TaskCommand.CheckOpinion(Opinion)) is { } refused)
        {
            return new(refused);
        }

        var act = work.File.LastAct!;
        var own = act.Before!.Closed[0];
        if (!CaseAccess.MayDo(Actor, own, work.File))
        {
            return new(Problem.Forbidden("task.notYours", ("role", own.Audience.Role)));
        }

        work.ActingRole = CaseAccess.RoleFor(own);
        work.Restore(act);
        work.Record("task.recalled", new { task = own.Id, own.StepId, own.Kind, opinion = Opinion, closed = act.Before.Opened });
        return new(Done.It);
    }
}

/// <summary>Somebody has opened a task that followed from an act which could still be taken back: from now on it cannot. Told again, or of another task, it changes nothing.</summary>
internal sealed record SeeTask : TaskCommand
{
    /// <summary>Whether it matters that the account opens the task.</summary>
    public static bool Matters(CaseFile file, Guid task, Guid? account) =>
        file.LastAct is { Before: { } before, SeenBy: null } act && act.By != account && before.Opened.Contains(task);

    protected override ValueTask<Result<Done>> DecideAsync(CaseWork work, CaseTask task, CancellationToken ct)
    {
        if (Matters(work.File, task.Id, Actor.AccountId))
        {
            work.File = work.File with { LastAct = work.File.LastAct! with { SeenBy = Actor.Name } };
            work.Record("task.seen", new { task = task.Id, task.StepId });
        }

        return new(Done.It);
    }
}
