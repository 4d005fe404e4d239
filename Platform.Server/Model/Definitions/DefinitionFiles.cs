using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Platform.Model.Definitions;

/// <summary>One file of a folder of definitions.</summary>
/// <param name="Path">From the folder down, with slashes.</param>
public sealed record DefinitionFile(string Path, ReadOnlyMemory<byte> Content);

/// <summary>
/// How definitions are written as files, of a locality as of a template package: a folder per kind, in it a JSON file per key with its members in the order in which they
/// were written, and beside it the long texts it holds. A text that begins with <see cref="FileMark"/> stands for the content of the file beside it. What is written twice
/// is the same byte for byte, so that a difference in git is a difference in content.
/// </summary>
public static partial class DefinitionFiles
{
    /// <summary>Of one file, JSON or text.</summary>
    public const int MaxFileBytes = 2 * 1024 * 1024;

    /// <summary>Of all files of a folder together.</summary>
    public const long MaxBytes = 64L * 1024 * 1024;

    public const int MaxFiles = 20_000;

    private const string FileMark = "@file:";

    /// <summary>Before a text that begins with one of the marks itself.</summary>
    private const string TextMark = "@text:";

    private const int LongestPlace = 80;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Dictionary<string, DefinitionKind> Folders = Enum.GetValues<DefinitionKind>().ToDictionary(FolderOf, StringComparer.Ordinal);

    /// <summary>Names of the folders, in the order of the kinds.</summary>
    public static IReadOnlyList<string> FolderNames { get; } = [.. Enum.GetValues<DefinitionKind>().Select(FolderOf)];

    /// <summary><c>code-tables</c> for code tables.</summary>
    public static string FolderOf(DefinitionKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString()) + "s";

    public static DefinitionKind? KindOf(string folder) => Folders.TryGetValue(folder, out var kind) ? kind : null;

    /// <summary>Where the JSON file of a definition lies.</summary>
    /// <param name="key">Well-formed: lower-case words with dashes.</param>
    public static string PathOf(DefinitionKind kind, string key) => $"{FolderOf(kind)}/{StemOf(key)}.json";

    /// <summary>The definition as files: its JSON first, then its long texts in document order.</summary>
    /// <param name="document">A JSON object whose texts are Unicode.</param>
    public static IReadOnlyList<DefinitionFile> Write(DefinitionKind kind, string key, JsonElement document)
    {
        var texts = new List<DefinitionFile>();
        var take = new Texts(kind, StemOf(key), texts);
        var whole = take.Apart(JsonObject.Create(document), "");
        return [new(PathOf(kind, key), Json(whole!)), .. texts];
    }

    /// <summary>Any JSON as a file of a folder is written: indented, line feeds, one at the end.</summary>
    public static ReadOnlyMemory<byte> Json(JsonNode content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            content.WriteTo(writer);
        }

        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }

    /// <summary>Reads the JSON of one definition and puts in the texts it refers to.</summary>
    /// <param name="find">The content of a file by its path, or null.</param>
    /// <returns>Refused as <c>files.missing</c>, <c>files.tooLarge</c>, <c>files.notJson</c>, <c>files.notObject</c>, <c>files.path</c> or <c>files.notText</c>; the field is the file.</returns>
    public static Result<JsonElement> Read(string path, Func<string, ReadOnlyMemory<byte>?> find)
    {
        var parsed = ReadJson(path, find);
        if (!parsed.TryGet(out var json))
        {
            return parsed;
        }

        var problems = new List<Problem>();
        var whole = new Reader(path, find, problems).Together(JsonObject.Create(json));
        return problems.Count > 0 ? Result<JsonElement>.Refused(problems) : JsonElement.Parse(whole!.ToJsonString(ModelJson.Readable));
    }

    /// <summary>Reads a JSON object as it stands in a file.</summary>
    public static Result<JsonElement> ReadJson(string path, Func<string, ReadOnlyMemory<byte>?> find)
    {
        if (find(path) is not { } bytes)
        {
            return Problem.Invalid("files.missing", path, ("value", path));
        }

        if (bytes.Length > MaxFileBytes)
        {
            return TooLarge(path, bytes.Length);
        }

        try
        {
            using var document = JsonDocument.Parse(WithoutMark(bytes), Strict);
            StrictJson.DemandWhole(document.RootElement);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : Problem.Invalid("files.notObject", path, ("value", document.RootElement.ValueKind.ToString()));
        }
        catch (JsonException broken)
        {
            return Problem.Invalid("files.notJson", path, ("line", (broken.LineNumber ?? 0) + 1), ("value", Said().Replace(broken.Message, "")));
        }
    }

    /// <summary>The path with slashes, or null when it is none within a folder: absolute, with a drive, or leading up.</summary>
    public static string? Normalize(string path)
    {
        var parts = path.Replace('\\', '/').Split('/');
        return parts.All(p => p.Length > 0 && p is not ("." or "..") && !p.Contains(':', StringComparison.Ordinal) && !p.Any(char.IsControl)) ? string.Join('/', parts) : null;
    }

    /// <summary>The key a file is named for: <c>hygiene</c> for <c>hygiene.json</c> and for <c>hygiene.district.json</c>.</summary>
    internal static string KeyOf(string path) => path[(path.LastIndexOf('/') + 1)..].Split('.')[0].TrimEnd('_');

    internal static Problem TooLarge(string path, long bytes) => Problem.Of("files.tooLarge", ProblemKind.TooLarge, path, ("value", bytes), ("expected", MaxFileBytes));

    /// <summary>Some names mean a device to some systems, whatever follows the dot.</summary>
    private static string StemOf(string key) => Devices().IsMatch(key) ? key + "_" : key;

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> bytes) => bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;

    [GeneratedRegex("^(con|prn|aux|nul|com[0-9]|lpt[0-9])$", RegexOptions.CultureInvariant)]
    private static partial Regex Devices();

    [GeneratedRegex("[^A-Za-z0-9_-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Strange();

    /// <summary>The reader says the place once more at the end.</summary>
    [GeneratedRegex(@" (Path: .*\| )?LineNumber: .*$", RegexOptions.CultureInvariant)]
    private static partial Regex Said();

    /// <summary>Takes the long texts of one document out into files of their own.</summary>
    private sealed class Texts(DefinitionKind kind, string stem, List<DefinitionFile> files)
    {
        private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

        public JsonNode? Apart(JsonNode? node, string place) => node switch
        {
            JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, Apart(m.Value, $"{place}.{Strange().Replace(m.Key, "-")}")))),
            JsonArray entries => new JsonArray([.. entries.Select((e, i) => Apart(e, $"{place}.{i.ToString(CultureInfo.InvariantCulture)}"))]),
            JsonValue value when value.TryGetValue<string>(out var text) => Text(text, place) ?? node.DeepClone(),
            _ => node?.DeepClone(),
        };

        private JsonValue? Text(string text, string place)
        {
            if (ExtensionAt(place) is { } extension && IsLong(text))
            {
                var name = NameOf(place, extension);
                files.Add(new($"{FolderOf(kind)}/{name}", Encoding.UTF8.GetBytes(text)));
                return JsonValue.Create(FileMark + name);
            }

            return text.StartsWith(FileMark, StringComparison.Ordinal) || text.StartsWith(TextMark, StringComparison.Ordinal) ? JsonValue.Create(TextMark + text) : null;
        }

        /// <summary>Several lines, and nothing that a text file would not keep.</summary>
        private static bool IsLong(string text) =>
            text.Contains('\n', StringComparison.Ordinal) && text[0] != '\uFEFF' && text.All(c => !char.IsControl(c) || c is '\n' or '\t') && Encoding.UTF8.GetByteCount(text) <= MaxFileBytes;

        /// <summary>What the texts are written in that lie in files of their own; null where they stay in the JSON.</summary>
        private string? ExtensionAt(string place) => kind switch
        {
            DefinitionKind.DocumentTemplate or DefinitionKind.MessageTemplate => "liquid",
            DefinitionKind.Item when place.StartsWith(".guide.", StringComparison.Ordinal) => "md",
            _ => null,
        };

        private string NameOf(string place, string extension)
        {
            var at = place.Length > LongestPlace ? place[..LongestPlace] : place;
            var name = $"{stem}{at}.{extension}";
            for (var i = 2; !_names.Add(name); i++)
            {
                name = $"{stem}{at}-{i.ToString(CultureInfo.InvariantCulture)}.{extension}";
            }

            return name;
        }
    }

    /// <summary>Puts the texts that a definition refers to into it. One text may be referred to again and again: all of them together are no longer than a file.</summary>
    private sealed class Reader(string path, Func<string, ReadOnlyMemory<byte>?> find, List<Problem> problems)
    {
        private long _bytes;

        public JsonNode? Together(JsonNode? node) => node switch
        {
            JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, Together(m.Value)))),
            JsonArray entries => new JsonArray([.. entries.Select(Together)]),
            JsonValue value when value.TryGetValue<string>(out var text) && text.StartsWith(TextMark, StringComparison.Ordinal) => JsonValue.Create(text[TextMark.Length..]),
            JsonValue value when value.TryGetValue<string>(out var text) && text.StartsWith(FileMark, StringComparison.Ordinal) => _bytes > MaxFileBytes ? null : TextOf(text[FileMark.Length..]),
            _ => node?.DeepClone(),
        };

        private JsonValue? TextOf(string name)
        {
            if (Normalize(name) is not { } within)
            {
                problems.Add(Problem.Invalid("files.path", path, ("value", name)));
                return null;
            }

            var beside = path.Contains('/', StringComparison.Ordinal) ? $"{path[..path.LastIndexOf('/')]}/{within}" : within;
            if (find(beside) is not { } bytes)
            {
                problems.Add(Problem.Invalid("files.missing", path, ("value", beside)));
                return null;
            }

            if ((_bytes += bytes.Length) > MaxFileBytes)
            {
                problems.Add(TooLarge(bytes.Length > MaxFileBytes ? beside : path, _bytes));
                return null;
            }

            try
            {
                // Whoever checks out on another system gets other line ends, which are no change.
                return JsonValue.Create(Utf8.GetString(WithoutMark(bytes).Span).Replace("\r\n", "\n", StringComparison.Ordinal));
            }
            catch (DecoderFallbackException)
            {
                problems.Add(Problem.Invalid("files.notText", beside, ("value", beside)));
                return null;
            }
        }
    }
}
