using System.Text.Json;
using Platform.Model;
using Platform.Model.Decisions;
using Platform.Model.Definitions;
using Platform.Model.Flows;

namespace Platform.Server.Definitions.Checks;

/// <summary>
/// A decision table is sound by its own rules, and the flows in force at the place that ask it still fit it. A draft may have open ends: they are told and do not stand in the way.
/// </summary>
internal sealed class DecisionTableCheck(IDecisionTables tables, IEnumerable<IFlowChecks> flowChecks) : IDefinitionCheck
{
    public DefinitionKind Kind => DefinitionKind.DecisionTable;

    public async ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct)
    {
        if (!DocumentReader.TryReadStrictly<DecisionTable>(draft.Document, out var table, out var fault))
        {
            return [fault];
        }

        var found = DecisionTableRules.Check(table).Select(f => new DefinitionFinding(f.Problem, f.Blocks && stage == CheckStage.Publish)).ToList();
        if (stage == CheckStage.Publish && CompiledDecisionTable.Compile(table, ContentIds.OfUnpublished(draft.Document)).TryGet(out var compiled))
        {
            found.AddRange(await CheckFlowsAsync(draft, compiled, ct));
        }

        return found;
    }

    private async ValueTask<IReadOnlyList<DefinitionFinding>> CheckFlowsAsync(DefinitionDraft draft, CompiledDecisionTable table, CancellationToken ct)
    {
        var found = new List<DefinitionFinding>();
        var known = tables.Over(draft.InForce);
        foreach (var key in await draft.InForce.ListKeysAsync(DefinitionKind.Flow, ct))
        {
            if (await draft.InForce.FindActiveAsync(DefinitionKind.Flow, key, draft.Owner, ct) is { } active && JsonElement.Parse(active.Json) is var json && FlowTables.NamesIn(json).Contains(draft.Key))
            {
                var flow = await FlowTables.CompleteAsync(FlowDefinition.Of(active), name => name == draft.Key ? new(table) : known.FindAsync(name, draft.Owner, ct));
                found.AddRange(flowChecks.SelectMany(c => c.Check(flow)).Where(IsAboutTables).Select(p => new DefinitionFinding(Problem.Invalid(
                    "decisionTable.breaksFlow", null, ("flow", key), ("value", p.Code), ("path", p.Field)))));
            }
        }

        return found;
    }

    /// <summary>What else is wrong with a flow was so before.</summary>
    private static bool IsAboutTables(Problem problem) => problem.Code.StartsWith("flow.table", StringComparison.Ordinal) || problem.Code == "flow.portUnknown";
}
