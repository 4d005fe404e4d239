using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Evaluation;

/// <summary><c>POST /cases/{number}/evaluations/{serviceNumber}/handling</c>: after the answer, whoever rated says how the handling was.</summary>
internal sealed class ReRateHandling(ServiceEventStore services, NegativeRatingStore handlings, Raters raters, HandlingDesk desk)
{
    /// <param name="Grade">satisfied, basically or notSatisfied.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(HandlingGrade Grade, string? Text = null);

    public static void Map(RouteGroupBuilder api) => api
        .MapPost("/cases/{number}/evaluations/{serviceNumber:int}/handling", async (string number, int serviceNumber, string? link, Request request, ReRateHandling again, ICurrentActor current, CancellationToken ct) =>
            (await again.ReRateAsync(current.Actor, number, serviceNumber, link, request, ct)).ToHttp())
        .Open("Who rated without an account comes with the link of the rating or of its answer; the handler checks it.")
        .Produces<ListRatings.Handling>()
        .WithName("rateHandling")
        .WithTags("Evaluation");

    /// <summary>Problems: <c>evaluation.unknownService</c>, <c>evaluation.link</c>, <c>evaluation.notYours</c> and those of the guards.</summary>
    public async Task<Result<ListRatings.Handling>> ReRateAsync(Actor actor, string number, int serviceNumber, string? link, Request request, CancellationToken ct)
    {
        if (await services.FindAsync(number, serviceNumber, ct) is not { } service)
        {
            return EvaluationProblems.UnknownService(number, serviceNumber);
        }

        var identified = await raters.IdentifyAsync(actor, service, new(Link: link), null, ct);
        if (!identified.TryGet(out var who))
        {
            return Result<ListRatings.Handling>.Refused(identified.Problems);
        }

        if (!EvaluationRules.Owns(service.Service, who.Rater))
        {
            return Problem.Forbidden("evaluation.notYours");
        }

        if (await handlings.FindAsync(number, serviceNumber, ct) is not { } known)
        {
            return EvaluationProblems.UnknownService(number, serviceNumber);
        }

        var done = await desk.CarryOutAsync(
            known,
            new(
                (transaction, inner) => NegativeRatingStore.FindAsync(transaction, known.Id, inner),
                // The history of the handling is read by the desk, which does not see who rated.
                _ => new HandlingPerson(HandlingParty.Rater, null, ""),
                _ => new HandlingAct.ReRate(request.Grade, request.Text),
                service.Item),
            null,
            ct);
        return done.Then<ListRatings.Handling>(h => ListRatings.Show(h));
    }
}
