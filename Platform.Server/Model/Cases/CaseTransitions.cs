using System.Collections.Frozen;

namespace Platform.Model.Cases;

/// <summary>One row of the state machine.</summary>
/// <param name="Kind">Discriminator of the transition in JSON.</param>
/// <param name="From">Where it is allowed.</param>
/// <param name="To">Where it leads; null = stays, or goes back where it came from.</param>
/// <param name="EventName">What has happened, past tense.</param>
/// <param name="NationalEventCode">As two project-approval systems write it; the export's mapping decides in the end.</param>
public sealed record CaseTransitionRow(Type Transition, string Kind, IReadOnlyList<CaseState> From, CaseState? To, string EventName, string? NationalEventCode);

/// <summary>The state machine of a case as one table (DOMAIN §4.3).</summary>
public static class CaseTransitions
{
    private static readonly CaseState[] BeforeReceipt = [CaseState.Submitted, CaseState.PreCheck];
    private static readonly CaseState[] Received = [CaseState.Received];
    private static readonly CaseState[] InReview = [CaseState.InReview];
    private static readonly CaseState[] UnderReview = [CaseState.Accepted, CaseState.InReview];

    /// <summary>Filed and not yet decided. A draft was never filed: there is nothing to take back.</summary>
    private static readonly CaseState[] Undecided =
    [
        CaseState.Submitted, CaseState.PreCheck, CaseState.Received, CaseState.Supplementing, CaseState.Accepted, CaseState.InReview, CaseState.Suspended,
    ];

    /// <summary>All rows, in the order of a case's life.</summary>
    public static IReadOnlyList<CaseTransitionRow> Rows { get; } =
    [
        Row<CaseTransition.Submit>("submit", [CaseState.Draft], CaseState.Submitted, "submitted"),
        Row<CaseTransition.BeginPreCheck>("beginPreCheck", [CaseState.Submitted], CaseState.PreCheck, "pre-check-begun"),
        Row<CaseTransition.Receive>("receive", BeforeReceipt, CaseState.Received, "received", "1"),
        Row<CaseTransition.NotRequire>("notRequire", Received, CaseState.NotRequired, "not-required", "4"),
        Row<CaseTransition.RefuseAcceptance>("refuseAcceptance", Received, CaseState.AcceptanceRefused, "acceptance-refused", "5"),
        Row<CaseTransition.CorrectOnSpot>("correctOnSpot", Received, CaseState.Received, "corrected-on-spot"),
        // After acceptance only where the settings allow it; the guard knows.
        Row<CaseTransition.RequestSupplement>("requestSupplement", [CaseState.Received, .. UnderReview], CaseState.Supplementing, "supplement-requested", "6"),
        Row<CaseTransition.SupplyComplete>("supplyComplete", [CaseState.Supplementing], null, "supplied", "7"),
        Row<CaseTransition.SupplementOverdue>("supplementOverdue", [CaseState.Supplementing], CaseState.Terminated, "supplement-overdue"),
        Row<CaseTransition.Accept>("accept", Received, CaseState.Accepted, "accepted", "8"),
        Row<CaseTransition.DeemAccepted>("deemAccepted", Received, CaseState.Accepted, "deemed-accepted", "8"),
        Row<CaseTransition.SupplyGap>("supplyGap", [.. UnderReview, CaseState.Suspended], null, "gap-supplied"),
        Row<CaseTransition.BeginReview>("beginReview", [CaseState.Accepted], CaseState.InReview, "review-begun"),
        Row<CaseTransition.Suspend>("suspend", InReview, CaseState.Suspended, "suspended", "9"),
        Row<CaseTransition.Resume>("resume", [CaseState.Suspended], CaseState.InReview, "resumed", "10"),
        Row<CaseTransition.Extend>("extend", InReview, CaseState.InReview, "extended"),
        // From Accepted only on the spot; the guard knows.
        Row<CaseTransition.Decide>("decide", UnderReview, CaseState.Decided, "decided"),
        Row<CaseTransition.Complete>("complete", [CaseState.Decided], CaseState.Completed, "completed", "11"),
        Row<CaseTransition.Deliver>("deliver", [CaseState.Completed], CaseState.Delivered, "delivered"),
        Row<CaseTransition.Withdraw>("withdraw", Undecided, CaseState.Withdrawn, "withdrawn", "2"),
        Row<CaseTransition.Terminate>("terminate", UnderReview, CaseState.Terminated, "terminated"),
        Row<CaseTransition.ForwardUp>("forwardUp", InReview, CaseState.ForwardedUp, "forwarded-up"),
        Row<CaseTransition.Annul>("annul", [CaseState.Delivered], CaseState.Annulled, "annulled", "15"),
        Row<CaseTransition.MoveInternally>("moveInternally", [.. Undecided, CaseState.Decided, CaseState.Completed], null, "moved-internally"),
    ];

    private static readonly FrozenDictionary<Type, CaseTransitionRow> ByType = Rows.ToFrozenDictionary(r => r.Transition);

    public static CaseTransitionRow Of(CaseTransition transition) => ByType[transition.GetType()];

    /// <summary>Rows that may be taken from a state, for a list of possible actions; guards may still refuse.</summary>
    public static IEnumerable<CaseTransitionRow> From(CaseState state) => Rows.Where(r => r.From.Contains(state));

    private static CaseTransitionRow Row<T>(string kind, CaseState[] from, CaseState? to, string name, string? code = null)
        where T : CaseTransition => new(typeof(T), kind, from, to, name, code);
}
