using System.Text.Json;
using Platform.Model.Flows;
using Platform.Server.Flows.Formats;
using static Platform.Tests.Flows.Formats.FormatReading;

namespace Platform.Tests.Flows.Formats;

public sealed class BpmnImportTests
{
    private static FlowFileContent Permit => Read(FlowFormat.Bpmn, Sample("camunda-permit.bpmn"));

    private static FlowFileContent Leave => Read(FlowFormat.Bpmn, Sample("flowable-leave.bpmn"));

    [Fact]
    public async Task A_permit_drawn_with_Camunda_goes_its_way_here()
    {
        var runner = await StartAsync(Permit);
        Assert.Equal("Task_Receive", Open(runner));
        await DoAsync(runner, "Task_Receive");
        Assert.Equal("Task_Papers Task_Site", Open(runner));
        await DoAsync(runner, "Task_Papers");
        await DoAsync(runner, "Task_Site");
        Assert.Equal("Task_Decide", Open(runner));
        await DoAsync(runner, "Task_Decide", "不予");
        Assert.Equal(FlowStatus.Finished, runner.Status);
    }

    [Fact]
    public async Task A_timer_at_the_border_ends_the_task_and_takes_its_own_way()
    {
        var runner = await StartAsync(Permit);
        await DoAsync(runner, "Task_Receive");
        await DoAsync(runner, "Task_Papers");
        var timer = Assert.Single(runner.Effects.OfType<FlowEffect.SetTimer>());
        Assert.Equal(TimeSpan.FromDays(5), timer.After);
        await runner.AdvanceAsync(new FlowStimulus.TimerDue(timer.TimerId));
        Assert.Equal("Task_Chase", Open(runner));
        await DoAsync(runner, "Task_Chase");
        Assert.Equal("Task_Decide", Open(runner));
    }

    [Fact]
    public async Task A_task_done_in_time_takes_the_timer_with_it()
    {
        var runner = await StartAsync(Permit);
        await DoAsync(runner, "Task_Receive");
        var timer = Assert.Single(runner.Effects.OfType<FlowEffect.SetTimer>());
        await DoAsync(runner, "Task_Site");
        Assert.Contains(runner.Effects, e => e is FlowEffect.CancelTimer c && c.TimerId == timer.TimerId);
        Assert.Equal("Task_Papers", Open(runner));
    }

    [Fact]
    public async Task A_loop_back_begins_both_branches_anew()
    {
        var runner = await StartAsync(Permit);
        await DoAsync(runner, "Task_Receive");
        await DoAsync(runner, "Task_Papers");
        await DoAsync(runner, "Task_Site");
        await DoAsync(runner, "Task_Decide", "退回");
        Assert.Equal("Task_Papers Task_Site", Open(runner));
        await DoAsync(runner, "Task_Site");
        await DoAsync(runner, "Task_Papers");
        Assert.Equal("Task_Decide", Open(runner));
    }

    [Fact]
    public async Task An_error_leaves_the_sub_process_by_its_own_way()
    {
        var runner = await StartAsync(Permit);
        await DoAsync(runner, "Task_Receive");
        await DoAsync(runner, "Task_Papers");
        await DoAsync(runner, "Task_Site");
        await DoAsync(runner, "Task_Decide", "准予");

        // Nothing sets the variable printer, so the printer is not ready.
        Assert.Equal("Task_Hand", Open(runner));
        await DoAsync(runner, "Task_Hand");
        Assert.Equal(FlowStatus.Finished, runner.Status);
        Assert.Contains(runner.Entries, e => e is { StepId: "End_Granted", Kind: FlowTraceKind.Completed } || e.StepId == "End_Granted");
    }

    [Fact]
    public void Everything_of_the_permit_is_mapped_or_told()
    {
        var permit = Permit;
        Assert.True(permit.Report.Runs, string.Join("; ", Told(permit, FlowFindingKind.Unsupported)));
        Assert.Equal(("卫生许可", 7), (permit.Report.Process, permit.Report.Read["bpmn:userTask"] + permit.Report.Read["bpmn:manualTask"] + permit.Report.Read["bpmn:scriptTask"]));
        Assert.Equal(
            ["flowFile.bpmn.asUserTask Task_Hand", "flowFile.bpmn.outcomes Gateway_Decision"],
            Told(permit, FlowFindingKind.Changed).Order());
        Assert.Equal(
            [
                "flowFile.bpmn.kept Process_Permit",
                "flowFile.bpmn.kept Task_Papers",
                "flowFile.bpmn.kept Task_Receive",
                "flowFile.bpmn.part Association_1",
                "flowFile.bpmn.part MessageFlow_Filed",
                "flowFile.bpmn.part Participant_Applicant",
                "flowFile.bpmn.part TextAnnotation_1",
            ],
            Told(permit, FlowFindingKind.Kept).Order());
        Assert.Contains("flowFile.bpmn.variable Flow_23", Told(permit, FlowFindingKind.Advice));
        var kept = Activity(permit.Document, "Task_Receive")["customProperties"]!["bpmn"]!;
        Assert.Equal("embedded:app:forms/receive.html", kept["attributes"]!["{http://camunda.org/schema/1.0/bpmn}formKey"]!.GetValue<string>());
        Assert.Contains("camunda:formField", kept["extensions"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("核对材料是否齐全", Activity(permit.Document, "Task_Receive")["metadata"]!["description"]!.GetValue<string>());
    }

    [Fact]
    public void Lanes_and_groups_become_roles()
    {
        var roles = Permit.Report.Roles.ToDictionary(r => r.Source);
        Assert.Equal("window-clerk", roles["Lane_Window"].Role);
        Assert.Equal("case-officer", roles["Lane_Officer"].Role);
        Assert.Equal("approver", roles["Lane_Head"].Role);
        Assert.Equal(["Task_Site", "Task_Chase"], roles["Lane_Officer"].Steps);
        Assert.Equal(("reviewer", "Task_Papers"), (roles["reviewer"].Role, Assert.Single(roles["reviewer"].Steps)));
        var told = Read(FlowFormat.Bpmn, Sample("camunda-permit.bpmn"), roles: [("Lane_Head", "supervisor"), ("承办人", "issuer")]);
        Assert.Equal("supervisor", LiteralOf(told, "Task_Decide"));
        Assert.Equal("issuer", LiteralOf(told, "Task_Chase"));
        Assert.Equal("flowFile.roleKey", Assert.Single(TryRead(FlowFormat.Bpmn, Sample("camunda-permit.bpmn"), roles: [("Lane_Head", "king")]).Problems).Code);
    }

    [Fact]
    public void The_drawing_is_taken_over_and_a_sub_process_has_its_own()
    {
        var permit = Permit;
        Assert.Equal((280, 120), PlaceOf(permit, "Task_Receive"));
        Assert.Equal((540, 220), PlaceOf(permit, "Task_Site-bounded"));
        Assert.Equal((80, 60), PlaceOf(permit, "Script_Print"));
        var back = permit.Document.GetProperty("root").GetProperty("connections").EnumerateArray().Single(c => c.GetProperty("bpmn").GetProperty("id").GetString() == "Flow_Back");
        Assert.Equal(2, back.GetProperty("vertices").GetArrayLength());
        Assert.DoesNotContain("flowFile.drawn flow", Told(permit, FlowFindingKind.Advice));
    }

    [Theory]
    [InlineData("""{"days":5,"paid":false}""", "hrTask")]
    [InlineData("""{"days":1,"paid":true}""", "financeTask")]
    [InlineData("""{"days":9,"paid":true}""", "financeTask hrTask")]
    public async Task An_inclusive_gateway_opens_what_holds_and_joins_it(string answers, string open)
    {
        var runner = await StartAsync(Leave, answers);
        await DoAsync(runner, "managerTask");
        Assert.Equal(open, Open(runner));
        foreach (var task in open.Split(' '))
        {
            Assert.Empty(runner.Effects.OfType<FlowEffect.SetTimer>());
            await DoAsync(runner, task);
        }

        Assert.Single(runner.Effects.OfType<FlowEffect.SetTimer>());
    }

    [Fact]
    public async Task Nothing_holding_is_an_error_as_BPMN_wants()
    {
        var leave = Leave;
        Assert.Contains("flowFile.bpmn.noDefault split", Told(leave, FlowFindingKind.Advice));
        var runner = await StartAsync(leave, """{"days":1,"paid":false}""");
        await DoAsync(runner, "managerTask");
        Assert.Contains(runner.Effects, e => e is FlowEffect.RaiseIncident { StepId: "split-none" });
    }

    [Theory]
    [InlineData("缴费到账", "archive", FlowStatus.Waiting)]
    [InlineData("申请撤回", "", FlowStatus.Finished)]
    public async Task Behind_an_event_based_gateway_the_first_event_wins(string signal, string open, FlowStatus status)
    {
        var runner = await StartAsync(Leave, """{"days":5}""");
        await DoAsync(runner, "managerTask");
        await DoAsync(runner, "hrTask");
        await runner.SignalAsync(signal);
        Assert.Equal((open, status), (Open(runner), runner.Status));
        Assert.Single(runner.Effects.OfType<FlowEffect.CancelTimer>());
        await runner.SignalAsync("缴费到账");
        Assert.Equal(open, Open(runner));
    }

    [Fact]
    public async Task Or_the_timer_wins()
    {
        var runner = await StartAsync(Leave, """{"days":5}""");
        await DoAsync(runner, "managerTask");
        await DoAsync(runner, "hrTask");
        await runner.AdvanceAsync(new FlowStimulus.TimerDue(runner.Effects.OfType<FlowEffect.SetTimer>().Single().TimerId));
        Assert.Equal(FlowStatus.Finished, runner.Status);
    }

    [Fact]
    public void A_file_without_a_drawing_is_laid_out()
    {
        var leave = Leave;
        Assert.Contains("flowFile.drawn flow", Told(leave, FlowFindingKind.Advice));
        var places = FlowTree.All(System.Text.Json.Nodes.JsonObject.Create(leave.Document.GetProperty("root"))!).Skip(1).Select(a => FlowJson.PlaceOf(a.Activity)).ToList();
        Assert.All(places, p => Assert.NotNull(p));
    }

    [Fact]
    public void Every_unsupported_element_is_named_and_keeps_its_place()
    {
        var read = Read(FlowFormat.Bpmn, Sample("unsupported.bpmn"));
        string[] expected =
        [
            "S_Second", "S_Timer", "S_Signal", "S_Conditional", "T_Service", "T_Rule", "T_Groovy", "T_Instantiate", "T_Loop", "T_Multi", "T_Compensation", "C_Nothing", "C_Expression", "P_AdHoc", "P_Transaction", "P_Event",
            "G_Complex", "G_Event", "E_Link", "E_Conditional", "E_Months", "E_Cycle", "E_Two", "E_Compensate", "E_Escalate", "E_Cancel", "B_Beside", "B_Error", "B_Nowhere", "F_Call", "F_Bare",
        ];
        var named = read.Report.Findings.Where(f => f.Kind == FlowFindingKind.Unsupported && f.Problem.Code.StartsWith("flowFile.", StringComparison.Ordinal)).Select(f => f.ElementId!).ToList();
        Assert.Equal(expected.Order(), named.Order());
        foreach (var id in expected.Where(e => !e.StartsWith("F_", StringComparison.Ordinal)))
        {
            var kept = Activity(read.Document, id);
            Assert.StartsWith("Bpmn.", FlowJson.Text(kept, "type"), StringComparison.Ordinal);
        }

        Assert.Contains("zeebe:taskDefinition type=\"check\"", Activity(read.Document, "T_Service")["customProperties"]!["bpmn"]!["xml"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("flowFile.bpmn.part D_Object", Told(read, FlowFindingKind.Kept));
        Assert.Contains("flowFile.bpmn.part A_Group", Told(read, FlowFindingKind.Kept));
        Assert.Contains("P1M", read.Report.Findings.Single(f => f.ElementId == "E_Months" && f.Problem.Code == "flowFile.bpmn.event").Problem.Values!["value"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_branches_into_one_task_are_told_to_be_joined()
    {
        var read = Read(FlowFormat.Bpmn, Process(
            """<startEvent id="s"/><parallelGateway id="g"/><userTask id="a"/><userTask id="b"/><userTask id="m"/>""",
            "s>g g>a g>b a>m b>m"));
        Assert.Contains("flowFile.bpmn.mergeOnce m", Told(read, FlowFindingKind.Changed));
        var joined = Read(FlowFormat.Bpmn, Process(
            """<startEvent id="s"/><parallelGateway id="g"/><userTask id="a"/><userTask id="b"/><parallelGateway id="j"/><userTask id="m"/>""",
            "s>g g>a g>b a>j b>j j>m"));
        Assert.DoesNotContain("flowFile.bpmn.mergeOnce m", Told(joined, FlowFindingKind.Changed));
    }

    [Fact]
    public async Task Of_two_branches_one_may_end_without_ending_the_other()
    {
        var read = Read(FlowFormat.Bpmn, Process(
            """<startEvent id="s"/><userTask id="a"/><userTask id="b"/><endEvent id="e1"/><endEvent id="e2"/>""",
            "s>a s>b a>e1 b>e2"));
        var runner = await StartAsync(read);
        await DoAsync(runner, "a");
        Assert.Equal(("b", FlowStatus.Waiting), (Open(runner), runner.Status));
        await DoAsync(runner, "b");
        Assert.Equal(FlowStatus.Finished, runner.Status);
    }

    [Fact]
    public async Task A_service_task_that_names_a_binding_calls_it()
    {
        const string Task = """<serviceTask id="call" name="登记" xmlns:p="urn:platform:flow:1" p:binding="registry" p:operation="mark"><extensionElements><p:input>({ id: 7 })</p:input></extensionElements></serviceTask>""";
        var runner = await StartAsync(Read(FlowFormat.Bpmn, Process($"""<startEvent id="s"/>{Task}<endEvent id="e"/>""", "s>call call>e")));
        var call = Assert.Single(runner.Effects.OfType<FlowEffect.CallConnector>());
        Assert.Equal(("registry", "mark", """{"id":7}"""), (call.Binding, call.Operation, call.Input.GetRawText()));
    }

    [Fact]
    public async Task A_process_without_a_start_begins_where_nothing_leads_to()
    {
        var runner = await StartAsync(Read(FlowFormat.Bpmn, Process("""<userTask id="a"/><userTask id="b"/>""", "a>b")));
        Assert.Equal("a", Open(runner));
    }

    [Theory]
    [InlineData("${amount > 100 and not paid}", "variables.amount > 100 && !variables.paid", "amount paid")]
    [InlineData("#{order.total ge 7.5 || empty}", "variables.order.total >= 7.5 || variables.empty", "empty order")]
    [InlineData("= status = \"open\" and days < 3", "variables.status == \"open\" && variables.days < 3", "days status")]
    [InlineData("=answers.area >= 50", "answers.area >= 50", "")]
    [InlineData("approved", "variables.approved", "approved")]
    public void Conditions_of_other_engines_are_carried_over(string condition, string script, string variables)
    {
        var read = Server.Flows.Formats.Bpmn.BpmnConditionReader.Read(condition, null);
        Assert.Equal((script, variables), (read.Script, string.Join(' ', read.Variables.Order())));
    }

    [Theory]
    [InlineData("${bean.check(order)}", null)]
    [InlineData("${list[0]}", null)]
    [InlineData("${a = 1}", null)]
    [InlineData("${a ==}", null)]
    [InlineData("${}", null)]
    [InlineData("= some x in list satisfies x", null)]
    [InlineData("a > 1", "groovy")]
    [InlineData("a >", "javascript")]
    public void What_cannot_be_carried_over_says_why(string condition, string? language)
    {
        var read = Server.Flows.Formats.Bpmn.BpmnConditionReader.Read(condition, language);
        Assert.Null(read.Script);
        Assert.NotEmpty(read.Reason!);
    }

    [Fact]
    public void Of_several_processes_one_is_named()
    {
        var file = Sample("flowable-leave.bpmn").Replace("</definitions>", """<process id="second" name="第二"><userTask id="x"/></process></definitions>""", StringComparison.Ordinal);
        var refused = Assert.Single(TryRead(FlowFormat.Bpmn, file).Problems);
        Assert.Equal(("flowFile.several", "leaveRequest, second"), (refused.Code, refused.Values!["expected"]));
        var second = Read(FlowFormat.Bpmn, file, process: "第二");
        Assert.Equal("x", FlowJson.Text(Activity(second.Document, "x"), "id"));
        Assert.Contains("flowFile.bpmn.otherProcess leaveRequest", Told(second, FlowFindingKind.Advice));
        Assert.Equal("flowFile.processUnknown", Assert.Single(TryRead(FlowFormat.Bpmn, file, process: "third").Problems).Code);
    }

    internal static string Process(string nodes, string flows, string more = "")
    {
        var written = flows.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((f, i) => $"<sequenceFlow id=\"f{i}\" sourceRef=\"{f.Split('>')[0]}\" targetRef=\"{f.Split('>')[1]}\"/>");
        return $"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"><process id="p">{nodes}{string.Concat(written)}</process>{more}</definitions>""";
    }

    private static string? LiteralOf(FlowFileContent content, string id) => Server.Flows.Formats.Bpmn.BpmnElements.LiteralOf(Activity(content.Document, id)["role"]);

    private static (double, double) PlaceOf(FlowFileContent content, string id)
    {
        var place = FlowJson.PlaceOf(Activity(content.Document, id))!.Value;
        return (place.X, place.Y);
    }
}
