using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Tests.Flows;

public sealed class FlowStepNamesTests
{
    private static readonly FlowStepNames Names = FlowStepNames.In(JsonElement.Parse("""
        {"root":{"id":"f","type":"Elsa.Flowchart","activities":[
          {"id":"a","type":"Platform.Accept","customProperties":{"title":{"zh-CN":"受理","en":"Acceptance"},"compensation":{"id":"u","type":"Elsa.WriteLine","metadata":{"displayText":"撤回"}}}},
          {"id":"b","type":"Platform.Review","metadata":{"displayText":"审查"}},
          {"id":"c","type":"Elsa.End","customProperties":{"title":{"en":1}}}]}}
        """));

    [Theory]
    [InlineData("a", "受理（a）", "Acceptance (a)")]
    [InlineData("b", "审查（b）", "审查（b）")]
    [InlineData("u", "撤回（u）", "撤回（u）")]
    public void A_step_is_named_by_its_title_and_its_id(string id, string chinese, string english)
    {
        var named = Names.Name(Problem.Invalid("flow.unreachable", "root", ("id", id)));

        var said = Assert.IsType<LocalizedText>(named.Values!["id"]);
        Assert.Equal((chinese, english), (said.In("zh-CN"), said.In("en")));
        Assert.Equal(id, FlowStepNames.StepOf(named));
        Assert.Same(named, Names.Name(named));
    }

    [Theory]
    [InlineData("c")]
    [InlineData("nowhere")]
    public void A_step_without_a_title_keeps_its_id(string id)
    {
        var problem = Problem.Invalid("flow.unreachable", "root", ("id", id));

        Assert.Same(problem, Names.Name(problem));
        Assert.Equal(id, FlowStepNames.StepOf(problem));
    }

    [Fact]
    public void Both_ends_of_an_arrow_are_named_and_what_names_no_step_stays()
    {
        var named = Names.Name(Problem.Invalid("flow.connectionUnknown", "root", ("source", "a"), ("target", "x"), ("missing", "x")));

        Assert.Equal("Acceptance (a)", ((LocalizedText)named.Values!["source"]!).In("en"));
        Assert.Equal(("x", "x"), (named.Values["target"], named.Values["missing"]));
        Assert.Null(FlowStepNames.StepOf(named));
        Assert.Null(FlowStepNames.StepOf(Problem.Invalid("flow.empty")));
    }
}
