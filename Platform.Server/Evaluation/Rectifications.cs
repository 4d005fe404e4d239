using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Evaluation;

/// <summary>
/// What a department has to put right. It learns the item, the grade, the words offered for choosing and what the desk released of the rater's own; not the
/// case, not the service, not when it was rated, and it knows the rating by a key made for it alone.
/// </summary>
internal sealed class Rectifications(NegativeRatingStore store, HandlingDesk handling, TimeProvider time) : IStaffBadge
{
    public const string Page = "/workbench/rectifications";
    private const int PageSize = 50;

    /// <param name="Tags">Only words the rating page offers: others are the rater's own.</param>
    /// <param name="State">confirmed, appealed, upheld, rectifying, rectified, answered, reRated or closed.</param>
    /// <param name="DueAt">When the present stage must be done; for confirmed ones to take up or appeal.</param>
    /// <param name="RectifyDueAt">When the report must be there.</param>
    internal sealed record Item(
        Guid Id,
        LocalizedText ItemName,
        string Authority,
        int Grade,
        IReadOnlyList<string> Tags,
        string Text,
        HandlingState State,
        DateTimeOffset ConfirmedAt,
        DateTimeOffset DueAt,
        DateTimeOffset RectifyDueAt,
        bool Overdue,
        string? Appeal,
        string? AppealDecision,
        string? Report,
        string? ReturnReason,
        string? Answer,
        HandlingGrade? ReRating,
        IReadOnlyList<string> Acts);

    internal sealed record ItemPage(IReadOnlyList<Item> Items, string? Next);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record AppealRequest(string Reason);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record ReportRequest(string Text);

    public static void Map(RouteGroupBuilder api)
    {
        var department = api.MapGroup("/rectifications").Needs(Permissions.EvaluationsRectify).WithTags("Evaluation");
        department.MapGet("", async (bool? closed, string? cursor, Rectifications all, ICurrentActor current, CancellationToken ct) =>
                (await all.ListAsync(current.Actor, closed == true, cursor, ct)).ToHttp())
            .Produces<ItemPage>().WithName("listRectifications");
        department.MapPost("/{id:guid}/take-up", async (Guid id, Rectifications all, ICurrentActor current, CancellationToken ct) =>
                (await all.ActAsync(current.Actor, id, new HandlingAct.TakeUp(), ct)).ToHttp())
            .Produces<Item>().WithName("takeUpRectification");
        department.MapPost("/{id:guid}/appeal", async (Guid id, AppealRequest request, Rectifications all, ICurrentActor current, CancellationToken ct) =>
                (await all.ActAsync(current.Actor, id, new HandlingAct.Appeal(request.Reason), ct)).ToHttp())
            .Produces<Item>().WithName("appealRating");
        department.MapPost("/{id:guid}/report", async (Guid id, ReportRequest request, Rectifications all, ICurrentActor current, CancellationToken ct) =>
                (await all.ActAsync(current.Actor, id, new HandlingAct.Report(request.Text), ct)).ToHttp())
            .Produces<Item>().WithName("reportRectification");
    }

    string IStaffBadge.Path => Page;

    public async ValueTask<int> CountAsync(Actor actor, CancellationToken ct) =>
        (await store.ListForDepartmentAsync(actor.ReachOf(Permissions.EvaluationsRectify), closed: false, null, PageSize, ct))
        .Count(i => i.Rating.State is HandlingState.Confirmed or HandlingState.Rectifying);

    /// <summary>In the order of their confirmation.</summary>
    public async Task<Result<ItemPage>> ListAsync(Actor actor, bool closed, string? cursor, CancellationToken ct)
    {
        if (!Cursors.TryRead(cursor, out var after))
        {
            return Cursors.Wrong(cursor!);
        }

        var found = await store.ListForDepartmentAsync(actor.ReachOf(Permissions.EvaluationsRectify), closed, after, PageSize + 1, ct);
        var shown = found.Take(PageSize).ToList();
        return new ItemPage([.. shown.Select(i => Show(i, actor))], found.Count > PageSize ? Cursors.Write(shown[^1].Rating.DepartmentReference!.Value) : null);
    }

    public async Task<Result<Item>> ActAsync(Actor actor, Guid reference, HandlingAct act, CancellationToken ct)
    {
        if (await store.FindItemByReferenceAsync(reference, ct) is not { } known)
        {
            return EvaluationProblems.UnknownTask;
        }

        var done = await handling.CarryOutAsync(
            known.Rating,
            new((transaction, inner) => NegativeRatingStore.FindByReferenceAsync(transaction, reference, inner), r => HandlingPeople.Department(r, actor), _ => act, known.ItemName),
            null,
            ct);
        return done.Succeeded ? Show((await store.FindItemByReferenceAsync(reference, ct))!, actor) : Result<Item>.Refused(done.Problems);
    }

    private Item Show(DeskItem item, Actor actor)
    {
        var (rating, detail) = (item.Rating, item.Rating.Detail);
        return new(
            rating.DepartmentReference!.Value,
            item.ItemName,
            rating.Authority,
            item.Grade,
            [.. item.Tags.Where(RatingTags.IsOffered)],
            detail.Released ?? "",
            rating.State,
            detail.ConfirmedAt!.Value,
            rating.DueAt,
            rating.RectifyDueAt!.Value,
            rating.IsOverdue(time.GetUtcNow()) && rating.State is HandlingState.Confirmed or HandlingState.Rectifying,
            detail.Appeal,
            detail.AppealDecision,
            detail.Report,
            detail.ReturnReason,
            detail.Answer,
            detail.ReRating,
            HandlingPeople.Department(rating, actor).TryGet(out var who) ? HandlingGuards.Possible(rating, who) : []);
    }
}
