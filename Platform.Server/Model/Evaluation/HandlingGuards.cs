using System.Text.RegularExpressions;

namespace Platform.Model.Evaluation;

/// <summary>What speaks against an act on a negative rating. Pure; null = nothing.</summary>
public static partial class HandlingGuards
{
    public const int MaximumText = 500;

    /// <summary>
    /// <c>evaluation.verifier.ratedUnit</c>, <c>evaluation.notYours</c>, <c>evaluation.verifier.entered</c>, <c>evaluation.taskTaken</c>, <c>evaluation.taskState</c>,
    /// <c>evaluation.notAssignee</c>, <c>evaluation.exclusion.secondPerson</c>, <c>evaluation.appeal.verifier</c>, or what is wrong with the words.
    /// </summary>
    public static Problem? Check(NegativeRating rating, HandlingAct act, HandlingPerson who)
    {
        var row = HandlingTransitions.Of(act);
        return Side(rating, row, who)
            ?? State(rating, act, row)
            ?? Person(rating, row, who)
            ?? Words(rating, act);
    }

    /// <summary>Kinds of the acts that only need their words now, in the order of the table.</summary>
    public static IReadOnlyList<string> Possible(NegativeRating rating, HandlingPerson who) =>
        [.. HandlingTransitions.From(rating.State).Where(row => Side(rating, row, who) is null && Person(rating, row, who) is null && Sense(rating, row)).Select(row => row.Kind)];

    /// <summary>Whether these words may go to the rated department: <c>evaluation.released.personal</c> names what gives the rater away.</summary>
    /// <param name="rater">Name of the rater, or null when it is not known.</param>
    public static Problem? CheckReleased(string text, string projectNo, string? rater)
    {
        var dense = Separators().Replace(text, "");
        var found =
            Numbers().Match(dense) is { Success: true } number ? number.Value
            : dense.Contains(Separators().Replace(projectNo, ""), StringComparison.OrdinalIgnoreCase) ? projectNo
            : rater is { Length: > 1 } && text.Contains(rater, StringComparison.OrdinalIgnoreCase) ? rater
            : null;
        return found is null ? null : Problem.Invalid("evaluation.released.personal", "released", ("value", found));
    }

    private static Problem? Side(NegativeRating rating, HandlingRow row, HandlingPerson who)
    {
        var desk = row.Party is HandlingParty.Desk or HandlingParty.Assignee or HandlingParty.SecondPerson or HandlingParty.Arbiter;
        return desk != (who.Party == HandlingParty.Desk) || (!desk && who.Party != row.Party) ? Problem.Forbidden("evaluation.notYours")
            : desk && who.OfRatedUnit ? Problem.Forbidden("evaluation.verifier.ratedUnit", ("authority", rating.Authority))
            : desk && who.AccountId is { } account && account == rating.EnteredBy ? Problem.Forbidden("evaluation.verifier.entered")
            : null;
    }

    private static Problem? State(NegativeRating rating, HandlingAct act, HandlingRow row) =>
        row.From.Contains(rating.State) ? null
        : act is HandlingAct.Claim && rating.State == HandlingState.Verifying ? Problem.Conflict("evaluation.taskTaken", ("by", rating.AssigneeName))
        : Problem.Conflict("evaluation.taskState", ("state", rating.State.ToString()));

    private static Problem? Person(NegativeRating rating, HandlingRow row, HandlingPerson who) => row.Party switch
    {
        HandlingParty.Assignee when rating.Assignee != who.AccountId => Problem.Forbidden("evaluation.notAssignee"),
        HandlingParty.SecondPerson when who.AccountId is null || who.AccountId == FirstPerson(rating) => Problem.Forbidden("evaluation.exclusion.secondPerson"),
        HandlingParty.Arbiter when who.AccountId is null || who.AccountId == rating.Detail.Verified?.By => Problem.Forbidden("evaluation.appeal.verifier"),
        _ => null,
    };

    private static bool Sense(NegativeRating rating, HandlingRow row) =>
        row.Act == typeof(HandlingAct.Reopen) ? rating.Detail is { Reopened: false, ReRating: HandlingGrade.NotSatisfied }
        : row.Act != typeof(HandlingAct.RequestCorrection) || rating.Detail.Correction is null;

    /// <summary>Whose finding waits for a second word.</summary>
    private static Guid? FirstPerson(NegativeRating rating) => rating.State == HandlingState.Upheld ? rating.Detail.AppealDecided?.By : rating.Detail.Verified?.By;

    private static Problem? Words(NegativeRating rating, HandlingAct act) => act switch
    {
        HandlingAct.Confirm confirm => Text(confirm.Finding, "finding") ?? Text(confirm.Released, "released", required: false),
        HandlingAct.FindMistaken found => Text(found.Finding, "finding"),
        HandlingAct.FindMalicious found => Text(found.Finding, "finding"),
        HandlingAct.Appeal appeal => Text(appeal.Reason, "reason"),
        HandlingAct.UpholdAppeal decided => Text(decided.Reason, "reason"),
        HandlingAct.DismissAppeal decided => Text(decided.Reason, "reason"),
        HandlingAct.Report report => Text(report.Text, "text"),
        HandlingAct.ReturnReport returned => Text(returned.Reason, "reason"),
        HandlingAct.SendAnswer answer => Text(answer.Text, "text"),
        HandlingAct.ReRate again => Text(again.Text, "text", required: false),
        HandlingAct.Reopen when rating.Detail.Reopened => Problem.Conflict("evaluation.reopen.used"),
        HandlingAct.Reopen when rating.Detail.ReRating != HandlingGrade.NotSatisfied => Problem.Conflict("evaluation.reopen.satisfied"),
        HandlingAct.Reopen reopen => Text(reopen.Reason, "reason"),
        HandlingAct.RequestCorrection when rating.Detail.Correction is not null => Problem.Conflict("evaluation.correction.asked"),
        HandlingAct.RequestCorrection { ApplicantAgreed: false } => Problem.Invalid("evaluation.correction.consent", "applicantAgreed"),
        HandlingAct.RequestCorrection correction => Text(correction.What, "what"),
        _ => null,
    };

    private static Problem? Text(string? text, string field, bool required = true) => text?.Trim().Length switch
    {
        null or 0 => required ? Problem.Invalid("evaluation.textRequired", field) : null,
        > MaximumText => Problem.Invalid("evaluation.text.length", field, ("found", text!.Trim().Length), ("expected", MaximumText)),
        _ => null,
    };

    /// <summary>Telephone, identity and case numbers are runs of at least seven digits; nothing a department needs is.</summary>
    [GeneratedRegex(@"\d{7,}[0-9Xx]?")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"[\s\-–—_.·]")]
    private static partial Regex Separators();
}
