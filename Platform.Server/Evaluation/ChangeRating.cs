using System.Data.Common;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Evaluation;

/// <summary><c>PUT /cases/{number}/evaluations/{serviceNumber}</c>: the giver changes the rating once, within the window and before its verification began. The first one stays in the history.</summary>
internal sealed class ChangeRating(ServiceEventStore services, RateService rate, ICommitQueue commits, TimeProvider time)
{
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(int Grade, IReadOnlyList<string>? Tags = null, string? Text = null, string? Channel = null);

    public static void Map(RouteGroupBuilder api) => api
        .MapPut("/cases/{number}/evaluations/{serviceNumber:int}", async (string number, int serviceNumber, string? code, Request request, ChangeRating change, ICurrentActor current, CancellationToken ct) =>
            (await change.ChangeAsync(current.Actor, number, serviceNumber, code, request, ct)).ToHttp(r => Results.Ok(r)))
        .Open("Whoever knows the tracking code may rate without an account; the handler checks it.")
        .Produces<RateService.Answer>()
        .WithName("changeRating")
        .WithTags("Evaluation");

    /// <summary>Problems: <c>evaluation.unknownService</c>, <c>evaluation.channel</c> and those of <see cref="EvaluationRules.Change"/>.</summary>
    public async Task<Result<RateService.Answer>> ChangeAsync(Actor actor, string number, int serviceNumber, string? code, Request request, CancellationToken ct)
    {
        if (await services.FindAsync(number, serviceNumber, ct) is not { } service)
        {
            return EvaluationProblems.UnknownService(number, serviceNumber);
        }

        if (RatingChannels.Parse(request.Channel ?? "pc") is not { } channel)
        {
            return EvaluationProblems.Channel(request.Channel!);
        }

        var rater = rate.RaterOf(actor, service, code);
        var rating = await commits.CommitAsync<Rating>(
            (transaction, inner) => CommitAsync(transaction, service, new(request.Grade, request.Tags, request.Text, channel), rater, inner), ct);
        return rating.Then<RateService.Answer>(r => new RateService.Answer(r.ProjectNo, r.ServiceNumber, r.Grade, r.Tags, r.Text, RatingChannels.NameOf(r.Channel), r.RatedAt));
    }

    private async ValueTask<Result<Rating>> CommitAsync(DbTransaction transaction, ServiceEvent service, RatingRequest request, Rater rater, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (await RatingStore.FindAsync(transaction, service.ProjectNo, service.ServiceNumber, ct) is not { IsDefault: false } existing)
        {
            return EvaluationProblems.UnknownService(service.ProjectNo, service.ServiceNumber);
        }

        var task = await RatingTaskStore.FindAsync(transaction, service.ProjectNo, service.ServiceNumber, ct);
        var begun = task is not null and not { State: RatingTaskState.Received };
        var changed = EvaluationRules.Change(service.Service, existing, request, rater, begun, now);
        if (!changed.TryGet(out var rating))
        {
            return changed;
        }

        await RatingStore.ReplaceAsync(transaction, rating, now, ct);
        if (task is not null && !rating.IsNegative)
        {
            await RatingTaskStore.DeleteAsync(transaction, task, ct);
        }
        else if (task is null && rating.IsNegative)
        {
            await rate.OpenTaskAsync(transaction, service, now, ct);
        }

        return rating;
    }
}
