using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Localities;
using Platform.Model.Notifications;
using Platform.Server.Hosting;

namespace Platform.Server.Notifications;

/// <param name="Sms">In Chinese; null when the template wants none.</param>
internal sealed record RenderedMessage(LocalizedText Subject, LocalizedText Body, string? Sms);

/// <summary>Writes a message from the template in force; one without a usable template still goes out, with a built-in or general text.</summary>
internal sealed class MessageTexts(IDefinitions definitions, Liquid liquid, ILogger<MessageTexts> log)
{
    private readonly ConcurrentDictionary<DefinitionId, MessageTemplate?> _read = new();

    /// <param name="smsOnly">Nobody has an inbox for it: the SMS is written whatever the template says.</param>
    public async ValueTask<RenderedMessage> RenderAsync(string key, LocalityCode locality, JsonElement data, bool smsOnly, CancellationToken ct)
    {
        var template = await FindAsync(key, locality, ct);
        if (template is not null)
        {
            try
            {
                return Render(template, data, smsOnly);
            }
            catch (LiquidException e)
            {
                log.TemplateUnreadable(key, e.Message);
            }
        }

        return Render(NotificationsText.Template(key), data, smsOnly);
    }

    private RenderedMessage Render(MessageTemplate template, JsonElement data, bool smsOnly)
    {
        var body = InAll(template.Body, data);
        var sms = template.Sms || smsOnly ? (template.SmsText is { } text ? InAll(text, data) : body).In(LocalizedText.Chinese) : null;
        return new(InAll(template.Subject, data), body, sms);
    }

    private LocalizedText InAll(LocalizedText sources, JsonElement data) =>
        new(sources.Texts.ToDictionary(t => t.Key, t => liquid.RenderText(t.Value, t.Key, data).Trim(), StringComparer.Ordinal));

    private async ValueTask<MessageTemplate?> FindAsync(string key, LocalityCode locality, CancellationToken ct)
    {
        var definition = await definitions.FindActiveAsync(DefinitionKind.MessageTemplate, key, locality, ct);
        if (definition is null)
        {
            if (!NotificationsText.Has(key))
            {
                log.TemplateMissing(key, locality.Value);
            }

            return null;
        }

        return _read.TryGetValue(definition.Id, out var known) ? known : _read.GetOrAdd(definition.Id, Read(definition));
    }

    private MessageTemplate? Read(Definition definition)
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
