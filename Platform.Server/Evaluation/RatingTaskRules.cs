using Platform.Model;
using Platform.Model.Evaluation;
using Platform.Model.Identity;

namespace Platform.Server.Evaluation;

/// <summary>How a negative rating is handled at the desk. Whoever works for the rated authority never touches it (DOMAIN §8).</summary>
internal static class RatingTaskRules
{
    public const int MaximumFinding = 500;

    /// <summary>Whether this person may see and handle it.</summary>
    public static Problem? Refusal(RatingTask task, Actor actor) =>
        !actor.May(Permissions.EvaluationsHandle, task.Locality, task.Authority) ? EvaluationProblems.UnknownTask
        : actor.Kind == ActorKind.System ? null
        : EvaluationRules.CheckVerifier(actor, task.Authority);

    /// <summary>Claiming what one has already claimed changes nothing.</summary>
    public static Result<RatingTask> Claim(RatingTask task, Actor actor)
    {
        if (Refusal(task, actor) is { } refusal)
        {
            return refusal;
        }

        return task.State switch
        {
            RatingTaskState.Received => task with { State = RatingTaskState.Verifying, Assignee = actor.AccountId, AssigneeName = actor.Name },
            RatingTaskState.Verifying when task.Assignee == actor.AccountId => task,
            RatingTaskState.Verifying => EvaluationProblems.TaskTaken(task.AssigneeName),
            _ => EvaluationProblems.TaskState(task.State),
        };
    }

    /// <summary>Confirmed and mistaken ones are closed at once; a malicious one waits for a second person.</summary>
    public static Result<RatingTask> Verify(RatingTask task, Actor actor, RatingFinding outcome, string finding, DateTimeOffset now)
    {
        if (Refusal(task, actor) is { } refusal)
        {
            return refusal;
        }

        if (task.State != RatingTaskState.Verifying)
        {
            return EvaluationProblems.TaskState(task.State);
        }

        if (task.Assignee != actor.AccountId)
        {
            return EvaluationProblems.NotAssignee;
        }

        if (CheckFinding(finding) is { } problem)
        {
            return problem;
        }

        var closed = outcome != RatingFinding.Malicious;
        return task with
        {
            State = closed ? RatingTaskState.Closed : RatingTaskState.Malicious,
            Outcome = outcome,
            Finding = finding.Trim(),
            VerifiedBy = actor.AccountId,
            VerifiedAt = now,
            ClosedAt = closed ? now : null,
        };
    }

    /// <summary>The second person's word on a malicious one: agreed closes it, not agreed gives it back to the first for another look.</summary>
    public static Result<RatingTask> Agree(RatingTask task, Actor actor, bool agreed, DateTimeOffset now)
    {
        if (Refusal(task, actor) is { } refusal)
        {
            return refusal;
        }

        if (task.State != RatingTaskState.Malicious)
        {
            return EvaluationProblems.TaskState(task.State);
        }

        if (task.VerifiedBy == actor.AccountId)
        {
            return Problem.Forbidden("evaluation.exclusion.secondPerson");
        }

        return agreed
            ? task with { State = RatingTaskState.Closed, AgreedBy = actor.AccountId, ClosedAt = now }
            : task with { State = RatingTaskState.Verifying, Outcome = null };
    }

    /// <summary>How the rating is set aside once the task is closed; null while it counts.</summary>
    public static RatingExclusion? Exclusion(RatingTask task) => task switch
    {
        { State: RatingTaskState.Closed, Outcome: RatingFinding.Mistaken } => new(ExclusionReason.Mistaken, task.Finding!, task.VerifiedBy!.Value.ToString("D")),
        { State: RatingTaskState.Closed, Outcome: RatingFinding.Malicious } => new(ExclusionReason.Malicious, task.Finding!, task.VerifiedBy!.Value.ToString("D"), task.AgreedBy!.Value.ToString("D")),
        _ => null,
    };

    private static Problem? CheckFinding(string finding) => finding.Trim().Length switch
    {
        0 => Problem.Invalid("evaluation.findingRequired", "finding"),
        > MaximumFinding => Problem.Invalid("evaluation.text.length", "finding", ("found", finding.Trim().Length), ("expected", MaximumFinding)),
        _ => null,
    };
}
