using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Cases.Steps;
using Platform.Server.Flows;
using Platform.Server.Flows.BuiltIn.Activities;
using Platform.Server.Flows.Formats;

namespace Platform.Tests.Flows.Formats;

/// <summary>Reads and writes files with the steps of a case installed, and the test steps of the runner.</summary>
internal static class FormatReading
{
    private static readonly ActivityTypes Types = MakeTypes();

    public static IFlowFormats Reader { get; } = new FlowFormats(Types, [new FlowDefinitionRules(Types)]);

    public static string Sample(string name) => TestData.Text("Flows/Data/Formats/" + name);

    public static Result<FlowFileContent> TryRead(FlowFormat format, string file, string key = "imported", string? process = null, params (string, string)[] roles) =>
        Reader.Read(format, Encoding.UTF8.GetBytes(file), new FlowFileOptions(key, process, roles.ToDictionary(r => r.Item1, r => r.Item2)));

    public static FlowFileContent Read(FlowFormat format, string file, string key = "imported", string? process = null, params (string, string)[] roles)
    {
        var read = TryRead(format, file, key, process, roles);
        Assert.True(read.Succeeded, string.Join("; ", read.Problems.Select(p => $"{p.Code} {p.Field} {string.Join(',', p.Values?.Values ?? [])}")));
        return read.Value;
    }

    public static string Write(FlowFormat format, JsonElement document)
    {
        var written = Reader.Write(format, "imported", new FlowDefinition("v", document));
        Assert.True(written.Succeeded);
        return Encoding.UTF8.GetString(written.Value.Bytes.Span);
    }

    /// <summary>Code and element of the findings of one kind.</summary>
    public static IReadOnlyList<string> Told(FlowFileContent content, FlowFindingKind kind) => [.. content.Report.Findings.Where(f => f.Kind == kind).Select(f => $"{f.Problem.Code} {f.ElementId}")];

    public static async Task<FlowRunner> StartAsync(FlowFileContent content, string answers = "{}") =>
        await new FlowRunner(content.Document, steps: CaseSteps.All()) { Answers = JsonElement.Parse(answers) }.StartAsync();

    /// <summary>Ids of the steps whose tasks are open, in order.</summary>
    public static string Open(FlowRunner runner) => string.Join(' ', runner.OpenTasks.Select(t => t.StepId).Order(StringComparer.Ordinal));

    public static Task DoAsync(FlowRunner runner, string step, string outcome = "Pass") => runner.DoneAsync(runner.OpenTasks.Single(t => t.StepId == step).Id, outcome);

    public static JsonObject Activity(JsonElement document, string id) =>
        FlowTree.All(JsonObject.Create(document.GetProperty("root"))!).Select(a => a.Activity).Single(a => FlowJson.Text(a, "id") == id);

    /// <summary>The same values, whatever the order of members; numbers by value.</summary>
    public static void AssertSame(JsonElement expected, JsonElement actual) =>
        Assert.True(JsonElement.DeepEquals(expected, actual), Difference(expected, actual, "$"));

    private static string Difference(JsonElement expected, JsonElement actual, string path)
    {
        if (expected.ValueKind == JsonValueKind.Object && actual.ValueKind == JsonValueKind.Object)
        {
            var names = expected.EnumerateObject().Concat(actual.EnumerateObject()).Select(p => p.Name).Distinct();
            return string.Join(Environment.NewLine, names.Select(n => expected.TryGetProperty(n, out var one) && actual.TryGetProperty(n, out var other)
                ? Difference(one, other, $"{path}.{n}")
                : $"{path}.{n} is only in one").Where(d => d.Length > 0));
        }

        return expected.ValueKind == JsonValueKind.Array && actual.ValueKind == JsonValueKind.Array && expected.GetArrayLength() == actual.GetArrayLength()
            ? string.Join(Environment.NewLine, expected.EnumerateArray().Zip(actual.EnumerateArray()).Select((p, i) => Difference(p.First, p.Second, $"{path}[{i}]")).Where(d => d.Length > 0))
            : JsonElement.DeepEquals(expected, actual) ? "" : $"{path}: {expected} became {actual}";
    }

    private static ActivityTypes MakeTypes()
    {
        var test = new TestSteps(new Dictionary<string, string[][]>());
        return new ActivityTypes([test.Step, test.Wait, .. CaseSteps.All()]);
    }
}
