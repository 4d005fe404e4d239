using System.Text.Json;
using CsCheck;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Server.Cases.Steps;

namespace Platform.Tests.Flows;

/// <summary>退回 to any step that was done, on charts that draw no backward connection.</summary>
public sealed class SendBackTests
{
    private const string Line = "a:Pass>b b:Pass>c c:Pass>d d:Pass>x";
    private const string Forked = "p:Pass>f f:A>a1 f:B>b a1:Pass>a2 a2:Pass>j b:Pass>j j>z z:Pass>x";

    [Fact]
    public async Task The_holder_chooses_among_the_steps_done_the_latest_first()
    {
        var flow = await LineAsync("a", "b", "c");

        Assert.Equal(["c", "b", "a"], flow.Earlier("d").Select(e => e.StepId));
        Assert.Equal(["by-c", "by-b", "by-a"], flow.Earlier("d").Select(e => e.By));
        Assert.All(flow.Earlier("d"), e => Assert.Equal(SendBackRule.Through, e.Way));
        Assert.Equal("审查", flow.Earlier("d")[0].Title.In("zh-CN"));
        Assert.Empty((await ReviewsAsync(Line, "a", "b", "c", "d")).Earlier("a"));
    }

    [Fact]
    public async Task What_followed_the_step_is_done_again_and_it_goes_to_whoever_did_it()
    {
        var flow = await LineAsync("a", "b", "c");

        await flow.BackAsync("d", "b");
        Assert.Equal(["b"], flow.Open);
        Assert.Equal(TaskAudience.PersonPrefix + "by-b", flow.TaskOf("b").Audience.Wanted);
        Assert.Equal(["a"], flow.Earlier("b").Select(e => e.StepId));

        await flow.PassAsync("b");
        Assert.Equal(["c"], flow.Open);
        Assert.Null(flow.TaskOf("c").Audience.Wanted);
        await flow.PassAsync("c", "d");
        Assert.Equal(FlowStatus.Finished, flow.Runner.Status);
    }

    [Fact]
    public async Task Sent_back_straight_it_comes_back_to_whoever_sent_it()
    {
        var flow = await ReviewsAsync(Line, "a", "b", "c", """d","sendBack":"straight""");
        await flow.PassAsync("a", "b", "c");
        Assert.Equal(SendBackRule.Straight, flow.Earlier("d")[2].Way);

        await flow.BackAsync("d", "a");
        await flow.PassAsync("a");

        Assert.Equal(["d"], flow.Open);
        Assert.Equal(TaskAudience.PersonPrefix + "by-d", flow.TaskOf("d").Audience.Wanted);
        Assert.Equal(["c", "b", "a"], flow.Earlier("d").Select(e => e.StepId).Order().Reverse());
        await flow.PassAsync("d");
        Assert.Equal(FlowStatus.Finished, flow.Runner.Status);
    }

    [Fact]
    public async Task Sent_back_straight_with_another_outcome_the_flow_goes_where_that_leads()
    {
        var flow = await ReviewsAsync(Line + " a:Reject>r", """a","outcomes":["Pass","Reject"],"n":"1""", "b", "c", """d","sendBack":"straight""", "r");
        await flow.PassAsync("a", "b", "c");
        await flow.BackAsync("d", "a");

        await flow.DoneAsync("a", "Reject");

        Assert.Equal(["r"], flow.Open);
    }

    [Fact]
    public async Task Who_gets_it_back_may_send_it_on_and_it_finds_its_way_home()
    {
        var flow = await ReviewsAsync(Line, "a", "b", "c", """d","sendBack":"straight""");
        await flow.PassAsync("a", "b", "c");
        await flow.BackAsync("d", "c");
        await flow.BackAsync("c", "a");

        await flow.PassAsync("a");
        Assert.Equal(["c"], flow.Open);
        await flow.PassAsync("c");
        Assert.Equal(["d"], flow.Open);
    }

    [Fact]
    public async Task Inside_a_branch_the_others_stay_open_and_the_join_waits_for_what_is_done_again()
    {
        var flow = await ForkedAsync("a1");

        Assert.Empty(flow.Earlier("a2")[0].Ends);
        await flow.BackAsync("a2", "a1");
        Assert.Equal(["a1", "b"], flow.Open.Order());
        await flow.PassAsync("b");
        Assert.Equal(["a1"], flow.Open);
        await flow.PassAsync("a1", "a2");
        Assert.Equal(["z"], flow.Open);
        Assert.Equal(1, flow.Runner.Entries.Count(e => e is { StepId: "j", Kind: FlowTraceKind.Entered }));
    }

    [Fact]
    public async Task What_has_arrived_at_the_join_from_another_branch_stays()
    {
        var flow = await ForkedAsync("a1", "b");
        await flow.BackAsync("a2", "a1");
        await flow.PassAsync("a1", "a2");

        Assert.Equal(["z"], flow.Open);
        Assert.Equal(1, flow.Runner.Entries.Count(e => e is { StepId: "b", Kind: FlowTraceKind.Entered }));
    }

    [Theory]
    [InlineData("a1")]
    [InlineData("a1", "b")]
    public async Task To_before_the_fork_all_branches_end_and_are_done_again_once(params string[] done)
    {
        var flow = await ForkedAsync(done);
        var open = flow.Open.Where(s => s != "a2").Select(s => flow.TaskOf(s).Id).ToList();
        Assert.Equal(open, flow.Earlier("a2").Single(e => e.StepId == "p").Ends);

        await flow.BackAsync("a2", "p");

        Assert.Equal(open.Select(t => new FlowEffect.CloseTask(t, SendingBack.Reason)), flow.Runner.Last.OfType<FlowEffect.CloseTask>());
        Assert.Equal(["p"], flow.Open);
        await flow.PassAsync("p");
        Assert.Equal(["a1", "b"], flow.Open.Order());
        await flow.PassAsync("a1", "a2", "b");
        Assert.Equal(["z"], flow.Open);
        Assert.Equal(1, flow.Runner.Entries.Count(e => e is { StepId: "j", Kind: FlowTraceKind.Entered }));
    }

    [Fact]
    public async Task After_the_join_one_branch_alone_can_be_done_again()
    {
        var flow = await ForkedAsync("a1", "a2", "b");
        await flow.BackAsync("z", "a2");
        Assert.Equal(["a2"], flow.Open);
        await flow.PassAsync("a2");
        Assert.Equal(["z"], flow.Open);

        // The other branch was not done again, and can still be.
        Assert.Contains(flow.Earlier("z"), e => e.StepId == "b");
        await flow.BackAsync("z", "b");
        await flow.PassAsync("b", "z");
        Assert.Equal(FlowStatus.Finished, flow.Runner.Status);
    }

    [Fact]
    public async Task Straight_is_not_taken_where_other_branches_would_be_lost()
    {
        var flow = await ReviewsAsync(Forked, "p", "a1", """a2","sendBack":"straight""", "b", "z");
        await flow.PassAsync("p", "a1");

        Assert.Equal(SendBackRule.Straight, flow.Earlier("a2").Single(e => e.StepId == "a1").Way);
        Assert.Equal(SendBackRule.Through, flow.Earlier("a2").Single(e => e.StepId == "p").Way);
    }

    [Fact]
    public async Task A_loop_begins_a_new_round_in_which_later_steps_are_not_earlier_ones()
    {
        var flow = await ReviewsAsync("a:Pass>b b:Again>a b:Pass>x", "a", """b","outcomes":["Pass","Again"],"n":"1""");
        await flow.PassAsync("a");
        await flow.DoneAsync("b", "Again");

        Assert.Equal(["a"], flow.Open);
        Assert.Empty(flow.Earlier("a"));
        await flow.PassAsync("a");
        Assert.Equal(["a"], flow.Earlier("b").Select(e => e.StepId));
    }

    [Fact]
    public async Task In_a_loop_over_a_fork_a_branch_sent_back_leaves_the_others_of_this_round()
    {
        var flow = await ReviewsAsync(Forked + " z:Again>p", "p", "a1", "a2", "b", """z","outcomes":["Pass","Again"],"n":"1""");
        await flow.PassAsync("p", "a1", "a2", "b");
        await flow.DoneAsync("z", "Again");
        await flow.PassAsync("p", "a1");

        await flow.BackAsync("a2", "a1");

        Assert.Equal(["a1", "b"], flow.Open.Order());
    }

    [Fact]
    public async Task Nobody_sends_back_past_an_act_in_law()
    {
        var flow = await ReviewsAsync("a:Pass>l l:Accepted>b b:Pass>c c:Pass>x", "a", "b", "c");
        await flow.PassAsync("a");
        await flow.DoneAsync("l", "Accept");
        await flow.PassAsync("b");

        Assert.Equal(["b"], flow.Earlier("c").Select(e => e.StepId));
        await Assert.ThrowsAsync<UnfitStimulusException>(() => flow.BackAsync("c", "a"));
    }

    [Fact]
    public async Task An_act_in_law_in_one_branch_bars_the_others_too()
    {
        var flow = await ReviewsAsync("p:Pass>f f:A>l f:B>b1 b1:Pass>b2 b2:Pass>j l:Accepted>j j>z z:Pass>x", "p", "b1", "b2", "z");
        await flow.PassAsync("p", "b1");
        Assert.Equal(["b1", "p"], flow.Earlier("b2").Select(e => e.StepId));

        await flow.DoneAsync("l", "Accept");

        Assert.Equal(["b1"], flow.Earlier("b2").Select(e => e.StepId));
    }

    [Fact]
    public async Task A_step_that_allows_none_offers_none_and_another_step_is_refused_by_name()
    {
        var flow = await ReviewsAsync(Line, "a", """b","sendBack":"none""", "c", "d");
        await flow.PassAsync("a");
        Assert.Empty(flow.Earlier("b"));
        await flow.PassAsync("b");

        var before = flow.Runner.State;
        var refused = await Assert.ThrowsAsync<UnfitStimulusException>(() => flow.BackAsync("c", "d"));
        Assert.Equal("flow.sendBack.target", refused.Problem.Code);
        Assert.Equal("b, a", refused.Problem.Values!["expected"]);
        Assert.Equal(before, flow.Runner.State);
    }

    [Fact]
    public async Task Sending_back_twice_changes_nothing_the_second_time()
    {
        var flow = await LineAsync("a", "b");
        var task = flow.TaskOf("c").Id;
        await flow.BackAsync("c", "a");
        var state = flow.Runner.State;

        var again = await flow.Runner.AdvanceAsync(new FlowStimulus.SendBack(task, "a"));

        Assert.Empty(again.Effects);
        Assert.Equal(state, again.State);
    }

    [Fact]
    public async Task Steps_of_a_sequence_and_of_the_chart_around_it_can_be_sent_back_to()
    {
        var flow = new SentFlow(new FlowRunner(
            FlowRunner.Chart("""{"id":"a","type":"Platform.Review"},{"id":"s","type":"Elsa.Sequence","activities":[{"id":"s1","type":"Platform.Review"},{"id":"s2","type":"Platform.Review"}]},{"id":"x","type":"Elsa.SetName","value":"x"}""", "a:Pass>s s>x"),
            steps: CaseSteps.All()) { CaseState = CaseState.InReview });
        await flow.Runner.StartAsync();
        await flow.PassAsync("a", "s1");
        Assert.Equal(["s1", "a"], flow.Earlier("s2").Select(e => e.StepId));

        await flow.BackAsync("s2", "s1");
        Assert.Equal(["s1"], flow.Open);
        await flow.PassAsync("s1");
        await flow.BackAsync("s2", "a");
        Assert.Equal(["a"], flow.Open);
        await flow.PassAsync("a", "s1", "s2");
        Assert.Equal(FlowStatus.Finished, flow.Runner.Status);
    }

    [Fact]
    public async Task One_of_several_who_sign_sends_their_part_back_without_the_others()
    {
        var flow = await ReviewsAsync("a:Pass>c c:Approved>x c:Rejected>r", "a", "r");
        await flow.PassAsync("a");
        var (first, second) = (flow.Tasks("c")[0], flow.Tasks("c")[1]);
        await flow.Runner.DoneAsync(first.Id, "Approve", new { opinion = "同意" });

        var choice = Assert.Single(flow.Runner.Earlier(second.Id));
        Assert.Equal(("a", SendBackRule.Alone), (choice.StepId, choice.Way));
        await flow.Runner.AdvanceAsync(new FlowStimulus.SendBack(second.Id, "a", "u2"));
        Assert.Equal(["a", "c"], flow.Open.Order());
        await flow.PassAsync("a");

        var again = flow.Tasks("c")[^1];
        Assert.Equal((TaskAudience.PersonPrefix + "u2", "role-b"), (again.Audience.Wanted, again.Audience.Role));
        Assert.Equal(2, flow.Tasks("c").Count);
        await flow.Runner.DoneAsync(again.Id, "Approve");
        await flow.Runner.DoneAsync(flow.Tasks("c").Single().Id, "Approve");
        Assert.Equal(FlowStatus.Finished, flow.Runner.Status);
        Assert.Equal(1, flow.Runner.Entries.Count(e => e is { StepId: "c", Kind: FlowTraceKind.Completed }));
    }

    [Fact]
    public async Task What_was_sent_back_for_one_signer_ends_when_the_others_have_decided()
    {
        var flow = await ReviewsAsync("a:Pass>c c:Approved>x c:Rejected>r", "a", "r");
        await flow.PassAsync("a");
        await flow.Runner.AdvanceAsync(new FlowStimulus.SendBack(flow.Tasks("c")[2].Id, "a", "u3"));

        // The other two are removed and reject: nothing is left to wait for but the one who is away.
        await flow.Runner.AdvanceAsync(new FlowStimulus.RemoveSigner(flow.Tasks("c")[0].Id, 3, "不再需要"));
        await flow.Runner.DoneAsync(flow.Tasks("c")[0].Id, "Approve");
        await flow.Runner.DoneAsync(flow.Tasks("c")[0].Id, "Approve");

        Assert.Equal(FlowStatus.Finished, flow.Runner.Status);
        Assert.Empty(flow.Open);
    }

    [Fact]
    public async Task What_was_sent_on_for_one_signer_ends_as_well_when_the_others_have_decided()
    {
        var flow = await ReviewsAsync("p:Pass>a a:Pass>c c:Approved>x c:Rejected>r", "p", "a", "r");
        await flow.PassAsync("p", "a");
        await flow.Runner.AdvanceAsync(new FlowStimulus.SendBack(flow.Tasks("c")[2].Id, "a", "u3"));
        await flow.BackAsync("a", "p");
        Assert.Equal(["c", "p"], flow.Open.Order());

        await flow.Runner.AdvanceAsync(new FlowStimulus.RemoveSigner(flow.Tasks("c")[0].Id, 3, "不再需要"));
        await flow.Runner.DoneAsync(flow.Tasks("c")[0].Id, "Approve");
        await flow.Runner.DoneAsync(flow.Tasks("c")[0].Id, "Approve");

        Assert.Equal((FlowStatus.Finished, 0), (flow.Runner.Status, flow.Open.Count));
        Assert.Equal(1, flow.Runner.Entries.Count(e => e is { StepId: "x", Kind: FlowTraceKind.Completed }));
    }

    [Fact]
    public async Task What_one_signer_sends_back_leaves_what_has_arrived_from_another_branch()
    {
        var flow = await ReviewsAsync("p:Pass>f f:A>b f:B>c b:Pass>j c:Approved>j c:Rejected>r j>x", "p", "b", "r");
        await flow.PassAsync("p", "b");
        await flow.Runner.AdvanceAsync(new FlowStimulus.SendBack(flow.Tasks("c")[0].Id, "p", "u1"));
        await flow.PassAsync("p");
        foreach (var signer in flow.Tasks("c"))
        {
            await flow.Runner.DoneAsync(signer.Id, "Reject");
        }

        Assert.Equal(1, flow.Runner.Entries.Count(e => e is { StepId: "x", Kind: FlowTraceKind.Completed }));
        await flow.PassAsync("r");
        Assert.Equal(FlowStatus.Finished, flow.Runner.Status);
    }

    [Fact]
    public async Task A_state_of_an_earlier_release_whose_join_waits_goes_on()
    {
        var flow = await ForkedAsync("a1", "b");
        var stored = JsonSerializer.Deserialize<JsonElement>(flow.Runner.State!.Data);
        Assert.Contains("\"q\":", stored.GetRawText(), StringComparison.Ordinal);
        flow.Runner.Forget("u", "y", "e", "q", "o", "b");

        Assert.Empty(flow.Earlier("a2"));
        await flow.PassAsync("a2");
        Assert.Equal(["z"], flow.Open);
    }

    /// <summary>However often people send back in a random order, every run comes to an end, and no step is open twice.</summary>
    [Fact]
    public Task Whatever_is_sent_back_the_flow_still_ends_and_its_join_opens_once_a_round() => Gen.Int.SampleAsync(
        async seed =>
        {
            var choose = new Random(seed);
            var flow = await ForkedAsync();
            for (var i = 0; flow.Runner.Status == FlowStatus.Waiting && i < 200; i++)
            {
                var step = flow.Open[choose.Next(flow.Open.Count)];
                var earlier = flow.Earlier(step);
                if (earlier.Count > 0 && i < 40 && choose.Next(3) == 0)
                {
                    await flow.BackAsync(step, earlier[choose.Next(earlier.Count)].StepId);
                }
                else
                {
                    await flow.PassAsync(step);
                }

                Assert.Equal(flow.Open.Distinct(), flow.Open);
                Assert.True(flow.Open.Count > 0 || flow.Runner.Status == FlowStatus.Finished, "Nothing is open and the flow has not ended.");
            }

            Assert.Equal(FlowStatus.Finished, flow.Runner.Status);
            var entered = flow.Runner.Entries.Count(e => e is { StepId: "j", Kind: FlowTraceKind.Entered });
            Assert.Equal(flow.Runner.Entries.Count(e => e is { StepId: "z", Kind: FlowTraceKind.Entered }), entered + flow.ReopenedDirectly("z"));
        },
        iter: 400);

    private static async Task<SentFlow> LineAsync(params string[] done)
    {
        var flow = await ReviewsAsync(Line, "a", "b", "c", "d");
        await flow.PassAsync(done);
        return flow;
    }

    private static async Task<SentFlow> ForkedAsync(params string[] done)
    {
        var flow = await ReviewsAsync(Forked, "p", "a1", "a2", "b", "z");
        await flow.PassAsync(["p", .. done]);
        return flow;
    }

    private static async Task<SentFlow> ReviewsAsync(string connections, params string[] reviews)
    {
        var activities = reviews.Select(r => $$"""{"id":"{{r}}","type":"Platform.Review"}""")
            .Append("""{"id":"f","type":"Elsa.FlowFork","branches":["A","B"]}""")
            .Append("""{"id":"j","type":"Elsa.FlowJoin","mode":"WaitAll"}""")
            .Append("""{"id":"l","type":"Platform.Accept"}""")
            .Append("""{"id":"c","type":"Platform.Countersign","signers":[{"role":"role-a"},{"role":"role-b"},{"role":"role-c"}]}""")
            .Where(a => connections.Contains(JsonElement.Parse(a).GetProperty("id").GetString() + ":", StringComparison.Ordinal) || connections.Contains(">" + JsonElement.Parse(a).GetProperty("id").GetString(), StringComparison.Ordinal))
            .DistinctBy(a => JsonElement.Parse(a).GetProperty("id").GetString())
            .Append("""{"id":"x","type":"Elsa.SetName","value":"x"}""");
        var runner = new FlowRunner(FlowRunner.Chart(string.Join(',', activities), connections), steps: CaseSteps.All(), version: connections + string.Join('|', reviews)) { CaseState = CaseState.InReview };
        return new SentFlow(await runner.StartAsync());
    }

    /// <summary>A flow driven by the ids of its steps; whoever does step s is called by-s.</summary>
    private sealed class SentFlow(FlowRunner runner)
    {
        private readonly List<string> _back = [];

        public FlowRunner Runner => runner;

        public IReadOnlyList<string> Open => [.. runner.OpenTasks.Select(t => t.StepId).Distinct()];

        public IReadOnlyList<Model.Flows.TaskRequest> Tasks(string step) => [.. runner.OpenTasks.Where(t => t.StepId == step)];

        public Model.Flows.TaskRequest TaskOf(string step) => runner.OpenTasks.Single(t => t.StepId == step);

        public IReadOnlyList<EarlierStep> Earlier(string step) => runner.Earlier(TaskOf(step).Id);

        public int ReopenedDirectly(string step) => _back.Count(s => s == step);

        public Task BackAsync(string step, string to)
        {
            _back.Add(to);
            return runner.AdvanceAsync(new FlowStimulus.SendBack(TaskOf(step).Id, to, "by-" + step));
        }

        public async Task PassAsync(params string[] steps)
        {
            foreach (var step in steps)
            {
                await DoneAsync(step, "Pass");
            }
        }

        public Task DoneAsync(string step, string outcome) =>
            runner.AdvanceAsync(new FlowStimulus.TaskDone(TaskOf(step).Id, outcome, JsonSerializer.SerializeToElement(new { opinion = "o" }, ModelJson.Options), "by-" + step));
    }
}
