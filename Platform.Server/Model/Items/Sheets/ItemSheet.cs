using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Forms;
using Platform.Model.Localities;

namespace Platform.Model.Items.Sheets;

/// <summary>An item of a place, as far as a list is concerned.</summary>
/// <param name="Above">Layers of the places above, from the top down.</param>
/// <param name="Own">The layer of the place: its draft, or what is in force; null without one.</param>
/// <param name="Editor">Who has its draft under way; null without one.</param>
public sealed record SheetItem(string Key, IReadOnlyList<ItemLayer> Above, JsonObject? Own, string? Editor = null);

/// <summary>One row of a list as it was read.</summary>
/// <param name="Number">As the spreadsheet counts, from 1.</param>
/// <param name="Cells">By column; empty cells are not among them.</param>
public sealed record SheetRow(int Number, IReadOnlyDictionary<SheetColumn, string> Cells);

public enum RowChange
{
    /// <summary>The place and those above have no such item.</summary>
    New,
    Changed,
    Same,
    Refused,
}

/// <param name="Before">The cell as it would be exported now.</param>
public sealed record CellChange(SheetColumn Column, string Before, string After);

/// <param name="Column">Null when the row as a whole is meant.</param>
/// <param name="Cell">What stands there.</param>
/// <param name="Problem">What is wrong with it, and what was expected.</param>
public sealed record CellProblem(SheetColumn? Column, string? Cell, Problem Problem);

/// <summary>What a row would do.</summary>
/// <param name="Key">Null when it names no item.</param>
/// <param name="Editor">Who has a draft of the item under way, which it would go into.</param>
/// <param name="Patch">What is to be changed in the layer of the place; empty for a row that changes nothing or is refused.</param>
public sealed record RowPlan(
    int Row, string? Key, string Title, RowChange Change, string? Editor, IReadOnlyList<CellChange> Changes, IReadOnlyList<CellProblem> Problems, DocumentPatch Patch);

/// <summary>A list of items as a spreadsheet: a row per item. A cell that says what holds already changes nothing, and neither does an empty one.</summary>
public static partial class ItemSheet
{
    private static readonly DocumentPatch Nothing = new([]);

    private static readonly SheetColumn Key = SheetColumn.All[0];

    /// <summary>The cells of an item, in the order of the columns: what holds at the place, whoever states it.</summary>
    public static IReadOnlyList<string> Write(SheetItem item, LocalityCode place, CodeTables codes)
    {
        var facts = FactsOf(item, place);
        return [.. SheetColumn.All.Select(c => c.IsKey ? item.Key : c.Write(facts[c.Field], codes))];
    }

    /// <summary>What each row would do, in their order.</summary>
    /// <param name="items">Everything the place has or takes from above.</param>
    public static IReadOnlyList<RowPlan> Plan(IReadOnlyList<SheetRow> rows, IReadOnlyList<SheetItem> items, LocalityCode place, CodeTables codes)
    {
        var known = items.ToDictionary(i => i.Key, StringComparer.Ordinal);
        var codesOf = new Dictionary<(string, string), string>();
        foreach (var item in items)
        {
            var facts = FactsOf(item, place);
            foreach (var field in new[] { "implementationCode", "basicCode" })
            {
                if (facts[field] is JsonValue value && value.TryGetValue<string>(out var code))
                {
                    codesOf.TryAdd((field, code), item.Key);
                }
            }
        }

        var (plans, seen) = (new List<RowPlan>(), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var row in rows)
        {
            var key = KeyOf(row, codesOf);
            if (!key.TryGet(out var name))
            {
                plans.Add(Refused(row, null, new CellProblem(Key, row.Cells.GetValueOrDefault(Key), key.Problems[0])));
            }
            else if (!seen.TryAdd(name, row.Number))
            {
                plans.Add(Refused(row, name, new CellProblem(Key, name, Problem.Invalid("sheet.keyTwice", null, ("value", name), ("expected", seen[name])))));
            }
            else
            {
                plans.Add(Plan(row, known.GetValueOrDefault(name) ?? new SheetItem(name, [], null), place, codes));
            }
        }

        return plans;
    }

    /// <summary>By its key, else by one of its codes; something new gets its key from them.</summary>
    private static Result<string> KeyOf(SheetRow row, Dictionary<(string Field, string Code), string> codesOf)
    {
        if (row.Cells.TryGetValue(Key, out var key))
        {
            return DefinitionKey.IsWellFormed(key) ? key : Problem.Invalid("sheet.key", null, ("value", key));
        }

        var codes = SheetColumn.All.Where(c => c.Field is "implementationCode" or "basicCode").OrderByDescending(c => c.Field).Where(row.Cells.ContainsKey).Select(c => (c.Field, Code: row.Cells[c])).ToList();
        // Items that differ in their implementation code may have the same basic code: a row with the one is not known by the other.
        if (codes.Count > 0 && codesOf.TryGetValue(codes[0], out var known))
        {
            return known;
        }

        return codes.Count > 0 && Strange().Replace(codes[0].Code.ToLowerInvariant(), "-").Trim('-') is { Length: > 0 } made ? "item-" + made : Problem.Invalid("sheet.keyMissing", null);
    }

    private static RowPlan Plan(SheetRow row, SheetItem item, LocalityCode place, CodeTables codes)
    {
        var facts = FactsOf(item, place);
        var begun = item.Own ?? new JsonObject { ["key"] = item.Key };
        var own = (JsonObject)begun.DeepClone();
        var (changes, problems) = (new List<CellChange>(), new List<CellProblem>());
        foreach (var column in SheetColumn.All.Where(c => !c.IsKey && row.Cells.ContainsKey(c)))
        {
            var (cell, before) = (row.Cells[column], column.Write(facts[column.Field], codes));
            if (cell == before)
            {
                continue;
            }

            var read = column.Read(cell, facts[column.Field], codes);
            if (!read.TryGet(out var value))
            {
                problems.Add(new(column, cell, read.Problems[0]));
            }
            else if (!JsonNode.DeepEquals(value, facts[column.Field]))
            {
                (facts[column.Field], own[column.Field]) = (value.DeepClone(), value.DeepClone());
                changes.Add(new(column, before, cell));
            }
        }

        problems.AddRange(Broken(row, item, own, changes, place));
        if (item is { Own: null, Above.Count: 0 } && !row.Cells.Keys.Any(c => c.Name == "name"))
        {
            problems.Add(new(SheetColumn.All.First(c => c.Name == "name"), null, Problem.Invalid("sheet.nameMissing", null)));
        }

        var title = TitleOf(facts["name"]) ?? item.Key;
        return problems.Count > 0 ? new(row.Number, item.Key, title, RowChange.Refused, item.Editor, changes, problems, Nothing)
            : changes.Count == 0 && (item.Own is not null || item.Above.Count > 0) ? new(row.Number, item.Key, title, RowChange.Same, item.Editor, [], [], Nothing)
            : new(row.Number, item.Key, title, item is { Own: null, Above.Count: 0 } ? RowChange.New : RowChange.Changed, item.Editor, changes, [], DocumentDiff.Between(begun, own));
    }

    /// <summary>What the layers above do not allow, at the cell that wants it. What was wrong before is not the row's fault.</summary>
    private static IEnumerable<CellProblem> Broken(SheetRow row, SheetItem item, JsonObject own, List<CellChange> changes, LocalityCode place)
    {
        if (changes.Count == 0)
        {
            return [];
        }

        var before = item.Own is null ? [] : ItemLayers.Check(LayersOf(item, item.Own, place)).Select(p => (p.Code, p.Field)).ToHashSet();
        return ItemLayers.Check(LayersOf(item, own, place)).Where(p => !before.Contains((p.Code, p.Field))).Select(p =>
        {
            var change = changes.Find(c => p.Field == c.Column.Field + "." + c.Column.Member) ?? changes.Find(c => (p.Field ?? "").Split('.', '[')[0] == c.Column.Field);
            return new CellProblem(change?.Column, change is null ? null : row.Cells[change.Column], p);
        });
    }

    private static JsonObject FactsOf(SheetItem item, LocalityCode place)
    {
        var facts = new JsonObject();
        foreach (var (field, fact) in ItemLayers.Inherited(item.Own is null ? item.Above : LayersOf(item, item.Own, place)))
        {
            facts[field] = fact.Value.DeepClone();
        }

        foreach (var control in SheetColumn.All.Where(c => c.IsControl))
        {
            facts[control.Field] = item.Own?[control.Field]?.DeepClone();
        }

        return facts;
    }

    private static IReadOnlyList<ItemLayer> LayersOf(SheetItem item, JsonObject own, LocalityCode place) => [.. item.Above, new ItemLayer(place, JsonSerializer.SerializeToElement(own, ModelJson.Options))];

    private static string? TitleOf(JsonNode? name)
    {
        try
        {
            return name.Deserialize<LocalizedText>(ModelJson.Options) is { IsEmpty: false } title ? title.In(CultureInfo.CurrentUICulture.Name) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static RowPlan Refused(SheetRow row, string? key, CellProblem problem) =>
        new(row.Number, key, row.Cells.Where(c => c.Key.Name == "name").Select(c => c.Value).FirstOrDefault() ?? key ?? "", RowChange.Refused, null, [], [problem], Nothing);

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Strange();
}
