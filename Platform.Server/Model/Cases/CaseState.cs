using System.Collections.Frozen;

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
    private static readonly FrozenDictionary<CaseState, LocalizedText> Names = new Dictionary<CaseState, LocalizedText>
    {
        [CaseState.Draft] = LocalizedText.Of("草稿", "Draft"),
        [CaseState.Submitted] = LocalizedText.Of("已提交", "Submitted"),
        [CaseState.PreCheck] = LocalizedText.Of("预审", "Pre-check"),
        [CaseState.Received] = LocalizedText.Of("已收件", "Received"),
        [CaseState.Supplementing] = LocalizedText.Of("待补正", "To be completed"),
        [CaseState.Accepted] = LocalizedText.Of("已受理", "Accepted"),
        [CaseState.InReview] = LocalizedText.Of("审查中", "Under review"),
        [CaseState.Suspended] = LocalizedText.Of("特别程序中", "In a special procedure"),
        [CaseState.Decided] = LocalizedText.Of("已决定", "Decided"),
        [CaseState.Completed] = LocalizedText.Of("已办结", "Completed"),
        [CaseState.Delivered] = LocalizedText.Of("已送达", "Delivered"),
        [CaseState.NotRequired] = LocalizedText.Of("不受理", "Not required"),
        [CaseState.AcceptanceRefused] = LocalizedText.Of("不予受理", "Acceptance refused"),
        [CaseState.Withdrawn] = LocalizedText.Of("已撤件", "Withdrawn"),
        [CaseState.Terminated] = LocalizedText.Of("已终止", "Terminated"),
        [CaseState.ForwardedUp] = LocalizedText.Of("已转报", "Forwarded"),
        [CaseState.Annulled] = LocalizedText.Of("已撤销", "Annulled"),
    }.ToFrozenDictionary();

    /// <summary>The office's word for the state.</summary>
    public static LocalizedText NameOf(CaseState state) => Names[state];

    /// <summary>Nothing more happens to the application. A delivered case is terminal too: annulment is a new act about its result.</summary>
    public static bool IsTerminal(this CaseState state) => state is
        CaseState.Delivered or CaseState.NotRequired or CaseState.AcceptanceRefused or CaseState.Withdrawn
        or CaseState.Terminated or CaseState.ForwardedUp or CaseState.Annulled;

    /// <summary>Accepted and not yet decided: the statutory clock runs or is paused.</summary>
    public static bool IsUnderReview(this CaseState state) => state is CaseState.Accepted or CaseState.InReview or CaseState.Suspended;
}
