using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Audit;
using Platform.Model.Clocks;
using Platform.Model.Effects;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Evaluation;

/// <summary>
/// <c>POST /cases/{number}/evaluations</c>: the applicant, whoever holds the tracking code or a signed link, or a channel on the applicant's behalf rates one
/// service event, once. A negative rating opens its handling at the neutral desk in the same transaction.
/// </summary>
internal sealed class RateService(
    ServiceEventStore services, Raters raters, RatingLinks links, EvaluationClocks clocks, HandlingDesk desk, EffectDispatcher effects, ICommitQueue commits, IDatabase database, IOutbox outbox, IIdSource ids, TimeProvider time)
{
    /// <param name="Grade">1 very satisfied … 5 very dissatisfied.</param>
    /// <param name="Channel">pc, mobile, qr or miniProgram; a channel's key may name any, a signed link says it itself. Absent = pc.</param>
    /// <param name="IdLastFour">For a channel without the tracking code: the last four characters of the applicant's identity number.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(int ServiceNumber, int Grade, IReadOnlyList<string>? Tags = null, string? Text = null, string? Channel = null, string? IdLastFour = null);

    /// <param name="OwnLink">Opens this rating to its giver, who has no account: to see it, change it once and rate its handling.</param>
    internal sealed record Answer(string ProjectNo, int ServiceNumber, int Grade, IReadOnlyList<string> Tags, string? Text, string Channel, DateTimeOffset RatedAt, string OwnLink);

    public static void Map(RouteGroupBuilder api) => api
        .MapPost("/cases/{number}/evaluations", async (string number, string? code, string? link, Request request, RateService rate, ICurrentActor current, CancellationToken ct) =>
            (await rate.RateAsync(current.Actor, number, new(code, link, request.IdLastFour), request, ct))
                .ToHttp(r => Results.Created($"/api/v1/cases/{Uri.EscapeDataString(number)}/evaluations", r)))
        .Open("Whoever knows the tracking code or holds a signed link may rate without an account; the handler checks it.")
        .Produces<Answer>(StatusCodes.Status201Created)
        .WithName("rateService")
        .WithTags("Evaluation");

    /// <summary>Problems: <c>evaluation.unknownService</c> and those of <see cref="Raters.IdentifyAsync"/> and <see cref="EvaluationRules.Rate"/>.</summary>
    public async Task<Result<Answer>> RateAsync(Actor actor, string number, RatingPass pass, Request request, CancellationToken ct)
    {
        if (await services.FindAsync(number, request.ServiceNumber, ct) is not { } service)
        {
            return EvaluationProblems.UnknownService(number, request.ServiceNumber);
        }

        var identified = await raters.IdentifyAsync(actor, service, pass, request.Channel, ct);
        return identified.TryGet(out var who)
            ? await RateAsync(service, who.Rater, new(request.Grade, request.Tags, request.Text, who.Channel), null, ct)
            : Result<Answer>.Refused(identified.Problems);
    }

    /// <summary>For a rater who is known already.</summary>
    /// <param name="entry">What is audited with the rating, or null.</param>
    internal async Task<Result<Answer>> RateAsync(ServiceEvent service, Rater rater, RatingRequest request, AuditEntry? entry, CancellationToken ct)
    {
        var limits = await clocks.OfAsync(service.Locality, ct);
        try
        {
            return (await commits.CommitAsync<Rating>((transaction, inner) => CommitAsync(transaction, service, request, rater, entry, limits, inner), ct)).Then<Answer>(r => Show(service, r, limits));
        }
        catch (DbException e) when (database.Dialect.IsUniqueViolation(e))
        {
            // Another node was faster.
            return EvaluationProblems.AlreadyRated(service.ProjectNo, service.ServiceNumber);
        }
    }

    /// <param name="limits">Say how long the giver may come back.</param>
    internal Answer Show(ServiceEvent service, Rating rating, HandlingClocks limits) => new(
        rating.ProjectNo,
        rating.ServiceNumber,
        rating.Grade,
        rating.Tags,
        rating.Text,
        RatingChannels.NameOf(rating.Channel),
        rating.RatedAt,
        links.Sign(new(rating.ProjectNo, rating.ServiceNumber, null, service.Until + Patience(limits))));

    internal async ValueTask OpenHandlingAsync(DbTransaction transaction, ServiceEvent service, Rating rating, HandlingClocks limits, DateTimeOffset now, CancellationToken ct)
    {
        await NegativeRatingStore.AddAsync(transaction, NegativeRatingRules.Open(ids.Next(), rating, service.Place, now, limits), ct);
        await desk.TellDeskAsync("negative-rating", service.Item, new EffectScope(transaction, now, service.Locality), ct);
    }

    /// <summary>Long enough for a handling that takes all its time, one return included.</summary>
    private static TimeSpan Patience(HandlingClocks limits)
    {
        var settings = limits.Settings;
        StageLimit[] stages =
        [
            settings.Verify, settings.TakeUp, settings.DecideAppeal, settings.Agree, settings.Rectify, settings.Rectify, settings.Answer, settings.Answer, settings.ReRate, settings.ReRate, settings.Settle,
        ];
        // A working day is at most a week of holidays away from the next.
        return TimeSpan.FromDays(stages.Sum(s => s.Unit == ClockUnit.Hour ? s.Amount / 24d : s.Unit == ClockUnit.NaturalDay ? s.Amount : (2d * s.Amount) + 10));
    }

    private async ValueTask<Result<Rating>> CommitAsync(DbTransaction transaction, ServiceEvent service, RatingRequest request, Rater rater, AuditEntry? entry, HandlingClocks limits, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var existing = await RatingStore.FindAsync(transaction, service.ProjectNo, service.ServiceNumber, ct);
        var rated = EvaluationRules.Rate(service.Service, request, rater, existing, now);
        if (!rated.TryGet(out var rating))
        {
            return rated;
        }

        await (existing is null ? RatingStore.AddAsync(transaction, rating, ct) : RatingStore.ReplaceAsync(transaction, rating, now, ct));
        if (rating.IsNegative)
        {
            await OpenHandlingAsync(transaction, service, rating, limits, now, ct);
        }

        if (entry is not null)
        {
            await effects.ApplyAsync(entry, new EffectScope(transaction, now, service.Locality), ct);
        }

        var payload = JsonSerializer.Serialize(new { rating.ProjectNo, rating.ServiceNumber, negative = rating.IsNegative }, ModelJson.Options);
        await outbox.PublishAsync(transaction, new(ids.Next(), "rating.given", rating.ProjectNo, service.Locality, now, payload), ct);
        return rating;
    }
}
