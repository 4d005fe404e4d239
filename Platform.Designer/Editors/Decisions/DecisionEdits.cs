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
    public static void RemoveColumn(JsonObject document, bool isInput, int at)
    {
        RemoveAt(Columns(document, isInput), at);
        EachRow(document, Cells(isInput), cells => RemoveAt(cells, at));
        if (!isInput && document["default"] is JsonArray otherwise)
        {
            RemoveAt(otherwise, at);
        }
    }

    /// <summary>Moves a column with its cells; at the edge nothing moves.</summary>
    public static void MoveColumn(JsonObject document, bool isInput, int at, int by)
    {
        if (at + by < 0 || at + by >= Columns(document, isInput).Count)
        {
            return;
        }

        Move(Columns(document, isInput), at, by);
        EachRow(document, Cells(isInput), cells => Move(cells, at, by));
        if (!isInput && document["default"] is JsonArray otherwise)
        {
            Move(otherwise, at, by);
        }
    }

    /// <summary>Adds a row below another, or at the end: a copy where there is one to copy, otherwise one that asks nothing.</summary>
    /// <param name="copyOf">Index of the row to copy; null for a new one.</param>
    public static void AddRow(JsonObject document, int? copyOf = null)
    {
        var list = Rules.List(document);
        var row = copyOf is { } at && at < list.Count && list[at] is JsonObject original ? (JsonObject)original.DeepClone() : new JsonObject
        {
            ["id"] = "",
            ["when"] = new JsonArray([.. Columns(document, isInput: true).Select(_ => (JsonNode)Anything)]),
            ["then"] = new JsonArray([.. Columns(document, isInput: false).Select(c => (JsonNode)Empty(c))]),
        };
        row["id"] = NewEntries.FreeName("row-", list.Select(EntryNames.Of));
        list.Insert(copyOf is { } above && above < list.Count ? above + 1 : list.Count, row);
    }

    public static void RemoveRow(JsonObject document, int at) => RemoveAt(Rules.List(document), at);

    public static void MoveRow(JsonObject document, int at, int by)
    {
        if (at + by >= 0 && at + by < Rules.List(document).Count)
        {
            Move(Rules.List(document), at, by);
        }
    }

    /// <summary>Writes a cell; cells that are missing before it are filled up.</summary>
    public static void SetCell(JsonObject document, int row, bool isInput, int column, string text)
    {
        if (row < Rules.List(document).Count && Rules.List(document)[row] is JsonObject rule)
        {
            var cells = CellsOf(rule, Cells(isInput));
            while (cells.Count <= column)
            {
                cells.Add(isInput ? Anything : "\"\"");
            }

            cells[column] = text.Length == 0 && isInput ? Anything : text;
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
        if (at < list.Count && at + by < list.Count)
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
