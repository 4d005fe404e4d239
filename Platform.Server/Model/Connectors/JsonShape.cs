using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.Model.Connectors;

/// <summary>
/// Checks values against a JSON Schema 2020-12 (core and validation vocabulary, without references and composition): type, enum, const, required, properties, additionalProperties,
/// items, minItems, maxItems, minLength, maxLength, pattern, minimum, maximum. A schema that says more is refused, so that nothing it demands goes unchecked.
/// </summary>
public static class JsonShape
{
    private const int Deepest = 32;

    /// <summary>What is wrong beyond these helps nobody; a list of a million wrong items would be a million problems.</summary>
    private const int MostFindings = 50;

    /// <summary>Compiled patterns; beyond these the cache begins anew.</summary>
    private const int MostPatterns = 500;

    private static readonly ConcurrentDictionary<string, Regex> Patterns = new(StringComparer.Ordinal);

    /// <summary>Say nothing about what is valid.</summary>
    private static readonly HashSet<string> Notes = ["$schema", "$id", "$comment", "title", "description", "default", "examples", "format", "deprecated", "readOnly", "writeOnly"];

    private static readonly HashSet<string> Types = ["object", "array", "string", "number", "integer", "boolean", "null"];

    private static readonly TimeSpan PatternLimit = TimeSpan.FromMilliseconds(100);

    /// <summary>What of the schema cannot be checked or is written wrongly, the first 50; <c>connector.schema</c>.</summary>
    /// <param name="path">Of the schema in its document.</param>
    public static IReadOnlyList<Problem> CheckSchema(JsonElement schema, string path)
    {
        var found = new List<Problem>();
        CheckSchema(schema, path, 0, found);
        return First(found);
    }

    /// <summary>How the value breaks the schema, the first 50; <c>connector.shape</c> with path and expectation. A schema that was never checked may throw.</summary>
    /// <param name="path">Name of the value.</param>
    public static IReadOnlyList<Problem> Check(JsonElement schema, JsonElement value, string path)
    {
        var found = new List<Problem>();
        Check(schema, value, path, found);
        return First(found);
    }

    private static List<Problem> First(List<Problem> found) => found.Count > MostFindings ? found[..MostFindings] : found;

    private static void CheckSchema(JsonElement schema, string path, int depth, List<Problem> found)
    {
        if (found.Count >= MostFindings)
        {
            return;
        }

        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return;
        }

        if (schema.ValueKind != JsonValueKind.Object || depth > Deepest)
        {
            found.Add(Wrong(path, schema.ValueKind.ToString(), $"object, ≤ {Deepest}"));
            return;
        }

        foreach (var keyword in schema.EnumerateObject())
        {
            CheckKeyword(keyword, $"{path}.{keyword.Name}", depth, found);
        }
    }

    private static void CheckKeyword(JsonProperty keyword, string path, int depth, List<Problem> found)
    {
        switch (keyword.Name)
        {
            case "properties" when keyword.Value.ValueKind == JsonValueKind.Object:
                foreach (var member in keyword.Value.EnumerateObject())
                {
                    CheckSchema(member.Value, $"{path}.{member.Name}", depth + 1, found);
                }

                break;
            case "additionalProperties" or "items":
                CheckSchema(keyword.Value, path, depth + 1, found);
                break;
            case "pattern" when !IsPattern(keyword.Value):
                found.Add(Wrong(path, keyword.Value.GetRawText(), "pattern"));
                break;
            default:
                if (ExpectedOf(keyword) is { } expected)
                {
                    found.Add(Wrong(path, keyword.Name, expected));
                }

                break;
        }
    }

    /// <summary>What a keyword should be; null when it is fine.</summary>
    private static string? ExpectedOf(JsonProperty keyword) => keyword.Name switch
    {
        "type" => TypesOf(keyword.Value).Any() && TypesOf(keyword.Value).All(Types.Contains) ? null : string.Join(", ", Types),
        "enum" => keyword.Value.ValueKind == JsonValueKind.Array ? null : "[…]",
        "required" => keyword.Value.ValueKind == JsonValueKind.Array && keyword.Value.EnumerateArray().All(r => r.ValueKind == JsonValueKind.String) ? null : "[\"…\"]",
        "properties" => "{…}",
        "minLength" or "maxLength" or "minItems" or "maxItems" => keyword.Value.ValueKind == JsonValueKind.Number && keyword.Value.TryGetInt32(out var n) && n >= 0 ? null : "≥ 0",
        "minimum" or "maximum" => keyword.Value.ValueKind == JsonValueKind.Number && keyword.Value.TryGetDecimal(out _) ? null : "number",
        "const" or "pattern" => null,
        var name => Notes.Contains(name) ? null : "type, enum, const, required, properties, additionalProperties, items, minItems, maxItems, minLength, maxLength, pattern, minimum, maximum",
    };

    private static bool IsPattern(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String && Pattern(value.GetString()!) is not null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static Regex Pattern(string pattern)
    {
        if (Patterns.TryGetValue(pattern, out var known))
        {
            return known;
        }

        if (Patterns.Count >= MostPatterns)
        {
            Patterns.Clear();
        }

        return Patterns.GetOrAdd(pattern, static p => new Regex(p, RegexOptions.NonBacktracking, PatternLimit));
    }

    /// <summary>A text that takes too long to match counts as one that does not.</summary>
    private static bool Matches(string pattern, string text)
    {
        try
        {
            return Pattern(pattern).IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static void Check(JsonElement schema, JsonElement value, string path, List<Problem> found)
    {
        if (found.Count >= MostFindings)
        {
            return;
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            if (schema.ValueKind == JsonValueKind.False)
            {
                found.Add(Misfit(path, value, "—"));
            }

            return;
        }

        foreach (var keyword in schema.EnumerateObject())
        {
            if (Broken(keyword, value) is { } expected)
            {
                found.Add(Misfit(path, value, expected));
            }
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            CheckMembers(schema, value, path, found);
        }
        else if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            foreach (var (index, item) in value.EnumerateArray().Index())
            {
                Check(items, item, $"{path}[{index}]", found);
            }
        }
    }

    private static void CheckMembers(JsonElement schema, JsonElement value, string path, List<Problem> found)
    {
        var known = schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object ? properties : default;
        if (schema.TryGetProperty("required", out var required))
        {
            found.AddRange(required.EnumerateArray().Select(r => r.GetString()!).Where(r => !value.TryGetProperty(r, out _)).Select(r => Misfit($"{path}.{r}", default, "required")));
        }

        foreach (var member in value.EnumerateObject())
        {
            if (known.ValueKind == JsonValueKind.Object && known.TryGetProperty(member.Name, out var own))
            {
                Check(own, member.Value, $"{path}.{member.Name}", found);
            }
            else if (schema.TryGetProperty("additionalProperties", out var others))
            {
                Check(others, member.Value, $"{path}.{member.Name}", found);
            }
        }
    }

    /// <summary>What one keyword expects of the value itself; null when it holds or speaks of another kind of value.</summary>
    private static string? Broken(JsonProperty keyword, JsonElement value) => (keyword.Name, value.ValueKind) switch
    {
        ("type", _) => TypesOf(keyword.Value).Any(t => Is(t, value)) ? null : string.Join(" | ", TypesOf(keyword.Value)),
        ("enum", _) => keyword.Value.EnumerateArray().Any(e => JsonElement.DeepEquals(e, value)) ? null : keyword.Value.GetRawText(),
        ("const", _) => JsonElement.DeepEquals(keyword.Value, value) ? null : keyword.Value.GetRawText(),
        ("minLength", JsonValueKind.String) => Length(value) >= keyword.Value.GetInt32() ? null : $"≥ {keyword.Value}",
        ("maxLength", JsonValueKind.String) => Length(value) <= keyword.Value.GetInt32() ? null : $"≤ {keyword.Value}",
        ("pattern", JsonValueKind.String) => Matches(keyword.Value.GetString()!, value.GetString()!) ? null : keyword.Value.GetString(),
        ("minItems", JsonValueKind.Array) => value.GetArrayLength() >= keyword.Value.GetInt32() ? null : $"≥ {keyword.Value}",
        ("maxItems", JsonValueKind.Array) => value.GetArrayLength() <= keyword.Value.GetInt32() ? null : $"≤ {keyword.Value}",
        ("minimum", JsonValueKind.Number) => value.TryGetDecimal(out var number) && number >= keyword.Value.GetDecimal() ? null : $"≥ {keyword.Value}",
        ("maximum", JsonValueKind.Number) => value.TryGetDecimal(out var number) && number <= keyword.Value.GetDecimal() ? null : $"≤ {keyword.Value}",
        _ => null,
    };

    /// <summary>Characters as the standard counts them: code points.</summary>
    private static int Length(JsonElement value) => value.GetString()!.EnumerateRunes().Count();

    private static bool Is(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number == decimal.Truncate(number),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => false,
    };

    private static IEnumerable<string> TypesOf(JsonElement type) => type.ValueKind switch
    {
        JsonValueKind.String => [type.GetString()!],
        JsonValueKind.Array => type.EnumerateArray().Select(t => t.ValueKind == JsonValueKind.String ? t.GetString()! : ""),
        _ => [],
    };

    private static Problem Wrong(string path, string value, string expected) => Problem.Invalid("connector.schema", path, ("field", path), ("value", value), ("expected", expected));

    private static Problem Misfit(string path, JsonElement value, string expected) =>
        Problem.Invalid("connector.shape", path, ("field", path), ("value", value.ValueKind == JsonValueKind.Undefined ? "—" : value.ValueKind.ToString().ToLower(CultureInfo.InvariantCulture)), ("expected", expected));
}
