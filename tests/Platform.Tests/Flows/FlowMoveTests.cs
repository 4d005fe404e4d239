using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Tests.Flows;

/// <summary>A running flow is put onto another version of its definition.</summary>
public sealed class FlowMoveTests
{
    private const string Waits = """{"id":"a","type":"Test.Wait"},{"id":"b","type":"Test.Wait"},{"id":"c","type":"Test.Step"}""";

    private static readonly IReadOnlyDictionary<string, string> Unmapped = new Dictionary<string, string>();

    [Fact]
    public async Task It_goes_on_in_the_new_version_from_the_step_it_is_at()
    {
        var runner = await Started(FlowRunner.Chart(Waits, "a>b b>c"));
        var to = Version(FlowRunner.Chart("""{"id":"a","type":"Test.Wait"},{"id":"n","type":"Test.Step"},{"id":"c","type":"Test.Step"}""", "a>n n>c"));
        var move = runner.Interpreter.Move(runner.Definition, runner.State!, to, Unmapped);

        Assert.Empty(move.Value.Steps);
        Assert.Equal(["n", "c"], await EnteredAsync(runner, to, move.Value.State, "resume:a"));
    }

    [Fact]
    public async Task A_renamed_step_is_found_by_the_mapping_and_back_again_the_state_is_the_same()
    {
        var from = FlowRunner.Chart(Waits, "a>b b>c", """[{"id":"v","name":"V","typeName":"String"}]""");
        var runner = await Started(from);
        var to = Version(FlowRunner.Chart("""{"id":"first","type":"Test.Wait"},{"id":"c","type":"Test.Step"}""", "first>c"));
        var move = runner.Interpreter.Move(runner.Definition, runner.State!, to, Map("a", "first")).Value;
        Assert.Equal([new("a", "first")], move.Steps);
        Assert.Equal(["c"], await EnteredAsync(runner, to, move.State, "resume:a"));

        var back = runner.Interpreter.Move(to, move.State, runner.Definition, Map("first", "a")).Value;
        Assert.Equal(runner.State, back.State);
    }

    [Fact]
    public async Task A_variable_the_new_version_does_not_declare_comes_back_with_the_old_one()
    {
        var from = FlowRunner.Chart(
            """{"id":"s","type":"Elsa.SetVariable","variable":{"id":"v"},"value":{"typeName":"String","expression":{"type":"Literal","value":"kept"}}},{"id":"a","type":"Test.Wait"}""",
            "s>a",
            """[{"id":"v","name":"V","typeName":"String"}]""");
        var runner = await Started(from);
        var to = Version(FlowRunner.Chart("""{"id":"a","type":"Test.Wait"}""", ""));
        var there = runner.Interpreter.Move(runner.Definition, runner.State!, to, Unmapped).Value.State;
        Assert.Contains("kept", there.Data, StringComparison.Ordinal);
        Assert.Equal(runner.State, runner.Interpreter.Move(to, there, runner.Definition, Unmapped).Value.State);
    }

    [Theory]
    [InlineData("""{"id":"x","type":"Test.Wait"}""", "", "flow.move.stepGone")]
    [InlineData("""{"id":"a","type":"Test.Step"}""", "", "flow.move.typeChanged")]
    [InlineData("""{"id":"box","type":"Elsa.Sequence","activities":[{"id":"a","type":"Test.Wait"}]}""", "", "flow.move.containerChanged")]
    public async Task A_step_without_a_place_stands_in_the_way(string activities, string connections, string code)
    {
        var runner = await Started(FlowRunner.Chart(Waits, "a>b b>c"));
        var move = runner.Interpreter.Move(runner.Definition, runner.State!, Version(FlowRunner.Chart(activities, connections)), Unmapped);
        var problem = Assert.Single(move.Problems);
        Assert.Equal((code, "a"), (problem.Code, problem.Field));
    }

    [Fact]
    public async Task Two_open_steps_cannot_become_one()
    {
        var runner = await Started(FlowRunner.Chart("""{"id":"f","type":"Elsa.FlowFork","branches":["x","y"]},{"id":"a","type":"Test.Wait"},{"id":"b","type":"Test.Wait"}""", "f:x>a f:y>b"));
        var to = Version(FlowRunner.Chart("""{"id":"a","type":"Test.Wait"}""", ""));
        Assert.Equal(["flow.move.stepTaken"], runner.Interpreter.Move(runner.Definition, runner.State!, to, Map("b", "a")).Problems.Select(p => p.Code));
        Assert.Equal(["flow.move.twoToOne"], runner.Interpreter.CheckMapping(to, new Dictionary<string, string> { ["a"] = "a", ["b"] = "a" }).Select(p => p.Code));
        Assert.Equal(["flow.move.unknownTarget"], runner.Interpreter.CheckMapping(to, Map("a", "z")).Select(p => p.Code));
    }

    [Fact]
    public async Task A_step_whose_name_another_one_takes_would_not_come_back_and_is_refused()
    {
        var runner = await Started(FlowRunner.Chart("""{"id":"b","type":"Test.Wait"},{"id":"a","type":"Test.Wait"}""", "b>a"));
        var to = Version(FlowRunner.Chart("""{"id":"b","type":"Test.Wait"}""", ""));
        Assert.Equal(["flow.move.stepTaken"], runner.Interpreter.Move(runner.Definition, runner.State!, to, Map("a", "b")).Problems.Select(p => p.Code));
    }

    [Fact]
    public async Task A_container_with_values_of_its_own_keeps_its_id()
    {
        const string Loop = """{"id":"each","type":"Elsa.ParallelForEach","items":{"typeName":"Object","expression":{"type":"JavaScript","value":"[1, 2]"}},"body":{"id":"w","type":"Test.Wait"} }""";
        var runner = await Started(FlowRunner.Chart(Loop, ""));
        var renamed = Version(FlowRunner.Chart(Loop.Replace("each", "all", StringComparison.Ordinal), ""));
        Assert.Contains("flow.move.scopeRenamed", runner.Interpreter.Move(runner.Definition, runner.State!, renamed, Map("each", "all")).Problems.Select(p => p.Code));

        var same = Version(FlowRunner.Chart(Loop + """,{"id":"c","type":"Test.Step"}""", "each>c"));
        var moved = runner.Interpreter.Move(runner.Definition, runner.State!, same, Unmapped).Value;
        Assert.Equal(runner.State, runner.Interpreter.Move(same, moved.State, runner.Definition, Unmapped).Value.State);
    }

    [Fact]
    public async Task A_merge_at_which_a_branch_has_arrived_goes_on_waiting()
    {
        const string Fork = """{"id":"f","type":"Elsa.FlowFork","branches":["x","y"]},{"id":"a","type":"Test.Wait"},{"id":"b","type":"Test.Wait"},{"id":"j","type":"Elsa.FlowJoin","mode":"WaitAll"}""";
        var runner = await Started(FlowRunner.Chart(Fork + """,{"id":"c","type":"Test.Step"}""", "f:x>a f:y>b a>j b>j j>c"));
        await runner.ResumeAsync("a");
        var to = Version(FlowRunner.Chart(Fork + """,{"id":"n","type":"Test.Step"}""", "f:x>a f:y>b a>j b>j j>n"));
        var move = runner.Interpreter.Move(runner.Definition, runner.State!, to, Unmapped).Value;
        Assert.Equal(["j", "n"], await EnteredAsync(runner, to, move.State, "resume:b"));

        var without = Version(FlowRunner.Chart(Fork + """,{"id":"c","type":"Test.Step"}""", "f:x>a f:y>b a>j j>c"));
        Assert.Equal(["flow.move.mergeGone"], runner.Interpreter.Move(runner.Definition, runner.State!, without, Unmapped).Problems.Select(p => p.Code));
        var idle = Version(FlowRunner.Chart(Fork + """,{"id":"d","type":"Test.Step"}""", "f:x>a f:x>d f:y>b a>j d>j"));
        Assert.Equal(["flow.move.mergeIdle"], runner.Interpreter.Move(runner.Definition, runner.State!, idle, Unmapped).Problems.Select(p => p.Code));
    }

    [Fact]
    public async Task A_flow_that_has_ended_is_not_moved()
    {
        var runner = await Started(FlowRunner.Chart("""{"id":"c","type":"Test.Step"}""", ""));
        Assert.Equal(FlowStatus.Finished, runner.Status);
        Assert.Equal(["flow.move.ended"], runner.Interpreter.Move(runner.Definition, runner.State!, Version(FlowRunner.Chart(Waits, "a>b")), Unmapped).Problems.Select(p => p.Code));
    }

    private static Task<FlowRunner> Started(JsonElement definition) => new FlowRunner(definition, version: "one").StartAsync();

    private static FlowDefinition Version(JsonElement definition) => new("two " + definition.GetRawText().GetHashCode(StringComparison.Ordinal), definition);

    private static Dictionary<string, string> Map(string from, string to) => new() { [from] = to };

    /// <summary>Steps the signal makes the moved flow enter.</summary>
    private static async Task<IEnumerable<string>> EnteredAsync(FlowRunner runner, FlowDefinition flow, FlowSnapshot state, string signal)
    {
        var advance = await runner.Interpreter.AdvanceAsync(flow, state, new FlowStimulus.Signal(signal, JsonElement.Parse("{}")), runner.Run, TestContext.Current.CancellationToken);
        return advance.Trace.Where(t => t.Kind == FlowTraceKind.Entered).Select(t => t.StepId);
    }
}
