using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model.Flows;
using Platform.Server.Cases.Steps;
using Platform.Server.Flows.BuiltIn.Activities;
using Platform.Server.Flows.Soundness;

namespace Platform.Tests.Flows.Soundness;

/// <summary>Asks for the findings of one flow, written the short way.</summary>
internal static class SoundnessProbe
{
    public static ActivityTypes Types { get; } = TypesWith(new TestSteps(new Dictionary<string, string[][]>()));

    public static FlowSoundness Prover { get; } = new(Types, new ExplorationLimits());

    public static async Task<IReadOnlyList<SoundnessFinding>> ProveAsync(JsonElement definition, ExplorationLimits? limits = null) =>
        await new FlowSoundness(Types, limits ?? new ExplorationLimits()).ProveAsync(new FlowDefinition("v", definition), TestContext.Current.CancellationToken);

    public static Task<IReadOnlyList<SoundnessFinding>> ProveAsync(string activities, string connections, string variables = "[]") => ProveAsync(FlowRunner.Chart(activities, connections, variables));

    /// <summary><c>code id: path</c>, with an exclamation mark where it blocks.</summary>
    public static string Line(SoundnessFinding finding) =>
        $"{finding.Problem.Code}{(finding.Blocks ? "!" : "")} {finding.Problem.Values!["id"]}: {finding.Problem.Values.GetValueOrDefault("path")}".TrimEnd();

    /// <summary>The same flow, its test steps free to end with any combination of the ports they have.</summary>
    public static JsonElement Open(JsonElement definition)
    {
        var open = JsonNode.Parse(definition.GetRawText())!;
        foreach (var step in open["root"]!["activities"]!.AsArray().Where(a => ((string)a!["type"]!).StartsWith("Test.", StringComparison.Ordinal)))
        {
            step!["ports"] = JsonNode.Parse("""{"typeName":"Object","expression":{"type":"JavaScript","value":"[]"}}""");
        }

        return JsonSerializer.SerializeToElement(open);
    }

    private static ActivityTypes TypesWith(TestSteps test) => new([.. CaseSteps.All(), test.Step, test.Wait]);
}
