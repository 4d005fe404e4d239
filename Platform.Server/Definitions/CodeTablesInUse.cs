using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Forms;
using Platform.Model.Localities;

namespace Platform.Server.Definitions;

/// <summary>The code tables a form's document names, as far as they are in force where it belongs.</summary>
internal static class CodeTablesInUse
{
    public static async ValueTask<CodeTables> OfAsync(IDefinitions definitions, JsonElement form, LocalityCode owner, CancellationToken ct)
    {
        var tables = new List<CodeTable>();
        foreach (var (_, key) in DefinitionReferences.Of(DefinitionKind.Form, form))
        {
            if (await definitions.FindActiveAsync(DefinitionKind.CodeTable, key, owner, ct) is { } found)
            {
                tables.Add(JsonSerializer.Deserialize<CodeTable>(found.Json, ModelJson.Options)!);
            }
        }

        return new CodeTables(tables);
    }
}
