namespace Platform.Designer.Editors.Flows;

/// <summary>A point of the drawing.</summary>
public readonly record struct ArrowPoint(double X, double Y);

/// <summary>
/// Leads arrows around boxes. A way goes along lines beside the boxes, from the right side of its source to the left side of its target, with as few corners and as
/// little length as there can be.
/// </summary>
public static class ArrowRoutes
{
    /// <summary>How near to a box a way may come.</summary>
    private const double Clear = 6;

    /// <summary>How far from a box the lines run; those of different arrows a little apart.</summary>
    private const double Beside = 14;
    private const double Apart = 4;
    private const int Lines = 4;

    /// <summary>What a corner costs, in length.</summary>
    private const double Corner = 60;

    private const int CurveSteps = 40;

    /// <summary>Crossings looked at for one arrow; one that needs more, in a crowd of boxes put down by hand, is drawn as a curve.</summary>
    private const int MostCrossings = 4_000;

    /// <summary>Arrows of larger drawings are curves: looking for other ways takes too long while somebody draws.</summary>
    public const int MostBoxes = 80;

    /// <summary>Points of the curve an arrow is drawn as where nothing is in its way.</summary>
    public static IReadOnlyList<ArrowPoint> Curve(ArrowPoint from, ArrowPoint to, double bend) =>
        [.. Enumerable.Range(0, CurveSteps + 1).Select(i => At(from, to, bend, (double)i / CurveSteps))];

    /// <summary>Whether a line goes through a box.</summary>
    public static bool Crosses(IReadOnlyList<ArrowPoint> line, ChartNode box, double clear = 0) => line.Zip(line.Skip(1)).Any(s => Crosses(s.First, s.Second, box, clear));

    /// <summary>A way of level and upright lines; null where there is none, as when boxes lie on each other.</summary>
    /// <param name="number">Of the arrow: ways of others run beside it.</param>
    public static IReadOnlyList<ArrowPoint>? Around(FlowChart chart, ArrowPoint leaving, ArrowPoint coming, int number)
    {
        var beside = Beside + (number % Lines * Apart);
        var (start, end) = (leaving with { X = leaving.X + beside }, coming with { X = coming.X - beside });
        double[] xs = [.. chart.Nodes.SelectMany(n => new[] { n.X - beside, n.X + n.Width + beside }).Append(start.X).Append(end.X).Distinct().Order()];
        double[] ys = [.. chart.Nodes.SelectMany(n => new[] { n.Y - beside, n.Y + n.Height + beside }).Append(start.Y).Append(end.Y).Distinct().Order()];
        return new Search(chart, xs, ys).Find(start, end) is { } way ? Straightened([leaving, .. way, coming]) : null;
    }

    private static ArrowPoint At(ArrowPoint from, ArrowPoint to, double bend, double t)
    {
        var (a, b, c, d) = ((1 - t) * (1 - t) * (1 - t), 3 * (1 - t) * (1 - t) * t, 3 * (1 - t) * t * t, t * t * t);
        return new((a * from.X) + (b * (from.X + bend)) + (c * (to.X - bend)) + (d * to.X), ((a + b) * from.Y) + ((c + d) * to.Y));
    }

    /// <summary>Liang and Barsky (1984): the part of the segment within the box, if there is one.</summary>
    private static bool Crosses(ArrowPoint one, ArrowPoint other, ChartNode box, double clear)
    {
        var (enter, leave) = (0.0, 1.0);
        var (dx, dy) = (other.X - one.X, other.Y - one.Y);
        foreach (var (by, room) in new[] { (-dx, one.X - (box.X - clear)), (dx, box.X + box.Width + clear - one.X), (-dy, one.Y - (box.Y - clear)), (dy, box.Y + box.Height + clear - one.Y) })
        {
            if (by == 0 && room <= 0)
            {
                return false;
            }

            if (by < 0)
            {
                enter = Math.Max(enter, room / by);
            }
            else if (by > 0)
            {
                leave = Math.Min(leave, room / by);
            }
        }

        return enter < leave;
    }

    private static List<ArrowPoint> Straightened(IReadOnlyList<ArrowPoint> way)
    {
        var kept = new List<ArrowPoint>();
        foreach (var point in way)
        {
            if (kept is [.., var before, var last] && ((before.X == last.X && last.X == point.X) || (before.Y == last.Y && last.Y == point.Y)))
            {
                kept[^1] = point;
            }
            else if (kept.Count == 0 || kept[^1] != point)
            {
                kept.Add(point);
            }
        }

        return kept;
    }

    /// <summary>Dijkstra's over the crossings of the lines, with the direction one comes from.</summary>
    private sealed class Search(FlowChart chart, double[] xs, double[] ys)
    {
        private static readonly (int X, int Y)[] Ways = [(1, 0), (-1, 0), (0, 1), (0, -1)];

        public List<ArrowPoint>? Find(ArrowPoint start, ArrowPoint end)
        {
            if (chart.Nodes.Any(n => Within(start, n) || Within(end, n)))
            {
                return null;
            }

            var (first, last) = (Cell(start), Cell(end));
            var cost = new Dictionary<(int X, int Y, int Way), double> { [(first.X, first.Y, 0)] = 0 };
            var cameFrom = new Dictionary<(int X, int Y, int Way), (int X, int Y, int Way)>();
            var open = new PriorityQueue<(int X, int Y, int Way), double>([((first.X, first.Y, 0), 0)]);
            for (var looked = 0; looked < MostCrossings && open.TryDequeue(out var at, out var spent); looked++)
            {
                // It comes in from the left, like every arrow.
                if ((at.X, at.Y) == last && at.Way == 0)
                {
                    return Path(at, cameFrom);
                }

                if (spent > cost[at])
                {
                    continue;
                }

                for (var way = 0; way < Ways.Length; way++)
                {
                    Step(at, way, spent, last, cost, cameFrom, open);
                }
            }

            return null;
        }

        private void Step((int X, int Y, int Way) at, int way, double spent, (int X, int Y) last, Dictionary<(int X, int Y, int Way), double> cost, Dictionary<(int X, int Y, int Way), (int X, int Y, int Way)> cameFrom, PriorityQueue<(int X, int Y, int Way), double> open)
        {
            var (x, y) = (at.X + Ways[way].X, at.Y + Ways[way].Y);
            if (x < 0 || y < 0 || x >= xs.Length || y >= ys.Length || IsBack(at.Way, way))
            {
                return;
            }

            ArrowPoint from = new(xs[at.X], ys[at.Y]);
            ArrowPoint to = new(xs[x], ys[y]);
            if (chart.Nodes.Any(n => Crosses(from, to, n, Clear)))
            {
                return;
            }

            // What turns at the end is a corner too, since it has to come in level.
            var total = spent + Math.Abs(to.X - from.X) + Math.Abs(to.Y - from.Y) + (way == at.Way ? 0 : Corner);
            Reach((x, y, way), at, total);
            if ((x, y) == last && way > 1)
            {
                Reach((x, y, 0), (x, y, way), total + Corner);
            }

            void Reach((int X, int Y, int Way) next, (int X, int Y, int Way) before, double price)
            {
                if (!cost.TryGetValue(next, out var known) || price < known)
                {
                    (cost[next], cameFrom[next]) = (price, before);
                    open.Enqueue(next, price);
                }
            }
        }

        private static bool IsBack(int before, int now) => Ways[before].X == -Ways[now].X && Ways[before].Y == -Ways[now].Y;

        private static bool Within(ArrowPoint point, ChartNode box) =>
            point.X > box.X - Clear && point.X < box.X + box.Width + Clear && point.Y > box.Y - Clear && point.Y < box.Y + box.Height + Clear;

        private (int X, int Y) Cell(ArrowPoint point) => (Array.IndexOf(xs, point.X), Array.IndexOf(ys, point.Y));

        private List<ArrowPoint> Path((int X, int Y, int Way) at, Dictionary<(int X, int Y, int Way), (int X, int Y, int Way)> cameFrom)
        {
            var path = new List<ArrowPoint> { new(xs[at.X], ys[at.Y]) };
            while (cameFrom.TryGetValue(at, out var before))
            {
                at = before;
                path.Add(new(xs[at.X], ys[at.Y]));
            }

            path.Reverse();
            return path;
        }
    }
}
