using System.Dynamic;
using System.Text.Json;
using Platform.Model;

namespace Platform.Server.Flows.Elsa;

/// <summary>JSON as the objects Elsa works with, and back.</summary>
internal static class ElsaValues
{
    public static object? ToObject(JsonElement? json) => json?.ValueKind switch
    {
        JsonValueKind.String => json.Value.GetString(),
        JsonValueKind.Number => json.Value.TryGetInt64(out var whole) ? whole : json.Value.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => json.Value.EnumerateArray().Select(i => ToObject(i)).ToList(),
        JsonValueKind.Object => ToExpando(json.Value),
        _ => null,
    };

    public static JsonElement? ToJson(object? value) => value switch
    {
        null => null,
        JsonElement json => json,
        _ => JsonSerializer.SerializeToElement(value, value.GetType(), ModelJson.Options),
    };

    private static ExpandoObject ToExpando(JsonElement json)
    {
        var made = new ExpandoObject();
        foreach (var member in json.EnumerateObject())
        {
            ((IDictionary<string, object?>)made)[member.Name] = ToObject(member.Value);
        }

        return made;
    }
}
