using System.Text.RegularExpressions;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Templates;

namespace Platform.Server.Templates;

/// <summary>What a package has to be that somebody makes or hands over.</summary>
internal static partial class PackageRules
{
    private const int LongestId = 60;

    /// <summary><c>template.idShape</c>, <c>template.versionShape</c>, <c>template.titleMissing</c>, <c>template.textLong</c>.</summary>
    public static IEnumerable<Problem> CheckHead(TemplateManifest manifest)
    {
        if (!DefinitionKey.IsWellFormed(manifest.Id) || manifest.Id.Length > LongestId)
        {
            yield return Problem.Invalid("template.idShape", "id", ("value", manifest.Id), ("expected", LongestId));
        }

        if (!VersionShape().IsMatch(manifest.Version))
        {
            yield return Problem.Invalid("template.versionShape", "version", ("value", manifest.Version));
        }

        if (string.IsNullOrWhiteSpace(manifest.Title.Texts.GetValueOrDefault(LocalizedText.Chinese)))
        {
            yield return Problem.Invalid("template.titleMissing", "title");
        }

        if (ManifestRules.IsLong(manifest.Title) || ManifestRules.IsLong(manifest.Summary))
        {
            yield return Problem.Invalid("template.textLong", "summary", ("expected", ManifestRules.LongestText));
        }
    }

    /// <summary><c>template.empty</c>, <c>template.contentKey</c>, <c>files.keyTwice</c>, <c>template.contentOwner</c>.</summary>
    public static IEnumerable<Problem> CheckContents(TemplateManifest manifest)
    {
        if (manifest.Contents.Count == 0)
        {
            yield return Problem.Invalid("template.empty");
        }

        var first = new Dictionary<(DefinitionKind, string, string), string>();
        foreach (var content in manifest.Contents)
        {
            if (!DefinitionKey.IsWellFormed(content.Key) || DefinitionFiles.Normalize(content.File) != content.File)
            {
                yield return Problem.Invalid("template.contentKey", content.File, ("value", content.Key));
            }

            if (!first.TryAdd((content.Kind, content.Key, content.Owner), content.File))
            {
                yield return Problem.Invalid("files.keyTwice", content.File, ("value", content.Key), ("expected", first[(content.Kind, content.Key, content.Owner)]));
            }

            if (content.Owner != TemplateContent.Locality && manifest.Parameters.All(p => p.IsText || p.Key != content.Owner))
            {
                yield return Problem.Invalid("template.contentOwner", content.File, ("value", content.Owner));
            }
        }
    }

    /// <summary>Whether one version is later than another; both are well-formed.</summary>
    public static bool IsLater(string version, string than) => Version.Parse(version) > Version.Parse(than);

    [GeneratedRegex(@"^(0|[1-9][0-9]{0,4})(\.(0|[1-9][0-9]{0,4})){2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex VersionShape();
}
