using System.Text.Json;
using Platform.Model.Decisions;

namespace Platform.Model.Flows;

/// <summary>Which decision tables a flow asks: the step <see cref="Step"/> names them by key.</summary>
public static class FlowTables
{
    public const string Step = "Platform.DecisionTable";

    private const string Member = "table";

    /// <summary>Every key once, in document order; without those of the flows it runs within itself.</summary>
    public static IReadOnlyList<string> NamesIn(JsonElement flow) => FlowActivities.Names(flow, [Step], Member);

    /// <summary>Every table that a completed flow and the flows within it ask, each once.</summary>
    public static IReadOnlyList<CompiledDecisionTable> AllOf(FlowDefinition flow) =>
        [.. flow.Tables.Values.Concat(flow.Children.Values.SelectMany(AllOf)).DistinctBy(t => t.VersionId)];

    /// <summary>The flow, and the flows within it, with the tables they ask. What cannot be found is left out.</summary>
    /// <param name="find">Answers a table by its key, or null.</param>
    public static async ValueTask<FlowDefinition> CompleteAsync(FlowDefinition flow, Func<string, ValueTask<CompiledDecisionTable?>> find)
    {
        var children = new Dictionary<string, FlowDefinition>(StringComparer.Ordinal);
        foreach (var (name, child) in flow.Children)
        {
            children[name] = await CompleteAsync(child, find);
        }

        var tables = new Dictionary<string, CompiledDecisionTable>(StringComparer.Ordinal);
        foreach (var key in NamesIn(flow.Json))
        {
            if (await find(key) is { } table)
            {
                tables[key] = table;
            }
        }

        var all = tables.Values.Select(t => t.VersionId).Concat(children.Values.Where(c => c.Tables.Count > 0 || c.Children.Count > 0).Select(c => c.VersionId)).ToList();
        return tables.Count == 0 && children.All(c => ReferenceEquals(c.Value, flow.Children[c.Key]))
            ? flow
            : flow with { VersionId = $"{flow.VersionId}({string.Join(',', all)})", Tables = tables, Children = children };
    }
}
