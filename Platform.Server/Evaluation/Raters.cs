using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Evaluation;
using Platform.Model.Identity;

namespace Platform.Server.Evaluation;

/// <summary>What somebody came with to rate, besides being signed in.</summary>
/// <param name="Code">Tracking code.</param>
/// <param name="Link">Token of a signed link.</param>
/// <param name="LastFour">Last four characters of an identity number, for a channel.</param>
internal sealed record RatingPass(string? Code = null, string? Link = null, string? LastFour = null);

/// <summary>Checks raters against the case. Staff, helpers among them, never rate, whatever they hold.</summary>
internal sealed class Raters(RatingLinks links, ICaseParties parties, IPersonalData personal)
{
    /// <summary>
    /// Who this is towards the service, with the channel of the rating: that of the link, or the one named. <c>evaluation.link</c> for a link that is over
    /// or belongs to another service, <c>evaluation.channel</c>, <c>evaluation.channel.notYours</c>.
    /// </summary>
    public async ValueTask<Result<(Rater Rater, RatingChannel Channel)>> IdentifyAsync(Actor actor, ServiceEvent service, RatingPass pass, string? channel, CancellationToken ct)
    {
        if (RatingChannels.Parse(channel ?? "pc") is not { } named)
        {
            return EvaluationProblems.Channel(channel!);
        }

        if (actor.Kind == ActorKind.Staff)
        {
            return (new Rater(null, RaterProof.None), named);
        }

        if (pass.Link is not null)
        {
            return links.Read(pass.Link) is not { } link || !BelongsTo(link, service) ? EvaluationProblems.Link
                : link.IsOwn ? Named(new(Account(actor), RaterProof.OwnLink), named)
                : (new Rater(Account(actor), RaterProof.Link), link.Channel!.Value);
        }

        if (actor.Kind == ActorKind.Channel)
        {
            return (new Rater(null, await ProofOfChannelAsync(actor, service, pass, ct)), named);
        }

        return Named(new(Account(actor), personal.IsCodeOf(service, pass.Code) ? RaterProof.TrackingCode : RaterProof.None), named);
    }

    private static bool BelongsTo(RatingLink link, ServiceEvent service) => link.ProjectNo == service.ProjectNo && link.ServiceNumber == service.ServiceNumber;

    private static Guid? Account(Actor actor) => actor.Kind == ActorKind.Resident ? actor.AccountId : null;

    private static Result<(Rater, RatingChannel)> Named(Rater rater, RatingChannel channel) =>
        EvaluationRules.MayName(rater.Proof, channel) ? (rater, channel) : EvaluationProblems.ChannelNotYours(channel);

    /// <summary>A hall, kiosk or hotline system has a key of its place and what only the applicant knows.</summary>
    private async ValueTask<RaterProof> ProofOfChannelAsync(Actor actor, ServiceEvent service, RatingPass pass, CancellationToken ct) =>
        actor.May(Permissions.CasesFile, service.Locality, service.Authority)
        && (personal.IsCodeOf(service, pass.Code) || (pass.LastFour is { Length: 4 } digits && await parties.MatchesAsync(service.ProjectNo, digits, ct)))
            ? RaterProof.Channel
            : RaterProof.None;
}
