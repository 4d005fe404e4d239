using Platform.Model.Clocks;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Tests.Clocks;

namespace Platform.Tests.Evaluation;

/// <summary>The state machine of a negative rating, row by row, without a server.</summary>
public sealed class HandlingRulesTests
{
    private static readonly Guid Id = Guid.Parse("0197a000-0000-7000-8000-000000000010");
    private static readonly Guid Reference = Guid.Parse("0197a000-0000-7000-8000-000000000011");

    /// <summary>Monday 2 March 2026, 09:00 in China.</summary>
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);
    private static readonly HandlingClocks Clocks = new(EvaluationSettings.Default, Calendars.Official);
    private static readonly HandlingPerson First = Desk(1);
    private static readonly HandlingPerson Second = Desk(2);
    private static readonly HandlingPerson Department = new(HandlingParty.Department, Person(9), "联络员", "A1", Roles.DepartmentLiaison, OfRatedUnit: true);
    private static readonly HandlingPerson Rater = new(HandlingParty.Rater, null, "");

    private static readonly Dictionary<string, HandlingAct> Acts = new()
    {
        ["claim"] = new HandlingAct.Claim(),
        ["confirm"] = new HandlingAct.Confirm("属实", "太慢"),
        ["findMistaken"] = new HandlingAct.FindMistaken("点错了"),
        ["findMalicious"] = new HandlingAct.FindMalicious("骚扰"),
        ["agree"] = new HandlingAct.Agree(),
        ["disagree"] = new HandlingAct.Disagree(),
        ["disagreeWithAppeal"] = new HandlingAct.DisagreeWithAppeal(),
        ["takeUp"] = new HandlingAct.TakeUp(),
        ["takeUpRunsOut"] = new HandlingAct.TakeUpRunsOut(),
        ["appeal"] = new HandlingAct.Appeal("并非我局"),
        ["upholdAppeal"] = new HandlingAct.UpholdAppeal("确非该局"),
        ["dismissAppeal"] = new HandlingAct.DismissAppeal("理由不足"),
        ["report"] = new HandlingAct.Report("已增设窗口"),
        ["returnReport"] = new HandlingAct.ReturnReport("没有回应"),
        ["sendAnswer"] = new HandlingAct.SendAnswer("已增设窗口，谢谢"),
        ["reRate"] = new HandlingAct.ReRate(HandlingGrade.NotSatisfied, "还是慢"),
        ["reRateRunsOut"] = new HandlingAct.ReRateRunsOut(),
        ["reopen"] = new HandlingAct.Reopen("仍未解决"),
        ["close"] = new HandlingAct.Close(),
        ["requestCorrection"] = new HandlingAct.RequestCorrection("证照地址有误", true),
    };

    [Fact]
    public void Every_act_has_one_row_and_a_test() =>
        Assert.Equal(typeof(HandlingAct).GetNestedTypes().Order(Comparer<Type>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name))), HandlingTransitions.Rows.Select(r => r.Act).Order(Comparer<Type>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name))));

    /// <summary>All 12 × 20 pairs: an act is taken exactly where its row says, by exactly who may, and leads where it says.</summary>
    [Fact]
    public void Acts_are_taken_where_the_table_allows_and_nowhere_else()
    {
        foreach (var state in Enum.GetValues<HandlingState>())
        {
            foreach (var row in HandlingTransitions.Rows)
            {
                var act = Acts[row.Kind];
                var applied = NegativeRatingRules.Apply(In(state), act, Right(row.Party, state), Reference, Start, Clocks);
                if (row.From.Contains(state))
                {
                    Assert.True(applied.Succeeded, $"{row.Kind} in {state}: {string.Join(", ", applied.Problems.Select(p => p.Code))}");
                    Assert.Equal(row.To ?? state, applied.Value.State);
                }
                else if (act is HandlingAct.Claim && state == HandlingState.Verifying)
                {
                    Assert.Equal(In(state), applied.Value);
                }
                else
                {
                    Assert.Equal("evaluation.taskState", Assert.Single(applied.Problems).Code);
                }
            }
        }
    }

    [Fact]
    public void Nobody_does_what_is_anothers()
    {
        foreach (var row in HandlingTransitions.Rows)
        {
            var rating = In(row.From[0]);
            foreach (var who in (HandlingPerson[])[First, Department, Rater, HandlingPerson.Clock])
            {
                var mine = (who.Party == HandlingParty.Desk) == row.Party is HandlingParty.Desk or HandlingParty.Assignee or HandlingParty.SecondPerson or HandlingParty.Arbiter
                    && (who.Party == HandlingParty.Desk || who.Party == row.Party);
                if (!mine)
                {
                    Assert.Equal("evaluation.notYours", HandlingGuards.Check(rating, Acts[row.Kind], who)?.Code);
                }
            }

            if (row.Party is HandlingParty.Desk or HandlingParty.Assignee or HandlingParty.SecondPerson or HandlingParty.Arbiter)
            {
                Assert.Equal("evaluation.verifier.ratedUnit", HandlingGuards.Check(rating, Acts[row.Kind], Right(row.Party, rating.State) with { OfRatedUnit = true })?.Code);
                Assert.Equal("evaluation.verifier.entered", HandlingGuards.Check(rating with { EnteredBy = Right(row.Party, rating.State).AccountId }, Acts[row.Kind], Right(row.Party, rating.State))?.Code);
            }
        }
    }

    [Theory]
    [InlineData(HandlingState.Verifying, "confirm", 2, "evaluation.notAssignee")]
    [InlineData(HandlingState.Mistaken, "agree", 1, "evaluation.exclusion.secondPerson")]
    [InlineData(HandlingState.Malicious, "agree", 1, "evaluation.exclusion.secondPerson")]
    [InlineData(HandlingState.Malicious, "disagree", 1, "evaluation.exclusion.secondPerson")]
    [InlineData(HandlingState.Upheld, "agree", 2, "evaluation.exclusion.secondPerson")]
    [InlineData(HandlingState.Upheld, "disagreeWithAppeal", 2, "evaluation.exclusion.secondPerson")]
    [InlineData(HandlingState.Appealed, "upholdAppeal", 1, "evaluation.appeal.verifier")]
    [InlineData(HandlingState.Appealed, "dismissAppeal", 1, "evaluation.appeal.verifier")]
    public void One_person_alone_sets_nothing_aside(HandlingState state, string act, int who, string code) =>
        Assert.Equal(code, HandlingGuards.Check(In(state), Acts[act], Desk(who))?.Code);

    [Fact]
    public void Words_are_asked_for_where_they_are_needed()
    {
        HandlingAct[] silent = [new HandlingAct.FindMistaken(" "), new HandlingAct.FindMalicious("")];
        Assert.All(silent, a => Assert.Equal("evaluation.textRequired", HandlingGuards.Check(In(HandlingState.Verifying), a, First)?.Code));
        Assert.Equal("evaluation.textRequired", HandlingGuards.Check(In(HandlingState.Verifying), new HandlingAct.Confirm("", "x"), First)?.Code);
        Assert.Null(HandlingGuards.Check(In(HandlingState.Verifying), new HandlingAct.Confirm("属实", ""), First));
        Assert.Equal("evaluation.text.length", HandlingGuards.Check(In(HandlingState.Rectifying), new HandlingAct.Report(new string('长', 501)), Department)?.Code);
        Assert.Null(HandlingGuards.Check(In(HandlingState.Answered), new HandlingAct.ReRate(HandlingGrade.Basically, null), Rater));
        Assert.Equal("evaluation.correction.consent", HandlingGuards.Check(In(HandlingState.Confirmed), new HandlingAct.RequestCorrection("x", false), First)?.Code);
        Assert.Equal("evaluation.correction.asked", HandlingGuards.Check(Corrected(In(HandlingState.Confirmed)), Acts["requestCorrection"], First)?.Code);
    }

    [Theory]
    [InlineData("太慢了，跑了四趟", true)]
    [InlineData("3 月 2 日等了 40 分钟", true)]
    [InlineData("请打 138 0000 0001", false)]
    [InlineData("330110195803120004", false)]
    [InlineData("办件330110-20260302-0001", false)]
    [InlineData("我叫王芳，太慢了", false)]
    [InlineData("编号 HZ-2026-77", false)]
    public void What_tells_who_rated_is_not_released(string text, bool harmless) =>
        Assert.Equal(harmless ? null : "evaluation.released.personal", HandlingGuards.CheckReleased(text, text.Contains("HZ", StringComparison.Ordinal) ? "HZ-2026-77" : "330110-20260302-0001", "王芳")?.Code);

    [Fact]
    public void Every_stage_has_its_own_clock()
    {
        (HandlingState State, DateTimeOffset Due)[] expected =
        [
            (HandlingState.Received, Start.AddHours(48)),
            (HandlingState.Mistaken, Start.AddHours(24)),
            (HandlingState.Malicious, Start.AddHours(24)),
            (HandlingState.Upheld, Start.AddHours(24)),
            (HandlingState.Confirmed, ChinaTime.EndOfDay(new(2026, 3, 5))),
            (HandlingState.Appealed, ChinaTime.EndOfDay(new(2026, 3, 9))),
            (HandlingState.Rectifying, ChinaTime.EndOfDay(new(2026, 3, 17))),
            (HandlingState.Rectified, ChinaTime.EndOfDay(new(2026, 3, 4))),
            (HandlingState.Answered, ChinaTime.EndOfDay(new(2026, 3, 9))),
            (HandlingState.ReRated, ChinaTime.EndOfDay(new(2026, 3, 4))),
        ];
        Assert.All(expected, e => Assert.Equal(e.Due, Clocks.DueAt(e.State, Start)));
    }

    [Fact]
    public void Claiming_late_does_not_start_the_verification_again_and_being_late_is_counted_once()
    {
        var received = In(HandlingState.Received);
        var claimed = Apply(received, "claim", First, Start.AddHours(60));
        Assert.Equal((Start.AddHours(48), 0), (claimed.DueAt, claimed.Late));
        Assert.Equal(1, Apply(claimed, "confirm", First, Start.AddHours(61)).Late);
        Assert.Equal(0, Apply(Apply(received, "claim", First, Start), "confirm", First, Start.AddHours(47)).Late);
    }

    [Fact]
    public void An_appeal_that_was_dismissed_gives_back_the_time_it_took()
    {
        var confirmed = Confirmed();
        var due = confirmed.RectifyDueAt!.Value;
        var appealed = Apply(confirmed, "appeal", Department, Start.AddDays(1));
        var dismissed = Apply(appealed, "dismissAppeal", Second, Start.AddDays(4));
        Assert.Equal((HandlingState.Rectifying, due.AddDays(3)), (dismissed.State, dismissed.DueAt));
        Assert.Equal(due, Apply(confirmed, "takeUp", Department, Start.AddDays(2)).DueAt);
    }

    [Fact]
    public void An_appeal_that_is_right_sets_the_rating_aside_with_two_people()
    {
        var upheld = Apply(Apply(Confirmed(), "appeal", Department, Start), "upholdAppeal", Second, Start);
        Assert.Null(NegativeRatingRules.Exclusion(upheld));
        Assert.Equal(RatingFinding.Confirmed, Apply(upheld, "disagreeWithAppeal", First, Start).Outcome);
        var exclusion = NegativeRatingRules.Exclusion(Apply(upheld, "agree", First, Start))!;
        Assert.Equal((ExclusionReason.AppealUpheld, Second.AccountId!.Value, First.AccountId!.Value), (exclusion.Reason, exclusion.First.By, exclusion.Second.By));
    }

    [Theory]
    [InlineData(HandlingGrade.Satisfied, HandlingState.Closed)]
    [InlineData(HandlingGrade.Basically, HandlingState.Closed)]
    [InlineData(HandlingGrade.NotSatisfied, HandlingState.ReRated)]
    public void A_satisfied_verdict_closes_and_an_unsatisfied_one_waits_for_the_desk(HandlingGrade verdict, HandlingState state)
    {
        var rated = NegativeRatingRules.Apply(In(HandlingState.Answered), new HandlingAct.ReRate(verdict, null), Rater, Reference, Start, Clocks).Value;
        Assert.Equal((state, verdict), (rated.State, rated.Detail.ReRating));
        Assert.Equal(state == HandlingState.Closed, rated.ClosedAt is not null);
    }

    [Fact]
    public void It_goes_back_to_the_department_once_with_a_new_limit()
    {
        var unsatisfied = Apply(In(HandlingState.Answered), "reRate", Rater, Start);
        var reopened = Apply(unsatisfied, "reopen", First, Start.AddDays(1));
        Assert.Equal((HandlingState.Rectifying, Clocks.DueAt(HandlingState.Rectifying, Start.AddDays(1)), null), (reopened.State, reopened.DueAt, reopened.RectifiedAt));
        var again = Apply(Apply(Apply(reopened, "report", Department, Start.AddDays(2)), "sendAnswer", First, Start.AddDays(2)), "reRate", Rater, Start.AddDays(3));
        Assert.Equal("evaluation.reopen.used", HandlingGuards.Check(again, Acts["reopen"], First)?.Code);
        Assert.Equal(HandlingState.Closed, Apply(again, "close", First, Start.AddDays(3)).State);
    }

    [Fact]
    public void What_did_not_answer_the_complaint_has_not_put_it_right()
    {
        var reported = Apply(In(HandlingState.Rectifying), "report", Department, Start);
        Assert.Equal(Start, reported.RectifiedAt);
        var returned = Apply(reported, "returnReport", First, Start);
        Assert.Equal((HandlingState.Rectifying, (DateTimeOffset?)null, reported.RectifyDueAt), (returned.State, returned.RectifiedAt, returned.RectifyDueAt));
    }

    [Fact]
    public void Clocks_that_run_out_have_consequences_only_where_nobody_else_can_decide()
    {
        foreach (var state in Enum.GetValues<HandlingState>())
        {
            var expected = state switch
            {
                HandlingState.Confirmed => typeof(HandlingAct.TakeUpRunsOut),
                HandlingState.Answered => typeof(HandlingAct.ReRateRunsOut),
                _ => null,
            };
            Assert.Equal(expected, NegativeRatingRules.WhenDue(In(state), Start.AddYears(1))?.GetType());
            Assert.Null(NegativeRatingRules.WhenDue(In(state), Start));
        }
    }

    [Fact]
    public void Settings_out_of_range_are_refused_by_name()
    {
        var problems = (EvaluationSettings.Default with { Verify = new(0, ClockUnit.Hour), Rectify = new(1001, ClockUnit.NaturalDay), LinkMinutes = 0 }).Check();
        Assert.Equal([("evaluation.settings.limit", "verify"), ("evaluation.settings.limit", "rectify"), ("evaluation.settings.minutes", "linkMinutes")], problems.Select(p => (p.Code, p.Field)));
        Assert.Empty(EvaluationSettings.Default.Check());
    }

    private static Guid Person(int number) => new(0, 0, 0, [0, 0, 0, 0, 0, 0, 0, (byte)number]);

    private static HandlingPerson Desk(int number) => new(HandlingParty.Desk, Person(number), $"评价员{number}", "U" + number, Roles.EvaluationDesk);

    /// <summary>Who may do an act of this party in the state, where the first verified and the second decided the appeal.</summary>
    private static HandlingPerson Right(HandlingParty party, HandlingState state) => party switch
    {
        HandlingParty.Desk or HandlingParty.Assignee => First,
        HandlingParty.SecondPerson => state == HandlingState.Upheld ? First : Second,
        HandlingParty.Arbiter => Second,
        HandlingParty.Department => Department,
        HandlingParty.Rater => Rater,
        _ => HandlingPerson.Clock,
    };

    private static NegativeRating In(HandlingState state) =>
        new(Id, "330110-20260302-0001", 1, LocalityCode.Parse("330110"), "A1", state, Start, Start.AddHours(48), null, Reference, First.AccountId, First.Name, RatingFinding.Confirmed, 0, Start.AddDays(15))
        {
            Detail = HandlingDetail.Empty with
            {
                Finding = "属实",
                Released = "太慢",
                Verified = new(First.AccountId!.Value, First.Unit, First.Role, Start),
                ConfirmedAt = Start,
                AppealedAt = Start,
                Appeal = "并非我局",
                AppealDecision = "确非该局",
                AppealDecided = new(Second.AccountId!.Value, Second.Unit, Second.Role, Start),
                ReRating = state == HandlingState.ReRated ? HandlingGrade.NotSatisfied : null,
            },
        };

    private static NegativeRating Corrected(NegativeRating rating) => rating with { Detail = rating.Detail with { Correction = "x" } };

    private static NegativeRating Confirmed() => Apply(Apply(In(HandlingState.Received), "claim", First, Start), "confirm", First, Start);

    private static NegativeRating Apply(NegativeRating rating, string act, HandlingPerson who, DateTimeOffset now)
    {
        var applied = NegativeRatingRules.Apply(rating, Acts[act], who, Reference, now, Clocks);
        Assert.True(applied.Succeeded, string.Join(", ", applied.Problems.Select(p => p.Code)));
        return applied.Value;
    }
}
