using System.Text.Json;
using Platform.Server.Flows.Soundness;
using static Platform.Tests.Flows.Soundness.SoundnessProbe;

namespace Platform.Tests.Flows.Soundness;

/// <summary>Each finding with the run that leads there, and the same flow put right.</summary>
public sealed class SoundnessTests
{
    private const string Accept = """{"id":"accept","type":"Platform.Accept"}""";
    private const string Supplement = """{"id":"supplement","type":"Platform.Supplement"}""";
    private const string Decide = """{"id":"decide","type":"Platform.Decide"}""";
    private const string Review = """{"id":"review","type":"Platform.Review","outcomes":["Pass","SendBack"]}""";
    private const string Finish = """{"id":"end","type":"Elsa.Finish"}""";
    private const string OnData = """{"typeName":"Boolean","expression":{"type":"JavaScript","value":"answers.x == 1"}}""";

    [Theory]
    [InlineData("hygiene-permit")]
    [InlineData("food-business-licence")]
    [InlineData("construction-permit")]
    [InlineData("lease-registration")]
    [InlineData("elderly-card")]
    [InlineData("on-the-spot")]
    [InlineData("registration")]
    public async Task The_shipped_flows_are_proven_sound(string name)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Templates", "GovernmentServices", "flows", name + ".json"), TestContext.Current.CancellationToken);

        Assert.Empty((await ProveAsync(JsonElement.Parse(text))).Select(Line));
    }

    [Theory]
    [InlineData("""{"id":"ask","type":"Platform.CallConnector"}""", "Failed")]
    [InlineData("""{"id":"ask","type":"Platform.StartCase"}""", "Otherwise")]
    public async Task A_way_a_step_takes_only_where_it_is_connected_is_explored_there_and_nowhere_else(string step, string port)
    {
        const string Granting = "decide:Granted>end decide:Denied>end";
        await Finds("", $"{step},{Decide},{Finish}", $"ask:Done>decide {Granting}", only: "flow.outcomeNowhere flow.portUnconnected flow.endsUndecided");
        await Finds($"flow.endsUndecided end: ask({port}) → end", $"{step},{Decide},{Finish}", $"ask:Done>decide ask:{port}>end {Granting}", only: "flow.outcomeNowhere flow.portUnconnected flow.endsUndecided");
    }

    [Fact]
    public Task A_flow_that_always_settles_the_case_is_sound() => Finds(
        "",
        $"{Accept},{Supplement},{Review},{Decide},{Finish}",
        "accept:Accepted>review accept:Supplement>supplement accept:Refused>end accept:NotRequired>end supplement:Supplied>accept supplement:Overdue>end review:Pass>decide review:SendBack>review decide:Granted>end decide:Denied>end");

    [Theory]
    [InlineData("flow.outcomeNowhere! review: accept(Accepted) → review(SendBack)", "accept:Accepted>review accept:Supplement>supplement supplement:Supplied>accept review:Pass>decide")]
    [InlineData("flow.outcomeNowhere! accept: accept(Supplement)", "accept:Accepted>review supplement:Supplied>accept review:Pass>decide review:SendBack>review")]
    [InlineData("", "accept:Accepted>review accept:Supplement>supplement supplement:Supplied>accept review:Pass>decide review:SendBack>review")]
    public Task An_outcome_that_ends_the_flow_and_leaves_the_case_open_blocks(string expected, string connections) =>
        Finds(expected, $"{Accept},{Review},{Decide}{(connections.Contains("accept:Supplement") ? $",{Supplement}" : "")}", connections.Contains("accept:Supplement") ? connections : connections.Replace("supplement:Supplied>accept ", "", StringComparison.Ordinal));

    [Fact]
    public Task An_outcome_that_ends_only_its_branch_is_worth_a_look() => Finds(
        "flow.portUnconnected review: review(SendBack)",
        $$"""{"id":"f","type":"Elsa.FlowFork","branches":["A","B"]},{{Review}},{"id":"other","type":"Platform.Review"},{"id":"j","type":"Elsa.FlowJoin","mode":"WaitAllActive"},{{Decide}}""",
        "f:A>review f:B>other review:Pass>j other:Pass>j j>decide",
        shorten: true,
        ignoreElsa: true);

    [Theory]
    [InlineData("flow.neverReached! b: d(True)", "true")]
    [InlineData("flow.neverReached! a: d(False)", "false")]
    [InlineData("", OnData)]
    public Task A_branch_whose_condition_never_holds_is_never_reached(string expected, string condition) => Finds(
        expected,
        $$"""{"id":"d","type":"Elsa.FlowDecision","condition":{{condition}}},{"id":"a","type":"Platform.Notify","template":"t"},{"id":"b","type":"Platform.Notify","template":"t"},{{Decide}}""",
        "d:True>a d:False>b a>decide b>decide");

    [Fact]
    public Task A_join_that_only_dead_paths_lead_to_never_fires() => Finds(
        "flow.neverReached! a: d(False) | flow.neverReached! b: d(False) | flow.joinNeverFires! j: d(False) | flow.neverReached! after: d(False)",
        $$"""{"id":"d","type":"Elsa.FlowDecision","condition":false},{"id":"a","type":"Test.Wait"},{"id":"b","type":"Test.Wait"},{"id":"j","type":"Elsa.FlowJoin","mode":"WaitAll"},{"id":"after","type":"Test.Wait"},{{Decide}}""",
        "d:True>a d:True>b a>j b>j j>after d:False>decide",
        shorten: true);

    [Theory]
    [InlineData("flow.endless! s: s → c(True)", "true", true)]
    [InlineData("flow.loopUnattended c: s → c(True)", OnData, true)]
    [InlineData("", OnData, false)]
    public Task A_loop_nobody_attends_to_is_endless_unless_the_data_end_it(string expected, string condition, bool unattended) => Finds(
        expected,
        $$"""{"id":"s","type":"{{(unattended ? "Test.Step" : "Test.Wait")}}"},{"id":"c","type":"Elsa.FlowDecision","condition":{{condition}}},{{Decide}}""",
        "s>c c:True>s c:False>decide",
        only: "flow.endless flow.loopUnattended");

    [Theory]
    [InlineData("flow.endless! step", "true")]
    [InlineData("flow.loopUnattended step", OnData)]
    public async Task A_While_is_judged_like_a_loop_of_connections(string expected, string condition)
    {
        var findings = await ProveAsync($$$"""{"id":"w","type":"Elsa.While","condition":{{{condition}}},"body":{"id":"step","type":"Test.Step"}},{{{Decide}}}""", "w>decide");

        Assert.Contains(findings.Select(Line), f => f.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public Task A_loop_that_counts_ends_by_itself() => Finds(
        "",
        $$$"""{"id":"each","type":"Elsa.ForEach","items":[1,2],"body":{"id":"step","type":"Test.Step"}},{"id":"for","type":"Elsa.For","end":3,"body":{"id":"again","type":"Test.Step"}},{{{Decide}}}""",
        "each>for for>decide");

    [Fact]
    public Task A_loop_that_waits_and_has_no_way_out_cannot_end() => Finds(
        "flow.cannotEnd! review: review(SendBack)",
        """{"id":"review","type":"Platform.Review","outcomes":["SendBack"]}""",
        "review:SendBack>review");

    [Fact]
    public Task A_fault_the_flow_runs_into_is_a_dead_end() => Finds(
        "flow.deadEnd boom: accept(Supplement)",
        $$"""{{Accept}},{"id":"boom","type":"Elsa.Fault"},{{Decide}}""",
        "accept:Accepted>decide accept:Supplement>boom");

    [Fact]
    public Task A_break_outside_a_loop_stops_the_flow() => Finds(
        "flow.deadEnd! out: accept(Supplement)",
        $$"""{{Accept}},{"id":"out","type":"Elsa.Break"},{{Decide}}""",
        "accept:Accepted>decide accept:Supplement>out");

    [Theory]
    [InlineData("flow.endsUndecided end: review(Pass) → end", "review:Pass>end review:SendBack>review")]
    [InlineData("", "review:Pass>decide review:SendBack>review decide>end")]
    public Task A_flow_can_end_with_nothing_decided(string expected, string connections) =>
        Finds(expected, connections.Contains("decide") ? $"{Review},{Decide},{Finish}" : $"{Review},{Finish}", connections.Replace("decide>", "decide:Granted>", StringComparison.Ordinal));

    [Fact]
    public Task An_End_that_overtakes_the_decision_is_found() => Finds(
        "flow.endsUndecided x: b → x",
        $$"""{"id":"f","type":"Elsa.FlowFork","branches":["A","B"]},{{Decide}},{"id":"b","type":"Test.Wait"},{"id":"x","type":"Elsa.End"}""",
        "f:A>decide f:B>b b>x",
        shorten: true);

    [Theory]
    [InlineData("same", "flow.endsUndecided x: f(A+B) → one → two → x")]
    [InlineData("other", "flow.endsUndecided x: f(A+B) → two → x")]
    public async Task Events_of_one_name_come_together(string name, string expected)
    {
        var flow = FlowRunner.Chart(
            $$"""{"id":"f","type":"Elsa.FlowFork","branches":["A","B"]},{"id":"one","type":"Elsa.Event","eventName":"same"},{"id":"two","type":"Elsa.Event","eventName":"{{name}}"},{{Decide}},{"id":"x","type":"Elsa.End"}""",
            "f:A>one f:B>two one>decide two>x");

        // All interleavings, so that the shortest run is among them.
        Assert.Equal(expected, Line(Assert.Single(await ProveAsync(flow, new ExplorationLimits { Reduce = false }))));
    }

    [Fact]
    public Task A_race_between_a_timer_and_a_task_is_sound() => Finds(
        "",
        $$"""{"id":"f","type":"Elsa.FlowFork","branches":["A","B"]},{"id":"task","type":"Platform.Review"},{"id":"timer","type":"Elsa.Delay","timeSpan":"1.00:00:00"},{"id":"warn","type":"Platform.Notify","template":"late"},{"id":"j","type":"Elsa.FlowJoin","mode":"WaitAny"},{{Decide}}""",
        "f:A>task f:B>timer task:Pass>j timer>warn warn>j j>decide");

    [Fact]
    public async Task Steps_in_nested_containers_are_explored()
    {
        var findings = await ProveAsync(
            $$$"""
            {"id":"seq","type":"Elsa.Sequence","activities":[
              {"id":"par","type":"Elsa.Parallel","activities":[{"id":"p1","type":"Test.Wait"},{"id":"p2","type":"Test.Wait"}]},
              {"id":"if","type":"Elsa.If","condition":false,"then":{"id":"dead","type":"Test.Step"},"else":{"id":"live","type":"Test.Step"}},
              {"id":"sw","type":"Elsa.Switch","cases":[{"label":"A","condition":{"type":"JavaScript","value":"answers.a"},"activity":{"id":"caseA","type":"Test.Step"}},{"label":"B","condition":{"type":"Literal","value":false},"activity":{"id":"caseB","type":"Test.Step"}}]},
              {"id":"inner","type":"Elsa.Flowchart","activities":[{"id":"i1","type":"Test.Wait"},{"id":"i2","type":"Elsa.Complete"},{"id":"i3","type":"Test.Step"}],"connections":[{"source":{"activity":"i1","port":"Done"},"target":{"activity":"i2"}},{"source":{"activity":"i2","port":"Done"},"target":{"activity":"i3"}}]}
            ]},{{{Decide}}}
            """,
            "seq>decide");

        Assert.Equal(["flow.neverReached! dead:", "flow.neverReached! caseB:", "flow.neverReached! i3: f"], findings.Select(Line).Select(l => l.StartsWith("flow.neverReached! i3", StringComparison.Ordinal) ? "flow.neverReached! i3: f" : l));
    }

    [Theory]
    [InlineData("setOutcome('A')", "flow.neverReached! b")]
    [InlineData("if (answers.x) { setOutcome('A') } else { setOutcomes(['B']) }", "")]
    [InlineData("setOutcome(answers.x ? 'A' : 'B')", "")]
    [InlineData("setOutcome(answers.x)", "flow.endsUndecided s")]
    [InlineData("if (answers.x) setOutcome('A')", "flow.neverReached! b|flow.endsUndecided s")]
    public async Task What_a_script_can_end_with_is_read_from_it(string script, string expected)
    {
        var findings = await ProveAsync(
            $$"""{"id":"s","type":"Elsa.RunJavaScript","script":{"typeName":"String","expression":{"type":"JavaScript","value":"{{script}}"} } },{"id":"a","type":"Platform.Decide"},{"id":"b","type":"Platform.Decide"}""",
            "s:A>a s:B>b");

        Assert.Equal(expected, string.Join('|', findings.Select(f => Line(f).Split(':')[0])));
    }

    [Theory]
    [InlineData("flow.variableUnwritten! read: ", "read>decide")]
    [InlineData("flow.variableUnwritten read: c(False)", "c:True>write c:False>read write>read read>decide")]
    [InlineData("", "write>read read>decide")]
    public Task A_variable_that_is_read_before_it_is_written_is_found(string expected, string connections) => Finds(
        expected.Trim(),
        string.Join(',', new[]
        {
            connections.Contains("c:") ? $$"""{"id":"c","type":"Elsa.FlowDecision","condition":{{OnData}}}""" : "",
            connections.Contains("write") ? """{"id":"write","type":"Elsa.SetVariable","variable":{"id":"v1","name":"Fee"},"value":3}""" : "",
            """{"id":"read","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"JavaScript","value":"getFee() + 1"}}}""",
            Decide,
        }.Where(a => a.Length > 0)),
        connections,
        variables: """[{"id":"v1","name":"Fee","typeName":"Int32"}]""");

    [Theory]
    [InlineData("setFee(2); getFee()", "")]
    [InlineData("variables.Fee", "flow.variableUnwritten! read:")]
    [InlineData("getVariable('Fee')", "flow.variableUnwritten! read:")]
    [InlineData("variables[answers.x] = 1; getFee()", "flow.variableUnwritten! read:")]
    public Task Scripts_name_variables_in_several_ways(string script, string expected) => Finds(
        expected,
        $$"""{"id":"read","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"JavaScript","value":"{{script}}"} } },{{Decide}}""",
        "read>decide",
        variables: """[{"id":"v1","name":"Fee","typeName":"Int32"}]""");

    [Fact]
    public Task A_variable_with_a_default_counts_as_written() => Finds(
        "",
        $$"""{"id":"read","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"JavaScript","value":"getFee()"} } },{{Decide}}""",
        "read>decide",
        variables: """[{"id":"v1","name":"Fee","typeName":"Int32","value":"0"}]""");

    [Fact]
    public Task A_reader_in_a_branch_beside_the_writer_may_be_first() => Finds(
        "flow.variableUnwritten read: b",
        $$"""{"id":"f","type":"Elsa.FlowFork","branches":["A","B"]},{"id":"a","type":"Test.Wait","outcome":{"typeName":"String","memoryReference":{"id":"v1"} } },{"id":"b","type":"Test.Wait"},{"id":"read","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"Variable","value":{"id":"v1","name":"Fee"} } } },{"id":"j","type":"Elsa.FlowJoin","mode":"WaitAll"},{{Decide}}""",
        "f:A>a f:B>b b>read a>j read>j j>decide",
        variables: """[{"id":"v1","name":"Fee","typeName":"Int32"}]""",
        shorten: true);

    [Fact]
    public async Task A_bound_that_is_reached_is_said()
    {
        var waits = string.Join(',', Enumerable.Range(0, 12).Select(i => $$"""{"id":"w{{i}}","type":"Test.Wait"}"""));
        var flow = FlowRunner.Chart(waits + "," + Decide, string.Join(' ', Enumerable.Range(0, 11).Select(i => $"w{i}>w{i + 1}")) + " w11>decide");

        Assert.Equal("flow.notProven", Assert.Single(await ProveAsync(flow, new ExplorationLimits { Situations = 10 })).Problem.Code);
        Assert.Empty(await ProveAsync(flow));
    }

    [Fact]
    public async Task Ten_branches_of_twenty_steps_are_proven_in_few_situations()
    {
        var flow = WideFlow.Make(branches: 10, steps: 18);
        var parsed = new Platform.Server.Flows.BuiltIn.FlowParser(Types).Parse(flow);

        var exploration = await Prover.ExploreAsync(flow, parsed, besideElsa: false, TestContext.Current.CancellationToken);

        Assert.Null(exploration.Reached);
        Assert.InRange(exploration.Situations.Count, 200, 2_000);
        Assert.Empty((await Prover.ProveAsync(flow, TestContext.Current.CancellationToken)).Select(Line));
    }

    /// <param name="only">Codes to look at; null for all.</param>
    /// <param name="shorten">Forks and starts at the beginning of a path do not matter.</param>
    private static async Task Finds(string expected, string activities, string connections, string variables = "[]", string? only = null, bool shorten = false, bool ignoreElsa = false)
    {
        var findings = await ProveAsync(activities, connections, variables);
        var lines = findings.Where(f => only?.Split(' ').Contains(f.Problem.Code) ?? true)
            .Where(f => !ignoreElsa || !f.Problem.Code.StartsWith("flow.elsa", StringComparison.Ordinal))
            .Select(Line).Select(l => shorten ? l.Replace(": f(A+B) → ", ": ", StringComparison.Ordinal) : l);
        Assert.Equal(expected, string.Join(" | ", lines));
    }
}
