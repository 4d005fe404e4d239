using System.Collections.Concurrent;
using Platform.Model.Clocks;
using Platform.Model.Definitions;
using Platform.Model.Evaluation;
using Platform.Model.Localities;
using Platform.Model.Sites;

namespace Platform.Server.Evaluation;

/// <summary>The limits and the calendar in force at a place; without a definition those of <see cref="EvaluationSettings.Default"/> and Monday–Friday. Thread-safe.</summary>
internal sealed class EvaluationClocks(ISites sites, IDefinitions definitions)
{
    private readonly ConcurrentDictionary<DefinitionId, WorkCalendar> _calendars = new();

    public async ValueTask<HandlingClocks> OfAsync(LocalityCode locality, CancellationToken ct)
    {
        var settings = (await sites.AtAsync(locality, ct)).Evaluation;
        var calendar = await definitions.FindActiveAsync(DefinitionKind.Calendar, settings.Calendar, locality, ct) is { } days
            ? _calendars.GetOrAdd(days.Id, _ => WorkCalendar.Parse(days.Json).Value)
            : WorkCalendar.WeekdaysOnly;
        return new(settings, calendar);
    }
}
