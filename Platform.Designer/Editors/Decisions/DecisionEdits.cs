using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;
using Platform.Model.Decisions;
using Platform.Model.Editing;

namespace Platform.Designer.Editors.Decisions;

/// <summary>What can be done to a decision table, so that every row keeps one cell per column. Every method changes the document it is given.</summary>
public static class DecisionEdits
{
    /// <summary>A cell that asks nothing.</summary>
    public const string Anything = "-";

    /// <summary>A cell of an output that nobody has filled in yet.</summary>
    public const string NotFilledIn = "";

    public static Spot Inputs { get; } = Spot.Root.Member("inputs");

    public static Spot Outputs { get; } = Spot.Root.Member("outputs");

    public static Spot Rules { get; } = Spot.Root.Member("rules");

    public static void AddInput(JsonObject document)
    {
        var list = Inputs.List(document);
        list.Add(new JsonObject { ["id"] = NewEntries.FreeName("input", list.Select(EntryNames.Of)), ["label"] = new JsonObject(), ["type"] = "text" });
        EachRow(document, "when", cells => cells.Add(Anything));
    }

    public static void AddOutput(JsonObject document)
    {
        var list = Outputs.List(document);
        list.Add(new JsonObject { ["name"] = NewEntries.FreeName("output", list.Select(EntryNames.Of)), ["label"] = new JsonObject(), ["type"] = "text" });
        EachCells(document, isInput: false, cells => cells.Add(NotFilledIn));
    }

    /// <summary>Removes a column with its cells.</summary>
    /// <param name="column">An entry of <see cref="Inputs"/> or <see cref="Outputs"/>.</param>
    public static void RemoveColumn(JsonObject document, Spot column)
    {
        if (column.IndexIn(document) is >= 0 and var at)
        {
            column.Put(document, null);
            EachCells(document, IsInput(column), cells => RemoveAt(cells, at));
            ForgetEmptyDefault(document);
        }
    }

    /// <summary>Moves a column with its cells; at the edge nothing moves.</summary>
    public static void MoveColumn(JsonObject document, Spot column, int by)
    {
        if (column.IndexIn(document) is >= 0 and var at && column.Move(document, by))
        {
            EachCells(document, IsInput(column), cells => Move(cells, at, by));
        }
    }

    /// <summary>Adds a row below another, or at the end: a copy where there is one to copy, otherwise one that asks nothing.</summary>
    /// <param name="copyOf">The row to copy; null for a new one.</param>
    public static void AddRow(JsonObject document, Spot? copyOf = null)
    {
        var list = Rules.List(document);
        var row = copyOf?.Find(document) is JsonObject original ? (JsonObject)original.DeepClone() : new JsonObject
        {
            ["id"] = "",
            ["when"] = new JsonArray([.. Columns(document, isInput: true).Select(_ => (JsonNode)Anything)]),
            ["then"] = new JsonArray([.. Columns(document, isInput: false).Select(_ => (JsonNode)NotFilledIn)]),
        };
        row["id"] = NewEntries.FreeName("row-", list.Select(EntryNames.Of));
        list.Insert(copyOf?.IndexIn(document) is >= 0 and var above ? above + 1 : list.Count, row);
    }

    /// <summary>Writes a cell; cells that are missing before it are filled up.</summary>
    /// <param name="row">An entry of <see cref="Rules"/>.</param>
    public static void SetCell(JsonObject document, Spot row, Spot column, string text)
    {
        if (row.Find(document) is JsonObject rule && column.IndexIn(document) is >= 0 and var at)
        {
            var isInput = IsInput(column);
            var cells = CellsOf(rule, Cells(isInput));
            while (cells.Count <= at)
            {
                cells.Add(isInput ? Anything : NotFilledIn);
            }

            cells[at] = text.Length == 0 && isInput ? Anything : text;
        }
    }

    /// <summary>Writes what counts where no row fires; a table of which no default is left has none.</summary>
    public static void SetDefault(JsonObject document, Spot column, string text)
    {
        if (column.IndexIn(document) is not (>= 0 and var at))
        {
            return;
        }

        var values = document["default"] is JsonArray known ? (JsonArray)known.DeepClone() : [];
        while (values.Count < Columns(document, isInput: false).Count)
        {
            values.Add(NotFilledIn);
        }

        values[at] = text;
        document["default"] = values;
        ForgetEmptyDefault(document);
    }

    private static void ForgetEmptyDefault(JsonObject document)
    {
        if (document["default"] is JsonArray values && values.All(v => ValueTexts.Write(v, ShapeKind.Line).Length == 0))
        {
            document.Remove("default");
        }
    }

    /// <summary>
    /// Reads a column from an answer: it has the type of the question, and where it says nothing of its own the name of the question and of its options. What the
    /// question it read before gave it is not its own.
    /// </summary>
    /// <param name="path">Nothing but the path changes where nobody here asks it.</param>
    public static void ReadFrom(JsonObject document, Spot column, TableFacts facts, string? path)
    {
        var former = facts.Find(ValueTexts.Write(column.Member("reads").Find(document), ShapeKind.Line));
        column.Member("reads").Put(document, path is { Length: > 0 } ? path : null);
        if (facts.Find(path) is not { } fact || column.Find(document) is not JsonObject asked)
        {
            return;
        }

        if (fact.Type is { } type)
        {
            asked["type"] = JsonNamingPolicy.CamelCase.ConvertName(type.ToString());
        }

        if (new WordingValue(asked["label"]).ToString().Length == 0 || (former?.Label is { } given && JsonNode.DeepEquals(asked["label"], given)))
        {
            asked["label"] = fact.Label?.DeepClone() ?? new JsonObject();
        }

        if (asked["labels"] is null or JsonObject { Count: 0 } || (former is not null && JsonNode.DeepEquals(asked["labels"], NamesOf(former))))
        {
            column.Member("labels").Put(document, NamesOf(fact));
        }
    }

    /// <summary>Null where no option has a name.</summary>
    private static JsonObject? NamesOf(TableFact fact) =>
        fact.Options.Where(o => o.Label is not null).Select(o => KeyValuePair.Create(o.Value, o.Label?.DeepClone())).ToList() is { Count: > 0 } named ? new JsonObject(named) : null;

    /// <summary>Writes the texts a column can hold, in their order, and forgets the names of those that are taken away. Other texts keep their names.</summary>
    /// <param name="only">Nothing else is allowed.</param>
    public static void SetValues(JsonObject document, Spot column, IReadOnlyList<string> values, bool only)
    {
        if (column.Find(document) is not JsonObject one)
        {
            return;
        }

        var names = one["labels"] as JsonObject ?? [];
        var gone = ColumnValues.Of(one).Texts.Except(values).ToHashSet(StringComparer.Ordinal);
        var kept = values.Select(v => KeyValuePair.Create(v, names[v]?.DeepClone() ?? new JsonObject())).Where(v => !only || v.Value is not JsonObject { Count: 0 })
            .Concat(names.Where(n => !values.Contains(n.Key) && !gone.Contains(n.Key)).Select(n => KeyValuePair.Create(n.Key, n.Value?.DeepClone() ?? new JsonObject()))).ToList();
        column.Member("labels").Put(document, kept.Count == 0 ? null : new JsonObject(kept.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value))));
        column.Member("allowed").Put(document, only && values.Count > 0 ? string.Join(", ", values.Select(v => new DecisionValue.Text(v).ToString())) : null);
    }

    /// <summary>Gives a text of a column another spelling, in its cells too.</summary>
    public static void RenameValue(JsonObject document, Spot column, string from, string to)
    {
        if (column.Find(document) is not JsonObject one || column.IndexIn(document) is not (>= 0 and var at))
        {
            return;
        }

        var values = ColumnValues.Of(one);
        if (one["labels"] is JsonObject names && names.ContainsKey(from) && !names.ContainsKey(to))
        {
            one["labels"] = new JsonObject(names.Select(n => KeyValuePair.Create(n.Key == from ? to : n.Key, n.Value?.DeepClone())));
        }

        SetValues(document, column, [.. values.Texts.Select(v => v == from ? to : v)], values.Only);
        EachCells(document, IsInput(column), cells =>
        {
            if (at < cells.Count && ValueTexts.Write(cells[at], ShapeKind.Line) is var cell && Renamed(cell, from, to) is { } renamed && renamed != cell)
            {
                cells[at] = renamed;
            }
        });
    }

    /// <summary>Null for a cell that does not hold the text.</summary>
    private static string? Renamed(string cell, string from, string to)
    {
        if (!UnaryTestReader.TryReadTests(cell, DecisionType.Text, out var tests, out _) || tests is not UnaryTests.Some some || !some.Values.Contains(new DecisionValue.Text(from)))
        {
            return null;
        }

        return (some with { Tests = [.. some.Tests.Select(t => t is UnaryTest.Is { Value: DecisionValue.Text { Value: var text } } && text == from ? new UnaryTest.Is(new DecisionValue.Text(to)) : t)] }).ToString();
    }

    /// <summary>Text where nothing readable is said.</summary>
    public static DecisionType TypeOf(JsonObject column) => Enum.TryParse<DecisionType>(ValueTexts.Write(column["type"], ShapeKind.Line), ignoreCase: true, out var type) ? type : DecisionType.Text;

    private static bool IsInput(Spot column) => column.Parent?.Path == Inputs.Path;

    /// <summary>The cells of a side in every row, and the default where it answers.</summary>
    private static void EachCells(JsonObject document, bool isInput, Action<JsonArray> change)
    {
        EachRow(document, Cells(isInput), change);
        if (!isInput && document["default"] is JsonArray otherwise)
        {
            change(otherwise);
        }
    }

    private static JsonArray Columns(JsonObject document, bool isInput) => (isInput ? Inputs : Outputs).List(document);

    private static string Cells(bool isInput) => isInput ? "when" : "then";

    private static void EachRow(JsonObject document, string member, Action<JsonArray> change)
    {
        foreach (var rule in Rules.List(document).OfType<JsonObject>())
        {
            change(CellsOf(rule, member));
        }
    }

    private static JsonArray CellsOf(JsonObject rule, string member)
    {
        if (rule[member] is not JsonArray cells)
        {
            rule[member] = cells = [];
        }

        return cells;
    }

    private static void RemoveAt(JsonArray list, int at)
    {
        if (at < list.Count)
        {
            list.RemoveAt(at);
        }
    }

    private static void Move(JsonArray list, int at, int by)
    {
        if (at < list.Count && at + by >= 0 && at + by < list.Count)
        {
            var moved = list[at];
            list.RemoveAt(at);
            list.Insert(at + by, moved);
        }
    }
}
