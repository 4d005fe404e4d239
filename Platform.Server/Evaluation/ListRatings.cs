using Platform.Model;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Evaluation;

/// <summary><c>GET /cases/{number}/evaluations</c>: the service events of a case and, for whoever gave them and for the neutral desk, their ratings; never by whom.</summary>
internal sealed class ListRatings(ServiceEventStore services, RatingStore ratings, NegativeRatingStore handlings, RatingLinks links, HandlingPeople people, IPersonalData personal)
{
    /// <param name="Until">End of the rating window.</param>
    /// <param name="Rated">Whether a rating was given, or taken back.</param>
    /// <param name="Rating">Null while nobody rated, and for whoever holds the tracking code alone: papers of the case carry it.</param>
    internal sealed record Line(int ServiceNumber, string ServiceName, DateTimeOffset At, DateTimeOffset Until, bool Rated, Given? Rating, Handling? Handling);

    /// <param name="Ordinal">2 after the one change that is allowed.</param>
    /// <param name="Excluded">Set aside after verification; null while it counts.</param>
    internal sealed record Given(
        int Grade, IReadOnlyList<string> Tags, string? Text, string Channel, DateTimeOffset RatedAt, int Ordinal, bool IsDefault, bool EnteredByPhone, DateTimeOffset? WithdrawnAt, ExclusionReason? Excluded);

    /// <summary>How a negative rating is handled, as its giver sees it.</summary>
    /// <param name="Answer">Null until the desk has answered.</param>
    /// <param name="ReRateUntil">While the handling can be rated, else null.</param>
    internal sealed record Handling(HandlingState State, string? Answer, DateTimeOffset? AnsweredAt, DateTimeOffset? ReRateUntil, HandlingGrade? ReRating);

    internal sealed record Answer(IReadOnlyList<Line> Items);

    public static void Map(RouteGroupBuilder api) => api
        .MapGet("/cases/{number}/evaluations", async (string number, string? code, string? link, ListRatings list, ICurrentActor current, CancellationToken ct) =>
            (await list.ListAsync(current.Actor, number, code, link, ct)).ToHttp(lines => Results.Ok(new Answer(lines))))
        .Open("The applicant may come with the tracking code or a signed link alone; the handler checks it.")
        .Produces<Answer>()
        .WithName("listRatings")
        .WithTags("Evaluation");

    /// <summary>For the applicant, the tracking code, a link (its one service) and the neutral desk; to others the case does not exist.</summary>
    public async Task<Result<IReadOnlyList<Line>>> ListAsync(Actor actor, string number, string? code, string? link, CancellationToken ct)
    {
        var opened = links.Read(link) is { } read && read.ProjectNo == number && actor.Kind != ActorKind.Staff ? read : null;
        var events = (await services.ListAsync(number, ct)).Where(e => opened is null || e.ServiceNumber == opened.ServiceNumber).ToList();
        if (events is not [var first, ..])
        {
            return Problem.NotFound("evaluation.unknownCase", ("projectNo", number));
        }

        var whole = opened is { IsOwn: true } || IsApplicant(actor, first) || await IsDeskAsync(actor, first, ct);
        if (!whole && opened is null && (actor.Kind == ActorKind.Staff || !personal.IsCodeOf(first, code)))
        {
            return Problem.NotFound("evaluation.unknownCase", ("projectNo", number));
        }

        var given = (await ratings.ListAsync(number, ct)).ToDictionary(r => r.ServiceNumber);
        var lines = new List<Line>(events.Count);
        foreach (var service in events)
        {
            var rating = given.GetValueOrDefault(service.ServiceNumber);
            var handling = whole && rating is { IsNegative: true } ? await handlings.FindAsync(number, service.ServiceNumber, ct) : null;
            lines.Add(new(
                service.ServiceNumber,
                service.ServiceName,
                service.At,
                service.Until,
                rating is { IsDefault: false },
                whole && rating is not null ? Show(rating) : null,
                handling is null ? null : Show(handling)));
        }

        return lines;
    }

    internal static Handling Show(NegativeRating handling) => new(
        handling.State, handling.Detail.Answer, handling.Detail.AnsweredAt, handling.State == HandlingState.Answered ? handling.DueAt : null, handling.Detail.ReRating);

    internal static bool IsApplicant(Actor actor, ServiceEvent service) => actor is { Kind: ActorKind.Resident, AccountId: { } account } && account == service.ApplicantAccount;

    private async ValueTask<bool> IsDeskAsync(Actor actor, ServiceEvent service, CancellationToken ct) =>
        actor.Kind == ActorKind.Staff
        && actor.May(Permissions.EvaluationsHandle, service.Locality, service.Authority)
        && EvaluationRules.CheckVerifier(actor, await people.HomeOfAsync(actor, ct), service.Place) is null;

    private static Given Show(Rating rating) => new(
        rating.Grade,
        rating.Tags,
        rating.Text,
        RatingChannels.NameOf(rating.Channel),
        rating.RatedAt,
        rating.Ordinal,
        rating.IsDefault,
        rating.EnteredBy is not null,
        rating.WithdrawnAt,
        rating.Excluded?.Reason);
}
