using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Identity;
using Platform.Model.Items;

namespace Platform.Tests.Cases;

/// <summary>Each guard of the rules, alone.</summary>
public sealed class CaseGuardTests
{
    private const string Start = "2025-03-03";
    private const string Later = "2025-03-05";

    private static readonly SupplementNotice Notice = new([new("name", "缺")], []);
    private static readonly GapPromise Promise = new(["plan"], CaseWalk.Day("2025-03-12"), true);

    public static TheoryData<string, string, string?> Empties => new()
    {
        { "notRequire", "case.reason.required", "reason" },
        { "refuseAcceptance", "case.reason.required", "reason" },
        { "refuseAcceptance", "case.competentBody.required", "competentBody" },
        { "correctOnSpot", "case.reason.required", "log" },
        { "requestSupplement", "case.supplement.empty", "notice" },
        { "suspend", "case.reason.required", "reason" },
        { "suspend", "case.suspension.toldDaysRequired", "toldDays" },
        { "suspend", "case.approval.required", "approvedBy" },
        { "resume", "case.suspension.resultRequired", "result" },
        { "extend", "case.extension.tooLong", "days" },
        { "extend", "case.reason.required", "reason" },
        { "extend", "case.approval.required", "approvedBy" },
        { "decide", "case.reason.required", "reasons" },
        { "decide", "case.decision.legalBasisRequired", "legalBasis" },
        { "decide", "case.decision.remediesRequired", "remedies" },
        { "decide", "case.decision.signersMissing", null },
        { "deliver", "case.delivery.proofRequired", "proof" },
        { "terminate", "case.reason.required", "reason" },
        { "forwardUp", "case.reason.required", "reason" },
        { "forwardUp", "case.competentBody.required", "to" },
        { "annul", "case.reason.required", "reason" },
        { "annul", "case.decision.legalBasisRequired", "legalBasis" },
    };

    [Theory, MemberData(nameof(Empties))]
    public void An_act_without_its_contents_is_refused_member_by_member(string kind, string code, string? field)
    {
        CaseTransition transition = kind switch
        {
            "notRequire" => new CaseTransition.NotRequire(" "),
            "refuseAcceptance" => new CaseTransition.RefuseAcceptance("", ""),
            "correctOnSpot" => new CaseTransition.CorrectOnSpot(""),
            "requestSupplement" => new CaseTransition.RequestSupplement(new([], [])),
            "suspend" => new CaseTransition.Suspend(SpecialProcedure.Hearing, "", 0, ""),
            "resume" => new CaseTransition.Resume(""),
            "extend" => new CaseTransition.Extend(0, "", ""),
            "decide" => new CaseTransition.Decide(DecisionOutcome.Deny, SignersDone: false),
            "deliver" => new CaseTransition.Deliver(DeliveryMethod.Window, ""),
            "terminate" => new CaseTransition.Terminate(""),
            "forwardUp" => new CaseTransition.ForwardUp("", ""),
            "annul" => new CaseTransition.Annul("", ""),
            _ => throw new InvalidOperationException(kind),
        };
        var walk = new CaseWalk();
        walk.Facts = walk.Facts with { State = CaseTransitions.Of(transition).From.Contains(CaseState.InReview) ? CaseState.InReview : CaseTransitions.Of(transition).From[0] };
        walk.Facts = kind == "requestSupplement" ? walk.Facts with { State = CaseState.Received } : walk.Facts;

        Assert.Contains(walk.Try(Start, transition, "boss", Roles.Approver).Problems, p => p.Code == code && p.Field == field);
    }

    [Fact]
    public void The_notice_of_defects_is_given_once()
    {
        var walk = new CaseWalk().Filed(Start).Do(Later, new CaseTransition.RequestSupplement(Notice)).Do(Later, new CaseTransition.SupplyComplete());
        Refused(walk.Try(Later, new CaseTransition.RequestSupplement(Notice)), "case.supplement.alreadyUsed");
    }

    [Fact]
    public void Every_defect_has_its_reason()
    {
        var notice = new SupplementNotice([new("name", "缺"), new("phone", "")], [new("plan", " ")]);
        var problems = new CaseWalk().Filed(Start).Try(Later, new CaseTransition.RequestSupplement(notice)).Problems;
        Assert.Equal(["notice.fields[1].reason", "notice.materials[0].reason"], problems.Select(p => p.Field));
    }

    [Fact]
    public void A_notice_after_the_fifth_day_comes_too_late_and_an_acceptance_reaches_back()
    {
        var walk = new CaseWalk().Filed("2025-09-26");
        Assert.True(walk.Try("2025-10-10", new CaseTransition.RequestSupplement(Notice)).Succeeded);
        var problem = Refused(walk.Try("2025-10-11", new CaseTransition.RequestSupplement(Notice)), "case.notice.expired");
        Assert.Equal(CaseWalk.Day("2025-10-10"), problem.Values!["deadline"]);

        walk.Do("2025-10-13", new CaseTransition.Accept());
        Assert.Equal((CaseWalk.Day("2025-09-26"), true), (walk.Facts.AcceptedOn!.Value, walk.Facts.DeemedAccepted));
    }

    [Fact]
    public void A_supplement_deadline_lies_in_the_future_and_runs_to_its_day()
    {
        var walk = new CaseWalk().Filed(Start);
        Refused(walk.Try(Later, new CaseTransition.RequestSupplement(Notice with { Deadline = CaseWalk.Day(Later) })), "case.supplement.deadlinePast");
        walk.Do(Later, new CaseTransition.RequestSupplement(Notice with { Deadline = CaseWalk.Day("2025-03-20") }));
        Assert.Equal(CaseWalk.Day("2025-03-20"), walk.Paper.Data["deadline"]);
        Refused(walk.Try("2025-03-20", new CaseTransition.SupplementOverdue(), "system", "system"), "case.supplement.notOverdue");

        walk.Do("2025-03-21", new CaseTransition.SupplementOverdue(), "system", "system");
        Assert.Equal(CaseState.Terminated, walk.Facts.State);
        Assert.Empty(ClockRules.OpenClocks(walk.Ledger));
        Assert.Equal("supplementOverdue", walk.Paper.Data["cause"]);
    }

    [Theory]
    [InlineData(SupplementAfterAcceptance.Pauses, "2025-04-01")]
    [InlineData(SupplementAfterAcceptance.DoesNotPause, "2025-03-31")]
    public void A_supplement_after_acceptance_is_a_setting_and_returns_where_it_came_from(SupplementAfterAcceptance setting, string deadline)
    {
        var forbidden = new CaseWalk().Reviewed(Start);
        Refused(forbidden.Try(Later, new CaseTransition.RequestSupplement(Notice)), "case.supplement.afterAcceptance");

        var walk = new CaseWalk(CaseWalk.Standard with { SupplementAfterAcceptance = setting }).Reviewed(Start)
            .Do(Later, new CaseTransition.RequestSupplement(Notice)).Do("2025-03-06", new CaseTransition.SupplyComplete());

        Assert.Equal(CaseState.InReview, walk.Facts.State);
        Assert.Equal(CaseWalk.Day(deadline), walk.Clock(ClockKind.Statutory, "2025-03-06").Deadline);
        Refused(walk.Try("2025-03-07", new CaseTransition.RequestSupplement(Notice)), "case.supplement.alreadyUsed");
    }

    [Fact]
    public void Days_of_receipt_and_supply_are_not_in_the_future_nor_before_the_receipt()
    {
        var walk = new CaseWalk().Do(Start, new CaseTransition.Submit());
        Refused(walk.Try(Start, new CaseTransition.Receive(CaseWalk.Day(Later))), "case.date.future");
        walk.Do(Start, new CaseTransition.Receive(CaseWalk.Day("2025-02-28"))).Do(Start, new CaseTransition.RequestSupplement(Notice));
        Assert.Equal(CaseWalk.Day("2025-02-28"), walk.Facts.ReceivedOn);
        Refused(walk.Try(Start, new CaseTransition.SupplyComplete(CaseWalk.Day(Later))), "case.date.future");
        Refused(walk.Try(Start, new CaseTransition.SupplyComplete(CaseWalk.Day("2025-02-27"))), "case.date.tooEarly");
    }

    [Fact]
    public void Deemed_acceptance_never_rests_on_an_unpublished_calendar()
    {
        var walk = new CaseWalk().Filed("2026-12-28");
        Refused(walk.Try("2027-01-20", new CaseTransition.DeemAccepted(), "system", "system"), "case.deadline.provisional");
        Assert.False(CaseRules.IsDeemedAccepted(walk.Facts, walk.Context("2027-01-20")));
    }

    [Fact]
    public void An_acceptance_with_a_gap_needs_a_signed_promise_within_the_promised_limit()
    {
        var walk = new CaseWalk().Filed(Start);
        Refused(walk.Try(Start, new CaseTransition.Accept(WithGap: true)), "case.promise.materialsRequired");
        Refused(walk.Try(Start, new CaseTransition.Accept(WithGap: false, Promise)), "case.promise.notExpected");
        Refused(walk.Try(Start, new CaseTransition.Accept(true, Promise with { CommitmentSigned = false })), "case.promise.commitmentRequired");
        Refused(walk.Try(Start, new CaseTransition.Accept(true, Promise with { DueOn = CaseWalk.Day("2025-03-14") })), "case.promise.dueOutside");
        Refused(walk.Try(Start, new CaseTransition.Accept(true, Promise with { DueOn = CaseWalk.Day("2025-03-02") })), "case.promise.dueOutside");
        Assert.True(walk.Try(Start, new CaseTransition.Accept(true, Promise with { DueOn = CaseWalk.Day("2025-03-13") })).Succeeded);
        Refused(new CaseWalk(CaseWalk.Standard with { GapBarred = true }).Filed(Start).Try(Start, new CaseTransition.Accept(true, Promise)), "case.promise.barred");
    }

    [Fact]
    public void A_promised_material_must_come_before_the_decision_or_the_case_ends()
    {
        var walk = new CaseWalk().Filed(Start).Do(Start, new CaseTransition.Accept(true, Promise)).Do(Start, new CaseTransition.BeginReview());
        Assert.Equal((true, CaseWalk.Day("2025-03-12")), (walk.Facts.AcceptedWithGap, walk.Facts.GapDueOn!.Value));
        Refused(walk.Try(Later, new CaseTransition.Decide(DecisionOutcome.Grant), "boss", Roles.Approver), "case.promise.open");
        Refused(walk.Try(Later, new CaseTransition.SupplyGap(["photo"])), "case.promise.unknownMaterial");
        Assert.True(walk.Try("2025-03-13", new CaseTransition.Terminate("容缺材料未补交"), "system", "system").Succeeded);

        walk.Do(Later, new CaseTransition.SupplyGap(["plan"])).Do(Later, new CaseTransition.Decide(DecisionOutcome.Grant), "boss", Roles.Approver).Do(Later, new CaseTransition.Complete());
        Assert.Equal("12", walk.Last!.NationalEventCode);
    }

    [Theory]
    [InlineData(false, null, 10, true)]
    [InlineData(false, null, 11, false)]
    [InlineData(true, null, 15, true)]
    [InlineData(true, null, 16, false)]
    [InlineData(false, 30, 30, true)]
    [InlineData(true, 5, 6, false)]
    public void An_extension_has_its_longest_length(bool joint, int? own, int days, bool allowed)
    {
        var walk = new CaseWalk(CaseWalk.Standard with { Joint = joint, MaxExtensionDays = own }).Reviewed(Start);
        var result = walk.Try(Later, new CaseTransition.Extend(days, "复杂", "head"), "officer", Roles.CaseOfficer);
        Assert.Equal(allowed ? [] : ["case.extension.tooLong"], result.Problems.Select(p => p.Code));
    }

    [Fact]
    public void An_extension_is_given_once()
    {
        var walk = new CaseWalk().Reviewed(Start).Do(Later, new CaseTransition.Extend(2, "复杂", "head"), "officer", Roles.CaseOfficer);
        Refused(walk.Try(Later, new CaseTransition.Extend(2, "复杂", "head"), "officer", Roles.CaseOfficer), "case.extension.alreadyUsed");
    }

    [Fact]
    public void Whoever_examined_does_not_approve()
    {
        var walk = new CaseWalk().Reviewed(Start);
        walk.Facts = walk.Facts.WithOfficer("officer");
        Assert.Same(walk.Facts, walk.Facts.WithOfficer("officer"));
        var decision = Refused(walk.Try(Later, new CaseTransition.Decide(DecisionOutcome.Grant), "officer", Roles.Approver), "case.separation.officerIsApprover");
        Assert.Equal(ProblemKind.Forbidden, decision.Kind);
        Refused(walk.Try(Later, new CaseTransition.Extend(2, "复杂", "officer"), "other", Roles.CaseOfficer), "case.separation.officerIsApprover");
        Refused(walk.Try(Later, new CaseTransition.Suspend(SpecialProcedure.Testing, "检测", 3, "other"), "other", Roles.CaseOfficer), "case.separation.officerIsApprover");
        Assert.True(walk.Try(Later, new CaseTransition.Suspend(SpecialProcedure.Testing, "检测", 3, "boss"), "boss", Roles.Approver).Succeeded);
    }

    [Fact]
    public void On_the_spot_the_officer_who_accepts_decides_at_once()
    {
        Refused(new CaseWalk().Filed(Start).Do(Start, new CaseTransition.Accept()).Try(Start, new CaseTransition.Decide(DecisionOutcome.Grant)), "case.transition.notAllowed");

        var settings = CaseWalk.Standard with { OnTheSpot = true, Promised = new TimeLimit(0, ClockUnit.WorkingDay) };
        var walk = new CaseWalk(settings).Filed(Start).Do(Start, new CaseTransition.Accept());
        walk.Facts = walk.Facts.WithOfficer("u1");
        Assert.Equal(CaseWalk.Day(Start), walk.Clock(ClockKind.Promised, Start).Deadline);
        walk.Do(Start, new CaseTransition.Decide(DecisionOutcome.Grant));
        Assert.False(walk.Clock(ClockKind.Promised, Start).Overdue);
    }

    [Theory]
    [InlineData(DecisionOutcome.Deny, DocumentKinds.DecisionDeny)]
    [InlineData(DecisionOutcome.Partial, DocumentKinds.DecisionGrant)]
    public void What_is_denied_has_reasons_basis_and_remedies(DecisionOutcome outcome, string paper)
    {
        var walk = new CaseWalk().Reviewed(Start)
            .Do(Later, new CaseTransition.Decide(outcome, "不符合卫生要求", "公共场所卫生管理条例第四条", "六十日内可申请行政复议"), "boss", Roles.Approver);
        Assert.Equal((paper, "六十日内可申请行政复议"), (walk.Paper.Kind, (string)walk.Paper.Data["remedies"]!));
        walk.Do(Later, new CaseTransition.Complete());
        Assert.Equal(outcome == DecisionOutcome.Deny ? (0, "13") : (1, "11"), (walk.Last!.Documents.Count, walk.Last.NationalEventCode));
    }

    [Fact]
    public void A_result_does_not_end_before_it_begins() => Refused(
        new CaseWalk().Reviewed(Start).Try(Later, new CaseTransition.Decide(DecisionOutcome.Grant, EffectiveFrom: CaseWalk.Day(Later), EffectiveTo: CaseWalk.Day(Start)), "boss", Roles.Approver),
        "case.decision.validityReversed");

    private static Problem Refused(Result<TransitionOutcome> result, string code)
    {
        var problem = Assert.Single(result.Problems);
        Assert.Equal(code, problem.Code);
        return problem;
    }
}
