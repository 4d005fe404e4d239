using System.Text.Json;
using Platform.Model.Flows;
using Platform.Server.Cases.Steps;
using Platform.Server.Flows;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Tests.Flows;

public sealed class FlowDefinitionRulesTests
{
    private static readonly FlowDefinitionRules Rules = new(new ActivityTypes(CaseSteps.All()));

    [Fact]
    public void A_sound_flow_has_no_findings()
    {
        var flow = Chart(
            """{"id":"s","type":"Elsa.Start"},{"id":"a","type":"Platform.Accept"},{"id":"b","type":"Platform.Supplement"},{"id":"r","type":"Platform.Review","outcomes":["Pass","SendBack"]},{"id":"d","type":"Platform.Decide"},{"id":"l","type":"Platform.Deliver"},{"id":"e","type":"Elsa.End"}""",
            "s>a a:Accepted>r a:Supplement>b a:Refused>e a:NotRequired>e b:Supplied>a b:Overdue>e r:Pass>d r:SendBack>r d:Granted>l d:Denied>l l>e");

        Assert.Empty(Rules.Check(flow));
        Assert.Empty(Rules.Warn(flow));
    }

    [Theory]
    [InlineData("flow.unknownActivity", "root.activities[u]", """{"id":"a","type":"Elsa.Start"},{"id":"u","type":"Elsa.HttpEndpoint"}""", "a>u")]
    [InlineData("flow.portUnknown", "root.activities[a]", """{"id":"a","type":"Platform.Review"},{"id":"e","type":"Elsa.End"}""", "a:SendBack>e")]
    [InlineData("flow.portUnknown", "root.activities[a]", """{"id":"a","type":"Elsa.FlowFork","branches":["A"]},{"id":"e","type":"Elsa.End"}""", "a:B>e")]
    [InlineData("flow.connectionUnknown", "root.connections", """{"id":"a","type":"Elsa.Start"}""", "a>nowhere")]
    [InlineData("flow.unreachable", "root.activities[b]", """{"id":"a","type":"Elsa.Start"},{"id":"b","type":"Elsa.End"}""", "")]
    [InlineData("flow.idTwice", "root.activities[a]", """{"id":"a","type":"Elsa.Start"},{"id":"a","type":"Elsa.End"}""", "a>a")]
    [InlineData("flow.inputMissing", "root.activities[a].condition", """{"id":"a","type":"Elsa.FlowDecision"}""", "")]
    [InlineData("flow.inputMissing", "root.activities[a].signers", """{"id":"a","type":"Platform.Countersign"}""", "")]
    [InlineData("flow.expressionSyntax", "root.activities[a].condition", """{"id":"a","type":"Elsa.FlowDecision","condition":{"typeName":"Boolean","expression":{"type":"JavaScript","value":"getX( =="}}}""", "")]
    [InlineData("flow.scriptName", "root.activities[a].condition", """{"id":"a","type":"Elsa.FlowDecision","condition":{"typeName":"Boolean","expression":{"type":"JavaScript","value":"getDecison() == 1"}}}""", "")]
    [InlineData("flow.scriptName", "root.activities[a].cases[C].condition", """{"id":"a","type":"Elsa.FlowSwitch","cases":[{"label":"C","condition":{"type":"JavaScript","value":"fetch('x')"}}]}""", "")]
    [InlineData("flow.variableUnknown", "root.activities[a].text", """{"id":"a","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"Variable","value":{"id":"v","name":"V"}}}}""", "")]
    [InlineData("flow.expressionType", "root.activities[a].text", """{"id":"a","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"Python","value":"1"}}}""", "")]
    [InlineData("flow.expressionSyntax", "root.activities[a].text", """{"id":"a","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"Liquid","value":"{{ Variables."}}}""", "")]
    [InlineData("flow.scriptName", "root.activities[a].text", """{"id":"a","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"Liquid","value":"{% assign a = 1 %}{{ a }}{{ Configuration.Secret }}"}}}""", "")]
    [InlineData("flow.scriptName", "root.activities[a].text", """{"id":"a","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"JavaScript","value":"getConfig('x')"}}}""", "")]
    [InlineData("flow.scriptName", "root.activities[a].text", """{"id":"a","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"JavaScript","value":"DateTime.UtcNow"}}}""", "")]
    [InlineData("flow.unknownActivity", "root.activities[a]", """{"id":"a","type":"Elsa.BulkDispatchWorkflows"}""", "")]
    [InlineData("flow.unknownActivity", "root.activities[a].activities[b]", """{"id":"a","type":"Elsa.Sequence","activities":[{"id":"b","type":"Elsa.ReadLine"}]}""", "")]
    [InlineData("flow.childUnknown", "root.activities[a]", """{"id":"a","type":"Elsa.ExecuteWorkflow","workflowDefinitionId":"nowhere"}""", "")]
    [InlineData("flow.childDynamic", "root.activities[a]", """{"id":"a","type":"Elsa.DispatchWorkflow","workflowDefinitionId":{"typeName":"String","expression":{"type":"JavaScript","value":"'x'"}}}""", "")]
    [InlineData("flow.childInItself", "root.activities[a]", """{"id":"a","type":"Elsa.ExecuteWorkflow","workflowDefinitionId":"test"}""", "")]
    [InlineData("flow.eventReserved", "root.activities[a].eventName", """{"id":"a","type":"Elsa.PublishEvent","eventName":"case.withdrawn"}""", "")]
    [InlineData("flow.cronSyntax", "root.activities[a].cronExpression", """{"id":"a","type":"Elsa.Cron","cronExpression":"every day"}""", "")]
    [InlineData("flow.choiceUnknown", "root.activities[a].wait", """{"id":"a","type":"Platform.StartCase","applications":{"item":"x"},"wait":"either"}""", "")]
    [InlineData("flow.choiceUnknown", "root.activities[a].onWithdraw", """{"id":"a","type":"Platform.StartCase","applications":{"item":"x"},"onWithdraw":{"typeName":"String","expression":{"type":"Literal","value":"cancel"}}}""", "")]
    [InlineData("flow.inputMissing", "root.activities[a].taskName", """{"id":"a","type":"Elsa.RunTask"}""", "")]
    [InlineData("flow.expressionType", "root.activities[a].text", """{"id":"a","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"CSharp","value":"1"}}}""", "")]
    public void A_finding_names_the_element(string code, string path, string activities, string connections)
    {
        var problem = Assert.Single(Rules.Check(Chart(activities, connections)), p => p.Code == code);

        Assert.Equal(path, problem.Field);
    }

    [Theory]
    [InlineData("hygiene-permit")]
    [InlineData("food-business-licence")]
    [InlineData("construction-permit")]
    [InlineData("lease-registration")]
    [InlineData("elderly-card")]
    public async Task The_shipped_flows_have_no_findings(string name)
    {
        var flow = await ShippedFlows.ReadAsync(name);

        Assert.Empty(Rules.Check(flow));
        Assert.Empty(Rules.Warn(flow));
    }

    [Theory]
    [InlineData("d Denied", """{"id":"d","type":"Platform.Decide"},{"id":"e","type":"Elsa.End"}""", "d:Granted>e")]
    [InlineData("a Refused|a NotRequired", """{"id":"a","type":"Platform.Accept"},{"id":"e","type":"Elsa.End"}""", "a:Accepted>e a:Supplement>e")]
    [InlineData("f B", """{"id":"f","type":"Elsa.FlowFork","branches":["A","B"]},{"id":"e","type":"Elsa.End"}""", "f:A>e")]
    [InlineData("", """{"id":"s","type":"Elsa.Start"},{"id":"d","type":"Platform.Decide"}""", "s>d")]
    public void Ways_that_end_while_others_lead_on_are_warnings(string open, string activities, string connections)
    {
        var flow = Chart(activities, connections);

        Assert.DoesNotContain(Rules.Check(flow), p => p.Code == "flow.outcomeOpen");
        Assert.Equal(open, string.Join('|', Rules.Warn(flow).Where(p => p.Code == "flow.outcomeOpen").Select(p => $"{p.Values!["id"]} {p.Values["port"]}")));
    }

    [Fact]
    public void A_document_without_a_root_is_unreadable() =>
        Assert.Equal("flow.unreadable", Assert.Single(Rules.Check(new FlowDefinition("v", JsonElement.Parse("{}")))).Code);

    [Fact]
    public void An_ignored_start_and_an_unread_member_are_warnings()
    {
        var flow = new FlowDefinition("v", JsonElement.Parse("""{"root":{"id":"f","type":"Elsa.Flowchart","start":"b","activities":[{"id":"a","type":"Platform.Accept","roel":"x"},{"id":"b","type":"Elsa.End"}],"connections":[{"source":{"activity":"a","port":"Accepted"},"target":{"activity":"b"}}]}}"""));

        Assert.Empty(Rules.Check(flow));
        Assert.Equal(["flow.startIgnored", "flow.inputUnknown", "flow.outcomeOpen", "flow.outcomeOpen"], Rules.Warn(flow).Select(p => p.Code));
    }

    private static FlowDefinition Chart(string activities, string connections) => new("v", FlowRunner.Chart(activities, connections));
}
