using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Model.Connectors;

/// <summary>
/// Puts members of one object into another under names of its own: target to source, both JSON Pointers (RFC 6901). A source may go into lists by number; a target
/// makes objects only. What the source does not have is left out.
/// </summary>
public static class JsonMapping
{
    private const int Deepest = 16;

    /// <summary>What is written wrongly, <c>connector.mapping</c>: no pointer, too deep, or a target within another one.</summary>
    /// <param name="path">Of the mapping in its document.</param>
    public static IReadOnlyList<Problem> Check(IReadOnlyDictionary<string, string> mapping, string path) =>
        [
            .. mapping.Where(m => !IsPointer(m.Key) || m.Key.Length == 0).Select(m => Wrong(path, m.Key, m.Key, "/name")),
            .. mapping.Where(m => !IsPointer(m.Value)).Select(m => Wrong(path, m.Key, m.Value, "/name/0")),
            .. mapping.Keys.Where(k => mapping.Keys.Any(other => other != k && k.StartsWith(other + "/", StringComparison.Ordinal))).Select(k => Wrong(path, k, k, "≠ /…/…")),
        ];

    /// <param name="mapping">One that <see cref="Check"/> found nothing wrong with.</param>
    public static JsonElement Apply(IReadOnlyDictionary<string, string> mapping, JsonElement source)
    {
        var target = new JsonObject();
        foreach (var (to, from) in mapping.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            if (Find(source, Tokens(from)) is { } value)
            {
                Put(target, Tokens(to), value);
            }
        }

        return JsonSerializer.SerializeToElement(target, ModelJson.Options);
    }

    /// <summary>A member of what a pointer leads to.</summary>
    public static string Below(string pointer, string member) => $"{pointer}/{member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    private static JsonElement? Find(JsonElement source, IEnumerable<string> tokens)
    {
        foreach (var token in tokens)
        {
            if (source.ValueKind == JsonValueKind.Object && source.TryGetProperty(token, out var member))
            {
                source = member;
            }
            else if (source.ValueKind == JsonValueKind.Array && int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < source.GetArrayLength())
            {
                source = source[index];
            }
            else
            {
                return null;
            }
        }

        return source;
    }

    private static void Put(JsonObject target, string[] tokens, JsonElement value)
    {
        foreach (var token in tokens[..^1])
        {
            if (target[token] is not JsonObject inner)
            {
                target[token] = inner = [];
            }

            target = inner;
        }

        target[tokens[^1]] = JsonSerializer.SerializeToNode(value, ModelJson.Options);
    }

    private static string[] Tokens(string pointer) =>
        pointer.Length == 0 ? [] : [.. pointer[1..].Split('/').Select(t => t.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];

    private static bool IsPointer(string text) => text.Length == 0 || (text[0] == '/' && text.Count(c => c == '/') <= Deepest);

    private static Problem Wrong(string path, string target, string value, string expected) =>
        Problem.Invalid("connector.mapping", $"{path}.{target}", ("path", $"{path}.{target}"), ("value", value), ("expected", expected));
}
