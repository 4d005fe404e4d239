using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Repetition;

namespace Platform.Server.Cases.Tasks;

/// <summary>
/// <c>POST /api/v1/tasks/bulk</c>: one act on many tasks. Each task is a command of its own with the rules of the single one: a refused one stops no other,
/// and none is half done. They come one after the other, in the order asked.
/// </summary>
internal sealed class BulkTasks(TaskDesk desk, TaskMoves moves, CaseReader cases)
{
    public const int MostTasks = 500;

    public static void Map(RouteGroupBuilder tasks) => tasks.MapPost("/bulk", AnswerAsync).SignedIn().WithName("actOnTasks");

    private static async Task<IResult> AnswerAsync(BulkRequest request, HttpContext http, ICurrentActor current, BulkTasks bulk, ProblemTexts texts, CancellationToken ct)
    {
        if (request.Check() is { } problem)
        {
            return problem.ToHttp();
        }

        var items = new List<BulkAnswer>(request.Tasks.Count);
        await foreach (var item in bulk.RunAsync(current.Actor, request, http.RequestKey(), ct))
        {
            items.Add(new(item.Task, item.Problem is null, item.Case, item.Problem is { } p ? new(p.Code, p.Field, texts.Say(p)) : null));
        }

        return Results.Ok(new BulkAnswers(items));
    }

    /// <summary>One item per task, as soon as it is done or refused. Whoever stops listening, or cancels, leaves the rest of the tasks as they are.</summary>
    /// <param name="request">One that <see cref="BulkRequest.Check"/> finds nothing wrong with.</param>
    /// <param name="key">Of the whole request. Every task takes its own from it, so that a repetition does only what is not done yet.</param>
    public async IAsyncEnumerable<BulkItem> RunAsync(Actor actor, BulkRequest request, RequestKey? key, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var task in request.Tasks)
        {
            ct.ThrowIfCancellationRequested();
            var answer = await ActAsync(actor, request, task, key is null ? null : key with { Value = $"{key.Value}/{task}" }, ct);
            yield return answer.TryGet(out var done) ? new(task, done.File.Number, null) : new(task, await NumberAsync(task, answer.Problems[0], ct), answer.Problems[0]);
        }
    }

    private Task<Result<CaseAnswer>> ActAsync(Actor actor, BulkRequest request, Guid task, RequestKey? key, CancellationToken ct) => request.Action switch
    {
        BulkAction.Claim => cases.SendAsync(new ClaimTask { Actor = actor, TaskId = task, Key = key }, ct),
        BulkAction.Transfer => desk.TransferAsync(actor, task, request.To!.Value, request.Reason ?? "", null, key, ct),
        BulkAction.Complete => desk.CompleteAsync(actor, task, request.Outcome!, request.Opinion ?? "", [], null, key, ct),
        BulkAction.Delegate => moves.LendAsync(actor, task, request.To!.Value, request.Opinion ?? "", null, key, ct),
        BulkAction.Reclaim => moves.ReclaimAsync(actor, task, null, key, ct),
        BulkAction.Undo => desk.UndoAsync(actor, task, key, ct),
        _ => throw new InvalidOperationException($"There is no action '{request.Action}'."),
    };

    /// <summary>The case of a refused task; null for a task the actor may not know of.</summary>
    private async Task<string?> NumberAsync(Guid task, Problem refusal, CancellationToken ct) =>
        refusal.Kind == ProblemKind.NotFound ? null : (await cases.FindByTaskAsync(task, ct))?.File.Number;
}

internal enum BulkAction
{
    Claim,
    Transfer,
    Complete,
    /// <summary>委派: a colleague is asked for an opinion.</summary>
    Delegate,
    /// <summary>What was delegated is taken back without an opinion.</summary>
    Reclaim,
    /// <summary>Of a claim or transfer, for <see cref="UndoHandover.Window"/>.</summary>
    Undo,
}

/// <param name="Tasks">1–500 ids, none twice.</param>
/// <param name="Outcome">Of a completion: one of the outcomes of every task.</param>
/// <param name="Opinion">Of a completion: the same for all. Of a delegation: what the colleague is asked.</param>
/// <param name="To">Of a transfer or a delegation: account of the colleague.</param>
/// <param name="Reason">Of a transfer.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BulkRequest(BulkAction Action, IReadOnlyList<Guid> Tasks, string? Outcome = null, string? Opinion = null, Guid? To = null, string? Reason = null)
{
    /// <summary>What is wrong with the request as a whole: <c>task.bulk.count</c>, <c>task.bulk.twice</c> or <c>request.required</c>.</summary>
    public Problem? Check()
    {
        if (Tasks.Count is 0 or > BulkTasks.MostTasks)
        {
            return Problem.Invalid("task.bulk.count", "tasks", ("value", Tasks.Count), ("expected", $"1–{BulkTasks.MostTasks}"));
        }

        if (Tasks.GroupBy(t => t).FirstOrDefault(t => t.Skip(1).Any()) is { } twice)
        {
            return Problem.Invalid("task.bulk.twice", "tasks", ("task", twice.Key));
        }

        return Action switch
        {
            BulkAction.Complete when string.IsNullOrEmpty(Outcome) => Problem.Invalid("request.required", "outcome", ("member", "outcome")),
            BulkAction.Transfer or BulkAction.Delegate when To is null => Problem.Invalid("request.required", "to", ("member", "to")),
            _ => null,
        };
    }
}

/// <summary>What became of one task.</summary>
/// <param name="Case">Number of its case; null for a task the actor may not know of.</param>
/// <param name="Problem">Why it was refused; null when it was done.</param>
internal sealed record BulkItem(Guid Task, string? Case, Problem? Problem);

/// <param name="Items">In the order asked.</param>
internal sealed record BulkAnswers(IReadOnlyList<BulkAnswer> Items);

internal sealed record BulkAnswer(Guid Task, bool Ok, string? Case, ProblemError? Problem);
