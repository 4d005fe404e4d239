using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Forms;
using Platform.Model.Localities;

namespace Platform.Server.Items;

/// <summary>A form and what it names, each in one version.</summary>
/// <param name="CodeTables">Those of the form and of its questions, by key.</param>
internal sealed record FormPins(DefinitionId Form, IReadOnlyList<DefinitionId> CodeTables)
{
    /// <summary>The questions of the library it asks, by key; null when there are none.</summary>
    public IReadOnlyList<DefinitionId>? Questions { get; init; }
}

/// <summary>Finds what is in force by name, and compiles forms once per version for all who name them.</summary>
internal sealed class PinnedForms(IDefinitions definitions, ILogger<PinnedForms> log)
{
    private readonly ConcurrentDictionary<string, CompiledForm> _forms = new(StringComparer.Ordinal);

    /// <summary>Null, and said in the log, when nothing is in force: publishing checks that, so it means a change behind its back.</summary>
    public async ValueTask<Definition?> FindAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct)
    {
        var found = await definitions.FindActiveAsync(kind, key, locality, ct);
        if (found is null)
        {
            ItemsLog.Missing(log, kind, key, locality.Value);
        }

        return found;
    }

    public async ValueTask<FormPins?> PinAsync(string key, LocalityCode locality, CancellationToken ct)
    {
        if (await FindAsync(DefinitionKind.Form, key, locality, ct) is not { } form)
        {
            return null;
        }

        var document = JsonElement.Parse(form.Json);
        var names = DefinitionReferences.Of(DefinitionKind.Form, document).Where(r => r.Kind == DefinitionKind.Question).Select(r => r.Key).Order(StringComparer.Ordinal);
        if (await FindAllAsync(DefinitionKind.Question, names, locality, ct) is not { } questions
            || await FindAllAsync(DefinitionKind.CodeTable, CodeTableNames.In([document, .. questions.Select(q => JsonElement.Parse(q.Json))]), locality, ct) is not { } tables)
        {
            return null;
        }

        return new(form.Id, [.. tables.Select(t => t.Id)]) { Questions = questions.Count > 0 ? [.. questions.Select(q => q.Id)] : null };
    }

    public async ValueTask<CompiledForm> CompileAsync(FormPins pins, CancellationToken ct)
    {
        var name = string.Join(' ', [pins.Form, .. pins.Questions ?? [], .. pins.CodeTables]);
        if (_forms.TryGetValue(name, out var known))
        {
            return known;
        }

        var tables = await ReadAllAsync<CodeTable>(pins.CodeTables, ct);
        var questions = await ReadAllAsync<Question>(pins.Questions ?? [], ct);
        var form = FormQuestions.Compose(Read<Form>(await definitions.GetAsync(pins.Form, ct)), new Questions(questions));
        return _forms.GetOrAdd(name, CompiledForm.Compile(form, new CodeTables(tables)));
    }

    /// <summary>Null when one of them is not in force.</summary>
    private async ValueTask<IReadOnlyList<Definition>?> FindAllAsync(DefinitionKind kind, IEnumerable<string> keys, LocalityCode locality, CancellationToken ct)
    {
        var found = new List<Definition>();
        foreach (var key in keys)
        {
            if (await FindAsync(kind, key, locality, ct) is not { } definition)
            {
                return null;
            }

            found.Add(definition);
        }

        return found;
    }

    private async ValueTask<IReadOnlyList<T>> ReadAllAsync<T>(IReadOnlyList<DefinitionId> ids, CancellationToken ct)
    {
        var read = new List<T>();
        foreach (var id in ids)
        {
            read.Add(Read<T>(await definitions.GetAsync(id, ct)));
        }

        return read;
    }

    private static T Read<T>(Definition definition) =>
        JsonSerializer.Deserialize<T>(definition.Json, ModelJson.Options) ?? throw new JsonException($"{definition.Id} is empty.");
}
