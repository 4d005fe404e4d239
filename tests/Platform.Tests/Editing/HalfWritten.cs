using System.Text.Json.Nodes;

namespace Platform.Tests.Editing;

/// <summary>Documents as somebody leaves them who writes JSON by hand: each time something is missing, or stands where something else belongs.</summary>
internal static class HalfWritten
{
    private static readonly string?[] Stranger = ["null", "true", "1", "\"x\"", "\"\"", "[]", "{}", "[null]", "[1,\"x\",[],{}]", "{\"id\":1,\"type\":2}", null];

    public static IEnumerable<JsonObject> Of(JsonObject document)
    {
        foreach (var path in Places(document, []).ToList())
        {
            foreach (var stranger in Stranger)
            {
                var copy = (JsonObject)document.DeepClone();
                Put(copy, path, stranger);
                yield return copy;
            }
        }
    }

    private static IEnumerable<IReadOnlyList<object>> Places(JsonNode? node, IReadOnlyList<object> at) => node switch
    {
        JsonObject one => one.SelectMany(m => Places(m.Value, [.. at, m.Key]).Prepend([.. at, m.Key])),
        JsonArray list => list.SelectMany((e, i) => Places(e, [.. at, i]).Prepend([.. at, i])),
        _ => [],
    };

    /// <param name="json">Null takes away what stands there.</param>
    private static void Put(JsonObject document, IReadOnlyList<object> path, string? json)
    {
        var holder = path.SkipLast(1).Aggregate((JsonNode)document, (at, step) => step is int index ? at[index]! : at[(string)step]!);
        switch (holder, path[^1])
        {
            case (JsonObject one, string name) when json is null:
                one.Remove(name);
                break;
            case (JsonObject one, string name):
                one[name] = JsonNode.Parse(json);
                break;
            case (JsonArray list, int index) when json is null:
                list.RemoveAt(index);
                break;
            case (JsonArray list, int index):
                list[index] = JsonNode.Parse(json);
                break;
            default:
                throw new InvalidOperationException($"There is no such place: {path[^1]}.");
        }
    }
}
