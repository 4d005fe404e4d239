using System.Data.Common;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Evaluation;

/// <summary>
/// <c>PUT</c> and <c>DELETE /cases/{number}/evaluations/{serviceNumber}</c>: the giver changes the rating or takes it back, once, within the window and before its
/// verification began. What it was stays in the history.
/// </summary>
internal sealed class ChangeRating(ServiceEventStore services, Raters raters, RateService rate, EvaluationClocks clocks, ICommitQueue commits, TimeProvider time)
{
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(int Grade, IReadOnlyList<string>? Tags = null, string? Text = null, string? Channel = null);

    public static void Map(RouteGroupBuilder api)
    {
        const string Reason = "Who rated without an account comes with the link of the rating; the handler checks it.";
        api.MapPut("/cases/{number}/evaluations/{serviceNumber:int}", async (string number, int serviceNumber, string? link, Request request, ChangeRating change, ICurrentActor current, CancellationToken ct) =>
                (await change.ChangeAsync(current.Actor, number, serviceNumber, link, request, ct)).ToHttp())
            .Open(Reason)
            .Produces<RateService.Answer>()
            .WithName("changeRating")
            .WithTags("Evaluation");
        api.MapDelete("/cases/{number}/evaluations/{serviceNumber:int}", async (string number, int serviceNumber, string? link, ChangeRating change, ICurrentActor current, CancellationToken ct) =>
                (await change.WithdrawAsync(current.Actor, number, serviceNumber, link, ct)).ToHttp())
            .Open(Reason)
            .Produces(StatusCodes.Status204NoContent)
            .WithName("withdrawRating")
            .WithTags("Evaluation");
    }

    /// <summary>Problems: <c>evaluation.unknownService</c> and those of <see cref="Raters.IdentifyAsync"/> and <see cref="EvaluationRules.Change"/>.</summary>
    public async Task<Result<RateService.Answer>> ChangeAsync(Actor actor, string number, int serviceNumber, string? link, Request request, CancellationToken ct)
    {
        var changed = await ReplaceAsync(
            actor, number, serviceNumber, link, request.Channel, (service, existing, rater, channel, begun, now) => EvaluationRules.Change(service, existing, new(request.Grade, request.Tags, request.Text, channel), rater, begun, now), ct);
        return changed.TryGet(out var done) ? rate.Show(done.Service, done.Rating, await clocks.OfAsync(done.Service.Locality, ct)) : Result<RateService.Answer>.Refused(changed.Problems);
    }

    /// <summary>Problems: <c>evaluation.unknownService</c>, <c>evaluation.link</c> and those of <see cref="EvaluationRules.Withdraw"/>.</summary>
    public async Task<Result<Done>> WithdrawAsync(Actor actor, string number, int serviceNumber, string? link, CancellationToken ct) =>
        (await ReplaceAsync(actor, number, serviceNumber, link, null, (service, existing, rater, _, begun, now) => EvaluationRules.Withdraw(service, existing, rater, begun, now), ct))
        .Then<Done>(_ => Done.It);

    private async Task<Result<(ServiceEvent Service, Rating Rating)>> ReplaceAsync(
        Actor actor,
        string number,
        int serviceNumber,
        string? link,
        string? channel,
        Func<RatedService, Rating, Rater, RatingChannel, bool, DateTimeOffset, Result<Rating>> replace,
        CancellationToken ct)
    {
        if (await services.FindAsync(number, serviceNumber, ct) is not { } service)
        {
            return EvaluationProblems.UnknownService(number, serviceNumber);
        }

        var identified = await raters.IdentifyAsync(actor, service, new(Link: link), channel, ct);
        if (!identified.TryGet(out var who))
        {
            return Result<(ServiceEvent, Rating)>.Refused(identified.Problems);
        }

        var limits = await clocks.OfAsync(service.Locality, ct);
        var changed = await commits.CommitAsync<Rating>(
            (transaction, inner) => CommitAsync(transaction, service, limits, (existing, begun, now) => replace(service.Service, existing, who.Rater, who.Channel, begun, now), inner), ct);
        return changed.Then<(ServiceEvent, Rating)>(r => (service, r));
    }

    private async ValueTask<Result<Rating>> CommitAsync(
        DbTransaction transaction, ServiceEvent service, HandlingClocks limits, Func<Rating, bool, DateTimeOffset, Result<Rating>> replace, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (await RatingStore.FindAsync(transaction, service.ProjectNo, service.ServiceNumber, ct) is not { IsDefault: false } existing)
        {
            return EvaluationProblems.UnknownService(service.ProjectNo, service.ServiceNumber);
        }

        var handling = await NegativeRatingStore.FindAsync(transaction, service.ProjectNo, service.ServiceNumber, ct);
        var replaced = replace(existing, handling is not null and not { State: HandlingState.Received }, now);
        if (!replaced.TryGet(out var rating))
        {
            return replaced;
        }

        await RatingStore.ReplaceAsync(transaction, rating, now, ct);
        var waits = rating is { IsNegative: true, WithdrawnAt: null };
        if (handling is not null && !waits && !await NegativeRatingStore.DeleteAsync(transaction, handling, ct))
        {
            return Problem.Conflict("evaluation.verificationBegun");
        }

        if (handling is null && waits)
        {
            await rate.OpenHandlingAsync(transaction, service, rating, limits, now, ct);
        }

        return rating;
    }
}
