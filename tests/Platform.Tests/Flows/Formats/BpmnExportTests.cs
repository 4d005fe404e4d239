using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Platform.Model.Flows;
using Platform.Server.Flows.Formats;
using Platform.Server.Flows.Formats.Bpmn;
using static Platform.Tests.Flows.Formats.FormatReading;

namespace Platform.Tests.Flows.Formats;

public sealed class BpmnExportTests
{
    public static TheoryData<string> Flows => [.. Shipped().Select(f => f.Key), "permit", "leave", "unsupported", "studio", "runs", "licence", "nested", "odd"];

    [Theory]
    [MemberData(nameof(Flows))]
    public void What_is_exported_and_imported_again_is_the_same_flow(string name)
    {
        var flow = Flow(name);
        var key = flow.TryGetProperty("definitionId", out var id) ? id.GetString()! : "imported";
        var file = Write(FlowFormat.Bpmn, flow);
        var again = Read(FlowFormat.Bpmn, file, key);
        AssertSame(Laid(flow), again.Document);
    }

    [Theory]
    [MemberData(nameof(Flows))]
    public void An_exported_file_is_whole(string name)
    {
        var file = Write(FlowFormat.Bpmn, Flow(name));
        if (Environment.GetEnvironmentVariable("BPMN_FILES") is { Length: > 0 } folder)
        {
            // For BPMN tools that look at the files from outside.
            File.WriteAllText(Path.Combine(folder, name + ".bpmn"), file);
        }

        var root = XElement.Parse(file);
        var ids = root.DescendantsAndSelf().Where(e => e.Name.Namespace != BpmnXml.Own).Select(e => (string?)e.Attribute("id")).OfType<string>().ToList();
        Assert.Equal(ids.Distinct().Count(), ids.Count);
        Assert.All(ids, i => System.Xml.XmlConvert.VerifyNCName(i));
        var process = root.Element(BpmnXml.Model + "process")!;
        var nodes = process.Descendants().Where(BpmnFile.IsNode).ToDictionary(n => BpmnXml.IdOf(n)!);
        var flows = process.Descendants(BpmnXml.Model + "sequenceFlow").ToList();
        Assert.All(flows, f => Assert.Same(nodes[(string)f.Attribute("sourceRef")!].Parent, nodes[(string)f.Attribute("targetRef")!].Parent));
        Assert.All(flows, f => Assert.Contains(nodes[(string)f.Attribute("sourceRef")!].Elements(BpmnXml.Model + "outgoing"), o => o.Value == BpmnXml.IdOf(f)));
        Assert.All(flows, f => Assert.Contains(nodes[(string)f.Attribute("targetRef")!].Elements(BpmnXml.Model + "incoming"), o => o.Value == BpmnXml.IdOf(f)));
        Assert.All(nodes.Values.Where(n => n.Name.LocalName == "endEvent"), n => Assert.Empty(n.Elements(BpmnXml.Model + "outgoing")));
        var drawn = root.Descendants(BpmnXml.Diagram + "BPMNShape").Concat(root.Descendants(BpmnXml.Diagram + "BPMNEdge")).Select(s => (string)s.Attribute("bpmnElement")!).Order().ToList();
        Assert.Equal(nodes.Keys.Concat(flows.Select(f => BpmnXml.IdOf(f)!)).Order(), drawn);
        Assert.All(root.Descendants(BpmnXml.Diagram + "BPMNEdge"), e => Assert.True(e.Elements(BpmnXml.Waypoints + "waypoint").Count() >= 2));
        foreach (var reference in root.Descendants().Where(e => e.Name.Namespace == BpmnXml.Model).SelectMany(e => e.Attributes()).Where(a => a.Name.LocalName is "messageRef" or "signalRef" or "errorRef" or "default"))
        {
            Assert.Contains(reference.Value, ids);
        }
    }

    [Fact]
    public void Steps_gateways_and_events_are_drawn_as_what_they_are()
    {
        var kinds = Kinds(Write(FlowFormat.Bpmn, Flow("nested")));
        Assert.Equal(
            [
                "check scriptTask", "choose exclusiveGateway", "decide userTask", "fork parallelGateway", "inner subProcess", "join parallelGateway", "maybe inclusiveGateway", "over endEvent", "s startEvent", "tell sendTask",
                "wait intermediateCatchEvent", "word intermediateCatchEvent",
            ],
            kinds.Where(k => !k.StartsWith("inner-", StringComparison.Ordinal)).Order());
        var file = XElement.Parse(Write(FlowFormat.Bpmn, Flow("nested")));
        Assert.Equal("P1DT2H", file.Descendants(BpmnXml.Model + "timeDuration").Single().Value);
        Assert.Equal("paid", (string?)file.Elements(BpmnXml.Model + "message").Single().Attribute("name"));
        Assert.Equal("group(approver)", file.Descendants(BpmnXml.Model + "potentialOwner").Single().Value);
        Assert.Equal(["outcome == \"Denied\"", "outcome == \"Granted\""], file.Descendants(BpmnXml.Model + "conditionExpression").Select(c => c.Value).Where(v => v.StartsWith("outcome", StringComparison.Ordinal)).Order());
        Assert.Equal(2, file.Elements(BpmnXml.Diagram + "BPMNDiagram").Count());
    }

    [Fact]
    public void What_is_changed_in_the_drawing_counts_more_than_what_was_written_beside_it()
    {
        var file = XElement.Parse(Write(FlowFormat.Bpmn, Flow("nested")));
        var model = BpmnXml.Model;
        file.Descendants(model + "userTask").Single().SetAttributeValue("name", "终审");
        file.Descendants(model + "conditionExpression").Single(c => c.Value == "answers.big").Value = "answers.huge";
        file.Descendants(BpmnXml.Diagram + "BPMNShape").Single(s => (string?)s.Attribute("bpmnElement") == "decide").Element(BpmnXml.Bounds + "Bounds")!.SetAttributeValue("x", "777");
        var flow = file.Descendants(model + "sequenceFlow").Single(f => (string?)f.Attribute("sourceRef") == "check");
        flow.SetAttributeValue("targetRef", "over");
        var again = Read(FlowFormat.Bpmn, file.ToString());
        Assert.Equal("终审", BpmnOwn.TitleOf(Activity(again.Document, "decide")));
        Assert.Equal("answers.huge", Activity(again.Document, "choose")["condition"]!["expression"]!["value"]!.GetValue<string>());
        Assert.Equal(777, FlowJson.PlaceOf(Activity(again.Document, "decide"))!.Value.X);
        Assert.Contains(FlowTree.Connections(JsonObject.Create(again.Document.GetProperty("root"))!), c => c is { Source: "check", Target: "over" });
    }

    [Fact]
    public void Text_that_XML_has_no_way_to_write_does_no_harm()
    {
        var flow = FlowRunner.Chart("""{"id":"a b\u0001","type":"Elsa.WriteLine","text":"x\u0002\ufffe]]>&<","metadata":{"displayText":"n\u0003\ufffe"}},{"id":"1","type":"Elsa.End"}""", "");
        var file = Write(FlowFormat.Bpmn, flow);
        var again = Read(FlowFormat.Bpmn, file, "test");
        Assert.Equal("x\u0002\ufffe]]>&<", Activity(again.Document, "a b\u0001")["text"]!.GetValue<string>());
    }

    [Fact]
    public void A_call_is_a_service_task_that_says_what_it_calls_and_calls_what_it_says()
    {
        var flow = FlowRunner.Chart("""{"id":"a","type":"Elsa.Start"},{"id":"b","type":"Platform.CallConnector","binding":"registry","operation":"mark","tries":2}""", "a>b");
        var file = XElement.Parse(Write(FlowFormat.Bpmn, flow));
        var task = file.Descendants(BpmnXml.Model + "serviceTask").Single();
        Assert.Equal(("registry", "mark"), ((string?)task.Attribute(BpmnXml.Own + "binding"), (string?)task.Attribute(BpmnXml.Own + "operation")));
        Assert.Equal(2, Activity(Read(FlowFormat.Bpmn, file.ToString(), "test").Document, "b")["tries"]!.GetValue<int>());

        task.SetAttributeValue(BpmnXml.Own + "operation", "unmark");
        var again = Activity(Read(FlowFormat.Bpmn, file.ToString(), "test").Document, "b");
        Assert.Equal(("registry", "unmark"), (BpmnElements.LiteralOf(again["binding"]), BpmnElements.LiteralOf(again["operation"])));
    }

    [Fact]
    public void A_copied_element_becomes_a_step_of_its_own()
    {
        var file = XElement.Parse(Write(FlowFormat.Bpmn, FlowRunner.Chart("""{"id":"a","type":"Elsa.Start"},{"id":"b","type":"Platform.Review"}""", "a>b")));
        var copy = new XElement(file.Descendants(BpmnXml.Model + "userTask").Single());
        copy.SetAttributeValue("id", "Activity_copy");
        copy.Elements(BpmnXml.Model + "incoming").Remove();
        file.Element(BpmnXml.Model + "process")!.Add(copy);
        var again = Read(FlowFormat.Bpmn, file.ToString(), "test");
        Assert.Equal(["a", "b", "Activity_copy"], again.Document.GetProperty("root").GetProperty("activities").EnumerateArray().Select(a => a.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task An_exported_permit_still_goes_its_way()
    {
        var runner = await StartAsync(Read(FlowFormat.Bpmn, Write(FlowFormat.Bpmn, Flow("permit"))));
        await DoAsync(runner, "Task_Receive");
        await DoAsync(runner, "Task_Papers");
        await runner.AdvanceAsync(new FlowStimulus.TimerDue(runner.Effects.OfType<FlowEffect.SetTimer>().Single().TimerId));
        await DoAsync(runner, "Task_Chase");
        await DoAsync(runner, "Task_Decide", "准予");
        Assert.Equal("Task_Hand", Open(runner));
    }

    [Fact]
    public void Ends_are_drawn_by_what_they_end()
    {
        var flow = FlowRunner.Chart(
            """{"id":"f","type":"Elsa.FlowFork","branches":["a","b"]},{"id":"e","type":"Elsa.End"},{"id":"in","type":"Elsa.Flowchart","activities":[{"id":"g","type":"Elsa.FlowDecision","condition":true},{"id":"w","type":"Elsa.Complete","outcomes":{"typeName":"Object","expression":{"type":"Object","value":"[\"error:X\"]"}}},{"id":"n","type":"Elsa.End"}],"connections":[{"source":{"activity":"g","port":"True"},"target":{"activity":"w","port":"In"}},{"source":{"activity":"g","port":"False"},"target":{"activity":"n","port":"In"}}]}""",
            "f:a>e f:b>in");
        var file = XElement.Parse(Write(FlowFormat.Bpmn, flow));
        var ends = file.Descendants(BpmnXml.Model + "endEvent").ToDictionary(e => BpmnXml.IdOf(e)!, e => BpmnEvents.Definitions(e).Select(d => d.Name.LocalName).SingleOrDefault());
        Assert.Equal(("terminateEventDefinition", "errorEventDefinition", null), (ends["e"], ends["w"], ends["n"]));
        Assert.Equal("X", (string?)file.Elements(BpmnXml.Model + "error").Single().Attribute("errorCode"));
    }

    [Fact]
    public void What_other_tools_had_set_goes_out_again()
    {
        var file = XElement.Parse(Write(FlowFormat.Bpmn, Flow("permit")));
        var task = file.Descendants(BpmnXml.Model + "userTask").Single(t => BpmnXml.IdOf(t) == "Task_Receive");
        XNamespace camunda = "http://camunda.org/schema/1.0/bpmn";
        Assert.Equal("embedded:app:forms/receive.html", (string?)task.Attribute(camunda + "formKey"));
        Assert.Single(task.Descendants(camunda + "formField"));
        Assert.Equal("核对材料是否齐全", task.Element(BpmnXml.Model + "documentation")!.Value);
        Assert.Contains(file.Descendants(BpmnXml.Model + "sequenceFlow"), f => BpmnXml.IdOf(f) == "Flow_Back" && BpmnXml.Name(f) == "退回");
    }

    internal static JsonElement Flow(string name) => name switch
    {
        "permit" => Read(FlowFormat.Bpmn, Sample("camunda-permit.bpmn")).Document,
        "leave" => Read(FlowFormat.Bpmn, Sample("flowable-leave.bpmn")).Document,
        "unsupported" => Read(FlowFormat.Bpmn, Sample("unsupported.bpmn")).Document,
        "studio" => WithoutDangling(JsonNode.Parse(Sample("elsa-studio.json"))!),
        "runs" => Nested(JsonNode.Parse(Sample("elsa-runs.json"))!),
        "licence" => Read(FlowFormat.Digit, Sample("digit-licence.json")).Document,
        "odd" => JsonElement.Parse("""{"definitionId":"odd","name":"一步","root":{"id":"seq","type":"Elsa.Sequence","activities":[{"id":"w","type":"Elsa.WriteLine","text":"x"}],"metadata":{"designer":{"position":{"x":1,"y":2},"size":{"width":100,"height":50}}}}}"""),
        "nested" => NestedFlow(),
        _ => Shipped().Single(f => f.Key == name).Flow,
    };

    private static JsonElement NestedFlow() => FlowRunner.Chart(
        """
        {"id":"s","type":"Elsa.Start"},
        {"id":"choose","type":"Elsa.FlowDecision","condition":{"typeName":"Boolean","expression":{"type":"JavaScript","value":"answers.big"}}},
        {"id":"fork","type":"Elsa.FlowFork","branches":["a","b"]},
        {"id":"wait","type":"Elsa.Delay","timeSpan":"1.02:00:00"},
        {"id":"word","type":"Elsa.Event","eventName":"paid"},
        {"id":"join","type":"Elsa.FlowJoin","mode":"WaitAll"},
        {"id":"maybe","type":"Elsa.FlowSwitch","mode":"MatchAny","cases":[{"label":"x","condition":{"type":"JavaScript","value":"answers.x"}},{"label":"y","condition":{"type":"Literal","value":true}}]},
        {"id":"inner","type":"Elsa.Flowchart","activities":[{"id":"inner-s","type":"Elsa.Start"},{"id":"inner-t","type":"Elsa.WriteLine","text":"t","x-own":1}],"connections":[{"source":{"activity":"inner-s","port":"Done"},"target":{"activity":"inner-t","port":"In"}}]},
        {"id":"check","type":"Elsa.RunJavaScript","script":"1 < 2 && 'a'"},
        {"id":"decide","type":"Platform.Decide","role":"approver","customProperties":{"title":{"zh-CN":"决定","en":"Decision"}}},
        {"id":"tell","type":"Platform.Notify","template":"x"},
        {"id":"over","type":"Elsa.End"}
        """,
        "s>choose choose:True>fork choose:False>decide fork:a>wait fork:b>word wait>join word>join join>maybe maybe:x>inner maybe:y>check maybe:Default>over inner>over check>decide decide:Granted>tell decide:Denied>over tell>over");

    /// <summary>As the reader gives it: every flowchart drawn.</summary>
    private static JsonElement Laid(JsonElement flow)
    {
        var json = JsonObject.Create(flow)!.DeepClone().AsObject();
        Server.Flows.Formats.Layout.FlowLayout.Complete(json["root"]!.AsObject());
        return JsonSerializer.SerializeToElement(json);
    }

    private static JsonElement Nested(JsonNode flow)
    {
        foreach (var connection in flow["root"]!["connections"]!.AsArray())
        {
            if (connection!["source"] is JsonValue source)
            {
                connection["source"] = new JsonObject { ["activity"] = source.GetValue<string>(), ["port"] = connection["sourcePort"]!.GetValue<string>() };
                connection["target"] = new JsonObject { ["activity"] = connection["target"]!.GetValue<string>(), ["port"] = "In" };
                connection.AsObject().Remove("sourcePort");
                connection.AsObject().Remove("targetPort");
            }
        }

        return JsonSerializer.SerializeToElement(flow);
    }

    private static JsonElement WithoutDangling(JsonNode flow)
    {
        flow["root"]!["connections"]!.AsArray().RemoveAt(5);
        return Nested(flow);
    }

    private static List<(string Key, JsonElement Flow)> Shipped()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Platform.sln")))
        {
            folder = folder.Parent;
        }

        var flows = Directory.EnumerateFiles(Path.Combine(folder.FullName, "Templates", "GovernmentServices", "flows"), "*.json").Order(StringComparer.Ordinal);
        return [.. flows.Select(f => JsonElement.Parse(File.ReadAllText(f))).Select(f => (f.GetProperty("definitionId").GetString()!, f))];
    }

    private static List<string> Kinds(string file) =>
        [.. XElement.Parse(file).Descendants().Where(BpmnFile.IsNode).Select(n => $"{BpmnXml.IdOf(n)} {n.Name.LocalName}")];
}
