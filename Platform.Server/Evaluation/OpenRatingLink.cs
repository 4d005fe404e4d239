using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Effects;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Model.Notifications;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Evaluation;

/// <summary>
/// <c>POST /cases/{number}/evaluations/{serviceNumber}/links</c>: at the window, right after the service, opens a short-lived signed link for exactly this service:
/// for the tablet or terminal in the hall, as a code to scan, or by SMS to the applicant. Whether the service has been rated is not said.
/// </summary>
internal sealed class OpenRatingLink(
    ServiceEventStore services, RatingLinks links, EvaluationClocks clocks, ICaseParties parties, ICommitQueue commits, EffectDispatcher effects, IIdSource ids, TimeProvider time)
{
    private const int MaximumCounter = 30;

    /// <param name="Channel">hallTablet, hallOther, qr or sms; absent = hallTablet.</param>
    /// <param name="Counter">Name of the window 窗口, for the figures; at most 30 characters.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(string? Channel = null, string? Counter = null);

    /// <param name="Url">Null when it went to the applicant by SMS: then nobody at the window needs it.</param>
    internal sealed record Answer(string? Url, DateTimeOffset Until);

    public static void Map(RouteGroupBuilder api) => api
        .MapPost("/cases/{number}/evaluations/{serviceNumber:int}/links", async (string number, int serviceNumber, Request request, OpenRatingLink open, ICurrentActor current, HttpRequest http, CancellationToken ct) =>
            (await open.OpenAsync(current.Actor, number, serviceNumber, request, EvaluationDesk.SiteOf(http), ct)).ToHttp(a => Results.Json(a, statusCode: StatusCodes.Status201Created)))
        .Needs(Permissions.CasesIssue)
        .Produces<Answer>(StatusCodes.Status201Created)
        .WithName("openRatingLink")
        .WithTags("Evaluation");

    /// <summary>The services of a case at whose window the actor may open a link, with the end of their rating window; empty when there are none.</summary>
    public async Task<IReadOnlyList<ServiceEvent>> ListAsync(Actor actor, string number, CancellationToken ct) =>
        [.. (await services.ListAsync(number.Trim(), ct)).Where(e => MayOpen(actor, e) && time.GetUtcNow() < e.Until)];

    /// <summary>Problems: <c>evaluation.unknownService</c>, <c>evaluation.windowClosed</c>, <c>evaluation.channel</c>, <c>evaluation.channel.notYours</c>, <c>evaluation.counter.length</c>, <c>evaluation.noPhone</c>.</summary>
    /// <param name="siteRoot">Address of the site, before the path.</param>
    public async Task<Result<Answer>> OpenAsync(Actor actor, string number, int serviceNumber, Request request, Uri siteRoot, CancellationToken ct)
    {
        if (await services.FindAsync(number, serviceNumber, ct) is not { } service || !MayOpen(actor, service))
        {
            return EvaluationProblems.UnknownService(number, serviceNumber);
        }

        if (RatingChannels.Parse(request.Channel ?? "hallTablet") is not { } channel)
        {
            return EvaluationProblems.Channel(request.Channel!);
        }

        var (now, counter) = (time.GetUtcNow(), request.Counter?.Trim());
        var settings = (await clocks.OfAsync(service.Locality, ct)).Settings;
        var until = channel == RatingChannel.Sms ? service.Until : now.AddMinutes(settings.LinkMinutes);
        if (Refusal(service, channel, counter, now) is { } refusal)
        {
            return refusal;
        }

        var url = new Uri(siteRoot, "/rate/" + links.Sign(new(number, serviceNumber, channel, until)));
        var applicant = channel == RatingChannel.Sms ? await parties.FindApplicantAsync(number, ct) : null;
        if (channel == RatingChannel.Sms && applicant?.Phone is not { Length: > 0 })
        {
            return Problem.Conflict("evaluation.noPhone");
        }

        var opened = await commits.CommitAsync<Done>(
            async (transaction, inner) =>
            {
                if (counter is { Length: > 0 })
                {
                    await ServiceEventStore.SetCounterAsync(transaction, service, counter, inner);
                }

                if (applicant is not null)
                {
                    var data = JsonSerializer.Serialize(new { item = new { name = service.Item }, address = url.ToString() }, ModelJson.Options);
                    var message = new SendMessageEffect(ids.Next(), null, applicant.Phone, null, null, service.Locality, "rating-link", data, url.PathAndQuery);
                    await effects.ApplyAsync(message, new EffectScope(transaction, now, service.Locality), inner);
                }

                return Done.It;
            },
            ct);
        return opened.Then<Answer>(_ => new Answer(applicant is null ? url.ToString() : null, until));
    }

    private static Problem? Refusal(ServiceEvent service, RatingChannel channel, string? counter, DateTimeOffset now) =>
        !EvaluationRules.MayName(RaterProof.Link, channel) ? EvaluationProblems.ChannelNotYours(channel)
        : now >= service.Until ? Problem.Conflict("evaluation.windowClosed", ("closedOn", EvaluationRules.WindowEnd(service.Service)), ("days", service.WindowDays))
        : counter?.Length > MaximumCounter ? Problem.Invalid("evaluation.counter.length", "counter", ("found", counter.Length), ("expected", MaximumCounter))
        : null;

    private static bool MayOpen(Actor actor, ServiceEvent service) => actor.Kind is ActorKind.Staff && actor.May(Permissions.CasesIssue, service.Locality, service.Authority);
}
