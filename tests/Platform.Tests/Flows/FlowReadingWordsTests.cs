using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Cases.Steps;
using Platform.Server.Flows;
using Platform.Server.Flows.BuiltIn.Activities;
using Platform.Server.Hosting;

namespace Platform.Tests.Flows;

/// <summary>What cannot be read is told to people who draw flows: what, where, and what was expected there.</summary>
public sealed class FlowReadingWordsTests
{
    private static readonly FlowDefinitionRules Rules = new(new ActivityTypes(CaseSteps.All()));
    private static readonly ProblemTexts Texts = new([new(typeof(FlowsText)), new(typeof(HostingText))], NullLogger<ProblemTexts>.Instance);

    [Theory]
    [InlineData("JavaScript", "getX( ==", "flow.script.unexpected", 1, 7, "“==”")]
    [InlineData("JavaScript", "1 +\n  (2", "flow.script.ends", 2, 5, "bracket")]
    [InlineData("JavaScript", "1 +\n'open", "flow.script.openText", 2, 1, "quotation")]
    [InlineData("JavaScript", "a b", "flow.script.unexpected", 1, 3, "“b”")]
    [InlineData("Liquid", "x\n{{ Variables.", "liquid.halfTag", 2, null, "}}")]
    [InlineData("Liquid", "{% if true %}x", "liquid.unclosed", 1, null, "endif")]
    [InlineData("Json", "{\n \"办\": 1,, }", "flow.notJson", 2, 9, "JSON")]
    public void An_expression_is_told_with_its_place_and_what_was_expected(string type, string written, string reason, int line, int? column, string expected)
    {
        var problem = Assert.Single(Rules.Check(Flow($$$$"""{"id":"a","type":"Platform.Accept","role":{"typeName":"String","expression":{"type":"{{{{type}}}}","value":{{{{JsonSerializer.Serialize(written)}}}}}}}""")));

        Assert.Equal("flow.expressionSyntax", problem.Code);
        var cause = Assert.IsType<Problem>(problem.Values!["reason"]);
        Assert.Equal((reason, line), (cause.Code, cause.Values!["line"]));
        Assert.Equal(column, cause.Values.GetValueOrDefault("column"));
        Assert.Contains(expected, English(problem), StringComparison.Ordinal);
        Assert.Contains($"“{((LocalizedText)problem.Values["input"]!).In("en")}”", English(problem), StringComparison.Ordinal);
        Assert.DoesNotContain("{", Texts.Of(problem, CultureInfo.GetCultureInfo("zh-CN")).Replace("{%", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void The_condition_of_a_case_is_called_by_its_label()
    {
        var problem = Assert.Single(Rules.Check(Flow("""{"id":"a","type":"Elsa.FlowSwitch","cases":[{"label":"Urgent","condition":{"type":"JavaScript","value":"("}}]}""")));

        Assert.Equal("“Urgent” of step “a” cannot be read. Line 1, column 2: the script ends too early; a value or a closing bracket is expected.", English(problem));
    }

    [Theory]
    [InlineData("""{"id":"a","type":"Elsa.End","customProperties":{"title":{"en":1}}}""", "flow.title", "root.activities[a].customProperties.title", "nor one text for each language")]
    [InlineData("""{"id":"a","type":"Elsa.FlowSwitch","cases":["x"]}""", "flow.case", "root.activities[a].cases", "a label and a condition")]
    public void A_part_of_another_kind_is_told_with_the_step_it_is_in(string activity, string code, string field, string expected)
    {
        var problem = Rules.Check(Flow(activity)).First(p => p.Code == code);

        Assert.Equal(field, problem.Field);
        Assert.Contains("“a”", English(problem), StringComparison.Ordinal);
        Assert.Contains(expected, English(problem), StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_that_is_no_number_is_shown()
    {
        var problem = Assert.Single(Rules.Check(new("v", JsonElement.Parse("""{"version":"2b","root":{"id":"f","type":"Elsa.Flowchart","activities":[{"id":"a","type":"Elsa.End"}]}}"""))), p => p.Code == "flow.version");

        Assert.Contains("\"2b\"", English(problem), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_nested_beyond_reason_is_refused_with_the_limit()
    {
        var inner = """{"id":"x","type":"Elsa.End"}""";
        for (var i = 0; i < 25; i++)
        {
            inner = $$"""{"id":"s{{i}}","type":"Elsa.Sequence","activities":[{{inner}}]}""";
        }

        var problem = Assert.Single(Rules.Check(Flow(inner)));

        Assert.Equal(("flow.tooMuch", 20), (problem.Code, problem.Values!["deepest"]));
    }

    [Fact]
    public void A_reason_that_was_kept_with_its_problem_is_still_said_in_words()
    {
        var problem = Assert.Single(Rules.Check(Flow("""{"id":"a","type":"Platform.Accept","role":{"typeName":"String","expression":{"type":"JavaScript","value":"("}}}""")));

        var kept = JsonSerializer.Deserialize<Problem>(JsonSerializer.Serialize(problem, ModelJson.Options), ModelJson.Options)!;

        Assert.Equal(English(problem), English(kept));
    }

    private static string English(Problem problem) => Texts.Of(problem, CultureInfo.GetCultureInfo("en"));

    private static FlowDefinition Flow(string activity) => new("v", FlowRunner.Chart(activity, ""));
}
