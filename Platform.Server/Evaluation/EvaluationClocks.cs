using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Definitions;
using Platform.Model.Evaluation;
using Platform.Model.Localities;

namespace Platform.Server.Evaluation;

/// <summary>The limits and the calendar in force at a place; without a definition those of <see cref="EvaluationSettings.Default"/> and Monday–Friday. Thread-safe.</summary>
internal sealed class EvaluationClocks(IDefinitions definitions)
{
    private readonly ConcurrentDictionary<DefinitionId, EvaluationSettings> _settings = new();
    private readonly ConcurrentDictionary<DefinitionId, WorkCalendar> _calendars = new();

    public async ValueTask<HandlingClocks> OfAsync(LocalityCode locality, CancellationToken ct)
    {
        var settings = await definitions.FindActiveAsync(DefinitionKind.Site, EvaluationSettings.Key, locality, ct) is { } site
            ? _settings.GetOrAdd(site.Id, _ => JsonSerializer.Deserialize<EvaluationSettings>(site.Json, ModelJson.Options)!)
            : EvaluationSettings.Default;
        var calendar = await definitions.FindActiveAsync(DefinitionKind.Calendar, settings.Calendar, locality, ct) is { } days
            ? _calendars.GetOrAdd(days.Id, _ => WorkCalendar.Parse(days.Json).Value)
            : WorkCalendar.WeekdaysOnly;
        return new(settings, calendar);
    }
}

/// <summary>The settings of the evaluation have the right shape and sensible limits.</summary>
internal sealed class EvaluationSettingsCheck : IDefinitionCheck
{
    public DefinitionKind Kind => DefinitionKind.Site;

    public ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct) =>
        ValueTask.FromResult<IReadOnlyList<DefinitionFinding>>(draft.Key == EvaluationSettings.Key ? [.. Problems(draft.Document).Select(p => new DefinitionFinding(p))] : []);

    private static IReadOnlyList<Problem> Problems(JsonElement document)
    {
        try
        {
            return document.Deserialize<EvaluationSettings>(ModelJson.Options)?.Check() ?? [Problem.Invalid("definition.shape", "", ("field", ""), ("value", "null"))];
        }
        catch (JsonException refused)
        {
            var path = refused.Path?.TrimStart('$').TrimStart('.') ?? "";
            return [Problem.Invalid("definition.shape", path, ("field", path), ("value", refused.Message))];
        }
    }
}
