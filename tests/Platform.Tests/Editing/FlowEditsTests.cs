using System.Text.Json.Nodes;
using CsCheck;
using Platform.Designer.Editors;
using Platform.Designer.Editors.Changes;
using Platform.Designer.Editors.Flows;
using Platform.Model;
using Platform.Model.Editing;
using Platform.Model.Flows;
using Platform.Tests.Items;

namespace Platform.Tests.Editing;

/// <summary>Flowcharts as the canvas changes them, with the steps of a real server.</summary>
public sealed partial class FlowEditsTests(FlowEditsTests.Words words) : IClassFixture<FlowEditsTests.Words>
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
    public void A_new_step_comes_onto_the_main_way_and_what_follows_moves_on()
    {
        var document = Begun();
        var after = "start";
        foreach (var type in (string[])["Platform.Accept", "Platform.Review", "Platform.Decide", "Platform.Deliver"])
        {
            after = FlowEdits.Add(document, Chart(document), Step(type), Chart(document).Find(after));
        }

        Assert.Equal(["start:Done>accept:In", "accept:Accepted>review:In", "review:Pass>decide:In", "decide:Granted>deliver:In", "deliver:Done>finish:In"], Chart(document).Arrows.Select(a => a.Name));
        var nodes = Chart(document).Nodes;
        Assert.Equal(["start", "accept", "review", "decide", "deliver", "finish"], nodes.OrderBy(n => n.X).Select(n => n.Id));
    }

    [Fact]
    public void Arrows_follow_the_names_of_branches_and_a_join_waits_for_all()
    {
        var document = Begun();
        FlowEdits.Add(document, Chart(document), Step("Elsa.FlowFork"), Chart(document).Find("start"));
        Branch("卫生", "消防");
        Assert.Equal(["flowFork:卫生>finish:In", "start:Done>flowFork:In"], Names());
        Branch("卫生审查", "消防");
        FlowEdits.Connect(document, Chart(document), "flowFork", "消防", "finish");
        Branch("卫生审查");
        Assert.Equal(["flowFork:卫生审查>finish:In", "flowFork:消防>finish:In", "start:Done>flowFork:In"], Names());
        Branch("卫生审查", "消防审查");
        Assert.Equal(["flowFork:卫生审查>finish:In", "flowFork:消防>finish:In", "start:Done>flowFork:In"], Names());

        FlowEdits.Add(document, Chart(document), Step("Elsa.FlowJoin"), Chart(document).Find("flowFork"));
        Assert.Equal("WaitAll", StepValues.TextOf(Chart(document).Find("flowJoin")!.Activity["mode"]));

        IEnumerable<string> Names() => Chart(document).Arrows.Select(a => a.Name).Order(StringComparer.Ordinal);

        void Branch(params string[] names)
        {
            var (chart, fork) = (Chart(document), Chart(document).Find("flowFork")!);
            fork.Spot.Member("branches").Put(document, StepValues.Write(StepEditor.Texts, new JsonArray([.. names.Select(n => JsonValue.Create(n))])));
            FlowEdits.FollowPorts(document, chart, fork);
        }
    }

    [Fact]
    public void A_step_is_added_at_any_port_and_on_any_arrow()
    {
        var document = Begun();
        FlowEdits.Add(document, Chart(document), Step("Platform.Accept"), Chart(document).Find("start"));
        Assert.Equal("supplement", FlowEdits.AddAt(document, Chart(document), Step("Platform.Supplement"), Chart(document).Find("accept")!, "Supplement"));
        Assert.Contains("accept:Supplement>supplement:In", Chart(document).Arrows.Select(a => a.Name));
        var first = Chart(document).Arrows.Single(a => a.Source == "start");
        Assert.Equal("review", FlowEdits.AddBetween(document, Chart(document), Step("Platform.Review"), first));
        Assert.Equal(["start:Done>review:In", "review:Pass>accept:In"], Chart(document).Arrows.Where(a => a.Source is "start" or "review").Select(a => a.Name).OrderDescending());

        // An arrow that is gone by now leads nowhere new; the step is there all the same.
        Assert.Equal("review1", FlowEdits.AddAt(document, Chart(document), Step("Platform.Review"), Chart(document).Find("finish")!, "Done"));
    }

    [Fact]
    public void Nothing_that_is_half_written_makes_an_edit_fail()
    {
        var step = Step("Platform.Review");
        foreach (var document in HalfWritten.Of(Small()))
        {
            var chart = Chart(document);
            Each(document, d => FlowEdits.Add(d, chart, step, chart.Nodes is [var first, ..] ? first : null));
            Each(document, d => FlowEdits.Connect(d, chart, "start", "Done", "decide"));
            Each(document, d => FlowEdits.Paste(d, chart, [.. chart.Nodes.Select(n => n.Activity)], chart.Arrows));
            Each(document, d => FlowEdits.Place(d, chart, chart.Nodes.ToDictionary(n => n.Id, n => (n.X + 1, n.Y))));
            Each(document, FlowVariables.Add);
            if (FlowVariables.List.Find(document) is JsonArray { Count: > 0 } variables)
            {
                Each(document, d => FlowVariables.Rename(d, FlowVariables.List.Entry(variables, 0), "Sum"));
            }

            foreach (var node in chart.Nodes)
            {
                Each(document, d => FlowEdits.Remove(d, chart, node));
                Each(document, d => FlowEdits.MakeBody(d, node.Spot.Member("body"), node.Id, "开始"));
                foreach (var (_, input) in node.Activity)
                {
                    _ = (StepValues.KindOf(input), StepValues.TextOf(input), StepValues.Literal(input), StepValues.VariableOf(input));
                }
            }

            foreach (var arrow in chart.Arrows)
            {
                _ = ArrowShape.Of(chart, arrow);
                Each(document, d => FlowEdits.Disconnect(d, chart, arrow));
            }
        }

        static void Each(JsonObject document, Action<JsonObject> act)
        {
            var copy = (JsonObject)document.DeepClone();
            act(copy);
            var forth = DocumentDiff.Between(document, copy).Apply(document);
            Assert.Empty(forth.Conflicts);
            Assert.True(JsonNode.DeepEquals(copy, forth.Document));
        }
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
    public void Places_of_a_flow_are_said_in_the_words_of_its_editor()
    {
        System.Globalization.CultureInfo.CurrentUICulture = System.Globalization.CultureInfo.GetCultureInfo("zh-CN");
        var document = Begun();
        FlowEdits.Add(document, Chart(document), Step("Platform.Review"), Chart(document).Find("start"));
        var changed = (JsonObject)document.DeepClone();
        Spot.Root.Member("root").Member("activities").Entry((JsonArray)changed["root"]!["activities"]!, 2).Member("role").Put(changed, new JsonObject { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = "case-officer" } });
        FlowEdits.Disconnect(changed, Chart(changed), Chart(changed).Arrows[0]);
        var lines = new ChangeWords(words.Server.Get<Microsoft.Extensions.Localization.IStringLocalizer<EditorsText>>(), Vocabulary).Between(document, changed, Platform.Model.Definitions.DefinitionKind.Flow);
        var input = Step("Platform.Review").Inputs.Single(i => i.Name == "role");
        Assert.Contains(lines, l => l.Place == $"{Chart(changed).Find("review")!.Title} › {input.Title}");
        Assert.Contains(lines, l => l.Place == "箭头" && l.What.Contains('→', StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Place.Contains("activities", StringComparison.Ordinal) || l.Place.Contains("root", StringComparison.Ordinal) || l.What.Contains("source", StringComparison.Ordinal));
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

    private static Spot Inner => FlowChart.Root.Member("activities").Entry(Nested()["root"]!["activities"]!.AsArray(), 0).Member("body");

    /// <summary>A loop with a chart in it, and a step beside it.</summary>
    private static JsonObject Nested() => (JsonObject)JsonNode.Parse("""
        {"variables":[],"root":{"id":"flow","type":"Elsa.Flowchart","activities":[
          {"id":"loop","type":"Elsa.ForEach","body":{"id":"loop-body","type":"Elsa.Flowchart","start":"loop-start","activities":[
            {"id":"loop-start","type":"Elsa.Start"},{"id":"review","type":"Platform.Review","name":"review","customProperties":{"compensation":{"id":"undo","type":"Platform.Notify"}}}],
            "connections":[{"source":{"activity":"loop-start","port":"Done"},"target":{"activity":"review","port":"In"}},{"source":"review","target":"gone"}]}},
          {"id":"review1","type":"Platform.Review"}],"connections":[]}}
        """)!;

    private static JsonObject Small() => (JsonObject)JsonNode.Parse("""
        {"variables":[{"id":"fee-id","name":"Fee","typeName":"Int32"}],"root":{"id":"flow","type":"Elsa.Flowchart","start":"start","activities":[
          {"id":"start","type":"Elsa.Start","metadata":{"displayText":"开始","designer":{"position":{"x":1,"y":2},"size":{"width":60,"height":60}}},"customProperties":{"title":{"en":"Start"}}},
          {"id":"decide","type":"Platform.Decide","outcomes":{"typeName":"Object","expression":{"type":"Object","value":"[{\"key\":\"Grant\"}]"}},"result":{"memoryReference":{"id":"fee-id"}}},
          {"id":"set","type":"Elsa.SetVariable","variable":{"id":"fee-id","name":"Fee"},"value":{"expression":{"type":"JavaScript","value":"variables.Fee"}}}],
          "connections":[{"source":{"activity":"start","port":"Done"},"target":{"activity":"decide","port":"In"},"vertices":[{"x":1,"y":1}]},{"source":"decide","target":"set"}]}}
        """)!;

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
