using System.Text.Json.Serialization;
using Platform.Model.Clocks;
using Platform.Model.Items;

namespace Platform.Model.Cases;

/// <summary>Whether defects found after acceptance may be sent to the applicant. Art 32 foresees none; deployed systems have it.</summary>
public enum SupplementAfterAcceptance
{
    Forbidden,
    /// <summary>Statutory and promised clock stand meanwhile.</summary>
    Pauses,
    /// <summary>The clocks go on: the authority bears the time.</summary>
    DoesNotPause,
}

/// <summary>From which day the authority's time runs when it accepts after a supplement.</summary>
public enum AcceptanceAfterSupplement
{
    /// <summary>The day the last item arrived.</summary>
    SupplyDay,
    /// <summary>The day of the act itself.</summary>
    DayOfAct,
}

/// <summary>What the item and the authority lay down for a case; pinned when it is filed.</summary>
/// <param name="Statutory">Limit in law (Art 42: 20 working days unless the item's own law says otherwise).</param>
/// <param name="Promised">Shorter limit the authority commits to; 0 working days = the same working day.</param>
/// <param name="NoticeDays">Working days from receipt to acceptance or one-time notice (Art 32).</param>
/// <param name="DeliveryDays">Working days from decision to delivery (Art 44).</param>
/// <param name="Joint">Several departments decide together: extension up to 15 instead of 10 days (Art 42).</param>
/// <param name="OnTheSpot">即办件: may be decided right after acceptance, by the officer who accepted.</param>
/// <param name="MaxExtensionDays">Where the item's own law sets another maximum; null = Art 42.</param>
/// <param name="GapBarred">The applicant may not be accepted with a gap: bad credit or a broken promise.</param>
/// <param name="OfficeCloses">From when on an arrival is out of hours; null = only free days are.</param>
public sealed record CaseSettings(
    TimeLimit Statutory,
    TimeLimit Promised,
    TimeLimit Supplement,
    int NoticeDays = 5,
    int DeliveryDays = 10,
    bool Joint = false,
    bool OnTheSpot = false,
    SupplementAfterAcceptance SupplementAfterAcceptance = SupplementAfterAcceptance.Forbidden,
    AcceptanceAfterSupplement AcceptanceAfterSupplement = AcceptanceAfterSupplement.SupplyDay,
    int? MaxExtensionDays = null,
    bool GapBarred = false,
    OutOfHours OutOfHours = OutOfHours.SameDay,
    TimeOnly? OfficeCloses = null)
{
    /// <summary>Code table A.6 of GB/T 39046.</summary>
    private const string OnTheSpotCaseType = "1";

    public static CaseSettings Of(ServiceItem item) => new(
        item.StatutoryLimit, item.PromisedLimit, item.SupplementLimit, item.NoticeDays, item.DeliveryDays, item.Joint, item.CaseType == OnTheSpotCaseType);

    /// <summary>Longest extension in days (Art 42: 10, several departments 15).</summary>
    [JsonIgnore]
    public int LongestExtension => MaxExtensionDays ?? (Joint ? 15 : 10);
}

/// <summary>Everything the rules need to know of a case. Days are legal days in China.</summary>
/// <param name="SupplementNoticeUsed">The one-time notice was given.</param>
/// <param name="LaterSupplementUsed">A notice after acceptance was given.</param>
/// <param name="LastSuppliedOn">The day the last supplemented item arrived, before acceptance.</param>
/// <param name="SupplementingFrom">Where a supplement leads back to.</param>
/// <param name="OpenGap">Keys of promised materials that have not arrived.</param>
/// <param name="Promised">Keys of all materials promised at an acceptance with a gap, arrived or not.</param>
/// <param name="OfficersActed">Account ids of those who examined; none of them may approve.</param>
public sealed record CaseFacts(
    CaseState State,
    CaseSettings Settings,
    bool SupplementNoticeUsed = false,
    bool LaterSupplementUsed = false,
    bool ExtensionUsed = false,
    DateOnly? SubmittedOn = null,
    DateOnly? ReceivedOn = null,
    DateOnly? AcceptedOn = null,
    DateOnly? LastSuppliedOn = null,
    DateOnly? DecidedOn = null,
    DateOnly? EndedOn = null,
    bool DeemedAccepted = false,
    bool AcceptedWithGap = false,
    DateOnly? GapDueOn = null,
    DecisionOutcome? Outcome = null,
    CaseState? SupplementingFrom = null,
    IReadOnlyList<string>? OpenGap = null,
    IReadOnlyList<string>? OfficersActed = null,
    IReadOnlyList<string>? Promised = null)
{
    /// <summary>A case nobody has filed yet.</summary>
    public static CaseFacts New(CaseSettings settings) => new(CaseState.Draft, settings);

    /// <summary>Remembers who examined; the same object when known already.</summary>
    public CaseFacts WithOfficer(string accountId) => HasActed(accountId) ? this : this with { OfficersActed = [.. OfficersActed ?? [], accountId] };

    public bool HasActed(string accountId) => OfficersActed?.Contains(accountId) ?? false;
}

/// <summary>The circumstances of a transition.</summary>
/// <param name="Today">The legal day of <paramref name="Now"/>; a rehearsal may choose both.</param>
/// <param name="Actor">Account id, or <c>system</c>.</param>
/// <param name="ActorRole">Key of the role it is done in, or <c>applicant</c>, <c>system</c>.</param>
/// <param name="Ledger">The case's clocks so far.</param>
/// <param name="FollowingSteps">Keys of open step clocks that pause and resume with the case.</param>
/// <param name="InPlaceOf">Account id of the colleague who is away and for whom the actor stands in: separation of duties counts both.</param>
public sealed record TransitionContext(
    DateTimeOffset Now,
    DateOnly Today,
    string Actor,
    string ActorRole,
    WorkCalendar Calendar,
    ClockLedger Ledger,
    IReadOnlyList<string>? FollowingSteps = null,
    string? InPlaceOf = null)
{
    public static TransitionContext At(DateTimeOffset now, string actor, string actorRole, WorkCalendar calendar, ClockLedger ledger) =>
        new(now, ChinaTime.DayOf(now), actor, actorRole, calendar, ledger);
}

/// <summary>A paper the transition causes.</summary>
/// <param name="Kind">One of <see cref="DocumentKinds"/>; key of the document template.</param>
/// <param name="Data">What the rules know of it: days, reasons, deadlines. The case adds the parties.</param>
public sealed record DocumentRequest(string Kind, IReadOnlyDictionary<string, object?> Data);

/// <summary>What a transition does, when it is allowed. Nothing has happened yet.</summary>
/// <param name="LedgerEntries">Numbered to follow the ledger of the context.</param>
/// <param name="NationalEventCode">Default code of the project-approval data standard, or null; the export's mapping may say otherwise.</param>
/// <param name="EventName">Past tense: <c>accepted</c>.</param>
public sealed record TransitionOutcome(
    CaseFacts Next,
    IReadOnlyList<ClockEntry> LedgerEntries,
    IReadOnlyList<DocumentRequest> Documents,
    string? NationalEventCode,
    string EventName);

/// <summary>Kinds of statutory papers.</summary>
public static class DocumentKinds
{
    /// <summary>The application as it was filed: a paper of the platform, but no statutory one.</summary>
    public const string Application = "application";

    public const string Receipt = "receipt";
    public const string NotRequiredNotice = "not-required-notice";
    public const string AcceptanceRefusal = "acceptance-refusal";
    public const string SupplementNotice = "supplement-notice";
    public const string AcceptanceNotice = "acceptance-notice";
    public const string SpecialProcedureNotice = "special-procedure-notice";
    public const string ExtensionNotice = "extension-notice";
    public const string DecisionGrant = "decision-grant";
    public const string DecisionDeny = "decision-deny";
    public const string Licence = "licence";
    public const string DeliveryProof = "delivery-proof";
    public const string WithdrawalReceipt = "withdrawal-receipt";
    public const string TerminationNotice = "termination-notice";
    public const string ForwardingLetter = "forwarding-letter";
    public const string AnnulmentDecision = "annulment-decision";

    public static IReadOnlyList<string> All { get; } =
    [
        Receipt, NotRequiredNotice, AcceptanceRefusal, SupplementNotice, AcceptanceNotice, SpecialProcedureNotice, ExtensionNotice, DecisionGrant, DecisionDeny, Licence, DeliveryProof,
        WithdrawalReceipt, TerminationNotice, ForwardingLetter, AnnulmentDecision,
    ];

    /// <summary>What the platform issues in the cases of every item, without being named there.</summary>
    public static IReadOnlyList<string> IssuedUnnamed { get; } = [Application, .. All];
}
