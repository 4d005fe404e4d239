using System.Text.Json;
using Platform.Model;
using Platform.Model.Decisions;
using Platform.Model.Flows;

namespace Platform.Tests.Flows;

/// <summary>The flows of the template package, with the decision tables they ask.</summary>
internal static class ShippedFlows
{
    private static readonly string Package = Path.Combine(AppContext.BaseDirectory, "Templates", "GovernmentServices");

    public static async Task<FlowDefinition> ReadAsync(string key) => await WithTablesAsync(JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(Package, "flows", key + ".json"))));

    public static async Task<FlowDefinition> WithTablesAsync(JsonElement flow) => await FlowTables.CompleteAsync(new FlowDefinition("v", flow), TableAsync);

    public static async ValueTask<CompiledDecisionTable?> TableAsync(string key) =>
        CompiledDecisionTable.Compile(JsonSerializer.Deserialize<DecisionTable>(await File.ReadAllTextAsync(Path.Combine(Package, "decision-tables", key + ".json")), ModelJson.Options)!, key).Value;
}
