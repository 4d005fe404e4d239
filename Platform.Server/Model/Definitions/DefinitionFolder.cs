using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model.Localities;
using Platform.Model.Templates;

namespace Platform.Model.Definitions;

/// <summary>A definition as it was found in a folder.</summary>
/// <param name="File">Its JSON.</param>
public sealed record FiledDefinition(DefinitionKind Kind, string Key, string File, JsonElement Document);

/// <summary>What stands in a folder of definitions: the export of a locality, with <see cref="Head"/>, or a template package, with <see cref="Manifest"/>.</summary>
/// <param name="Locality">Whose definitions they were; null for a template package.</param>
/// <param name="Definitions">By kind and key.</param>
/// <param name="Refused">What could not be read; the field is the file.</param>
/// <param name="LeftOut">Files of a template package that belong to places below the one that installs it.</param>
public sealed record DefinitionFolder(LocalityCode? Locality, IReadOnlyList<FiledDefinition> Definitions, IReadOnlyList<Problem> Refused, IReadOnlyList<string> LeftOut)
{
    /// <summary>Says whose definitions lie in the folder and how they are written.</summary>
    public const string Head = "locality.json";

    public const string Manifest = "template.json";

    /// <summary>Of the layout.</summary>
    public const int FormatVersion = 1;

    /// <summary>Schemas may lie beside the files they describe.</summary>
    private const string Schemas = "schemas";

    private static readonly IReadOnlyDictionary<string, string> NoTexts = new Dictionary<string, string>();

    public static DefinitionFile WriteHead(LocalityCode locality) =>
        new(Head, DefinitionFiles.Json(new JsonObject { ["formatVersion"] = FormatVersion, ["locality"] = locality.Value }));

    /// <summary>Reads a whole folder. Files that are no definitions and lie where none is expected (a README) are passed over.</summary>
    /// <param name="files">Each path once; a folder around all of them is passed over too.</param>
    /// <returns>Refused as <c>files.path</c>, <c>files.tooMany</c>, <c>files.noHead</c>, <c>files.head</c> or <c>files.format</c> when it is no such folder at all.</returns>
    public static Result<DefinitionFolder> Read(IReadOnlyCollection<DefinitionFile> files)
    {
        if (files.Count > DefinitionFiles.MaxFiles || files.Sum(f => (long)f.Content.Length) > DefinitionFiles.MaxBytes)
        {
            return Problem.Of("files.tooMany", ProblemKind.TooLarge, null, ("value", files.Count), ("expected", DefinitionFiles.MaxFiles), ("bytes", DefinitionFiles.MaxBytes));
        }

        if (files.FirstOrDefault(f => DefinitionFiles.Normalize(f.Path) is null) is { } outside)
        {
            return Problem.Invalid("files.path", outside.Path, ("value", outside.Path));
        }

        var byPath = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (!byPath.TryAdd(DefinitionFiles.Normalize(file.Path)!, file.Content))
            {
                return Problem.Invalid("files.pathTwice", file.Path, ("value", file.Path));
            }
        }

        return RootOf(byPath.Keys) is { } root
            ? ReadFrom(byPath.Where(f => f.Key.StartsWith(root, StringComparison.Ordinal)).ToDictionary(f => f.Key[root.Length..], f => f.Value, StringComparer.Ordinal))
            : Problem.Invalid("files.noHead", null, ("expected", Head));
    }

    /// <summary>Where the head lies: in the folder itself or in the one folder around everything.</summary>
    private static string? RootOf(IEnumerable<string> paths) => paths
        .Where(p => p.Split('/') is [Head or Manifest] or [_, Head or Manifest])
        .Select(p => p[..(p.LastIndexOf('/') + 1)])
        .OrderBy(p => p.Length).ThenBy(p => p, StringComparer.Ordinal)
        .FirstOrDefault();

    private static Result<DefinitionFolder> ReadFrom(Dictionary<string, ReadOnlyMemory<byte>> files)
    {
        ReadOnlyMemory<byte>? Find(string path) => files.TryGetValue(path, out var content) ? content : default(ReadOnlyMemory<byte>?);
        if (files.ContainsKey(Head))
        {
            var head = DefinitionFiles.ReadJson(Head, Find).Then(ReadHead);
            return head.TryGet(out var locality) ? ReadAll(locality, Places([.. files.Keys.Order(StringComparer.Ordinal)]), [], NoTexts, Find) : Result<DefinitionFolder>.Refused(head.Problems);
        }

        var manifest = DefinitionFiles.ReadJson(Manifest, Find).Then(ReadManifest);
        if (!manifest.TryGet(out var package))
        {
            return Result<DefinitionFolder>.Refused(manifest.Problems);
        }

        return ReadAll(
            null,
            [.. package.Contents.Where(c => c.Owner == TemplateContent.Locality).Select(c => new Place(c.File, c.Kind, c.Key))],
            [.. package.Contents.Where(c => c.Owner != TemplateContent.Locality).Select(c => c.File)],
            TemplateTexts.ValuesOf(package, NoTexts),
            Find);
    }

    private static Result<LocalityCode> ReadHead(JsonElement head)
    {
        if (!head.TryGetProperty("formatVersion", out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != FormatVersion)
        {
            return Problem.Invalid("files.format", Head, ("value", version.ToString()), ("expected", FormatVersion));
        }

        return head.TryGetProperty("locality", out var code) && LocalityCode.TryParse(code.ToString(), out var locality) ? locality : Problem.Invalid("files.head", Head, ("value", code.ToString()));
    }

    /// <summary>The manifest of a template package. Refused as <c>files.manifest</c> and as <see cref="ManifestRules.Check"/> does.</summary>
    public static Result<TemplateManifest> ReadManifest(JsonElement json)
    {
        try
        {
            var manifest = json.Deserialize<TemplateManifest>(StrictJson.Options)!;
            return ManifestRules.Check(manifest) is { Count: > 0 } problems ? Result<TemplateManifest>.Refused(problems) : manifest;
        }
        catch (JsonException wrong)
        {
            return Problem.Invalid("files.manifest", Manifest, ("value", wrong.Message));
        }
    }

    private static List<Place> Places(IReadOnlyList<string> paths)
    {
        var places = new List<Place>();
        foreach (var path in paths.Where(p => p.EndsWith(".json", StringComparison.Ordinal) && !p.Split('/').Any(part => part.StartsWith('.'))))
        {
            switch (path.Split('/'))
            {
                case [var folder, _] when DefinitionFiles.KindOf(folder) is { } kind:
                    places.Add(new(path, kind, DefinitionFiles.KeyOf(path)));
                    break;
                case [_] or [Schemas, ..]:
                    break;
                default:
                    places.Add(new(path, null, ""));
                    break;
            }
        }

        return places;
    }

    private static DefinitionFolder ReadAll(
        LocalityCode? locality, IReadOnlyList<Place> places, IReadOnlyList<string> leftOut, IReadOnlyDictionary<string, string> texts, Func<string, ReadOnlyMemory<byte>?> find)
    {
        var (read, refused, bytes) = (new Dictionary<(DefinitionKind, string), FiledDefinition>(), new List<Problem>(), 0L);
        foreach (var place in places)
        {
            if (bytes > DefinitionFiles.MaxBytes)
            {
                // A manifest can name one file again and again.
                refused.Add(Problem.Of("files.tooMany", ProblemKind.TooLarge, place.File, ("value", places.Count), ("expected", DefinitionFiles.MaxFiles), ("bytes", DefinitionFiles.MaxBytes)));
                break;
            }

            if (place.Kind is not { } kind)
            {
                refused.Add(Problem.Invalid("files.kindUnknown", place.File, ("value", place.File), ("expected", DefinitionFiles.FolderNames)));
            }
            else if (read.TryGetValue((kind, place.Key), out var first))
            {
                refused.Add(Problem.Invalid("files.keyTwice", place.File, ("value", place.Key), ("expected", first.File)));
            }
            else if (DefinitionFiles.Read(place.File, find).Then(d => TemplateTexts.Fill(d, texts, place.File)) is var document && document.Succeeded)
            {
                read.Add((kind, place.Key), new FiledDefinition(kind, place.Key, place.File, document.Value));
                bytes += document.Value.GetRawText().Length;
            }
            else
            {
                refused.AddRange(document.Problems);
            }
        }

        return new DefinitionFolder(locality, [.. read.Values.OrderBy(d => d.Kind).ThenBy(d => d.Key, StringComparer.Ordinal)], refused, leftOut);
    }

    /// <param name="Kind">Null where no definition is expected.</param>
    private sealed record Place(string File, DefinitionKind? Kind, string Key);
}
