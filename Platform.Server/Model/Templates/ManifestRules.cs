using Platform.Model.Definitions;

namespace Platform.Model.Templates;

/// <summary>What a manifest may hold before anything is done with it: as much as somebody can oversee, and parameters whose texts can stand where their marks do.</summary>
public static class ManifestRules
{
    public const int MostParameters = 30;

    /// <summary>Of a title, a summary or a hint, in one language.</summary>
    public const int LongestText = 2000;

    /// <summary>Each is read, and one file may be named again and again.</summary>
    private const int MostContents = 1000;

    private const int MostExpected = 1000;

    private const int MostRequired = 50;

    /// <summary>Words a parameter cannot have: the command line knows them already, and one is the owner of contents.</summary>
    private static readonly HashSet<string> Taken = new(StringComparer.Ordinal) { TemplateContent.Locality, "preview", "publish", "data", "demo", "help", "file", "db", "connection" };

    /// <summary>
    /// <c>template.manyTexts</c> or <c>template.manyEntries</c>, and then nothing else; <c>template.textKey</c>, <c>template.textValue</c>, <c>template.textLong</c>. A manifest
    /// with none of them has no key twice.
    /// </summary>
    public static IReadOnlyList<Problem> Check(TemplateManifest manifest)
    {
        if (manifest.Parameters.Count > MostParameters)
        {
            return [TooManyParameters(manifest.Parameters.Count)];
        }

        IReadOnlyList<Problem> tooMany =
        [
            .. new[] { ("contents", manifest.Contents.Count, MostContents), ("expects", manifest.Expects?.Count ?? 0, MostExpected), ("requires", manifest.Requires.Count, MostRequired) }
                .Where(list => list.Item2 > list.Item3)
                .Select(list => Problem.Invalid("template.manyEntries", list.Item1, ("value", list.Item2), ("expected", list.Item3))),
        ];
        if (tooMany.Count > 0)
        {
            return tooMany;
        }

        var keys = new HashSet<string>(StringComparer.Ordinal);
        return [.. manifest.Parameters.SelectMany(p => Check(p, keys.Add(p.Key)))];
    }

    public static Problem TooManyParameters(int count) => Problem.Invalid("template.manyTexts", "parameters", ("value", count), ("expected", MostParameters));

    private static IEnumerable<Problem> Check(TemplateParameter parameter, bool isFirst)
    {
        var field = $"parameters.{parameter.Key}";
        if (!TemplateTexts.IsKey(parameter.Key) || Taken.Contains(parameter.Key) || !isFirst)
        {
            yield return Problem.Invalid("template.textKey", field, ("value", parameter.Key));
        }

        if (parameter.Default is { } text && !TemplateTexts.IsValue(text))
        {
            yield return Problem.Invalid("template.textValue", field, ("value", text), ("expected", TemplateTexts.Longest));
        }

        if (IsLong(parameter.Title) || (parameter.Hint is { } hint && IsLong(hint)))
        {
            yield return Problem.Invalid("template.textLong", field, ("expected", LongestText));
        }
    }

    public static bool IsLong(LocalizedText text) => text.Texts.Values.Any(t => t.Length > LongestText);
}
