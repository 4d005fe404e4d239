using System.Text.Json;
using Platform.Model;
using Platform.Model.Connectors;
using Platform.Model.Decisions;
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
    public void It_asks_the_tables_of_the_flow_and_is_written_once()
    {
        var flow = Flow(Undo("ua", "'a'"), Undo("ub", "'b'")) with { Tables = new Dictionary<string, CompiledDecisionTable> { ["fees"] = null! } };
        var undoing = FlowCompensation.Of(flow, ["b", "a"]);
        Assert.Same(flow.Tables, undoing.Tables);
        Assert.Same(undoing, FlowCompensation.Of(flow, ["b", "a"]));
        Assert.NotEqual(undoing.VersionId, FlowCompensation.Of(flow, ["a", "b"]).VersionId);
    }

    [Theory]
    [InlineData("""{"succeeded":true,"output":5}""", false, "undo 5,b")]
    [InlineData("""{"succeeded":false,"refused":true,"code":"c","message":"m"}""", false, "b")]
    [InlineData("""{"succeeded":false,"refused":true,"code":"c","message":"m"}""", true, "undo 7,b")]
    public async Task A_call_under_way_is_undone_when_it_turns_out_to_have_been_carried_out(string answer, bool doneBefore, string undone)
    {
        var (flow, settled) = (Calling(), new UnsettledCall("a", 1, doneBefore));
        var runner = new FlowRunner(FlowCompensation.Of(flow, ["b"], settled).Json, steps: CaseSteps.All());
        var key = Guid.Parse("0197a000-0000-7000-8000-00000000000a");
        await StartAsync(runner, settled, new CallSettled(key, 1, null));
        Assert.Empty(runner.Effects.OfType<FlowEffect.PublishEvent>());
        Assert.Empty(runner.Effects.OfType<FlowEffect.CallConnector>());

        foreach (var _ in new[] { 1, 2 })
        {
            await runner.SignalAsync(FlowSignals.Answered(key), answer);
            Assert.Equal(undone, string.Join(',', runner.Effects.OfType<FlowEffect.PublishEvent>().Select(e => e.Name)));
        }

        Assert.Equal(FlowStatus.Finished, runner.Status);
    }

    [Fact]
    public async Task One_whose_end_nobody_knows_waits_for_an_operator_and_is_found_out_under_its_key()
    {
        var (flow, settled) = (Calling(), new UnsettledCall("a", 1, false));
        var runner = new FlowRunner(FlowCompensation.Of(flow, ["b"], settled).Json, steps: CaseSteps.All());
        var key = Guid.Parse("0197a000-0000-7000-8000-00000000000a");
        await StartAsync(runner, settled, new CallSettled(key, 1, ConnectorAnswer.Failed("connector.unknownEnd", "gone", refused: false)));
        var incident = Assert.Single(runner.Last.OfType<FlowEffect.RaiseIncident>());
        Assert.Equal(("a", "connector.unknownEnd"), (incident.StepId, incident.Code));
        await runner.AdvanceAsync(new FlowStimulus.Retry("a"));
        var again = Assert.Single(runner.Last.OfType<FlowEffect.CallConnector>());
        Assert.Equal((key, 2), (again.Key, again.Round));
        Assert.Empty(runner.Last.OfType<FlowEffect.SetTimer>());
        await runner.SignalAsync(FlowSignals.Answered(key), """{"succeeded":true,"output":5}""");
        Assert.Equal(["undo 5", "b"], runner.Effects.OfType<FlowEffect.PublishEvent>().Select(e => e.Name));
    }

    [Fact]
    public async Task Copies_of_a_step_that_called_beside_each_other_are_undone_each()
    {
        var flow = Calling();
        UnsettledCall[] settled = [new("a", 1, false), new("a", 2, false)];
        var runner = new FlowRunner(FlowCompensation.Of(flow, [], settled).Json, steps: CaseSteps.All());
        Guid[] keys = [Guid.Parse("0197a000-0000-7000-8000-000000000001"), Guid.Parse("0197a000-0000-7000-8000-000000000002")];
        await runner.AdvanceAsync(new FlowStimulus.Start(settled.ToDictionary(FlowCompensation.InputOf, s => JsonSerializer.SerializeToElement(new CallSettled(keys[s.Number - 1], 1, null), ModelJson.Options))));
        await runner.SignalAsync(FlowSignals.Answered(keys[1]), """{"succeeded":true,"output":2}""");
        await runner.SignalAsync(FlowSignals.Answered(keys[0]), """{"succeeded":true,"output":1}""");
        Assert.Equal(["undo 2", "undo 1"], runner.Effects.OfType<FlowEffect.PublishEvent>().Select(e => e.Name));
        Assert.Equal(FlowStatus.Finished, runner.Status);
    }

    private static Task StartAsync(FlowRunner runner, UnsettledCall settled, CallSettled known) => runner.AdvanceAsync(new FlowStimulus.Start(new Dictionary<string, JsonElement>
    {
        [FlowCompensation.InputOf("n")] = JsonElement.Parse("7"),
        [FlowCompensation.InputOf(settled)] = JsonSerializer.SerializeToElement(known, ModelJson.Options),
    }));

    /// <summary>Step a calls, and is undone by what was answered; b is undone by an event.</summary>
    private static FlowDefinition Calling() => new("v1", FlowRunner.Chart(
        $$$"""
        {"id":"a","type":"Platform.CallConnector","binding":"registry","operation":"mark","timeLimit":"01:00:00","result":{"typeName":"Object","memoryReference":{"id":"n"} },"customProperties":{"compensation":{{{Undo("ua", "'undo ' + getCount()")}}} } },
        {"id":"b","type":"Elsa.WriteLine","customProperties":{"compensation":{{{Undo("ub", "'b'")}}} } }
        """, "a>b", Variables));

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
