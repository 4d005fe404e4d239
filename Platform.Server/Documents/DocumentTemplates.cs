using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Documents;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Documents;

/// <param name="Version">Name of the definition's version, <c>built-in</c> for the plain layout.</param>
/// <param name="Template">Null for the plain layout.</param>
internal sealed record ActiveTemplate(string Version, DocumentTemplate? Template)
{
    public static ActiveTemplate BuiltIn { get; } = new("built-in", null);
}

/// <summary>Finds the template in force. A legal step never fails because of one: without a usable template the plain layout is taken.</summary>
internal sealed class DocumentTemplates(IDefinitions definitions, ILogger<DocumentTemplates> log)
{
    private readonly ConcurrentDictionary<DefinitionId, ActiveTemplate> _read = new();

    /// <summary>The version a document was issued from.</summary>
    public async ValueTask<ActiveTemplate> GetAsync(string version, CancellationToken ct)
    {
        if (version == ActiveTemplate.BuiltIn.Version)
        {
            return ActiveTemplate.BuiltIn;
        }

        var id = DefinitionId.Parse(version);
        return _read.TryGetValue(id, out var known) ? known : _read.GetOrAdd(id, Read(await definitions.GetAsync(id, ct)));
    }

    public async ValueTask<ActiveTemplate> FindAsync(string kind, LocalityCode locality, CancellationToken ct)
    {
        var definition = await definitions.FindActiveAsync(DefinitionKind.DocumentTemplate, kind, locality, ct);
        if (definition is null)
        {
            log.TemplateMissing(kind, locality.Value);
            return ActiveTemplate.BuiltIn;
        }

        return _read.TryGetValue(definition.Id, out var known) ? known : _read.GetOrAdd(definition.Id, Read(definition));
    }

    private ActiveTemplate Read(Definition definition)
    {
        try
        {
            var template = JsonSerializer.Deserialize<DocumentTemplate>(definition.Json, ModelJson.Options);
            if (template is null || template.Body.Texts.Values.Append(template.Number).Select(Liquid.Check).FirstOrDefault(fault => fault is not null) is { } wrong && Unreadable($"{wrong.Code}, line {wrong.Values?.GetValueOrDefault("line")}"))
            {
                return ActiveTemplate.BuiltIn;
            }

            return new(definition.Id.ToString(), template);
        }
        catch (JsonException e)
        {
            Unreadable(e.Message);
            return ActiveTemplate.BuiltIn;
        }

        bool Unreadable(string fault)
        {
            log.TemplateUnreadable(definition.Id.ToString(), fault);
            return true;
        }
    }
}
