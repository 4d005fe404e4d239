using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Localization;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Decisions;
using Platform.Model.Editing;
using Platform.Model.Forms;

namespace Platform.Designer.Editors.Changes;

/// <summary>Says values of definitions in words, whole: members by what they are called, codes and choices by what they mean.</summary>
/// <param name="references">What codes and keys are called; codes that are not there stand for themselves.</param>
/// <param name="documents">Where conditions find what their questions are called, and cells their columns; the first that knows counts.</param>
public sealed class ValueWords(IStringLocalizer<EditorsText> texts, References references, IReadOnlyList<JsonObject> documents)
{
    /// <summary>Members that stand in one line as long as it is no longer than this.</summary>
    private const int LongestLine = 120;

    private static readonly string[] Speaking = ["label", "title", "name", "question", "law", "text"];

    private readonly Lazy<Form> _form = new(() => documents.Select(ReadForm).FirstOrDefault(f => f is not null) ?? new Form { Key = "" });

    /// <summary>A value that stands at a place.</summary>
    public SaidValue Of(JsonNode? value, ValuePlace place) => value switch
    {
        null => texts["value.none"].Value,
        JsonValue single => Single(single, place),
        JsonArray { Count: 0 } => texts["value.none"].Value,
        JsonArray cells when place.Member is { Kind: ShapeKind.Lines } && EntryNames.ArePositions(place.Member.Name) && Columns(place.Member.Name, cells.Count) is { } columns =>
            Compact("", [.. cells.Select((c, i) => Text(c) with { Label = columns[i] })]),
        JsonArray list when list.All(e => e is JsonValue) => Singles(list, place),
        JsonArray list => new SaidValue(texts["value.entries", list.Count], [.. list.Select(e => Entry(e, place))]),
        JsonObject wording when IsWording(wording) => Wording(wording),
        JsonObject condition when place.Member is { Kind: ShapeKind.Condition } && Read<Condition>(condition) is { } read => ConditionWords.Print(read, _form.Value, CultureInfo.CurrentUICulture.Name),
        JsonObject formula when place.Member is { Kind: ShapeKind.Formula } && Read<Formula>(formula) is { } read => FormulaWords.Print(read, _form.Value, CultureInfo.CurrentUICulture.Name),
        JsonObject { Count: 0 } => texts["value.none"].Value,
        JsonObject record => Compact("", Members(record, place, skip: null)),
        _ => throw new InvalidOperationException($"There is no such value: {value.GetType()}."),
    };

    /// <summary>An entry of a list: what it is called, and below it what else it says.</summary>
    public SaidValue Entry(JsonNode? entry, ValuePlace place)
    {
        if (entry is not JsonObject record || IsWording(record))
        {
            return Of(entry, place);
        }

        var (title, member) = Head(record, place);
        var said = Compact("", Members(record, place, member));
        return title.Length == 0 ? said : said with { Label = title };
    }

    /// <summary>What an entry says beside what it is called; null where that is nothing.</summary>
    public SaidValue? Within(JsonNode? entry, ValuePlace place) =>
        entry is JsonObject record && !IsWording(record) && Members(record, place, Head(record, place).Member) is { Count: > 0 } members ? Compact("", members) : null;

    /// <summary>What an entry is called; empty for one that is called nothing.</summary>
    public string TitleOf(JsonNode? entry, ValuePlace place) => entry switch
    {
        JsonObject wording when IsWording(wording) => Wording(wording).Text,
        JsonObject record => Head(record, place).Title,
        JsonValue single => Single(single, place).Text,
        _ => "",
    };

    /// <summary>All of a value in one line.</summary>
    public string Line(SaidValue said) => string.Join(texts["value.members"], new[] { said.Text }.Where(t => t.Length > 0).Concat(said.Parts.Select(Labelled)));

    /// <summary>What a member of the value at a place is called.</summary>
    public string MemberName(RecordShape? shape, string name) =>
        name is LocalizedText.Chinese or LocalizedText.English ? texts["language." + name]
        : shape?.Members.FirstOrDefault(m => m.Name == name) is { } member ? MemberWords.Name(texts, shape, member)
        : texts["any." + name] is { ResourceNotFound: false } word ? word.Value
        : name;

    /// <summary>Parts that are short stand in one line.</summary>
    public SaidValue Compact(string text, IReadOnlyList<SaidValue> parts)
    {
        if (parts.Count == 0 || parts.Any(p => p.Parts.Count > 0 || p.Pieces.Count > 0 || p.Text.Contains('\n', StringComparison.Ordinal)))
        {
            return new(text, parts);
        }

        var line = Line(new(text, parts));
        return line.Length <= LongestLine ? line : new SaidValue(text, parts);
    }

    public string Labelled(SaidValue said) => said.Label is { } label ? texts["value.labelled", label, Line(said)] : Line(said);

    private SaidValue Single(JsonValue value, ValuePlace place)
    {
        var text = ValueTexts.Write(value, ShapeKind.Line);
        return place switch
        {
            _ when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => texts[value.GetValue<bool>() ? "value.yes" : "value.no"].Value,
            { Member: { Name: RecordShape.Policies } } when texts[$"policy.{text}"] is { ResourceNotFound: false } policy => policy.Value,
            { Member: { Choices.Count: > 0 } member } => MemberWords.Choice(texts, place.Owner, member, text),
            { Member: { } member } when References.KindOf(place.Owner, member) is { } kind && references.TitleOf(kind, text) is { } title => title.Contains(text, StringComparison.Ordinal) ? title : texts["value.keyed", title, text].Value,
            _ when text.StartsWith("data:image/", StringComparison.Ordinal) => texts["value.image.size", text.Length * 3 / 4 / 1024].Value,
            _ => text,
        };
    }

    private SaidValue Text(JsonNode? value) => value is null ? texts["value.none"].Value : ValueTexts.Write(value, ShapeKind.Line);

    private SaidValue Singles(JsonArray list, ValuePlace place)
    {
        var said = list.Select(e => Single((JsonValue)e!, place)).ToList();
        var line = string.Join(texts["value.separator"], said.Select(s => s.Text));
        return line.Length <= LongestLine ? line : new SaidValue(texts["value.entries", said.Count], said);
    }

    private SaidValue Wording(JsonObject wording)
    {
        var said = wording.Select(t => Text(t.Value) with { Label = MemberName(null, t.Key) }).ToList();
        return said is [var only] ? only with { Label = null }
            : said.All(s => s.Text.Length <= LongestLine / 2 && !s.Text.Contains('\n', StringComparison.Ordinal)) ? string.Join(" / ", said.Select(s => s.Text).Distinct())
            : new SaidValue("", said);
    }

    private IReadOnlyList<SaidValue> Members(JsonObject record, ValuePlace place, string? skip)
    {
        if (place.Shape is { Members: [{ Kind: ShapeKind.Whole } amount, { Kind: ShapeKind.Choice } unit] } && record.Count == 2 && record.ContainsKey(amount.Name) && record.ContainsKey(unit.Name))
        {
            return [string.Join(' ', Of(record[amount.Name], place.In(amount.Name, record)).Text, Of(record[unit.Name], place.In(unit.Name, record)).Text)];
        }

        if (place.HoldsByName)
        {
            return [.. record.Select(m => Of(m.Value, place.Named()) with { Label = m.Key })];
        }

        var shape = place.ShapeOf(record);
        var known = shape?.Members.Select(m => m.Name).Where(record.ContainsKey) ?? [];
        return [.. known.Union(record.Select(m => m.Key)).Where(n => n != skip).Select(n => Of(record[n], place.In(n, record)) with { Label = MemberName(shape, n) })];
    }

    private (string Title, string? Member) Head(JsonObject record, ValuePlace place)
    {
        foreach (var name in Speaking.Where(record.ContainsKey))
        {
            if (record[name] is JsonValue or JsonObject && Of(record[name], place.In(name, record)) is { Parts.Count: 0, Text: { Length: > 0 } title })
            {
                return (title, name);
            }
        }

        return EntryNames.NamingMember(record) is { } naming ? (Of(record[naming], place.In(naming, record)).Text, naming) : ("", null);
    }

    /// <summary>What the cells of a decision row, or its default, stand in; null where there are not as many columns.</summary>
    private List<string>? Columns(string member, int count) =>
        documents.Select(d => d[member == "when" ? "inputs" : "outputs"] as JsonArray).FirstOrDefault(c => c?.Count == count)?.Select(EntryTitles.Of).ToList();

    /// <summary>True for a text in one or more languages.</summary>
    public static bool IsWording(JsonObject value) => value.Count > 0 && value.All(t => t.Key is LocalizedText.Chinese or LocalizedText.English);

    private static Form? ReadForm(JsonObject document)
    {
        try
        {
            return document["pages"] is JsonArray ? document.Deserialize<Form>(ModelJson.Options) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static T? Read<T>(JsonObject part)
        where T : class
    {
        try
        {
            return part.Deserialize<T>(ModelJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
