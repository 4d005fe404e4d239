using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Platform.Designer.Editors;
using Platform.Designer.Editors.Flows;
using Platform.Model;
using Platform.Model.Editing;
using Platform.Model.Flows;
using Platform.Tests.Items;

namespace Platform.Tests.Editing;

/// <summary>Flowcharts as the canvas changes them, with the steps of a real server.</summary>
public sealed class FlowEditsTests(FlowEditsTests.Words words) : IClassFixture<FlowEditsTests.Words>
{
    [Fact]
    public void A_step_is_put_between_and_taken_out_again()
    {
        var document = Begun();
        var id = FlowEdits.Add(document, Chart(document), Step("Platform.Review"), Chart(document).Find("start"));
        Assert.Equal("review", id);
        Assert.Equal(["start:Done>review:In", "review:Pass>finish:In"], Chart(document).Arrows.Select(a => a.Name));
        var second = FlowEdits.Add(document, Chart(document), Step("Platform.Review"), Chart(document).Find("review"));
        Assert.Equal("review1", second);
        FlowEdits.Remove(document, Chart(document), Chart(document).Find("review1")!);
        FlowEdits.Remove(document, Chart(document), Chart(document).Find("review")!);
        Assert.Equal(["start:Done>finish:In"], Chart(document).Arrows.Select(a => a.Name));
        Assert.Equal(["start", "finish"], Chart(document).Nodes.Select(n => n.Id));
    }

    [Fact]
    public void New_steps_never_lie_on_others()
    {
        var document = Begun();
        for (var i = 0; i < 12; i++)
        {
            FlowEdits.Add(document, Chart(document), Step("Platform.Review"), Chart(document).Find("start"));
        }

        var nodes = Chart(document).Nodes;
        foreach (var one in nodes)
        {
            Assert.DoesNotContain(nodes, other => other != one && Math.Abs(other.X - one.X) < 60 && Math.Abs(other.Y - one.Y) < 60);
        }
    }

    [Fact]
    public void Ports_follow_from_what_is_filled_in()
    {
        var decide = Step("Platform.Decide");
        var activity = new JsonObject { ["outcomes"] = StepValues.Write(StepEditor.Outcomes, new JsonArray("Grant")) };
        Assert.Equal(["Granted"], FlowChart.PortsOf(activity, decide).Select(p => p.Key));
        Assert.Equal(["Granted", "Denied"], FlowChart.PortsOf([], decide).Select(p => p.Key));
        Assert.Equal([StepOutcome.DoneKey], FlowChart.PortsOf([], null).Select(p => p.Key));
    }

    [Theory]
    [InlineData(StepEditor.Role, "acceptance-officer", """{"typeName":"String","expression":{"type":"Literal","value":"acceptance-officer"}}""")]
    [InlineData(StepEditor.Number, "5", """{"typeName":"Int32","expression":{"type":"Literal","value":5}}""")]
    [InlineData(StepEditor.Texts, "a\n b \n", """{"typeName":"Object","expression":{"type":"Object","value":"[\"a\",\"b\"]"}}""")]
    [InlineData(StepEditor.Signers, """[{"role":"x"}]""", """{"typeName":"Object","expression":{"type":"Object","value":"[{\"role\":\"x\"}]"}}""")]
    [InlineData(StepEditor.Text, "", null)]
    public void Values_are_written_as_Elsa_writes_them(StepEditor editor, string typed, string? json)
    {
        Assert.True(StepValues.TryRead(editor, typed, out var value));
        Assert.Equal(json, StepValues.Write(editor, value)?.ToJsonString(ModelJson.Options));
    }

    [Fact]
    public void What_every_step_writes_is_read_back_and_expressions_are_kept()
    {
        var script = StepValues.WriteExpression(StepEditor.Role, "JavaScript", "pick()");
        Assert.Equal(("JavaScript", "pick()", null), (StepValues.KindOf(script), StepValues.TextOf(script), StepValues.Literal(script)));
        var list = StepValues.Write(StepEditor.Outcomes, new JsonArray("A", "B"));
        Assert.Equal("Literal", StepValues.KindOf(list));
        Assert.Equal(2, StepValues.Literal(list)!.Value.GetArrayLength());
        Assert.Null(StepValues.Literal(JsonNode.Parse("""{"typeName":"Object","expression":{"type":"Object","value":"{"}}""")));
    }

    [Fact]
    public void Copies_have_ids_of_their_own_and_keep_the_arrows_between_them()
    {
        var document = Begun();
        FlowEdits.Add(document, Chart(document), Step("Platform.Review"), Chart(document).Find("start"));
        var chart = Chart(document);
        var ids = FlowEdits.Paste(document, chart, [.. chart.Nodes.Where(n => n.Id != "finish").Select(n => n.Activity)], chart.Arrows);
        Assert.Equal(["start1", "review1"], ids);
        Assert.Contains(Chart(document).Arrows, a => a is { Source: "start1", Target: "review1" });
        Assert.DoesNotContain(Chart(document).Arrows, a => a.Source == "review1");
    }

    [Fact]
    public void Any_sequence_of_edits_leaves_no_arrow_in_the_air_and_is_undone_by_its_inverse() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 9], Gen.Int[0, 9]).Array[1, 15].Sample(acts =>
        {
            var document = Begun();
            foreach (var (act, one, other) in acts)
            {
                var before = (JsonObject)document.DeepClone();
                Act(document, act, one, other);
                var chart = Chart(document);
                Assert.All(chart.Arrows, a => Assert.True(chart.Find(a.Source) is not null && chart.Find(a.Target) is not null, a.Name));
                Assert.Equal(chart.Nodes.Count, chart.Nodes.DistinctBy(n => n.Id).Count());
                var forth = DocumentDiff.Between(before, document).Apply(before);
                Assert.True(JsonNode.DeepEquals(document, forth.Document) && forth.Conflicts.Count == 0);
                Assert.True(JsonNode.DeepEquals(before, forth.Done.Invert().Apply(document).Document));
            }
        });

    [Fact]
    public void What_is_drawn_anew_has_every_step_at_a_place_of_its_own()
    {
        var document = Begun();
        for (var i = 0; i < 20; i++)
        {
            FlowEdits.Add(document, Chart(document), Step("Platform.Review"), Chart(document).Nodes[^1]);
        }

        words.Server.Get<IFlowLayout>().Draw((JsonObject)document["root"]!);
        Assert.Equal(22, Chart(document).Nodes.Select(n => (n.X, n.Y)).Distinct().Count());
        Assert.Equal(Chart(document).Arrows.Count, Chart(document).Arrows.Count(a => ArrowShape.Of(Chart(document), a) is not null));
    }

    private void Act(JsonObject document, int act, int one, int other)
    {
        var chart = Chart(document);
        var (first, second) = (At(chart, one), At(chart, other));
        switch (act)
        {
            case 0:
                FlowEdits.Add(document, chart, Step(other % 2 == 0 ? "Platform.Review" : "Platform.Decide"), first);
                break;
            case 1 when first is not null:
                FlowEdits.Remove(document, chart, first);
                break;
            case 2 when first is not null && second is not null && first.Ports is [var port, ..]:
                FlowEdits.Connect(document, chart, first.Id, port.Key, second.Id);
                break;
            case 3 when chart.Arrows.Count > 0:
                FlowEdits.Disconnect(document, chart, chart.Arrows[one % chart.Arrows.Count]);
                break;
            case 4 when first is not null:
                FlowEdits.Place(document, chart, new Dictionary<string, (double, double)> { [first.Id] = (one * 30, other * 30) });
                break;
            default:
                break;
        }
    }

    private static ChartNode? At(FlowChart chart, int index) => chart.Nodes.Count == 0 ? null : chart.Nodes[index % chart.Nodes.Count];

    private static JsonObject Begun()
    {
        var document = new JsonObject();
        FlowEdits.Begin(document, "f", "开始", "办结");
        return document;
    }

    private FlowChart Chart(JsonObject document) => FlowChart.Of(document, FlowChart.Root, Vocabulary);

    private StepDescription Step(string type) => Vocabulary.Find(type)!;

    private IFlowVocabulary Vocabulary => words.Server.Get<IFlowVocabulary>();

    /// <summary>A server for its vocabulary.</summary>
    public sealed class Words : IAsyncLifetime
    {
        internal ItemsServer Server { get; private set; } = default!;

        public async ValueTask InitializeAsync() => Server = await ItemsServer.StartAsync(installed: false);

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
