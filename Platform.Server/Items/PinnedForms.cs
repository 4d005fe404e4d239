using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Forms;
using Platform.Model.Localities;

namespace Platform.Server.Items;

/// <summary>A form and the code tables it names, each in one version.</summary>
/// <param name="CodeTables">By key.</param>
internal sealed record FormPins(DefinitionId Form, IReadOnlyList<DefinitionId> CodeTables);

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

        var tables = new List<DefinitionId>();
        foreach (var table in CodeTableNames.In(JsonElement.Parse(form.Json)))
        {
            if (await FindAsync(DefinitionKind.CodeTable, table, locality, ct) is not { } found)
            {
                return null;
            }

            tables.Add(found.Id);
        }

        return new(form.Id, tables);
    }

    public async ValueTask<CompiledForm> CompileAsync(FormPins pins, CancellationToken ct)
    {
        var name = string.Join(' ', pins.CodeTables.Prepend(pins.Form));
        if (_forms.TryGetValue(name, out var known))
        {
            return known;
        }

        var tables = new List<CodeTable>();
        foreach (var id in pins.CodeTables)
        {
            tables.Add(Read<CodeTable>(await definitions.GetAsync(id, ct)));
        }

        var form = Read<Form>(await definitions.GetAsync(pins.Form, ct));
        return _forms.GetOrAdd(name, CompiledForm.Compile(form, new CodeTables(tables)));
    }

    private static T Read<T>(Definition definition) =>
        JsonSerializer.Deserialize<T>(definition.Json, ModelJson.Options) ?? throw new JsonException($"{definition.Id} is empty.");
}
