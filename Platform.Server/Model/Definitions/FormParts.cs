using System.Text.Json;
using Platform.Model.Forms;
using Platform.Model.Localities;

namespace Platform.Model.Definitions;

/// <summary>What a form names, as far as it is there where the form is asked: questions of the library, and the code tables of the form and of its questions.</summary>
public sealed record FormParts(Questions Questions, CodeTables CodeTables)
{
    /// <param name="form">The document of the form, which may be half written.</param>
    public static async ValueTask<FormParts> OfAsync(IDefinitions definitions, JsonElement form, LocalityCode place, CancellationToken ct)
    {
        var (questions, tables) = (new List<Question>(), new Dictionary<string, CodeTable>(StringComparer.Ordinal));
        await AddTablesAsync(DefinitionReferences.Of(DefinitionKind.Form, form));
        foreach (var (_, key) in DefinitionReferences.Of(DefinitionKind.Form, form).Where(r => r.Kind == DefinitionKind.Question))
        {
            if (await definitions.FindActiveAsync(DefinitionKind.Question, key, place, ct) is { } found && Read<Question>(found) is { } question)
            {
                questions.Add(question with { Key = key });
                await AddTablesAsync(DefinitionReferences.Of(DefinitionKind.Question, JsonElement.Parse(found.Json)));
            }
        }

        return new(new Questions(questions), new CodeTables(tables.Values));

        async ValueTask AddTablesAsync(IEnumerable<DefinitionReference> named)
        {
            foreach (var (_, key) in named.Where(r => r.Kind == DefinitionKind.CodeTable && !tables.ContainsKey(r.Key)))
            {
                if (await definitions.FindActiveAsync(DefinitionKind.CodeTable, key, place, ct) is { } found && Read<CodeTable>(found) is { } table)
                {
                    tables[key] = table;
                }
            }
        }
    }

    /// <summary>Null for one that somebody is in the middle of writing.</summary>
    private static T? Read<T>(Definition definition)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(definition.Json, ModelJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
