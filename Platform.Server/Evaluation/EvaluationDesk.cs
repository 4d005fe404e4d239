using System.Data.Common;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Evaluation;

/// <summary>The neutral desk: negative ratings are claimed, verified, and only after that set aside when they were mistaken or, with a second person's word, malicious.</summary>
internal sealed class EvaluationDesk(RatingTaskStore tasks, ICommitQueue commits, TimeProvider time)
{
    private const int PageSize = 50;

    /// <param name="State">received, verifying, malicious or closed.</param>
    /// <param name="Outcome">confirmed, mistaken or malicious; null until verified.</param>
    /// <param name="Mine">The present actor has claimed it.</param>
    internal sealed record Item(
        Guid Id,
        string ProjectNo,
        int ServiceNumber,
        LocalizedText ItemName,
        string ServiceName,
        DateTimeOffset ServedAt,
        LocalityCode Locality,
        string Authority,
        int Grade,
        IReadOnlyList<string> Tags,
        string? Text,
        string Channel,
        DateTimeOffset RatedAt,
        RatingTaskState State,
        DateTimeOffset DueAt,
        bool Overdue,
        string? Assignee,
        bool Mine,
        RatingFinding? Outcome,
        string? Finding);

    internal sealed record Page(IReadOnlyList<Item> Items, string? Next);

    /// <param name="Result">confirmed, mistaken or malicious.</param>
    /// <param name="Finding">What the call-back gave, 1–500 characters.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record VerifyRequest(RatingFinding Result, string Finding);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record AgreeRequest(bool Agreed);

    public static void Map(RouteGroupBuilder api)
    {
        var desk = api.MapGroup("/evaluation-desk/tasks").Needs(Permissions.EvaluationsHandle).WithTags("Evaluation");
        desk.MapGet("", async (RatingTaskState? state, string? cursor, EvaluationDesk tasks, ICurrentActor current, CancellationToken ct) =>
                (await tasks.ListAsync(current.Actor, state, cursor, ct)).ToHttp())
            .Produces<Page>().WithName("listRatingTasks");
        desk.MapPost("/{id:guid}/claim", async (Guid id, EvaluationDesk tasks, ICurrentActor current, CancellationToken ct) =>
                (await tasks.ClaimAsync(current.Actor, id, ct)).ToHttp())
            .Produces<Item>().WithName("claimRatingTask");
        desk.MapPost("/{id:guid}/verify", async (Guid id, VerifyRequest request, EvaluationDesk tasks, ICurrentActor current, CancellationToken ct) =>
                (await tasks.VerifyAsync(current.Actor, id, request, ct)).ToHttp())
            .Produces<Item>().WithName("verifyRatingTask");
        desk.MapPost("/{id:guid}/agree", async (Guid id, AgreeRequest request, EvaluationDesk tasks, ICurrentActor current, CancellationToken ct) =>
                (await tasks.AgreeAsync(current.Actor, id, request, ct)).ToHttp())
            .Produces<Item>().WithName("agreeRatingTask");
    }

    /// <summary>Oldest first.</summary>
    public async Task<Result<Page>> ListAsync(Actor actor, RatingTaskState? state, string? cursor, CancellationToken ct)
    {
        Guid? after = null;
        if (cursor is not null)
        {
            if (!Guid.TryParseExact(cursor, "N", out var id))
            {
                return Problem.Invalid("request.parameter", "cursor", ("parameter", "cursor"), ("value", cursor));
            }

            after = id;
        }

        var found = await tasks.ListAsync(actor, state, after, PageSize + 1, ct);
        var shown = found.Take(PageSize).ToList();
        return new Page([.. shown.Select(i => Show(i, actor))], found.Count > PageSize ? shown[^1].Task.Id.ToString("N") : null);
    }

    public Task<Result<Item>> ClaimAsync(Actor actor, Guid id, CancellationToken ct) => ChangeAsync(actor, id, task => RatingTaskRules.Claim(task, actor), ct);

    public Task<Result<Item>> VerifyAsync(Actor actor, Guid id, VerifyRequest request, CancellationToken ct) =>
        ChangeAsync(actor, id, task => RatingTaskRules.Verify(task, actor, request.Result, request.Finding, time.GetUtcNow()), ct);

    public Task<Result<Item>> AgreeAsync(Actor actor, Guid id, AgreeRequest request, CancellationToken ct) =>
        ChangeAsync(actor, id, task => RatingTaskRules.Agree(task, actor, request.Agreed, time.GetUtcNow()), ct);

    private async Task<Result<Item>> ChangeAsync(Actor actor, Guid id, Func<RatingTask, Result<RatingTask>> change, CancellationToken ct)
    {
        var changed = await commits.CommitAsync<RatingTask>((transaction, inner) => CommitAsync(transaction, id, change, inner), ct);
        return changed.Succeeded ? Show((await tasks.FindItemAsync(id, ct))!, actor) : Result<Item>.Refused(changed.Problems);
    }

    private static async ValueTask<Result<RatingTask>> CommitAsync(DbTransaction transaction, Guid id, Func<RatingTask, Result<RatingTask>> change, CancellationToken ct)
    {
        if (await RatingTaskStore.FindAsync(transaction, id, ct) is not { } before)
        {
            return EvaluationProblems.UnknownTask;
        }

        var changed = change(before);
        if (!changed.TryGet(out var task) || task == before)
        {
            return changed;
        }

        if (!await RatingTaskStore.SaveAsync(transaction, task, ct))
        {
            return EvaluationProblems.TaskTaken(null);
        }

        return RatingTaskRules.Exclusion(task) is { } exclusion ? await ExcludeAsync(transaction, task, exclusion, ct) : task;
    }

    private static async ValueTask<Result<RatingTask>> ExcludeAsync(DbTransaction transaction, RatingTask task, RatingExclusion exclusion, CancellationToken ct)
    {
        var rating = await RatingStore.FindAsync(transaction, task.ProjectNo, task.ServiceNumber, ct) ?? throw new InvalidOperationException($"Task {task.Id} has no rating.");
        var excluded = EvaluationRules.Exclude(rating, exclusion);
        if (!excluded.TryGet(out var aside))
        {
            return Result<RatingTask>.Refused(excluded.Problems);
        }

        await RatingStore.ExcludeAsync(transaction, aside, ct);
        return task;
    }

    private Item Show(DeskItem item, Actor actor) => new(
        item.Task.Id,
        item.Task.ProjectNo,
        item.Task.ServiceNumber,
        item.ItemName,
        item.ServiceName,
        item.ServedAt,
        item.Task.Locality,
        item.Task.Authority,
        item.Grade,
        item.Tags,
        item.Text,
        item.Channel,
        item.RatedAt,
        item.Task.State,
        item.Task.DueAt,
        item.Task.State != RatingTaskState.Closed && item.Task.DueAt < time.GetUtcNow(),
        item.Task.AssigneeName,
        item.Task.Assignee is { } assignee && assignee == actor.AccountId,
        item.Task.Outcome,
        item.Task.Finding);
}
