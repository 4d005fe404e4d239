using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Platform.Model;
using Platform.Model.Forms;

namespace Platform.Tests.Forms;

public sealed class FormPropertyTests
{
    private static readonly string[] Names = ["applicantName", "kind", "needs", "area", "members", "income", "years", "amount", "home.division", "promise", "nowhere", "scenario.x"];

    private static readonly Gen<string> Name = Gen.OneOf(Names);

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[0, 12],
        Gen.OneOf("person", "company", "food", "other", " ", "１２３", "2020-02-29", "8000.00", "￥1,5", "11010519491231002x", "330110005", "e\u0301", "第", "on"));

    private static readonly Gen<JsonNode> Scalar = Gen.OneOf(
        Text.Select(t => (JsonNode)JsonValue.Create(t)),
        Gen.Decimal[-1000, 1000].Select(n => (JsonNode)JsonValue.Create(decimal.Round(n, 3))),
        Gen.Bool.Select(b => (JsonNode)JsonValue.Create(b)));

    private static readonly Gen<JsonNode> Value = Gen.Recursive<JsonNode>((depth, self) => depth > 4
        ? Scalar
        : Gen.Frequency(
            (4, Scalar),
            (1, self.Array[0, 3].Select(a => (JsonNode)new JsonArray([.. a.Select(i => (JsonNode?)i.DeepClone())]))),
            (1, Gen.Select(Key, self).Array[0, 4].Select(Object))));

    private static readonly Gen<Answers> Anything = Gen.Select(Key, Value).Array[0, 12].Select(m => Answers.Of(Object(m)));

    /// <summary>Right answers with some of them replaced by anything.</summary>
    private static readonly Gen<Answers> NearlyRight = Gen.Select(
            Gen.OneOf("applicantName", "idNumber", "phone", "home", "home.detail", "kind", "needs", "otherNeed", "area", "members", "members[0]", "members[0].born", "members[1].income", "members[1].income[0].amount", "nursery", "extra"),
            Value).Array[1, 4]
        .Select(changes => changes.Aggregate(SampleForm.Right, Replace));

    private static readonly Gen<Answers> Some = Gen.OneOf(Anything, NearlyRight);

    private static readonly Gen<Condition> Conditions = Gen.Recursive<Condition>((depth, self) =>
    {
        var leaf = Gen.OneOf(
            Gen.Select(Name, Gen.Enum<Comparison>(), Scalar).Select(c => (Condition)new CompareCondition { Field = c.Item1, Is = c.Item2, Value = JsonSerializer.SerializeToElement(c.Item3) }),
            Gen.Select(Name, Gen.Enum<Comparison>(), Name).Select(c => (Condition)new CompareCondition { Field = c.Item1, Is = c.Item2, Other = c.Item3 }),
            Gen.Select(Name, Scalar.Array[0, 3]).Select(c => (Condition)new InCondition { Field = c.Item1, Values = [.. c.Item2.Select(v => JsonSerializer.SerializeToElement(v))] }),
            Name.Select(n => (Condition)new IsEmptyCondition { Field = n }),
            Gen.Select(Name, Text).Select(c => (Condition)new ContainsCondition { Field = c.Item1, Value = c.Item2 }),
            Gen.Const(Condition.Always));
        return depth > 4 ? leaf : Gen.Frequency(
            (3, leaf),
            (1, self.Array[0, 3].Select(c => (Condition)new AllCondition { Conditions = c })),
            (1, self.Array[0, 3].Select(c => (Condition)new AnyCondition { Conditions = c })),
            (1, self.Select(c => (Condition)new NotCondition { Condition = c })),
            (1, Gen.Select(Name, self).Select(c => (Condition)new AnyItemCondition { Repeat = c.Item1, Where = c.Item2 })),
            (1, Gen.Select(Name, self).Select(c => (Condition)new EveryItemCondition { Repeat = c.Item1, Where = c.Item2 })),
            (1, Gen.Select(Name, self, Gen.Enum<Comparison>(), Gen.Int[0, 3]).Select(c => (Condition)new CountCondition { Repeat = c.Item1, Where = c.Item2, Is = c.Item3, Value = c.Item4 })));
    });

    private static Gen<string> Key => Gen.OneOf([.. FormIndex.Of(SampleForm.Form).All.Select(n => n.Key), "division", "detail", "extra"]);

    [Fact]
    public void Normalising_twice_changes_nothing() => Some.Sample(answers =>
    {
        var once = FormRules.Normalize(SampleForm.Form, answers);
        return FormRules.Normalize(SampleForm.Form, once).ToString() == once.ToString();
    });

    [Fact]
    public void Recalculating_is_a_fixed_point() => Some.Sample(answers =>
    {
        var once = FormRules.Recalculate(SampleForm.Form, answers, SampleForm.Today);
        return FormRules.Recalculate(SampleForm.Form, once, SampleForm.Today).ToString() == once.ToString();
    });

    [Fact]
    public void Settled_answers_are_settled_normal_and_calculated() => Some.Sample(answers =>
    {
        var settled = SampleForm.Compiled.Settle(answers, SampleForm.Today);
        return SampleForm.Compiled.Settle(settled, SampleForm.Today).ToString() == settled.ToString()
            && FormRules.Normalize(SampleForm.Form, settled).ToString() == settled.ToString()
            && FormRules.Recalculate(SampleForm.Form, settled, SampleForm.Today).ToString() == settled.ToString();
    });

    [Fact]
    public void Whatever_is_posted_gets_an_answer_with_paths_inside_it() => Some.Sample(answers =>
    {
        var settled = SampleForm.Compiled.Settle(answers, SampleForm.Today);
        return SampleForm.Validate(settled).Concat(SampleForm.Validate(answers)).All(p => p.Code.StartsWith("form.", StringComparison.Ordinal) && FieldPath.TryParse(p.Field, out _));
    });

    [Fact]
    public void A_page_has_no_problem_that_the_whole_form_has_not() => Some.Sample(answers =>
    {
        var whole = SampleForm.Validate(answers).Select(p => (p.Code, p.Field)).ToHashSet();
        return SampleForm.Form.Pages.All(page => SampleForm.Compiled.Validate(answers, FormContext.OfPage(SampleForm.Today, page.Key)).All(p => whole.Contains((p.Code, p.Field))));
    });

    [Fact]
    public void Answers_survive_being_written_and_read() => Some.Sample(answers => Answers.Parse(answers.ToString()).ToString() == answers.ToString());

    [Fact]
    public void The_changes_between_two_versions_rebuild_the_later_one_where_no_item_went() => NearlyRight.Sample(after =>
    {
        var before = SampleForm.Right;
        var changes = AnswerChange.Between(before, after);
        return (changes.Count == 0) == before.Equals(after)
            && changes.All(c => JsonNode.DeepEquals(before.Get(c.Path), c.Before) && JsonNode.DeepEquals(after.Get(c.Path), c.After));
    });

    [Fact]
    public void A_condition_survives_being_written_and_read() => Conditions.Sample(condition =>
    {
        var json = JsonSerializer.Serialize(condition, ModelJson.Options);
        return JsonSerializer.Serialize(JsonSerializer.Deserialize<Condition>(json, ModelJson.Options), ModelJson.Options) == json;
    });

    [Fact]
    public void A_condition_and_its_opposite_never_agree() => Gen.Select(Conditions, Some).Sample((condition, answers) =>
        ConditionRules.Evaluate(condition, answers) != ConditionRules.Evaluate(new NotCondition { Condition = condition }, answers));

    [Fact]
    public void Every_condition_prints_in_both_languages() => Conditions.Sample(condition =>
        ConditionWords.Print(condition, SampleForm.Form, "zh-CN").StartsWith('当') && ConditionWords.Print(condition, SampleForm.Form, "en").StartsWith("when ", StringComparison.Ordinal));

    [Fact]
    public void A_damaged_definition_is_refused_or_works_but_never_fails() => Gen.Select(Gen.Int[0, 10_000], Value, Gen.Bool).Sample((place, value, isNull) =>
    {
        var definition = JsonNode.Parse(SampleForm.Json)!;
        var nodes = Below(definition).ToList();
        nodes[place % nodes.Count].ReplaceWith(isNull ? null : value.DeepClone());

        var read = FormDefinitionRules.Read(definition.ToJsonString());
        if (read.TryGet(out var form))
        {
            CompiledForm.Compile(form).Validate(FormRules.Settle(form, SampleForm.Right, SampleForm.Today), FormContext.Whole(SampleForm.Today));
            FormSchema.ToJsonSchema(form, CodeTables.None, "en");
        }

        return read.Succeeded || read.Problems.All(p => p.Code.StartsWith("form.definition.", StringComparison.Ordinal));
    });

    [Fact]
    public void A_mask_never_shows_a_whole_value() => Gen.Select(Gen.Enum<Mask>(), Gen.String[Gen.Char.AlphaNumeric, 1, 40]).Sample((mask, value) =>
        mask == Mask.Email || (Masks.Apply(mask, value) != value && Masks.Apply(mask, value).Contains('*', StringComparison.Ordinal)));

    private static IEnumerable<JsonNode> Below(JsonNode node) => node switch
    {
        JsonObject parts => parts.Select(p => p.Value).OfType<JsonNode>().SelectMany(v => Below(v).Prepend(v)),
        JsonArray items => items.OfType<JsonNode>().SelectMany(v => Below(v).Prepend(v)),
        _ => [],
    };

    private static JsonObject Object((string Key, JsonNode Value)[] members) =>
        new(members.DistinctBy(m => m.Key).Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value.DeepClone())));

    private static Answers Replace(Answers answers, (string Path, JsonNode Value) change)
    {
        try
        {
            return answers.With(change.Path, change.Value);
        }
        catch (FormatException)
        {
            return answers;
        }
    }
}
