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
        foreach (var key in Keys(form).Distinct(StringComparer.Ordinal))
        {
            if (await definitions.FindActiveAsync(DefinitionKind.CodeTable, key, owner, ct) is { } found)
            {
                tables.Add(JsonSerializer.Deserialize<CodeTable>(found.Json, ModelJson.Options)!);
            }
        }

        return new CodeTables(tables);
    }

    private static IEnumerable<string> Keys(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(m => m is { Name: "codeTable", Value.ValueKind: JsonValueKind.String } ? [m.Value.GetString()!] : Keys(m.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Keys),
        _ => [],
    };
}
