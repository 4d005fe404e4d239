using Platform.Model.Clocks;
using Platform.Model.Identity;

namespace Platform.Model.Cases;

/// <summary>What must be true beyond the state.</summary>
internal static class CaseGuards
{
    /// <summary>Working days; more than a year is a typing mistake.</summary>
    private const int LongestTold = 366;

    internal static List<Problem> Check(CaseFacts facts, CaseTransition transition, TransitionContext context)
    {
        var problems = new List<Problem>();
        if (transition is CaseTransition.RefuseAcceptance or CaseTransition.NotRequire && CaseRules.IsDeemedAccepted(facts, context))
        {
            // The law has accepted meanwhile (Art 32 (4)).
            problems.Add(Problem.Conflict("case.notice.expired", ("deadline", ClockRules.Read(context.Ledger, ClockKind.Notice, context.Calendar, context.Today).Deadline)));
        }

        switch (transition)
        {
            case CaseTransition.Receive receive:
                NotInFuture(problems, receive.ReceivedOn, "receivedOn", context);
                break;
            case CaseTransition.NotRequire notRequire:
                Reason(problems, notRequire.Reason);
                break;
            case CaseTransition.RefuseAcceptance refuse:
                Reason(problems, refuse.Reason);
                Filled(problems, refuse.CompetentBody, "case.competentBody.required", "competentBody");
                break;
            case CaseTransition.CorrectOnSpot correct:
                Reason(problems, correct.Log, "log");
                break;
            case CaseTransition.RequestSupplement request:
                Supplement(problems, facts, request.Notice, context);
                break;
            case CaseTransition.SupplyComplete supply:
                NotInFuture(problems, supply.SuppliedOn, "suppliedOn", context);
                if (supply.SuppliedOn < facts.ReceivedOn)
                {
                    problems.Add(Problem.Invalid("case.date.tooEarly", "suppliedOn", ("value", supply.SuppliedOn), ("expected", facts.ReceivedOn)));
                }

                break;
            case CaseTransition.SupplementOverdue:
                Overdue(problems, ClockKind.Supplement, "case.supplement.notOverdue", context);
                break;
            case CaseTransition.Accept accept:
                Gap(problems, facts, accept, context);
                break;
            case CaseTransition.DeemAccepted:
                Overdue(problems, ClockKind.Notice, "case.notice.running", context);
                break;
            case CaseTransition.SupplyGap supply:
                problems.AddRange(supply.Materials.Except(facts.OpenGap ?? []).Select(m =>
                    Problem.Invalid("case.promise.unknownMaterial", "materials", ("value", m), ("expected", facts.OpenGap ?? []))));
                break;
            case CaseTransition.Suspend suspend:
                Reason(problems, suspend.Reason);
                if (suspend.ToldDays is < 1 or > LongestTold)
                {
                    problems.Add(Problem.Invalid("case.suspension.toldDaysRequired", "toldDays", ("value", suspend.ToldDays)));
                }

                Approver(problems, facts, suspend.ApprovedBy, context);
                break;
            case CaseTransition.Resume resume:
                Filled(problems, resume.Result, "case.suspension.resultRequired", "result");
                break;
            case CaseTransition.Extend extend:
                Extension(problems, facts, extend, context);
                break;
            case CaseTransition.Decide decide:
                Decision(problems, facts, decide, context);
                break;
            case CaseTransition.Deliver deliver:
                Filled(problems, deliver.Proof, "case.delivery.proofRequired", "proof");
                break;
            case CaseTransition.Terminate terminate:
                Reason(problems, terminate.Reason);
                break;
            case CaseTransition.ForwardUp forward:
                Reason(problems, forward.Reason);
                Filled(problems, forward.To, "case.competentBody.required", "to");
                break;
            case CaseTransition.Annul annul:
                Reason(problems, annul.Reason);
                Filled(problems, annul.LegalBasis, "case.decision.legalBasisRequired", "legalBasis");
                break;
            default:
                // The others need nothing but their state.
                break;
        }

        return problems;
    }

    /// <summary>One notice that lists every defect, each with its reason (Art 32 (4)); a later one only where the settings allow it.</summary>
    private static void Supplement(List<Problem> problems, CaseFacts facts, SupplementNotice notice, TransitionContext context)
    {
        var later = facts.State != CaseState.Received;
        if (later && facts.Settings.SupplementAfterAcceptance == SupplementAfterAcceptance.Forbidden)
        {
            problems.Add(Problem.Conflict("case.supplement.afterAcceptance"));
        }

        if (later ? facts.LaterSupplementUsed : facts.SupplementNoticeUsed)
        {
            problems.Add(Problem.Conflict("case.supplement.alreadyUsed"));
        }

        // The law has accepted meanwhile: nothing can be asked for any more.
        if (CaseRules.IsDeemedAccepted(facts, context))
        {
            problems.Add(Problem.Conflict("case.notice.expired", ("deadline", ClockRules.Read(context.Ledger, ClockKind.Notice, context.Calendar, context.Today).Deadline)));
        }

        if (notice.Fields.Count + notice.Materials.Count == 0)
        {
            problems.Add(Problem.Invalid("case.supplement.empty", "notice"));
        }

        ItemReasons(problems, notice.Fields, "notice.fields");
        ItemReasons(problems, notice.Materials, "notice.materials");
        if (notice.Deadline <= context.Today)
        {
            problems.Add(Problem.Invalid("case.supplement.deadlinePast", "notice.deadline", ("value", notice.Deadline), ("expected", context.Today.AddDays(1))));
        }
    }

    private static void ItemReasons(List<Problem> problems, IReadOnlyList<SupplementItem> items, string field)
    {
        for (var i = 0; i < items.Count; i++)
        {
            Reason(problems, items[i].Reason, $"{field}[{i}].reason");
        }
    }

    /// <summary>容缺受理: only secondary materials, against a signed promise with a date within the promised limit, and not for those who broke one.</summary>
    private static void Gap(List<Problem> problems, CaseFacts facts, CaseTransition.Accept accept, TransitionContext context)
    {
        if (!accept.WithGap)
        {
            if (accept.Promise is not null)
            {
                problems.Add(Problem.Invalid("case.promise.notExpected", "promise"));
            }

            return;
        }

        if (facts.Settings.GapBarred)
        {
            problems.Add(Problem.Conflict("case.promise.barred"));
        }

        if (accept.Promise is not { Materials.Count: > 0 } promise)
        {
            problems.Add(Problem.Invalid("case.promise.materialsRequired", "promise"));
            return;
        }

        if (!promise.CommitmentSigned)
        {
            problems.Add(Problem.Invalid("case.promise.commitmentRequired", "promise.commitmentSigned"));
        }

        var accepted = CaseRules.AcceptanceDay(facts, context.Today, CaseRules.IsDeemedAccepted(facts, context));
        var latest = facts.Settings.Promised.Unit == ClockUnit.Hour
            ? ChinaTime.DayOf(ChinaTime.StartOfDay(accepted).AddHours(facts.Settings.Promised.Amount))
            : ClockRules.Deadline(accepted, facts.Settings.Promised.Amount, facts.Settings.Promised.Unit, [], context.Calendar)!.Value.Day;
        if (promise.DueOn < context.Today || promise.DueOn > latest)
        {
            problems.Add(Problem.Invalid("case.promise.dueOutside", "promise.dueOn", ("value", promise.DueOn), ("from", context.Today), ("expected", latest)));
        }
    }

    private static void Extension(List<Problem> problems, CaseFacts facts, CaseTransition.Extend extend, TransitionContext context)
    {
        if (facts.ExtensionUsed)
        {
            problems.Add(Problem.Conflict("case.extension.alreadyUsed"));
        }

        if (extend.Days < 1 || extend.Days > facts.Settings.LongestExtension)
        {
            problems.Add(Problem.Invalid("case.extension.tooLong", "days", ("value", extend.Days), ("expected", facts.Settings.LongestExtension)));
        }

        Reason(problems, extend.Reason);
        Approver(problems, facts, extend.ApprovedBy, context);
    }

    /// <summary>A denial gives reasons and remedies (Art 38); so does what is denied of a partial grant.</summary>
    private static void Decision(List<Problem> problems, CaseFacts facts, CaseTransition.Decide decide, TransitionContext context)
    {
        if (facts.State == CaseState.Accepted && !facts.Settings.OnTheSpot)
        {
            problems.Add(CaseRules.NotAllowed(facts.State, CaseTransitions.Of(decide), [CaseState.InReview]));
        }

        if (!decide.SignersDone)
        {
            problems.Add(Problem.Conflict("case.decision.signersMissing"));
        }

        if (facts.OpenGap is { Count: > 0 } open)
        {
            problems.Add(Problem.Conflict("case.promise.open", ("value", open)));
        }

        if (decide.Outcome != DecisionOutcome.Grant)
        {
            Reason(problems, decide.Reasons, "reasons");
            Filled(problems, decide.LegalBasis, "case.decision.legalBasisRequired", "legalBasis");
            Filled(problems, decide.Remedies, "case.decision.remediesRequired", "remedies");
        }

        if (!facts.Settings.OnTheSpot && facts.HasActed(context.Actor))
        {
            problems.Add(Problem.Of(Duties.OfficerIsApprover, ProblemKind.Forbidden));
        }

        if (decide.EffectiveTo < decide.EffectiveFrom)
        {
            problems.Add(Problem.Invalid("case.decision.validityReversed", "effectiveTo", ("value", decide.EffectiveTo), ("expected", decide.EffectiveFrom)));
        }
    }

    /// <summary>Whoever examined does not approve (DOMAIN §8): neither one of the officers so far, nor the officer who asks now.</summary>
    private static void Approver(List<Problem> problems, CaseFacts facts, string? approvedBy, TransitionContext context)
    {
        if (string.IsNullOrWhiteSpace(approvedBy))
        {
            problems.Add(Problem.Invalid("case.approval.required", "approvedBy"));
        }
        else if (facts.HasActed(approvedBy) || (context.InPlaceOf is { } absent && facts.HasActed(absent)) || (approvedBy == context.Actor && context.ActorRole == Roles.CaseOfficer))
        {
            problems.Add(Problem.Of(Duties.OfficerIsApprover, ProblemKind.Forbidden, "approvedBy"));
        }
    }

    private static void Overdue(List<Problem> problems, ClockKind kind, string code, TransitionContext context)
    {
        var clock = ClockRules.Read(context.Ledger, kind, context.Calendar, context.Today);
        if (clock is { Overdue: true, Provisional: true })
        {
            // Rights are not decided on a guess: the calendar of that year must be published first.
            problems.Add(Problem.Conflict("case.deadline.provisional", ("deadline", clock.Deadline)));
        }
        else if (!clock.Overdue)
        {
            problems.Add(Problem.Conflict(code, ("deadline", clock.Deadline)));
        }
    }

    private static void NotInFuture(List<Problem> problems, DateOnly? day, string field, TransitionContext context)
    {
        if (day > context.Today)
        {
            problems.Add(Problem.Invalid("case.date.future", field, ("value", day), ("expected", context.Today)));
        }
    }

    private static void Reason(List<Problem> problems, string? text, string field = "reason") => Filled(problems, text, "case.reason.required", field);

    private static void Filled(List<Problem> problems, string? text, string code, string field)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            problems.Add(Problem.Invalid(code, field));
        }
    }
}
