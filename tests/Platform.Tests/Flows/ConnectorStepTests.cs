using System.Text.Json;
using Platform.Model;
using Platform.Model.Connectors;
using Platform.Model.Flows;
using Platform.Server.Cases.Steps;

namespace Platform.Tests.Flows;

/// <summary>A step that calls a connector, and what operators do when it, or another step, has failed.</summary>
public sealed class ConnectorStepTests
{
    private const string Variables = """[{"id":"v","name":"Person","typeName":"Object"},{"id":"r","name":"Mark","typeName":"Object"},{"id":"e","name":"Why","typeName":"Object"}]""";

    private const string Call = """
        {"id":"call","type":"Platform.CallConnector",
         "binding":{"typeName":"String","expression":{"type":"Literal","value":"registry"}},"operation":{"typeName":"String","expression":{"type":"Literal","value":"mark"}},
         "input":{"typeName":"Object","expression":{"type":"JavaScript","value":"({ id: getPerson() })"}},
         "result":{"typeName":"Object","memoryReference":{"id":"r"}},"error":{"typeName":"Object","memoryReference":{"id":"e"}}}
        """;

    private const string After = """{"id":"after","type":"Elsa.RunTask","taskName":{"typeName":"String","expression":{"type":"JavaScript","value":"JSON.stringify([getMark(), getWhy()])"}}}""";

    [Fact]
    public async Task The_answer_of_a_call_goes_to_a_variable()
    {
        var flow = await StartAsync();
        var call = Assert.Single(flow.Last.OfType<FlowEffect.CallConnector>());
        Assert.Equal(("registry", "mark", "{}", 1), (call.Binding, call.Operation, call.Input.GetRawText(), call.Round));
        Assert.Equal(FlowStatus.Waiting, flow.Status);

        await AnswerAsync(flow, call, ConnectorAnswer.Of(JsonElement.Parse("""{"mark":7}""")));
        Assert.Equal("""[{"mark":7},null]""", Task(flow));

        await AnswerAsync(flow, call, ConnectorAnswer.Of(JsonElement.Parse("""{"mark":8}""")));
        Assert.Empty(flow.Last);
    }

    [Fact]
    public async Task A_failure_goes_its_own_way_where_there_is_one()
    {
        var flow = await StartAsync("call>after call:Failed>after");
        await AnswerAsync(flow, Asked(flow), ConnectorAnswer.Failed("connector.noAnswer", "registry · mark: gone", refused: false));
        Assert.Equal("""[null,{"code":"connector.noAnswer","message":"registry · mark: gone","refused":false}]""", Task(flow));
        Assert.DoesNotContain(flow.Effects, e => e is FlowEffect.RaiseIncident);
    }

    [Theory]
    [InlineData("call:Refused>after call:Failed>other", true)]
    [InlineData("call:Failed>after", true)]
    [InlineData("call:Failed>after call:Refused>other", false)]
    public async Task A_refusal_goes_its_own_way_or_that_of_failures(string connections, bool refused)
    {
        var flow = await new FlowRunner(FlowRunner.Chart(Call + "," + After + """,{"id":"other","type":"Test.Wait"}""", connections, Variables), steps: CaseSteps.All()).StartAsync();
        await AnswerAsync(flow, Asked(flow), ConnectorAnswer.Failed("connector.http.refused", "HTTP 409", refused));
        Assert.Single(flow.OpenTasks);
        Assert.Empty(flow.Waiting);
    }

    [Theory]
    [InlineData("timeLimit", "\"00:30:00\"", true)]
    [InlineData("limitDays", "3", false)]
    public async Task An_answer_is_waited_for_so_long_and_one_that_comes_later_is_none(string input, string value, bool natural)
    {
        var flow = await StartAsync("call>after call:Timeout>after", $$$"""{"id":"call","type":"Platform.CallConnector","{{{input}}}":{"typeName":"String","expression":{"type":"Literal","value":{{{value}}} } },""");
        var timer = Assert.Single(flow.Last.OfType<FlowEffect.SetTimer>());
        Assert.Equal(natural ? (TimeSpan.FromMinutes(30), (int?)null) : ((TimeSpan?)null, 3), (timer.After, timer.WorkingDays));

        await flow.AdvanceAsync(new FlowStimulus.TimerDue(timer.TimerId));
        Assert.Equal("connector.timeout", JsonDocument.Parse(Task(flow)).RootElement[1].GetProperty("code").GetString());
        await AnswerAsync(flow, Asked(flow), ConnectorAnswer.Of(JsonElement.Parse("1")));
        Assert.Empty(flow.Last);
    }

    [Fact]
    public async Task A_call_made_again_after_its_time_is_the_same_and_the_old_time_ends_it_no_more()
    {
        var flow = await StartAsync("call>after", """{"id":"call","type":"Platform.CallConnector","timeLimit":{"typeName":"String","expression":{"type":"Literal","value":"01:00:00"}},""");
        var (call, timer) = (Asked(flow), flow.Last.OfType<FlowEffect.SetTimer>().Single());
        await flow.AdvanceAsync(new FlowStimulus.TimerDue(timer.TimerId));
        Assert.Equal("connector.timeout", Assert.Single(flow.Last.OfType<FlowEffect.RaiseIncident>()).Code);
        await flow.AdvanceAsync(new FlowStimulus.Retry("call"));
        Assert.Equal((call.Key, 2), (Asked(flow).Key, Asked(flow).Round));
        Assert.NotEqual(timer.TimerId, Assert.Single(flow.Last.OfType<FlowEffect.SetTimer>()).TimerId);
        await flow.AdvanceAsync(new FlowStimulus.TimerDue(timer.TimerId));
        Assert.Equal(FlowStatus.Waiting, flow.Status);
        await AnswerAsync(flow, Asked(flow), ConnectorAnswer.Of(JsonElement.Parse("1")));
        Assert.Equal("[1,null]", Task(flow));
    }

    [Theory]
    [InlineData("call>after")]
    [InlineData("call>after call:Timeout>other")]
    public async Task The_time_of_a_call_that_has_failed_ends_nothing_and_a_retry_has_a_time_of_its_own(string connections)
    {
        var definition = FlowRunner.Chart(
            Call.Replace("""{"id":"call","type":"Platform.CallConnector",""", """{"id":"call","type":"Platform.CallConnector","timeLimit":{"typeName":"String","expression":{"type":"Literal","value":"01:00:00"}},""", StringComparison.Ordinal)
                + "," + After + """,{"id":"other","type":"Test.Wait"}""", connections, Variables);
        var flow = await new FlowRunner(definition, steps: CaseSteps.All()).StartAsync();
        var timer = flow.Last.OfType<FlowEffect.SetTimer>().Single();
        await AnswerAsync(flow, Asked(flow), Lost);
        Assert.Equal("connector.noAnswer", Assert.Single(flow.Last.OfType<FlowEffect.RaiseIncident>()).Code);

        foreach (var _ in new[] { 1, 2 })
        {
            await flow.AdvanceAsync(new FlowStimulus.TimerDue(timer.TimerId));
            Assert.Empty(flow.Last);
            Assert.Equal((FlowStatus.Faulted, 0), (flow.Status, flow.Waiting.Count));
        }

        await flow.AdvanceAsync(new FlowStimulus.Retry("call"));
        var again = Assert.Single(flow.Last.OfType<FlowEffect.SetTimer>());
        Assert.NotEqual(timer.TimerId, again.TimerId);
        await flow.AdvanceAsync(new FlowStimulus.TimerDue(again.TimerId));
        Assert.Equal(connections.Contains("Timeout", StringComparison.Ordinal) ? ["other"] : [], flow.Waiting);
        Assert.Equal(connections.Contains("Timeout", StringComparison.Ordinal) ? [] : ["connector.timeout"], flow.Last.OfType<FlowEffect.RaiseIncident>().Select(i => i.Code));
    }

    [Theory]
    [InlineData("call>after")]
    [InlineData("call>after call:Failed>other call:Refused>other")]
    public async Task An_answer_the_case_does_not_take_stops_the_step_and_is_there_when_it_runs_again(string connections)
    {
        var flow = await new FlowRunner(FlowRunner.Chart(Call + "," + After + """,{"id":"other","type":"Test.Wait"}""", connections, Variables), steps: CaseSteps.All()).StartAsync();
        var call = Asked(flow);
        await AnswerAsync(flow, call, ConnectorAnswer.Of(JsonElement.Parse("7")) with { NotTaken = "not now" });
        var incident = Assert.Single(flow.Last.OfType<FlowEffect.RaiseIncident>());
        Assert.Equal(("connector.notTaken", "registry · mark: not now"), (incident.Code, incident.Message));

        await flow.AdvanceAsync(new FlowStimulus.Retry("call"));
        Assert.Equal("[7,null]", Task(flow));
        Assert.Same(call, Asked(flow));
    }

    [Fact]
    public async Task And_where_something_else_is_asked_for_it_is_asked_for()
    {
        var flow = await StartAsync();
        var call = Asked(flow);
        await AnswerAsync(flow, call, ConnectorAnswer.Of(JsonElement.Parse("7")) with { NotTaken = "not now" });
        await flow.AdvanceAsync(new FlowStimulus.Retry("call", new(One("Person", "\"330110\""), None)));
        Assert.NotEqual(call.Key, Asked(flow).Key);
    }

    [Fact]
    public async Task A_time_that_is_none_stops_the_step()
    {
        var flow = await StartAsync("call>after", """{"id":"call","type":"Platform.CallConnector","timeLimit":{"typeName":"String","expression":{"type":"Literal","value":"soon"}},""");
        Assert.Contains("soon", Assert.Single(flow.Last.OfType<FlowEffect.RaiseIncident>()).Message, StringComparison.Ordinal);
        Assert.Empty(flow.Effects.OfType<FlowEffect.CallConnector>());
    }

    [Fact]
    public async Task Without_one_somebody_must_look_and_a_retry_makes_the_same_call_under_the_same_key()
    {
        var flow = await StartAsync();
        var call = Asked(flow);
        await AnswerAsync(flow, call, Lost);
        var incident = Assert.Single(flow.Last.OfType<FlowEffect.RaiseIncident>());
        Assert.Equal(("call", "connector.noAnswer", "registry · mark: gone"), (incident.StepId, incident.Code, incident.Message));
        Assert.Equal(FlowStatus.Faulted, flow.Status);

        await flow.AdvanceAsync(new FlowStimulus.Retry("call"));
        Assert.Equal((call.Key, 2), (Asked(flow).Key, Asked(flow).Round));
        Assert.Equal(FlowStatus.Waiting, flow.Status);
        await flow.AdvanceAsync(new FlowStimulus.Retry("call"));
        Assert.Empty(flow.Last);

        await AnswerAsync(flow, Asked(flow), ConnectorAnswer.Of(JsonElement.Parse("1")));
        Assert.Equal("[1,null]", Task(flow));
    }

    [Fact]
    public async Task After_a_refusal_a_retry_is_another_call()
    {
        var flow = await StartAsync();
        var call = Asked(flow);
        await AnswerAsync(flow, call, ConnectorAnswer.Failed("connector.http.refused", "HTTP 409", refused: true));
        await flow.AdvanceAsync(new FlowStimulus.Retry("call"));
        Assert.NotEqual(call.Key, Asked(flow).Key);
        Assert.Equal(1, Asked(flow).Round);
    }

    [Fact]
    public async Task What_an_operator_puts_right_counts_from_then_on()
    {
        var flow = await StartAsync();
        await AnswerAsync(flow, Asked(flow), Lost);
        var failed = flow.Interpreter.FindFailed(flow.Definition, flow.State!, "call", flow.Run)!;
        Assert.Equal(["Person", "Mark", "Why"], failed.Variables.Keys);
        Assert.Equal("{}", failed.Inputs["input"]!.Value.GetRawText());
        Assert.Equal(["Done", "Refused", "Failed", "Timeout"], failed.Outcomes.Select(o => o.Key));
        Assert.Null(failed.CannotSkip);

        var call = Asked(flow);
        await flow.AdvanceAsync(new FlowStimulus.Retry("call", new(One("Person", "\"330110\""), None)));
        Assert.Equal(("{\"id\":\"330110\"}", 1), (Asked(flow).Input.GetRawText(), Asked(flow).Round));
        Assert.NotEqual(call.Key, Asked(flow).Key);

        await AnswerAsync(flow, Asked(flow), Lost);
        await flow.AdvanceAsync(new FlowStimulus.Retry("call", new(None, One("input", """{"id":1,"old":true}"""))));
        await AnswerAsync(flow, Asked(flow), Lost);
        await flow.AdvanceAsync(new FlowStimulus.Retry("call"));
        Assert.Equal(("""{"id":1,"old":true}""", 2), (Asked(flow).Input.GetRawText(), Asked(flow).Round));
    }

    [Fact]
    public async Task A_step_can_be_passed_over_with_an_outcome_and_values()
    {
        var flow = await StartAsync();
        await AnswerAsync(flow, Asked(flow), Lost);
        await flow.AdvanceAsync(new FlowStimulus.Skip("call", "Done", One("result", "\"by hand\"")));
        Assert.Equal("""["by hand",null]""", Task(flow));
        await flow.AdvanceAsync(new FlowStimulus.Skip("call", "Done", None));
        Assert.Empty(flow.Last);
    }

    [Theory]
    [InlineData("Maybe", "result", "flow.skip.outcome")]
    [InlineData("Done", "answer", "flow.skip.output")]
    public async Task Only_with_what_the_step_has(string outcome, string output, string code)
    {
        var flow = await StartAsync();
        await AnswerAsync(flow, Asked(flow), Lost);
        var refused = await Assert.ThrowsAsync<UnfitStimulusException>(() => flow.TryAsync(new FlowStimulus.Skip("call", outcome, One(output, "1"))));
        Assert.Equal(code, refused.Problem.Code);
    }

    [Fact]
    public async Task Nothing_else_can_be_put_right()
    {
        var flow = await StartAsync();
        await AnswerAsync(flow, Asked(flow), Lost);
        var variable = await Assert.ThrowsAsync<UnfitStimulusException>(() => flow.TryAsync(new FlowStimulus.Retry("call", new(One("Other", "1"), None))));
        var input = await Assert.ThrowsAsync<UnfitStimulusException>(() => flow.TryAsync(new FlowStimulus.Retry("call", new(None, One("binding", "\"x\"")))));
        Assert.Equal(("flow.correct.variable", "flow.correct.input"), (variable.Problem.Code, input.Problem.Code));
    }

    [Theory]
    [InlineData("""{"id":"s","type":"Platform.Accept","title":{"typeName":"Object","expression":{"type":"JavaScript","value":"nowhere()"}}}""", "s")]
    [InlineData("""{"id":"s","type":"Platform.Decide","title":{"typeName":"Object","expression":{"type":"JavaScript","value":"nowhere()"}}}""", "s")]
    [InlineData("""{"id":"s","type":"Elsa.If","condition":{"typeName":"Boolean","expression":{"type":"JavaScript","value":"nowhere()"}},"then":{"id":"d","type":"Platform.Deliver"}}""", "s")]
    public async Task An_act_in_law_is_not_passed_over(string step, string id)
    {
        var flow = await new FlowRunner(FlowRunner.Chart(step + "," + After, "s>after"), steps: CaseSteps.All()).StartAsync();
        Assert.Equal("flow.skip.actInLaw", flow.Interpreter.FindFailed(flow.Definition, flow.State!, id, flow.Run)!.CannotSkip!.Code);
        var refused = await Assert.ThrowsAsync<UnfitStimulusException>(() => flow.TryAsync(new FlowStimulus.Skip(id, "Done", None)));
        Assert.Equal("flow.skip.actInLaw", refused.Problem.Code);
    }

    private static ConnectorAnswer Lost => ConnectorAnswer.Failed("connector.noAnswer", "registry · mark: gone", refused: false);

    private static Dictionary<string, JsonElement> None => [];

    private static Dictionary<string, JsonElement> One(string name, string value) => new() { [name] = JsonElement.Parse(value) };

    /// <param name="begin">Of the step that calls, in place of the usual one.</param>
    private static Task<FlowRunner> StartAsync(string connections = "call>after", string begin = """{"id":"call","type":"Platform.CallConnector",""") =>
        new FlowRunner(FlowRunner.Chart(Call.Replace("""{"id":"call","type":"Platform.CallConnector",""", begin, StringComparison.Ordinal) + "," + After, connections, Variables), steps: CaseSteps.All()).StartAsync();

    private static FlowEffect.CallConnector Asked(FlowRunner flow) => flow.Effects.OfType<FlowEffect.CallConnector>().Last();

    private static Task<FlowAdvance> AnswerAsync(FlowRunner flow, FlowEffect.CallConnector call, ConnectorAnswer answer) =>
        flow.SignalAsync(FlowSignals.Answered(call.Key), JsonSerializer.Serialize(answer, ModelJson.Options));

    private static string Task(FlowRunner flow) => Assert.Single(flow.OpenTasks).Title.In("en");
}
