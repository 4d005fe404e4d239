using System.Text.RegularExpressions;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Templates;

namespace Platform.Server.Templates;

/// <summary>What a package has to be that somebody makes or hands over.</summary>
internal static partial class PackageRules
{
    /// <summary>Words a parameter cannot have: the command line knows them already, and one is the owner of contents.</summary>
    private static readonly HashSet<string> Taken = new(StringComparer.Ordinal) { TemplateContent.Locality, "preview", "publish", "data", "demo", "help", "file", "db", "connection" };

    private const int LongestId = 60;

    private const int LongestText = 2000;

    /// <summary>Each is read, and one file may be named again and again.</summary>
    private const int MostContents = 1000;

    /// <summary><c>template.idShape</c>, <c>template.versionShape</c>, <c>template.titleMissing</c>, <c>template.textLong</c>, <c>template.textKey</c>, <c>template.textValue</c>.</summary>
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

        if (manifest.Title.Texts.Values.Concat(manifest.Summary.Texts.Values).Any(t => t.Length > LongestText))
        {
            yield return Problem.Invalid("template.textLong", "summary", ("expected", LongestText));
        }

        foreach (var parameter in manifest.Parameters)
        {
            var field = $"parameters.{parameter.Key}";
            if (!TemplateTexts.IsKey(parameter.Key) || Taken.Contains(parameter.Key) || manifest.Parameters.Count(p => p.Key == parameter.Key) > 1)
            {
                yield return Problem.Invalid("template.textKey", field, ("value", parameter.Key));
            }

            if (parameter.Default is { } text && !TemplateTexts.IsValue(text))
            {
                yield return Problem.Invalid("template.textValue", field, ("value", text), ("expected", TemplateTexts.Longest));
            }
        }
    }

    /// <summary><c>template.empty</c>, <c>template.contentKey</c>, <c>template.contentOwner</c>.</summary>
    public static IEnumerable<Problem> CheckContents(TemplateManifest manifest)
    {
        if (manifest.Contents.Count == 0)
        {
            yield return Problem.Invalid("template.empty");
        }

        if (manifest.Contents.Count > MostContents)
        {
            yield return Problem.Of("files.tooMany", ProblemKind.TooLarge, null, ("value", manifest.Contents.Count), ("expected", MostContents), ("bytes", DefinitionFiles.MaxBytes));
            yield break;
        }

        foreach (var content in manifest.Contents)
        {
            if (!DefinitionKey.IsWellFormed(content.Key) || DefinitionFiles.Normalize(content.File) != content.File)
            {
                yield return Problem.Invalid("template.contentKey", content.File, ("value", content.Key));
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
