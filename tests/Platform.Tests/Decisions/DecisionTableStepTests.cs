using System.Text.Json;
using Platform.Model;
using Platform.Model.Decisions;
using Platform.Model.Flows;
using Platform.Server.Cases.Journal;
using Platform.Server.Cases.Steps;
using Platform.Server.Flows;
using Platform.Server.Flows.BuiltIn.Activities;
using Platform.Tests.Flows;

namespace Platform.Tests.Decisions;

public sealed class DecisionTableStepTests
{
    private const string Secret = "330110195803120004";

    private static readonly DecisionTable Fees = new(
        "fees",
        Both("费用", "Fees"),
        HitPolicy.Unique,
        [
            new("age", Both("年龄", "Age"), DecisionType.Integer) { Reads = "answers.person.age" },
            new("way", Both("方式", "Way"), DecisionType.Text) { Reads = "scenario.way" },
            new("points", Both("分数", "Points"), DecisionType.Number),
        ],
        [new("fee", Both("费用", "Fee"), DecisionType.Number), new("road", Both("去向", "Road"), DecisionType.Text) { Allowed = "\"cheap\", \"dear\"" }],
        [
            new("old", [">= 60", "-", "-"], ["0", "\"cheap\""]) { Annotation = Both("已满六十周岁，免费。", "Sixty or over: free.") },
            new("young", ["< 60", "\"post\"", "> 10"], ["12.50", "\"dear\""]) { Annotation = Both("邮寄收费。", "The post has to be paid.") },
        ]) { ShownToApplicant = true };

    private const string Ask = """ "table":"fees","inputs":{"points":{"typeName":"Object","expression":{"type":"JavaScript","value":"answers.points"}}} """;

    private const string Binds = ""","outputs":{"fee":{"typeName":"Object","memoryReference":{"id":"v"}}}""";

    private const string Variable = """[{"id":"v","name":"Fee","typeName":"Object"}]""";

    [Fact]
    public async Task The_table_reads_the_application_and_gives_its_outputs_to_variables()
    {
        var flow = await RunAsync(Ask + Binds, "t:Done>y", """{"person":{"age":70},"points":3}""", after: """{"id":"y","type":"Elsa.SetName","value":{"typeName":"String","expression":{"type":"JavaScript","value":"'fee ' + getVariable('Fee')"}}}""");

        Assert.Equal(FlowStatus.Finished, flow.Status);
        Assert.Contains("fee 0", flow.State!.Data, StringComparison.Ordinal);
        var explained = Explained(flow);
        Assert.Equal(("fees", "fees@1", "t"), (explained.Table, explained.VersionId, flow.Effects.OfType<FlowEffect.ExplainDecision>().Single().StepId));
        Assert.Equal(["old 1"], explained.Rows.Select(r => $"{r.Id} {r.Number}"));
        Assert.Equal(["age >= 60 Age: at least 60"], explained.Rows[0].Because.Select(b => $"{b.Input} {b.Cell} {b.Words.In("en")}"));
        Assert.Equal(["70", "“post”", "3"], explained.Inputs.Select(i => i.Words.In("en")));
        Assert.Equal(["0", "“cheap”"], explained.Outputs.Select(o => o.Words.In("en")));
    }

    [Theory]
    [InlineData("""{"person":{"age":70},"points":3}""", "other", "cheap")]
    [InlineData("""{"person":{"age":20},"points":11}""", "post", "dear")]
    [InlineData("""{"person":{"age":20},"points":10}""", "post", "NoRow")]
    [InlineData("""{"points":11}""", "post", "NoRow")]
    public async Task An_output_says_where_to_go_on_and_no_row_is_a_way_of_its_own(string answers, string way, string port)
    {
        var flow = await RunAsync(Ask + ""","outcome":"road" """, $"t:{port}>x", answers, way);

        Assert.Contains(flow.Entries, e => e is { StepId: "t", Kind: FlowTraceKind.Completed } && e.Outcome == port);
        Assert.Contains(flow.Entries, e => e is { StepId: "x", Kind: FlowTraceKind.Completed });
        Assert.Equal(port == "NoRow", Explained(flow).Rows.Count == 0);
        Assert.Equal(port == "NoRow", Explained(flow).Outputs.Count == 0);
        Assert.False(Explained(flow).ByDefault);
    }

    [Fact]
    public async Task Where_rows_contradict_each_other_somebody_has_to_look()
    {
        var clash = Fees with { Rules = [Fees.Rules[0], new("also", [">= 65", "-", "-"], ["1", "\"dear\""])] };
        var flow = await RunAsync(Ask, "t:Done>x", """{"person":{"age":70},"points":3}""", table: clash);

        var incident = Assert.Single(flow.Effects.OfType<FlowEffect.RaiseIncident>());
        Assert.Equal(("t", "decision.notUnique"), (incident.StepId, incident.Code));
        Assert.Contains("old, also", incident.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(flow.Effects, e => e is FlowEffect.ExplainDecision);
    }

    [Fact]
    public async Task A_table_the_flow_was_not_given_fails_the_step()
    {
        var flow = await RunAsync(Ask.Replace("fees", "other", StringComparison.Ordinal), "t:Done>x", "{}");
        Assert.Equal("decision.tableUnknown", Assert.Single(flow.Effects.OfType<FlowEffect.RaiseIncident>()).Code);
    }

    [Theory]
    [InlineData("""{"person":{"age":70,"id":"330110195803120004"},"points":3}""", "answers.person.id", null)]
    [InlineData("""{"person":{"age":70,"id":"330110195803120004"},"points":3}""", null, "answers.person.id")]
    [InlineData("""{"person":{"age":70,"id":"330110195803120004"},"points":3}""", null, "'No ' + answers.person.id")]
    [InlineData("""{"person":{"age":70,"id":"330110195803120004"},"points":3}""", null, "answers.person.id.slice(6, 14)")]
    [InlineData("""{"person":{"age":70},"people":[{"id":"E-19580312"}],"points":3}""", null, "answers.people[0].id", "people.id")]
    [InlineData("""{"person":{"age":70},"people":[{"papers":[{"id":"E-19580312"}]}],"points":3}""", null, "'No ' + answers.people[0].papers[0].id", "people.papers.id")]
    public async Task Personal_answers_stand_in_no_explanation(string answers, string? reads, string? handed, string personal = "person")
    {
        var table = Fees with
        {
            Inputs = [.. Fees.Inputs, new("number", Both("证件号码", "Number"), DecisionType.Text) { Reads = reads }],
            Rules = [Fees.Rules[0] with { When = [">= 60", "-", "-", $"not(\"{Secret}x\")"] }],
        };
        var given = handed is null ? Ask : Ask.Replace("\"inputs\":{", $$"""  "inputs":{"number":{"typeName":"Object","expression":{"type":"JavaScript","value":"{{handed}}"} },""", StringComparison.Ordinal);
        var flow = await RunAsync(given, "t:Done>x", answers, table: table, personal: personal);

        var explained = Explained(flow);
        Assert.Equal("old", Assert.Single(explained.Rows).Id);
        Assert.Equal([null, "******"], new[] { explained.Inputs[3].Value?.ToString(), explained.Inputs[3].Words.In("zh-CN") });
        var written = JsonSerializer.Serialize(DecisionEntry.Of(flow.Effects.OfType<FlowEffect.ExplainDecision>().Single()), ModelJson.Options);
        Assert.DoesNotContain("19580312", written, StringComparison.Ordinal);
        Assert.DoesNotContain(explained.Rows[0].Because, b => b.Input == "number" || (b.Input == "age" && personal == "person"));
    }

    [Fact]
    public async Task Personal_answers_stand_in_no_refusal()
    {
        var clash = Fees with
        {
            Inputs = [.. Fees.Inputs, new("number", Both("证件号码", "Number"), DecisionType.Integer) { Reads = "answers.person.id" }],
            Rules = [.. Fees.Rules.Select(r => r with { When = [.. r.When, "-"] })],
        };
        var flow = await RunAsync(Ask, "t:Done>x", """{"person":{"age":70,"id":"No 330110195803120004"},"points":3}""", table: clash, personal: "person");

        var incident = Assert.Single(flow.Effects.OfType<FlowEffect.RaiseIncident>());
        Assert.Equal("decision.inputType", incident.Code);
        Assert.DoesNotContain("19580312", incident.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_applicant_reads_the_annotations_and_nothing_else()
    {
        var flow = await RunAsync(Ask, "t:Done>x", """{"person":{"age":70},"points":3}""");
        var shown = DecisionEntry.Of(flow.Effects.OfType<FlowEffect.ExplainDecision>().Single());
        Assert.Equal((DecisionEntry.Public, "Sixty or over: free."), (DecisionEntry.NameOf(shown.Explanation), Assert.Single(shown.Annotations!).In("en")));

        var quiet = await RunAsync(Ask, "t:Done>x", """{"person":{"age":70},"points":3}""", table: Fees with { ShownToApplicant = false });
        var kept = DecisionEntry.Of(quiet.Effects.OfType<FlowEffect.ExplainDecision>().Single());
        Assert.Equal((DecisionEntry.Internal, null), (DecisionEntry.NameOf(kept.Explanation), kept.Annotations));
    }

    [Theory]
    [InlineData("", Ask, "t:Done>x t:NoRow>x")]
    [InlineData("flow.tableUnknown root.activities[t].table", """ "table":"other" """, "t:Done>x")]
    [InlineData("flow.tableNotLiteral root.activities[t].table", """ "table":{"typeName":"String","expression":{"type":"JavaScript","value":"'fees'"}} """, "t:Done>x")]
    [InlineData("flow.tableInputMissing root.activities[t].inputs", """ "table":"fees" """, "t:Done>x")]
    [InlineData("flow.tableInputUnknown root.activities[t].inputs.weight", """ "table":"fees","inputs":{"points":1,"weight":2} """, "t:Done>x")]
    [InlineData("flow.tableOutputUnknown root.activities[t].outputs.price", """ "table":"fees","inputs":{"points":1},"outputs":{"price":{"typeName":"Object","memoryReference":{"id":"v"}}} """, "t:Done>x")]
    [InlineData("flow.tableOutputUnknown root.activities[t].outcome", """ "table":"fees","inputs":{"points":1},"outcome":"price" """, "t:cheap>x")]
    [InlineData("flow.tableOutcome root.activities[t].outcome", """ "table":"fees","inputs":{"points":1},"outcome":"fee" """, "t:cheap>x")]
    [InlineData("flow.portUnknown root.activities[t]", """ "table":"fees","inputs":{"points":1},"outcome":"road" """, "t:cheap>x t:free>x")]
    [InlineData("flow.portUnknown root.activities[t]", """ "table":"fees","inputs":{"points":1} """, "t:cheap>x")]
    public void A_step_that_does_not_fit_its_table_is_found(string expected, string members, string connections)
    {
        var rules = new FlowDefinitionRules(new ActivityTypes(CaseSteps.All()));
        var flow = new FlowDefinition("v", FlowRunner.Chart(Step(members), connections, Variable)) { Tables = new Dictionary<string, CompiledDecisionTable> { ["fees"] = Compiled(Fees) } };
        var found = rules.Check(flow).Where(p => p.Code.StartsWith("flow.table", StringComparison.Ordinal) || p.Code == "flow.portUnknown").Select(p => $"{p.Code} {p.Field}");
        Assert.Contains(expected, expected.Length > 0 ? found : found.DefaultIfEmpty(""));
    }

    [Theory]
    [InlineData(true, "t:cheap t:dear t:NoRow")]
    [InlineData(false, "t:cheap t:dear")]
    public void A_table_with_a_row_or_a_default_for_everything_has_no_port_for_no_row(bool gap, string ports)
    {
        var table = Compiled(gap ? Fees : Fees with { Default = ["1", "\"dear\""] });
        var connections = string.Join(' ', new[] { "cheap", "dear", "NoRow" }.Select(p => $"t:{p}>x"));
        var flow = new FlowDefinition("v", FlowRunner.Chart(Step(Ask + ""","outcome":"road" """), connections)) { Tables = new Dictionary<string, CompiledDecisionTable> { ["fees"] = table } };
        var unknown = new FlowDefinitionRules(new ActivityTypes(CaseSteps.All())).Check(flow).Where(p => p.Code == "flow.portUnknown").ToList();
        Assert.Equal(gap ? 0 : 1, unknown.Count);
        Assert.All(unknown, p => Assert.Equal(ports.Replace("t:", "", StringComparison.Ordinal).Replace(" ", ", ", StringComparison.Ordinal), p.Values!["expected"]));
    }

    [Fact]
    public async Task Keys_and_tables_of_inner_flows_are_found()
    {
        var inner = FlowRunner.Chart("""{"id":"i","type":"Platform.DecisionTable","table":"inner"}""", "");
        var outer = new FlowDefinition("o", FlowRunner.Chart(Step(Ask) + """,{"id":"c","type":"Elsa.ExecuteWorkflow","workflowDefinitionId":"in"}""", "t:Done>c"))
        {
            Children = new Dictionary<string, FlowDefinition> { ["in"] = new("i", inner) },
        };
        Assert.Equal(["fees"], FlowTables.NamesIn(outer.Json));

        var whole = await FlowTables.CompleteAsync(outer, key => new(Compiled(Fees with { Key = key })));
        Assert.Equal(["fees", "inner"], FlowTables.AllOf(whole).Select(t => t.Table.Key));
        Assert.NotEqual(outer.VersionId, whole.VersionId);
        var other = await FlowTables.CompleteAsync(outer, key => new(CompiledDecisionTable.Compile(Fees with { Key = key }, key + "@2").Value));
        Assert.NotEqual(whole.VersionId, other.VersionId);
    }

    private static string Step(string members) => $$"""{"id":"t","type":"Platform.DecisionTable",{{members}}},{"id":"x","type":"Elsa.SetName","value":"x"}""";

    private static async Task<FlowRunner> RunAsync(string members, string connections, string answers, string way = "post", DecisionTable? table = null, string? personal = null, string? after = null) =>
        await new FlowRunner(FlowRunner.Chart(Step(members) + (after is null ? "" : "," + after), connections, Variable), steps: CaseSteps.All())
        {
            Tables = [Compiled(table ?? Fees)],
            Answers = JsonElement.Parse(answers),
            Scenario = new Dictionary<string, string> { ["way"] = way },
            Personal = personal is null ? [] : [personal],
        }.StartAsync();

    private static DecisionExplanation Explained(FlowRunner flow) => flow.Effects.OfType<FlowEffect.ExplainDecision>().Single().Explanation;

    private static CompiledDecisionTable Compiled(DecisionTable table) => CompiledDecisionTable.Compile(table, table.Key + "@1").Value;

    private static LocalizedText Both(string chinese, string english) => LocalizedText.Of(chinese, english);
}
