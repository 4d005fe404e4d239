using Platform.Model;

namespace Platform.Server.Cases.Tasks;

/// <summary>A command about one open task. Checks that the task is open and the actor's before anything else.</summary>
internal abstract record TaskCommand : CaseCommand
{
    public required Guid TaskId { get; init; }

    public sealed override Problem? Unknown(CaseFile file) =>
        CaseAccess.MayReadAsStaff(Actor, file) || CaseAccess.IsApplicant(Actor, file) ? null : UnknownTask(TaskId);

    public sealed override ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        if (work.File.FindTask(TaskId) is not { } task)
        {
            return new(Problem.Conflict("task.notOpen", ("task", TaskId)));
        }

        if (task.IsSignedBy(Actor.AccountId))
        {
            return new(Problem.Forbidden("task.signedAlready"));
        }

        if (!CaseAccess.MayDo(Actor, task, work.File))
        {
            return new(Problem.Forbidden("task.notYours", ("role", task.Audience.Role)));
        }

        work.ActingRole = CaseAccess.RoleFor(task);
        return DecideAsync(work, task, ct);
    }

    protected abstract ValueTask<Result<Done>> DecideAsync(CaseWork work, CaseTask task, CancellationToken ct);

    public static Problem UnknownTask(Guid id) => Problem.NotFound("task.unknown", ("task", id));
}
