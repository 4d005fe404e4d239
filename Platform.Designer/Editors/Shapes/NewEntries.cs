using System.Globalization;
using System.Text.Json.Nodes;
using Platform.Model.Editing;

namespace Platform.Designer.Editors.Shapes;

/// <summary>What a new entry of a list begins with.</summary>
public static class NewEntries
{
    private const string Year = "year";

    private static readonly DateOnly FirstDay = new(2025, 12, 31);

    /// <summary>Every member that nothing works without, empty, and a name that no entry has yet.</summary>
    public static JsonObject Of(RecordShape shape, JsonArray list)
    {
        var entry = new JsonObject();
        foreach (var member in shape.Members.Where(m => m.IsNeeded))
        {
            entry[member.Name] = Empty(member);
        }

        if (entry[Year] is not null)
        {
            entry[Year] = list.Select(YearOf).Append(FirstDay.Year).Max() + 1;
        }

        if (shape.NamingMember is { } naming)
        {
            entry[naming] = FreeName(shape, naming, list);
        }

        return entry;
    }

    /// <summary>A name no entry of the list has.</summary>
    public static string FreeName(string stem, IEnumerable<string?> taken)
    {
        var names = taken.ToHashSet(StringComparer.Ordinal);
        return Enumerable.Range(1, int.MaxValue).Select(n => $"{stem}{n}").First(n => !names.Contains(n));
    }

    /// <summary>The year an entry is about; 0 for one that is about none.</summary>
    private static int YearOf(JsonNode? entry) => entry is JsonObject one && one[Year] is JsonValue year && year.TryGetValue<int>(out var number) ? number : 0;

    private static string FreeName(RecordShape shape, string naming, JsonArray list)
    {
        var names = list.Select(EntryNames.Of).ToList();
        return shape.Members.Single(m => m.Name == naming).Kind == ShapeKind.Day ? FreeDay(names) : FreeName(naming == "code" ? "" : "new", names);
    }

    /// <summary>The day after the last.</summary>
    private static string FreeDay(IEnumerable<string?> names) =>
        names.Select(n => DateOnly.TryParse(n, CultureInfo.InvariantCulture, out var day) ? day : FirstDay).Append(FirstDay).Max().AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static JsonNode? Empty(MemberShape member) => member.Kind switch
    {
        ShapeKind.Wording or ShapeKind.Passage or ShapeKind.Prose => new JsonObject(),
        ShapeKind.Lines or ShapeKind.Choices or ShapeKind.Wordings or ShapeKind.Parts => new JsonArray(),
        ShapeKind.Whole or ShapeKind.Number => 0,
        ShapeKind.YesNo => false,
        ShapeKind.Choice => member.Choices[0],
        ShapeKind.Part => Of(member.PartShape!, []),
        ShapeKind.Pairs or ShapeKind.NamedWordings or ShapeKind.NamedParts => new JsonObject(),
        ShapeKind.Day => FreeDay([]),
        _ => "",
    };
}

/// <summary>What entries are called in headings.</summary>
public static class EntryTitles
{
    private static readonly string[] Speaking = ["label", "title", "name", "question", "law", "text"];

    /// <summary>Its wording, or its name, or nothing.</summary>
    public static string Of(JsonNode? entry)
    {
        if (entry is not JsonObject element)
        {
            return EntryNames.Of(entry) ?? "";
        }

        var wording = Speaking.Select(m => new Fields.WordingValue(element[m]).ToString()).FirstOrDefault(w => w.Length > 0);
        return wording ?? EntryNames.Of(element) ?? "";
    }
}
