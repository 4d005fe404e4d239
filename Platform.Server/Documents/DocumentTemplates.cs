using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Documents;
using Platform.Model.Localities;

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
            return template is null ? ActiveTemplate.BuiltIn : new(definition.Id.ToString(), template);
        }
        catch (JsonException e)
        {
            log.TemplateUnreadable(definition.Id.ToString(), e.Message);
            return ActiveTemplate.BuiltIn;
        }
    }
}
