using System.Text.Json;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;

namespace Platform.Tests.Flows;

/// <summary>What the conformance flows do not tell of an activity: keys, limits, effects, and everything that may be delivered twice.</summary>
public sealed class ActivityTests
{
    [Fact]
    public async Task Copies_beside_each_other_are_resumed_one_by_one()
    {
        var flow = await Run($$$"""{"id":"p","type":"Elsa.ParallelForEach","items":{{{Js("[[1, 2], [3]]")}}},"body":{"id":"q","type":"Elsa.ParallelForEach","items":{{{Js("getCurrentValue()")}}},"body":{"id":"w","type":"Test.Wait"} } },{"id":"z","type":"Test.Step"}""", "p>z");
        Assert.Equal(["w#0#1.0", "w#0#1.1", "w#1#1.0"], flow.Waiting);

        await flow.ResumeAsync("w#0#1.1");
        await flow.ResumeAsync("w#0#1.1");
        await flow.ResumeAsync("w#1#1.0");
        Assert.Equal(["w#0#1.0"], flow.Waiting);
        await flow.ResumeAsync("w#0#1.0");

        Assert.Equal("z", flow.Ran[^1]);
        Assert.Equal("""{"s":"e"}""", flow.State!.Data);
    }

    [Fact]
    public async Task More_copies_than_are_allowed_are_an_incident()
    {
        var flow = await Run($$$"""{"id":"p","type":"Elsa.ParallelForEach","items":{{{Js("Array.from({ length: 201 }, (_, i) => i)")}}},"body":{"id":"s","type":"Test.Step"}}""", "");

        Assert.Contains("at most 200", Assert.Single(flow.Last.OfType<FlowEffect.RaiseIncident>()).Message, StringComparison.Ordinal);
        Assert.Empty(flow.Ran);
    }

    [Fact]
    public async Task A_task_is_asked_for_and_answered_once()
    {
        var flow = await Run($$$"""{"id":"k","type":"Elsa.RunTask","taskName":"Measure","role":"approver","payload":{{{Js("({ metres: 3 })")}}},"result":{"typeName":"Object","memoryReference":{"id":"v"} } },{"id":"w","type":"Test.Wait"}""", "k>w", """[{"id":"v","name":"V"}]""");
        var task = Assert.Single(flow.OpenTasks);
        Assert.Equal(("k", "approver", "Measure", 3), (task.StepId, task.Audience.Role, task.Title.In("en"), task.Data!.Value.GetProperty("payload").GetProperty("metres").GetInt32()));

        await flow.DoneAsync(task.Id, "Done", new { result = "3.2 m" });
        var state = flow.State!.Data;
        Assert.Empty((await flow.DoneAsync(task.Id, "Done", new { result = "other" })).Trace);

        Assert.Equal(state, flow.State!.Data);
        Assert.Contains("3.2 m", state, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schedule_is_read_in_Chinese_time_and_wakes_once()
    {
        var flow = await Run("""{"id":"t","type":"Elsa.Cron","cronExpression":"0 9 * * *"},{"id":"z","type":"Test.Step"}""", "t>z");
        var timer = Assert.IsType<FlowEffect.SetTimer>(Assert.Single(flow.Last));
        Assert.Equal(new DateTimeOffset(2026, 3, 11, 1, 0, 0, TimeSpan.Zero), timer.DueAt);

        await flow.AdvanceAsync(new FlowStimulus.TimerDue(timer.TimerId));
        await flow.AdvanceAsync(new FlowStimulus.TimerDue(timer.TimerId));

        Assert.Equal("z", flow.Trace);
    }

    [Fact]
    public async Task An_event_is_told_as_an_effect_and_its_wait_can_be_seen()
    {
        var flow = new FlowRunner(FlowRunner.Chart($$$"""{"id":"c","type":"Elsa.Correlate","correlationId":"order-7"},{"id":"p","type":"Elsa.PublishEvent","eventName":"ready","correlationId":"order-8","isLocalEvent":true,"payload":{{{Js("({ n: 5 })")}}}},{"id":"e","type":"Elsa.Event","eventName":"paid"}""", "c>p p>e"));
        var advance = await flow.AdvanceAsync(new FlowStimulus.Start(new Dictionary<string, JsonElement>()));

        var told = Assert.IsType<FlowEffect.PublishEvent>(Assert.Single(advance.Effects));
        Assert.Equal(("ready", "order-8", true, 5), (told.Name, told.CorrelationId, told.Local, told.Payload.GetProperty("n").GetInt32()));
        Assert.Equal([new EventWait("paid", "order-7")], advance.Awaits);
        Assert.Empty((await flow.SignalAsync("paid")).Awaits);
    }

    [Theory]
    [InlineData("""{"id":"p","type":"Elsa.PublishEvent","eventName":{"typeName":"String","expression":{"type":"JavaScript","value":"'case.' + 'withdrawn'"}}}""", "only the platform sends")]
    [InlineData("""{"id":"p","type":"Elsa.Event","eventName":{"typeName":"String","expression":{"type":"JavaScript","value":"'e'.repeat(201)"}}}""", "at most 200")]
    [InlineData("""{"id":"p","type":"Elsa.Correlate","correlationId":{"typeName":"String","expression":{"type":"JavaScript","value":"'e'.repeat(201)"}}}""", "at most 200")]
    [InlineData("""{"id":"p","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"Liquid","value":"{% for i in (1..100000) %}{% endfor %}"}}}""", "p")]
    [InlineData("""{"id":"p","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"Liquid","value":"{% for i in (1..9000) %}0123456789012345{% endfor %}"}}}""", "longer than 100000")]
    [InlineData("""{"id":"p","type":"Elsa.ExecuteWorkflow","workflowDefinitionId":"nowhere"}""", "not in force")]
    public async Task What_must_not_be_is_an_incident(string activity, string message)
    {
        var flow = await Run(activity, "");

        Assert.Equal(FlowStatus.Faulted, flow.Status);
        Assert.Contains(message, Assert.Single(flow.Effects.OfType<FlowEffect.RaiseIncident>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_ids_are_the_same_in_a_replay()
    {
        const string Text = """{"id":"a","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"JavaScript","value":"newGuidString() + ' ' + newGuidString() + ' ' + bytesToBase64(bytesFromString('ab'))"}}}""";
        var (one, two) = (Said(await Run(Text, "")), Said(await Run(Text, "")));

        Assert.Equal(one, two);
        Assert.Equal(3, one.Split(' ').Distinct().Count());
        Assert.EndsWith(" YWI=", one, StringComparison.Ordinal);

        static string Said(FlowRunner flow) => flow.Entries.Single(e => e is { StepId: "a", Kind: FlowTraceKind.Completed }).Detail!;
    }

    [Fact]
    public async Task A_flow_within_a_flow_has_keys_of_its_own_and_ends_with_the_case()
    {
        var flow = await Children("Elsa.ExecuteWorkflow");
        var task = Assert.Single(flow.OpenTasks);
        Assert.Equal("x/k", task.StepId);

        await flow.SignalAsync(FlowSignals.Withdrawn);

        Assert.Equal(task.Id, Assert.Single(flow.Last.OfType<FlowEffect.CloseTask>()).TaskId);
        Assert.Equal(FlowStatus.Cancelled, flow.Status);
    }

    [Fact]
    public async Task A_flow_that_was_sent_off_goes_on_when_the_one_that_sent_it_has_ended()
    {
        var flow = await Children("Elsa.DispatchWorkflow");
        Assert.Equal("z", flow.Trace);
        Assert.Equal((FlowStatus.Waiting, "x/k#0"), (flow.Status, Assert.Single(flow.OpenTasks).StepId));

        await flow.DoneAsync(flow.OpenTasks[0].Id, "Done");

        Assert.Equal(FlowStatus.Finished, flow.Status);
    }

    [Fact]
    public async Task A_step_that_fails_within_a_flow_within_a_flow_is_repeated_there()
    {
        var children = Definitions("""{"id":"f","type":"Elsa.Fault","message":"no"}""");
        var flow = await new FlowRunner(FlowRunner.Chart("""{"id":"x","type":"Elsa.ExecuteWorkflow","workflowDefinitionId":"child"}""", ""), children: children).StartAsync();
        await flow.AdvanceAsync(new FlowStimulus.Retry("x/f"));

        Assert.Equal(["x/f", "x/f"], flow.Effects.OfType<FlowEffect.RaiseIncident>().Select(i => i.StepId));
    }

    [Theory]
    [InlineData("Finish")]
    [InlineData("Complete")]
    public async Task A_flow_of_nothing_but_its_end_ends(string end)
    {
        var root = JsonElement.Parse($$$"""{"definitionId":"c","root":{"id":"f","type":"Elsa.{{{end}}}"}}""");
        Assert.Equal(FlowStatus.Finished, (await new FlowRunner(root).StartAsync()).Status);

        var flow = new FlowRunner(FlowRunner.Chart("""{"id":"x","type":"Elsa.ExecuteWorkflow","workflowDefinitionId":"child"},{"id":"z","type":"Test.Step"}""", "x>z"), children: new Dictionary<string, FlowDefinition> { ["child"] = new("child@1", root) });
        Assert.Equal("z", (await flow.StartAsync()).Trace);
    }

    [Fact]
    public async Task Complete_and_finish_within_a_child_end_the_child_alone()
    {
        foreach (var end in new[] { "Complete", "Finish" })
        {
            var children = Definitions($$$"""{"id":"f","type":"Elsa.{{{end}}}"}""");
            var flow = await new FlowRunner(FlowRunner.Chart("""{"id":"x","type":"Elsa.ExecuteWorkflow","workflowDefinitionId":"child"},{"id":"z","type":"Test.Step"}""", "x>z"), children: children).StartAsync();

            Assert.Equal(("z", FlowStatus.Finished), (flow.Trace, flow.Status));
        }
    }

    private static async Task<FlowRunner> Children(string type) => await new FlowRunner(
        FlowRunner.Chart($$$"""{"id":"x","type":"{{{type}}}","workflowDefinitionId":"child"},{"id":"z","type":"Test.Step"}""", "x>z"),
        children: Definitions("""{"id":"k","type":"Elsa.RunTask","taskName":"inner"}""")).StartAsync();

    private static Dictionary<string, FlowDefinition> Definitions(string activity) => new()
    {
        ["child"] = new("child@1", JsonElement.Parse($$$"""{"definitionId":"child","root":{"id":"q","type":"Elsa.Sequence","activities":[{{{activity}}}]}}""")),
    };

    private static string Js(string script) => $$$"""{"typeName":"Object","expression":{"type":"JavaScript","value":{{{JsonSerializer.Serialize(script)}}}}}""";

    private static Task<FlowRunner> Run(string activities, string connections, string variables = "[]") =>
        new FlowRunner(FlowRunner.Chart(activities, connections, variables), limits: new FlowLimits { ScriptTime = TimeSpan.FromSeconds(2) }).StartAsync();
}
