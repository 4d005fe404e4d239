using Platform.Model;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Evaluation;

/// <summary><c>GET /cases/{number}/evaluations</c>: the service events of a case and how they were rated, never by whom.</summary>
internal sealed class ListRatings(ServiceEventStore services, RatingStore ratings, IPersonalData personal)
{
    /// <param name="Until">End of the rating window.</param>
    /// <param name="Rating">Null while nobody rated.</param>
    internal sealed record Line(int ServiceNumber, string ServiceName, DateTimeOffset At, DateTimeOffset Until, Given? Rating);

    /// <param name="Ordinal">2 after the one change that is allowed.</param>
    /// <param name="Excluded">Set aside after verification: mistaken or malicious; null while it counts.</param>
    internal sealed record Given(int Grade, IReadOnlyList<string> Tags, string? Text, string Channel, DateTimeOffset RatedAt, int Ordinal, bool IsDefault, ExclusionReason? Excluded);

    internal sealed record Answer(IReadOnlyList<Line> Items);

    public static void Map(RouteGroupBuilder api) => api
        .MapGet("/cases/{number}/evaluations", async (string number, string? code, ListRatings list, ICurrentActor current, CancellationToken ct) =>
            (await list.ListAsync(current.Actor, number, code, ct)).ToHttp(lines => Results.Ok(new Answer(lines))))
        .Open("The applicant may come with the tracking code alone; the handler checks it.")
        .Produces<Answer>()
        .WithName("listRatings")
        .WithTags("Evaluation");

    /// <summary>For the applicant, the tracking code, the neutral desk and whoever reads figures of the place; to others the case does not exist.</summary>
    public async Task<Result<IReadOnlyList<Line>>> ListAsync(Actor actor, string number, string? code, CancellationToken ct)
    {
        var events = await services.ListAsync(number, ct);
        if (events is not [var first, ..] || !MaySee(actor, first, code))
        {
            return Problem.NotFound("evaluation.unknownCase", ("projectNo", number));
        }

        var given = (await ratings.ListAsync(number, ct)).ToDictionary(r => r.ServiceNumber);
        return Result<IReadOnlyList<Line>>.Ok([.. events.Select(e => new Line(e.ServiceNumber, e.ServiceName, e.At, e.Until, given.TryGetValue(e.ServiceNumber, out var rating) ? Show(rating) : null))]);
    }

    private bool MaySee(Actor actor, ServiceEvent service, string? code) =>
        personal.IsCodeOf(service, code)
        || (actor.AccountId is { } account && account == service.ApplicantAccount)
        || (actor.May(Permissions.EvaluationsHandle, service.Locality, service.Authority) && EvaluationRules.CheckVerifier(actor, service.Authority) is null)
        || actor.May(Permissions.EvaluationsRead, service.Locality, service.Authority);

    private static Given Show(Rating rating) => new(
        rating.Grade, rating.Tags, rating.Text, RatingChannels.NameOf(rating.Channel), rating.RatedAt, rating.Ordinal, rating.IsDefault, rating.Excluded?.Reason);
}
