using System.Globalization;

namespace Platform.Model.Localities;

/// <summary>
/// Compares a list of divisions with the tree (DOMAIN §2.3). Rows that cannot be are left out and named; the others stand. The same list again changes nothing.
/// </summary>
public static class DivisionRules
{
    /// <summary>First two digits of GB/T 2260.</summary>
    private static readonly HashSet<string> Provinces =
    [
        "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54",
        "61", "62", "63", "64", "65", "71", "81", "82",
    ];

    /// <summary>
    /// Refuses a row as <c>locality.code</c>, <c>locality.province</c>, <c>locality.name</c>, <c>locality.levelOther</c>, <c>locality.parentOther</c>, <c>locality.parentMissing</c>,
    /// <c>locality.codeTwice</c> or <c>locality.date</c>.
    /// </summary>
    /// <param name="from">First day of the new state: what is retired ends the day before.</param>
    /// <param name="complete">The list names every place of the levels it has in the provinces it has: what it does not name is retired.</param>
    public static DivisionPlan Plan(IEnumerable<DivisionLine> lines, LocalityTree present, DateOnly from, bool complete)
    {
        var findings = new List<DivisionFinding>();
        var named = Named(lines, findings);
        var kept = new Dictionary<LocalityCode, Locality>();
        var (added, changed, unchanged) = (new List<Locality>(), new List<Locality>(), 0);
        // A code sorts after those above it, so what lies below a refused row is refused as well.
        foreach (var (code, line) in named.OrderBy(n => n.Key))
        {
            var before = present.Find(code);
            if (code.Parent is { Level: not LocalityLevel.Platform } parent && !kept.ContainsKey(parent) && present.Find(parent) is null)
            {
                findings.Add(new(line, Problem.Conflict("locality.parentMissing", ("value", parent.Value))));
                continue;
            }

            var after = Merge(before, code, line, from);
            kept.Add(code, after);
            if (before is null)
            {
                added.Add(after);
            }
            else if (after != before)
            {
                changed.Add(after);
            }
            else
            {
                unchanged++;
            }
        }

        var retired = complete ? Retired(present, named.Keys, from) : [];
        return new(added, changed, retired, unchanged, [.. findings.OrderBy(f => f.Line.Source, StringComparer.Ordinal).ThenBy(f => f.Line.Number)]);
    }

    /// <summary>The code without the zeros that fill it up to a longer form; false when it is none.</summary>
    public static bool TryRead(string text, out LocalityCode code)
    {
        var value = text.Trim();
        foreach (var (length, shorter) in new[] { (12, 9), (9, 6), (6, 4), (4, 2) })
        {
            if (value.Length == length && value[shorter..].All(c => c == '0'))
            {
                value = value[..shorter];
            }
        }

        return LocalityCode.TryParse(value, out code) && code != LocalityCode.Root;
    }

    private static Dictionary<LocalityCode, DivisionLine> Named(IEnumerable<DivisionLine> lines, List<DivisionFinding> findings)
    {
        var named = new Dictionary<LocalityCode, DivisionLine>();
        foreach (var line in lines)
        {
            if (Check(line, out var code) is { } problem)
            {
                findings.Add(new(line, problem));
            }
            else if (!named.TryGetValue(code, out var other) || line.Code.Trim().Length < other.Code.Trim().Length)
            {
                // 441900 stands in for the districts Dongguan does not have, 350527000 for towns: the shorter form is the place itself.
                named[code] = line;
            }
            else if (line.Code.Trim().Length == other.Code.Trim().Length && line.Name.Trim() != other.Name.Trim())
            {
                findings.Add(new(line, Problem.Conflict("locality.codeTwice", ("value", line.Code), ("expected", other.Name), ("line", other.Number))));
            }
        }

        return named;
    }

    private static Problem? Check(DivisionLine line, out LocalityCode code)
    {
        if (!TryRead(line.Code, out code))
        {
            return Problem.Invalid("locality.code", "code", ("value", line.Code));
        }

        return !Provinces.Contains(code.Value[..2]) ? Problem.Invalid("locality.province", "code", ("value", line.Code))
            : string.IsNullOrWhiteSpace(line.Name) ? Problem.Invalid("locality.name", "name")
            : line.Level is { Length: > 0 } level && level.Trim() != ((int)code.Level).ToString(CultureInfo.InvariantCulture) && !IsPlaceholder(line, code)
                ? Problem.Invalid("locality.levelOther", "level", ("value", level), ("expected", (int)code.Level))
            : line.Parent is { Length: > 0 } parent && !Fits(parent, code) ? Problem.Invalid("locality.parentOther", "parent", ("value", parent), ("expected", code.Parent?.Value))
            : line.ValidTo is { Length: > 0 } day && Day(day) is null ? Problem.Invalid("locality.date", "validTo", ("value", day))
            : null;
    }

    /// <summary>A stand-in for a level that is not there carries the level it stands in for.</summary>
    private static bool IsPlaceholder(DivisionLine line, LocalityCode code) => line.Code.Trim().Length > code.Value.Length;

    /// <summary>The place above as written: the parent itself, the platform for a province, or, for a stand-in, the place it stands in.</summary>
    private static bool Fits(string parent, LocalityCode code) =>
        TryRead(parent, out var above) ? above == code.Parent || above == code : code.Level == LocalityLevel.Province && parent.Trim().All(c => c == '0');

    private static Locality Merge(Locality? before, LocalityCode code, DivisionLine line, DateOnly from)
    {
        var name = Name(before, line);
        var end = line.ValidTo is { Length: > 0 } day ? Day(day) : null;
        if (before is null)
        {
            return new(code, name, null, end);
        }

        // A code that had ended and is named again is another place under an old code.
        var reopened = end is null && before.ValidTo < from;
        return before with { Name = name, ValidFrom = reopened ? from : before.ValidFrom, ValidTo = end };
    }

    /// <summary>English stays as long as the Chinese name does, unless the list brings its own.</summary>
    private static LocalizedText Name(Locality? before, DivisionLine line)
    {
        var chinese = line.Name.Trim();
        var english = line.English?.Trim() is { Length: > 0 } written ? written : null;
        return before is not null && english is null && before.Name.In(LocalizedText.Chinese) == chinese ? before.Name
            : before is not null && LocalizedText.Of(chinese, english) is var same && same.Equals(before.Name) ? before.Name
            : LocalizedText.Of(chinese, english);
    }

    private static List<Locality> Retired(LocalityTree present, IReadOnlyCollection<LocalityCode> named, DateOnly from)
    {
        var codes = named.ToHashSet();
        var levels = named.Select(c => c.Level).ToHashSet();
        var provinces = named.Select(c => c.Value[..2]).ToHashSet();
        var gone = new HashSet<LocalityCode>();
        foreach (var locality in present.All.Where(l => l.Code != LocalityCode.Root && provinces.Contains(l.Code.Value[..2]) && !codes.Contains(l.Code)))
        {
            if (levels.Contains(locality.Code.Level) || (locality.Code.Parent is { } parent && gone.Contains(parent)))
            {
                gone.Add(locality.Code);
            }
        }

        return [.. gone.Order().Select(c => present.Find(c)!).Where(l => !(l.ValidTo < from)).Select(l => l with { ValidTo = from.AddDays(-1) })];
    }

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
