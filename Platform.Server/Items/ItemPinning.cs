using System.Text.Json;
using Platform.Model.Definitions;
using Platform.Model.Flows;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Server.Items;

/// <summary>Finds the versions an item consists of.</summary>
internal sealed class ItemPinning(PinnedForms forms)
{
    /// <summary>Null when something the item names is not in force here; publishing checks that, so it means a change behind its back.</summary>
    public async ValueTask<ItemPins?> PinAsync(LocalityCode locality, EffectiveItem item, CancellationToken ct)
    {
        var form = await forms.PinAsync(item.Item.Form, locality, ct);
        var flow = await forms.FindAsync(DefinitionKind.Flow, item.Item.Flow, locality, ct);
        var calendar = await forms.FindAsync(DefinitionKind.Calendar, item.Item.Calendar, locality, ct);
        var fees = new List<Definition>();
        return form is null || flow is null || calendar is null || await PinPartsAsync(flow, locality, ct) is not { } parts
            || !await AddAsync(DefinitionKind.DecisionTable, FeeRules.TablesOf(item.Item.Fee), fees, locality, ct)
            ? null
            : parts.Into(new ItemPins(locality, item.Item.Key, [.. item.Layers.Select(l => l.Id)], form.Form, flow.Id, calendar.Id, form.CodeTables)
            {
                Questions = form.Questions,
                FeeTables = fees.Count > 0 ? [.. fees.Select(t => t.Id).OrderBy(t => t.Key, StringComparer.Ordinal)] : null,
            });
    }

    /// <summary>What a flow consists of beside itself; null when a part of it is not in force.</summary>
    public async ValueTask<FlowParts?> PinPartsAsync(Definition flow, LocalityCode locality, CancellationToken ct)
    {
        var flows = new List<Definition> { flow };
        var tables = new List<Definition>();
        for (var next = 0; next < flows.Count; next++)
        {
            var json = JsonElement.Parse(flows[next].Json);
            if (!await AddAsync(DefinitionKind.Flow, ChildFlows.NamesIn(json), flows, locality, ct) || !await AddAsync(DefinitionKind.DecisionTable, FlowTables.NamesIn(json), tables, locality, ct))
            {
                return null;
            }
        }

        return new FlowParts([.. flows.Skip(1).Select(c => c.Id)], [.. tables.Select(t => t.Id).OrderBy(t => t.Key, StringComparer.Ordinal)]);
    }

    /// <summary>False when one of them is not in force.</summary>
    private async ValueTask<bool> AddAsync(DefinitionKind kind, IReadOnlyList<string> names, List<Definition> found, LocalityCode locality, CancellationToken ct)
    {
        foreach (var name in names.Where(n => !found.Exists(c => c.Id.Key == n)))
        {
            if (await forms.FindAsync(kind, name, locality, ct) is not { } part)
            {
                return false;
            }

            found.Add(part);
        }

        return true;
    }
}

/// <param name="Flows">Within the flow, however deep.</param>
/// <param name="Tables">Those the flow and the others ask, by key.</param>
internal sealed record FlowParts(IReadOnlyList<DefinitionId> Flows, IReadOnlyList<DefinitionId> Tables)
{
    public ItemPins Into(ItemPins pins) => pins with { ChildFlows = Flows.Count > 0 ? Flows : null, DecisionTables = Tables.Count > 0 ? Tables : null };
}
