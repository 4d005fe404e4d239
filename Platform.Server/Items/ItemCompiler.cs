using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Model.Clocks;
using Platform.Model.Definitions;
using Platform.Model.Flows;
using Platform.Model.Items;

namespace Platform.Server.Items;

/// <summary>Turns pinned versions into what a case runs on. Form, flow and calendar are made once per version and shared by all items that name them.</summary>
internal sealed class ItemCompiler(IDefinitions definitions, PinnedForms forms)
{
    private readonly ConcurrentDictionary<DefinitionId, FlowDefinition> _flows = new();
    private readonly ConcurrentDictionary<DefinitionId, WorkCalendar> _calendars = new();

    public async ValueTask<PublishedItem> CompileAsync(string versionId, ItemPins pins, ServiceItem item, CancellationToken ct)
    {
        var form = await forms.CompileAsync(new(pins.Form, pins.CodeTables), ct);
        return new PublishedItem(versionId, pins.Locality, item, form, await FlowAsync(pins.Flow, ct), await CalendarAsync(pins.Calendar, ct), form.CodeTables);
    }

    private async ValueTask<FlowDefinition> FlowAsync(DefinitionId id, CancellationToken ct) =>
        _flows.TryGetValue(id, out var known)
            ? known
            : _flows.GetOrAdd(id, new FlowDefinition(id.ToString(), JsonElement.Parse((await definitions.GetAsync(id, ct)).Json)));

    private async ValueTask<WorkCalendar> CalendarAsync(DefinitionId id, CancellationToken ct) =>
        _calendars.TryGetValue(id, out var known)
            ? known
            : _calendars.GetOrAdd(id, WorkCalendar.Parse((await definitions.GetAsync(id, ct)).Json).Value);
}
