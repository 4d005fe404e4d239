namespace Platform.Model.Evaluation;

/// <summary>What somebody does with a negative rating. Texts are 1–500 characters where not said otherwise.</summary>
public abstract record HandlingAct
{
    private HandlingAct()
    {
    }

    /// <summary>Somebody of the desk takes it; begins the verification.</summary>
    public sealed record Claim : HandlingAct;

    /// <param name="Released">What the department may read of the rater's words; empty releases nothing.</param>
    public sealed record Confirm(string Finding, string Released) : HandlingAct;

    public sealed record FindMistaken(string Finding) : HandlingAct;

    public sealed record FindMalicious(string Finding) : HandlingAct;

    /// <summary>The second person agrees that the rating is set aside.</summary>
    public sealed record Agree : HandlingAct;

    /// <summary>The second person wants another look.</summary>
    public sealed record Disagree : HandlingAct;

    /// <summary>The second person does not agree with an appeal found right.</summary>
    public sealed record DisagreeWithAppeal : HandlingAct;

    /// <summary>The department begins to put it right.</summary>
    public sealed record TakeUp : HandlingAct;

    /// <summary>The department neither took it up nor appealed in time.</summary>
    public sealed record TakeUpRunsOut : HandlingAct;

    public sealed record Appeal(string Reason) : HandlingAct;

    public sealed record UpholdAppeal(string Reason) : HandlingAct;

    public sealed record DismissAppeal(string Reason) : HandlingAct;

    /// <summary>The department says what it put right.</summary>
    public sealed record Report(string Text) : HandlingAct;

    /// <summary>The report does not answer the complaint: back to the department.</summary>
    public sealed record ReturnReport(string Reason) : HandlingAct;

    /// <summary>The desk answers the applicant.</summary>
    public sealed record SendAnswer(string Text) : HandlingAct;

    /// <param name="Text">Optional.</param>
    public sealed record ReRate(HandlingGrade Grade, string? Text) : HandlingAct;

    /// <summary>Nobody rated the handling in time.</summary>
    public sealed record ReRateRunsOut : HandlingAct;

    /// <summary>The applicant is not satisfied for a good reason: once more to the department.</summary>
    public sealed record Reopen(string Reason) : HandlingAct;

    public sealed record Close : HandlingAct;

    /// <summary>
    /// The case itself shall be corrected 更正: opens a task there. The department learns which case, so the applicant must have agreed;
    /// what was decided stays as it is.
    /// </summary>
    /// <param name="What">What has to be corrected, as the department will read it.</param>
    public sealed record RequestCorrection(string What, bool ApplicantAgreed) : HandlingAct;
}

/// <summary>Whose act it is.</summary>
public enum HandlingParty
{
    /// <summary>Any member of the neutral desk.</summary>
    Desk,
    /// <summary>The member of the desk who claimed it.</summary>
    Assignee,
    /// <summary>A member of the desk other than the one whose finding waits.</summary>
    SecondPerson,
    /// <summary>A member of the desk other than the verifier.</summary>
    Arbiter,
    /// <summary>The rated department.</summary>
    Department,
    /// <summary>Whoever rated.</summary>
    Rater,
    /// <summary>A clock ran out.</summary>
    Clock,
}

/// <summary>Who acts, with everything the guards need to know.</summary>
/// <param name="Party">Desk for all members of the desk; the guards tell them apart.</param>
/// <param name="Unit">Credit code of the authority they work for, empty for none.</param>
/// <param name="OfRatedUnit">Works for the rated authority, wherever that follows from.</param>
public sealed record HandlingPerson(HandlingParty Party, Guid? AccountId, string Name, string Unit = "", string Role = "", bool OfRatedUnit = false)
{
    public static HandlingPerson Clock { get; } = new(HandlingParty.Clock, null, "");
}
