using Platform.Model;

namespace Platform.Server.Cases.Tasks;

/// <summary>
/// Undo having claimed a task or given it away: it goes back to whoever had it before, while nobody has touched it since and not for long. What was completed stays:
/// the flow has gone on, papers and messages have left.
/// </summary>
internal sealed record UndoHandover : TaskCommand
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>Whether whoever had the task before may still do it; without a meaning where nobody had it.</summary>
    public required bool MayGoBack { get; init; }

    protected override ValueTask<Result<Done>> DecideAsync(CaseWork work, CaseTask task, CancellationToken ct)
    {
        if (task.Handed is not { } handed || handed.By != Actor.AccountId || (handed.From is not null && !MayGoBack))
        {
            return new(Problem.Conflict("task.undo.nothing"));
        }

        if (work.Now - handed.At > Window)
        {
            return new(Problem.Conflict("task.undo.late", ("expected", (int)Window.TotalMinutes)));
        }

        work.Replace(task with { Assignee = handed.From, AssigneeName = handed.FromName, Handed = null });
        work.Record("task.handoverUndone", new { task = task.Id, task.StepId, from = task.Assignee, fromName = task.AssigneeName, to = handed.From, toName = handed.FromName });
        return new(Done.It);
    }

    protected override bool IsAllowedToOthers(CaseFile file, CaseTask task) => CaseAccess.MayReassign(Actor, task, file);
}
