using Platform.Model.Localities;

namespace Platform.Model.Evaluation;

/// <summary>Where the handling of a negative rating stands (DOMAIN §6.3).</summary>
public enum HandlingState
{
    /// <summary>Waits for somebody of the neutral desk.</summary>
    Received,
    /// <summary>Somebody calls back and checks 回访核实.</summary>
    Verifying,
    /// <summary>Found mistaken 误评; a second person must agree.</summary>
    Mistaken,
    /// <summary>Found malicious 恶意; a second person must agree.</summary>
    Malicious,
    /// <summary>The complaint is right; the rated department may take it up or appeal.</summary>
    Confirmed,
    /// <summary>The department appeals 申诉; somebody outside of it decides.</summary>
    Appealed,
    /// <summary>The appeal was found right; a second person must agree before the rating is set aside.</summary>
    Upheld,
    /// <summary>The department puts it right 整改.</summary>
    Rectifying,
    /// <summary>The department has reported; the desk looks at it and answers the applicant.</summary>
    Rectified,
    /// <summary>The applicant was answered 反馈 and may rate the handling.</summary>
    Answered,
    /// <summary>The applicant has rated the handling; the desk closes it or sends it back once.</summary>
    ReRated,
    Closed,
}

/// <summary>What was found; final once the handling is closed.</summary>
public enum RatingFinding
{
    /// <summary>The complaint is right: the rating counts.</summary>
    Confirmed,
    /// <summary>Given by mistake: set aside once a second person agrees.</summary>
    Mistaken,
    /// <summary>Given in bad faith: set aside once a second person agrees.</summary>
    Malicious,
    /// <summary>The department's appeal was right: set aside once a second person agrees.</summary>
    AppealUpheld,
}

/// <summary>How the applicant rates the handling 整改满意度.</summary>
public enum HandlingGrade
{
    Satisfied,
    Basically,
    NotSatisfied,
}

/// <summary>A negative rating on its way through the neutral desk and the rated department. Immutable; <see cref="NegativeRatingRules"/> makes the next one.</summary>
/// <param name="DepartmentReference">What the rated department knows it by, made at the confirmation: neither this key nor anything derived from it leads to the case. Null before.</param>
/// <param name="DueAt">End of the clock of the present state; of the last one when closed.</param>
/// <param name="EnteredBy">The call-taker who wrote the rating down, or null; never verifies it.</param>
/// <param name="Late">Stages that ended after their clock.</param>
/// <param name="RectifyDueAt">End of the clock of the rectification; an appeal that was dismissed moves it by the time it took.</param>
/// <param name="RectifiedAt">First report of the department.</param>
/// <param name="Version">Grows with every change; two people never both succeed on the same one.</param>
public sealed record NegativeRating(
    Guid Id,
    string ProjectNo,
    int ServiceNumber,
    LocalityCode Locality,
    string Authority,
    HandlingState State,
    DateTimeOffset OpenedAt,
    DateTimeOffset DueAt,
    Guid? EnteredBy = null,
    Guid? DepartmentReference = null,
    Guid? Assignee = null,
    string? AssigneeName = null,
    RatingFinding? Outcome = null,
    int Late = 0,
    DateTimeOffset? RectifyDueAt = null,
    DateTimeOffset? RectifiedAt = null,
    DateTimeOffset? ClosedAt = null,
    int Version = 1)
{
    public HandlingDetail Detail { get; init; } = HandlingDetail.Empty;

    public bool IsClosed => State == HandlingState.Closed;

    public bool IsOverdue(DateTimeOffset now) => !IsClosed && DueAt <= now;
}

/// <summary>What was written and by whom. Only <see cref="Released"/>, <see cref="Appeal"/>, <see cref="AppealDecision"/>, <see cref="Report"/>, <see cref="ReturnReason"/> and <see cref="Answer"/> may reach the department.</summary>
public sealed record HandlingDetail
{
    public static HandlingDetail Empty { get; } = new();

    /// <summary>What the call-back gave; stays at the desk.</summary>
    public string? Finding { get; init; }

    /// <summary>What the rater wrote as the desk released it: without anything that tells who it was; empty when nothing was released.</summary>
    public string? Released { get; init; }
    public HandlingSign? Verified { get; init; }
    public DateTimeOffset? ConfirmedAt { get; init; }
    public string? Appeal { get; init; }
    public DateTimeOffset? AppealedAt { get; init; }
    public string? AppealDecision { get; init; }
    public HandlingSign? AppealDecided { get; init; }
    public HandlingSign? Agreed { get; init; }
    public string? Report { get; init; }

    /// <summary>Why the desk or the applicant's verdict sent the report back.</summary>
    public string? ReturnReason { get; init; }
    public string? Answer { get; init; }
    public DateTimeOffset? AnsweredAt { get; init; }
    public HandlingGrade? ReRating { get; init; }
    public string? ReRatingText { get; init; }
    public bool Reopened { get; init; }
    public string? Correction { get; init; }
    public DateTimeOffset? CorrectionAt { get; init; }
}

/// <summary>Somebody's word.</summary>
/// <param name="By">Account id; stays inside.</param>
/// <param name="Unit">Credit code of the authority they work for, empty when they belong to none; published beside exclusions.</param>
/// <param name="Role">In which role; published beside exclusions.</param>
public sealed record HandlingSign(Guid By, string Unit, string Role, DateTimeOffset At);
