using System.Text.Json;
using Platform.Model.Flows;
using Platform.Server.Cases.Steps;
using Platform.Server.Flows;
using Platform.Server.Flows.BuiltIn.Activities;
using Platform.Server.Flows.Soundness;

namespace Platform.Tests.Flows;

/// <summary>Steps that say what undoes them: the flow that does it, and what stands in the way of publishing it.</summary>
public sealed class FlowCompensationTests
{
    private const string Variables = """[{"id":"s","name":"Slot","typeName":"String","value":"x"},{"id":"n","name":"Count","typeName":"Object"}]""";

    private static readonly ActivityTypes Types = new(CaseSteps.All());

    [Fact]
    public async Task What_was_done_is_undone_in_the_order_given_with_the_variables_as_they_stood()
    {
        var flow = Flow(Undo("ua", "'a ' + getSlot()"), Undo("ub", "'b ' + getCount()"));
        Assert.Equal(["a", "b"], FlowCompensation.In(flow).Keys);
        var runner = new FlowRunner(FlowCompensation.Of(flow, ["b", "a"]).Json, steps: CaseSteps.All());
        await runner.AdvanceAsync(new FlowStimulus.Start(new Dictionary<string, JsonElement> { [FlowCompensation.InputOf("s")] = JsonElement.Parse("\"7\""), [FlowCompensation.InputOf("n")] = JsonElement.Parse("2") }));
        Assert.Equal(["b 2", "a 7"], runner.Effects.OfType<FlowEffect.PublishEvent>().Select(e => e.Name));
        Assert.Equal(FlowStatus.Finished, runner.Status);
    }

    [Fact]
    public async Task The_variables_of_a_flow_can_be_read_when_it_has_ended()
    {
        var runner = await new FlowRunner(FlowRunner.Chart(
            """{"id":"a","type":"Elsa.SetVariable","variable":{"id":"s","name":"Slot"},"value":{"typeName":"String","expression":{"type":"Literal","value":"9"}}}""", "", Variables)).StartAsync();
        Assert.Equal(FlowStatus.Finished, runner.Status);
        var values = runner.Interpreter.ReadVariables(runner.Definition, runner.State!)!;
        Assert.Equal(("\"9\"", JsonValueKind.Null), (values["s"].GetRawText(), values["n"].ValueKind));
    }

    [Theory]
    [InlineData("""{"id":"ua","type":"Platform.CallConnector","binding":"registry","operation":"release"}""", "")]
    [InlineData("""{"id":"ua","type":"Platform.Decide"}""", "flow.compensation.kind")]
    [InlineData("""{"id":"ua","type":"Elsa.RunTask","taskName":"x"}""", "flow.compensation.kind")]
    [InlineData("""{"id":"b","type":"Elsa.WriteLine"}""", "flow.compensation.id")]
    [InlineData("""{"id":"ua","type":"Platform.CallConnector","binding":"registry"}""", "flow.inputMissing")]
    [InlineData("""{"id":"ua","type":"Nobody.Knows"}""", "flow.unknownActivity")]
    public void What_undoes_is_checked_before_it_comes_into_force(string compensation, string code)
    {
        var found = new CompensationRules(Types).Check(Flow(compensation, Undo("ub", "'x'")));
        Assert.Equal(code.Length == 0 ? [] : [code], found.Select(p => p.Code));
        Assert.All(found, p => Assert.StartsWith("compensation:", p.Field, StringComparison.Ordinal));
    }

    [Fact]
    public async Task And_every_run_of_it_is_explored()
    {
        const string Loop = """{"id":"ua","type":"Elsa.While","condition":true,"body":{"id":"round","type":"Elsa.WriteLine"}}""";
        var found = await new FlowSoundness(Types, new ExplorationLimits()).ProveAsync(Flow(Loop, Undo("ub", "'x'")), TestContext.Current.CancellationToken);
        Assert.Contains(found, f => f.Problem.Field!.StartsWith("compensation:", StringComparison.Ordinal) && f.Problem.Code == "flow.endless");
        var fine = await new FlowSoundness(Types, new ExplorationLimits()).ProveAsync(Flow(Undo("ua", "'x'"), Undo("ub", "'x'")), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(fine, f => f.Problem.Field!.StartsWith("compensation:", StringComparison.Ordinal));
    }

    private static string Undo(string id, string name) =>
        $$$"""{"id":"{{{id}}}","type":"Elsa.PublishEvent","eventName":{"typeName":"String","expression":{"type":"JavaScript","value":{{{JsonSerializer.Serialize(name)}}} } } }""";

    private static FlowDefinition Flow(string a, string b) => new("v1", FlowRunner.Chart(
        $$"""{"id":"a","type":"Elsa.WriteLine","customProperties":{"compensation":{{a}} } },{"id":"b","type":"Elsa.WriteLine","customProperties":{"compensation":{{b}} } }""", "a>b", Variables));
}
