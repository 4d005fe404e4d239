using System.Text.Json.Serialization;

namespace Platform.Model.Cases;

/// <summary>
/// One thing that can happen to a case (DOMAIN §4.3; the number of its row stands at each). Closed; JSON with the discriminator <c>kind</c>.
/// What is allowed when, and what it does, is <see cref="CaseRules"/>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Submit), "submit")]
[JsonDerivedType(typeof(BeginPreCheck), "beginPreCheck")]
[JsonDerivedType(typeof(Receive), "receive")]
[JsonDerivedType(typeof(NotRequire), "notRequire")]
[JsonDerivedType(typeof(RefuseAcceptance), "refuseAcceptance")]
[JsonDerivedType(typeof(CorrectOnSpot), "correctOnSpot")]
[JsonDerivedType(typeof(RequestSupplement), "requestSupplement")]
[JsonDerivedType(typeof(SupplyComplete), "supplyComplete")]
[JsonDerivedType(typeof(SupplementOverdue), "supplementOverdue")]
[JsonDerivedType(typeof(Accept), "accept")]
[JsonDerivedType(typeof(DeemAccepted), "deemAccepted")]
[JsonDerivedType(typeof(SupplyGap), "supplyGap")]
[JsonDerivedType(typeof(BeginReview), "beginReview")]
[JsonDerivedType(typeof(Suspend), "suspend")]
[JsonDerivedType(typeof(Resume), "resume")]
[JsonDerivedType(typeof(Extend), "extend")]
[JsonDerivedType(typeof(Decide), "decide")]
[JsonDerivedType(typeof(Complete), "complete")]
[JsonDerivedType(typeof(Deliver), "deliver")]
[JsonDerivedType(typeof(Withdraw), "withdraw")]
[JsonDerivedType(typeof(Terminate), "terminate")]
[JsonDerivedType(typeof(ForwardUp), "forwardUp")]
[JsonDerivedType(typeof(Annul), "annul")]
[JsonDerivedType(typeof(MoveInternally), "moveInternally")]
public abstract record CaseTransition
{
    private CaseTransition()
    {
    }

    /// <summary>1: the applicant, an agent or a clerk files.</summary>
    public sealed record Submit : CaseTransition;

    /// <summary>The optional look before receipt 预审.</summary>
    public sealed record BeginPreCheck : CaseTransition;

    /// <summary>2: taken in; starts the notice clock.</summary>
    /// <param name="ReceivedOn">The legal day of receipt; null = by the rule for arrivals out of hours.</param>
    public sealed record Receive(DateOnly? ReceivedOn = null) : CaseTransition;

    /// <summary>3: no permit is needed 不受理 (Art 32 (1)).</summary>
    public sealed record NotRequire(string Reason) : CaseTransition;

    /// <summary>4: not our competence 不予受理 (Art 32 (2)).</summary>
    /// <param name="CompetentBody">Who is competent; the applicant must be told.</param>
    public sealed record RefuseAcceptance(string Reason, string CompetentBody) : CaseTransition;

    /// <summary>5: an error the applicant may correct on the spot (Art 32 (3)).</summary>
    /// <param name="Log">What was corrected.</param>
    public sealed record CorrectOnSpot(string Log) : CaseTransition;

    /// <summary>6: the one-time notice of everything that is missing or wrong 一次性告知 (Art 32 (4)).</summary>
    public sealed record RequestSupplement(SupplementNotice Notice) : CaseTransition;

    /// <summary>7: the applicant supplied every item.</summary>
    /// <param name="SuppliedOn">The day the last item arrived; null = today.</param>
    public sealed record SupplyComplete(DateOnly? SuppliedOn = null) : CaseTransition;

    /// <summary>8: the applicant's time is over.</summary>
    public sealed record SupplementOverdue : CaseTransition;

    /// <summary>9: the authority accepts 受理; it must now decide.</summary>
    /// <param name="WithGap">容缺受理: secondary materials follow, against <paramref name="Promise"/>.</param>
    public sealed record Accept(bool WithGap = false, GapPromise? Promise = null) : CaseTransition;

    /// <summary>10: the law accepts because the authority said nothing in time (Art 32 (4)).</summary>
    public sealed record DeemAccepted : CaseTransition;

    /// <summary>Materials promised at an acceptance with a gap arrived.</summary>
    public sealed record SupplyGap(IReadOnlyList<string> Materials) : CaseTransition;

    /// <summary>11: an officer begins to examine.</summary>
    public sealed record BeginReview : CaseTransition;

    /// <summary>12: a special procedure stops the clocks (Art 45).</summary>
    /// <param name="ToldDays">Working days the applicant is told it will take.</param>
    /// <param name="ApprovedBy">Account id of the approver.</param>
    public sealed record Suspend(SpecialProcedure Procedure, string Reason, int ToldDays, string ApprovedBy) : CaseTransition;

    /// <summary>13: the special procedure is over.</summary>
    public sealed record Resume(string Result) : CaseTransition;

    /// <summary>14: more time 延长, once (Art 42).</summary>
    /// <param name="Days">Added to statutory and promised limit, in their units.</param>
    /// <param name="ApprovedBy">Account id of the head of the authority.</param>
    public sealed record Extend(int Days, string Reason, string ApprovedBy) : CaseTransition;

    /// <summary>15: the decision (Art 38).</summary>
    /// <param name="Remedies">Reconsideration and court, with their time limits.</param>
    /// <param name="SignersDone">All mandatory signers of the flow have signed.</param>
    public sealed record Decide(
        DecisionOutcome Outcome,
        string? Reasons = null,
        string? LegalBasis = null,
        string? Remedies = null,
        bool SignersDone = true,
        DateOnly? EffectiveFrom = null,
        DateOnly? EffectiveTo = null) : CaseTransition;

    /// <summary>16: the result is made.</summary>
    public sealed record Complete : CaseTransition;

    /// <summary>17: the result was handed over (Art 44).</summary>
    /// <param name="Proof">Receipt of the recipient, consignment number, time of opening.</param>
    public sealed record Deliver(DeliveryMethod Method, string Proof) : CaseTransition;

    /// <summary>18: the applicant takes the application back; needs no reason.</summary>
    public sealed record Withdraw(string? Reason = null) : CaseTransition;

    /// <summary>19: cannot go on: a promised material never came, the applicant died or was dissolved.</summary>
    /// <param name="BrokenPromise">A promised material did not come in time or does not do.</param>
    /// <param name="Ground">Why there is nobody left to decide for; null for a broken promise.</param>
    public sealed record Terminate(string Reason, bool BrokenPromise = false, TerminationGround? Ground = null) : CaseTransition;

    /// <summary>20: reviewed here, decided by a higher authority 转报 (Art 43).</summary>
    public sealed record ForwardUp(string To, string Reason) : CaseTransition;

    /// <summary>21: an unlawful grant is undone 撤销 (Art 69).</summary>
    public sealed record Annul(string Reason, string LegalBasis) : CaseTransition;

    /// <summary>22: who works on it changes; never touches the citizen's clocks.</summary>
    public sealed record MoveInternally(InternalMove Move, string? Opinion = null) : CaseTransition;
}

/// <summary>Everything that is missing or wrong, told at once (Art 32 (4)).</summary>
/// <param name="Fields">Paths of form fields.</param>
/// <param name="Materials">Keys of materials.</param>
/// <param name="Deadline">Last day to supply; null = by the item's supplement limit.</param>
public sealed record SupplementNotice(IReadOnlyList<SupplementItem> Fields, IReadOnlyList<SupplementItem> Materials, DateOnly? Deadline = null, string? Note = null);

/// <param name="Key">Field path or material key.</param>
/// <param name="Reason">What is wrong with it and what is expected.</param>
public sealed record SupplementItem(string Key, string Reason);

/// <summary>The written promise of an acceptance with a gap 容缺受理.</summary>
/// <param name="Materials">Keys of the secondary materials that follow.</param>
/// <param name="DueOn">Not later than the end of the promised limit.</param>
/// <param name="CommitmentSigned">The applicant signed the promise.</param>
public sealed record GapPromise(IReadOnlyList<string> Materials, DateOnly DueOn, bool CommitmentSigned);

/// <summary>What stops the clocks: a closed list (Art 45).</summary>
public enum SpecialProcedure
{
    /// <summary>听证.</summary>
    Hearing,
    /// <summary>招标.</summary>
    Tender,
    /// <summary>拍卖.</summary>
    Auction,
    /// <summary>检验.</summary>
    Inspection,
    /// <summary>检测.</summary>
    Testing,
    /// <summary>检疫.</summary>
    Quarantine,
    /// <summary>鉴定.</summary>
    Appraisal,
    /// <summary>专家评审.</summary>
    ExpertReview,
}

public enum DecisionOutcome
{
    Grant,
    Deny,
    /// <summary>Granted in part: what is denied needs reasons and remedies too.</summary>
    Partial,
}

public enum DeliveryMethod
{
    Window,
    Post,
    Electronic,
}

public enum InternalMove
{
    /// <summary>退回 to an earlier step.</summary>
    SendBack,
    /// <summary>转办: reassigned for good.</summary>
    Transfer,
    /// <summary>委派: lent and given back.</summary>
    Delegate,
    /// <summary>加签.</summary>
    AddSigner,
    /// <summary>减签.</summary>
    RemoveSigner,
    /// <summary>撤回: pulled back before anybody opened it.</summary>
    Recall,
}

/// <summary>Why a case ends although nobody took it back: there is no applicant any more.</summary>
public enum TerminationGround
{
    /// <summary>A natural person has died.</summary>
    ApplicantDied,

    /// <summary>An organisation was dissolved.</summary>
    ApplicantDissolved,
}
