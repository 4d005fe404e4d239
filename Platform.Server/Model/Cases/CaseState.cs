namespace Platform.Model.Cases;

/// <summary>Where a case stands (DOMAIN §4.1).</summary>
public enum CaseState
{
    /// <summary>草稿: being typed, nothing filed.</summary>
    Draft,
    /// <summary>已提交.</summary>
    Submitted,
    /// <summary>预审: optional look before receipt; delays nothing.</summary>
    PreCheck,
    /// <summary>已收件: the notice clock runs.</summary>
    Received,
    /// <summary>待补正: it is the applicant's turn.</summary>
    Supplementing,
    /// <summary>已受理: statutory and promised clock run.</summary>
    Accepted,
    /// <summary>审查中.</summary>
    InReview,
    /// <summary>特别程序中: both clocks stand.</summary>
    Suspended,
    /// <summary>已决定: the delivery clock runs.</summary>
    Decided,
    /// <summary>已办结.</summary>
    Completed,
    /// <summary>已送达.</summary>
    Delivered,
    /// <summary>不受理: no permit is needed.</summary>
    NotRequired,
    /// <summary>不予受理: another body is competent.</summary>
    AcceptanceRefused,
    /// <summary>已撤件.</summary>
    Withdrawn,
    /// <summary>已终止.</summary>
    Terminated,
    /// <summary>已转报: ends here, goes on at the higher authority.</summary>
    ForwardedUp,
    /// <summary>已撤销: an unlawful grant undone.</summary>
    Annulled,
}

public static class CaseStates
{
    /// <summary>Nothing more happens to the application. A delivered case is terminal too: annulment is a new act about its result.</summary>
    public static bool IsTerminal(this CaseState state) => state is
        CaseState.Delivered or CaseState.NotRequired or CaseState.AcceptanceRefused or CaseState.Withdrawn
        or CaseState.Terminated or CaseState.ForwardedUp or CaseState.Annulled;

    /// <summary>Accepted and not yet decided: the statutory clock runs or is paused.</summary>
    public static bool IsUnderReview(this CaseState state) => state is CaseState.Accepted or CaseState.InReview or CaseState.Suspended;
}
