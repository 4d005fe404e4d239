using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model.Flows;

namespace Platform.Tests.Flows.Formats;

public sealed class ElsaFormatTests
{
    [Fact]
    public void A_download_of_Elsa_Studio_is_kept_to_the_letter()
    {
        var written = FormatReading.Sample("elsa-runs.json");
        var content = FormatReading.Read(FlowFormat.Elsa, written, "loop-demo");
        FormatReading.AssertSame(JsonElement.Parse(written), content.Document);
        Assert.True(content.Report.Runs, string.Join("; ", content.Report.Findings.Select(f => $"{f.Problem.Code} {f.ElementId} {f.Problem.Field}")));
    }

    [Fact]
    public async Task It_runs_here()
    {
        var content = FormatReading.Read(FlowFormat.Elsa, FormatReading.Sample("elsa-runs.json"), "loop-demo");
        var runner = await new FlowRunner(content.Document).StartAsync();
        Assert.Equal(["round 1", "round 2"], runner.Entries.Where(e => e is { StepId: "step", Kind: FlowTraceKind.Completed }).Select(e => e.Detail));
        Assert.Equal(FlowStatus.Finished, runner.Status);
    }

    [Fact]
    public void What_Elsa_cannot_find_again_or_knows_otherwise_is_named_by_id()
    {
        var content = FormatReading.Read(FlowFormat.Elsa, FormatReading.Sample("elsa-studio.json"), "refund");
        Assert.False(content.Report.Runs);
        Assert.Equal(
            [
                "flow.connectionUnknown mail",
                "flow.expressionType big",
                "flow.unknownActivity lookup",
                "flowFile.elsa.notFound mail",
            ],
            FormatReading.Told(content, FlowFindingKind.Unsupported).Order());
        var condition = content.Report.Findings.Single(f => f.Problem.Code == "flow.expressionType" && f.ElementId == "big").Problem;
        Assert.Equal(("root.activities[big].condition", "CSharp"), (condition.Field, condition.Values!["type"]));
        Assert.Equal(
            [
                "flowFile.elsa.asynchronous lookup",
                "flowFile.elsa.driver v2",
                "flowFile.elsa.driver v3",
                "flowFile.elsa.foundAgain say",
                "flowFile.elsa.mergeMode big",
                "flowFile.elsa.renamed a81f3c9be2d74f60",
                "flowFile.elsa.type v3",
            ],
            FormatReading.Told(content, FlowFindingKind.Changed).Order());
        Assert.Equal(
            ["flowFile.elsa.flat chart", "flowFile.elsa.member refund", "flowFile.elsa.option refund", "flowFile.elsa.option refund", "flowFile.elsa.option refund", "flowFile.elsa.option refund"],
            FormatReading.Told(content, FlowFindingKind.Kept).Order());
    }

    [Fact]
    public void Unknown_members_and_types_survive_a_round_trip()
    {
        var original = JsonNode.Parse(FormatReading.Sample("elsa-studio.json"))!;
        var content = FormatReading.Read(FlowFormat.Elsa, FormatReading.Sample("elsa-studio.json"), "a81f3c9be2d74f60");
        var exported = JsonElement.Parse(FormatReading.Write(FlowFormat.Elsa, content.Document));

        // Only the found activity and the flat connection change, and both as Elsa itself would write them.
        var chart = original["root"]!;
        var say = JsonNode.Parse(chart["activities"]![2]!["originalActivityJson"]!.GetValue<string>())!;
        say["metadata"] = chart["activities"]![2]!["metadata"]!.DeepClone();
        say["customProperties"] = new JsonObject { ["canStartWorkflow"] = false, ["runAsynchronously"] = false };
        chart["activities"]![2] = say;
        chart["connections"]![0] = JsonNode.Parse("""{"source":{"activity":"lookup","port":"Done"},"target":{"activity":"big","port":"In"}}""");
        chart["activities"]![0]!["customProperties"]!["canStartWorkflow"] = true;
        FormatReading.AssertSame(JsonSerializer.SerializeToElement(original), exported);
    }

    [Fact]
    public void What_is_drawn_here_has_everything_Elsa_reads()
    {
        var flow = FlowRunner.Chart(
            """{"id":"a","type":"Platform.Review","outcomes":["Pass","SendBack"],"role":"reviewer"},{"id":"b","type":"Elsa.FlowDecision","condition":{"expression":{"type":"JavaScript","value":"true"}}},{"id":"c","type":"Elsa.End"}""",
            "a:Pass>b b:True>c b:False>a");
        var written = JsonElement.Parse(FormatReading.Write(FlowFormat.Elsa, flow));
        foreach (var member in (string[])["id", "definitionId", "name", "version", "toolVersion", "variables", "inputs", "outputs", "outcomes", "customProperties", "isReadonly", "isSystem", "isLatest", "isPublished", "options", "root"])
        {
            Assert.True(written.TryGetProperty(member, out _), member);
        }

        var root = written.GetProperty("root");
        Assert.Equal("Workflow1:flow", root.GetProperty("nodeId").GetString());
        var activities = root.GetProperty("activities").EnumerateArray().ToList();
        Assert.Equal(["Workflow1:flow:a", "Workflow1:flow:b", "Workflow1:flow:c"], activities.Select(a => a.GetProperty("nodeId").GetString()));
        Assert.All(activities, a => Assert.True(a.GetProperty("metadata").GetProperty("designer").GetProperty("position").TryGetProperty("x", out _)));
        Assert.All(activities, a => Assert.Equal(1, a.GetProperty("version").GetInt32()));
        Assert.True(activities[0].GetProperty("customProperties").GetProperty("canStartWorkflow").GetBoolean());

        // An object without a type name would be no input to Elsa.
        Assert.Equal("""{"typeName":"Object","expression":{"type":"Object","value":"[\"Pass\",\"SendBack\"]"}}""", JsonSerializer.Serialize(activities[0].GetProperty("outcomes"), Platform.Model.ModelJson.Options));
        Assert.Equal("reviewer", activities[0].GetProperty("role").GetString());
        Assert.Equal("Object", activities[1].GetProperty("condition").GetProperty("typeName").GetString());
        Assert.All(root.GetProperty("connections").EnumerateArray(), c => Assert.Equal(JsonValueKind.Object, c.GetProperty("source").ValueKind));
    }

    [Fact]
    public void What_was_exported_comes_back_the_same()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root(), "Templates", "GovernmentServices", "flows"), "*.json"))
        {
            var flow = JsonElement.Parse(File.ReadAllText(file));
            var key = flow.GetProperty("definitionId").GetString()!;
            var exported = FormatReading.Write(FlowFormat.Elsa, flow);
            FormatReading.AssertSame(flow, JsonElement.Parse(exported));
            FormatReading.AssertSame(flow, FormatReading.Read(FlowFormat.Elsa, exported, key).Document);
        }
    }

    [Theory]
    [InlineData("", "flowFile.notJson")]
    [InlineData("[]", "flowFile.notJson")]
    [InlineData("null", "flowFile.notJson")]
    [InlineData("{", "flowFile.notJson")]
    [InlineData("""{"root":{"type":"Elsa.Flowchart"},"root":{}}""", "flowFile.notJson")]
    [InlineData("""{"a":"\ud800"}""", "flowFile.notJson")]
    [InlineData("""{"activities":[]}""", "flowFile.notElsa")]
    [InlineData("""{"root":[]}""", "flowFile.notElsa")]
    [InlineData("""{"root":{"type":7}}""", "flowFile.notElsa")]
    public void A_file_of_another_kind_is_refused(string file, string code) =>
        Assert.Equal(code, Assert.Single(FormatReading.TryRead(FlowFormat.Elsa, file).Problems).Code);

    [Fact]
    public void Strange_shapes_are_no_fault_of_ours()
    {
        string[] values = ["null", "1", "\"x\"", "[]", "[null,1,\"x\",[]]", "{}", "{\"type\":\"x\",\"id\":\"y\"}", "{\"expression\":7}", "{\"expression\":{\"type\":\"Literal\"}}", "true"];
        string[] places = ["variables", "inputs", "options", "customProperties", "metadata"];
        string[] members = ["activities", "connections", "customProperties", "metadata", "nodeId", "id", "version", "cases", "then", "start", "variables"];
        foreach (var value in values)
        {
            foreach (var place in places)
            {
                Survives($$$"""{"root":{"id":"r","type":"Elsa.Flowchart"},"{{{place}}}":{{{value}}}}""");
            }

            foreach (var member in members.Where(m => m != "id"))
            {
                Survives($$$"""{"root":{"id":"r","type":"Elsa.Flowchart","{{{member}}}":{{{value}}}}}""");
                Survives($$$"""{"root":{"id":"r","type":"Elsa.Flowchart","activities":[{"id":"a","type":"Elsa.FlowSwitch","{{{member}}}":{{{value}}}}]}}""");
            }
        }

        static void Survives(string file)
        {
            var read = FormatReading.TryRead(FlowFormat.Elsa, file);
            if (read.TryGet(out var content))
            {
                _ = FormatReading.Reader.Write(FlowFormat.Elsa, "x", new FlowDefinition("x", content.Document));
                _ = FormatReading.Reader.Write(FlowFormat.Bpmn, "x", new FlowDefinition("x", content.Document));
            }
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Platform.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
