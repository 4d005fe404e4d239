using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Platform.Designer.Editors;
using Platform.Designer.Editors.Decisions;
using Platform.Model;
using Platform.Model.Decisions;
using Platform.Model.Editing;

namespace Platform.Tests.Editing;

public sealed class DecisionEditsTests
{
    [Fact]
    public void From_nothing_a_table_is_made_that_can_be_read_and_decides()
    {
        var document = new JsonObject { ["key"] = "t", ["name"] = "表", ["hitPolicy"] = "first" };
        DecisionEdits.AddInput(document);
        DecisionEdits.AddOutput(document);
        DecisionEdits.AddRow(document);
        DecisionEdits.AddRow(document, Row(document, 0));
        DecisionEdits.SetCell(document, Row(document, 0), Column(document, true, 0), "\"a\"");
        DecisionEdits.SetCell(document, Row(document, 0), Column(document, false, 0), "\"x\"");
        DecisionEdits.SetCell(document, Row(document, 1), Column(document, true, 0), "");
        Assert.Equal("", document["rules"]![1]!["then"]![0]!.GetValue<string>());
        DecisionEdits.SetCell(document, Row(document, 1), Column(document, false, 0), "\"y\"");
        DecisionEdits.AddInput(document);
        document["inputs"]![0]!["label"] = "一";
        document["inputs"]![1]!["label"] = "二";
        document["outputs"]![0]!["label"] = "三";
        Assert.Equal(["\"a\"", "-"], document["rules"]![0]!["when"]!.AsArray().Select(c => c!.GetValue<string>()));
        Assert.Equal(["-", "-"], document["rules"]![1]!["when"]!.AsArray().Select(c => c!.GetValue<string>()));

        var table = CompiledDecisionTable.Compile(document.Deserialize<DecisionTable>(StrictJson.Options)!, "draft").Value;
        var decided = table.Decide(i => i.Id == "input1" ? JsonSerializer.SerializeToElement("a") : null).Value;
        Assert.Equal("row-1", Assert.Single(DecisionWords.Explain(decided).Rows).Id);
    }

    [Fact]
    public void A_column_moves_and_goes_with_its_cells()
    {
        var document = (JsonObject)JsonNode.Parse("""{"inputs":[{"id":"a"},{"id":"b"}],"outputs":[{"name":"x"},{"name":"y"}],"default":["1","2"],"rules":[{"id":"r","when":["A","B"],"then":["X","Y"]}]}""")!;
        DecisionEdits.MoveColumn(document, Column(document, true, 0), 1);
        DecisionEdits.MoveColumn(document, Column(document, false, 1), -1);
        DecisionEdits.MoveColumn(document, Column(document, false, 0), -1);
        Assert.Equal("""{"inputs":[{"id":"b"},{"id":"a"}],"outputs":[{"name":"y"},{"name":"x"}],"default":["2","1"],"rules":[{"id":"r","when":["B","A"],"then":["Y","X"]}]}""", document.ToJsonString());
        DecisionEdits.RemoveColumn(document, Column(document, true, 0));
        DecisionEdits.RemoveColumn(document, Column(document, false, 1));
        Assert.Equal("""{"inputs":[{"id":"a"}],"outputs":[{"name":"y"}],"default":["2"],"rules":[{"id":"r","when":["A"],"then":["Y"]}]}""", document.ToJsonString());
    }

    [Fact]
    public void What_a_colleague_puts_in_meanwhile_changes_neither_the_row_nor_the_column_that_is_meant()
    {
        var document = (JsonObject)JsonNode.Parse("""{"inputs":[{"id":"a"},{"id":"b"}],"outputs":[{"name":"x"}],"rules":[{"id":"r1","when":["A","B"],"then":["X"]},{"id":"r2","when":["C","D"],"then":["Y"]}]}""")!;
        var (row, column) = (Row(document, 1), Column(document, isInput: true, 1));
        document["rules"]!.AsArray().Insert(0, JsonNode.Parse("""{"id":"r0","when":["-","-","-"],"then":["Z"]}"""));
        document["inputs"]!.AsArray().Insert(0, JsonNode.Parse("""{"id":"c"}"""));
        foreach (var rule in document["rules"]!.AsArray().Skip(1))
        {
            rule!["when"]!.AsArray().Insert(0, "-");
        }

        DecisionEdits.SetCell(document, row, column, "E");
        Assert.Equal("""["-","C","E"]""", document["rules"]![2]!["when"]!.ToJsonString());
        DecisionEdits.RemoveColumn(document, column);
        Assert.Equal(["""["-","-"]""", """["-","A"]""", """["-","C"]"""], document["rules"]!.AsArray().Select(r => r!["when"]!.ToJsonString()));
        row.Put(document, null);
        row.Put(document, null);
        Assert.Equal(["r0", "r1"], document["rules"]!.AsArray().Select(r => r!["id"]!.GetValue<string>()));
        DecisionEdits.AddRow(document, row);
        Assert.Equal("row-1", document["rules"]![2]!["id"]!.GetValue<string>());
    }

    [Fact]
    public void Two_who_write_two_cells_of_one_row_are_asked_and_the_row_is_never_mixed()
    {
        var origin = (JsonObject)JsonNode.Parse("""{"rules":[{"id":"r","when":["A","B","C"],"then":["X"]},{"id":"s","when":["D","E","F"],"then":["Y"]}]}""")!;
        var (mine, theirs, elsewhere) = ((JsonObject)origin.DeepClone(), (JsonObject)origin.DeepClone(), (JsonObject)origin.DeepClone());
        mine["rules"]![0]!["when"]![0] = "a";
        theirs["rules"]![0]!["when"] = new JsonArray("B", "A", "C");
        elsewhere["rules"]![1]!["when"]![0] = "d";
        foreach (var (one, other) in new[] { (mine, theirs), (theirs, mine) })
        {
            var merged = DocumentMerge.Merge(origin, one, other);
            var conflict = Assert.Single(merged.Conflicts);
            Assert.Equal("rules[r].when", conflict.Change.Path.ToString());
            Assert.True(JsonNode.DeepEquals(one["rules"]![0]!["when"], Assert.IsType<MemberSet>(conflict.Change).After!.Value));
            Assert.True(JsonNode.DeepEquals(other["rules"]![0]!["when"], conflict.Current!.Value));
            Assert.True(JsonNode.DeepEquals(other, merged.Document));
            var insisted = conflict.Insist()!.Apply(merged.Document);
            Assert.True(JsonNode.DeepEquals(one["rules"]![0]!["when"], insisted.Document["rules"]![0]!["when"]));
        }

        Assert.Empty(DocumentMerge.Merge(origin, mine, elsewhere).Conflicts);
    }

    [Fact]
    public void Any_edits_leave_one_cell_per_column_and_are_undone_by_their_inverse() =>
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 5], Gen.Bool).Array[1, 20].Sample(acts =>
        {
            var document = new JsonObject();
            foreach (var (act, at, side) in acts)
            {
                var before = (JsonObject)document.DeepClone();
                Act(document, act, at, side);
                var (inputs, outputs) = (DecisionEdits.Inputs.List(document).Count, DecisionEdits.Outputs.List(document).Count);
                Assert.All(DecisionEdits.Rules.List(document), r => Assert.Equal((inputs, outputs), (r!["when"]!.AsArray().Count, r["then"]!.AsArray().Count)));
                var forth = DocumentDiff.Between(before, document).Apply(before);
                Assert.True(JsonNode.DeepEquals(document, forth.Document) && forth.Conflicts.Count == 0);
                Assert.True(JsonNode.DeepEquals(before, forth.Done.Invert().Apply(document).Document));
            }
        });

    [Fact]
    public void What_counts_where_no_row_fires_is_there_as_long_as_one_result_is()
    {
        var document = (JsonObject)JsonNode.Parse("""{"outputs":[{"name":"x"},{"name":"y"}]}""")!;
        DecisionEdits.SetDefault(document, Column(document, isInput: false, 1), "5");
        Assert.Equal("""["","5"]""", document["default"]!.ToJsonString());
        DecisionEdits.AddOutput(document);
        Assert.Equal("""["","5",""]""", document["default"]!.ToJsonString());
        DecisionEdits.SetDefault(document, Column(document, isInput: false, 1), "");
        Assert.False(document.ContainsKey("default"));
    }

    [Fact]
    public void A_result_that_comes_after_all_are_removed_finds_no_default()
    {
        var document = (JsonObject)JsonNode.Parse("""{"outputs":[{"name":"x"},{"name":"y"}],"default":["5",""]}""")!;
        DecisionEdits.RemoveColumn(document, Column(document, isInput: false, 1));
        Assert.Equal("""["5"]""", document["default"]!.ToJsonString());
        DecisionEdits.RemoveColumn(document, Column(document, isInput: false, 0));
        DecisionEdits.AddOutput(document);
        Assert.False(document.ContainsKey("default"));
    }

    [Fact]
    public void A_column_that_reads_a_question_takes_its_type_and_the_names_it_has_none_of()
    {
        var document = (JsonObject)JsonNode.Parse("""{"inputs":[{"id":"a","label":{},"type":"date"},{"id":"b","label":{"en":"Own"},"type":"text"}]}""")!;
        var facts = new TableFacts([Kind]);
        DecisionEdits.ReadFrom(document, Column(document, isInput: true, 0), facts, Kind.Path);
        DecisionEdits.ReadFrom(document, Column(document, isInput: true, 1), facts, Kind.Path);
        Assert.Equal("""{"id":"a","label":{"en":"Kind"},"type":"text","reads":"answers.kind","labels":{"pet":{"en":"Pet shop"}}}""", document["inputs"]![0]!.ToJsonString());
        Assert.Equal("Own", document["inputs"]![1]!["label"]!["en"]!.GetValue<string>());
        Assert.Equal(["Pet shop", "food"], CellChoice.Of((JsonObject)document["inputs"]![0]!, DecisionType.Text, Kind, _ => "").Select(c => c.Title));
        DecisionEdits.ReadFrom(document, Column(document, isInput: true, 0), facts, "");
        Assert.False(((JsonObject)document["inputs"]![0]!).ContainsKey("reads"));
    }

    [Fact]
    public void A_column_that_reads_another_question_gives_up_what_the_former_gave_it_and_keeps_its_own()
    {
        var document = (JsonObject)JsonNode.Parse("""{"inputs":[{"id":"a","label":{},"type":"text"},{"id":"b","label":{},"type":"text"}]}""")!;
        var area = new TableFact("answers.area", "Area", ["Form"], DecisionType.Number, []) { Label = JsonNode.Parse("""{"en":"Area"}""") };
        var facts = new TableFacts([Kind, area]);
        DecisionEdits.ReadFrom(document, Column(document, isInput: true, 0), facts, Kind.Path);
        DecisionEdits.ReadFrom(document, Column(document, isInput: true, 0), facts, area.Path);
        Assert.Equal("""{"id":"a","label":{"en":"Area"},"type":"number","reads":"answers.area"}""", document["inputs"]![0]!.ToJsonString());

        DecisionEdits.ReadFrom(document, Column(document, isInput: true, 1), facts, Kind.Path);
        document["inputs"]![1]!["label"]!["en"] = "Own";
        document["inputs"]![1]!["labels"]!["pet"]!["en"] = "Own pet";
        DecisionEdits.ReadFrom(document, Column(document, isInput: true, 1), facts, area.Path);
        Assert.Equal("""{"id":"b","label":{"en":"Own"},"type":"number","reads":"answers.area","labels":{"pet":{"en":"Own pet"}}}""", document["inputs"]![1]!.ToJsonString());
    }

    [Fact]
    public void A_column_takes_no_type_and_no_name_from_forms_that_do_not_agree()
    {
        var document = (JsonObject)JsonNode.Parse("""{"inputs":[{"id":"a","label":{},"type":"integer"}]}""")!;
        DecisionEdits.ReadFrom(document, Column(document, isInput: true, 0), new TableFacts([Kind with { Type = null, Label = null }]), Kind.Path);
        Assert.Equal("""{"id":"a","label":{},"type":"integer","reads":"answers.kind","labels":{"pet":{"en":"Pet shop"}}}""", document["inputs"]![0]!.ToJsonString());
    }

    [Fact]
    public void A_text_of_a_column_keeps_its_name_and_is_followed_into_the_cells()
    {
        var document = (JsonObject)JsonNode.Parse("""{"inputs":[{"id":"a"},{"id":"b","allowed":"\"x\",\"y\"","labels":{"x":"X"}}],"rules":[{"id":"r","when":["\"x\"","not(\"x\", \"y\")"]},{"id":"s","when":["-","limit"]}]}""")!;
        DecisionEdits.RenameValue(document, Column(document, isInput: true, 1), "x", "z");
        Assert.Equal("""{"id":"b","allowed":"\u0022z\u0022, \u0022y\u0022","labels":{"z":"X"}}""", document["inputs"]![1]!.ToJsonString());
        Assert.Equal(["\"x\"", "not(\"z\", \"y\")", "-", "limit"], document["rules"]!.AsArray().SelectMany(r => r!["when"]!.AsArray()).Select(c => c!.GetValue<string>()));
        DecisionEdits.SetValues(document, Column(document, isInput: true, 1), ["y"], only: false);
        Assert.Equal("""{"id":"b","labels":{"y":{}}}""", document["inputs"]![1]!.ToJsonString());
        var open = ColumnValues.Of((JsonObject)document["inputs"]![1]!);
        Assert.Equal(("y", false), (Assert.Single(open.Texts), open.Only));
    }

    [Fact]
    public void Names_of_texts_that_are_not_allowed_allow_nothing_and_stay()
    {
        var document = (JsonObject)JsonNode.Parse("""{"inputs":[{"id":"a","allowed":"\"a\",\"b\"","labels":{"a":"A","b":"B","c":"C"}}]}""")!;
        var column = Column(document, isInput: true, 0);
        Assert.Equal(["a", "b"], Values().Texts);
        Assert.Equal(["A", "B"], CellChoice.Of((JsonObject)document["inputs"]![0]!, DecisionType.Text, null, _ => "").Select(c => c.Title));
        DecisionEdits.RenameValue(document, column, "a", "z");
        Assert.Equal("""{"id":"a","allowed":"\u0022z\u0022, \u0022b\u0022","labels":{"z":"A","b":"B","c":"C"}}""", document["inputs"]![0]!.ToJsonString());
        DecisionEdits.SetValues(document, column, ["b"], only: true);
        Assert.Equal("""{"id":"a","allowed":"\u0022b\u0022","labels":{"b":"B","c":"C"}}""", document["inputs"]![0]!.ToJsonString());
        DecisionEdits.SetValues(document, column, ["b"], only: false);
        Assert.Equal(["b", "c"], Values().Texts);
        Assert.True(Values().IsOpen);

        ColumnValues Values() => ColumnValues.Of((JsonObject)document["inputs"]![0]!);
    }

    [Theory]
    [InlineData(true, "\"x\"", CellView.Other, "x")]
    [InlineData(true, "\"a\", \"x\"", CellView.Other, "a, x")]
    [InlineData(true, "\"a\"", "\"a\"", "a")]
    [InlineData(true, "\"a\", \"b\"", CellView.Several, "a, b")]
    [InlineData(true, "not(\"x\")", CellView.Not, "x")]
    [InlineData(true, "\"x, y\"", "\"x, y\"", "\"x, y\"")]
    [InlineData(true, "-", "", "")]
    [InlineData(false, "\"x\"", CellView.Other, "x")]
    [InlineData(false, "\"a\"", "\"a\"", "a")]
    [InlineData(false, "", "", "")]
    public void A_column_with_names_that_allows_more_lets_more_be_written(bool isInput, string cell, string selected, string text)
    {
        var view = CellView.Of(cell, DecisionType.Text, isInput, Named, isOpen: true, wanted: null);
        Assert.Equal((selected, text), (view.Selected, view.Plain.Text));
        Assert.Equal(view.Plain.Sense == CellSense.Is ? CellView.Other : selected, CellView.Of(cell, DecisionType.Text, isInput, Named, isOpen: true, CellView.Other).Selected);
    }

    [Theory]
    [InlineData(true, "\"x\"", null, "\"x\"")]
    [InlineData(false, "\"x\"", null, "\"x\"")]
    [InlineData(true, "\"a\"", CellView.Other, "\"a\"")]
    [InlineData(true, "\"a\", \"b\"", null, CellView.Formula)]
    [InlineData(false, "\"a\"", CellView.Formula, CellView.Formula)]
    public void A_column_that_allows_nothing_else_offers_nothing_else(bool isInput, string cell, string? wanted, string selected) =>
        Assert.Equal(selected, CellView.Of(cell, DecisionType.Text, isInput, Named, isOpen: false, wanted).Selected);

    [Theory]
    [InlineData("text", "\"b\", \"a\"", "\"b\" b|\"a\" a")]
    [InlineData("text", "not(\"b\")", "")]
    [InlineData("integer", "1, 2", "1 1|2 2")]
    [InlineData("integer", "[1..2]", "")]
    [InlineData("boolean", "", "true yes|false no")]
    public void Cells_are_chosen_where_a_column_lists_what_it_allows(string type, string allowed, string choices)
    {
        var column = new JsonObject { ["id"] = "a", ["type"] = type, ["allowed"] = allowed };
        Assert.Equal(choices, string.Join('|', CellChoice.Of(column, DecisionEdits.TypeOf(column), null, yes => yes ? "yes" : "no").Select(c => $"{c.Cell} {c.Title}")));
    }

    private static TableFact Kind { get; } = new("answers.kind", "Kind", ["Form"], DecisionType.Text, [new("pet", JsonNode.Parse("""{"en":"Pet shop"}""")), new("food", null)]) { Label = JsonNode.Parse("""{"en":"Kind"}""") };

    private static IReadOnlyList<CellChoice> Named { get; } = [new("\"a\"", "A"), new("\"b\"", "B")];

    private static void Act(JsonObject document, int act, int at, bool side)
    {
        var (rows, columns) = (DecisionEdits.Rules.List(document).Count, (side ? DecisionEdits.Inputs : DecisionEdits.Outputs).List(document).Count);
        switch (act)
        {
            case 0 when side:
                DecisionEdits.AddInput(document);
                break;
            case 0:
                DecisionEdits.AddOutput(document);
                break;
            case 1:
                DecisionEdits.AddRow(document, side && at < rows ? Row(document, at) : null);
                break;
            case 2 when at < columns:
                DecisionEdits.RemoveColumn(document, Column(document, side, at));
                break;
            case 3 when at < columns:
                DecisionEdits.MoveColumn(document, Column(document, side, at), at % 2 == 0 ? 1 : -1);
                break;
            case 4 when at < rows:
                Row(document, at).Put(document, null);
                break;
            case 5 when at < rows:
                Row(document, at).Move(document, side ? 1 : -1);
                break;
            case 6 when at < rows && at < columns:
                DecisionEdits.SetCell(document, Row(document, at), Column(document, side, at), $">= {at}");
                break;
            default:
                break;
        }
    }

    private static Spot Row(JsonObject document, int at) => DecisionEdits.Rules.Entry(DecisionEdits.Rules.List(document), at);

    private static Spot Column(JsonObject document, bool isInput, int at)
    {
        var side = isInput ? DecisionEdits.Inputs : DecisionEdits.Outputs;
        return side.Entry(side.List(document), at);
    }
}
