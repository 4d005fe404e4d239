using System.Collections.Frozen;
using Platform.Model.Clocks;
using Platform.Model.Identity;

namespace Platform.Model.Evaluation;

/// <summary>
/// Rules of the evaluation 好差评 (国办发〔2019〕51号, GB/T 39734/39735—2020; DOMAIN §6.2): voluntary, by the applicant or agent of the event, once per event, within the window.
/// Staff, helpers 帮办 among them, never rate.
/// A negative rating needs no text: nothing may stand between a resident and a bad grade.
/// </summary>
public static class EvaluationRules
{
    public const int DefaultWindowDays = 7;
    public const int MaximumTags = 10;
    public const int MaximumTagLength = 30;
    public const int MaximumTextLength = 500;
    public const int MaximumOrdinal = 2;

    private static readonly FrozenSet<string> CaseWork = new[]
    {
        Permissions.CasesFile, Permissions.CasesReceive, Permissions.CasesAccept, Permissions.CasesReview, Permissions.CasesApprove, Permissions.CasesIssue, Permissions.EvaluationsRectify,
    }.ToFrozenSet();

    /// <summary>The last day on which the service can be rated; with a calendar a free day rolls forward to the next working day.</summary>
    public static DateOnly WindowEnd(RatedService service, WorkCalendar? calendar = null)
    {
        var end = service.RenderedOn.AddDays(service.WindowDays);
        return calendar?.RollForward(end) ?? end;
    }

    /// <summary>
    /// The rating, or <c>evaluation.notYours</c>, <c>evaluation.alreadyRated</c>, <c>evaluation.withdrawn</c>, <c>evaluation.windowClosed</c>, <c>evaluation.grade.range</c>,
    /// <c>evaluation.tags.tooMany</c>, <c>evaluation.tag.length</c>, <c>evaluation.text.length</c>.
    /// </summary>
    /// <param name="existing">The rating this event already has; a default one gives way to a real one.</param>
    public static Result<Rating> Rate(RatedService service, RatingRequest request, Rater rater, Rating? existing, DateTimeOffset now, WorkCalendar? calendar = null)
    {
        if (!MayRate(service, rater))
        {
            return Problem.Forbidden("evaluation.notYours");
        }

        if (existing is { WithdrawnAt: not null })
        {
            return Problem.Conflict("evaluation.withdrawn");
        }

        if (existing is { IsDefault: false })
        {
            return Problem.Conflict("evaluation.alreadyRated", ("projectNo", service.ProjectNo), ("serviceNumber", service.ServiceNumber));
        }

        return Checked(service, request, rater, ordinal: 1, now, calendar);
    }

    /// <summary>
    /// The rating in place of <paramref name="existing"/>, which stays in the history: allowed once, within the window, before verification began;
    /// otherwise <c>evaluation.changeUsed</c>, <c>evaluation.withdrawn</c>, <c>evaluation.verificationBegun</c> or a problem of <see cref="Rate"/>.
    /// </summary>
    public static Result<Rating> Change(RatedService service, Rating existing, RatingRequest request, Rater rater, bool verificationBegun, DateTimeOffset now, WorkCalendar? calendar = null)
    {
        return Refusal(service, existing, rater, verificationBegun) is { } refusal
            ? refusal
            : Checked(service, request, rater, existing.Ordinal + 1, now, calendar).Then<Rating>(r => r with { EnteredBy = existing.EnteredBy });
    }

    /// <summary>What some places record when nobody rated in the window: "basically satisfied", marked as default.</summary>
    public static Rating DefaultFor(RatedService service, DateTimeOffset now) =>
        new(service.ProjectNo, service.ServiceNumber, Grades.BasicallySatisfied, [], null, RatingChannel.Pc, now, null, IsDefault: true);

    /// <summary>The rating taken back, under the conditions of <see cref="Change"/>; it stays in the history and is not given again.</summary>
    public static Result<Rating> Withdraw(RatedService service, Rating existing, Rater rater, bool verificationBegun, DateTimeOffset now, WorkCalendar? calendar = null)
    {
        var refusal = Refusal(service, existing, rater, verificationBegun) ?? Closed(service, now, calendar);
        return refusal is null ? existing with { Ordinal = existing.Ordinal + 1, WithdrawnAt = now } : refusal;
    }

    /// <summary>
    /// Whether somebody may handle ratings of this authority: <c>evaluation.verifier.ratedUnit</c> for those who work for it (DOMAIN §8), be it their own
    /// authority, a grant for it, or a grant to work on cases of every authority of the place.
    /// </summary>
    /// <param name="home">Credit code of the authority they belong to, or null.</param>
    public static Problem? CheckVerifier(Actor verifier, string? home, RatedPlace rated) =>
        home == rated.Authority || verifier.Grants.Any(g => g.Authority == rated.Authority || (g.Authority is null && WorksOnCases(g.Role) && g.Locality.Covers(rated.Locality)))
            ? Problem.Forbidden("evaluation.verifier.ratedUnit", ("authority", rated.Authority))
            : null;

    /// <summary>A role whose holders do what is rated, or answer for it.</summary>
    public static bool WorksOnCases(string role) => Roles.PermissionsOf(role).Overlaps(CaseWork);

    /// <summary>Channels somebody may name by their proof: what happens in a hall, by SMS or on the phone is known to the platform, not claimed.</summary>
    public static bool MayName(RaterProof proof, RatingChannel channel) => proof switch
    {
        RaterProof.Channel => true,
        RaterProof.Phone => channel == RatingChannel.Phone,
        RaterProof.Link => channel is RatingChannel.HallTablet or RatingChannel.HallOther or RatingChannel.Qr or RatingChannel.Sms,
        _ => channel is RatingChannel.Pc or RatingChannel.Mobile or RatingChannel.Qr or RatingChannel.MiniProgram,
    };

    /// <summary>Whether this rater may see and change the rating: the account of the case, or who was handed the link of this very rating.</summary>
    public static bool Owns(RatedService service, Rater rater) =>
        rater.Proof == RaterProof.OwnLink || (rater.AccountId is { } account && (account == service.ApplicantAccountId || account == service.AgentAccountId));

    /// <summary>The rating set aside, or <c>evaluation.exclusion.reasonRequired</c>, <c>evaluation.exclusion.secondPerson</c> (somebody else must agree), <c>evaluation.exclusion.already</c>.</summary>
    public static Result<Rating> Exclude(Rating rating, RatingExclusion exclusion)
    {
        if (rating.Excluded is not null)
        {
            return Problem.Conflict("evaluation.exclusion.already");
        }

        if (string.IsNullOrWhiteSpace(exclusion.Why))
        {
            return Problem.Invalid("evaluation.exclusion.reasonRequired", "why");
        }

        return exclusion.First.By == exclusion.Second.By
            ? Problem.Invalid("evaluation.exclusion.secondPerson", "agreedBy")
            : rating with { Excluded = exclusion };
    }

    private static bool MayRate(RatedService service, Rater rater) => rater.Proof != RaterProof.None || Owns(service, rater);

    private static Problem? Refusal(RatedService service, Rating existing, Rater rater, bool verificationBegun) =>
        !Owns(service, rater) ? Problem.Forbidden("evaluation.notYours")
        : existing.WithdrawnAt is not null ? Problem.Conflict("evaluation.withdrawn")
        : existing.Ordinal >= MaximumOrdinal ? Problem.Conflict("evaluation.changeUsed")
        : verificationBegun ? Problem.Conflict("evaluation.verificationBegun")
        : null;

    private static Problem? Closed(RatedService service, DateTimeOffset now, WorkCalendar? calendar)
    {
        var end = WindowEnd(service, calendar);
        return ChinaTime.DayOf(now) > end ? Problem.Conflict("evaluation.windowClosed", ("closedOn", end), ("days", service.WindowDays)) : null;
    }

    private static Result<Rating> Checked(RatedService service, RatingRequest request, Rater rater, int ordinal, DateTimeOffset now, WorkCalendar? calendar)
    {
        var problems = new List<Problem>();
        if (Closed(service, now, calendar) is { } closed)
        {
            problems.Add(closed);
        }

        if (!Grades.IsGrade(request.Grade))
        {
            problems.Add(Problem.Invalid("evaluation.grade.range", "grade", ("value", request.Grade), ("expected", "1-5")));
        }

        string[] tags = [.. (request.Tags ?? []).Select(t => t.Trim()).Where(t => t.Length > 0).Distinct(StringComparer.Ordinal)];
        if (tags.Length > MaximumTags)
        {
            problems.Add(Problem.Invalid("evaluation.tags.tooMany", "tags", ("found", tags.Length), ("expected", MaximumTags)));
        }

        problems.AddRange(tags.Where(t => t.Length > MaximumTagLength).Select(t => Problem.Invalid("evaluation.tag.length", "tags", ("value", t), ("expected", MaximumTagLength))));
        var text = request.Text?.Trim() is { Length: > 0 } filled ? filled : null;
        if (text?.Length > MaximumTextLength)
        {
            problems.Add(Problem.Invalid("evaluation.text.length", "text", ("found", text.Length), ("expected", MaximumTextLength)));
        }

        return problems.Count > 0
            ? Result<Rating>.Refused(problems)
            : new Rating(service.ProjectNo, service.ServiceNumber, request.Grade, tags, text, request.Channel, now, rater.AccountId, ordinal, EnteredBy: rater.EnteredBy);
    }
}
