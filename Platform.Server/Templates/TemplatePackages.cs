using System.Text;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Templates;
using Platform.Server.Hosting;

namespace Platform.Server.Templates;

/// <summary>The template packages that lie beside the program, read once.</summary>
internal sealed class TemplatePackages : ITemplateSamples
{
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
        .ToDictionary(p => p.Manifest.Id, p => TextOf(p, p.Manifest.Sample![name]), StringComparer.Ordinal);

    private static string TextOf(TemplatePackage package, string path) => package.Find(path) is { } content
        ? Encoding.UTF8.GetString(content.Span)
        : throw new InvalidDataException($"The template package {package.Manifest.Id} has no file {path}.");

    private static Dictionary<string, TemplatePackage> Load(string folder) => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateDirectories(folder)
            .Select(d => (Folder: d, Manifest: ManifestOf(d)))
            .Where(d => d.Manifest is not null)
            .Select(d => new TemplatePackage(d.Manifest!, path => File.Exists(Inside(d.Folder, path)) ? File.ReadAllBytes(Inside(d.Folder, path)) : default(ReadOnlyMemory<byte>?)))
            .ToDictionary(p => p.Manifest.Id, StringComparer.Ordinal);

    private static TemplateManifest? ManifestOf(string folder) =>
        File.Exists(Path.Combine(folder, DefinitionFolder.Manifest)) ? JsonSerializer.Deserialize<TemplateManifest>(File.ReadAllText(Path.Combine(folder, DefinitionFolder.Manifest)), ModelJson.Options)
        : File.Exists(Path.Combine(folder, DefinitionFolder.Head)) ? ManifestOfExport(folder)
        : null;

    /// <summary>What a locality exported is a package too: named like its folder, without parameters, what is named before what names it.</summary>
    private static TemplateManifest ManifestOfExport(string folder)
    {
        var read = FolderFiles.Read(folder).Then(DefinitionFolder.Read);
        if (!read.TryGet(out var export) || export.Refused.Count > 0)
        {
            var problems = read.Succeeded ? read.Value.Refused : read.Problems;
            throw new InvalidDataException($"The definitions in {folder} cannot be read: {string.Join("; ", problems.Select(p => $"{p.Code} at {p.Field}"))}.");
        }

        var name = Path.GetFileName(folder);
        var title = LocalizedText.Of(name, name);
        return new(name, "1.0.0", title, title, [], [], [.. DefinitionNeeds.InOrder(export.Definitions).Select(d => new TemplateContent(d.Kind, d.Key, d.File))]);
    }

    /// <summary>A path of a package never leaves its folder.</summary>
    internal static string Inside(string folder, string path)
    {
        var root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        var full = Path.GetFullPath(Path.Combine(root, path));
        return full.StartsWith(root, StringComparison.Ordinal) ? full : throw new InvalidDataException($"The path '{path}' leads out of the template package.");
    }
}
