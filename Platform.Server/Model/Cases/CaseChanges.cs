using Platform.Model.Clocks;
using Platform.Model.Identity;

namespace Platform.Model.Cases;

/// <summary>The facts after an allowed transition.</summary>
internal static class CaseChanges
{
    internal static CaseFacts Next(CaseFacts facts, CaseTransition transition, CaseTransitionRow row, TransitionContext context)
    {
        var today = context.Today;
        var next = facts with { State = row.To ?? facts.State };
        next = transition switch
        {
            CaseTransition.Submit => next with { SubmittedOn = today },
            CaseTransition.Receive receive => next with
            {
                SubmittedOn = facts.SubmittedOn ?? today,
                ReceivedOn = receive.ReceivedOn ?? ClockRules.ReceiptDay(context.Now, facts.Settings.OutOfHours, facts.Settings.OfficeCloses, context.Calendar),
            },
            CaseTransition.RequestSupplement => facts.State == CaseState.Received
                ? next with { SupplementNoticeUsed = true, SupplementingFrom = facts.State }
                : next with { LaterSupplementUsed = true, SupplementingFrom = facts.State },
            CaseTransition.SupplyComplete supply => next with
            {
                State = facts.SupplementingFrom ?? CaseState.Received,
                SupplementingFrom = null,
                LastSuppliedOn = facts.AcceptedOn is null ? supply.SuppliedOn ?? today : facts.LastSuppliedOn,
            },
            CaseTransition.Accept accept => Accepted(facts, next, CaseRules.IsDeemedAccepted(facts, context), today) with
            {
                AcceptedWithGap = accept.WithGap,
                OpenGap = accept.Promise?.Materials,
                Promised = accept.Promise?.Materials,
                GapDueOn = accept.Promise?.DueOn,
            },
            CaseTransition.DeemAccepted => Accepted(facts, next, deemed: true, today),
            CaseTransition.SupplyGap supply => next with { OpenGap = [.. (facts.OpenGap ?? []).Except(supply.Materials)] },
            CaseTransition.Extend => next with { ExtensionUsed = true },
            CaseTransition.Decide decide => next with { DecidedOn = today, Outcome = decide.Outcome },
            _ => next,
        };

        // Whoever asked for a special procedure or more time in the officer's role has examined the case.
        next = transition is CaseTransition.Suspend or CaseTransition.Resume or CaseTransition.Extend && context.ActorRole == Roles.CaseOfficer ? next.WithOfficer(context.Actor) : next;
        return next.State.IsTerminal() && facts.EndedOn is null ? next with { EndedOn = today } : next;
    }

    private static CaseFacts Accepted(CaseFacts facts, CaseFacts next, bool deemed, DateOnly today) =>
        next with { AcceptedOn = CaseRules.AcceptanceDay(facts, today, deemed), DeemedAccepted = deemed };
}
