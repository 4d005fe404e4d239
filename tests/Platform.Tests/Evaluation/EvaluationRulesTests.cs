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
    private static readonly DateTimeOffset InTime = ChinaTime.StartOfDay(new(2025, 3, 10)).AddHours(23.9);

    [Fact]
    public void The_applicant_the_agent_or_the_holder_of_the_code_may_rate_and_nobody_else()
    {
        Assert.True(EvaluationRules.Rate(Service, Good, new(Applicant, false), null, InTime).Succeeded);
        Assert.True(EvaluationRules.Rate(Service, Good, new(Agent, false), null, InTime).Succeeded);
        Assert.True(EvaluationRules.Rate(Service, Good, new(null, true), null, InTime).Succeeded);
        Refused(EvaluationRules.Rate(Service, Good, new(Guid.Empty, false), null, InTime), "evaluation.notYours");
        Refused(EvaluationRules.Rate(Service with { ApplicantAccountId = null, AgentAccountId = null }, Good, new(null, false), null, InTime), "evaluation.notYours");
    }

    [Fact]
    public void One_event_is_rated_once_and_a_default_gives_way()
    {
        var rating = EvaluationRules.Rate(Service, Good, new(Applicant, false), null, InTime).Value;
        Assert.Equal(("P1", 2, 1, "很快", RatingChannel.Mobile, Applicant), (rating.ProjectNo, rating.ServiceNumber, rating.Grade, rating.Text, rating.Channel, rating.RatedBy!.Value));
        Assert.Equal(["态度好"], rating.Tags);
        Refused(EvaluationRules.Rate(Service, Good, new(Applicant, false), rating, InTime), "evaluation.alreadyRated");
        Assert.True(EvaluationRules.Rate(Service, Good, new(Applicant, false), EvaluationRules.DefaultFor(Service, InTime), InTime).Succeeded);
    }

    [Fact]
    public void The_window_closes_at_the_end_of_its_last_day()
    {
        Assert.True(EvaluationRules.Rate(Service, Good, new(Applicant, false), null, InTime).Succeeded);
        var late = Refused(EvaluationRules.Rate(Service, Good, new(Applicant, false), null, InTime.AddHours(1)), "evaluation.windowClosed");
        Assert.Equal(new DateOnly(2025, 3, 10), late.Values!["closedOn"]);
        Assert.Equal(new DateOnly(2025, 10, 9), EvaluationRules.WindowEnd(Service with { RenderedOn = new(2025, 9, 25) }, Calendars.Official));
        Assert.Equal(new DateOnly(2025, 10, 2), EvaluationRules.WindowEnd(Service with { RenderedOn = new(2025, 9, 25) }));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void A_bad_grade_needs_no_words(int grade)
    {
        var rating = EvaluationRules.Rate(Service, new(grade, null, null, RatingChannel.HallTablet), new(Applicant, false), null, InTime).Value;
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
            EvaluationRules.Rate(Service, request, new(Applicant, false), null, InTime).Problems.Select(p => p.Code));
        Refused(EvaluationRules.Rate(Service, Good with { Grade = 0 }, new(Applicant, false), null, InTime), "evaluation.grade.range");
    }

    [Fact]
    public void A_rating_is_changed_once_before_verification()
    {
        var first = EvaluationRules.Rate(Service, Good with { Grade = 5 }, new(Applicant, false), null, InTime).Value;
        var second = EvaluationRules.Change(Service, first, Good, new(Applicant, false), false, InTime).Value;
        Assert.Equal((2, 1), (second.Ordinal, second.Grade));
        Refused(EvaluationRules.Change(Service, second, Good, new(Applicant, false), false, InTime), "evaluation.changeUsed");
        Refused(EvaluationRules.Change(Service, first, Good, new(Applicant, false), true, InTime), "evaluation.verificationBegun");
        Refused(EvaluationRules.Change(Service, first, Good, new(Guid.Empty, false), false, InTime), "evaluation.notYours");
        Refused(EvaluationRules.Change(Service, first, Good, new(Applicant, false), false, InTime.AddDays(1)), "evaluation.windowClosed");
    }

    [Fact]
    public void Setting_a_rating_aside_needs_a_reason_and_for_malice_a_second_person()
    {
        var rating = EvaluationRules.Rate(Service, Good with { Grade = 5 }, new(Applicant, false), null, InTime).Value;
        Refused(EvaluationRules.Exclude(rating, new(ExclusionReason.Mistaken, "", "a")), "evaluation.exclusion.reasonRequired");
        Refused(EvaluationRules.Exclude(rating, new(ExclusionReason.Malicious, "骚扰", "a")), "evaluation.exclusion.secondPerson");
        Refused(EvaluationRules.Exclude(rating, new(ExclusionReason.Malicious, "骚扰", "a", "a")), "evaluation.exclusion.secondPerson");
        var excluded = EvaluationRules.Exclude(rating, new(ExclusionReason.Malicious, "骚扰", "a", "b")).Value;
        Assert.False(excluded.IsEffective);
        Refused(EvaluationRules.Exclude(excluded, new(ExclusionReason.Mistaken, "x", "a")), "evaluation.exclusion.already");
    }

    [Fact]
    public void The_rated_unit_does_not_verify()
    {
        var district = LocalityCode.Parse("330110");
        Assert.Equal("evaluation.verifier.ratedUnit", EvaluationRules.CheckVerifier(new(ActorKind.Staff, Applicant, "a", [new(Roles.EvaluationDesk, district), new(Roles.CaseOfficer, district, "A1")]), "A1")?.Code);
        Assert.Null(EvaluationRules.CheckVerifier(new(ActorKind.Staff, Applicant, "a", [new(Roles.EvaluationDesk, district)]), "A1"));
    }

    [Fact]
    public void Figures_leave_defaults_and_excluded_out_and_say_so()
    {
        var ratings = new[] { 1, 1, 2, 3, 4, 5 }.Select(g => EvaluationRules.Rate(Service, Good with { Grade = g }, new(Applicant, false), null, InTime).Value)
            .Append(EvaluationRules.DefaultFor(Service, InTime))
            .Append(EvaluationRules.Rate(Service, Good with { Grade = 5 }, new(Applicant, false), null, InTime).Value with { Excluded = new(ExclusionReason.Mistaken, "误", "a") });

        var figures = EvaluationFigures.Of(EvaluationCounts.Of(14, ratings) with { RectifiedInTime = 1 });

        Assert.Equal((14L, 7L, 6L, 2L, 1L, 1L), (figures.Events, figures.Ratings, figures.Effective, figures.Negatives, figures.Excluded, figures.Defaults));
        Assert.Equal((16 / 6.0, 4 / 6.0, 0.5, 2 / 6.0, 0.5), (figures.Average, figures.SatisfactionRate, figures.RatingRate, figures.NegativeRate, figures.RectifiedRate));
        Assert.False(figures.Hidden);
        Assert.Same(figures, figures.ForPublic());
    }

    [Fact]
    public void Small_groups_are_hidden_and_empty_ones_divide_by_nothing()
    {
        var empty = EvaluationFigures.Of(EvaluationCounts.Zero);
        Assert.Equal(((double?)null, (double?)null, (double?)null, (double?)null, true), (empty.Average, empty.SatisfactionRate, empty.RatingRate, empty.NegativeRate, empty.Hidden));
        var four = EvaluationFigures.Of(EvaluationCounts.Zero with { Events = 9, Grade5 = 4 });
        Assert.True(four.Hidden);
        Assert.Equal((0L, (double?)null, 4 / 9.0), (four.ForPublic().Negatives, four.ForPublic().Average, four.ForPublic().RatingRate));
        Assert.False(EvaluationFigures.Of(EvaluationCounts.Zero with { Events = 9, Grade5 = 5 }).Hidden);
    }

    [Fact]
    public void Figures_of_groups_added_are_the_figures_of_the_whole() =>
        Gen.Int[0, 6].Array[0, 60].Sample(grades =>
        {
            Rating Of(int grade) => grade switch
            {
                0 => EvaluationRules.DefaultFor(Service, InTime),
                6 => new("P", 1, 5, [], null, RatingChannel.Pc, InTime, null, Excluded: new(ExclusionReason.Mistaken, "误", "a")),
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

    [Fact]
    public void A_channel_is_written_as_one_word() => Assert.Equal("\"miniProgram\"", JsonSerializer.Serialize(RatingChannel.MiniProgram, ModelJson.Options));

    private static Problem Refused(Result<Rating> result, string code)
    {
        var problem = Assert.Single(result.Problems);
        Assert.Equal(code, problem.Code);
        return problem;
    }
}
