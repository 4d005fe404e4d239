using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Localities;
using Platform.Model.Notifications;
using Platform.Server.Hosting;

namespace Platform.Server.Notifications;

internal sealed record MessageText(LocalizedText Subject, LocalizedText Body);

/// <summary>Writes a message from a version of its template; one without a usable template still goes out, with a built-in or general text.</summary>
internal sealed class MessageTexts(IDefinitions definitions, Liquid liquid, ILogger<MessageTexts> log)
{
    private readonly ConcurrentDictionary<DefinitionId, MessageTemplate?> _read = new();

    /// <summary>The template in force at the place and the name of its version; null for the built-in one.</summary>
    public async ValueTask<(string? Version, MessageTemplate Template)> InForceAsync(string key, LocalityCode locality, CancellationToken ct)
    {
        if (await definitions.FindActiveAsync(DefinitionKind.MessageTemplate, key, locality, ct) is not { } definition)
        {
            if (!NotificationsText.Has(key))
            {
                log.TemplateMissing(key, locality.Value);
            }

            return (null, NotificationsText.Template(key));
        }

        return Read(definition) is { } template ? (definition.Id.ToString(), template) : (null, NotificationsText.Template(key));
    }

    /// <param name="key">Key of the template.</param>
    /// <param name="version">As <see cref="InForceAsync"/> named it.</param>
    /// <param name="data">JSON object.</param>
    public async ValueTask<MessageText> WriteAsync(string key, string? version, string data, CancellationToken ct)
    {
        using var json = JsonDocument.Parse(data);
        var template = await FindAsync(key, version, ct);
        return Written(key, version, () => new MessageText(InAll(template.Subject, json), InAll(template.Body, json)))
            ?? new(InAll(NotificationsText.Template(key).Subject, json), InAll(NotificationsText.Template(key).Body, json));
    }

    /// <summary>In Chinese.</summary>
    public async ValueTask<string> WriteSmsAsync(string key, string? version, string data, CancellationToken ct)
    {
        using var json = JsonDocument.Parse(data);
        var template = await FindAsync(key, version, ct);
        return Written(key, version, () => InChinese(template.SmsText ?? template.Body, json)) ?? InChinese(NotificationsText.Template(key).Body, json);
    }

    private T? Written<T>(string key, string? version, Func<T> write)
        where T : class
    {
        try
        {
            return write();
        }
        catch (LiquidException e)
        {
            log.TemplateUnreadable(version ?? key, e.Message);
            return null;
        }
    }

    private string InChinese(LocalizedText sources, JsonDocument data) =>
        liquid.RenderText(sources.In(LocalizedText.Chinese), LocalizedText.Chinese, data.RootElement).Trim();

    private LocalizedText InAll(LocalizedText sources, JsonDocument data) =>
        new(sources.Texts.ToDictionary(t => t.Key, t => liquid.RenderText(t.Value, t.Key, data.RootElement).Trim(), StringComparer.Ordinal));

    private async ValueTask<MessageTemplate> FindAsync(string key, string? version, CancellationToken ct) =>
        (version is null ? null : Read(await definitions.GetAsync(DefinitionId.Parse(version), ct))) ?? NotificationsText.Template(key);

    private MessageTemplate? Read(Definition definition) =>
        _read.TryGetValue(definition.Id, out var known) ? known : _read.GetOrAdd(definition.Id, Parse(definition));

    private MessageTemplate? Parse(Definition definition)
    {
        try
        {
            return JsonSerializer.Deserialize<MessageTemplate>(definition.Json, ModelJson.Options);
        }
        catch (JsonException e)
        {
            log.TemplateUnreadable(definition.Id.ToString(), e.Message);
            return null;
        }
    }
}
