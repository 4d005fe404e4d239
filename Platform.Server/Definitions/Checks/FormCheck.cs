using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Forms;

namespace Platform.Server.Definitions.Checks;

/// <summary>A form is sound by its own rules; to come into force its code tables have to be in force too.</summary>
internal sealed class FormCheck(IDefinitions definitions) : IDefinitionCheck
{
    public DefinitionKind Kind => DefinitionKind.Form;

    public async ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct)
    {
        if (!DocumentReader.TryRead<Form>(draft.Document, out var form, out var fault))
        {
            return [fault];
        }

        var tables = new List<CodeTable>();
        foreach (var key in CodeTableKeys(draft.Document).Distinct(StringComparer.Ordinal))
        {
            if (await definitions.FindActiveAsync(DefinitionKind.CodeTable, key, draft.Owner, ct) is { } found)
            {
                tables.Add(JsonSerializer.Deserialize<CodeTable>(found.Json, ModelJson.Options)!);
            }
        }

        // A draft may name tables that are drafts themselves.
        var known = stage == CheckStage.Publish ? new CodeTables(tables) : null;
        return [.. FormDefinitionRules.Check(form, known).Select(p => new DefinitionFinding(p))];
    }

    private static IEnumerable<string> CodeTableKeys(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(m => m is { Name: "codeTable", Value.ValueKind: JsonValueKind.String } ? [m.Value.GetString()!] : CodeTableKeys(m.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(CodeTableKeys),
        _ => [],
    };
}
