using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Audit;
using Platform.Model.Cases;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Evaluation;

/// <summary>
/// <c>POST /evaluation-desk/ratings</c>: a call-taker writes down what the applicant says on the phone, after comparing case number and the last four characters
/// of the identity number. Nobody who handled the case or works for the rated unit may; the rating says who entered it, and that person never verifies it.
/// </summary>
internal sealed class EnterRating(ServiceEventStore services, ICaseParties parties, HandlingPeople people, RateService rate, IIdSource ids, TimeProvider time)
{
    /// <param name="ProjectNo">The case number.</param>
    /// <param name="ServiceNumber">Absent = the last service of the case that can still be rated.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(string ProjectNo, string IdLastFour, int Grade, int? ServiceNumber = null, IReadOnlyList<string>? Tags = null, string? Text = null);

    /// <summary>What the call-taker may know afterwards.</summary>
    internal sealed record Answer(LocalizedText ItemName, string ServiceName, int Grade, DateTimeOffset RatedAt);

    public static void Map(RouteGroupBuilder api) => api
        .MapPost("/evaluation-desk/ratings", async (Request request, EnterRating enter, ICurrentActor current, CancellationToken ct) =>
            (await enter.EnterAsync(current.Actor, request, ct)).ToHttp(a => Results.Json(a, statusCode: StatusCodes.Status201Created)))
        .Needs(Permissions.EvaluationsEnter)
        .Produces<Answer>(StatusCodes.Status201Created)
        .WithName("enterRating")
        .WithTags("Evaluation");

    /// <summary>Problems: <c>evaluation.noMatch</c>, <c>evaluation.entry.handled</c>, <c>evaluation.verifier.ratedUnit</c> and those of <see cref="EvaluationRules.Rate"/>.</summary>
    public async Task<Result<Answer>> EnterAsync(Actor actor, Request request, CancellationToken ct)
    {
        var number = request.ProjectNo.Trim();
        var events = await services.ListAsync(number, ct);
        var service = request.ServiceNumber is { } wanted ? events.FirstOrDefault(e => e.ServiceNumber == wanted)
            : events.LastOrDefault(e => time.GetUtcNow() < e.Until) ?? (events is [.., var last] ? last : null);
        if (service is null || actor.Kind != ActorKind.Staff || !actor.May(Permissions.EvaluationsEnter, service.Locality, service.Authority) || !await parties.MatchesAsync(number, request.IdLastFour.Trim(), ct))
        {
            return EvaluationProblems.NoMatch;
        }

        if (await parties.HandledAsync(number, actor.AccountId!.Value, ct))
        {
            return Problem.Forbidden("evaluation.entry.handled");
        }

        if (EvaluationRules.CheckVerifier(actor, await people.HomeOfAsync(actor, ct), service.Place) is { } ratedUnit)
        {
            return ratedUnit;
        }

        var entry = new AuditEntry(
            ids.Next(), time.GetUtcNow(), actor.Name, actor.AccountId, "rating.entered", "authority:" + service.Authority, service.Locality, JsonSerializer.Serialize(new { channel = "phone" }, ModelJson.Options));
        var rated = await rate.RateAsync(service, new(null, RaterProof.Phone, actor.AccountId), new(request.Grade, request.Tags, request.Text, RatingChannel.Phone), entry, ct);
        return rated.Then<Answer>(given => new Answer(service.Item, service.ServiceName, given.Grade, given.RatedAt));
    }
}
