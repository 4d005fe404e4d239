using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Platform.Model.Definitions;

namespace Platform.Model.Templates;

/// <summary>The texts of a package that are said when it is installed: each stands as a mark in the texts of its definitions. Names of members are never touched.</summary>
public static partial class TemplateTexts
{
    /// <summary>Of a value.</summary>
    public const int Longest = 200;

    /// <summary>Less is in too many words to mean one thing.</summary>
    public const int Shortest = 2;

    /// <summary>Values stand in the middle of scripts, templates and texts that hold JSON, which these would end.</summary>
    private const string Barred = "\"'`\\{}<>";

    /// <summary><c>[[phone]]</c> for <c>phone</c>.</summary>
    public static string MarkOf(string key) => $"[[{key}]]";

    /// <summary>A lower-case letter, then letters and digits.</summary>
    public static bool IsKey(string key) => KeyShape().IsMatch(key);

    /// <summary>Whether a text can stand wherever a definition has one.</summary>
    public static bool IsValue(string text) => text.Length is > 0 and <= Longest && !string.IsNullOrWhiteSpace(text) && !text.Any(c => char.IsControl(c) || Barred.Contains(c, StringComparison.Ordinal));

    /// <summary>By key, for every parameter of a package that is a text; none stands there twice.</summary>
    /// <param name="given">What was said; the others have their default.</param>
    public static IReadOnlyDictionary<string, string> ValuesOf(TemplateManifest manifest, IReadOnlyDictionary<string, string> given) =>
        manifest.Parameters.Where(p => p.IsText).ToDictionary(p => p.Key, p => given.GetValueOrDefault(p.Key, p.Default!), StringComparer.Ordinal);

    /// <summary>Puts the values where their marks stand; marks of no key stay. Refused as <c>files.tooLarge</c> where a document grows beyond what a file may be.</summary>
    /// <param name="file">Of the document.</param>
    public static Result<JsonElement> Fill(JsonElement document, IReadOnlyDictionary<string, string> values, string file)
    {
        if (values.Count == 0)
        {
            return document;
        }

        // A value may stand thousands of times: what is too much is not even put together.
        var put = 0L;
        string Put(Match mark) => !values.TryGetValue(mark.Groups[1].Value, out var value) ? mark.Value : (put += value.Length) <= DefinitionFiles.MaxFileBytes ? value : "";
        var filled = Map(document, text => Marks().Replace(text, Put));
        var bytes = put <= DefinitionFiles.MaxFileBytes ? Encoding.UTF8.GetByteCount(filled.GetRawText()) : put;
        return bytes <= DefinitionFiles.MaxFileBytes ? filled : DefinitionFiles.TooLarge(file, bytes);
    }

    /// <summary>Puts marks where the values stand, the longest first, and counts them.</summary>
    /// <param name="literals">Key by text.</param>
    public static (JsonElement Document, IReadOnlyDictionary<string, int> Found) Open(JsonElement document, IReadOnlyDictionary<string, string> literals)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        if (literals.Count == 0)
        {
            return (document, found);
        }

        var any = new Regex(string.Join('|', literals.Keys.OrderByDescending(l => l.Length).ThenBy(l => l, StringComparer.Ordinal).Select(Regex.Escape)), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        var opened = Map(document, text => any.Replace(text, literal =>
        {
            var key = literals[literal.Value];
            found[key] = found.GetValueOrDefault(key) + 1;
            return MarkOf(key);
        }));
        return (opened, found);
    }

    /// <summary>Whether the mark of a key stands in a document already.</summary>
    public static bool HasMark(JsonElement document, string key) => document.ValueKind switch
    {
        JsonValueKind.String => document.GetString()!.Contains(MarkOf(key), StringComparison.Ordinal),
        JsonValueKind.Object => document.EnumerateObject().Any(m => HasMark(m.Value, key)),
        JsonValueKind.Array => document.EnumerateArray().Any(e => HasMark(e, key)),
        _ => false,
    };

    private static JsonElement Map(JsonElement document, Func<string, string> change) => JsonElement.Parse(Map(JsonObject.Create(document), change)!.ToJsonString(ModelJson.Readable));

    private static JsonNode? Map(JsonNode? node, Func<string, string> change) => node switch
    {
        JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, Map(m.Value, change)))),
        JsonArray entries => new JsonArray([.. entries.Select(e => Map(e, change))]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(change(text)),
        _ => node?.DeepClone(),
    };

    [GeneratedRegex(@"\[\[([a-z][A-Za-z0-9]{0,39})\]\]", RegexOptions.CultureInvariant)]
    private static partial Regex Marks();

    [GeneratedRegex(@"^[a-z][A-Za-z0-9]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex KeyShape();
}
