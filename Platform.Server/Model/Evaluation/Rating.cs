using Platform.Model.Localities;

namespace Platform.Model.Evaluation;

/// <summary>Through what a rating came in (GB/T 39046 绩效评价, plus the mini-program).</summary>
public enum RatingChannel
{
    Pc,
    Mobile,
    Qr,
    HallTablet,
    HallOther,
    Phone,
    Sms,
    MiniProgram,
}

/// <summary>The five grades 满意度 (GB/T 39046 A.8): 1 very satisfied … 5 very dissatisfied. 4 and 5 are negative 差评 (国办发〔2019〕51号).</summary>
public static class Grades
{
    public const int VerySatisfied = 1;
    public const int Satisfied = 2;
    public const int BasicallySatisfied = 3;
    public const int Dissatisfied = 4;
    public const int VeryDissatisfied = 5;

    public static bool IsGrade(int grade) => grade is >= VerySatisfied and <= VeryDissatisfied;

    public static bool IsNegative(int grade) => grade is Dissatisfied or VeryDissatisfied;
}

/// <summary>One rating of one service event. Its key is (<paramref name="ProjectNo"/>, <paramref name="ServiceNumber"/>).</summary>
/// <param name="Grade">1–5, see <see cref="Grades"/>.</param>
/// <param name="RatedBy">Account of the applicant or agent; null when rated with the tracking code. Never shown to the rated unit.</param>
/// <param name="Ordinal">评价次数: 1, or 2 after the one change that is allowed.</param>
/// <param name="IsDefault">Set by the system because nobody rated; counted apart, left out of every average.</param>
/// <param name="Excluded">Set aside after verification, or null while it counts.</param>
/// <param name="EnteredBy">The call-taker who wrote it down for the applicant on the phone, or null.</param>
/// <param name="WithdrawnAt">The giver took it back; it counts nowhere and is not given again.</param>
public sealed record Rating(
    string ProjectNo,
    int ServiceNumber,
    int Grade,
    IReadOnlyList<string> Tags,
    string? Text,
    RatingChannel Channel,
    DateTimeOffset RatedAt,
    Guid? RatedBy,
    int Ordinal = 1,
    bool IsDefault = false,
    RatingExclusion? Excluded = null,
    Guid? EnteredBy = null,
    DateTimeOffset? WithdrawnAt = null)
{
    public bool IsNegative => Grades.IsNegative(Grade);

    /// <summary>Counts in averages and rates.</summary>
    public bool IsEffective => !IsDefault && Excluded is null && WithdrawnAt is null;
}

/// <summary>Where a rated service belongs.</summary>
public sealed record RatedPlace(LocalityCode Locality, string Authority);

public enum ExclusionReason
{
    /// <summary>误评: given to the wrong service or by mistake.</summary>
    Mistaken,
    /// <summary>恶意: given in bad faith.</summary>
    Malicious,
    /// <summary>The rated department appealed and was right.</summary>
    AppealUpheld,
}

/// <summary>Why a rating was set aside, and the two people outside the rated unit who said so.</summary>
public sealed record RatingExclusion(ExclusionReason Reason, string Why, HandlingSign First, HandlingSign Second);

/// <summary>What somebody sends in.</summary>
public sealed record RatingRequest(int Grade, IReadOnlyList<string>? Tags, string? Text, RatingChannel Channel);

/// <summary>A service event somebody wants to rate.</summary>
/// <param name="WindowDays">Natural days after the service in which it can be rated.</param>
/// <param name="AgentAccountId">Who filed for the applicant with authority, or null.</param>
public sealed record RatedService(string ProjectNo, int ServiceNumber, DateOnly RenderedOn, int WindowDays, Guid? ApplicantAccountId, Guid? AgentAccountId = null);

/// <summary>What shows that somebody may rate, besides an account of the case.</summary>
public enum RaterProof
{
    None,
    /// <summary>Knows the tracking code. Papers of the case carry it, so it opens a service to rating but shows no rating that was given.</summary>
    TrackingCode,
    /// <summary>Holds a signed link for exactly this service.</summary>
    Link,
    /// <summary>Holds the signed link that was handed out when the rating was given, or with its answer: speaks for the rater.</summary>
    OwnLink,
    /// <summary>A channel that has compared the last four characters of the identity number.</summary>
    Channel,
    /// <summary>A call-taker who has done the same on the phone.</summary>
    Phone,
}

/// <summary>Who wants to rate.</summary>
/// <param name="AccountId">Account of a resident, else null.</param>
/// <param name="EnteredBy">The call-taker's account for <see cref="RaterProof.Phone"/>, else null.</param>
public sealed record Rater(Guid? AccountId, RaterProof Proof, Guid? EnteredBy = null);
