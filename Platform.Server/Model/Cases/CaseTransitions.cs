using System.Collections.Frozen;

namespace Platform.Model.Cases;

/// <summary>One row of the state machine.</summary>
/// <param name="Kind">Discriminator of the transition in JSON.</param>
/// <param name="Name">The act as the office calls it.</param>
/// <param name="From">Where it is allowed.</param>
/// <param name="To">Where it leads; null = stays, or goes back where it came from.</param>
/// <param name="EventName">What has happened, past tense.</param>
/// <param name="NationalEventCode">As two project-approval systems write it; the export's mapping decides in the end.</param>
public sealed record CaseTransitionRow(Type Transition, string Kind, LocalizedText Name, IReadOnlyList<CaseState> From, CaseState? To, string EventName, string? NationalEventCode);

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
        Row<CaseTransition.Submit>("submit", "提交", "Submit", [CaseState.Draft], CaseState.Submitted, "submitted"),
        Row<CaseTransition.BeginPreCheck>("beginPreCheck", "预审", "Pre-check", [CaseState.Submitted], CaseState.PreCheck, "pre-check-begun"),
        Row<CaseTransition.Receive>("receive", "收件", "Receive", BeforeReceipt, CaseState.Received, "received", "1"),
        Row<CaseTransition.NotRequire>("notRequire", "不受理", "No permit required", Received, CaseState.NotRequired, "not-required", "4"),
        Row<CaseTransition.RefuseAcceptance>("refuseAcceptance", "不予受理", "Refuse acceptance", Received, CaseState.AcceptanceRefused, "acceptance-refused", "5"),
        Row<CaseTransition.CorrectOnSpot>("correctOnSpot", "当场更正", "Correct on the spot", Received, CaseState.Received, "corrected-on-spot"),
        // After acceptance only where the settings allow it; the guard knows.
        Row<CaseTransition.RequestSupplement>("requestSupplement", "一次性告知补正", "Request completion", [CaseState.Received, .. UnderReview], CaseState.Supplementing, "supplement-requested", "6"),
        Row<CaseTransition.SupplyComplete>("supplyComplete", "补正完成", "Completion supplied", [CaseState.Supplementing], null, "supplied", "7"),
        Row<CaseTransition.SupplementOverdue>("supplementOverdue", "逾期未补正", "Completion overdue", [CaseState.Supplementing], CaseState.Terminated, "supplement-overdue"),
        Row<CaseTransition.Accept>("accept", "受理", "Accept", Received, CaseState.Accepted, "accepted", "8"),
        Row<CaseTransition.DeemAccepted>("deemAccepted", "视为受理", "Deem accepted", Received, CaseState.Accepted, "deemed-accepted", "8"),
        Row<CaseTransition.SupplyGap>("supplyGap", "补交容缺材料", "Supply promised materials", [.. UnderReview, CaseState.Suspended], null, "gap-supplied"),
        Row<CaseTransition.BeginReview>("beginReview", "开始审查", "Begin review", [CaseState.Accepted], CaseState.InReview, "review-begun"),
        Row<CaseTransition.Suspend>("suspend", "启动特别程序", "Begin a special procedure", InReview, CaseState.Suspended, "suspended", "9"),
        Row<CaseTransition.Resume>("resume", "结束特别程序", "End the special procedure", [CaseState.Suspended], CaseState.InReview, "resumed", "10"),
        Row<CaseTransition.Extend>("extend", "延长期限", "Extend", InReview, CaseState.InReview, "extended"),
        // From Accepted only on the spot; the guard knows.
        Row<CaseTransition.Decide>("decide", "作出决定", "Decide", UnderReview, CaseState.Decided, "decided"),
        Row<CaseTransition.Complete>("complete", "办结", "Complete", [CaseState.Decided], CaseState.Completed, "completed", "11"),
        Row<CaseTransition.Deliver>("deliver", "送达", "Deliver", [CaseState.Completed], CaseState.Delivered, "delivered"),
        Row<CaseTransition.Withdraw>("withdraw", "撤件", "Withdraw", Undecided, CaseState.Withdrawn, "withdrawn", "2"),
        Row<CaseTransition.Terminate>("terminate", "终止", "Terminate", UnderReview, CaseState.Terminated, "terminated"),
        Row<CaseTransition.ForwardUp>("forwardUp", "转报", "Forward", InReview, CaseState.ForwardedUp, "forwarded-up"),
        Row<CaseTransition.Annul>("annul", "撤销", "Annul", [CaseState.Delivered], CaseState.Annulled, "annulled", "15"),
        Row<CaseTransition.MoveInternally>("moveInternally", "内部流转", "Move internally", [.. Undecided, CaseState.Decided, CaseState.Completed], null, "moved-internally"),
    ];

    private static readonly FrozenDictionary<Type, CaseTransitionRow> ByType = Rows.ToFrozenDictionary(r => r.Transition);

    public static CaseTransitionRow Of(CaseTransition transition) => ByType[transition.GetType()];

    /// <summary>Rows that may be taken from a state, for a list of possible actions; guards may still refuse.</summary>
    public static IEnumerable<CaseTransitionRow> From(CaseState state) => Rows.Where(r => r.From.Contains(state));

    private static CaseTransitionRow Row<T>(string kind, string chinese, string english, CaseState[] from, CaseState? to, string name, string? code = null)
        where T : CaseTransition => new(typeof(T), kind, LocalizedText.Of(chinese, english), from, to, name, code);
}
