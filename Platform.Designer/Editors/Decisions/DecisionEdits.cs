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
        EachRow(document, "then", cells => cells.Add("\"\""));
    }

    /// <summary>Removes a column with its cells.</summary>
    /// <param name="column">An entry of <see cref="Inputs"/> or <see cref="Outputs"/>.</param>
    public static void RemoveColumn(JsonObject document, Spot column)
    {
        if (column.IndexIn(document) is >= 0 and var at)
        {
            column.Put(document, null);
            EachCells(document, IsInput(column), cells => RemoveAt(cells, at));
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
            ["then"] = new JsonArray([.. Columns(document, isInput: false).Select(c => (JsonNode)Empty(c))]),
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
                cells.Add(isInput ? Anything : "\"\"");
            }

            cells[at] = text.Length == 0 && isInput ? Anything : text;
        }
    }

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

    /// <summary>A value that fits the type of an output.</summary>
    private static string Empty(JsonNode? column) => (column is JsonObject one ? ValueTexts.Write(one["type"], ShapeKind.Line) : "") switch
    {
        "number" or "integer" => "0",
        "boolean" => "false",
        "date" => "date(\"2026-01-01\")",
        _ => "\"\"",
    };
}
