using Platform.Model;
using Platform.Model.Identity;

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

        work.InPlaceOf = Actor.InPlaceOf(task.Assignee);
        if (task.IsSignedBy(Actor.AccountId) || task.IsSignedBy(work.InPlaceOf?.Account))
        {
            return new(Problem.Forbidden("task.signedAlready"));
        }

        var own = CaseAccess.MayDo(Actor, task, work.File);
        if (!own && !IsAllowedToOthers(work.File, task))
        {
            return new(CaseAccess.IsOfOtherGroup(Actor, task, work.File)
                ? Problem.Forbidden("task.otherGroup", ("group", task.Audience.Group))
                : Problem.Forbidden("task.notYours", ("role", task.Audience.Role)));
        }

        work.ActingRole = own ? CaseAccess.RoleFor(task) : Roles.Supervisor;
        return DecideAsync(work, task, ct);
    }

    /// <summary>Whether somebody has claimed the task in whose place the actor does not act.</summary>
    protected bool IsHeldByOther(CaseTask task) => task.Assignee is { } holder && holder != Actor.AccountId && Actor.InPlaceOf(holder) is null;

    protected abstract ValueTask<Result<Done>> DecideAsync(CaseWork work, CaseTask task, CancellationToken ct);

    /// <summary>Whether the actor may do this though the task is not theirs.</summary>
    protected virtual bool IsAllowedToOthers(CaseFile file, CaseTask task) => false;

    public static Problem UnknownTask(Guid id) => Problem.NotFound("task.unknown", ("task", id));
}
