using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Platform.Model;
using Platform.Model.Forms;

namespace Platform.Tests.Forms;

/// <summary>Forms that ask questions of the library.</summary>
public sealed class QuestionTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);

    private const string Weight = """{"key":"weight","title":"体重","mayTighten":true,"field":{"key":"weight","type":"integer","label":{"zh-CN":"体重","en":"Weight"},"min":1,"max":500,"unit":"kg"}}""";
    private const string Phone = """{"key":"phone","title":"电话","field":{"key":"phone","type":"phone","label":{"zh-CN":"电话","en":"Telephone"},"mask":"phone","prefill":{"source":"account.phone"}}}""";

    private static readonly Gen<int?> Limit = Gen.Int[-60, 50].Select(n => n < -50 ? (int?)null : n);

    private static Questions Library => new([Read<Question>(Weight), Read<Question>(Phone)]);

    [Fact]
    public void A_field_of_the_library_is_asked_as_the_question_says_and_where_the_form_says()
    {
        var form = Composed("""{"key":"mobile","type":"question","question":"phone","required":true,"width":"half","searchable":true,"visibleWhen":{"op":"isEmpty","field":"other"}},{"key":"other","type":"text","label":"其他"}""");
        var field = Assert.IsType<FormField>(form.Form.Pages[0].Sections[0].Elements[0]);
        Assert.Equal(("mobile", FieldType.Phone, "Telephone", Mask.Phone, "account.phone"), (field.Key, field.Type, field.Label.In("en"), field.Mask, field.Prefill!.Source));
        Assert.Equal((true, FieldWidth.Half, true), (field.Required is AlwaysCondition, field.Width, field.Searchable));
        Assert.NotNull(field.VisibleWhen);
        Assert.Equal("form.required", Assert.Single(form.Validate(Answers.Empty, FormContext.Whole(Today))).Code);
        Assert.Equal("mobile", Assert.Single(form.Validate(Answers.Of(new JsonObject { ["mobile"] = "12" }), FormContext.Whole(Today))).Field);
        Assert.True(form.ToJsonSchema("en")["properties"]!.AsObject().ContainsKey("mobile"));
    }

    [Fact]
    public void A_form_without_questions_is_itself_and_composing_twice_is_composing_once()
    {
        Assert.Same(SampleForm.Form, FormQuestions.Compose(SampleForm.Form, Library));
        var form = Form("""{"key":"list","type":"repeat","label":"名单","elements":[{"key":"weight","type":"question","question":"weight"}]},{"key":"odd","type":"question","question":"nobody-knows"}""");
        var once = FormQuestions.Compose(form, Library);
        Assert.Same(once, FormQuestions.Compose(once, Library));
        Assert.IsType<FormField>(((FormRepeat)once.Pages[0].Sections[0].Elements[0]).Elements[0]);
        Assert.Equal(["nobody-knows"], FormQuestions.NamesIn(once));
    }

    [Fact]
    public void A_form_never_takes_what_the_question_refuses() =>
        (from own in Limit.Select(Limit)
         from asked in Limit.Select(Limit)
         from mayTighten in Gen.Bool
         from answer in Gen.Int[-60, 60]
         select (own, asked, mayTighten, answer)).Sample((own, asked, mayTighten, answer) =>
        {
            var question = new Question
            {
                Key = "n", MayTighten = mayTighten,
                Field = new FormField { Key = "n", Type = FieldType.Integer, Min = Bounds(own.Item1), Max = Bounds(own.Item2), MinLength = own.Item1, MaxLength = own.Item2, MinItems = own.Item1, MaxItems = own.Item2 },
            };
            var composed = FormQuestions.Compose(
                new FormQuestion { Key = "a", Question = "n", Min = Bounds(asked.Item1), Max = Bounds(asked.Item2), MinLength = asked.Item1, MaxLength = asked.Item2, MinItems = asked.Item1, MaxItems = asked.Item2 },
                question);
            (int? Low, int? High)[] limits = [((int?)composed.Min?.Number, (int?)composed.Max?.Number), (composed.MinLength, composed.MaxLength), (composed.MinItems, composed.MaxItems)];
            foreach (var (low, high) in limits)
            {
                var takes = !(answer < low) && !(answer > high);
                var should = !(answer < own.Item1) && !(answer > own.Item2) && (!mayTighten || (!(answer < asked.Item1) && !(answer > asked.Item2)));
                Assert.Equal(should, takes);
            }
        });

    [Theory]
    [InlineData("\"min\":40,\"max\":\"90\"", "")]
    [InlineData("\"min\":0", "form.definition.tighten min")]
    [InlineData("\"max\":501", "form.definition.tighten max")]
    [InlineData("\"max\":\"today\"", "form.definition.tighten max")]
    [InlineData("\"label\":\"重量\"", "form.definition.ofQuestion weight")]
    [InlineData("\"pattern\":\"x\",\"mask\":\"name\"", "form.definition.ofQuestion weight,form.definition.ofQuestion weight")]
    public void What_a_form_may_say_of_a_question_is_checked(string more, string expected)
    {
        var faults = FormQuestions.Check(Form($$"""{"key":"w","type":"question","question":"weight",{{more}}}"""), Library);
        Assert.Equal(expected, string.Join(',', faults.Select(f => $"{f.Code} {f.Values!["expected"]}")));
        Assert.All(faults, f => Assert.Equal("w", f.Field));
    }

    [Fact]
    public void A_question_that_is_not_to_be_tightened_says_so() =>
        Assert.Equal("form.definition.tighten", Assert.Single(FormQuestions.Check(Form("""{"key":"p","type":"question","question":"phone","maxLength":5}"""), Library)).Code);

    [Fact]
    public void A_question_nobody_knows_is_tolerated_in_a_draft_and_nowhere_else()
    {
        var form = Form("""{"key":"q","type":"question","question":"unknown"},{"key":"t","type":"text","label":"文字","visibleWhen":{"op":"compare","field":"q","is":"greater","value":5}}""");
        Assert.Empty(FormDefinitionRules.Check(FormQuestions.Compose(form, Library)));
        Assert.Equal("form.definition.question", Assert.Single(FormDefinitionRules.Check(FormQuestions.Compose(form, Library), CodeTables.None)).Code);
        Assert.Throws<ArgumentException>(() => CompiledForm.Compile(form));
    }

    [Fact]
    public void Conditions_are_checked_against_what_the_question_asks()
    {
        var form = Form("""{"key":"w","type":"question","question":"weight"},{"key":"t","type":"text","label":"文字","visibleWhen":{"op":"compare","field":"w","is":"equals","value":"heavy"}}""");
        Assert.Equal("form.definition.value", Assert.Single(FormDefinitionRules.Check(FormQuestions.Compose(form, Library))).Code);
    }

    [Fact]
    public void A_form_comes_back_from_its_file_as_it_was_written()
    {
        const string Written = """{"key":"w","type":"question","question":"weight","required":true,"min":40,"own":{"kept":true}}""";
        var read = Read<FormElement>(Written);
        Assert.Equal(40, Assert.IsType<FormQuestion>(read).Min!.Number);
        var again = JsonSerializer.SerializeToNode(read, ModelJson.Options)!.AsObject();
        Assert.All(JsonNode.Parse(Written)!.AsObject(), m => Assert.True(JsonNode.DeepEquals(m.Value, again[m.Key]), m.Key));
    }

    [Theory]
    [InlineData(Weight, "")]
    [InlineData("""{"key":"q","field":{"key":"1","type":"choice","label":"选"}}""", "form.definition.key field,form.definition.options field")]
    [InlineData("""{"key":"q","field":{"key":"a","type":"text","label":"甲","required":true,"width":"half"}}""", "question.ofForm field.required,question.ofForm field.width")]
    [InlineData("""{"key":"q","field":{"key":"a","type":"choice","label":"甲","codeTable":"none"}}""", "form.definition.codeTable field")]
    public void A_question_is_checked_by_itself(string json, string expected) =>
        Assert.Equal(expected, string.Join(',', QuestionRules.Check(Read<Question>(json), CodeTables.None).Select(p => $"{p.Code} {p.Field}")));

    private static Bound? Bounds(int? number) => number is { } n ? Bound.Of(n) : null;

    private static CompiledForm Composed(string elements) => CompiledForm.Compile(FormQuestions.Compose(Form(elements), Library));

    private static Form Form(string elements) => Read<Form>($$"""{"key":"f","title":"表","pages":[{"key":"p","title":"页","sections":[{"key":"s","title":"节","elements":[{{elements}}]}]}]}""");

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, ModelJson.Options)!;
}
