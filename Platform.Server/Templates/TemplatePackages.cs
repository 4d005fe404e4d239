using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Templates;

namespace Platform.Server.Templates;

/// <summary>The template packages that lie beside the program, read once.</summary>
internal sealed class TemplatePackages : ITemplateSamples
{
    private const string FileMark = "@file:";

    private readonly Lazy<IReadOnlyDictionary<string, TemplatePackage>> _packages;

    public TemplatePackages()
        : this(Path.Combine(AppContext.BaseDirectory, "Templates"))
    {
    }

    /// <param name="folder">Each folder in it with a <c>template.json</c> is a package.</param>
    internal TemplatePackages(string folder) => _packages = new(() => Load(folder));

    /// <summary>By id.</summary>
    public IReadOnlyList<TemplatePackage> All => [.. _packages.Value.Values.OrderBy(p => p.Manifest.Id, StringComparer.Ordinal)];

    public TemplatePackage? Find(string id) => _packages.Value.GetValueOrDefault(id);

    public IReadOnlyDictionary<string, string> Read(string name) => All
        .Where(p => p.Manifest.Sample?.ContainsKey(name) == true)
        .ToDictionary(p => p.Manifest.Id, p => File.ReadAllText(p.PathOf(p.Manifest.Sample![name])), StringComparer.Ordinal);

    private static Dictionary<string, TemplatePackage> Load(string folder) => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateDirectories(folder)
            .Where(d => File.Exists(Path.Combine(d, "template.json")))
            .Select(d => new TemplatePackage(d, JsonSerializer.Deserialize<TemplateManifest>(File.ReadAllText(Path.Combine(d, "template.json")), ModelJson.Options)!))
            .ToDictionary(p => p.Manifest.Id, StringComparer.Ordinal);

    internal static JsonNode? Resolve(JsonNode? node, string folder) => node switch
    {
        JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, Resolve(m.Value, folder)))),
        JsonArray entries => new JsonArray([.. entries.Select(e => Resolve(e, folder))]),
        JsonValue value when value.TryGetValue<string>(out var text) && text.StartsWith(FileMark, StringComparison.Ordinal) =>
            File.ReadAllText(Inside(folder, text[FileMark.Length..])),
        _ => node?.DeepClone(),
    };

    /// <summary>A path of a package never leaves its folder.</summary>
    internal static string Inside(string folder, string path)
    {
        var root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        var full = Path.GetFullPath(Path.Combine(root, path));
        return full.StartsWith(root, StringComparison.Ordinal) ? full : throw new InvalidDataException($"The path '{path}' leads out of the template package.");
    }
}

/// <param name="Folder">Where the package lies.</param>
internal sealed record TemplatePackage(string Folder, TemplateManifest Manifest)
{
    public string PathOf(string file) => TemplatePackages.Inside(Folder, file);

    /// <summary>The definition with the files it refers to put in.</summary>
    public JsonElement Read(TemplateContent content)
    {
        var path = PathOf(content.File);
        var document = TemplatePackages.Resolve(JsonNode.Parse(File.ReadAllText(path)), Path.GetDirectoryName(path)!);
        return JsonElement.Parse(document!.ToJsonString(ModelJson.Readable));
    }
}
