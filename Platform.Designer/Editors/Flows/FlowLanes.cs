using System.Text.Json.Nodes;

namespace Platform.Designer.Editors.Flows;

/// <summary>A band of the drawing in which all steps of one role stand.</summary>
public sealed record FlowLane(string Role, double Top, double Height);

/// <summary>Lanes by role. They are not written anywhere: where the steps stand in bands, one for each role, the bands are drawn.</summary>
public static class FlowLanes
{
    private const double RowHeight = 110;
    private const double Between = 40;
    private const double Aside = 30;

    /// <summary>Room between two boxes of a row.</summary>
    private const double Apart = 20;

    /// <summary>From the top down; none where the bands of two roles overlap, or where there are fewer than two.</summary>
    public static IReadOnlyList<FlowLane> Of(FlowChart chart)
    {
        var bands = chart.Nodes.Where(n => FlowRoles.Of(n) is not null).GroupBy(n => FlowRoles.Of(n)!)
            .Select(g => (Role: g.Key, Top: g.Min(n => n.Y), Bottom: g.Max(n => n.Y + n.Height))).OrderBy(b => b.Top).ToList();
        if (bands.Count < 2 || bands.Zip(bands.Skip(1)).Any(pair => pair.First.Bottom > pair.Second.Top))
        {
            return [];
        }

        var edges = bands.Zip(bands.Skip(1), (upper, lower) => (upper.Bottom + lower.Top) / 2).Prepend(bands[0].Top - Aside).Append(bands[^1].Bottom + Aside).ToList();
        return [.. bands.Select((b, i) => new FlowLane(b.Role, edges[i], edges[i + 1] - edges[i]))];
    }

    /// <summary>Two roles at least: there is something to separate.</summary>
    public static bool CanArrange(FlowChart chart) => chart.Nodes.Select(FlowRoles.Of).OfType<string>().Distinct().Skip(1).Any();

    /// <summary>Moves the steps up or down into a band for each role, in the order in which the roles come in; a step nobody does stands with the one before it.</summary>
    public static void Arrange(JsonObject document, FlowChart chart)
    {
        var lanes = chart.Nodes.OrderBy(n => n.X).Select(FlowRoles.Of).OfType<string>().Distinct().ToList();
        var (places, top) = (new Dictionary<string, (double X, double Y)>(StringComparer.Ordinal), 0.0);
        foreach (var steps in chart.Nodes.OrderBy(n => n.X).ThenBy(n => n.Y).GroupBy(n => LaneOf(chart, lanes, n)).OrderBy(g => g.Key))
        {
            var rows = new List<double>();
            foreach (var step in steps)
            {
                var row = rows.FindIndex(edge => step.X - edge >= Apart);
                if (row < 0)
                {
                    row = rows.Count;
                    rows.Add(0);
                }

                rows[row] = step.X + step.Width;
                places[step.Id] = (step.X, top + (row * RowHeight) + ((RowHeight - step.Height) / 2));
            }

            top += (rows.Count * RowHeight) + Between;
        }

        FlowEdits.Place(document, chart, places);
    }

    /// <summary>Its own lane; without a role that of the nearest step with one that leads to it, or else to which it leads.</summary>
    private static int LaneOf(FlowChart chart, List<string> lanes, ChartNode node) =>
        (Nearest(chart, node, a => a.Target, a => a.Source) ?? Nearest(chart, node, a => a.Source, a => a.Target)) is { } role ? lanes.IndexOf(role) : 0;

    private static string? Nearest(FlowChart chart, ChartNode node, Func<ChartArrow, string> here, Func<ChartArrow, string> there)
    {
        var (seen, next) = (new HashSet<string>(StringComparer.Ordinal) { node.Id }, new Queue<ChartNode>([node]));
        while (next.TryDequeue(out var at))
        {
            if (FlowRoles.Of(at) is { } role)
            {
                return role;
            }

            foreach (var other in chart.Arrows.Where(a => here(a) == at.Id).Select(a => chart.Find(there(a))).OfType<ChartNode>().Where(n => seen.Add(n.Id)))
            {
                next.Enqueue(other);
            }
        }

        return null;
    }
}
