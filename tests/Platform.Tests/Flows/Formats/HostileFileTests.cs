using System.Diagnostics;
using System.Text;
using Platform.Model.Flows;
using static Platform.Tests.Flows.Formats.FormatReading;

namespace Platform.Tests.Flows.Formats;

public sealed class HostileFileTests
{
    private const string Ns = "xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"";

    [Theory]
    [InlineData("", "flowFile.notXml")]
    [InlineData("{}", "flowFile.notXml")]
    [InlineData("<a>", "flowFile.notXml")]
    [InlineData("<a/>", "flowFile.notBpmn")]
    [InlineData("<definitions/>", "flowFile.notBpmn")]
    [InlineData("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>", "flowFile.notXml")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>", "flowFile.notXml")]
    [InlineData("<?xml version=\"1.0\" encoding=\"no-such\"?><a/>", "flowFile.notXml")]
    [InlineData("<a>\u0001</a>", "flowFile.notXml")]
    [InlineData("<definitions " + Ns + "/>", "flowFile.nothing")]
    [InlineData("<definitions " + Ns + "><process id=\"p\"/></definitions>", "flowFile.nothing")]
    [InlineData("<definitions " + Ns + "><process id=\"p\"><userTask/></process></definitions>", "flowFile.idMissing")]
    [InlineData("<definitions " + Ns + "><process id=\"p\"><userTask id=\"a\"/><userTask id=\"a\"/></process></definitions>", "flowFile.idTwice")]
    [InlineData("<definitions " + Ns + "><process id=\"p\"><userTask id=\"p\"/></process></definitions>", "flowFile.idTwice")]
    public void A_file_nobody_can_read_is_refused(string file, string code) => Assert.Equal(code, TryRead(FlowFormat.Bpmn, file).Problems[0].Code);

    [Fact]
    public void A_flow_that_leads_nowhere_or_over_a_border_is_refused_by_id()
    {
        var nowhere = TryRead(FlowFormat.Bpmn, BpmnImportTests.Process("""<userTask id="a"/><subProcess id="s"><userTask id="b"/></subProcess>""", "a>gone a>b s>a"));
        Assert.Equal(["f0 gone", "f1 b"], nowhere.Problems.Select(p => $"{p.Field} {p.Values!["value"]}"));
        var half = TryRead(FlowFormat.Bpmn, $"<definitions {Ns}><process id=\"p\"><userTask id=\"a\"/><sequenceFlow id=\"f\" sourceRef=\"a\"/></process></definitions>");
        Assert.Equal("flowFile.flowEnd", Assert.Single(half.Problems).Code);
    }

    [Fact]
    public void Ten_thousand_elements_are_refused_quickly()
    {
        var clock = Stopwatch.StartNew();
        var nodes = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"<userTask id=\"t{i}\"/>"));
        Assert.Equal("flowFile.tooMany", TryRead(FlowFormat.Bpmn, BpmnImportTests.Process(nodes, "")).Problems[0].Code);
        Assert.Equal("flowFile.tooMany", TryRead(FlowFormat.Bpmn, $"<definitions {Ns}>{string.Concat(Enumerable.Repeat("<a/>", 70_000))}</definitions>").Problems[0].Code);
        var activities = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $$$"""{"id":"a{{{i}}}","type":"Elsa.WriteLine"}"""));
        Assert.Equal("flowFile.tooMany", TryRead(FlowFormat.Elsa, $$$"""{"root":{"id":"r","type":"Elsa.Flowchart","activities":[{{{activities}}}]}}""").Problems[0].Code);
        var states = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $$$"""{"state":"s{{{i}}}"}"""));
        Assert.Equal("flowFile.tooMany", TryRead(FlowFormat.Digit, $$$"""{"businessService":"X","states":[{{{states}}}]}""").Problems[0].Code);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{clock.Elapsed}");
    }

    [Fact]
    public void The_largest_flow_that_is_read_is_read_in_bounded_time()
    {
        var clock = Stopwatch.StartNew();
        var nodes = string.Concat(Enumerable.Range(0, 900).Select(i => i % 3 == 0 ? $"<parallelGateway id=\"t{i}\"/>" : $"<userTask id=\"t{i}\"/>"));
        var flows = string.Join(' ', Enumerable.Range(0, 899).Select(i => $"t{i}>t{i + 1}").Concat(Enumerable.Range(0, 850).Where(i => i % 3 == 0).Select(i => $"t{i}>t{i + 40}")));
        var read = TryRead(FlowFormat.Bpmn, BpmnImportTests.Process(nodes, flows));
        Assert.True(read.Succeeded);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"{clock.Elapsed}");
    }

    [Fact]
    public void Deep_and_large_files_are_refused()
    {
        var deep = string.Concat(Enumerable.Range(0, 100).Select(i => $"<subProcess id=\"s{i}\">")) + "<userTask id=\"t\"/>" + string.Concat(Enumerable.Repeat("</subProcess>", 100));
        Assert.Equal("flowFile.tooDeep", TryRead(FlowFormat.Bpmn, BpmnImportTests.Process(deep, "")).Problems[0].Code);
        var nested = string.Concat(Enumerable.Range(0, 40).Select(i => $"<subProcess id=\"s{i}\">")) + "<userTask id=\"t\"/>" + string.Concat(Enumerable.Repeat("</subProcess>", 40));
        Assert.Equal("flowFile.tooDeep", TryRead(FlowFormat.Bpmn, BpmnImportTests.Process(nested, "")).Problems[0].Code);
        Assert.Equal("flowFile.notJson", TryRead(FlowFormat.Elsa, string.Concat(Enumerable.Repeat("{\"root\":", 5_000))).Problems[0].Code);
        foreach (var format in Enum.GetValues<FlowFormat>())
        {
            Assert.Equal("flowFile.tooLarge", Reader.Read(format, new byte[5_000_000], new FlowFileOptions("x", null, new Dictionary<string, string>())).Problems[0].Code);
        }
    }

    [Fact]
    public void As_many_flows_as_can_be_written_are_refused()
    {
        var clock = Stopwatch.StartNew();
        var nodes = string.Concat(Enumerable.Range(0, 200).Select(i => $"<parallelGateway id=\"t{i}\"/>"));
        var flows = string.Join(' ', Enumerable.Range(0, 40_000).Select(i => $"t{i % 200}>t{i / 200}"));
        Assert.Equal("flowFile.tooMany", TryRead(FlowFormat.Bpmn, BpmnImportTests.Process(nodes, flows)).Problems[0].Code);
        var most = string.Join(' ', Enumerable.Range(0, 6_000).Select(i => $"t{i % 200}>t{i * 7 % 200}"));
        Assert.True(TryRead(FlowFormat.Bpmn, BpmnImportTests.Process(nodes, most)).Succeeded);
        var lanes = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"<lane id=\"l{i}\"><flowNodeRef>t0</flowNodeRef></lane>"));
        Assert.True(TryRead(FlowFormat.Bpmn, BpmnImportTests.Process($"<laneSet id=\"ls\">{lanes}</laneSet>{nodes}", "")).Succeeded);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"{clock.Elapsed}");
    }

    [Fact]
    public void Scripts_nested_without_end_are_named()
    {
        var deep = new string('(', 100_000);
        var read = Read(FlowFormat.Bpmn, BpmnImportTests.Process($"<scriptTask id=\"a\"><script>{deep}</script></scriptTask>", ""));
        Assert.Contains("flow.expressionSyntax a", Told(read, FlowFindingKind.Unsupported));
        var condition = TryRead(FlowFormat.Bpmn, BpmnImportTests.Process("<exclusiveGateway id=\"g\"/><task id=\"a\"/><task id=\"b\"/>", "g>a g>b").Replace("targetRef=\"a\"/>", $"targetRef=\"a\"><conditionExpression>{deep}</conditionExpression></sequenceFlow>", StringComparison.Ordinal));
        Assert.Contains("flowFile.bpmn.condition f0", Told(condition.Value, FlowFindingKind.Unsupported));
    }

    [Fact]
    public void Lanes_that_name_each_other_or_nothing_do_no_harm()
    {
        var lanes = """<laneSet id="l"><lane id="l1"><flowNodeRef>l1</flowNodeRef><flowNodeRef>a</flowNodeRef><childLaneSet id="c"><lane id="l2"><flowNodeRef>l1</flowNodeRef><flowNodeRef>a</flowNodeRef></lane></childLaneSet></lane><lane id="l3"><flowNodeRef>a</flowNodeRef><flowNodeRef/></lane></laneSet>""";
        var read = Read(FlowFormat.Bpmn, BpmnImportTests.Process(lanes + """<userTask id="a"/>""", ""));
        Assert.Equal(["flowFile.bpmn.laneNode l1", "flowFile.bpmn.laneNode l2", "flowFile.bpmn.laneNode l3", "flowFile.bpmn.laneTwice l3"], Told(read, FlowFindingKind.Advice).Where(t => t.Contains("lane", StringComparison.Ordinal)).Order());
        Assert.Equal("l2", Assert.Single(read.Report.Roles).Source);
    }

    [Fact]
    public void What_was_written_beside_the_drawing_may_be_nonsense()
    {
        foreach (var json in (string[])["", "x", "[]", "{}", "{\"type\":7,\"id\":[]}", "{\"type\":\"Elsa.Flowchart\"}", "{\"type\":\"Elsa.FlowSwitch\",\"id\":\"a\",\"cases\":7}", "{\"type\":\"Elsa.FlowDecision\",\"id\":\"a\",\"condition\":[]}", new string('[', 3_000)])
        {
            foreach (var kind in (string[])["userTask", "subProcess", "exclusiveGateway", "startEvent"])
            {
                var own = $"<extensionElements><o:activity xmlns:o=\"urn:platform:flow:1\">{json}</o:activity></extensionElements>";
                var file = BpmnImportTests.Process($"<{kind} id=\"a\">{own}</{kind}><userTask id=\"b\"/>", "").Replace("</process>", "<sequenceFlow id=\"f\" sourceRef=\"a\" targetRef=\"b\" o:port=\"True\" xmlns:o=\"urn:platform:flow:1\"><conditionExpression>x</conditionExpression></sequenceFlow></process>", StringComparison.Ordinal);
                Assert.NotNull(TryRead(FlowFormat.Bpmn, file));
                var process = $"<definitions {Ns}><process id=\"p\"><extensionElements><o:definition xmlns:o=\"urn:platform:flow:1\">{json}</o:definition><o:activity xmlns:o=\"urn:platform:flow:1\">{json}</o:activity></extensionElements><userTask id=\"b\"/></process></definitions>";
                Assert.NotNull(TryRead(FlowFormat.Bpmn, process));
            }
        }
    }

    [Fact]
    public void A_file_cut_off_or_damaged_anywhere_is_read_or_refused()
    {
        foreach (var (format, name) in ((FlowFormat, string)[])[(FlowFormat.Bpmn, "camunda-permit.bpmn"), (FlowFormat.Bpmn, "flowable-leave.bpmn"), (FlowFormat.Bpmn, "unsupported.bpmn"), (FlowFormat.Elsa, "elsa-studio.json"), (FlowFormat.Digit, "digit-licence.json")])
        {
            var bytes = Encoding.UTF8.GetBytes(Sample(name));
            var random = new Random(7);
            var options = new FlowFileOptions("x", null, new Dictionary<string, string>());
            for (var i = 0; i < 60; i++)
            {
                Assert.NotNull(Reader.Read(format, bytes.AsMemory(0, random.Next(bytes.Length)), options));
                var damaged = bytes.ToArray();
                damaged[random.Next(damaged.Length)] = (byte)"<>\"&{}[]: x0"[random.Next(12)];
                Assert.NotNull(Reader.Read(format, damaged, options));
            }

            // One attribute or value after the other is gone.
            var text = Sample(name);
            foreach (var word in (string[])["sourceRef=", "targetRef=", "attachedToRef=", "errorRef=", "messageRef=", "signalRef=", "bpmnElement=", "processRef=", " id=", "\"id\"", "\"type\"", "\"source\"", "\"state\"", "\"action\"", "\"root\"", "\"activities\""])
            {
                Assert.NotNull(Reader.Read(format, Encoding.UTF8.GetBytes(text.Replace(word, word[0] == '"' ? "\"y\"" : " y=", StringComparison.Ordinal)), options));
            }
        }
    }
}
