using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Definitions;
using Platform.Model.Evaluation;
using Platform.Model.Localities;
using Platform.Model.Sites;

namespace Platform.Server.Evaluation;

/// <summary>The limits and the calendar in force at a place; without a definition those of <see cref="EvaluationSettings.Default"/> and Monday–Friday. Thread-safe.</summary>
internal sealed class EvaluationClocks(IDefinitions definitions)
{
    private readonly ConcurrentDictionary<DefinitionId, EvaluationSettings> _settings = new();
    private readonly ConcurrentDictionary<DefinitionId, WorkCalendar> _calendars = new();

    public async ValueTask<HandlingClocks> OfAsync(LocalityCode locality, CancellationToken ct)
    {
        var settings = await definitions.FindActiveAsync(DefinitionKind.Site, SiteSettings.Key, locality, ct) is { } site
            ? _settings.GetOrAdd(site.Id, _ => JsonSerializer.Deserialize<SiteSettings>(site.Json, ModelJson.Options)!.Evaluation)
            : EvaluationSettings.Default;
        var calendar = await definitions.FindActiveAsync(DefinitionKind.Calendar, settings.Calendar, locality, ct) is { } days
            ? _calendars.GetOrAdd(days.Id, _ => WorkCalendar.Parse(days.Json).Value)
            : WorkCalendar.WeekdaysOnly;
        return new(settings, calendar);
    }
}
