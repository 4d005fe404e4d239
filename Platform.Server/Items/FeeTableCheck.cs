using System.Text.Json;
using Platform.Model;
using Platform.Model.Decisions;
using Platform.Model.Definitions;
using Platform.Model.Forms;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Server.Items;

/// <summary>
/// A decision table that comes into force still says the fees of the items that name it (<c>decisionTable.breaksFee</c>), and does not take the place of a table from above
/// by which a level above fixed a fee (<c>decisionTable.feeAbove</c>).
/// </summary>
internal sealed class FeeTableCheck(IDefinitions inForce, IDecisionTables tables) : IDefinitionCheck
{
    public DefinitionKind Kind => DefinitionKind.DecisionTable;

    public async ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct)
    {
        if (stage != CheckStage.Publish || !CompiledDecisionTable.Read(draft.Document, ContentIds.OfUnpublished(draft.Document)).TryGet(out var table))
        {
            return [];
        }

        var before = await tables.Over(inForce).FindAsync(draft.Key, draft.Owner, ct);
        var replaces = (await draft.InForce.ListLayersAsync(DefinitionKind.DecisionTable, draft.Key, draft.Owner, ct)).Any(d => d.Id.Owner != draft.Owner);
        var found = new List<DefinitionFinding>();
        foreach (var key in await draft.InForce.ListKeysAsync(DefinitionKind.Item, ct))
        {
            foreach (var (owner, item) in await ItemsNaming.ListAsync(draft, key, i => FeeRules.TablesOf(i.Fee).Contains(draft.Key), ct))
            {
                if (replaces && await IsFixedAboveAsync(draft, key, ct))
                {
                    found.Add(new(Problem.Invalid("decisionTable.feeAbove", null, ("item", item.Name), ("value", draft.Key))));
                    break;
                }

                // What the table in force does not fit either is an old fault.
                var form = await FormOfItemsCheck.FindAsync(draft.InForce, item.Form, owner, ct);
                var known = before is null ? [] : Check(before, item, form);
                found.AddRange(Check(table, item, form).Select(p => new DefinitionFinding(Problem.Invalid("decisionTable.breaksFee", null, ("item", item.Name), ("reason", p)), Blocks: !known.Any(k => k.Code == p.Code && Equals(Name(k), Name(p))))));
            }
        }

        return [.. found.DistinctBy(f => (f.Problem.Code, f.Problem.Values!["item"], (f.Problem.Values.GetValueOrDefault("reason") as Problem)?.Code))];
    }

    private static IReadOnlyList<Problem> Check(CompiledDecisionTable table, ServiceItem item, Form? form) =>
        [.. FeeRules.Check(table, "fee.lines"), .. form is null ? [] : TableReads.Check(table.Table, form, item.Scenario, "fee.lines")];

    private static object? Name(Problem problem) => problem.Values?.GetValueOrDefault("name") ?? problem.Values?.GetValueOrDefault("value");

    /// <summary>A layer above states the fee and leaves those below no choice but a lower one.</summary>
    private static async ValueTask<bool> IsFixedAboveAsync(DefinitionDraft draft, string key, CancellationToken ct)
    {
        var above = (await ItemsNaming.LayersAsync(draft.InForce, key, draft.Owner, ct)).Where(l => l.Owner != draft.Owner).ToList();
        return ItemLayers.Inherited(above).GetValueOrDefault("fee") is { Policy: not FieldPolicy.Free };
    }
}
