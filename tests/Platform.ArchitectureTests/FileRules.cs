using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Platform.ArchitectureTests;

/// <summary>What project files, folders and resource files must look like.</summary>
internal static partial class FileRules
{
    /// <summary>A project refers to exactly these projects, by name.</summary>
    public static IEnumerable<string> RefersTo(string name, XDocument project, params string[] expected)
    {
        var found = References(project, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/'))).Order(StringComparer.Ordinal).ToList();
        return found.SequenceEqual(expected.Order(StringComparer.Ordinal))
            ? []
            : [$"{name} refers to [{string.Join(", ", found)}] instead of [{string.Join(", ", expected)}]."];
    }

    /// <summary>Packages a project names, and what it must not decide for itself.</summary>
    public static IEnumerable<string> FollowsTheCommonSettings(string name, XDocument project)
    {
        foreach (var package in project.Descendants("PackageReference").Where(p => p.Attribute("Version") is not null || p.Attribute("VersionOverride") is not null))
        {
            yield return $"{name} sets its own version of {package.Attribute("Include")?.Value}.";
        }

        foreach (var setting in project.Descendants().Where(e => e.Name.LocalName is "NoWarn" or "TreatWarningsAsErrors" or "Nullable" or "LangVersion" or "TargetFramework" or "AnalysisLevel" or "WarningsNotAsErrors"))
        {
            yield return $"{name} sets {setting.Name.LocalName}, which Directory.Build.props sets for all.";
        }
    }

    public static IEnumerable<string> References(XDocument project, string kind) =>
        project.Descendants(kind).Select(r => r.Attribute("Include")?.Value).OfType<string>();

    /// <summary>A feature folder says what it is for.</summary>
    /// <param name="files">All files, with forward slashes.</param>
    /// <param name="folders">Folders of features.</param>
    public static IEnumerable<string> HasReadme(IEnumerable<string> files, IEnumerable<string> folders)
    {
        var known = files.ToHashSet(StringComparer.Ordinal);
        return folders.Where(f => !known.Contains($"{f}/README.md")).Select(f => $"{f} has no README.md.");
    }

    /// <summary>Migrations of a folder count up from 0001 without a gap; variants for one engine share the number.</summary>
    public static IEnumerable<string> MigrationsCountUp(IEnumerable<string> files)
    {
        foreach (var folder in files.GroupBy(f => f[..f.LastIndexOf('/')]))
        {
            var numbers = new SortedSet<int>();
            foreach (var file in folder)
            {
                var match = Migration().Match(file[(file.LastIndexOf('/') + 1)..]);
                if (match.Success)
                {
                    numbers.Add(int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
                }
                else
                {
                    yield return $"{file} is not named NNNN_name.sql.";
                }
            }

            if (!numbers.SequenceEqual(Enumerable.Range(1, numbers.Count)))
            {
                yield return $"{folder.Key} has the numbers {string.Join(", ", numbers)}.";
            }
        }
    }

    /// <summary>Both languages say everything, with the same values to fill in, and English says it in English.</summary>
    /// <param name="mayBeChinese">Keys whose English text holds Chinese on purpose.</param>
    public static IEnumerable<string> SpeaksBothLanguages(string name, IReadOnlyDictionary<string, string> chinese, IReadOnlyDictionary<string, string> english, IReadOnlySet<string> mayBeChinese)
    {
        foreach (var key in chinese.Keys.Except(english.Keys))
        {
            yield return $"{name}: {key} has no English text.";
        }

        foreach (var key in english.Keys.Except(chinese.Keys))
        {
            yield return $"{name}: {key} has no Chinese text.";
        }

        foreach (var (key, text) in chinese.Concat(english).Where(t => string.IsNullOrWhiteSpace(t.Value)))
        {
            yield return $"{name}: {key} is empty ('{text}').";
        }

        foreach (var (key, text) in english.Where(t => Cjk().IsMatch(t.Value) && !mayBeChinese.Contains(t.Key)))
        {
            yield return $"{name}: the English {key} holds Chinese: {text}";
        }

        foreach (var key in chinese.Keys.Intersect(english.Keys).Where(k => !Values(chinese[k]).SetEquals(Values(english[k]))))
        {
            yield return $"{name}: {key} fills in {{{string.Join(",", Values(chinese[key]))}}} in Chinese and {{{string.Join(",", Values(english[key]))}}} in English.";
        }
    }

    /// <summary>No text in markup.</summary>
    public static IEnumerable<string> HoldsNoText(string name, string markup) =>
        markup.Split('\n')
            .Select((line, n) => (Line: line, Number: n + 1))
            .Where(l => Cjk().IsMatch(l.Line))
            .Select(l => $"{name}({l.Number}): {l.Line.Trim()}");

    /// <summary>Texts asked for by a literal key exist; a missing one would be shown as its key.</summary>
    public static IEnumerable<string> AsksForKnownTexts(string name, string source, IReadOnlySet<string> keys) =>
        from match in AskedText().Matches(source)
        let key = match.Groups[1].Value
        where !keys.Contains(key)
        select $"{name}: there is no text {key}.";

    public static Dictionary<string, string> Texts(XDocument resources) =>
        resources.Root!.Elements("data").ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")?.Value ?? "");

    private static HashSet<string> Values(string text) => [.. Placeholder().Matches(text).Select(m => m.Groups[1].Value)];

    [GeneratedRegex(@"^(\d{4})_[a-z0-9_]+(\.(sqlite|sqlserver|postgres))?\.sql$")]
    private static partial Regex Migration();

    [GeneratedRegex("[\u3001-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")]
    private static partial Regex Cjk();

    [GeneratedRegex("""\b(?:T|Shell|Ui|Texts|Words|_?texts?|localizer)\["([A-Za-z0-9][A-Za-z0-9.-]*)"[\],]""")]
    private static partial Regex AskedText();

    [GeneratedRegex(@"\{([A-Za-z0-9]+)[^{}]*\}")]
    private static partial Regex Placeholder();
}
