using System.Globalization;
using System.Text;

namespace Platform.Server.Evaluation;

/// <summary>Figures as a table for a spreadsheet: UTF-8 with the mark that Excel needs, names in the language of the request.</summary>
internal static class FigureSheet
{
    public static byte[] Write(ReadFigures.Answer answer)
    {
        var sheet = new StringBuilder();
        string[] columns =
        [
            .. Names(answer.By), "events", "ratings", "effective", "negatives", "excluded", "defaults", "average", "satisfactionRate", "ratingRate", "negativeRate", "rectifiedRate", "overdue",
        ];
        Line(sheet, columns.Select(c => EvaluationText.In(CultureInfo.CurrentUICulture, "figures.column." + c)));
        foreach (var group in answer.Groups)
        {
            Line(sheet, [.. Names(answer.By).Select(n => Value(group, n)), .. Numbers(group.Figures)]);
        }

        var total = EvaluationText.In(CultureInfo.CurrentUICulture, "figures.total");
        Line(sheet, [.. Names(answer.By).Select((_, index) => index == Names(answer.By).Length - 1 ? total : ""), .. Numbers(answer.Total)]);
        foreach (var exclusion in answer.Exclusions)
        {
            Line(sheet, [EvaluationText.In(CultureInfo.CurrentUICulture, "figures.excludedFor." + exclusion.Reason), exclusion.Unit?.ToString() ?? "", exclusion.SecondUnit?.ToString() ?? "", exclusion.Count.ToString(CultureInfo.InvariantCulture)]);
        }

        return [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(sheet.ToString())];
    }

    /// <summary>Columns that say which group it is.</summary>
    private static string[] Names(FigureDimension by) => by switch
    {
        FigureDimension.Item => ["item", "itemName", "authority", "authorityName"],
        FigureDimension.Authority => ["authority", "authorityName"],
        FigureDimension.Window => ["authority", "authorityName", "window"],
        FigureDimension.Area => ["locality", "localityName"],
        _ => throw new ArgumentOutOfRangeException(nameof(by), by, "No dimension of figures."),
    };

    private static string Value(ReadFigures.Group group, string column) => column switch
    {
        "item" => group.Item,
        "itemName" => group.ItemName?.ToString(),
        "authority" => group.Authority,
        "authorityName" => group.AuthorityName?.ToString(),
        "window" => group.Window,
        "locality" => group.Locality?.Value,
        "localityName" => group.LocalityName?.ToString(),
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, "No column of a group."),
    } ?? "";

    private static IEnumerable<string> Numbers(ReadFigures.Figures figures) =>
        new object?[] { figures.Events, figures.Ratings, figures.Effective, figures.Negatives, figures.Excluded, figures.Defaults, figures.Average, figures.SatisfactionRate, figures.RatingRate, figures.NegativeRate, figures.RectifiedRate, figures.Overdue }
            .Select(n => n is double share ? share.ToString("0.####", CultureInfo.InvariantCulture) : Convert.ToString(n, CultureInfo.InvariantCulture) ?? "");

    private static void Line(StringBuilder sheet, IEnumerable<string> cells) => sheet.AppendJoin(',', cells.Select(Cell)).Append("\r\n");

    /// <summary>Quoted where needed; a text that a spreadsheet would take for a formula is told to be a text.</summary>
    internal static string Cell(string text)
    {
        var harmless = text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] && !double.TryParse(text, CultureInfo.InvariantCulture, out _) ? "'" + text : text;
        return harmless.AsSpan().IndexOfAny(",\"\r\n") < 0 ? harmless : $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
