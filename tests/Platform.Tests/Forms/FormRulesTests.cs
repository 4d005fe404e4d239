using System.Text.Json;
using Platform.Model;
using Platform.Model.Forms;

namespace Platform.Tests.Forms;

public sealed class FormRulesTests
{
    [Fact]
    public void Settling_computes_in_the_order_of_dependence()
    {
        var answers = SampleForm.Right;

        Assert.Equal(75m, answers.Number("age"));
        Assert.Equal("9200.50", answers.Text("members[1].memberIncome"));
        Assert.Equal("0.00", answers.Text("members[0].memberIncome"));
        Assert.Equal("9200.50", answers.Text("total"));
        Assert.Equal("3066.83", answers.Text("perHead"));
        Assert.Equal(9m, answers.Number("members[0].years"));
    }

    [Fact]
    public void Normalising_brings_answers_into_the_form_in_which_they_are_kept()
    {
        var answers = FormRules.Normalize(SampleForm.Form, Answers.Parse("""
            {
              "applicantName": "  张　伟 ", "idNumber": " １１０１０５ 19491231 002x", "phone": "+86 138-0013-8000", "email": " ｚ@example.com ", "plate": "  ",
              "area": null, "kind": "person", "home": { "division": " 330110005 ", "detail": "  " }, "needs": [" food ", ""], "papers": [],
              "otherNeed": "never shown", "members": [ { "name": " 李e\u0301 ", "income": [ { "amount": "￥1,200.5" }, { "amount": 3 } ] } ]
            }
            """));

        Assert.Equal("张伟", answers.Text("applicantName"));
        Assert.Equal("11010519491231002X", answers.Text("idNumber"));
        Assert.Equal("13800138000", answers.Text("phone"));
        Assert.Equal("z@example.com", answers.Text("email"));
        Assert.Equal("""{"division":"330110005"}""", answers.Get("home")!.ToJsonString());
        Assert.Equal("李é", answers.Text("members[0].name"));
        Assert.Equal("1200.50", answers.Text("members[0].income[0].amount"));
        Assert.Equal("3.00", answers.Text("members[0].income[1].amount"));
        Assert.Equal("""["food"]""", answers.Get("needs")!.ToJsonString());
        Assert.All(["plate", "area", "papers", "otherNeed"], path => Assert.Null(answers.Get(path)));
    }

    [Fact]
    public void Answers_of_what_is_not_shown_are_dropped_with_all_inside()
    {
        var answers = SampleForm.Compiled.Settle(SampleForm.Right.With("kind", "company").With("creditCode", "91350100M000100Y43"), SampleForm.Today);

        Assert.All(["members", "total", "perHead", "nursery"], path => Assert.Null(answers.Get(path)));
        Assert.Empty(SampleForm.Validate(answers));
    }

    [Fact]
    public void Dropping_follows_chains_of_conditions_in_either_reading_order()
    {
        var form = Form("""
            { "key": "c", "type": "text", "label": "c", "visibleWhen": { "op": "isEmpty", "field": "b" } },
            { "key": "b", "type": "text", "label": "b", "visibleWhen": { "op": "compare", "field": "a", "is": "equals", "value": "yes" } },
            { "key": "a", "type": "text", "label": "a" }
            """);

        Assert.Equal("""{"c":"stays","a":"no"}""", FormRules.Normalize(form, Answers.Parse("""{"c":"stays","b":"goes","a":"no"}""")).ToString());
        Assert.Equal("""{"b":"stays","a":"yes"}""", FormRules.Normalize(form, Answers.Parse("""{"c":"goes","b":"stays","a":"yes"}""")).ToString());
    }

    [Theory]
    [InlineData("""{"op":"add","operands":[{"op":"field","field":"x"},{"op":"field","field":"none"}]}""", "12.5")]
    [InlineData("""{"op":"sub","left":{"op":"field","field":"x"},"right":{"op":"field","field":"none"}}""", null)]
    [InlineData("""{"op":"mul","operands":[{"op":"field","field":"x"},{"op":"literal","value":0.1}]}""", "1.25")]
    [InlineData("""{"op":"mul","operands":[{"op":"literal","value":1e28},{"op":"literal","value":1e28}]}""", null)]
    [InlineData("""{"op":"div","left":{"op":"literal","value":10},"right":{"op":"literal","value":3}}""", "3.3333333333")]
    [InlineData("""{"op":"div","left":{"op":"literal","value":1},"right":{"op":"literal","value":0}}""", null)]
    [InlineData("""{"op":"min","operands":[{"op":"field","field":"x"},{"op":"literal","value":3}]}""", "3")]
    [InlineData("""{"op":"max","repeat":"items","value":{"op":"field","field":"n"}}""", "7")]
    [InlineData("""{"op":"min","repeat":"items","value":{"op":"field","field":"n"}}""", "2")]
    [InlineData("""{"op":"sum","repeat":"items","value":{"op":"mul","operands":[{"op":"field","field":"n"},{"op":"field","field":"x"}]}}""", "112.5")]
    [InlineData("""{"op":"sum","repeat":"items","value":{"op":"field","field":"n"},"where":{"op":"compare","field":"n","is":"less","value":5}}""", "2")]
    [InlineData("""{"op":"sum","repeat":"none","value":{"op":"field","field":"n"}}""", "0")]
    [InlineData("""{"op":"count","repeat":"items"}""", "2")]
    [InlineData("""{"op":"if","when":{"op":"compare","field":"x","is":"greater","value":12},"then":{"op":"literal","value":1},"else":{"op":"literal","value":2}}""", "1")]
    [InlineData("""{"op":"if","when":{"op":"compare","field":"x","is":"greater","value":99},"then":{"op":"literal","value":1}}""", null)]
    [InlineData("""{"op":"ageInYears","date":{"op":"field","field":"day"}}""", "20")]
    [InlineData("""{"op":"ageInYears","date":{"op":"literal","value":"2025-03-04"}}""", null)]
    [InlineData("""{"op":"ageInYears","date":{"op":"literal","value":"2024-03-04"}}""", "0")]
    public void A_formula_gives_a_number_or_nothing(string formula, string? expected)
    {
        var form = Form($$"""
            { "key": "x", "type": "number", "label": "x" }, { "key": "day", "type": "date", "label": "day" },
            { "key": "none", "type": "text", "label": "none" },
            { "key": "items", "type": "repeat", "label": "items", "elements": [ { "key": "n", "type": "integer", "label": "n" } ] },
            { "key": "result", "type": "number", "label": "r", "calculated": {{formula}} }
            """);

        var answers = FormRules.Recalculate(form, Answers.Parse("""{"x":12.5,"day":"2005-03-03","items":[{"n":2},{"n":7}]}"""), SampleForm.Today);

        Assert.Equal(expected, answers.Get("result")?.ToJsonString());
    }

    [Fact]
    public void Texts_are_joined_and_amounts_rounded_half_away_from_zero()
    {
        var form = Form("""
            { "key": "a", "type": "text", "label": "a" }, { "key": "b", "type": "text", "label": "b" },
            { "key": "both", "type": "text", "label": "both", "calculated": { "op": "concat", "separator": "-", "operands": [ { "op": "field", "field": "a" }, { "op": "field", "field": "b" }, { "op": "literal", "value": 7 } ] } },
            { "key": "fee", "type": "money", "label": "fee", "calculated": { "op": "literal", "value": 0.125 } },
            { "key": "whole", "type": "integer", "label": "whole", "calculated": { "op": "literal", "value": 2.5 } }
            """);

        var answers = FormRules.Recalculate(form, Answers.Parse("""{"a":"A","fee":"forged"}"""), SampleForm.Today);

        Assert.Equal("""{"a":"A","fee":"0.13","both":"A-7","whole":3}""", answers.ToString());
    }

    [Fact]
    public void A_changed_answer_names_what_depends_on_it()
    {
        var ofBorn = FormRules.DependentsOf(SampleForm.Form, "members[1].born").Select(d => d.Path);
        var ofKind = FormRules.DependentsOf(SampleForm.Form, "kind");

        Assert.Equal(["members.years", "members.school", "nursery"], ofBorn);
        Assert.Equal(["applicant", "household"], ofKind.Select(d => d.Page.Key).Distinct());
        Assert.Contains(ofKind, d => d.Path == "creditCode");
        Assert.Contains(ofKind, d => d.Path == "members.income.amount");
        Assert.Equal(["otherNeed"], FormRules.DependentsOf(SampleForm.Form, "needs").Select(d => d.Path));
        Assert.Empty(FormRules.DependentsOf(SampleForm.Form, "email"));
        Assert.Empty(FormRules.DependentsOf(SampleForm.Form, "noSuchField"));
    }

    [Fact]
    public void Prefilling_proposes_only_where_nobody_answered()
    {
        var empty = FormRules.Prefill(SampleForm.Form, Answers.Empty, source => source == "account.name" ? "王芳" : null);

        Assert.Equal("""{"applicantName":"王芳"}""", empty.ToString());
        Assert.Equal("张伟", FormRules.Prefill(SampleForm.Form, SampleForm.Right, _ => "王芳").Text("applicantName"));
    }

    [Fact]
    public void Masked_answers_show_no_masked_field_in_full()
    {
        var masked = FormRules.Masked(SampleForm.Form, SampleForm.Right);

        Assert.Equal(("张*", "110105********002X", "138****8000"), (masked.Text("applicantName"), masked.Text("idNumber"), masked.Text("phone")));
        Assert.Equal(("330110005", "良睦路139******"), (masked.Text("home.division"), masked.Text("home.detail")));
        Assert.Equal("zhang@example.com", masked.Text("email"));
    }

    private static Form Form(string elements) => JsonSerializer.Deserialize<Form>(
        $$"""{ "key": "f", "pages": [ { "key": "p", "title": "p", "sections": [ { "key": "s", "elements": [ {{elements}} ] } ] } ] }""", ModelJson.Options)!;
}
