using System.Globalization;
using System.Text;

namespace Platform.Designer.Editors.Flows;

/// <summary>
/// An arrow as it is drawn: a curve where nothing is in its way, otherwise a way around the boxes. While a step is dragged the canvas' script draws the curve.
/// </summary>
/// <param name="Ends">Its two ends for the script: <c>x1 y1 x2 y2</c>.</param>
/// <param name="Points">Where it goes along.</param>
public sealed record ArrowShape(ChartArrow Arrow, string Path, string Ends, string Label, double LabelX, double LabelY, IReadOnlyList<ArrowPoint> Points)
{
    private const double Shortest = 40;
    private const double Rounding = 8;

    /// <summary>All arrows of a chart whose ends are there.</summary>
    public static IReadOnlyList<ArrowShape> All(FlowChart chart) => [.. chart.Arrows.Select((a, i) => Of(chart, a, i)).OfType<ArrowShape>()];

    /// <param name="number">Of the arrow in its chart.</param>
    public static ArrowShape? Of(FlowChart chart, ChartArrow arrow, int number = 0)
    {
        if (chart.Find(arrow.Source) is not { } source || chart.Find(arrow.Target) is not { } target)
        {
            return null;
        }

        var at = source.Ports.ToList().FindIndex(p => p.Key == arrow.Port);
        var (from, to) = (new ArrowPoint(source.X + source.Width, source.Y + PortY(source, at)), new ArrowPoint(target.X, target.Y + (target.Height / 2)));
        var bend = Math.Max(Shortest, Math.Abs(to.X - from.X) / 2);
        var label = source.Ports.Count > 1 || at < 0 ? (at < 0 ? arrow.Port : source.Ports[at].Title.ToString()) : "";
        var curve = ArrowRoutes.Curve(from, to, bend);
        var isFree = chart.Nodes.Count > ArrowRoutes.MostBoxes || (to.X > from.X && chart.Nodes.All(n => n == source || n == target || !ArrowRoutes.Crosses(curve, n, 1)));
        var around = isFree ? null : ArrowRoutes.Around(chart, from, to, number);
        var path = around is null ? $"M{N(from.X)} {N(from.Y)}C{N(from.X + bend)} {N(from.Y)} {N(to.X - bend)} {N(to.Y)} {N(to.X)} {N(to.Y)}" : Rounded(around);
        return new ArrowShape(arrow, path, $"{N(from.X)} {N(from.Y)} {N(to.X)} {N(to.Y)}", label, from.X + 10, from.Y - 6, around ?? curve);
    }

    /// <summary>Where a port sits on the right side; one that the step does not have in the middle.</summary>
    public static double PortY(ChartNode node, int index) => index < 0 ? node.Height / 2 : node.Height * (index + 1) / (node.Ports.Count + 1);

    public static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Level and upright lines with round corners.</summary>
    private static string Rounded(IReadOnlyList<ArrowPoint> way)
    {
        var path = new StringBuilder().Append(CultureInfo.InvariantCulture, $"M{N(way[0].X)} {N(way[0].Y)}");
        for (var i = 1; i < way.Count - 1; i++)
        {
            var (before, after) = (Towards(way[i], way[i - 1]), Towards(way[i], way[i + 1]));
            path.Append(CultureInfo.InvariantCulture, $"L{N(before.X)} {N(before.Y)}Q{N(way[i].X)} {N(way[i].Y)} {N(after.X)} {N(after.Y)}");
        }

        return path.Append(CultureInfo.InvariantCulture, $"L{N(way[^1].X)} {N(way[^1].Y)}").ToString();
    }

    private static ArrowPoint Towards(ArrowPoint from, ArrowPoint to)
    {
        var length = Math.Abs(to.X - from.X) + Math.Abs(to.Y - from.Y);
        var part = length == 0 ? 0 : Math.Min(Rounding, length / 2) / length;
        return new(from.X + ((to.X - from.X) * part), from.Y + ((to.Y - from.Y) * part));
    }
}
