using Platform.Model.Clocks;
using Platform.Model.Identity;

namespace Platform.Model.Evaluation;

/// <summary>
/// Rules of the evaluation 好差评 (国办发〔2019〕51号, GB/T 39734/39735—2020; DOMAIN §6.2): voluntary, by the applicant or agent of the event, once per event, within the window.
/// A negative rating needs no text: nothing may stand between a resident and a bad grade.
/// </summary>
public static class EvaluationRules
{
    public const int DefaultWindowDays = 7;
    public const int MaximumTags = 10;
    public const int MaximumTagLength = 30;
    public const int MaximumTextLength = 500;
    public const int MaximumOrdinal = 2;

    /// <summary>The last day on which the service can be rated; with a calendar a free day rolls forward to the next working day.</summary>
    public static DateOnly WindowEnd(RatedService service, WorkCalendar? calendar = null)
    {
        var end = service.RenderedOn.AddDays(service.WindowDays);
        return calendar?.RollForward(end) ?? end;
    }

    /// <summary>
    /// The rating, or <c>evaluation.notYours</c>, <c>evaluation.alreadyRated</c>, <c>evaluation.windowClosed</c>, <c>evaluation.grade.range</c>,
    /// <c>evaluation.tags.tooMany</c>, <c>evaluation.tag.length</c>, <c>evaluation.text.length</c>.
    /// </summary>
    /// <param name="existing">The rating this event already has; a default one gives way to a real one.</param>
    public static Result<Rating> Rate(RatedService service, RatingRequest request, Rater rater, Rating? existing, DateTimeOffset now, WorkCalendar? calendar = null)
    {
        if (!IsParty(service, rater))
        {
            return Problem.Forbidden("evaluation.notYours");
        }

        if (existing is { IsDefault: false })
        {
            return Problem.Conflict("evaluation.alreadyRated", ("projectNo", service.ProjectNo), ("serviceNumber", service.ServiceNumber));
        }

        return Checked(service, request, rater, ordinal: 1, now, calendar);
    }

    /// <summary>
    /// The rating in place of <paramref name="existing"/>, which stays in the history: allowed once, within the window, before verification began;
    /// otherwise <c>evaluation.changeUsed</c>, <c>evaluation.verificationBegun</c> or a problem of <see cref="Rate"/>.
    /// </summary>
    public static Result<Rating> Change(RatedService service, Rating existing, RatingRequest request, Rater rater, bool verificationBegun, DateTimeOffset now, WorkCalendar? calendar = null)
    {
        if (!IsParty(service, rater))
        {
            return Problem.Forbidden("evaluation.notYours");
        }

        if (existing.Ordinal >= MaximumOrdinal)
        {
            return Problem.Conflict("evaluation.changeUsed");
        }

        return verificationBegun ? Problem.Conflict("evaluation.verificationBegun") : Checked(service, request, rater, existing.Ordinal + 1, now, calendar);
    }

    /// <summary>What some places record when nobody rated in the window: "basically satisfied", marked as default.</summary>
    public static Rating DefaultFor(RatedService service, DateTimeOffset now) =>
        new(service.ProjectNo, service.ServiceNumber, Grades.BasicallySatisfied, [], null, RatingChannel.Pc, now, null, IsDefault: true);

    /// <summary>Whether somebody may verify ratings of this authority: <c>evaluation.verifier.ratedUnit</c> for those who work for it (DOMAIN §8).</summary>
    public static Problem? CheckVerifier(Actor verifier, string ratedAuthority) =>
        verifier.Grants.Any(g => g.Authority == ratedAuthority) ? Problem.Forbidden("evaluation.verifier.ratedUnit", ("authority", ratedAuthority)) : null;

    /// <summary>The rating set aside, or <c>evaluation.exclusion.reasonRequired</c>, <c>evaluation.exclusion.secondPerson</c> (malicious needs somebody else to agree), <c>evaluation.exclusion.already</c>.</summary>
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

        return exclusion.Reason == ExclusionReason.Malicious && (string.IsNullOrWhiteSpace(exclusion.AgreedBy) || exclusion.AgreedBy == exclusion.By)
            ? Problem.Invalid("evaluation.exclusion.secondPerson", "agreedBy")
            : rating with { Excluded = exclusion };
    }

    private static bool IsParty(RatedService service, Rater rater) =>
        rater.HoldsTrackingCode || (rater.AccountId is { } account && (account == service.ApplicantAccountId || account == service.AgentAccountId));

    private static Result<Rating> Checked(RatedService service, RatingRequest request, Rater rater, int ordinal, DateTimeOffset now, WorkCalendar? calendar)
    {
        var problems = new List<Problem>();
        var end = WindowEnd(service, calendar);
        if (ChinaTime.DayOf(now) > end)
        {
            problems.Add(Problem.Conflict("evaluation.windowClosed", ("closedOn", end), ("days", service.WindowDays)));
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
            : new Rating(service.ProjectNo, service.ServiceNumber, request.Grade, tags, text, request.Channel, now, rater.AccountId, ordinal);
    }
}
