using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;

namespace Platform.Tests.Flows;

public sealed class InterpreterTests
{
    [Fact]
    public async Task An_unknown_activity_raises_an_incident_and_a_retry_repeats_it()
    {
        var flow = await new FlowRunner(FlowRunner.Chart("""{"id":"u","type":"Nowhere.Step"},{"id":"b","type":"Test.Step"}""", "u>b")).StartAsync();
        var incident = Assert.IsType<FlowEffect.RaiseIncident>(Assert.Single(flow.Last));
        Assert.Equal(("u", "flow.unknownActivity"), (incident.StepId, incident.Code));
        Assert.Contains("Nowhere.Step", incident.Message);

        await flow.AdvanceAsync(new FlowStimulus.Retry("u"));

        Assert.IsType<FlowEffect.RaiseIncident>(Assert.Single(flow.Last));
        Assert.Equal(FlowStatus.Faulted, flow.Status);
        Assert.Empty((await flow.AdvanceAsync(new FlowStimulus.Retry("b"))).Effects);
    }

    [Fact]
    public async Task A_step_that_fails_leaves_nothing_behind_and_can_be_repeated()
    {
        var step = new MoodyStep { Fails = true };
        var flow = await new FlowRunner(FlowRunner.Chart("""{"id":"m","type":"Test.Moody"},{"id":"b","type":"Test.Step"}""", "m>b"), steps: [step]).StartAsync();
        Assert.IsType<FlowEffect.RaiseIncident>(Assert.Single(flow.Last));

        step.Fails = false;
        await flow.AdvanceAsync(new FlowStimulus.Retry("m"));
        var task = Assert.Single(flow.OpenTasks).Id;

        step.Fails = true;
        await flow.DoneAsync(task, "Go", new { word = "kept" });
        Assert.Equal(FlowStatus.Faulted, flow.Status);
        Assert.IsType<FlowEffect.RaiseIncident>(Assert.Single(flow.Last));

        step.Fails = false;
        await flow.AdvanceAsync(new FlowStimulus.Retry("m"));
        Assert.Equal("kept", step.Words[^1]);
        Assert.Equal("b", flow.Trace);
        Assert.Equal(FlowStatus.Finished, flow.Status);
    }

    [Fact]
    public async Task Everything_a_failed_step_has_missed_is_heard_at_the_retry()
    {
        var step = new MoodyStep { Tasks = 2 };
        var flow = await new FlowRunner(FlowRunner.Chart("""{"id":"m","type":"Test.Moody"}""", ""), steps: [step]).StartAsync();
        var tasks = flow.OpenTasks;

        step.Fails = true;
        await flow.DoneAsync(tasks[0].Id, "Go", new { word = "first" });
        await flow.DoneAsync(tasks[1].Id, "Go", new { word = "second" });
        Assert.Equal(FlowStatus.Faulted, flow.Status);

        step.Fails = false;
        step.Words.Clear();
        await flow.AdvanceAsync(new FlowStimulus.Retry("m"));

        Assert.Equal(["first", "second"], step.Words);
        Assert.Equal(FlowStatus.Finished, flow.Status);
    }

    [Fact]
    public async Task A_loop_that_never_waits_is_stopped_and_named()
    {
        var flow = await new FlowRunner(FlowRunner.Chart(Steps("a", "b", "c"), "a>b b>c c>b")).StartAsync();

        Assert.Equal(FlowStatus.Faulted, flow.Status);
        var incident = Assert.Single(flow.Last.OfType<FlowEffect.RaiseIncident>());
        Assert.Equal("flow.runaway", incident.Code);
        Assert.Contains("b, c", incident.Message);
    }

    [Fact]
    public async Task Variables_survive_and_expressions_read_them()
    {
        var flow = await Run("""
            {"id":"a","type":"Elsa.SetVariable","variable":{"id":"v1","name":"Count"},"value":{"typeName":"Int32","expression":{"type":"JavaScript","value":"getCount() + 2"}}},
            {"id":"w","type":"Test.Wait"},
            {"id":"b","type":"Elsa.SetVariable","variable":{"id":"v2"},"value":{"typeName":"Int32","expression":{"type":"Variable","value":{"id":"v1","name":"Count"}}}},
            {"id":"d","type":"Elsa.FlowDecision","condition":{"typeName":"Boolean","expression":{"type":"JavaScript","value":"variables.Other === 42 && getVariable('Count') == 42 && getInput('who') === 'me'"}}},
            {"id":"yes","type":"Test.Step"},{"id":"no","type":"Test.Step"}
            """, "a>w w>b b>d d:True>yes d:False>no", """[{"id":"v1","name":"Count","typeName":"Int32","value":"40"},{"id":"v2","name":"Other"}]""", new { who = "me" });
        await flow.ResumeAsync("w");

        Assert.Equal("+w w yes", flow.Trace);
    }

    [Theory]
    [InlineData("answers.area > 100 && answers.members.length === 2", true)]
    [InlineData("answers.name.first === '三'", true)]
    [InlineData("answers.missing === undefined", true)]
    [InlineData("caseInfo.state === 'received' && caseInfo.number.startsWith('330110')", true)]
    [InlineData("getWorkflowInstanceId() === caseInfo.id && getCorrelationId() === caseInfo.id", true)]
    [InlineData("toJson({a:1}) === '{\"a\":1}'", true)]
    [InlineData("new Date().toISOString() === '2026-03-10T04:00:00.000Z'", true)]
    [InlineData("Date.now() === 1773115200000 && new Date().getHours() === 12", true)]
    [InlineData("const a = 1; a + 1 === 2", true)]
    [InlineData("return 1 + 1 === 2", true)]
    [InlineData("typeof System === 'undefined' && typeof importNamespace === 'undefined'", true)]
    [InlineData("0", false)]
    [InlineData("'false'", false)]
    [InlineData("undefined", false)]
    public async Task Scripts_see_the_case_and_the_steps_clock(string script, bool expected)
    {
        var flow = Runner($$$"""{"id":"d","type":"Elsa.FlowDecision","condition":{{{Js(script)}}}},{"id":"yes","type":"Test.Step"},{"id":"no","type":"Test.Step"}""", "d:True>yes d:False>no");
        flow.Answers = JsonElement.Parse("""{"area":120.5,"members":[{"n":1},{"n":2}],"name":{"first":"三"}}""");
        await flow.StartAsync();

        Assert.Equal(expected ? "yes" : "no", flow.Trace);
    }

    [Theory]
    [InlineData("while (true) {}")]
    [InlineData("let a = []; while (true) a.push('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'.repeat(1000));")]
    [InlineData("function f() { return f(); } f()")]
    [InlineData("/^(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')")]
    [InlineData("nothing.here")]
    [InlineData("eval('1')")]
    [InlineData("new Function('return 1')()")]
    [InlineData("throw new Error('no')")]
    [InlineData("Promise.resolve(1)")]
    [InlineData("'maybe'")]
    public async Task A_script_that_fails_or_runs_away_is_an_incident(string script)
    {
        var flow = await Run($$$"""{"id":"d","type":"Elsa.FlowDecision","condition":{{{Js(script)}}}},{"id":"yes","type":"Test.Step"}""", "d:True>yes");

        Assert.Equal(FlowStatus.Faulted, flow.Status);
        Assert.Equal("flow.expression", flow.Last.OfType<FlowEffect.RaiseIncident>().Single().Code);
    }

    [Fact]
    public async Task Random_numbers_are_the_same_in_a_replay()
    {
        const string Text = """{"id":"a","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"JavaScript","value":"Math.random() + ' ' + Math.random()"}}}""";
        var first = await Run(Text, "");
        var second = await Run(Text, "");

        var drawn = first.Entries.Single(e => e is { StepId: "a", Kind: FlowTraceKind.Completed }).Detail!;
        Assert.Equal(drawn, second.Entries.Single(e => e is { StepId: "a", Kind: FlowTraceKind.Completed }).Detail);
        Assert.NotEqual(drawn.Split(' ')[0], drawn.Split(' ')[1]);
    }

    [Fact]
    public async Task Nothing_a_script_leaves_behind_reaches_the_next()
    {
        var flow = await Run(
            $$$"""{"id":"a","type":"Elsa.RunJavaScript","script":{{{Js("globalThis.leak = 1; Array.prototype.evil = 1; setOutcomes(['X'])")}}}},{"id":"d","type":"Elsa.FlowDecision","condition":{{{Js("typeof globalThis.leak === 'undefined' && [].evil === undefined")}}}},{"id":"yes","type":"Test.Step"}""",
            "a:X>d d:True>yes");

        Assert.Equal("yes", flow.Trace);
    }

    [Fact]
    public async Task Switches_take_the_first_or_all_that_match()
    {
        const string Cases = """[{"label":"High","condition":{"type":"JavaScript","value":"getInput('n') > 10"}},{"label":"Even","condition":{"type":"JavaScript","value":"getInput('n') % 2 == 0"}}]""";
        var first = await Run($$$"""{"id":"d","type":"Elsa.FlowSwitch","cases":{{{Cases}}}},{{{Steps("h", "e", "o")}}}""", "d:High>h d:Even>e d:Default>o", inputs: new { n = 12 });
        var any = await Run($$$"""{"id":"d","type":"Elsa.FlowSwitch","mode":"MatchAny","cases":{{{Cases}}}},{{{Steps("h", "e", "o")}}}""", "d:High>h d:Even>e d:Default>o", inputs: new { n = 12 });
        var none = await Run($$$"""{"id":"d","type":"Elsa.FlowSwitch","cases":{{{Cases}}}},{{{Steps("h", "e", "o")}}}""", "d:High>h d:Even>e d:Default>o", inputs: new { n = 3 });

        Assert.Equal(("h", "h e", "o"), (first.Trace, any.Trace, none.Trace));
    }

    [Fact]
    public async Task Containers_run_their_branches()
    {
        var flow = await Run($$$"""
            {"id":"i","type":"Elsa.If","condition":{{{Js("getInput('yes')")}}},"then":{"id":"t","type":"Test.Step"},"else":{"id":"f","type":"Test.Step"}},
            {"id":"p","type":"Elsa.Parallel","activities":[{"id":"p1","type":"Test.Wait"},{"id":"p2","type":"Test.Wait"}]},
            {"id":"sw","type":"Elsa.Switch","cases":[{"label":"A","condition":{"type":"Literal","value":false},"activity":{"id":"sa","type":"Test.Step"}}],"default":{"id":"sd","type":"Test.Step"}},
            {"id":"z","type":"Test.Step"}
            """, "i>p p>sw sw>z", inputs: new { yes = true });
        await flow.ResumeAsync("p2");
        await flow.ResumeAsync("p1");

        Assert.Equal("t +p1 +p2 p2 p1 sd z", flow.Trace);
        Assert.Equal(FlowStatus.Finished, flow.Status);
    }

    [Fact]
    public async Task Loops_wait_in_their_body_and_remember_where_they_are()
    {
        var flow = await Run($$$"""
            {"id":"e","type":"Elsa.ForEach","items":{"typeName":"Object","expression":{"type":"Object","value":"[\"x\",\"y\"]"}},"currentValue":{"typeName":"String","memoryReference":{"id":"v"}},"body":{"id":"b","type":"Elsa.Sequence","activities":[{"id":"w","type":"Test.Wait"},{"id":"l","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"Variable","value":{"id":"v"} } } } ]} },
            {"id":"n","type":"Elsa.For","start":1,"end":5,"currentValue":{"typeName":"Int32","memoryReference":{"id":"v"}},"body":{"id":"if","type":"Elsa.If","condition":{{{Js("getV() == 3")}}},"then":{"id":"stop","type":"Elsa.Break"},"else":{"id":"s","type":"Test.Step"} } },
            {"id":"wh","type":"Elsa.While","condition":{{{Js("getV() < 6")}}},"body":{"id":"up","type":"Elsa.SetVariable","variable":{"id":"v"},"value":{{{Js("getV() + 1")}}} } },
            {"id":"z","type":"Test.Step"}
            """, "e>n n>wh wh>z", """[{"id":"v","name":"v"}]""");
        await flow.ResumeAsync("w");
        await flow.ResumeAsync("w");

        Assert.Equal("+w w +w w s s z", flow.Trace);
        Assert.Equal(["x", "y"], flow.Entries.Where(e => e is { StepId: "l", Kind: FlowTraceKind.Completed }).Select(e => e.Detail));
        Assert.Equal(FlowStatus.Finished, flow.Status);
    }

    [Fact]
    public async Task Timers_are_set_and_wake_the_flow_once()
    {
        var flow = await Run("""{"id":"t","type":"Elsa.Delay","timeSpan":{"typeName":"TimeSpan","expression":{"type":"Literal","value":"00:10:00"}}},{"id":"u","type":"Elsa.StartAt","dateTime":"2026-04-01T08:00:00+08:00"},{"id":"z","type":"Test.Step"}""", "t>u u>z");
        var first = Assert.IsType<FlowEffect.SetTimer>(Assert.Single(flow.Last));
        Assert.Equal((TimeSpan.FromMinutes(10), "t"), (first.After, first.StepId));

        await flow.AdvanceAsync(new FlowStimulus.TimerDue(first.TimerId));
        var second = Assert.IsType<FlowEffect.SetTimer>(Assert.Single(flow.Last));
        Assert.Equal(new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero), second.DueAt);
        Assert.Empty((await flow.AdvanceAsync(new FlowStimulus.TimerDue(first.TimerId))).Trace);

        await flow.AdvanceAsync(new FlowStimulus.TimerDue(second.TimerId));
        Assert.Equal("z", flow.Trace);
    }

    [Fact]
    public async Task An_event_hands_its_payload_on()
    {
        var flow = await Run($$$"""{"id":"e","type":"Elsa.Event","eventName":"paid","result":{"typeName":"Object","memoryReference":{"id":"v"} } },{"id":"d","type":"Elsa.FlowDecision","condition":{{{Js("getV().yuan === 30")}}} },{"id":"yes","type":"Test.Step"}""", "e>d d:True>yes", """[{"id":"v","name":"V"}]""");
        await flow.SignalAsync("other");
        await flow.SignalAsync("paid", """{"yuan":30}""");

        Assert.Equal("yes", flow.Trace);
    }

    [Fact]
    public async Task Complete_ends_its_flowchart_with_its_outcomes()
    {
        var flow = await Run("""{"id":"n","type":"Elsa.Flowchart","activities":[{"id":"w","type":"Test.Wait"},{"id":"c","type":"Elsa.Complete","outcomes":["Short"]},{"id":"g","type":"Elsa.FlowFork","branches":["A","B"],"customProperties":{"canStartWorkflow":true}}],"connections":[{"source":{"activity":"g","port":"A"},"target":{"activity":"w"}},{"source":{"activity":"g","port":"B"},"target":{"activity":"c"}}]},{"id":"z","type":"Test.Step"}""", "n:Short>z");

        Assert.Equal("+w z", flow.Trace);
        Assert.Equal(FlowStatus.Finished, flow.Status);
    }

    [Fact]
    public async Task Losing_a_race_closes_the_task()
    {
        var step = new MoodyStep();
        var flow = await new FlowRunner(
            FlowRunner.Chart("""{"id":"f","type":"Elsa.FlowFork","branches":["A","B"]},{"id":"m","type":"Test.Moody"},{"id":"w","type":"Test.Wait"},{"id":"j","type":"Elsa.FlowJoin","mode":"WaitAny"},{"id":"e","type":"Test.Wait"}""", "f:A>m f:B>w m>j w>j j>e"),
            steps: [step]).StartAsync();
        var task = Assert.Single(flow.OpenTasks).Id;

        await flow.ResumeAsync("w");

        Assert.Equal(task, Assert.Single(flow.Last.OfType<FlowEffect.CloseTask>()).TaskId);
        Assert.Equal("+w w +e", flow.Trace);
    }

    [Fact]
    public async Task The_state_of_a_flow_stays_small()
    {
        var flow = await Run("""{"id":"a","type":"Test.Wait"}""", "", """[{"id":"v","name":"V","value":"a long default that is not stored"}]""");

        Assert.Equal("""{"s":"w","a":[{"k":"flow"},{"k":"a","g":["resume:a"]}]}""", flow.State!.Data);
    }

    [Fact]
    public async Task A_state_of_another_engine_is_refused()
    {
        var flow = Runner("""{"id":"a","type":"Test.Step"}""", "");

        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await flow.Interpreter.AdvanceAsync(flow.Definition, new FlowSnapshot("elsa/3", "{}"), new FlowStimulus.Retry("a"), flow.Run, TestContext.Current.CancellationToken));
    }

    private static string Steps(params string[] ids) => string.Join(',', ids.Select(i => $$$"""{"id":"{{{i}}}","type":"Test.Step"}"""));

    private static string Js(string script) => $$$"""{"typeName":"Object","expression":{"type":"JavaScript","value":{{{JsonSerializer.Serialize(script)}}}}}""";

    private static FlowRunner Runner(string activities, string connections, string variables = "[]") =>
        new(FlowRunner.Chart(activities, connections, variables), limits: new FlowLimits { ScriptTime = TimeSpan.FromSeconds(2), ScriptRegex = TimeSpan.FromMilliseconds(50) });

    private static Task<FlowRunner> Run(string activities, string connections, string variables = "[]", object? inputs = null) => Runner(activities, connections, variables).StartAsync(inputs);

    /// <summary>Opens a task, emits and remembers, and then fails when told to.</summary>
    private sealed class MoodyStep : IFlowStep
    {
        public bool Fails { get; set; }

        /// <summary>How many tasks it opens; it is over when all are done.</summary>
        public int Tasks { get; init; } = 1;

        public List<string> Words { get; } = [];

        public StepDescription Description { get; } = new("Test.Moody", LocalizedText.Of("m"), LocalizedText.Empty, "m", "test", [], [StepOutcome.Done]);

        public ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct)
        {
            for (var i = 0; i < Tasks; i++)
            {
                context.OpenTask(TaskKind.Review, LocalizedText.Of("t"), TaskAudience.Of("r"), [new TaskOutcome("Go", LocalizedText.Of("g"))]);
            }

            context.Remember("tried", true);
            return Fails ? throw new InvalidOperationException("moody") : new(StepResult.Wait);
        }

        public ValueTask<StepResult> ResumeAsync(StepContext context, FlowStimulus stimulus, CancellationToken ct)
        {
            Words.Add(((FlowStimulus.TaskDone)stimulus).Data.GetProperty("word").GetString()!);
            context.Emit(new FlowEffect.OfferRating("collect"));
            var done = context.Recall("done", 0) + 1;
            context.Remember("done", done);
            return new(Fails ? StepResult.Fault("test.moody", "moody") : done == Tasks ? StepResult.Complete() : StepResult.Wait);
        }
    }
}
