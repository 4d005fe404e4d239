using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Server.Cases.Steps;

namespace Platform.Tests.Flows;

public sealed class CaseStepTests
{
    private const string Ends = """{"id":"x","type":"Elsa.SetName","value":"x"}""";

    [Fact]
    public async Task Acceptance_opens_one_task_with_four_outcomes()
    {
        var flow = await Start(Step("Accept"), "a:Accepted>x");

        var task = Assert.Single(flow.OpenTasks);
        Assert.Equal(TaskKind.Accept, task.Kind);
        Assert.Equal("a", task.StepId);
        Assert.Equal(TaskAudience.Of(Roles.AcceptanceOfficer), task.Audience);
        Assert.Equal(["Accept", "Supplement", "Refuse", "NotRequired"], task.Outcomes.Select(o => o.Key));
        Assert.Equal("受理审查", task.Title.In("zh-CN"));
        Assert.Equal("Acceptance", task.Title.In("en"));
        Assert.Equal(FlowStatus.Waiting, flow.Status);
    }

    [Fact]
    public async Task Acceptance_reads_its_inputs()
    {
        var flow = await Start(Step("Accept", """
            "role":{"typeName":"String","expression":{"type":"Literal","value":"window-clerk"}},"authority":"11330110MB0000002X","group":"g1",
            "title":{"zh-CN":"窗口受理","en":"At the window"},"limitDays":2,"outcomes":{"typeName":"String[]","expression":{"type":"Object","value":"[\"Accept\",\"Refuse\"]"}}
            """), "a:Accepted>x");

        var task = Assert.Single(flow.OpenTasks);
        Assert.Equal(new TaskAudience(false, "window-clerk", "11330110MB0000002X", "g1"), task.Audience);
        Assert.Equal(["Accept", "Refuse"], task.Outcomes.Select(o => o.Key));
        Assert.Equal("At the window", task.Title.In("en"));
        Assert.Equal(new StepLimit(2, Model.Clocks.ClockUnit.WorkingDay), task.Limit);
    }

    [Theory]
    [InlineData("Accept", """{}""", """{"kind":"accept","withGap":false}""", "Accepted")]
    [InlineData("Accept", """{"withGap":true,"promise":{"materials":["m1"],"dueOn":"2026-03-20","commitmentSigned":true}}""", """{"kind":"accept","withGap":true,"promise":{"materials":["m1"],"dueOn":"2026-03-20","commitmentSigned":true}}""", "Accepted")]
    [InlineData("Supplement", """{"notice":{"fields":[],"materials":[{"key":"m1","reason":"缺页"}]}}""", """{"kind":"requestSupplement","notice":{"fields":[],"materials":[{"key":"m1","reason":"缺页"}]}}""", "Supplement")]
    [InlineData("Refuse", """{"reason":"r","competentBody":"b"}""", """{"kind":"refuseAcceptance","reason":"r","competentBody":"b"}""", "Refused")]
    [InlineData("NotRequired", """{"opinion":"r"}""", """{"kind":"notRequire","reason":"r"}""", "NotRequired")]
    public async Task Each_outcome_of_acceptance_asks_for_its_transition(string outcome, string data, string transition, string port)
    {
        var flow = await Start(Step("Accept"), $"a:{port}>x");

        await Done(flow, outcome, data);

        Assert.Equal(transition, JsonSerializer.Serialize(flow.Last.OfType<FlowEffect.RequestTransition>().Single().Transition, ModelJson.Options));
        Assert.Equal(FlowStatus.Finished, flow.Status);
        Assert.Contains(flow.Entries, e => e is { StepId: "a", Kind: FlowTraceKind.Completed } && e.Outcome == port);
        Assert.Contains(flow.Entries, e => e is { StepId: "x", Kind: FlowTraceKind.Completed });
    }

    [Fact]
    public async Task Completing_a_task_twice_changes_nothing_the_second_time()
    {
        var flow = await Start(Step("Review") + ",{\"id\":\"b\",\"type\":\"Platform.Review\"}", "a:Pass>b b:Pass>x");
        var first = flow.OpenTasks[0].Id;
        await flow.DoneAsync(first, "Pass");
        var state = flow.State!.Data;

        var again = await flow.DoneAsync(first, "Pass");

        Assert.Empty(again.Effects);
        Assert.Empty(again.Trace);
        Assert.Equal(state, again.State.Data);
    }

    [Fact]
    public async Task Deemed_acceptance_closes_the_task_and_goes_on_without_a_transition()
    {
        var flow = await Start(Step("Accept"), "a:Accepted>x");
        var task = flow.OpenTasks[0].Id;

        await flow.SignalAsync(FlowSignals.DeemedAccepted);

        Assert.Equal([new FlowEffect.CloseTask(task, "completed")], flow.Last);
        Assert.Equal(FlowStatus.Finished, flow.Status);
        Assert.Empty((await flow.SignalAsync(FlowSignals.DeemedAccepted)).Effects);
    }

    [Theory]
    [InlineData(FlowSignals.Withdrawn)]
    [InlineData(FlowSignals.Terminated)]
    public async Task Withdrawal_and_termination_close_every_task_and_timer(string signal)
    {
        var flow = await Start(
            """{"id":"a","type":"Elsa.FlowFork","branches":["A","B","C"]},{"id":"r1","type":"Platform.Review"},{"id":"r2","type":"Platform.Review"},{"id":"t","type":"Elsa.Delay","timeSpan":"1.00:00:00"}""",
            "a:A>r1 a:B>r2 a:C>t r1:Pass>x");
        var tasks = flow.OpenTasks.Select(t => t.Id).ToList();

        await flow.SignalAsync(signal);

        Assert.Equal(FlowStatus.Cancelled, flow.Status);
        Assert.Equal(tasks, flow.Last.OfType<FlowEffect.CloseTask>().Select(c => c.TaskId));
        Assert.Single(flow.Last.OfType<FlowEffect.CancelTimer>());
        Assert.Empty((await flow.SignalAsync(signal)).Effects);
        Assert.Empty((await flow.DoneAsync(tasks[0], "Pass")).Effects);
    }

    [Fact]
    public async Task A_supplement_shows_the_notice_and_comes_back_to_acceptance()
    {
        var flow = await Start(Step("Accept") + """,{"id":"s","type":"Platform.Supplement"}""", "a:Accepted>x a:Supplement>s s:Supplied>a");
        await Done(flow, "Supplement", """{"notice":{"fields":[{"key":"name","reason":"r"}],"materials":[]}}""");

        var task = Assert.Single(flow.OpenTasks);
        Assert.True(task.Audience.Applicant);
        Assert.Equal("name", task.Data!.Value.GetProperty("notice").GetProperty("fields")[0].GetProperty("key").GetString());

        await Done(flow, "Supplied");
        Assert.Equal(new CaseTransition.SupplyComplete(), flow.Last.OfType<FlowEffect.RequestTransition>().Single().Transition);
        Assert.Contains(new FlowEffect.OfferRating("supplement"), flow.Last);
        Assert.Equal(TaskKind.Accept, Assert.Single(flow.OpenTasks).Kind);
    }

    [Fact]
    public async Task An_overdue_supplement_closes_its_task()
    {
        var flow = await Start(Step("Supplement"), "a:Overdue>x");

        await flow.SignalAsync(FlowSignals.SupplementOverdue);

        Assert.IsType<FlowEffect.CloseTask>(Assert.Single(flow.Last));
        Assert.Contains(flow.Entries, e => e is { StepId: "x", Kind: FlowTraceKind.Completed });
    }

    [Fact]
    public async Task Two_reviews_at_once_ask_for_the_review_to_begin_only_once()
    {
        var flow = await Start("""{"id":"a","type":"Elsa.FlowFork","branches":["A","B"]},{"id":"r1","type":"Platform.Review"},{"id":"r2","type":"Platform.Review"}""", "a:A>r1 a:B>r2 r1:Pass>x r2:Pass>x");

        Assert.Single(flow.Last.OfType<FlowEffect.RequestTransition>(), e => e.Transition is CaseTransition.BeginReview);
        Assert.Equal(2, flow.OpenTasks.Count);
    }

    [Fact]
    public async Task A_review_in_a_case_under_review_asks_for_nothing()
    {
        var flow = Runner(Step("Review"), "a:Pass>x");
        flow.CaseState = CaseState.InReview;
        await flow.StartAsync();

        Assert.IsType<FlowEffect.OpenTask>(Assert.Single(flow.Last));
    }

    [Fact]
    public async Task A_review_hands_outcome_and_opinion_to_variables_and_follows_its_own_outcomes()
    {
        var flow = Runner(
            """{"id":"a","type":"Platform.Review","outcomes":["Pass","SendBack",{"key":"Expert","label":{"zh-CN":"送专家","en":"To an expert"}}],"outcome":{"typeName":"String","memoryReference":{"id":"v"}},"opinion":{"typeName":"String","memoryReference":{"id":"w"}}},{"id":"x","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"JavaScript","value":"getResult() + ':' + variables.Words"}}}""",
            "a:Expert>x",
            """[{"id":"v","name":"Result"},{"id":"w","name":"Words"}]""");
        await flow.StartAsync();
        var task = flow.OpenTasks[0];
        Assert.True(task.Outcomes[1].OpinionRequired);
        Assert.Equal("To an expert", task.Outcomes[2].Label.In("en"));

        await Done(flow, "Expert", """{"opinion":"意见"}""");

        Assert.Contains(flow.Entries, e => e is { StepId: "x", Kind: FlowTraceKind.Completed, Detail: "Expert:意见" });
    }

    [Fact]
    public async Task Sending_back_is_told_to_the_case_as_an_internal_move()
    {
        var flow = await Start(Step("Review", "\"outcomes\":[\"Pass\",\"SendBack\"]"), "a:Pass>x a:SendBack>a");

        await Done(flow, "SendBack", """{"opinion":"重新核对"}""");

        Assert.Contains(new FlowEffect.RequestTransition(new CaseTransition.MoveInternally(InternalMove.SendBack, "重新核对")), flow.Last);
        Assert.Single(flow.OpenTasks);
    }

    [Fact]
    public async Task An_outcome_the_task_does_not_offer_is_refused_and_nothing_is_kept()
    {
        var flow = await Start(Step("Review"), "a:Pass>x");
        var state = flow.State;

        var refused = await Assert.ThrowsAsync<UnfitStimulusException>(() => Done(flow, "Approve"));

        Assert.Equal("task.outcome.unknown", refused.Problem.Code);
        Assert.Equal(state, flow.State);
    }

    [Fact]
    public async Task Data_that_cannot_be_read_is_refused_and_names_its_field()
    {
        var flow = await Start(Step("Accept"), "a:Accepted>x");

        var refused = await Assert.ThrowsAsync<UnfitStimulusException>(() => Done(flow, "Supplement", """{"notice":"all of it"}"""));

        Assert.Equal("data.notice", refused.Problem.Field);
    }

    [Theory]
    [InlineData("all", null, true, "Approve Approve Approve", "Approved")]
    [InlineData("all", null, true, "Reject Approve Approve", "Rejected")]
    [InlineData("all", null, false, "Reject", "Rejected")]
    [InlineData("any", null, true, "Approve", "Approved")]
    [InlineData("any", null, true, "Reject", "Rejected")]
    [InlineData("quorum", 2, false, "Approve Reject Approve", "Approved")]
    [InlineData("quorum", 2, false, "Approve Approve", "Approved")]
    [InlineData("quorum", 2, false, "Reject Reject", "Rejected")]
    [InlineData("quorum", 2, true, "Approve Approve Reject", "Approved")]
    public async Task Signers_decide_by_the_mode(string mode, int? quorum, bool waitForAll, string votes, string outcome)
    {
        var flow = await Start(
            Step("Countersign", $$$"""
            "mode":"{{{mode}}}","quorum":{{{quorum?.ToString() ?? "null"}}},"waitForAll":{{{(waitForAll ? "true" : "false")}}},"limitDays":5,
            "signers":{"typeName":"Object","expression":{"type":"Object","value":"[{\"role\":\"reviewer\",\"authority\":\"A\"},{\"role\":\"reviewer\",\"authority\":\"B\",\"limitDays\":3},{\"role\":\"reviewer\",\"authority\":\"C\"}]"}}
            """),
            $"a:{outcome}>x");
        Assert.Equal(["A", "B", "C"], flow.OpenTasks.Select(t => t.Audience.Authority));
        Assert.Equal([5, 3, 5], flow.OpenTasks.Select(t => t.Limit!.Amount));

        var left = 3;
        foreach (var vote in votes.Split(' '))
        {
            Assert.Equal(FlowStatus.Waiting, flow.Status);
            await Done(flow, vote, """{"opinion":"o"}""");
            left--;
        }

        Assert.Equal(FlowStatus.Finished, flow.Status);
        Assert.Equal(left, flow.Last.OfType<FlowEffect.CloseTask>().Count());
        Assert.Contains(flow.Entries, e => e is { StepId: "x", Kind: FlowTraceKind.Completed });
    }

    [Fact]
    public async Task Countersigning_without_signers_is_an_incident()
    {
        var flow = await Start(Step("Countersign"), "a:Approved>x");

        Assert.Equal(FlowStatus.Faulted, flow.Status);
        Assert.Equal("step.signersMissing", Assert.IsType<FlowEffect.RaiseIncident>(Assert.Single(flow.Last)).Code);
    }

    [Fact]
    public async Task A_special_procedure_is_proposed_approved_and_recorded()
    {
        var flow = await Start(Step("SpecialProcedure", "\"kind\":\"expertReview\""), "a:Passed>x");
        Assert.Equal(TaskKind.ProposeSpecialProcedure, Assert.Single(flow.OpenTasks).Kind);

        await Done(flow, "Propose", """{"reason":"需要专家评审","toldDays":15}""", "officer");
        var approval = Assert.Single(flow.OpenTasks);
        Assert.Equal(Roles.Approver, approval.Audience.Role);
        Assert.Equal(15, approval.Data!.Value.GetProperty("toldDays").GetInt32());

        await Done(flow, "Approve", "{}", "boss");
        Assert.Equal(new CaseTransition.Suspend(SpecialProcedure.ExpertReview, "需要专家评审", 15, "boss"), flow.Last.OfType<FlowEffect.RequestTransition>().Single().Transition);

        await Done(flow, "Passed", """{"findings":"合格"}""", "officer");
        Assert.Equal(new CaseTransition.Resume("合格"), flow.Last.OfType<FlowEffect.RequestTransition>().Single().Transition);
        Assert.Equal(FlowStatus.Finished, flow.Status);
    }

    [Theory]
    [InlineData("Skip")]
    [InlineData("Reject")]
    public async Task A_special_procedure_nobody_wants_is_skipped_without_stopping_a_clock(string how)
    {
        var flow = await Start(Step("SpecialProcedure"), "a:Skipped>x");
        if (how == "Reject")
        {
            await Done(flow, "Propose", """{"reason":"r","toldDays":3}""");
        }

        await Done(flow, how, """{"opinion":"o"}""");

        Assert.Equal(FlowStatus.Finished, flow.Status);
        Assert.DoesNotContain(flow.Effects, e => e is FlowEffect.RequestTransition { Transition: CaseTransition.Suspend });
        Assert.Contains(flow.Entries, e => e is { StepId: "x", Kind: FlowTraceKind.Completed });
    }

    [Fact]
    public async Task A_proposal_without_days_is_refused()
    {
        var flow = await Start(Step("SpecialProcedure"), "a:Skipped>x");

        var refused = await Assert.ThrowsAsync<UnfitStimulusException>(() => Done(flow, "Propose", """{"reason":"r"}"""));

        Assert.Equal("data.toldDays", refused.Problem.Field);
    }

    [Theory]
    [InlineData("Grant", "{}", """{"kind":"decide","outcome":"grant","signersDone":true}""", "Granted")]
    [InlineData("Deny", """{"reasons":"r","legalBasis":"l","remedies":"m"}""", """{"kind":"decide","outcome":"deny","reasons":"r","legalBasis":"l","remedies":"m","signersDone":true}""", "Denied")]
    [InlineData("SendBack", """{"opinion":"o"}""", """{"kind":"moveInternally","move":"sendBack","opinion":"o"}""", "SendBack")]
    public async Task A_decision_asks_for_its_transition(string outcome, string data, string transition, string port)
    {
        var flow = await Start(Step("Decide", "\"outcomes\":[\"Grant\",\"Deny\",\"SendBack\"]"), $"a:{port}>x");

        await Done(flow, outcome, data);

        Assert.Equal(transition, JsonSerializer.Serialize(flow.Last.OfType<FlowEffect.RequestTransition>().Single().Transition, ModelJson.Options));
        Assert.Equal(FlowStatus.Finished, flow.Status);
    }

    [Fact]
    public async Task Delivery_completes_the_case_and_waits_for_the_proof()
    {
        var flow = await Start(Step("Deliver"), "a:Done>x");
        Assert.Equal(new CaseTransition.Complete(), flow.Last.OfType<FlowEffect.RequestTransition>().Single().Transition);

        await Done(flow, "Delivered", """{"method":"post","proof":"EMS 1"}""");

        Assert.Equal([new FlowEffect.RequestTransition(new CaseTransition.Deliver(DeliveryMethod.Post, "EMS 1"))], flow.Last);
    }

    [Fact]
    public async Task Notify_and_evaluate_do_not_wait()
    {
        var flow = await Start(
            """{"id":"a","type":"Platform.Notify","template":"case-accepted","data":{"typeName":"Object","expression":{"type":"JavaScript","value":"({number: caseInfo.number})"}}},{"id":"b","type":"Platform.Notify","template":"t","to":"supervisor"},{"id":"c","type":"Platform.Evaluate","serviceName":"file"}""",
            "a>b b>c c>x");

        Assert.Equal(FlowStatus.Finished, flow.Status);
        var notices = flow.Last.OfType<FlowEffect.Notify>().ToList();
        Assert.Equal((TaskAudience.TheApplicant, TaskAudience.Of("supervisor")), (notices[0].To, notices[1].To));
        Assert.Equal("330110-0001", notices[0].Data.GetProperty("number").GetString());
        Assert.Contains(new FlowEffect.OfferRating("file"), flow.Last);
    }

    [Fact]
    public void Every_step_describes_itself_in_both_languages()
    {
        foreach (var step in CaseSteps.All().Select(s => s.Description))
        {
            LocalizedText[] texts = [step.Title, step.Summary, .. step.Inputs.Select(i => i.Title), .. step.Outcomes.Select(o => o.Title), .. step.Outputs.Select(o => o.Title), .. step.OutcomesFrom?.Invoke(_ => null).Select(o => o.Title) ?? []];
            Assert.All(texts, t => Assert.False(string.IsNullOrWhiteSpace(t.Texts["zh-CN"]) || string.IsNullOrWhiteSpace(t.Texts["en"])));
        }
    }

    private static string Step(string type, string members = "") => $$$"""{"id":"a","type":"Platform.{{{type}}}"{{{(members.Length > 0 ? "," + members : "")}}}}""";

    private static FlowRunner Runner(string activities, string connections, string variables = "[]") =>
        new(FlowRunner.Chart(activities.Contains("\"id\":\"x\"") ? activities : activities + "," + Ends, connections, variables), steps: CaseSteps.All());

    private static Task<FlowRunner> Start(string activities, string connections) => Runner(activities, connections).StartAsync();

    private static Task<FlowAdvance> Done(FlowRunner flow, string outcome, string data = "{}", string? by = null) =>
        flow.AdvanceAsync(new FlowStimulus.TaskDone(flow.OpenTasks[0].Id, outcome, JsonElement.Parse(data), by));
}
