using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Definitions;
using Platform.Model.Flows;
using Platform.Model.Forms;
using Platform.Model.Items;

namespace Platform.Server.Items;

/// <summary>Turns pinned versions into what a case runs on. Form, flow and calendar are made once per version and shared by all items that name them.</summary>
internal sealed class ItemCompiler(IDefinitions definitions)
{
    private readonly ConcurrentDictionary<string, CompiledForm> _forms = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<DefinitionId, FlowDefinition> _flows = new();
    private readonly ConcurrentDictionary<DefinitionId, WorkCalendar> _calendars = new();

    public async ValueTask<PublishedItem> CompileAsync(string versionId, ItemPins pins, ServiceItem item, CancellationToken ct)
    {
        var form = await FormAsync(pins, ct);
        return new PublishedItem(versionId, pins.Locality, item, form, await FlowAsync(pins.Flow, ct), await CalendarAsync(pins.Calendar, ct), form.CodeTables);
    }

    private async ValueTask<CompiledForm> FormAsync(ItemPins pins, CancellationToken ct)
    {
        var name = string.Join(' ', pins.CodeTables.Prepend(pins.Form));
        if (_forms.TryGetValue(name, out var known))
        {
            return known;
        }

        var tables = new List<CodeTable>();
        foreach (var id in pins.CodeTables)
        {
            tables.Add(Read<CodeTable>(await definitions.GetAsync(id, ct)));
        }

        var form = Read<Form>(await definitions.GetAsync(pins.Form, ct));
        return _forms.GetOrAdd(name, CompiledForm.Compile(form, new CodeTables(tables)));
    }

    private async ValueTask<FlowDefinition> FlowAsync(DefinitionId id, CancellationToken ct) =>
        _flows.TryGetValue(id, out var known)
            ? known
            : _flows.GetOrAdd(id, new FlowDefinition(id.ToString(), JsonElement.Parse((await definitions.GetAsync(id, ct)).Json)));

    private async ValueTask<WorkCalendar> CalendarAsync(DefinitionId id, CancellationToken ct) =>
        _calendars.TryGetValue(id, out var known)
            ? known
            : _calendars.GetOrAdd(id, WorkCalendar.Parse((await definitions.GetAsync(id, ct)).Json).Value);

    private static T Read<T>(Definition definition) =>
        JsonSerializer.Deserialize<T>(definition.Json, ModelJson.Options) ?? throw new JsonException($"{definition.Id} is empty.");
}
