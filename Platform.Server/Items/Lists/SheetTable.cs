using Platform.Model;
using Platform.Model.Items.Sheets;

namespace Platform.Server.Items.Lists;

/// <summary>A spreadsheet read as a list of items.</summary>
/// <param name="Rows">Those that are not empty.</param>
/// <param name="PassedOver">Headings nobody knows; their columns are not read.</param>
internal sealed record SheetTable(IReadOnlyList<SheetRow> Rows, IReadOnlyList<string> PassedOver)
{
    public const int MaxRows = 5_000;

    /// <summary>Lists often have a title and a note above the headings.</summary>
    private const int MostAbove = 20;

    /// <summary>Characters with which a text would begin a formula.</summary>
    private const string Formula = "=+-@";

    /// <summary>Finds the headings and reads what stands below.</summary>
    /// <returns>Refused as <c>sheet.headings</c>, <c>sheet.headingTwice</c> or <c>sheet.tooMany</c>.</returns>
    public static Result<SheetTable> Of(IReadOnlyList<IReadOnlyList<string>> lines)
    {
        var top = lines.Take(MostAbove).Index().FirstOrDefault(l => l.Item.Select(SheetHeadings.Find).OfType<SheetColumn>().Distinct().Count() >= 2);
        if (top.Item is not { } headings)
        {
            return Problem.Invalid("sheet.headings", null, ("expected", SheetColumn.All.Take(4).Select(c => SheetHeadings.Of(c, System.Globalization.CultureInfo.CurrentUICulture)).ToList()));
        }

        var columns = headings.Select(SheetHeadings.Find).ToList();
        if (columns.OfType<SheetColumn>().GroupBy(c => c).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            return Problem.Invalid("sheet.headingTwice", null, ("value", headings[columns.IndexOf(twice.Key)]));
        }

        var rows = lines.Index().Skip(top.Index + 1).Select(l => new SheetRow(l.Index + 1, CellsOf(l.Item, columns))).Where(r => r.Cells.Count > 0).ToList();
        return rows.Count > MaxRows
            ? Problem.Of("sheet.tooMany", ProblemKind.TooLarge, null, ("value", rows.Count), ("expected", MaxRows))
            : new SheetTable(rows, [.. headings.Zip(columns).Where(h => h.Second is null && h.First.Length > 0).Select(h => h.First)]);
    }

    /// <summary>A text that a spreadsheet would take for a formula gets an apostrophe before it.</summary>
    public static string Guard(string text) => text.Length > 0 && (Formula.Contains(text[0], StringComparison.Ordinal) || text.StartsWith("$=", StringComparison.Ordinal) || IsGuarded(text)) ? "'" + text : text;

    private static Dictionary<SheetColumn, string> CellsOf(IReadOnlyList<string> line, IReadOnlyList<SheetColumn?> columns) => columns
        .Select((column, i) => (Column: column, Text: i < line.Count ? Unguard(line[i].Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Trim()) : ""))
        .Where(c => c.Column is not null && c.Text.Length > 0)
        .ToDictionary(c => c.Column!, c => c.Text);

    private static string Unguard(string text) => IsGuarded(text) ? text[1..] : text;

    private static bool IsGuarded(string text) =>
        text.Length > 1 && text[0] == '\'' && (Formula.Contains(text[1], StringComparison.Ordinal) || text.AsSpan(1).StartsWith("$=") || text[1] == '\'');
}
