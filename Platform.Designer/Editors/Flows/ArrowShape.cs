using System.Globalization;

namespace Platform.Designer.Editors.Flows;

/// <summary>An arrow as it is drawn. The canvas' script draws the same curve while a step is dragged.</summary>
/// <param name="Ends">Its two ends for the script: <c>x1 y1 x2 y2</c>.</param>
public sealed record ArrowShape(ChartArrow Arrow, string Path, string Ends, string Label, double LabelX, double LabelY)
{
    private const double Shortest = 40;

    public static ArrowShape? Of(FlowChart chart, ChartArrow arrow)
    {
        if (chart.Find(arrow.Source) is not { } source || chart.Find(arrow.Target) is not { } target)
        {
            return null;
        }

        var at = source.Ports.ToList().FindIndex(p => p.Key == arrow.Port);
        var (x1, y1) = (source.X + source.Width, source.Y + PortY(source, at));
        var (x2, y2) = (target.X, target.Y + (target.Height / 2));
        var bend = Math.Max(Shortest, Math.Abs(x2 - x1) / 2);
        var label = source.Ports.Count > 1 || at < 0 ? (at < 0 ? arrow.Port : source.Ports[at].Title.ToString()) : "";
        return new ArrowShape(arrow, $"M{N(x1)} {N(y1)}C{N(x1 + bend)} {N(y1)} {N(x2 - bend)} {N(y2)} {N(x2)} {N(y2)}", $"{N(x1)} {N(y1)} {N(x2)} {N(y2)}", label, x1 + 10, y1 - 6);
    }

    /// <summary>Where a port sits on the right side; one that the step does not have in the middle.</summary>
    public static double PortY(ChartNode node, int index) => index < 0 ? node.Height / 2 : node.Height * (index + 1) / (node.Ports.Count + 1);

    public static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
