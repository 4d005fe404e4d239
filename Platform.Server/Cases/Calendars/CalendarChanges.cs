using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Effects;

namespace Platform.Server.Cases.Calendars;

/// <summary>Hears that a calendar came into force and leaves the work to <see cref="CalendarWorker"/>. Heard twice it is one change.</summary>
internal sealed class CalendarChanges(CalendarChangeStore store, OpenCaseStore cases) : IEventHandler
{
    public string Name => "cases.calendars";

    public bool Wants(string eventName) => eventName == DefinitionPublished.EventName;

    public async ValueTask HandleAsync(PlatformEvent occurred, CancellationToken ct)
    {
        var published = JsonSerializer.Deserialize<DefinitionPublished>(occurred.Payload, ModelJson.Options)!;
        if (published.Definition is not { Kind: DefinitionKind.Calendar } calendar)
        {
            return;
        }

        var open = await cases.CountAsync(calendar.Owner, ct);
        await store.AddAsync(new(occurred.Id, calendar.Owner, calendar.Key, calendar.Version, published.At, CalendarStage.Running, null, open, 0, 0, 0, published.At), ct);
    }
}
