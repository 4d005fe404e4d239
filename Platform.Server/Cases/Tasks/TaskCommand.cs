using Platform.Model;
using Platform.Model.Identity;

namespace Platform.Server.Cases.Tasks;

/// <summary>A command about one open task. Checks that the task is open and the actor's before anything else.</summary>
internal abstract record TaskCommand : CaseCommand
{
    protected const int MaxOpinion = 4000;

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

    /// <summary>What speaks against finishing the task or handing it on: a colleague has it, or was asked for an opinion that has not come.</summary>
    protected Problem? CheckHeld(CaseTask task) =>
        IsHeldByOther(task) && task.Lent?.By != Actor.AccountId ? Problem.Conflict("task.claimedByOther", ("holder", task.AssigneeName))
        : task.Lent is { } loan ? Problem.Conflict("task.lent", ("holder", task.AssigneeName), ("name", loan.ByName))
        : null;

    /// <summary>Some things only whoever has the task may do, not everybody who could take it.</summary>
    protected static Problem? CheckClaimed(CaseTask task) => task.Assignee is null ? Problem.Conflict("task.claimFirst") : null;

    /// <summary>Who changes the course of a case internally says why.</summary>
    public static Problem? CheckOpinion(string opinion) =>
        string.IsNullOrWhiteSpace(opinion) ? Problem.Invalid("task.reason.required", "opinion")
        : opinion.Length > MaxOpinion ? Problem.Invalid("form.tooLong", "opinion", ("value", opinion.Length), ("expected", MaxOpinion))
        : null;

    protected abstract ValueTask<Result<Done>> DecideAsync(CaseWork work, CaseTask task, CancellationToken ct);

    /// <summary>Whether the actor may do this though the task is not theirs.</summary>
    protected virtual bool IsAllowedToOthers(CaseFile file, CaseTask task) => false;

    public static Problem UnknownTask(Guid id) => Problem.NotFound("task.unknown", ("task", id));
}
