using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model.Flows;
using Platform.Server.Flows.Formats.Bpmn;

namespace Platform.Tests.Flows;

/// <summary>What is read of activities without running them.</summary>
public sealed class FlowActivitiesTests
{
    [Theory]
    [InlineData("\"a\"", "a")]
    [InlineData("\"\"", null)]
    [InlineData("5", "5")]
    [InlineData("true", "true")]
    [InlineData("null", null)]
    [InlineData("[1]", null)]
    [InlineData("""{"a":1}""", null)]
    [InlineData("""{"typeName":"String","expression":{"type":"Literal","value":"a"}}""", "a")]
    [InlineData("""{"typeName":"String","expression":{"type":"Literal","value":5}}""", "5")]
    [InlineData("""{"typeName":"String","expression":{"type":"Literal"}}""", null)]
    [InlineData("""{"typeName":"String","expression":{"type":"JavaScript","value":"a"}}""", null)]
    [InlineData("""{"typeName":"String","expression":null}""", null)]
    public void An_input_that_is_written_as_it_stands_reads_the_same_for_everybody(string written, string? text)
    {
        Assert.Equal(text, FlowActivities.LiteralOf(JsonElement.Parse($$"""{"x":{{written}}}"""), "x"));
        Assert.Equal(text, BpmnElements.LiteralOf(JsonNode.Parse(written)));
    }

    [Fact]
    public void What_undoes_a_step_is_found_with_it_and_nothing_else_of_its_custom_properties()
    {
        var flow = JsonElement.Parse("""
            {"customProperties":{"samples":[{"type":"Platform.CallConnector","id":"sample","binding":"s"}]},
             "root":{"type":"Elsa.Sequence","id":"r","activities":[
               {"type":"Platform.CallConnector","id":"a","binding":"one","customProperties":{"kept":{"type":"Platform.CallConnector","id":"kept","binding":"k"},
                "compensation":{"type":"Elsa.Sequence","id":"u","activities":[{"type":"Platform.CallConnector","id":"b","binding":"two"}]}}}]}}
            """);
        Assert.Equal(["a", "b"], FlowActivities.Of(flow, FlowActivities.CallConnector).Select(FlowActivities.IdOf));
        Assert.Equal(["one", "two"], FlowActivities.Names(flow, [FlowActivities.CallConnector], "binding"));
        Assert.Equal(["a"], FlowCompensation.In(new("v", flow)).Keys);
    }
}
