using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Identity;
using Platform.Tests.Clocks;

namespace Platform.Tests.Cases;

/// <summary>What each transition writes into the ledger and puts on paper.</summary>
public sealed class CaseClockEffectTests
{
    private const string Start = "2025-03-03";
    private const string Later = "2025-03-05";

    public static TheoryData<string, string, string[], string?, string?> Ends => new()
    {
        { "withdraw", "Received", ["Notice"], DocumentKinds.WithdrawalReceipt, "2" },
        { "withdraw", "Supplementing", ["Notice", "Supplement"], DocumentKinds.WithdrawalReceipt, "2" },
        { "withdraw", "InReview", ["Statutory", "Promised"], DocumentKinds.WithdrawalReceipt, "2" },
        { "withdraw", "Suspended", ["Statutory", "Promised"], DocumentKinds.WithdrawalReceipt, "2" },
        { "notRequire", "Received", ["Notice"], DocumentKinds.NotRequiredNotice, "4" },
        { "refuseAcceptance", "Received", ["Notice"], DocumentKinds.AcceptanceRefusal, "5" },
        { "terminate", "InReview", ["Statutory", "Promised"], DocumentKinds.TerminationNotice, null },
        { "forwardUp", "InReview", ["Statutory", "Promised"], DocumentKinds.ForwardingLetter, null },
    };

    [Theory, MemberData(nameof(Ends))]
    public void An_end_stops_every_clock_that_runs(string kind, string state, string[] stopped, string? paper, string? code)
    {
        var walk = In(state).Do(Later, kind switch
        {
            "withdraw" => new CaseTransition.Withdraw(),
            "notRequire" => new CaseTransition.NotRequire("无需许可"),
            "refuseAcceptance" => new CaseTransition.RefuseAcceptance("非本机关职权", "市局"),
            "terminate" => new CaseTransition.Terminate("申请人死亡"),
            _ => new CaseTransition.ForwardUp("省局", "分级"),
        });

        Assert.Equal(stopped.Select(k => $"{k}:Stop@{Later}"), walk.Lines);
        Assert.Equal((paper, code), (walk.Paper.Kind, walk.Last!.NationalEventCode));
        Assert.Empty(ClockRules.OpenClocks(walk.Ledger));
        Assert.True(walk.Facts.State.IsTerminal());
        Assert.Equal(CaseWalk.Day(Later), walk.Facts.EndedOn);
    }

    [Theory]
    [InlineData(InternalMove.SendBack, "sent-back")]
    [InlineData(InternalMove.Transfer, "transferred")]
    [InlineData(InternalMove.Delegate, "delegated")]
    [InlineData(InternalMove.AddSigner, "signer-added")]
    [InlineData(InternalMove.RemoveSigner, "signer-removed")]
    [InlineData(InternalMove.Recall, "recalled")]
    public void An_internal_move_touches_no_clock_and_no_paper(InternalMove move, string name)
    {
        var walk = In("InReview");
        var facts = walk.Facts;
        walk.Do(Later, new CaseTransition.MoveInternally(move, "请补充"), "officer", Roles.CaseOfficer);
        Assert.Empty(walk.Last!.LedgerEntries);
        Assert.Empty(walk.Last.Documents);
        Assert.Equal((facts, name), (walk.Facts, walk.Last.EventName));
    }

    [Fact]
    public void A_correction_on_the_spot_leaves_the_notice_clock_running()
    {
        var walk = In("Received").Do(Later, new CaseTransition.CorrectOnSpot("电话少一位"));
        Assert.Empty(walk.Lines);
        Assert.Equal(ClockState.Running, walk.Clock(ClockKind.Notice, Later).State);
    }

    [Fact]
    public void Lines_are_numbered_on_and_name_law_and_actor()
    {
        var walk = In("Received").Do(Later, new CaseTransition.Accept(), "u7");
        Assert.Equal([2, 3, 4], walk.Last!.LedgerEntries.Select(e => e.Seq));
        Assert.All(walk.Last.LedgerEntries, e => Assert.Equal("u7", e.Actor));
        Assert.Contains("第三十二条", walk.Last.LedgerEntries[0].LegalBasis, StringComparison.Ordinal);
        Assert.Equal("accepted", walk.Last.LedgerEntries[1].ReasonCode);
        Assert.Equal("8", walk.Last.NationalEventCode);
    }

    [Fact]
    public void Acceptance_at_the_window_has_its_own_national_code() =>
        Assert.Equal("3", In("Received").Do(Later, new CaseTransition.Accept(), "w1", Roles.WindowClerk).Last!.NationalEventCode);

    [Fact]
    public void Steps_that_follow_the_case_stand_and_go_on_with_it()
    {
        var walk = In("InReview");
        var ledger = walk.Ledger.Append(Ledgers.Start(ClockKind.Step, CaseWalk.Day(Start), 3, key: "review"), Ledgers.Start(ClockKind.Step, CaseWalk.Day(Start), 3, key: "own"));
        var context = walk.Context(Later) with { Ledger = ledger, FollowingSteps = ["review"] };
        var suspended = CaseRules.Apply(walk.Facts, new CaseTransition.Suspend(SpecialProcedure.Hearing, "听证", 5, "boss"), context).Value;
        Assert.Equal([(ClockKind.Statutory, null), (ClockKind.Promised, null), (ClockKind.Step, "review")], suspended.LedgerEntries.Select(e => (e.Kind, e.Key)));
        var resumed = CaseRules.Apply(suspended.Next, new CaseTransition.Resume("完成"), context with { Ledger = ledger.Append(suspended.LedgerEntries) }).Value;
        Assert.All(resumed.LedgerEntries, e => Assert.Equal(ClockEntryType.Resume, e.Entry));
        Assert.Equal(3, resumed.LedgerEntries.Count);
    }

    [Fact]
    public void Acceptance_after_a_supplement_may_count_from_the_act_itself()
    {
        var walk = new CaseWalk(CaseWalk.Standard with { AcceptanceAfterSupplement = AcceptanceAfterSupplement.DayOfAct }).Filed(Start)
            .Do(Later, new CaseTransition.RequestSupplement(new([new("name", "缺")], []))).Do("2025-03-10", new CaseTransition.SupplyComplete()).Do("2025-03-12", new CaseTransition.Accept());
        Assert.Equal(CaseWalk.Day("2025-03-12"), walk.Facts.AcceptedOn);
    }

    [Theory]
    [InlineData(OutOfHours.SameDay, "2025-03-08", 10, "2025-03-08")]
    [InlineData(OutOfHours.NextWorkingDay, "2025-03-08", 10, "2025-03-10")]
    [InlineData(OutOfHours.NextWorkingDay, "2025-03-07", 18, "2025-03-10")]
    [InlineData(OutOfHours.NextWorkingDay, "2025-03-07", 16, "2025-03-07")]
    [InlineData(OutOfHours.NextWorkingDay, "2025-09-28", 16, "2025-09-28")]
    public void An_arrival_out_of_hours_counts_by_the_authoritys_rule(OutOfHours rule, string day, int hour, string expected)
    {
        var walk = new CaseWalk(CaseWalk.Standard with { OutOfHours = rule, OfficeCloses = new TimeOnly(17, 30) });
        var submitted = walk.Do(day, new CaseTransition.Submit());
        var received = CaseRules.Apply(submitted.Facts, new CaseTransition.Receive(), submitted.Context(day, hour: hour)).Value;
        Assert.Equal(CaseWalk.Day(expected), received.Next.ReceivedOn);
    }

    [Fact]
    public void Papers_carry_the_days_of_the_ledger_after_the_act()
    {
        var receipt = new CaseWalk().Filed(Start).Paper;
        Assert.Equal((DocumentKinds.Receipt, CaseWalk.Day("2025-03-10")), (receipt.Kind, (DateOnly)receipt.Data["noticeDeadline"]!));
        var acceptance = new CaseWalk().Filed(Start).Do(Start, new CaseTransition.Accept()).Paper;
        Assert.Equal((CaseWalk.Day("2025-03-31"), CaseWalk.Day("2025-03-13")), ((DateOnly)acceptance.Data["statutoryDeadline"]!, (DateOnly)acceptance.Data["promisedDeadline"]!));
        var special = In("Suspended").Paper;
        Assert.Equal((DocumentKinds.SpecialProcedureNotice, CaseWalk.Day("2025-03-11")), (special.Kind, (DateOnly)special.Data["toldUntil"]!));
    }

    [Fact]
    public void The_three_numbers_count_on_while_the_clocks_stand()
    {
        var walk = In("Suspended");
        var three = ClockRules.Three(walk.Ledger, walk.Calendar, CaseWalk.Day("2025-03-23"), walk.Facts.SubmittedOn);
        Assert.Equal((0, 0, 20), (three.Statutory.Consumed, three.Promised.Consumed, three.CalendarDaysSinceFiling!.Value));
        Assert.Null(three.Statutory.Deadline);
        Assert.Equal(10, ClockRules.Three(walk.Ledger, walk.Calendar, CaseWalk.Day("2025-06-01"), walk.Facts.SubmittedOn, CaseWalk.Day("2025-03-13")).CalendarDaysSinceFiling);
        Assert.Null(ClockRules.Three(ClockLedger.Empty, walk.Calendar, CaseWalk.Day(Start), null).CalendarDaysSinceFiling);
    }

    private static CaseWalk In(string state) => state switch
    {
        "Received" => new CaseWalk().Filed(Start),
        "Supplementing" => new CaseWalk().Filed(Start).Do(Start, new CaseTransition.RequestSupplement(new([new("name", "缺")], []))),
        "InReview" => new CaseWalk().Reviewed(Start),
        _ => new CaseWalk().Reviewed(Start).Do("2025-03-04", new CaseTransition.Suspend(SpecialProcedure.Hearing, "听证", 5, "boss")),
    };
}
