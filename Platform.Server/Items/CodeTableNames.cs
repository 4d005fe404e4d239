using System.Text.Json;

namespace Platform.Server.Items;

/// <summary>Finds the code tables that a form and its questions name, wherever the field stands.</summary>
internal static class CodeTableNames
{
    /// <summary>In ordinal order, each once.</summary>
    public static IReadOnlyList<string> In(params IEnumerable<JsonElement> documents) => [.. documents.SelectMany(Walk).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Walk(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(m => m is { Name: "codeTable", Value.ValueKind: JsonValueKind.String } ? [m.Value.GetString()!] : Walk(m.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Walk),
        _ => [],
    };
}
