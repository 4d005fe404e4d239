namespace Platform.Model.Cases;

/// <summary>What the papers of the procedure say beside the application, for showing one whose occasion a sample case does not meet.</summary>
public static class PaperSamples
{
    private const int Days = 10;

    /// <summary>Every name the paper knows; null for a kind no transition causes.</summary>
    /// <param name="words">Stand wherever somebody would have written words.</param>
    public static IReadOnlyDictionary<string, object?>? Of(string kind, CaseFacts facts, TransitionContext context, string words)
    {
        var day = context.Today;
        var known = facts with { ReceivedOn = facts.ReceivedOn ?? day, AcceptedOn = facts.AcceptedOn ?? day, DecidedOn = facts.DecidedOn ?? day, Outcome = DecisionOutcome.Grant };
        CaseTransition[] transitions =
        [
            new CaseTransition.Receive(day),
            new CaseTransition.NotRequire(words),
            new CaseTransition.RefuseAcceptance(words, words),
            new CaseTransition.RequestSupplement(new([new(words, words)], [new(words, words)], day, words)),
            new CaseTransition.Accept(),
            new CaseTransition.Suspend(SpecialProcedure.Inspection, words, Days, ""),
            new CaseTransition.Extend(Days, words, ""),
            new CaseTransition.Decide(DecisionOutcome.Grant, words, words, words, EffectiveFrom: day, EffectiveTo: day.AddYears(1).AddDays(-1)),
            new CaseTransition.Decide(DecisionOutcome.Deny, words, words, words),
            new CaseTransition.Complete(),
            new CaseTransition.Deliver(DeliveryMethod.Window, words),
            new CaseTransition.Withdraw(words),
            new CaseTransition.Terminate(words, BrokenPromise: true),
            new CaseTransition.ForwardUp(words, words),
            new CaseTransition.Annul(words, words),
        ];
        var paper = transitions.SelectMany(t => CasePapers.Requests(known, known, t, context)).FirstOrDefault(p => p.Kind == kind);
        return paper?.Data.ToDictionary(d => d.Key, d => d.Value ?? (IsDeadline(d.Key) ? (object)context.Calendar.AddWorkingDays(day, Days) : null), StringComparer.Ordinal);
    }

    private static bool IsDeadline(string name) => name.EndsWith("eadline", StringComparison.Ordinal) || name is "deliverBy" or "gapDueOn";
}
