using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Platform.Model;
using Platform.Model.Effects;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Model.Notifications;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Evaluation;

/// <summary>
/// <c>POST /cases/{number}/evaluations</c>: the applicant, whoever holds the tracking code, or a channel on the applicant's behalf rates one service event,
/// once. A negative rating opens a task at the neutral desk in the same transaction.
/// </summary>
internal sealed class RateService(ServiceEventStore services, ICommitQueue commits, IDatabase database, IOutbox outbox, EffectDispatcher effects, IPersonalData personal, IOptions<EvaluationOptions> options, IIdSource ids, TimeProvider time)
{
    /// <param name="Grade">1 very satisfied … 5 very dissatisfied.</param>
    /// <param name="Channel">pc, mobile, qr, hallTablet, hallOther, phone, sms or miniProgram; absent = pc.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(int ServiceNumber, int Grade, IReadOnlyList<string>? Tags = null, string? Text = null, string? Channel = null);

    internal sealed record Answer(string ProjectNo, int ServiceNumber, int Grade, IReadOnlyList<string> Tags, string? Text, string Channel, DateTimeOffset RatedAt);

    public static void Map(RouteGroupBuilder api) => api
        .MapPost("/cases/{number}/evaluations", async (string number, string? code, Request request, RateService rate, ICurrentActor current, CancellationToken ct) =>
            (await rate.RateAsync(current.Actor, number, code, request, ct)).ToHttp(r => Results.Created($"/api/v1/cases/{Uri.EscapeDataString(number)}/evaluations", r)))
        .Open("Whoever knows the tracking code may rate without an account; the handler checks it.")
        .Produces<Answer>(StatusCodes.Status201Created)
        .WithName("rateService")
        .WithTags("Evaluation");

    /// <summary>Problems: <c>evaluation.unknownService</c>, <c>evaluation.channel</c> and those of <see cref="EvaluationRules.Rate"/>.</summary>
    public async Task<Result<Answer>> RateAsync(Actor actor, string number, string? code, Request request, CancellationToken ct)
    {
        if (await services.FindAsync(number, request.ServiceNumber, ct) is not { } service)
        {
            return EvaluationProblems.UnknownService(number, request.ServiceNumber);
        }

        if (RatingChannels.Parse(request.Channel ?? "pc") is not { } channel)
        {
            return EvaluationProblems.Channel(request.Channel!);
        }

        try
        {
            var rating = await commits.CommitAsync<Rating>(
                (transaction, inner) => CommitAsync(transaction, service, new(request.Grade, request.Tags, request.Text, channel), RaterOf(actor, service, code), inner), ct);
            return rating.Then<Answer>(r => new Answer(r.ProjectNo, r.ServiceNumber, r.Grade, r.Tags, r.Text, RatingChannels.NameOf(r.Channel), r.RatedAt));
        }
        catch (DbException e) when (database.Dialect.IsUniqueViolation(e))
        {
            // Another node was faster.
            return EvaluationProblems.AlreadyRated(number, request.ServiceNumber);
        }
    }

    /// <summary>A channel such as a hall tablet has identified the applicant in front of it; staff never rate for anybody.</summary>
    internal Rater RaterOf(Actor actor, ServiceEvent service, string? code) => new(
        actor.AccountId,
        (actor.Kind != ActorKind.Staff && personal.IsCodeOf(service, code)) || (actor.Kind == ActorKind.Channel && actor.May(Permissions.CasesFile, service.Locality, service.Authority)));

    private async ValueTask<Result<Rating>> CommitAsync(DbTransaction transaction, ServiceEvent service, RatingRequest request, Rater rater, CancellationToken ct)
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
            await OpenTaskAsync(transaction, service, now, ct);
        }

        var payload = JsonSerializer.Serialize(new { rating.ProjectNo, rating.ServiceNumber, negative = rating.IsNegative }, ModelJson.Options);
        await outbox.PublishAsync(transaction, new(ids.Next(), "rating.given", rating.ProjectNo, service.Locality, now, payload), ct);
        return rating;
    }

    internal async ValueTask OpenTaskAsync(DbTransaction transaction, ServiceEvent service, DateTimeOffset now, CancellationToken ct)
    {
        var task = new RatingTask(ids.Next(), service.ProjectNo, service.ServiceNumber, service.Locality, service.Authority, RatingTaskState.Received, now, now.AddHours(options.Value.VerifyHours));
        await RatingTaskStore.AddAsync(transaction, task, ct);
        var data = JsonSerializer.SerializeToElement(new { item = new { name = service.Item }, @case = new { number = service.ProjectNo } }, ModelJson.Options);
        await effects.ApplyAsync(
            new SendMessageEffect(ids.Next(), null, null, Roles.EvaluationDesk, null, service.Locality, "negative-rating", data, "/workbench/evaluation-desk"),
            new EffectScope(transaction, now, service.Locality),
            ct);
    }
}
