using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Effects;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Evaluation;

/// <summary>The neutral desk: what negative ratings wait, and every act of its members. Nobody of the rated unit takes part, nobody sees who rated.</summary>
internal sealed class EvaluationDesk(
    NegativeRatingStore store, HandlingDesk handling, HandlingPeople people, ICaseParties parties, ICommitQueue commits, TimeProvider time) : IStaffBadge
{
    public const string Page = "/workbench/evaluation-desk";
    private const int PageSize = 50;

    /// <param name="State">received, verifying, mistaken, malicious, confirmed, appealed, upheld, rectifying, rectified, answered, reRated or closed.</param>
    /// <param name="Outcome">confirmed, mistaken, malicious or appealUpheld; null until verified, final when closed.</param>
    /// <param name="DueAt">End of the clock of the present state.</param>
    /// <param name="Late">Stages that took longer than their limit.</param>
    /// <param name="Mine">The present actor has claimed it.</param>
    /// <param name="Acts">What the present actor may do now: claim, confirm, findMistaken …</param>
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
        HandlingState State,
        DateTimeOffset DueAt,
        bool Overdue,
        int Late,
        string? Assignee,
        bool Mine,
        RatingFinding? Outcome,
        string? Finding,
        string? Released,
        string? Appeal,
        string? AppealDecision,
        string? Report,
        string? Answer,
        HandlingGrade? ReRating,
        string? ReRatingText,
        string? Correction,
        IReadOnlyList<string> Acts);

    /// <param name="Counts">All states in which something waits, whatever was asked for.</param>
    internal sealed record ItemPage(IReadOnlyList<Item> Items, string? Next, IReadOnlyList<StateCount> Counts);

    internal sealed record Step(string Act, HandlingState From, HandlingState To, DateTimeOffset At, bool Late, string Actor);

    internal sealed record History(IReadOnlyList<Step> Items);

    /// <summary>Whom to call back.</summary>
    internal sealed record Contact(string Name, string Phone);

    /// <param name="Result">confirmed, mistaken or malicious.</param>
    /// <param name="Finding">What the call-back gave, 1–500 characters.</param>
    /// <param name="Released">For a confirmed one: what the department may read of the rater's words; absent or empty releases nothing.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record VerifyRequest(RatingFinding Result, string Finding, string? Released = null);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record AgreeRequest(bool Agreed);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record AppealRequest(bool Upheld, string Reason);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record TextRequest(string Text);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record ReasonRequest(string Reason);

    /// <param name="ApplicantAgreed">The applicant said in the call-back that the department may learn which case it is.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record CorrectionRequest(string What, bool ApplicantAgreed);

    public static void Map(RouteGroupBuilder api)
    {
        var desk = api.MapGroup("/evaluation-desk/tasks").Needs(Permissions.EvaluationsHandle).WithTags("Evaluation");
        desk.MapGet("", async (string? state, string? cursor, EvaluationDesk tasks, ICurrentActor current, CancellationToken ct) =>
                {
                    var wanted = QueryWords.Read<HandlingState>(state, "state");
                    return (wanted.Succeeded ? await tasks.ListAsync(current.Actor, wanted.Value, cursor, ct) : Result<ItemPage>.Refused(wanted.Problems)).ToHttp();
                })
            .Produces<ItemPage>().WithName("listRatingTasks");
        desk.MapGet("/{id:guid}", async (Guid id, EvaluationDesk tasks, ICurrentActor current, CancellationToken ct) =>
                (await tasks.FindAsync(current.Actor, id, ct)).ToHttp())
            .Produces<Item>().WithName("readRatingTask");
        desk.MapGet("/{id:guid}/steps", async (Guid id, EvaluationDesk tasks, ICurrentActor current, CancellationToken ct) =>
                (await tasks.StepsAsync(current.Actor, id, ct)).ToHttp())
            .Produces<History>().WithName("listRatingTaskSteps");
        desk.MapPost("/{id:guid}/contact", async (Guid id, EvaluationDesk tasks, ICurrentActor current, CancellationToken ct) =>
                (await tasks.ContactAsync(current.Actor, id, ct)).ToHttp())
            .Produces<Contact>().WithName("readRatingTaskContact");
        desk.MapPost("/{id:guid}/claim", async (Guid id, EvaluationDesk tasks, ICurrentActor current, CancellationToken ct) =>
                (await tasks.ActAsync(current.Actor, id, new HandlingAct.Claim(), null, ct)).ToHttp())
            .Produces<Item>().WithName("claimRatingTask");
        desk.MapPost("/{id:guid}/verify", async (Guid id, VerifyRequest request, EvaluationDesk tasks, ICurrentActor current, CancellationToken ct) =>
                (await tasks.VerifyAsync(current.Actor, id, request, ct)).ToHttp())
            .Produces<Item>().WithName("verifyRatingTask");
        desk.MapPost("/{id:guid}/agree", async (Guid id, AgreeRequest request, EvaluationDesk tasks, ICurrentActor current, CancellationToken ct) =>
                (await tasks.AgreeAsync(current.Actor, id, request.Agreed, ct)).ToHttp())
            .Produces<Item>().WithName("agreeRatingTask");
        desk.MapPost("/{id:guid}/appeal", async (Guid id, AppealRequest request, EvaluationDesk tasks, ICurrentActor current, CancellationToken ct) =>
                (await tasks.DecideAppealAsync(current.Actor, id, request.Upheld, request.Reason, ct)).ToHttp())
            .Produces<Item>().WithName("decideRatingAppeal");
        desk.MapPost("/{id:guid}/return", async (Guid id, ReasonRequest request, EvaluationDesk tasks, ICurrentActor current, CancellationToken ct) =>
                (await tasks.ActAsync(current.Actor, id, new HandlingAct.ReturnReport(request.Reason), null, ct)).ToHttp())
            .Produces<Item>().WithName("returnRectification");
        desk.MapPost("/{id:guid}/answer", async (Guid id, TextRequest request, EvaluationDesk tasks, ICurrentActor current, HttpRequest http, CancellationToken ct) =>
                (await tasks.ActAsync(current.Actor, id, new HandlingAct.SendAnswer(request.Text), SiteOf(http), ct)).ToHttp())
            .Produces<Item>().WithName("answerRatingTask");
        desk.MapPost("/{id:guid}/reopen", async (Guid id, ReasonRequest request, EvaluationDesk tasks, ICurrentActor current, CancellationToken ct) =>
                (await tasks.ActAsync(current.Actor, id, new HandlingAct.Reopen(request.Reason), null, ct)).ToHttp())
            .Produces<Item>().WithName("reopenRatingTask");
        desk.MapPost("/{id:guid}/close", async (Guid id, EvaluationDesk tasks, ICurrentActor current, CancellationToken ct) =>
                (await tasks.ActAsync(current.Actor, id, new HandlingAct.Close(), null, ct)).ToHttp())
            .Produces<Item>().WithName("closeRatingTask");
        desk.MapPost("/{id:guid}/correction", async (Guid id, CorrectionRequest request, EvaluationDesk tasks, ICurrentActor current, CancellationToken ct) =>
                (await tasks.ActAsync(current.Actor, id, new HandlingAct.RequestCorrection(request.What, request.ApplicantAgreed), null, ct)).ToHttp())
            .Produces<Item>().WithName("requestCaseCorrection");
    }

    string IStaffBadge.Path => Page;

    /// <summary>What is new and what is late.</summary>
    public async ValueTask<int> CountAsync(Actor actor, CancellationToken ct) =>
        (await store.CountAsync(actor, await people.HomeOfAsync(actor, ct), time.GetUtcNow(), ct)).Sum(c => c.State == HandlingState.Received ? c.Open : c.Overdue);

    internal static Uri SiteOf(HttpRequest request) => new($"{request.Scheme}://{request.Host}");

    /// <summary>Oldest first.</summary>
    public async Task<Result<ItemPage>> ListAsync(Actor actor, HandlingState? state, string? cursor, CancellationToken ct)
    {
        if (!Cursors.TryRead(cursor, out var after))
        {
            return Cursors.Wrong(cursor!);
        }

        var home = await people.HomeOfAsync(actor, ct);
        var found = await store.ListAsync(actor, home, state, after, PageSize + 1, ct);
        var shown = found.Take(PageSize).ToList();
        var counts = await store.CountAsync(actor, home, time.GetUtcNow(), ct);
        return new ItemPage([.. shown.Select(i => Show(i, actor, home))], found.Count > PageSize ? Cursors.Write(shown[^1].Rating.Id) : null, counts);
    }

    public async Task<Result<Item>> FindAsync(Actor actor, Guid id, CancellationToken ct)
    {
        var found = await OpenAsync(actor, id, ct);
        return found.Succeeded ? Show(found.Value.Item, actor, found.Value.Home) : Result<Item>.Refused(found.Problems);
    }

    public async Task<Result<History>> StepsAsync(Actor actor, Guid id, CancellationToken ct)
    {
        var found = await OpenAsync(actor, id, ct);
        return found.Succeeded
            ? new History([.. (await store.StepsAsync(id, ct)).Select(s => new Step(s.Act, s.From, s.To, s.At, s.Late, s.ActorName))])
            : Result<History>.Refused(found.Problems);
    }

    /// <summary>For whoever verifies, to call back; each look is audited, without saying at whom.</summary>
    public async Task<Result<Contact>> ContactAsync(Actor actor, Guid id, CancellationToken ct)
    {
        var found = await OpenAsync(actor, id, ct);
        if (!found.TryGet(out var open))
        {
            return Result<Contact>.Refused(found.Problems);
        }

        var rating = open.Item.Rating;
        if (rating.Assignee != actor.AccountId || rating.IsClosed)
        {
            return EvaluationProblems.NotAssignee;
        }

        if (await parties.FindApplicantAsync(rating.ProjectNo, ct) is not { } applicant)
        {
            return EvaluationProblems.UnknownTask;
        }

        var looked = await commits.CommitAsync<Done>(
            async (transaction, inner) =>
            {
                await handling.AuditAsync(rating, open.Person, "rating.contactRead", new { }, new EffectScope(transaction, time.GetUtcNow(), rating.Locality), inner);
                return Done.It;
            },
            ct);
        return looked.Then<Contact>(_ => new Contact(applicant.Name, applicant.Phone));
    }

    public async Task<Result<Item>> VerifyAsync(Actor actor, Guid id, VerifyRequest request, CancellationToken ct)
    {
        switch (request.Result)
        {
            case RatingFinding.Mistaken:
                return await ActAsync(actor, id, new HandlingAct.FindMistaken(request.Finding), null, ct);
            case RatingFinding.Malicious:
                return await ActAsync(actor, id, new HandlingAct.FindMalicious(request.Finding), null, ct);
            case RatingFinding.AppealUpheld:
                return Problem.Invalid("evaluation.finding", "result", ("value", "appealUpheld"), ("expected", "confirmed, mistaken, malicious"));
            case RatingFinding.Confirmed:
                var found = await OpenAsync(actor, id, ct);
                if (!found.TryGet(out var open))
                {
                    return Result<Item>.Refused(found.Problems);
                }

                var number = open.Item.Rating.ProjectNo;
                var released = request.Released ?? "";
                return HandlingGuards.CheckReleased(released, number, (await parties.FindApplicantAsync(number, ct))?.Name) is { } personal
                    ? personal
                    : await ActAsync(actor, id, new HandlingAct.Confirm(request.Finding, released), null, ct);
            default:
                throw new ArgumentOutOfRangeException(nameof(request), request.Result, "Not a finding.");
        }
    }

    /// <summary>The second person's word on an exclusion, of whatever kind waits for it.</summary>
    public Task<Result<Item>> AgreeAsync(Actor actor, Guid id, bool agreed, CancellationToken ct) =>
        ActAsync(actor, id, r => agreed ? new HandlingAct.Agree() : r.State == HandlingState.Upheld ? new HandlingAct.DisagreeWithAppeal() : new HandlingAct.Disagree(), null, ct);

    public Task<Result<Item>> DecideAppealAsync(Actor actor, Guid id, bool upheld, string reason, CancellationToken ct) =>
        ActAsync(actor, id, upheld ? new HandlingAct.UpholdAppeal(reason) : new HandlingAct.DismissAppeal(reason), null, ct);

    /// <param name="siteRoot">For acts that write to the applicant: the address of the site.</param>
    public Task<Result<Item>> ActAsync(Actor actor, Guid id, HandlingAct act, Uri? siteRoot, CancellationToken ct) => ActAsync(actor, id, _ => act, siteRoot, ct);

    private async Task<Result<Item>> ActAsync(Actor actor, Guid id, Func<NegativeRating, HandlingAct> act, Uri? siteRoot, CancellationToken ct)
    {
        var home = await people.HomeOfAsync(actor, ct);
        if (await store.FindItemAsync(id, ct) is not { } known)
        {
            return EvaluationProblems.UnknownTask;
        }

        var done = await handling.CarryOutAsync(
            known.Rating,
            new((transaction, inner) => NegativeRatingStore.FindAsync(transaction, id, inner), r => HandlingPeople.Desk(r, actor, home), act, known.ItemName),
            siteRoot,
            ct);
        return done.Succeeded ? Show((await store.FindItemAsync(id, ct))!, actor, home) : Result<Item>.Refused(done.Problems);
    }

    private async Task<Result<(DeskItem Item, string? Home, HandlingPerson Person)>> OpenAsync(Actor actor, Guid id, CancellationToken ct)
    {
        var home = await people.HomeOfAsync(actor, ct);
        if (await store.FindItemAsync(id, ct) is not { } item)
        {
            return EvaluationProblems.UnknownTask;
        }

        var person = HandlingPeople.Desk(item.Rating, actor, home);
        return !person.TryGet(out var who) ? Result<(DeskItem, string?, HandlingPerson)>.Refused(person.Problems)
            : who.OfRatedUnit ? Problem.Forbidden("evaluation.verifier.ratedUnit", ("authority", item.Rating.Authority))
            : (item, home, who);
    }

    private Item Show(DeskItem item, Actor actor, string? home)
    {
        var (rating, detail) = (item.Rating, item.Rating.Detail);
        return new(
            rating.Id,
            rating.ProjectNo,
            rating.ServiceNumber,
            item.ItemName,
            item.ServiceName,
            item.ServedAt,
            rating.Locality,
            rating.Authority,
            item.Grade,
            item.Tags,
            item.Text,
            item.Channel,
            item.RatedAt,
            rating.State,
            rating.DueAt,
            rating.IsOverdue(time.GetUtcNow()),
            rating.Late,
            rating.AssigneeName,
            rating.Assignee is { } assignee && assignee == actor.AccountId,
            rating.Outcome,
            detail.Finding,
            detail.Released,
            detail.Appeal,
            detail.AppealDecision,
            detail.Report,
            detail.Answer,
            detail.ReRating,
            detail.ReRatingText,
            detail.Correction,
            HandlingPeople.Desk(rating, actor, home).TryGet(out var who) ? HandlingGuards.Possible(rating, who) : []);
    }
}
