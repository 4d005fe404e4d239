using Platform.Model.Forms;

namespace Platform.Tests.Forms;

public sealed class FormDefinitionRulesTests
{
    [Fact]
    public void A_sound_form_has_no_faults() => Assert.Empty(FormDefinitionRules.Check(SampleForm.Form, SampleForm.Tables));

    [Theory]
    [InlineData("""{"key":"a","type":"text","label":"a"},{"key":"a","type":"text","label":"b"}""", "duplicateKey", "a")]
    [InlineData("""{"key":"a","type":"text","label":"a"},{"key":"r","type":"repeat","label":"r","elements":[{"key":"a","type":"text","label":"b"}]}""", "duplicateKey", "r.a")]
    [InlineData("""{"key":"1a","type":"text","label":"a"}""", "key", "1a")]
    [InlineData("""{"key":"scenario","type":"text","label":"a"}""", "reservedKey", "scenario")]
    [InlineData("""{"key":"a","type":"text"}""", "label", "a")]
    [InlineData("""{"key":"a","type":"choice","label":"a"}""", "options", "a")]
    [InlineData("""{"key":"a","type":"choice","label":"a","options":[{"value":"x"}]}""", "optionLabel", "a")]
    [InlineData("""{"key":"a","type":"choice","label":"a","options":[{"value":"x","label":"x"},{"value":"x","label":"y"}]}""", "optionValue", "a")]
    [InlineData("""{"key":"a","type":"choice","label":"a","codeTable":"nowhere"}""", "codeTable", "a")]
    [InlineData("""{"key":"a","type":"number","label":"a","min":5,"max":4}""", "minMax", "a")]
    [InlineData("""{"key":"a","type":"date","label":"a","min":"2025-01-02","max":"2025-01-01"}""", "minMax", "a")]
    [InlineData("""{"key":"a","type":"date","label":"a","min":"today","max":"today-1d"}""", "minMax", "a")]
    [InlineData("""{"key":"a","type":"date","label":"a","min":5}""", "bound", "a")]
    [InlineData("""{"key":"a","type":"text","label":"a","max":"today"}""", "bound", "a")]
    [InlineData("""{"key":"a","type":"text","label":"a","minLength":5,"maxLength":4}""", "length", "a")]
    [InlineData("""{"key":"a","type":"text","label":"a","maxLength":100000}""", "length", "a")]
    [InlineData("""{"key":"a","type":"number","label":"a","decimals":99}""", "decimals", "a")]
    [InlineData("""{"key":"a","type":"text","label":"a","pattern":"["}""", "pattern", "a")]
    [InlineData("""{"key":"a","type":"text","label":"a","pattern":"(?=a)a"}""", "pattern", "a")]
    [InlineData("""{"key":"a","type":"text","label":"a","pattern":"(a)\\1"}""", "pattern", "a")]
    [InlineData("""{"key":"a","type":"date","label":"a","pattern":"x"}""", "pattern", "a")]
    [InlineData("""{"key":"a","type":"text","label":"a","mustBeTrue":true}""", "unsuitable", "a")]
    [InlineData("""{"key":"a","type":"file","label":"a","calculated":{"op":"literal","value":1}}""", "unsuitable", "a")]
    [InlineData("""{"key":"a","type":"number","label":"a","required":true,"calculated":{"op":"literal","value":1}}""", "unsuitable", "a")]
    [InlineData("""{"key":"r","type":"repeat","label":"r","elements":[]}""", "empty", "r")]
    [InlineData("""{"key":"r","type":"repeat","label":"r","minItems":5,"maxItems":2,"elements":[{"key":"a","type":"text","label":"a"}]}""", "items", "r")]
    [InlineData("""{"key":"r","type":"repeat","label":"r","maxItems":100000,"elements":[{"key":"a","type":"text","label":"a"}]}""", "items", "r")]
    [InlineData("""{"key":"a","type":"text","label":"a","visibleWhen":{"op":"isEmpty","field":"b"}}""", "unknownField", "a")]
    [InlineData("""{"key":"a","type":"text","label":"a","calculated":{"op":"field","field":"b"}}""", "unknownField", "a")]
    [InlineData("""{"key":"a","type":"text","label":"a","visibleWhen":{"op":"isEmpty","field":"b.part"}},{"key":"b","type":"text","label":"b"}""", "unknownField", "a")]
    [InlineData("""{"key":"a","type":"text","label":"a","visibleWhen":{"op":"isEmpty","field":"inner"}},{"key":"r","type":"repeat","label":"r","elements":[{"key":"inner","type":"text","label":"i"}]}""", "unknownField", "a")]
    [InlineData("""{"key":"a","type":"text","label":"a","visibleWhen":{"op":"count","repeat":"b","is":"less","value":1}},{"key":"b","type":"text","label":"b"}""", "notARepeat", "a")]
    [InlineData("""{"key":"a","type":"text","label":"a","visibleWhen":{"op":"compare","field":"a","is":"equals","value":"x"}}""", "cycle", "a")]
    [InlineData("""{"key":"a","type":"number","label":"a","calculated":{"op":"field","field":"b"}},{"key":"b","type":"number","label":"b","calculated":{"op":"field","field":"a"}}""", "cycle", "a")]
    [InlineData("""{"key":"a","type":"text","label":"a","visibleWhen":{"op":"compare","field":"b","is":"equals"}},{"key":"b","type":"text","label":"b"}""", "comparison", "a")]
    [InlineData("""{"key":"a","type":"text","label":"a","visibleWhen":{"op":"compare","field":"b","is":"less","value":true}},{"key":"b","type":"boolean","label":"b"}""", "comparison", "a")]
    [InlineData("""{"key":"a","type":"text","label":"a","visibleWhen":{"op":"compare","field":"b","is":"equals","value":"y"}},{"key":"b","type":"choice","label":"b","options":[{"value":"x","label":"x"}]}""", "value", "a")]
    [InlineData("""{"key":"a","type":"text","label":"a","visibleWhen":{"op":"in","field":"b","values":["x","y"]}},{"key":"b","type":"choice","label":"b","options":[{"value":"x","label":"x"}]}""", "value", "a")]
    [InlineData("""{"key":"a","type":"number","label":"a","calculated":{"op":"if","when":{"op":"compare","field":"b","is":"equals","value":"x"},"then":{"op":"literal","value":1}}},{"key":"b","type":"number","label":"b"}""", "value", "a")]
    public void A_fault_names_its_element(string elements, string fault, string element)
    {
        var read = FormDefinitionRules.Read(InForm(elements), SampleForm.Tables);

        Assert.Contains(read.Problems, p => p.Code == $"form.definition.{fault}" && p.Field == element);
    }

    [Theory]
    [InlineData("""{"key":"f"}""", "form.definition.empty")]
    [InlineData("""{"key":"f","pages":[{"key":"p","title":"p","visibleWhen":{"op":"isEmpty","field":"x"}}]}""", "form.definition.unknownField")]
    [InlineData("""{"key":"f","pages":[{"key":"p","title":"p"},{"key":"p","title":"q"}]}""", "form.definition.duplicateKey")]
    [InlineData("""{"key":"f","pages":[{"key":"p"}]}""", "form.definition.label")]
    [InlineData("""{"key":"f","pages":[null]}""", "form.definition.json")]
    [InlineData("""{"key":"f","pages":""", "form.definition.json")]
    [InlineData("""{"pages":[]}""", "form.definition.json")]
    [InlineData("""{"key":"f","pages":[{"key":"p","sections":[{"key":"s","elements":[{"key":"a","type":"hologram"}]}]}]}""", "form.definition.json")]
    [InlineData("null", "form.definition.json")]
    [InlineData("5", "form.definition.json")]
    public void A_form_with_a_broken_frame_is_refused(string json, string code) => Assert.Contains(FormDefinitionRules.Read(json).Problems, p => p.Code == code);

    [Fact]
    public void A_file_that_cannot_be_read_names_the_place()
    {
        var fault = Assert.Single(FormDefinitionRules.Read(InForm("""{"key":"a","type":"text","label":"a"},{"key":"b","type":"text","label":"b","visibleWhen":{"op":"guess"}}""")).Problems);

        Assert.Equal("$.pages[0].sections[0].elements[1]", fault.Field);
        Assert.Contains("'guess'", (string)fault.Values!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_whose_condition_asks_its_own_field_is_a_circle()
    {
        const string json = """
            {"key":"f","pages":[{"key":"p","title":"p","visibleWhen":{"op":"compare","field":"a","is":"equals","value":"x"},
              "sections":[{"key":"s","elements":[{"key":"a","type":"text","label":"a"}]}]}]}
            """;

        Assert.Contains(FormDefinitionRules.Read(json).Problems, p => p.Code == "form.definition.cycle");
    }

    [Fact]
    public void Repeats_nested_too_deeply_are_refused()
    {
        var nested = """{"key":"leaf","type":"text","label":"leaf"}""";
        for (var i = 0; i < 6; i++)
        {
            nested = $$"""{"key":"r{{i}}","type":"repeat","label":"r","elements":[{{nested}}]}""";
        }

        Assert.Contains(FormDefinitionRules.Read(InForm(nested)).Problems, p => p.Code == "form.definition.depth");
    }

    [Fact]
    public void A_share_of_a_total_over_its_own_repeat_is_no_circle()
    {
        var read = FormDefinitionRules.Read(InForm("""
            {"key":"total","type":"money","label":"t","calculated":{"op":"sum","repeat":"r","value":{"op":"field","field":"amount"}}},
            {"key":"r","type":"repeat","label":"r","elements":[{"key":"amount","type":"money","label":"a"},
              {"key":"share","type":"number","label":"s","calculated":{"op":"div","left":{"op":"field","field":"amount"},"right":{"op":"field","field":"total"}}}]}
            """));

        var answers = FormRules.Settle(read.Value, Answers.Parse("""{"r":[{"amount":"1.00"},{"amount":"3.00"}]}"""), SampleForm.Today);

        Assert.Equal([0.25m, 0.75m], [answers.Number("r[0].share"), answers.Number("r[1].share")]);
    }

    [Fact]
    public void The_same_key_may_stand_in_two_repeats_side_by_side() => Assert.Empty(FormDefinitionRules.Read(InForm("""
        {"key":"r","type":"repeat","label":"r","elements":[{"key":"name","type":"text","label":"n"}]},
        {"key":"q","type":"repeat","label":"q","elements":[{"key":"name","type":"text","label":"n"}]}
        """)).Problems);

    [Fact]
    public void A_form_with_faults_is_not_compiled()
    {
        var form = new Form { Key = "f" };

        var refusal = Assert.Throws<ArgumentException>(() => CompiledForm.Compile(form));

        Assert.Contains("form.definition.empty", refusal.Message, StringComparison.Ordinal);
    }

    private static string InForm(string elements) =>
        $$"""{ "key": "f", "pages": [ { "key": "p", "title": "p", "sections": [ { "key": "s", "elements": [ {{elements}} ] } ] } ] }""";
}
