using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Model.Clocks;
using Platform.Model.Decisions;
using Platform.Model.Definitions;
using Platform.Model.Flows;
using Platform.Model.Items;

namespace Platform.Server.Items;

/// <summary>Turns pinned versions into what a case runs on. Form, flow and calendar are made once per version and shared by all items that name them.</summary>
internal sealed class ItemCompiler(IDefinitions definitions, PinnedForms forms, IDecisionTables tables)
{
    private readonly ConcurrentDictionary<string, FlowDefinition> _flows = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<DefinitionId, WorkCalendar> _calendars = new();

    public async ValueTask<PublishedItem> CompileAsync(string versionId, ItemPins pins, ServiceItem item, CancellationToken ct)
    {
        var form = await forms.CompileAsync(new(pins.Form, pins.CodeTables) { Questions = pins.Questions }, ct);
        return new PublishedItem(versionId, pins.Locality, item, form, await FlowAsync(pins, ct), await CalendarAsync(pins.Calendar, ct), form.CodeTables) { FeeTables = await FeeTablesAsync(pins, ct) };
    }

    private async ValueTask<IReadOnlyDictionary<string, CompiledDecisionTable>> FeeTablesAsync(ItemPins pins, CancellationToken ct)
    {
        var found = new Dictionary<string, CompiledDecisionTable>(StringComparer.Ordinal);
        foreach (var table in pins.FeeTables ?? [])
        {
            found[table.Key] = await tables.GetAsync(table, ct);
        }

        return found;
    }

    private async ValueTask<FlowDefinition> FlowAsync(ItemPins pins, CancellationToken ct)
    {
        var name = string.Join(' ', [pins.Flow, .. pins.ChildFlows ?? [], .. pins.DecisionTables ?? []]);
        if (_flows.TryGetValue(name, out var known))
        {
            return known;
        }

        var flow = await ChildFlows.CompleteAsync(
            await ReadFlowAsync(pins.Flow, ct),
            pins.Flow.Key,
            async key => pins.ChildFlows?.FirstOrDefault(c => c.Key == key) is { } child ? await ReadFlowAsync(child, ct) : null);
        flow = await FlowTables.CompleteAsync(flow, async key => pins.DecisionTables?.FirstOrDefault(t => t.Key == key) is { } table ? await tables.GetAsync(table, ct) : null);
        return _flows.GetOrAdd(name, flow);
    }

    private async ValueTask<FlowDefinition> ReadFlowAsync(DefinitionId id, CancellationToken ct) => FlowDefinition.Of(await definitions.GetAsync(id, ct));

    private async ValueTask<WorkCalendar> CalendarAsync(DefinitionId id, CancellationToken ct) =>
        _calendars.TryGetValue(id, out var known)
            ? known
            : _calendars.GetOrAdd(id, WorkCalendar.Parse((await definitions.GetAsync(id, ct)).Json).Value);
}
