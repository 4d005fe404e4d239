using System.Text.Json;
using CsCheck;
using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Tests.Clocks;

namespace Platform.Tests.Evaluation;

public sealed class EvaluationRulesTests
{
    private static readonly Guid Applicant = Guid.Parse("0197a000-0000-7000-8000-000000000001");
    private static readonly Guid Agent = Guid.Parse("0197a000-0000-7000-8000-000000000002");
    private static readonly RatedService Service = new("P1", 2, new(2025, 3, 3), EvaluationRules.DefaultWindowDays, Applicant, Agent);
    private static readonly RatingRequest Good = new(1, ["态度好", " 态度好 ", ""], "  很快 ", RatingChannel.Mobile);
    private static readonly RatingExclusion Aside = new(ExclusionReason.Mistaken, "误", new(Applicant, "", Roles.EvaluationDesk, default), new(Agent, "", Roles.EvaluationDesk, default));
    private static readonly DateTimeOffset InTime = ChinaTime.StartOfDay(new(2025, 3, 10)).AddHours(23.9);

    [Fact]
    public void The_applicant_the_agent_or_the_holder_of_the_code_may_rate_and_nobody_else()
    {
        Assert.True(EvaluationRules.Rate(Service, Good, new(Applicant, RaterProof.None), null, InTime).Succeeded);
        Assert.True(EvaluationRules.Rate(Service, Good, new(Agent, RaterProof.None), null, InTime).Succeeded);
        Assert.True(EvaluationRules.Rate(Service, Good, new(null, RaterProof.TrackingCode), null, InTime).Succeeded);
        Refused(EvaluationRules.Rate(Service, Good, new(Guid.Empty, RaterProof.None), null, InTime), "evaluation.notYours");
        Refused(EvaluationRules.Rate(Service with { ApplicantAccountId = null, AgentAccountId = null }, Good, new(null, RaterProof.None), null, InTime), "evaluation.notYours");
    }

    [Fact]
    public void One_event_is_rated_once_and_a_default_gives_way()
    {
        var rating = EvaluationRules.Rate(Service, Good, new(Applicant, RaterProof.None), null, InTime).Value;
        Assert.Equal(("P1", 2, 1, "很快", RatingChannel.Mobile, Applicant), (rating.ProjectNo, rating.ServiceNumber, rating.Grade, rating.Text, rating.Channel, rating.RatedBy!.Value));
        Assert.Equal(["态度好"], rating.Tags);
        Refused(EvaluationRules.Rate(Service, Good, new(Applicant, RaterProof.None), rating, InTime), "evaluation.alreadyRated");
        Assert.True(EvaluationRules.Rate(Service, Good, new(Applicant, RaterProof.None), EvaluationRules.DefaultFor(Service, InTime), InTime).Succeeded);
    }

    [Fact]
    public void The_window_closes_at_the_end_of_its_last_day()
    {
        Assert.True(EvaluationRules.Rate(Service, Good, new(Applicant, RaterProof.None), null, InTime).Succeeded);
        var late = Refused(EvaluationRules.Rate(Service, Good, new(Applicant, RaterProof.None), null, InTime.AddHours(1)), "evaluation.windowClosed");
        Assert.Equal(new DateOnly(2025, 3, 10), late.Values!["closedOn"]);
        Assert.Equal(new DateOnly(2025, 10, 9), EvaluationRules.WindowEnd(Service with { RenderedOn = new(2025, 9, 25) }, Calendars.Official));
        Assert.Equal(new DateOnly(2025, 10, 2), EvaluationRules.WindowEnd(Service with { RenderedOn = new(2025, 9, 25) }));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void A_bad_grade_needs_no_words(int grade)
    {
        var rating = EvaluationRules.Rate(Service, new(grade, null, null, RatingChannel.HallTablet), new(Applicant, RaterProof.None), null, InTime).Value;
        Assert.True(rating.IsNegative);
        Assert.True(rating.IsEffective);
        Assert.Null(rating.Text);
    }

    [Fact]
    public void A_malformed_rating_is_refused_for_everything_wrong_with_it()
    {
        var request = new RatingRequest(6, [.. Enumerable.Range(0, 11).Select(i => $"t{i}"), new string('长', 31)], new string('字', 501), RatingChannel.Pc);
        Assert.Equal(
            ["evaluation.grade.range", "evaluation.tags.tooMany", "evaluation.tag.length", "evaluation.text.length"],
            EvaluationRules.Rate(Service, request, new(Applicant, RaterProof.None), null, InTime).Problems.Select(p => p.Code));
        Refused(EvaluationRules.Rate(Service, Good with { Grade = 0 }, new(Applicant, RaterProof.None), null, InTime), "evaluation.grade.range");
    }

    [Fact]
    public void A_rating_is_changed_once_before_verification()
    {
        var first = EvaluationRules.Rate(Service, Good with { Grade = 5 }, new(Applicant, RaterProof.None), null, InTime).Value;
        var second = EvaluationRules.Change(Service, first, Good, new(Applicant, RaterProof.None), false, InTime).Value;
        Assert.Equal((2, 1), (second.Ordinal, second.Grade));
        Refused(EvaluationRules.Change(Service, second, Good, new(Applicant, RaterProof.None), false, InTime), "evaluation.changeUsed");
        Refused(EvaluationRules.Change(Service, first, Good, new(Applicant, RaterProof.None), true, InTime), "evaluation.verificationBegun");
        Refused(EvaluationRules.Change(Service, first, Good, new(Guid.Empty, RaterProof.None), false, InTime), "evaluation.notYours");
        Refused(EvaluationRules.Change(Service, first, Good, new(Applicant, RaterProof.None), false, InTime.AddDays(1)), "evaluation.windowClosed");
    }

    [Fact]
    public void A_rating_is_taken_back_once_and_not_given_again()
    {
        var rating = EvaluationRules.Rate(Service, Good with { Grade = 5 }, new(Applicant, RaterProof.None), null, InTime).Value;
        Refused(EvaluationRules.Withdraw(Service, rating, new(null, RaterProof.TrackingCode), false, InTime), "evaluation.notYours");
        Refused(EvaluationRules.Withdraw(Service, rating, new(Applicant, RaterProof.None), true, InTime), "evaluation.verificationBegun");
        Refused(EvaluationRules.Withdraw(Service, rating, new(Applicant, RaterProof.None), false, InTime.AddDays(1)), "evaluation.windowClosed");
        var gone = EvaluationRules.Withdraw(Service, rating, new(null, RaterProof.OwnLink), false, InTime).Value;
        Assert.Equal((2, InTime, false), (gone.Ordinal, gone.WithdrawnAt!.Value, gone.IsEffective));
        Refused(EvaluationRules.Withdraw(Service, gone, new(Applicant, RaterProof.None), false, InTime), "evaluation.withdrawn");
        Refused(EvaluationRules.Change(Service, gone, Good, new(Applicant, RaterProof.None), false, InTime), "evaluation.withdrawn");
        Refused(EvaluationRules.Rate(Service, Good, new(Applicant, RaterProof.None), gone, InTime), "evaluation.withdrawn");
        Assert.Equal(EvaluationCounts.Zero with { Events = 1 }, EvaluationCounts.Of(1, [gone]));
    }

    [Theory]
    [InlineData(RaterProof.None, "pc,mobile,qr,miniProgram")]
    [InlineData(RaterProof.TrackingCode, "pc,mobile,qr,miniProgram")]
    [InlineData(RaterProof.OwnLink, "pc,mobile,qr,miniProgram")]
    [InlineData(RaterProof.Link, "qr,hallTablet,hallOther,sms")]
    [InlineData(RaterProof.Phone, "phone")]
    [InlineData(RaterProof.Channel, "pc,mobile,qr,hallTablet,hallOther,phone,sms,miniProgram")]
    public void What_happens_in_a_hall_or_on_the_phone_is_not_claimed(RaterProof proof, string channels) =>
        Assert.Equal(channels, string.Join(',', Enum.GetValues<RatingChannel>().Where(c => EvaluationRules.MayName(proof, c)).Select(c => JsonNamingPolicy.CamelCase.ConvertName(c.ToString()))));

    [Fact]
    public void Setting_a_rating_aside_needs_a_reason_and_two_people_whatever_the_reason()
    {
        var rating = EvaluationRules.Rate(Service, Good with { Grade = 5 }, new(Applicant, RaterProof.None), null, InTime).Value;
        var (a, b) = (new HandlingSign(Applicant, "U1", Roles.EvaluationDesk, InTime), new HandlingSign(Agent, "U2", Roles.EvaluationDesk, InTime));
        foreach (var reason in Enum.GetValues<ExclusionReason>())
        {
            Refused(EvaluationRules.Exclude(rating, new(reason, "", a, b)), "evaluation.exclusion.reasonRequired");
            Refused(EvaluationRules.Exclude(rating, new(reason, "骚扰", a, a)), "evaluation.exclusion.secondPerson");
            var excluded = EvaluationRules.Exclude(rating, new(reason, "骚扰", a, b)).Value;
            Assert.False(excluded.IsEffective);
            Refused(EvaluationRules.Exclude(excluded, new(reason, "x", a, b)), "evaluation.exclusion.already");
        }
    }

    [Fact]
    public void The_rated_unit_does_not_verify()
    {
        var (district, street) = (LocalityCode.Parse("330110"), LocalityCode.Parse("330110012"));
        var rated = new RatedPlace(street, "A1");
        Actor Desk(params Grant[] more) => new(ActorKind.Staff, Applicant, "a", [new(Roles.EvaluationDesk, district), .. more]);
        Problem? Check(string? home, params Grant[] more) => EvaluationRules.CheckVerifier(Desk(more), home, rated);
        Assert.Null(Check(null));
        Assert.Null(Check("A2", new Grant(Roles.CaseOfficer, district, "A2"), new Grant(Roles.Supervisor, district), new Grant(Roles.CaseOfficer, LocalityCode.Parse("330111"))));
        Assert.Equal("evaluation.verifier.ratedUnit", Check("A1")?.Code);
        Assert.Equal("evaluation.verifier.ratedUnit", Check(null, new Grant(Roles.ItemAdmin, district, "A1"))?.Code);
        Assert.Equal("evaluation.verifier.ratedUnit", Check(null, new Grant(Roles.CaseOfficer, district))?.Code);
        Assert.Equal("evaluation.verifier.ratedUnit", Check(null, new Grant(Roles.DepartmentLiaison, district))?.Code);
    }

    [Fact]
    public void Figures_leave_defaults_and_excluded_out_and_say_so()
    {
        var ratings = new[] { 1, 1, 2, 3, 4, 5 }.Select(g => EvaluationRules.Rate(Service, Good with { Grade = g }, new(Applicant, RaterProof.None), null, InTime).Value)
            .Append(EvaluationRules.DefaultFor(Service, InTime))
            .Append(EvaluationRules.Rate(Service, Good with { Grade = 5 }, new(Applicant, RaterProof.None), null, InTime).Value with { Excluded = Aside });

        var figures = EvaluationFigures.Of(EvaluationCounts.Of(14, ratings) with { RectifiedInTime = 1 });

        Assert.Equal((14L, 7L, 6L, 2L, 1L, 1L), (figures.Events, figures.Ratings, figures.Effective, figures.Negatives, figures.Excluded, figures.Defaults));
        Assert.Equal((16 / 6.0, 4 / 6.0, 0.5, 2 / 6.0, 0.5), (figures.Average, figures.SatisfactionRate, figures.RatingRate, figures.NegativeRate, figures.RectifiedRate));
        Assert.False(figures.Hidden);
    }

    [Fact]
    public void Small_groups_are_hidden_and_empty_ones_divide_by_nothing()
    {
        var empty = EvaluationFigures.Of(EvaluationCounts.Zero);
        Assert.Equal(((double?)null, (double?)null, (double?)null, (double?)null, true), (empty.Average, empty.SatisfactionRate, empty.RatingRate, empty.NegativeRate, empty.Hidden));
        var four = EvaluationFigures.Of(EvaluationCounts.Zero with { Events = 9, Grade5 = 4 });
        Assert.True(four.Hidden);
        Assert.False(EvaluationFigures.Of(EvaluationCounts.Zero with { Events = 9, Grade5 = 5 }).Hidden);
    }

    [Fact]
    public void Figures_of_groups_added_are_the_figures_of_the_whole() =>
        Gen.Int[0, 6].Array[0, 60].Sample(grades =>
        {
            Rating Of(int grade) => grade switch
            {
                0 => EvaluationRules.DefaultFor(Service, InTime),
                6 => new("P", 1, 5, [], null, RatingChannel.Pc, InTime, null, Excluded: Aside),
                _ => new("P", 1, grade, [], null, RatingChannel.Pc, InTime, null),
            };
            var ratings = grades.Select(Of).ToArray();
            var half = ratings.Length / 2;
            var whole = EvaluationCounts.Of(100, ratings);
            Assert.Equal(whole, EvaluationCounts.Of(60, ratings.Take(half)) + EvaluationCounts.Of(40, ratings.Skip(half)));

            var figures = EvaluationFigures.Of(whole);
            double[] effective = [.. grades.Where(g => g is > 0 and < 6).Select(g => (double)g)];
            Assert.Equal(effective.Length, figures.Effective);
            Assert.Equal(effective.Length == 0, figures.Average is null);
            Assert.Equal(effective.DefaultIfEmpty(0).Average(), figures.Average ?? 0, 1e-9);
            Assert.Equal(effective.Count(g => g >= 4), figures.Negatives);
        });

    [Theory]
    [InlineData("9,7,20", "a,a,a", "")]
    [InlineData("9,7,4", "a,a,a", "1,2")] // 4 is missing from the total of a: the smallest other goes too.
    [InlineData("9,7,4,6", "a,a,b,b", "2,3")]
    [InlineData("4,1,9", "a,a,a", "0,1")] // Together 5: nobody stands out.
    [InlineData("0,9", "a,a", "0")] // Nobody rated: nothing to find out.
    [InlineData("3", "a", "0")]
    [InlineData("5,2,2", "a,a,a", "0,1,2")]
    [InlineData("6,9,1,8", "a,a,b,c", "2,3")] // b is missing from the whole: the smallest other total goes with its groups.
    [InlineData("9,6,1", "a,a,b", "0,1,2")]
    public void What_is_hidden_cannot_be_worked_out_of_the_total(string effective, string totals, string hidden) =>
        Assert.Equal(hidden, string.Join(',', FigureRules.Hidden([.. effective.Split(',').Select(long.Parse)], totals.Split(',')).Order()));

    [Fact]
    public void Periods_are_whole_months()
    {
        Assert.Equal((new DateOnly(2026, 2, 1), new DateOnly(2026, 2, 28)), FigureRules.Months(new DateOnly(2026, 2, 17), new DateOnly(2026, 2, 18)));
        Assert.Equal(((DateOnly?)null, (DateOnly?)null), FigureRules.Months(null, null));
    }

    [Fact]
    public void A_channel_is_written_as_one_word() => Assert.Equal("\"miniProgram\"", JsonSerializer.Serialize(RatingChannel.MiniProgram, ModelJson.Options));

    private static Problem Refused(Result<Rating> result, string code)
    {
        var problem = Assert.Single(result.Problems);
        Assert.Equal(code, problem.Code);
        return problem;
    }
}
