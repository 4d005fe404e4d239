using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Identity;

namespace Platform.Tests.Cases;

/// <summary>Whole lives of cases, day by day, and what the clocks show.</summary>
public sealed class CaseLifeTests
{
    private static readonly SupplementNotice Notice = new([new("applicant.phone", "少一位")], [new("plan", "未盖章")]);

    [Fact]
    public void Silence_through_the_fifth_day_accepts_as_of_the_receipt()
    {
        var walk = new CaseWalk().Filed("2025-09-26");
        Assert.Equal(CaseWalk.Day("2025-10-10"), walk.Clock(ClockKind.Notice, "2025-09-26").Deadline);
        Assert.Equal("case.notice.running", Assert.Single(walk.Try("2025-10-10", new CaseTransition.DeemAccepted(), "system", "system").Problems).Code);

        walk.Do("2025-10-11", new CaseTransition.DeemAccepted(), "system", "system");

        Assert.Equal((CaseState.Accepted, true, CaseWalk.Day("2025-09-26")), (walk.Facts.State, walk.Facts.DeemedAccepted, walk.Facts.AcceptedOn!.Value));
        Assert.Equal(["Notice:Stop@2025-10-11", "Statutory:Start@2025-09-26:20", "Promised:Start@2025-09-26:8"], walk.Lines);
        Assert.Equal(CaseWalk.Day("2025-10-30"), walk.Clock(ClockKind.Statutory, "2025-10-11").Deadline);
        Assert.Equal((DocumentKinds.AcceptanceNotice, true), (walk.Paper.Kind, (bool)walk.Paper.Data["deemed"]!));
    }

    [Fact]
    public void A_decision_starts_ten_working_days_of_delivery()
    {
        var walk = new CaseWalk().Reviewed("2025-09-15").Do("2025-09-25", new CaseTransition.Decide(DecisionOutcome.Grant), "boss", Roles.Approver);
        Assert.Equal(["Statutory:Stop@2025-09-25", "Promised:Stop@2025-09-25", "Delivery:Start@2025-09-25:10"], walk.Lines);
        Assert.Equal(CaseWalk.Day("2025-10-15"), walk.Clock(ClockKind.Delivery, "2025-09-25").Deadline);
        Assert.Equal(CaseWalk.Day("2025-10-15"), walk.Paper.Data["deliverBy"]);
    }

    [Fact]
    public void A_plain_case_runs_from_draft_to_delivery()
    {
        var walk = new CaseWalk().Do("2025-03-03", new CaseTransition.Submit()).Do("2025-03-03", new CaseTransition.BeginPreCheck()).Do("2025-03-03", new CaseTransition.Receive());
        Assert.Equal(DocumentKinds.Receipt, walk.Paper.Kind);
        walk.Do("2025-03-04", new CaseTransition.Accept());
        Assert.Equal(["Notice:Stop@2025-03-04", "Statutory:Start@2025-03-04:20", "Promised:Start@2025-03-04:8"], walk.Lines);
        walk.Do("2025-03-04", new CaseTransition.BeginReview());
        Assert.Empty(walk.Lines);
        walk.Do("2025-03-07", new CaseTransition.Decide(DecisionOutcome.Grant), "boss", Roles.Approver);
        walk.Do("2025-03-07", new CaseTransition.Complete(), "system", "system");
        Assert.Equal((DocumentKinds.Licence, "11"), (walk.Paper.Kind, walk.Last!.NationalEventCode));
        walk.Do("2025-03-10", new CaseTransition.Deliver(DeliveryMethod.Window, "签收"));
        Assert.Equal(["Delivery:Stop@2025-03-10"], walk.Lines);
        Assert.Equal((CaseState.Delivered, CaseWalk.Day("2025-03-10")), (walk.Facts.State, walk.Facts.EndedOn!.Value));
        Assert.Empty(ClockRules.OpenClocks(walk.Ledger));
    }

    [Fact]
    public void After_a_supplement_the_notice_begins_again_in_full()
    {
        var walk = new CaseWalk().Filed("2025-03-03").Do("2025-03-06", new CaseTransition.RequestSupplement(Notice));
        Assert.Equal(["Notice:Pause@2025-03-06", "Supplement:Start@2025-03-06:20"], walk.Lines);
        Assert.Null(walk.Clock(ClockKind.Notice, "2025-03-06").Deadline);

        walk.Do("2025-03-12", new CaseTransition.SupplyComplete());
        Assert.Equal(["Supplement:Stop@2025-03-12", "Notice:Restart@2025-03-12:5"], walk.Lines);
        var notice = walk.Clock(ClockKind.Notice, "2025-03-12");
        Assert.Equal((ClockState.Running, 0, CaseWalk.Day("2025-03-19")), (notice.State, notice.Consumed, notice.Deadline!.Value));

        walk.Do("2025-03-14", new CaseTransition.Accept());
        Assert.Equal(CaseWalk.Day("2025-03-12"), walk.Facts.AcceptedOn);
        Assert.False(walk.Facts.DeemedAccepted);
    }

    [Fact]
    public void Silence_after_a_supplement_accepts_as_of_the_last_item()
    {
        var walk = new CaseWalk().Filed("2025-03-03").Do("2025-03-06", new CaseTransition.RequestSupplement(Notice)).Do("2025-03-12", new CaseTransition.SupplyComplete())
            .Do("2025-03-20", new CaseTransition.DeemAccepted(), "system", "system");
        Assert.Equal(CaseWalk.Day("2025-03-12"), walk.Facts.AcceptedOn);
        Assert.Equal(CaseWalk.Day("2025-03-12"), walk.Clock(ClockKind.Statutory, "2025-03-20").StartedOn);
    }

    [Fact]
    public void A_special_procedure_stands_both_clocks_still()
    {
        var walk = new CaseWalk().Reviewed("2025-03-03")
            .Do("2025-03-10", new CaseTransition.Suspend(SpecialProcedure.ExpertReview, "技术复杂", 8, "boss"), "officer", Roles.CaseOfficer);
        Assert.Equal(["Statutory:Pause@2025-03-10", "Promised:Pause@2025-03-10"], walk.Lines);
        Assert.Equal("expert-review", walk.Last!.LedgerEntries[0].ReasonCode);
        var paused = walk.Clock(ClockKind.Statutory, "2025-03-14");
        Assert.Equal((ClockState.Paused, 4, (DateOnly?)null, CaseWalk.Day("2025-03-20")), (paused.State, paused.Consumed, paused.Deadline, paused.ToldUntil!.Value));

        walk.Do("2025-03-20", new CaseTransition.Resume("通过"), "officer", Roles.CaseOfficer);
        Assert.Equal(CaseWalk.Day("2025-04-11"), walk.Clock(ClockKind.Statutory, "2025-03-20").Deadline);
    }

    [Fact]
    public void An_extension_adds_to_law_and_promise()
    {
        var walk = new CaseWalk().Reviewed("2025-03-03").Do("2025-03-10", new CaseTransition.Extend(10, "案情复杂", "head"), "officer", Roles.CaseOfficer);
        Assert.Equal(["Statutory:Extend@2025-03-10:10", "Promised:Extend@2025-03-10:10"], walk.Lines);
        Assert.Equal((30, CaseWalk.Day("2025-04-15")), (walk.Clock(ClockKind.Statutory, "2025-03-10").Limit, walk.Clock(ClockKind.Statutory, "2025-03-10").Deadline!.Value));
        Assert.Equal(18, walk.Clock(ClockKind.Promised, "2025-03-10").Limit);
        Assert.Equal(CaseWalk.Day("2025-04-15"), walk.Paper.Data["statutoryDeadline"]);
    }
}
