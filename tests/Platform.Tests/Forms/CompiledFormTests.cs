using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Forms;

namespace Platform.Tests.Forms;

public sealed class CompiledFormTests
{
    [Fact]
    public void Right_answers_have_no_problems() => Assert.Empty(SampleForm.Validate(SampleForm.Right));

    [Theory]
    [InlineData("applicantName", null, "form.required")]
    [InlineData("applicantName", "\"<script>\"", "form.personName")]
    [InlineData("applicantName", "5", "form.type")]
    [InlineData("idNumber", "\"110105194912310021\"", "form.citizenId.checksum")]
    [InlineData("idNumber", "\"1101051949123100\"", "form.citizenId.length")]
    [InlineData("idNumber", "\"110105194913310021\"", "form.citizenId.date")]
    [InlineData("phone", "\"12\"", "form.phone")]
    [InlineData("email", "\"nobody\"", "form.email")]
    [InlineData("home.detail", null, "form.required")]
    [InlineData("home.division", "\"999\"", "form.division")]
    [InlineData("home.division", "\"330106001\"", "form.division")]
    [InlineData("kind", "\"club\"", "form.choice")]
    [InlineData("members[1].income[0].amount", "\"12\"", "form.type")]
    [InlineData("members[1].income[0].amount", "\"-1.00\"", "form.range")]
    [InlineData("members[0].name", "\"X\"", "form.tooShort")]
    [InlineData("members[0].born", "\"2025-03-04\"", "form.range")]
    [InlineData("members[0].born", "\"2025-02-30\"", "form.type")]
    [InlineData("members[0].school", null, "form.required")]
    [InlineData("needs", "[\"food\",\"care\",\"other\"]", "form.tooManyItems")]
    [InlineData("needs", "[\"food\",\"food\"]", "form.duplicate")]
    [InlineData("otherNeed", null, "form.required")]
    [InlineData("area", "0.5", "form.range")]
    [InlineData("area", "\"88\"", "form.type")]
    [InlineData("area", "88.555", "form.decimals")]
    [InlineData("plate", "\"a123\"", "form.pattern")]
    [InlineData("plate", "\"A１２３\"", "form.pattern")]
    [InlineData("plate", "\"A123\\n\"", "form.characters")]
    [InlineData("promise", "false", "form.mustBeTrue")]
    [InlineData("papers", "[7]", "form.type")]
    [InlineData("surprise", "1", "form.unknownField")]
    [InlineData("members[0].surprise", "1", "form.unknownField")]
    [InlineData("intro", "\"x\"", "form.unknownField")]
    [InlineData("members", "[5]", "form.type")]
    [InlineData("members", "{}", "form.type")]
    [InlineData("nursery", null, "form.required")]
    public void A_wrong_answer_is_named_by_path_and_code(string path, string? json, string code)
    {
        var problems = SampleForm.Validate(SampleForm.Right.With(path, json is null ? null : JsonNode.Parse(json)));

        var problem = Assert.Single(problems, p => p.Code == code);
        Assert.StartsWith(path, problem.Field, StringComparison.Ordinal);
        Assert.Equal(ProblemKind.Invalid, problem.Kind);
        Assert.IsType<LocalizedText>(problem.Values!["label"]);
    }

    [Fact]
    public void A_problem_says_what_was_found_and_what_was_expected()
    {
        var problem = Assert.Single(SampleForm.Validate(SampleForm.Right.With("idNumber", "110105194912310021")));

        Assert.Equal("idNumber", problem.Field);
        Assert.Equal("110105********0021", problem.Values!["value"]);
        Assert.Equal(LocalizedText.Of("公民身份号码", "Citizen id"), problem.Values["label"]);
        Assert.Equal("1 – 10000", Assert.Single(SampleForm.Validate(SampleForm.Right.With("area", 0))).Values!["expected"]);
        Assert.Equal("1900-01-01 – 2025-03-03", Assert.Single(SampleForm.Validate(SampleForm.Right.With("members[0].born", "2025-03-04"))).Values!["expected"]);
        Assert.Equal(LocalizedText.Of("个人、单位", "Person, Company"), Assert.Single(SampleForm.Validate(SampleForm.Right.With("kind", "x")), p => p.Field == "kind").Values!["expected"]);
    }

    [Fact]
    public void Ten_thousand_rows_are_refused_at_once()
    {
        var rows = new JsonArray([.. Enumerable.Range(0, 10_000).Select(_ => (JsonNode)new JsonObject { ["name"] = "x", ["income"] = new JsonArray() })]);
        var answers = SampleForm.Compiled.Settle(SampleForm.Right.With("members", rows), SampleForm.Today);

        var problem = Assert.Single(SampleForm.Validate(answers));

        Assert.Equal(("form.tooManyItems", "members"), (problem.Code, problem.Field));
        Assert.Equal((10_000, 20), (problem.Values!["value"], problem.Values["expected"]));
    }

    [Fact]
    public void Answers_without_end_in_nested_repeats_are_refused_as_a_whole()
    {
        var form = FormDefinitionRules.Read("""
            {"key":"f","pages":[{"key":"p","title":"p","sections":[{"key":"s","elements":[
              {"key":"a","type":"repeat","label":"a","maxItems":1000,"elements":[{"key":"b","type":"repeat","label":"b","maxItems":1000,"elements":[{"key":"c","type":"integer","label":"c"}]}]}]}]}]}
            """).Value;
        var inner = "[" + string.Join(',', Enumerable.Repeat("""{"c":1}""", 900)) + "]";
        var answers = Answers.Parse("{\"a\":[" + string.Join(',', Enumerable.Repeat($"{{\"b\":{inner}}}", 100)) + "]}");

        var problem = Assert.Single(CompiledForm.Compile(form).Validate(FormRules.Settle(form, answers, SampleForm.Today), FormContext.Whole(SampleForm.Today)));

        Assert.Equal(("form.tooManyAnswers", null), (problem.Code, problem.Field));
    }

    [Fact]
    public void The_list_of_problems_has_an_end()
    {
        var answers = Answers.Of(new JsonObject(Enumerable.Range(0, 5000).Select(i => KeyValuePair.Create($"x{i}", (JsonNode?)JsonValue.Create(i)))));

        Assert.Equal(FormLimits.Default.MaxProblems, SampleForm.Validate(answers).Count);
    }

    [Fact]
    public void A_page_is_validated_alone()
    {
        var context = FormContext.OfPage(SampleForm.Today, "rest");

        Assert.Equal(["promise"], SampleForm.Compiled.Validate(Answers.Empty, context).Select(p => p.Field));
        Assert.Equal(["promise"], SampleForm.Compiled.Validate(Answers.Parse("""{"applicantName":5,"surprise":1}"""), context).Select(p => p.Field));
    }

    [Fact]
    public void Only_the_fields_asked_for_are_validated()
    {
        var answers = SampleForm.Right.With("members[0].name", "X").With("members[1].name", "Y").With("phone", "1").With("area", 0);

        string?[] Fields(params string[] paths) => [.. SampleForm.Compiled.Validate(answers, FormContext.OfPaths(SampleForm.Today, paths)).Select(p => p.Field)];

        Assert.Equal(["phone"], Fields("phone"));
        Assert.Equal(["members[1].name"], Fields("members[1].name"));
        Assert.Equal(["members[0].name"], Fields("members[0]"));
        Assert.Equal(["members[0].name", "members[1].name", "area"], Fields("members", "area"));
        Assert.Empty(Fields());
    }

    [Fact]
    public void A_draft_may_lack_answers_but_not_have_wrong_ones()
    {
        var draft = new FormContext(SampleForm.Today, FormScope.Whole, Complete: false);

        Assert.Empty(SampleForm.Compiled.Validate(Answers.Empty, draft));
        Assert.Empty(SampleForm.Compiled.Validate(Answers.Parse("""{"home":{"division":"330110005"},"promise":false}"""), draft));
        Assert.Equal("form.phone", Assert.Single(SampleForm.Compiled.Validate(Answers.Parse("""{"phone":"1"}"""), draft)).Code);
    }

    [Fact]
    public void Scenario_answers_travel_with_the_form()
    {
        Assert.Empty(SampleForm.Validate(SampleForm.Right.With("scenario.place", "bath")));
        Assert.Equal("form.type", Assert.Single(SampleForm.Validate(SampleForm.Right.With("scenario", 5))).Code);
    }

    [Fact]
    public void Answers_that_are_not_shown_are_not_looked_at() =>
        Assert.DoesNotContain(SampleForm.Validate(SampleForm.Right.With("creditCode", "nonsense")), p => p.Field == "creditCode");

    [Fact]
    public void What_is_shown_follows_the_answers()
    {
        var household = SampleForm.Form.Pages[1];

        Assert.Equal(["applicant", "household", "rest"], SampleForm.Compiled.VisiblePages(SampleForm.Right).Select(p => p.Key));
        Assert.Equal(["applicant", "rest"], SampleForm.Compiled.VisiblePages(SampleForm.Right.With("kind", "company")).Select(p => p.Key));

        var members = SampleForm.Compiled.VisibleElements(household, SampleForm.Right)[0];
        Assert.Equal(["members[0]", "members[1]", "members[2]"], members.Items.Select(i => i.Path));
        Assert.Equal(
            ["members[0].name", "members[0].born", "members[0].years", "members[0].school", "members[0].income", "members[0].memberIncome"],
            members.Items[0].Elements.Select(e => e.Path));
        Assert.DoesNotContain(members.Items[1].Elements, e => e.Element.Key == "school");
        Assert.True(members.Items[0].Elements[3].IsRequired);
        Assert.Contains(members.SelfAndBelow(), e => e.Path == "members[1].income[1].amount" && e.Value!.GetValue<string>() == "1200.50");
    }

    [Fact]
    public void One_compiled_form_serves_many_threads()
    {
        var right = SampleForm.Right;
        var wrong = right.With("plate", "nonsense");

        Parallel.For(0, 2000, i => Assert.Equal(i % 2, SampleForm.Validate(i % 2 == 0 ? right : wrong).Count));
    }

    [Fact]
    public void An_element_is_found_by_the_path_of_a_problem()
    {
        var place = SampleForm.Compiled.Find("members[7].income[0].amount")!;

        Assert.Equal(("household", "people", "amount", "members.income.amount"), (place.Page.Key, place.Section.Key, place.Element.Key, place.Path));
        Assert.Equal("home", SampleForm.Compiled.Find("home.detail")!.Element.Key);
        Assert.Null(SampleForm.Compiled.Find("surprise"));
        Assert.Null(SampleForm.Compiled.Find("not a path"));
    }
}
