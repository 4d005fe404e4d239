namespace Platform.Model.Evaluation;

/// <summary>How a negative rating goes on. Pure: who may, where it leads, what is written down and when it is due.</summary>
public static class NegativeRatingRules
{
    public static NegativeRating Open(Guid id, Rating rating, RatedPlace place, DateTimeOffset now, HandlingClocks clocks) => new(
        id, rating.ProjectNo, rating.ServiceNumber, place.Locality, place.Authority, HandlingState.Received, now, clocks.DueAt(HandlingState.Received, now), rating.EnteredBy);

    /// <summary>The next state, the same one when a claim is repeated by its holder, or a problem of <see cref="HandlingGuards.Check"/>.</summary>
    /// <param name="reference">What the department will know a confirmed one by.</param>
    public static Result<NegativeRating> Apply(NegativeRating rating, HandlingAct act, HandlingPerson who, Guid reference, DateTimeOffset now, HandlingClocks clocks)
    {
        if (act is HandlingAct.Claim && rating.State == HandlingState.Verifying && rating.Assignee == who.AccountId && !who.OfRatedUnit)
        {
            return rating;
        }

        if (HandlingGuards.Check(rating, act, who) is { } problem)
        {
            return problem;
        }

        var next = Write(Enter(rating, HandlingTransitions.Of(act).To ?? rating.State, now, clocks), act, who, reference, now, clocks);
        return next is { State: HandlingState.ReRated, Detail.ReRating: HandlingGrade.Satisfied or HandlingGrade.Basically } ? Enter(next, HandlingState.Closed, now, clocks) : next;
    }

    /// <summary>What a clock that ran out causes; null when running late only shows.</summary>
    public static HandlingAct? WhenDue(NegativeRating rating, DateTimeOffset now) => !rating.IsOverdue(now) ? null : rating.State switch
    {
        HandlingState.Confirmed => new HandlingAct.TakeUpRunsOut(),
        HandlingState.Answered => new HandlingAct.ReRateRunsOut(),
        _ => null,
    };

    /// <summary>How the rating is set aside once the handling is closed; null while it counts.</summary>
    public static RatingExclusion? Exclusion(NegativeRating rating)
    {
        if (rating is not { State: HandlingState.Closed, Detail.Agreed: { } second })
        {
            return null;
        }

        return rating.Outcome switch
        {
            RatingFinding.Mistaken => new(ExclusionReason.Mistaken, rating.Detail.Finding!, rating.Detail.Verified!, second),
            RatingFinding.Malicious => new(ExclusionReason.Malicious, rating.Detail.Finding!, rating.Detail.Verified!, second),
            RatingFinding.AppealUpheld => new(ExclusionReason.AppealUpheld, rating.Detail.AppealDecision!, rating.Detail.AppealDecided!, second),
            _ => null,
        };
    }

    /// <summary>A stage left after its clock is counted, except that of the applicant: nobody has to rate. Claiming neither ends nor starts the clock of the verification.</summary>
    private static NegativeRating Enter(NegativeRating rating, HandlingState state, DateTimeOffset now, HandlingClocks clocks)
    {
        if (state == rating.State)
        {
            return rating;
        }

        var runsOn = rating.State == HandlingState.Received && state == HandlingState.Verifying;
        var late = rating.IsOverdue(now) && rating.State != HandlingState.Answered && !runsOn ? rating.Late + 1 : rating.Late;
        var due = runsOn || state == HandlingState.Closed ? rating.DueAt
            : state == HandlingState.Rectifying && rating.RectifyDueAt is { } kept ? kept
            : clocks.DueAt(state, now);
        return rating with { State = state, DueAt = due, Late = late, ClosedAt = state == HandlingState.Closed ? now : null };
    }

    private static NegativeRating Write(NegativeRating next, HandlingAct act, HandlingPerson who, Guid reference, DateTimeOffset now, HandlingClocks clocks)
    {
        var detail = next.Detail;
        switch (act)
        {
            case HandlingAct.Claim:
                return next with { Assignee = who.AccountId, AssigneeName = who.Name };
            case HandlingAct.Confirm confirm:
                return next with
                {
                    Outcome = RatingFinding.Confirmed,
                    DepartmentReference = reference,
                    RectifyDueAt = clocks.DueAt(HandlingState.Rectifying, now),
                    Detail = detail with { Finding = confirm.Finding.Trim(), Released = confirm.Released.Trim(), Verified = Sign(), ConfirmedAt = now },
                };
            case HandlingAct.FindMistaken found:
                return next with { Outcome = RatingFinding.Mistaken, Detail = detail with { Finding = found.Finding.Trim(), Verified = Sign() } };
            case HandlingAct.FindMalicious found:
                return next with { Outcome = RatingFinding.Malicious, Detail = detail with { Finding = found.Finding.Trim(), Verified = Sign() } };
            case HandlingAct.Agree:
                return next with { Detail = detail with { Agreed = Sign() } };
            case HandlingAct.Disagree:
                return next with { Outcome = null };
            case HandlingAct.DisagreeWithAppeal:
                return next with { Outcome = RatingFinding.Confirmed };
            case HandlingAct.Appeal appeal:
                return next with { Detail = detail with { Appeal = appeal.Reason.Trim(), AppealedAt = now } };
            case HandlingAct.UpholdAppeal decided:
                return next with { Outcome = RatingFinding.AppealUpheld, Detail = detail with { AppealDecision = decided.Reason.Trim(), AppealDecided = Sign() } };
            case HandlingAct.DismissAppeal decided:
                var due = next.RectifyDueAt!.Value + (now - detail.AppealedAt!.Value);
                return next with { DueAt = due, RectifyDueAt = due, Detail = detail with { AppealDecision = decided.Reason.Trim(), AppealDecided = Sign() } };
            case HandlingAct.Report report:
                return next with { RectifiedAt = next.RectifiedAt ?? now, Detail = detail with { Report = report.Text.Trim() } };
            case HandlingAct.ReturnReport returned:
                // What did not answer the complaint has not put it right.
                return next with { RectifiedAt = null, Detail = detail with { ReturnReason = returned.Reason.Trim() } };
            case HandlingAct.SendAnswer answer:
                return next with { Detail = detail with { Answer = answer.Text.Trim(), AnsweredAt = now } };
            case HandlingAct.ReRate again:
                return next with { Detail = detail with { ReRating = again.Grade, ReRatingText = again.Text?.Trim() is { Length: > 0 } text ? text : null } };
            case HandlingAct.Reopen reopen:
                var extended = clocks.DueAt(HandlingState.Rectifying, now);
                return next with { DueAt = extended, RectifyDueAt = extended, RectifiedAt = null, Detail = detail with { Reopened = true, ReturnReason = reopen.Reason.Trim() } };
            case HandlingAct.RequestCorrection correction:
                return next with { Detail = detail with { Correction = correction.What.Trim(), CorrectionAt = now } };
            case HandlingAct.TakeUp or HandlingAct.TakeUpRunsOut or HandlingAct.ReRateRunsOut or HandlingAct.Close:
                return next;
            default:
                throw new InvalidOperationException($"Unknown act {act.GetType().Name}.");
        }

        HandlingSign Sign() => new(who.AccountId ?? throw new InvalidOperationException("A finding has an author."), who.Unit, who.Role, now);
    }
}
