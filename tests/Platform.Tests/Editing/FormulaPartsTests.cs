using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors.Forms;
using Platform.Model;
using Platform.Model.Editing;
using Platform.Model.Forms;

namespace Platform.Tests.Editing;

/// <summary>What becomes of the parts of a formula while it is built.</summary>
public sealed class FormulaPartsTests
{
    private const string A = """{"op":"field","field":"a"}""";
    private const string B = """{"op":"field","field":"b"}""";
    private const string C = """{"op":"literal","value":3}""";

    private static readonly FormulaWant Number = FormulaWant.Of(FormulaKind.Number);

    private static readonly IReadOnlyList<ConditionField> Fields =
    [
        Field("a", "integer"), Field("b", "money"), Field("name", "text"), Field("day", "date"), Field("id", "citizenId"), Field("yes", "boolean"), Field("papers", "file"),
        new("scale", "scale", "choice", [("1", "low"), ("2", "high")], []),
        new("members", "members", "repeat", [], [Field("income", "money"), Field("nick", "text")]),
    ];

    [Theory]
    [InlineData(A, "add", $$$"""{"op":"add","operands":[{{{A}}},{"op":"field","field":""}]}""")]
    [InlineData("""{"op":"field","field":""}""", "div", """{"op":"div","left":{"op":"field","field":""},"right":{"op":"field","field":""}}""")]
    [InlineData($$$"""{"op":"add","operands":[{{{A}}},{{{B}}},{{{C}}}]}""", "mul", $$$"""{"op":"mul","operands":[{{{A}}},{{{B}}},{{{C}}}]}""")]
    [InlineData($$$"""{"op":"add","operands":[{{{A}}},{{{B}}},{{{C}}}]}""", "sub", $$$"""{"op":"sub","left":{{{A}}},"right":{"op":"add","operands":[{{{B}}},{{{C}}}]}}""")]
    [InlineData($$$"""{"op":"sub","left":{{{A}}},"right":{{{B}}}}""", "add", $$$"""{"op":"add","operands":[{{{A}}},{{{B}}}]}""")]
    [InlineData($$$"""{"op":"sub","left":{{{A}}},"right":{{{B}}}}""", "field", A)]
    [InlineData($$$"""{"op":"add","operands":[{{{A}}},{{{C}}}]}""", "literal", C)]
    [InlineData($$$"""{"op":"add","operands":[{{{A}}},{{{B}}}]}""", "sum", $$$"""{"op":"sum","repeat":"members","value":{{{A}}}}""")]
    [InlineData($$$"""{"op":"sum","repeat":"r","value":{{{A}}},"where":{"op":"always"}}""", "count", """{"op":"count","repeat":"r","where":{"op":"always"}}""")]
    [InlineData($$$"""{"op":"sum","repeat":"r","value":{{{A}}}}""", "max", $$$"""{"op":"max","repeat":"r","value":{{{A}}}}""")]
    [InlineData($$$"""{"op":"min","operands":[{{{B}}}],"repeat":"r","value":{{{A}}}}""", "sum", $$$"""{"op":"sum","repeat":"r","value":{{{A}}}}""")]
    [InlineData($$$"""{"op":"add","operands":[{{{A}}},{{{B}}}]}""", "if", $$$"""{"op":"if","when":{"op":"not","condition":{"op":"isEmpty","field":"a"}},"then":{{{A}}},"else":{{{B}}}}""")]
    [InlineData($$$"""{"op":"add","operands":[{{{A}}},{{{B}}}],"x-law":"5"}""", "mul", $$$"""{"op":"mul","operands":[{{{A}}},{{{B}}}],"x-law":"5"}""")]
    [InlineData("""{"op":"guess","of":1}""", "add", """{"op":"add","operands":[{"op":"guess","of":1},{"op":"field","field":""}]}""")]
    public void Another_kind_keeps_the_operands_where_they_fit(string before, string op, string expected)
    {
        var part = JsonNode.Parse(before)!;
        var after = FormulaParts.As(part, op, Number, Fields);
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), after.ToJsonString());
        Assert.Equal(JsonNode.Parse(before)!.ToJsonString(), part.ToJsonString());
    }

    [Theory]
    [InlineData(A, "add", $$$"""{"op":"add","operands":[{{{A}}},{"op":"field","field":""}]}""", 1)]
    [InlineData($$$"""{"op":"add","operands":[{{{A}}},{{{B}}}]}""", "add", $$$"""{"op":"add","operands":[{{{A}}},{{{B}}},{"op":"field","field":""}]}""", 2)]
    [InlineData($$$"""{"op":"add","operands":[{{{A}}},{{{B}}}]}""", "div", $$$"""{"op":"div","left":{"op":"add","operands":[{{{A}}},{{{B}}}]},"right":{"op":"field","field":""}}""", 1)]
    [InlineData($$$"""{"op":"mul","operands":[{{{B}}},{{{A}}}]}""", "if", $$$"""{"op":"if","when":{"op":"not","condition":{"op":"isEmpty","field":"b"}},"then":{"op":"mul","operands":[{{{B}}},{{{A}}}]}}""", 0)]
    [InlineData("""{"op":"guess","of":1}""", "mul", """{"op":"mul","operands":[{"op":"guess","of":1},{"op":"field","field":""}]}""", 1)]
    public void A_part_is_wrapped_whole(string before, string op, string expected, int next)
    {
        var wrapped = FormulaParts.Wrap(JsonNode.Parse(before)!, op, Fields);
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), wrapped.ToJsonString());
        Assert.Equal(next, FormulaParts.NextAfterWrap(wrapped));
    }

    [Theory]
    [InlineData($$$"""{"op":"add","operands":[{{{A}}},{{{B}}},{{{C}}}]}""", 1, $$$"""{"op":"add","operands":[{{{A}}},{{{C}}}]}""")]
    [InlineData($$$"""{"op":"add","operands":[{{{A}}},{{{B}}}]}""", 0, B)]
    [InlineData($$$"""{"op":"add","operands":[{{{A}}},{{{B}}}],"x-law":"5"}""", 0, $$$"""{"op":"add","operands":[{{{B}}}],"x-law":"5"}""")]
    [InlineData($$$"""{"op":"min","operands":[{{{A}}},{{{B}}}],"repeat":"r","value":{{{A}}}}""", 0, $$$"""{"op":"min","operands":[{{{B}}}],"repeat":"r","value":{{{A}}}}""")]
    [InlineData($$$"""{"op":"add","operands":[{{{A}}}]}""", 3, $$$"""{"op":"add","operands":[{{{A}}}]}""")]
    public void What_is_left_alone_needs_no_sum(string before, int at, string expected) =>
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), FormulaParts.Without((JsonObject)JsonNode.Parse(before)!, at)!.ToJsonString());

    [Fact]
    public void Sides_are_swapped_and_one_stays_when_the_other_goes()
    {
        var part = (JsonObject)JsonNode.Parse($$$"""{"op":"sub","left":{{{A}}},"right":{{{B}}}}""")!;
        Assert.Equal("""{"op":"sub","left":{"op":"field","field":"b"},"right":{"op":"field","field":"a"}}""", FormulaParts.Swapped(part).ToJsonString());
        Assert.Equal(B, FormulaParts.WithoutSide(part, "left")!.ToJsonString());
        Assert.Equal(A, FormulaParts.WithoutSide(part, "right")!.ToJsonString());
    }

    [Fact]
    public void The_smallest_is_taken_over_entries_too_and_places_nobody_filled_go()
    {
        var part = (JsonObject)JsonNode.Parse($$$"""{"op":"min","operands":[{{{A}}},{"op":"field","field":""}]}""")!;
        var over = FormulaParts.OverItems(part, over: true, Fields);
        Assert.Equal($$$"""{"op":"min","operands":[{{{A}}}],"repeat":"members","value":{"op":"field","field":""}}""", over.ToJsonString());
        Assert.Null(FormulaParts.FaultOf(over, Number, Fields));
        Assert.Equal($$$"""{"op":"min","operands":[{{{A}}}]}""", FormulaParts.OverItems(over, over: false, Fields).ToJsonString());
    }

    [Theory]
    [InlineData("""{"op":"field","field":""}""", FormulaKind.Number, "choose")]
    [InlineData("""{"op":"field","field":"gone"}""", FormulaKind.Number, "unknown")]
    [InlineData("""{"op":"field","field":"scenario.place"}""", FormulaKind.Text, null)]
    [InlineData("""{"op":"field","field":"name"}""", FormulaKind.Number, "unfit.Number")]
    [InlineData("""{"op":"field","field":"scale"}""", FormulaKind.Number, null)]
    [InlineData("""{"op":"field","field":"id"}""", FormulaKind.Birth, null)]
    [InlineData("""{"op":"field","field":"id"}""", FormulaKind.Date, "unfit.Date")]
    [InlineData("""{"op":"field","field":"papers"}""", FormulaKind.Any, "unfit.Any")]
    [InlineData("""{"op":"field","field":"a"}""", FormulaKind.Text, null)]
    [InlineData("""{"op":"literal","value":"12.50"}""", FormulaKind.Number, null)]
    [InlineData("""{"op":"literal","value":"word"}""", FormulaKind.Number, "unfit.Number")]
    [InlineData("""{"op":"add","operands":[]}""", FormulaKind.Number, "noOperands")]
    [InlineData("""{"op":"add","operands":[{"op":"field","field":"a"}]}""", FormulaKind.YesNo, "unfit.YesNo")]
    [InlineData("""{"op":"count","repeat":""}""", FormulaKind.Number, "chooseRepeat")]
    [InlineData("""{"op":"count","repeat":"a"}""", FormulaKind.Number, "noRepeat")]
    [InlineData("""{"op":"count","repeat":"members"}""", FormulaKind.Number, null)]
    [InlineData("""{"op":"min","operands":[{"op":"field","field":"a"}]}""", FormulaKind.Number, null)]
    [InlineData("null", FormulaKind.Number, "choose")]
    public void What_does_not_fit_is_told_at_the_part(string part, FormulaKind wanted, string? expected) =>
        Assert.Equal(expected, FormulaParts.FaultOf(JsonNode.Parse(part), FormulaWant.Of(wanted), Fields));

    [Fact]
    public void Where_no_question_fits_that_is_said() =>
        Assert.Equal("nothingFits", FormulaParts.FaultOf(FormulaParts.New(), Number, [Field("name", "text")]));

    [Fact]
    public void A_place_offers_what_fits_it()
    {
        Assert.DoesNotContain("concat", FormulaParts.Offered(FormulaKind.Number));
        Assert.Equal(["literal", "field", "if"], FormulaParts.Offered(FormulaKind.YesNo));
        Assert.Equal(["a", "b", "scale"], FormulaParts.Fitting(FormulaKind.Number, Fields).Select(f => f.Name));
        Assert.Equal(["day", "id"], FormulaParts.Fitting(FormulaKind.Birth, Fields).Select(f => f.Name));
        Assert.Equal(["income", "nick", "a"], FormulaParts.Inside(Fields, "members").Select(f => f.Name).Take(3));
        Assert.Equal(FormulaKind.Text, FormulaParts.WantOf((JsonObject)JsonNode.Parse("""{"type":"citizenId"}""")!).Kind);
        Assert.Equal([("x", "一")], FormulaParts.WantOf((JsonObject)JsonNode.Parse("""{"type":"choice","options":[{"value":"x","label":"一"}]}""")!).Options);
    }

    [Theory]
    [InlineData("""{"op":"guess"}""")]
    [InlineData("""{"op":"add","operands":5}""")]
    [InlineData("""{"op":"field","field":5}""")]
    [InlineData("5")]
    public void What_is_not_known_is_left_to_JSON(string json) => Assert.False(FormulaParts.IsKnown(JsonNode.Parse(json)));

    /// <summary>Whatever is done in whatever order can be read as a formula, and undone act by act.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Any_acts_leave_a_formula_and_as_many_steps_back_the_one_before(int seed)
    {
        var random = new Random(seed);
        var documents = new List<JsonObject> { new() { ["calculated"] = JsonNode.Parse($$$"""{"op":"add","operands":[{{{A}}},{{{B}}}]}""") } };
        for (var act = 0; act < 60; act++)
        {
            var document = (JsonObject)documents[^1].DeepClone();
            document["calculated"] = Act(document["calculated"]!, random);
            Assert.NotNull(document["calculated"].Deserialize<Formula>(ModelJson.Options));
            documents.Add(document);
        }

        for (var at = documents.Count - 1; at > 0; at--)
        {
            var back = DocumentDiff.Between(documents[at], documents[at - 1]).Apply(documents[at]).Document;
            Assert.True(JsonNode.DeepEquals(documents[at - 1], back), $"{documents[at].ToJsonString()} → {back.ToJsonString()}");
        }
    }

    private static JsonNode Act(JsonNode part, Random random)
    {
        var operands = part["operands"] as JsonArray;
        if (operands is { Count: > 0 } && random.Next(2) == 0)
        {
            var deeper = part.DeepClone();
            var at = random.Next(operands.Count);
            deeper["operands"]![at] = Act(operands[at]!, random);
            return deeper;
        }

        var ops = FormulaParts.Offered(FormulaKind.Any);
        var wraps = FormulaParts.Wraps(FormulaKind.Any);
        return random.Next(3) switch
        {
            0 => FormulaParts.As(part, ops[random.Next(ops.Count)], Number, Fields),
            1 => FormulaParts.Wrap(part, wraps[random.Next(wraps.Count)], Fields),
            _ => operands is { Count: > 0 } ? FormulaParts.Without((JsonObject)part, random.Next(operands.Count)) ?? FormulaParts.New() : part.DeepClone(),
        };
    }

    private static ConditionField Field(string name, string type) => new(name, name, type, [], []);
}
