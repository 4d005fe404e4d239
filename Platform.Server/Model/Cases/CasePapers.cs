using Platform.Model.Clocks;

namespace Platform.Model.Cases;

/// <summary>The papers an allowed transition causes (last column of DOMAIN §4.3). Days and deadlines are read after its ledger lines.</summary>
internal static class CasePapers
{
    internal static IReadOnlyList<DocumentRequest> Requests(CaseFacts facts, CaseFacts next, CaseTransition transition, TransitionContext context) => transition switch
    {
        CaseTransition.Receive => [Paper(DocumentKinds.Receipt, ("receivedOn", next.ReceivedOn), ("noticeDeadline", Deadline(ClockKind.Notice, context)), ("supplied", false))],
        CaseTransition.NotRequire notRequire => [Paper(DocumentKinds.NotRequiredNotice, ("reason", notRequire.Reason), ("on", context.Today))],
        CaseTransition.RefuseAcceptance refuse =>
            [Paper(DocumentKinds.AcceptanceRefusal, ("reason", refuse.Reason), ("competentBody", refuse.CompetentBody), ("on", context.Today))],
        CaseTransition.RequestSupplement { Notice: var notice } =>
        [
            Paper(
                DocumentKinds.SupplementNotice,
                ("fields", notice.Fields),
                ("materials", notice.Materials),
                ("note", notice.Note),
                ("deadline", Deadline(ClockKind.Supplement, context)),
                ("afterAcceptance", facts.State != CaseState.Received)),
        ],
        CaseTransition.SupplyComplete supply =>
            [Paper(DocumentKinds.Receipt, ("receivedOn", supply.SuppliedOn ?? context.Today), ("noticeDeadline", Deadline(ClockKind.Notice, context)), ("supplied", true))],
        CaseTransition.SupplementOverdue => [Paper(DocumentKinds.TerminationNotice, ("cause", "supplementOverdue"), ("reason", null), ("on", context.Today))],
        CaseTransition.Accept or CaseTransition.DeemAccepted => [Acceptance(next, context)],
        CaseTransition.Suspend suspend =>
        [
            Paper(
                DocumentKinds.SpecialProcedureNotice,
                ("procedure", suspend.Procedure),
                ("reason", suspend.Reason),
                ("toldDays", suspend.ToldDays),
                ("toldUntil", context.Calendar.AddWorkingDays(context.Today, suspend.ToldDays)),
                ("on", context.Today)),
        ],
        CaseTransition.Extend extend =>
        [
            Paper(
                DocumentKinds.ExtensionNotice,
                ("days", extend.Days),
                ("reason", extend.Reason),
                ("statutoryDeadline", Deadline(ClockKind.Statutory, context)),
                ("promisedDeadline", Deadline(ClockKind.Promised, context)),
                ("on", context.Today)),
        ],
        CaseTransition.Decide decide => [Decision(decide, context)],
        CaseTransition.Complete when next.Outcome != DecisionOutcome.Deny =>
            [Paper(DocumentKinds.Licence, ("outcome", next.Outcome), ("decidedOn", next.DecidedOn), ("on", context.Today))],
        CaseTransition.Deliver deliver => [Paper(DocumentKinds.DeliveryProof, ("method", deliver.Method), ("proof", deliver.Proof), ("on", context.Today))],
        CaseTransition.Withdraw withdraw => [Paper(DocumentKinds.WithdrawalReceipt, ("reason", withdraw.Reason), ("on", context.Today))],
        CaseTransition.Terminate terminate => [Paper(DocumentKinds.TerminationNotice, ("cause", terminate.BrokenPromise ? "brokenPromise" : Cause(terminate.Ground)), ("reason", terminate.Reason), ("on", context.Today))],
        CaseTransition.ForwardUp forward => [Paper(DocumentKinds.ForwardingLetter, ("to", forward.To), ("reason", forward.Reason), ("on", context.Today))],
        CaseTransition.Annul annul => [Paper(DocumentKinds.AnnulmentDecision, ("reason", annul.Reason), ("legalBasis", annul.LegalBasis), ("on", context.Today))],
        _ => [],
    };

    private static string Cause(TerminationGround? ground) => ground switch
    {
        TerminationGround.ApplicantDied => "applicantDied",
        TerminationGround.ApplicantDissolved => "applicantDissolved",
        null => "terminated",
        _ => throw new InvalidOperationException($"Unknown ground {ground}."),
    };

    private static DocumentRequest Acceptance(CaseFacts next, TransitionContext context) => Paper(
        DocumentKinds.AcceptanceNotice,
        ("acceptedOn", next.AcceptedOn),
        ("deemed", next.DeemedAccepted),
        ("withGap", next.AcceptedWithGap),
        ("gapMaterials", next.OpenGap),
        ("gapDueOn", next.GapDueOn),
        ("statutoryDeadline", Deadline(ClockKind.Statutory, context)),
        ("promisedDeadline", Deadline(ClockKind.Promised, context)),
        ("on", context.Today));

    private static DocumentRequest Decision(CaseTransition.Decide decide, TransitionContext context) => Paper(
        decide.Outcome == DecisionOutcome.Deny ? DocumentKinds.DecisionDeny : DocumentKinds.DecisionGrant,
        ("outcome", decide.Outcome),
        ("reasons", decide.Reasons),
        ("legalBasis", decide.LegalBasis),
        ("remedies", decide.Remedies),
        ("effectiveFrom", decide.EffectiveFrom),
        ("effectiveTo", decide.EffectiveTo),
        ("deliverBy", Deadline(ClockKind.Delivery, context)),
        ("on", context.Today));

    private static DateOnly? Deadline(ClockKind kind, TransitionContext context) =>
        ClockRules.Read(context.Ledger, kind, context.Calendar, context.Today) is { IsOpen: true, Deadline: { } day } ? day : null;

    private static DocumentRequest Paper(string kind, params (string Name, object? Value)[] data) =>
        new(kind, data.ToDictionary(d => d.Name, d => d.Value, StringComparer.Ordinal));
}
