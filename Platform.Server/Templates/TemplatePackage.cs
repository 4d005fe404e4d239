using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Localities;
using Platform.Model.Templates;

namespace Platform.Server.Templates;

/// <summary>A template package, wherever it lies.</summary>
/// <param name="Find">The content of a file of it by its path, or null.</param>
internal sealed record TemplatePackage(TemplateManifest Manifest, Func<string, ReadOnlyMemory<byte>?> Find)
{
    private static readonly IReadOnlyDictionary<string, string> NoValues = new Dictionary<string, string>();

    /// <summary>Whose gallery it lies in, for it and those below; null for one that lies beside the program.</summary>
    public LocalityCode? Owner { get; init; }

    /// <summary>A package of files that were handed over: they are believed nothing.</summary>
    /// <returns>Refused as a folder of definitions is, and as <c>template.noManifest</c>, and as <see cref="PackageRules"/> says.</returns>
    public static Result<TemplatePackage> Of(IReadOnlyList<DefinitionFile> files)
    {
        // All of it is read once, so that nothing is refused later that could have been told now.
        var folder = DefinitionFolder.Read(files);
        if (!folder.TryGet(out var read))
        {
            return Result<TemplatePackage>.Refused(folder.Problems);
        }

        if (read.Locality is not null)
        {
            return Problem.Invalid("template.noManifest", null, ("expected", DefinitionFolder.Manifest));
        }

        if (read.Refused.Count > 0)
        {
            return Result<TemplatePackage>.Refused(read.Refused);
        }

        var byPath = files.ToDictionary(f => DefinitionFiles.Normalize(f.Path)!, f => f.Content, StringComparer.Ordinal);
        var root = byPath.Keys.Where(p => p.Split('/') is [DefinitionFolder.Manifest] or [_, DefinitionFolder.Manifest]).OrderBy(p => p.Length).ThenBy(p => p, StringComparer.Ordinal).First()[..^DefinitionFolder.Manifest.Length];
        ReadOnlyMemory<byte>? Find(string path) => byPath.TryGetValue(root + path, out var content) ? content : default(ReadOnlyMemory<byte>?);
        var manifest = DefinitionFiles.ReadJson(DefinitionFolder.Manifest, Find).Then(DefinitionFolder.ReadManifest).Value;
        var package = new TemplatePackage(manifest, Find);
        List<Problem> problems = [.. PackageRules.CheckHead(manifest), .. PackageRules.CheckContents(manifest)];
        if (problems.Count == 0)
        {
            problems = package.LookBelow();
        }

        return problems.Count > 0 ? Result<TemplatePackage>.Refused(problems) : package;
    }

    /// <summary>What is wrong with the contents of places below; the folder that was read has only those of the place itself.</summary>
    private List<Problem> LookBelow()
    {
        var (problems, texts, bytes) = (new List<Problem>(), TemplateTexts.ValuesOf(Manifest, NoValues), 0L);
        foreach (var content in Manifest.Contents.Where(c => c.Owner != TemplateContent.Locality))
        {
            if (bytes > DefinitionFiles.MaxBytes)
            {
                problems.Add(Problem.Of("files.tooMany", ProblemKind.TooLarge, content.File, ("value", Manifest.Contents.Count), ("expected", DefinitionFiles.MaxFiles), ("bytes", DefinitionFiles.MaxBytes)));
                break;
            }

            var read = Read(content, texts);
            problems.AddRange(read.Problems);
            bytes += read.TryGet(out var document) ? document.GetRawText().Length : 0;
        }

        return problems;
    }

    /// <summary>The definition as it stands in the package, with the files it refers to put in.</summary>
    public JsonElement Read(TemplateContent content) => Read(content, NoValues).Value;

    /// <summary>The definition with the files it refers to and the texts that were given put in. Refused as a file is, and where the texts make it too long.</summary>
    public Result<JsonElement> Read(TemplateContent content, IReadOnlyDictionary<string, string> texts) =>
        DefinitionFiles.Read(content.File, Find).Then(document => TemplateTexts.Fill(document, texts, content.File));
}
