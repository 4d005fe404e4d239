using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
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
        DecisionEdits.AddRow(document, copyOf: 0);
        DecisionEdits.SetCell(document, 0, isInput: true, 0, "\"a\"");
        DecisionEdits.SetCell(document, 0, isInput: false, 0, "\"x\"");
        DecisionEdits.SetCell(document, 1, isInput: true, 0, "");
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
        DecisionEdits.MoveColumn(document, isInput: true, 0, 1);
        DecisionEdits.MoveColumn(document, isInput: false, 1, -1);
        DecisionEdits.MoveColumn(document, isInput: false, 0, -1);
        Assert.Equal("""{"inputs":[{"id":"b"},{"id":"a"}],"outputs":[{"name":"y"},{"name":"x"}],"default":["2","1"],"rules":[{"id":"r","when":["B","A"],"then":["Y","X"]}]}""", document.ToJsonString());
        DecisionEdits.RemoveColumn(document, isInput: true, 0);
        DecisionEdits.RemoveColumn(document, isInput: false, 1);
        Assert.Equal("""{"inputs":[{"id":"a"}],"outputs":[{"name":"y"}],"default":["2"],"rules":[{"id":"r","when":["A"],"then":["Y"]}]}""", document.ToJsonString());
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

    private static void Act(JsonObject document, int act, int at, bool side)
    {
        switch (act)
        {
            case 0 when side:
                DecisionEdits.AddInput(document);
                break;
            case 0:
                DecisionEdits.AddOutput(document);
                break;
            case 1:
                DecisionEdits.AddRow(document, side ? at : null);
                break;
            case 2:
                DecisionEdits.RemoveColumn(document, side, at);
                break;
            case 3:
                DecisionEdits.MoveColumn(document, side, at, at % 2 == 0 ? 1 : -1);
                break;
            case 4:
                DecisionEdits.RemoveRow(document, at);
                break;
            case 5:
                DecisionEdits.MoveRow(document, at, side ? 1 : -1);
                break;
            case 6 when DecisionEdits.Inputs.List(document).Count > 0:
                DecisionEdits.SetCell(document, at, isInput: true, at % DecisionEdits.Inputs.List(document).Count, $">= {at}");
                break;
            default:
                break;
        }
    }
}
