using Platform.Designer.Editors;
using Platform.Designer.Editors.Flows;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Tests.Editing;

public sealed partial class FlowEditsTests
{
    [Fact]
    public void Copied_steps_survive_the_way_through_the_browser_and_nothing_else_does()
    {
        var document = Begun();
        FlowEdits.Add(document, Chart(document), Step("Platform.Review"), Chart(document).Find("start"));
        var written = FlowClip.Of(Chart(document), new HashSet<string> { "start", "review" }).Write();
        var clip = FlowClip.Read(written)!;
        Assert.Equal(["start", "review"], clip.Activities.Select(a => a["id"]!.GetValue<string>()));
        Assert.Equal(["start:Done>review:In"], clip.Arrows.Select(a => a.Name));
        Assert.Equal(["start1", "review1"], FlowEdits.Paste(document, Chart(document), clip.Activities, clip.Arrows));
        Assert.Contains(Chart(document).Arrows, a => a is { Source: "start1", Target: "review1" });
        Assert.All((string?[])[null, "", "{", "[]", "7", """{"activities":[1,{"no":"id"}]}""", $$"""{"activities":[],"more":"{{new string('x', 2_000_000)}}"}"""], text => Assert.Null(FlowClip.Read(text)));
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
    public void A_step_gets_an_id_that_no_step_of_the_flow_has_however_deep()
    {
        var document = Nested();
        Assert.Equal("review2", FlowEdits.Add(document, Chart(document), Step("Platform.Review"), null));
        var inner = FlowChart.Of(document, Inner, Vocabulary);
        Assert.Equal("review3", FlowEdits.Add(document, inner, Step("Platform.Review"), inner.Find("review")));
        FlowEdits.MakeBody(document, Chart(document).Find("loop")!.Spot.Member("other"), "loop", "开始");
        Assert.Equal("loop-other", Chart(document).Find("loop")!.Activity["other"]!["id"]!.GetValue<string>());
        Assert.Equal("loop-start1", Chart(document).Find("loop")!.Activity["other"]!["start"]!.GetValue<string>());
        Assert.Equal(FlowSteps.In(document["root"]).Count(), FlowSteps.Ids(document).Count);
    }

    [Fact]
    public void A_copied_container_has_steps_and_arrows_of_its_own()
    {
        var document = Nested();
        var chart = Chart(document);
        Assert.Equal(["loop1"], FlowEdits.Paste(document, chart, [chart.Find("loop")!.Activity], chart.Arrows));
        Assert.Equal(FlowSteps.In(document["root"]).Count(), FlowSteps.Ids(document).Count);
        var copy = Chart(document).Find("loop1")!.Activity;
        Assert.Equal(
            """{"id":"loop-body1","type":"Elsa.Flowchart","start":"loop-start1","activities":[{"id":"loop-start1","type":"Elsa.Start"},{"id":"review2","type":"Platform.Review","name":"review2","customProperties":{"compensation":{"id":"undo1","type":"Platform.Notify"}}}],"connections":[{"source":{"activity":"loop-start1","port":"Done"},"target":{"activity":"review2","port":"In"}},{"source":"review2","target":"gone"}]}""",
            copy["body"]!.ToJsonString());
        Assert.Equal("review", Chart(document).Find("loop")!.Activity["body"]!["activities"]![1]!["id"]!.GetValue<string>());
    }
}
