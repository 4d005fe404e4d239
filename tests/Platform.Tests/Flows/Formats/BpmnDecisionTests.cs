using System.Xml.Linq;
using Platform.Model.Flows;
using Platform.Server.Flows.Formats;
using Platform.Server.Flows.Formats.Bpmn;
using static Platform.Tests.Flows.Formats.FormatReading;

namespace Platform.Tests.Flows.Formats;

/// <summary>A business rule task asks a decision table, whichever tool has drawn it.</summary>
public sealed class BpmnDecisionTests
{
    private const string Camunda7 = """<businessRuleTask id="rule" name="算费" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:decisionRef="fees"/>""";
    private const string Camunda8 = """<businessRuleTask id="rule" name="算费"><extensionElements><zeebe:calledDecision xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" decisionId="fees"/></extensionElements></businessRuleTask>""";
    private const string Flowable = """<businessRuleTask id="rule" name="算费"><extensionElements><flowable:field xmlns:flowable="http://flowable.org/bpmn" name="decisionTableReferenceKey"><flowable:string>fees</flowable:string></flowable:field></extensionElements></businessRuleTask>""";

    [Theory]
    [InlineData(Camunda7)]
    [InlineData(Camunda8)]
    [InlineData(Flowable)]
    public void A_business_rule_task_becomes_the_step_that_asks_the_table(string task)
    {
        var content = Read(FlowFormat.Bpmn, BpmnImportTests.Process($"""<startEvent id="s"/>{task}<userTask id="u"/>""", "s>rule rule>u"));

        var step = Activity(content.Document, "rule");
        Assert.Equal(("Platform.DecisionTable", "fees"), (FlowJson.Text(step, "type"), BpmnElements.LiteralOf(step["table"])));
        Assert.Equal(["fees"], FlowTables.NamesIn(content.Document));
        Assert.Contains("flowFile.bpmn.decisionLater rule", Told(content, FlowFindingKind.Advice));
        Assert.Empty(Told(content, FlowFindingKind.Unsupported));
        Assert.DoesNotContain("flowFile.bpmn.kept rule", Told(content, FlowFindingKind.Kept));
    }

    [Theory]
    [InlineData("""<businessRuleTask id="rule"/>""", "")]
    [InlineData("""<businessRuleTask id="rule" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:decisionRef="${which}"/>""", "${which}")]
    [InlineData("""<businessRuleTask id="rule" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:class="org.example.Rules"/>""", "org.example.Rules")]
    [InlineData("""<businessRuleTask id="rule"><extensionElements><zeebe:calledDecision xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" decisionId="=which"/></extensionElements></businessRuleTask>""", "=which")]
    public void A_task_that_names_no_table_is_refused_by_its_id(string task, string value)
    {
        var refused = TryRead(FlowFormat.Bpmn, BpmnImportTests.Process($"""<startEvent id="s"/>{task}""", "s>rule"));
        var finding = refused.Succeeded ? Assert.Single(refused.Value.Report.Findings, f => f.Kind == FlowFindingKind.Unsupported) : null;

        Assert.NotNull(finding);
        Assert.Equal(("flowFile.bpmn.decision", "rule", value), (finding.Problem.Code, finding.ElementId, (string?)finding.Problem.Values!["value"]));
    }

    [Fact]
    public void What_else_such_a_task_says_is_kept_and_told()
    {
        var content = Read(FlowFormat.Bpmn, BpmnImportTests.Process("""<startEvent id="s"/><businessRuleTask id="rule" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:decisionRef="fees" camunda:resultVariable="fee"/>""", "s>rule"));
        Assert.Contains("flowFile.bpmn.kept rule", Told(content, FlowFindingKind.Kept));
        var task = Assert.Single(XElement.Parse(Write(FlowFormat.Bpmn, content.Document)).Descendants(BpmnXml.Model + "businessRuleTask"));
        Assert.Equal(["fee", "fees"], task.Attributes().Where(a => a.Name.LocalName is "decisionRef" or "resultVariable").Select(a => a.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_step_goes_out_as_a_business_rule_task_and_comes_back_the_same()
    {
        var flow = FlowRunner.Chart(
            """{"id":"t","type":"Platform.DecisionTable","table":{"typeName":"String","expression":{"type":"Literal","value":"fees"}},"inputs":{"points":{"typeName":"Object","expression":{"type":"JavaScript","value":"answers.points"}}},"outputs":{"fee":{"typeName":"Object","memoryReference":{"id":"v"}}},"outcome":"road"},{"id":"d","type":"Platform.Decide"}""",
            "t:cheap>d t:dear>d t:NoRow>d",
            """[{"id":"v","name":"Fee","typeName":"Object"}]""");
        var file = Write(FlowFormat.Bpmn, flow);
        var task = Assert.Single(XElement.Parse(file).Descendants(BpmnXml.Model + "businessRuleTask"));
        Assert.Equal("fees", task.Attributes().Single(a => a.Name.LocalName == "decisionRef").Value);

        var again = Read(FlowFormat.Bpmn, file, "test");
        var step = Activity(again.Document, "t");
        Assert.Equal(("road", "answers.points"), (FlowJson.Text(step, "outcome"), step["inputs"]!["points"]!["expression"]!["value"]!.GetValue<string>()));
        Assert.Equal(file, Write(FlowFormat.Bpmn, again.Document));

        var other = Read(FlowFormat.Bpmn, file.Replace("decisionRef=\"fees\"", "decisionRef=\"other\"", StringComparison.Ordinal), "test");
        Assert.Equal("other", BpmnElements.LiteralOf(Activity(other.Document, "t")["table"]));
    }
}
