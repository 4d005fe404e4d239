using Platform.Model.Clocks;

namespace Platform.Model.Cases;

/// <summary>
/// Decides what may happen to a case and what it causes: the next facts, lines for the clock ledger and papers. Pure; the caller stores all of it or nothing.
/// The law is the Administrative Licensing Law of the PRC (行政许可法); article numbers stand at the rules.
/// </summary>
public static class CaseRules
{
    /// <summary>
    /// The outcome of a transition, or why it is refused: <c>case.transition.notAllowed</c> (values <c>from</c>, <c>event</c>, <c>expected</c>) when the state does not
    /// allow it, otherwise every guard that fails, with the member of the transition as field.
    /// </summary>
    public static Result<TransitionOutcome> Apply(CaseFacts facts, CaseTransition transition, TransitionContext context)
    {
        var row = CaseTransitions.Of(transition);
        if (!row.From.Contains(facts.State))
        {
            return NotAllowed(facts.State, row, row.From);
        }

        var problems = CaseGuards.Check(facts, transition, context);
        if (problems.Count > 0)
        {
            return Result<TransitionOutcome>.Refused(problems);
        }

        var next = CaseChanges.Next(facts, transition, row, context);
        var entries = CaseClocks.Entries(facts, next, transition, context);
        var after = context with { Ledger = context.Ledger.Append(entries) };
        return new TransitionOutcome(
            next,
            [.. after.Ledger.Entries.Skip(context.Ledger.Entries.Count)],
            CasePapers.Requests(facts, next, transition, after),
            EventCode(row, next, transition, context),
            EventName(row, transition));
    }

    /// <summary>Whether the notice clock has run out, so that the law has accepted the case (Art 32 (4)). A provisional deadline never has.</summary>
    public static bool IsDeemedAccepted(CaseFacts facts, TransitionContext context) =>
        facts.State == CaseState.Received && ClockRules.Read(context.Ledger, ClockKind.Notice, context.Calendar, context.Today) is { Overdue: true, Provisional: false };

    /// <summary>For programs the state machine's own words, for people (<c>fromName</c> …) the office's.</summary>
    internal static Problem NotAllowed(CaseState from, CaseTransitionRow row, IReadOnlyList<CaseState> expected) => Problem.Conflict(
        "case.transition.notAllowed",
        ("from", from),
        ("event", row.Kind),
        ("expected", expected),
        ("fromName", CaseStates.NameOf(from)),
        ("eventName", row.Name),
        ("expectedNames", expected.Select(CaseStates.NameOf).ToArray()));

    /// <summary>
    /// From when the authority's time runs. Deemed acceptance reaches back to the receipt (Art 32), after a supplement to the day the last item arrived.
    /// </summary>
    internal static DateOnly AcceptanceDay(CaseFacts facts, DateOnly today, bool deemed) =>
        deemed ? facts.LastSuppliedOn ?? facts.ReceivedOn ?? today
        : facts is { LastSuppliedOn: { } supplied, Settings.AcceptanceAfterSupplement: AcceptanceAfterSupplement.SupplyDay } ? supplied
        : today;

    private static string? EventCode(CaseTransitionRow row, CaseFacts next, CaseTransition transition, TransitionContext context) => transition switch
    {
        CaseTransition.Complete when next.Outcome == DecisionOutcome.Deny => "13",
        CaseTransition.Complete when next.AcceptedWithGap => "12",
        CaseTransition.Accept when context.ActorRole == Identity.Roles.WindowClerk => "3",
        _ => row.NationalEventCode,
    };

    private static string EventName(CaseTransitionRow row, CaseTransition transition) => transition switch
    {
        CaseTransition.MoveInternally { Move: var move } => move switch
        {
            InternalMove.SendBack => "sent-back",
            InternalMove.Transfer => "transferred",
            InternalMove.Delegate => "delegated",
            InternalMove.AddSigner => "signer-added",
            InternalMove.RemoveSigner => "signer-removed",
            InternalMove.Recall => "recalled",
            _ => throw new InvalidOperationException($"Unknown internal move {move}."),
        },
        _ => row.EventName,
    };
}
