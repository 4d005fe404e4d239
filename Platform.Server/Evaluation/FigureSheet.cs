using System.Globalization;
using System.Text;

namespace Platform.Server.Evaluation;

/// <summary>Figures as a table for a spreadsheet: UTF-8 with the mark that Excel needs, names in the language of the request.</summary>
internal static class FigureSheet
{
    public static byte[] Write(ReadFigures.Answer answer)
    {
        var sheet = new StringBuilder();
        string[] columns = ["item", "itemName", "authority", "authorityName", "events", "ratings", "effective", "negatives", "excluded", "defaults", "average", "satisfactionRate", "ratingRate", "negativeRate"];
        Line(sheet, columns.Select(c => EvaluationText.In(CultureInfo.CurrentUICulture, "figures.column." + c)));
        foreach (var group in answer.Groups)
        {
            Line(sheet, [group.Item, group.ItemName.ToString(), group.Authority, group.AuthorityName.ToString(), .. Numbers(group.Figures)]);
        }

        Line(sheet, ["", EvaluationText.In(CultureInfo.CurrentUICulture, "figures.total"), "", "", .. Numbers(answer.Total)]);
        return [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(sheet.ToString())];
    }

    private static IEnumerable<string> Numbers(ReadFigures.Figures figures) =>
        new object?[] { figures.Events, figures.Ratings, figures.Effective, figures.Negatives, figures.Excluded, figures.Defaults, figures.Average, figures.SatisfactionRate, figures.RatingRate, figures.NegativeRate }
            .Select(n => n is double share ? share.ToString("0.####", CultureInfo.InvariantCulture) : Convert.ToString(n, CultureInfo.InvariantCulture) ?? "");

    private static void Line(StringBuilder sheet, IEnumerable<string> cells) => sheet.AppendJoin(',', cells.Select(Cell)).Append("\r\n");

    /// <summary>Quoted where needed; a text that a spreadsheet would take for a formula is told to be a text.</summary>
    internal static string Cell(string text)
    {
        var harmless = text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] && !double.TryParse(text, CultureInfo.InvariantCulture, out _) ? "'" + text : text;
        return harmless.AsSpan().IndexOfAny(",\"\r\n") < 0 ? harmless : $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
