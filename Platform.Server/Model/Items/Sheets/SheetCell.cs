using System.Globalization;
using System.Text.Json.Nodes;
using Platform.Model.Codes;
using Platform.Model.Forms;

namespace Platform.Model.Items.Sheets;

/// <summary>How one value of an item stands in a cell of a list, and how a cell is read.</summary>
internal abstract record SheetCell
{
    /// <summary>Empty for nothing.</summary>
    public abstract string Write(JsonNode? value, CodeTables codes);

    /// <param name="cell">Not empty, without spaces around it.</param>
    /// <param name="before">What it changes; members the cell does not show are kept.</param>
    /// <returns>Refused with a problem whose <c>expected</c> says what would fit.</returns>
    public abstract Result<JsonNode> Read(string cell, JsonNode? before, CodeTables codes);

    protected static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    protected static string Chinese(JsonNode? node) => TextOf(node) ?? TextOf((node as JsonObject)?[LocalizedText.Chinese]) ?? "";

    protected static JsonObject Wording(string chinese) => new() { [LocalizedText.Chinese] = chinese };

    protected static Problem Wrong(string code, string value, object? expected = null) => Problem.Invalid(code, null, ("value", value), ("expected", expected));
}

internal sealed record TextCell(int Longest = 500) : SheetCell
{
    public override string Write(JsonNode? value, CodeTables codes) => TextOf(value) ?? "";

    public override Result<JsonNode> Read(string cell, JsonNode? before, CodeTables codes) => cell.Length <= Longest ? JsonValue.Create(cell) : Wrong("sheet.tooLong", $"{cell.Length}", Longest);
}

/// <summary>A unified social credit code.</summary>
internal sealed record AuthorityCell : SheetCell
{
    public override string Write(JsonNode? value, CodeTables codes) => TextOf(value) ?? "";

    public override Result<JsonNode> Read(string cell, JsonNode? before, CodeTables codes) => CreditCode.IsValid(cell) ? JsonValue.Create(cell) : Problem.Invalid("item.authorityCode", null, ("value", cell));
}

/// <summary>The text in one language; the others stay.</summary>
internal sealed record WordingCell(string Language) : SheetCell
{
    private const int Longest = 20_000;

    public override string Write(JsonNode? value, CodeTables codes) => Language == LocalizedText.Chinese ? Chinese(value) : TextOf((value as JsonObject)?[Language]) ?? "";

    public override Result<JsonNode> Read(string cell, JsonNode? before, CodeTables codes)
    {
        if (cell.Length > Longest)
        {
            return Wrong("sheet.tooLong", $"{cell.Length}", Longest);
        }

        var wording = before switch
        {
            JsonObject known => (JsonObject)known.DeepClone(),
            _ when TextOf(before) is { Length: > 0 } text => Wording(text),
            _ => [],
        };
        wording[Language] = cell;
        return wording;
    }
}

internal sealed record NumberCell(int Least, int Most) : SheetCell
{
    public override string Write(JsonNode? value, CodeTables codes) => value is JsonValue number && number.TryGetValue<int>(out var amount) ? amount.ToString(CultureInfo.InvariantCulture) : "";

    public override Result<JsonNode> Read(string cell, JsonNode? before, CodeTables codes) =>
        int.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= Least && number <= Most
            ? JsonValue.Create(number)
            : Wrong("sheet.number", cell, $"{Least} … {Most}");
}

/// <summary>A day. Spreadsheets write one in several ways, also with a time of day nobody typed.</summary>
internal sealed record DayCell : SheetCell
{
    private static readonly string[] Forms = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyy年M月d日", "yyyyMMdd", "yyyy-M-d H:mm:ss", "yyyy/M/d H:mm:ss"];

    public override string Write(JsonNode? value, CodeTables codes) => TextOf(value) ?? "";

    public override Result<JsonNode> Read(string cell, JsonNode? before, CodeTables codes) =>
        DateTime.TryParseExact(cell, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? JsonValue.Create(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            : Wrong("sheet.day", cell, "2026-01-31");
}

/// <summary>One of a few words, each with what people write for it.</summary>
/// <param name="Choices">The word of the document, then how it is written first of all, then what is understood too.</param>
internal sealed record ChoiceCell(IReadOnlyList<(JsonValue Value, string[] Written)> Choices) : SheetCell
{
    public static ChoiceCell YesOrNo { get; } = new([(JsonValue.Create(true), ["是", "yes", "true", "1", "y"]), (JsonValue.Create(false), ["否", "no", "false", "0", "n"])]);

    public static ChoiceCell Unit { get; } = new(
    [
        (JsonValue.Create("workingDay"), ["工作日", "个工作日", "working day", "working days", "workingDay"]),
        (JsonValue.Create("naturalDay"), ["自然日", "个自然日", "natural day", "natural days", "naturalDay", "天", "日"]),
        (JsonValue.Create("hour"), ["小时", "个小时", "hour", "hours"]),
    ]);

    public static ChoiceCell Offer { get; } = new(
    [
        (JsonValue.Create("below"), ["本级及以下", "here and below", "below"]),
        (JsonValue.Create("here"), ["仅本级", "here only", "here"]),
        (JsonValue.Create("none"), ["不办理", "not offered", "none"]),
    ]);

    public override string Write(JsonNode? value, CodeTables codes) => Choices.Where(c => JsonNode.DeepEquals(c.Value, value)).Select(c => c.Written[0]).FirstOrDefault() ?? "";

    public override Result<JsonNode> Read(string cell, JsonNode? before, CodeTables codes) =>
        Choices.Where(c => c.Written.Contains(cell, StringComparer.OrdinalIgnoreCase)).Select(c => c.Value).FirstOrDefault() is { } found
            ? (JsonNode)found.DeepClone()
            : Wrong("sheet.choice", cell, Choices.Select(c => c.Written[0]).ToList());
}

/// <summary>A code of a table, written with its words.</summary>
internal sealed record CodeCell(string Table) : SheetCell
{
    public override string Write(JsonNode? value, CodeTables codes) => TextOf(value) is { } code ? Written(code, codes) : "";

    public override Result<JsonNode> Read(string cell, JsonNode? before, CodeTables codes) =>
        Find(cell, codes) is { } code ? JsonValue.Create(code) : Wrong("sheet.code", cell, Expected(codes));

    internal string Written(string code, CodeTables codes) => codes.Find(Table, code) is { } entry ? $"{code} {entry.Label.In(LocalizedText.Chinese)}".Replace('；', '，').TrimEnd() : code;

    internal IReadOnlyList<string> Expected(CodeTables codes) => [.. codes.Find(Table)?.Entries.Select(e => Written(e.Code, codes)).Take(20) ?? []];

    /// <summary>Spreadsheets take the noughts off the front of a code.</summary>
    internal string? Find(string cell, CodeTables codes)
    {
        if (codes.Find(Table) is not { } table)
        {
            return cell.Any(char.IsWhiteSpace) ? cell.Split(' ', 2)[0] : cell;
        }

        var first = cell.Split(' ', 2)[0];
        return table.Entries.FirstOrDefault(e => e.Code == cell || Written(e.Code, codes) == cell || e.Label.Texts.Values.Contains(cell, StringComparer.OrdinalIgnoreCase))?.Code
            ?? table.Entries.FirstOrDefault(e => e.Code == first)?.Code
            ?? (cell.All(char.IsAsciiDigit) ? table.Entries.FirstOrDefault(e => e.Code.TrimStart('0') == cell.TrimStart('0') && e.Code.All(char.IsAsciiDigit))?.Code : null);
    }
}

/// <summary>Several codes of a table, one after the other.</summary>
internal sealed record CodesCell(string Table) : SheetCell
{
    private const char Between = '；';

    private static readonly char[] Lines = ['；', ';', '\n'];

    private static readonly char[] Looser = ['；', ';', '\n', '、', ',', '，'];

    private CodeCell One => new(Table);

    public override string Write(JsonNode? value, CodeTables codes) => value is JsonArray list ? string.Join(Between, list.Select(TextOf).OfType<string>().Select(c => One.Written(c, codes))) : "";

    public override Result<JsonNode> Read(string cell, JsonNode? before, CodeTables codes)
    {
        var found = Split(cell, Lines);
        if (found.Any(f => codes.Find(Table) is null || One.Find(f, codes) is null))
        {
            found = Split(cell, Looser);
        }

        return found.Find(f => One.Find(f, codes) is null) is { } wrong
            ? Wrong("sheet.code", wrong, One.Expected(codes))
            : new JsonArray([.. found.Select(f => One.Find(f, codes)!).Distinct().Select(c => (JsonNode)JsonValue.Create(c))]);
    }

    private static List<string> Split(string cell, char[] at) => [.. cell.Split(at, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}

/// <summary>A list of records or texts, one in a line. A line that stays keeps all of its entry, also what the cell does not show.</summary>
/// <param name="Parts">Members that stand in a line one after the other, the first is needed; none = the entries are texts.</param>
internal sealed record LinesCell(params IReadOnlyList<(string Member, bool IsWording)> Parts) : SheetCell
{
    private const string Bar = "｜";

    private static readonly char[] Bars = ['｜', '|'];

    public override string Write(JsonNode? value, CodeTables codes) => value is JsonArray list ? string.Join('\n', list.Select(Line).Where(l => l.Length > 0)) : "";

    public override Result<JsonNode> Read(string cell, JsonNode? before, CodeTables codes)
    {
        var known = (before as JsonArray ?? []).GroupBy(Line, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var entries = new JsonArray();
        foreach (var line in cell.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (known.TryGetValue(line, out var same))
            {
                entries.Add(same?.DeepClone());
                continue;
            }

            var texts = line.Split(Bars, StringSplitOptions.TrimEntries);
            if (Parts.Count > 0 && (texts.Length > Parts.Count || texts[0].Length == 0))
            {
                return Wrong("sheet.line", line, string.Join(" | ", Parts.Select(p => p.Member)));
            }

            entries.Add(Entry(line, texts));
        }

        return entries;
    }

    private string Line(JsonNode? entry) => Parts.Count == 0
        ? Flat(Chinese(entry))
        : string.Join(Bar, Parts.Select(p => Flat(p.IsWording ? Chinese((entry as JsonObject)?[p.Member]) : TextOf((entry as JsonObject)?[p.Member]) ?? "").Replace(Bar, "/", StringComparison.Ordinal))).TrimEnd('｜').Trim();

    private JsonObject Entry(string line, string[] texts)
    {
        if (Parts.Count == 0)
        {
            return Wording(line);
        }

        var entry = new JsonObject();
        foreach (var (part, text) in Parts.Zip(texts).Where(p => p.Second.Length > 0))
        {
            entry[part.Member] = part.IsWording ? Wording(text) : JsonValue.Create(text);
        }

        return entry;
    }

    private static string Flat(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Trim();
}
