using System.Text.Json.Nodes;
using Platform.Model.Forms;

namespace Platform.Model.Items.Sheets;

/// <summary>A column of a list of items; the names are those of GB/T 39046—2020 事项管理.</summary>
public sealed class SheetColumn
{
    /// <summary>More would not fit into a cell.</summary>
    private const int LongestCell = 32_000;

    private readonly SheetCell _cell;

    private SheetColumn(string name, SheetCell cell, string field, string? member = null, bool isControl = false) =>
        (Name, _cell, Field, Member, IsControl) = (name, cell, field, member, isControl);

    /// <summary>Understood as a heading too, besides its words.</summary>
    public string Name { get; }

    /// <summary>The fact it belongs to; empty for the key.</summary>
    public string Field { get; }

    /// <summary>The part of the fact it shows; null = all of it.</summary>
    public string? Member { get; }

    /// <summary>Said by each layer for itself, not taken from above.</summary>
    public bool IsControl { get; }

    public bool IsKey => Field.Length == 0;

    /// <summary>In the order in which they are written.</summary>
    public static IReadOnlyList<SheetColumn> All { get; } =
    [
        new("key", new TextCell(100), ""),
        new("name", new WordingCell(LocalizedText.Chinese), "name"),
        new("nameEn", new WordingCell(LocalizedText.English), "name"),
        new("summary", new WordingCell(LocalizedText.Chinese), "summary"),
        new("basicCode", new TextCell(33), "basicCode"),
        new("implementationCode", new TextCell(33), "implementationCode"),
        new("itemType", new CodeCell("item-type"), "itemType"),
        new("legalBasis", new LinesCell(("law", true), ("article", false), ("text", true)), "legalBasis"),
        new("exerciseLevel", new CodeCell("exercise-level"), "exerciseLevel"),
        new("powerSplit", new WordingCell(LocalizedText.Chinese), "powerSplit"),
        new("authority", new WordingCell(LocalizedText.Chinese), "authority", "name"),
        new("authorityCode", new AuthorityCell(), "authority", "code"),
        new("handlingUnit", new WordingCell(LocalizedText.Chinese), "authority", "handlingUnit"),
        new("authorityNature", new CodeCell("authority-nature"), "authority", "nature"),
        new("jointDepartments", new LinesCell(("name", true), ("code", false)), "jointDepartments"),
        new("statutoryLimit", new NumberCell(0, 10_000), "statutoryLimit", "amount"),
        new("statutoryLimitUnit", ChoiceCell.Unit, "statutoryLimit", "unit"),
        new("statutoryLimitNote", new WordingCell(LocalizedText.Chinese), "statutoryLimitNote"),
        new("promisedLimit", new NumberCell(0, 10_000), "promisedLimit", "amount"),
        new("promisedLimitUnit", ChoiceCell.Unit, "promisedLimit", "unit"),
        new("promisedLimitNote", new WordingCell(LocalizedText.Chinese), "promisedLimitNote"),
        new("specialProcedures", new CodesCell("special-procedure"), "specialProcedures"),
        new("acceptanceConditions", new LinesCell(), "acceptanceConditions"),
        new("quantityLimit", new WordingCell(LocalizedText.Chinese), "quantityLimit"),
        new("form", new TextCell(100), "form"),
        new("flow", new TextCell(100), "flow"),
        new("resultName", new WordingCell(LocalizedText.Chinese), "resultName"),
        new("resultSample", new TextCell(), "resultSample"),
        new("resultValidity", new WordingCell(LocalizedText.Chinese), "resultValidity"),
        new("intermediary", new WordingCell(LocalizedText.Chinese), "intermediary"),
        new("isFee", ChoiceCell.YesOrNo, "fee", "charged"),
        new("feeBasis", new WordingCell(LocalizedText.Chinese), "fee", "basis"),
        new("audience", new CodesCell("audience"), "audience"),
        new("theme", new CodesCell("theme"), "themes"),
        new("handlingForms", new CodesCell("handling-form"), "channels"),
        new("crossRegionScope", new WordingCell(LocalizedText.Chinese), "crossRegionScope"),
        new("onlineUrl", new TextCell(), "onlineUrl"),
        new("systemLevel", new CodeCell("exercise-level"), "systemLevel"),
        new("appointment", ChoiceCell.YesOrNo, "appointment"),
        new("onlinePayment", ChoiceCell.YesOrNo, "onlinePayment"),
        new("logistics", ChoiceCell.YesOrNo, "logistics"),
        new("caseType", new CodeCell("case-type"), "caseType"),
        new("hallVisits", new NumberCell(0, 100), "hallVisits"),
        new("place", new LinesCell(("name", true), ("address", true), ("hours", true), ("phone", false)), "places"),
        new("enquiryPhone", new TextCell(100), "enquiryPhone"),
        new("supervisionPhone", new TextCell(100), "supervisionPhone"),
        new("faq", new LinesCell(("question", true), ("answer", true)), "faq"),
        new("effectiveFrom", new DayCell(), "effectiveFrom"),
        new("effectiveUntil", new DayCell(), "effectiveUntil"),
        new("offered", ChoiceCell.Offer, "offered", isControl: true),
    ];

    /// <summary>Code tables whose words stand in cells.</summary>
    public static IReadOnlyList<string> Tables { get; } = ["item-type", "exercise-level", "audience", "theme", "handling-form", "case-type", "authority-nature", "special-procedure"];

    /// <summary>The cell of a fact.</summary>
    public string Write(JsonNode? fact, CodeTables codes)
    {
        var text = _cell.Write(PartOf(fact), codes);
        var kept = string.Concat(text.Replace("\r\n", "\n", StringComparison.Ordinal).Where(c => !char.IsControl(c) || c == '\n')).Trim();
        return kept.Length > LongestCell ? kept[..LongestCell].TrimEnd() : kept;
    }

    /// <summary>The fact as a cell has it.</summary>
    /// <param name="fact">As it is now; what the column does not show stays.</param>
    internal Result<JsonNode> Read(string cell, JsonNode? fact, CodeTables codes)
    {
        var read = _cell.Read(cell, PartOf(fact), codes);
        if (Member is null || !read.TryGet(out var part))
        {
            return read;
        }

        var whole = fact is JsonObject known ? (JsonObject)known.DeepClone() : [];
        whole[Member] = part;
        return whole;
    }

    private JsonNode? PartOf(JsonNode? fact) => Member is null ? fact : (fact as JsonObject)?[Member];
}
