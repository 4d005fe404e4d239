using Platform.Model.Flows;

namespace Platform.Server.Flows.Formats.Layout;

/// <summary>
/// Places boxes in layers from left to right along their arrows (after Sugiyama, Tagawa and Toda 1981): arrows that close a cycle are turned round, a box
/// stands one layer after the last that points at it, an arrow over several layers keeps a lane of its own, layers are ordered by the mean place of their
/// neighbours until nothing crosses less, and every box moves towards the middle of its neighbours. The same input gives the same picture.
/// </summary>
internal sealed class LayeredLayout
{
    private const double LayerGap = 60;
    private const double RowGap = 40;
    private const double LaneHeight = 20;
    private const int Sweeps = 8;

    /// <summary>Above this many lanes long arrows get none: the picture would be unreadable anyway, and memory is not.</summary>
    private const int MostLanes = 20_000;

    private readonly List<BoxSize> _sizes;
    private readonly int _count;
    private readonly List<int> _layer = [];
    private readonly List<List<int>> _before = [];
    private readonly List<List<int>> _after = [];

    private LayeredLayout(IReadOnlyList<BoxSize> sizes, IReadOnlyList<(int From, int To)> arrows)
    {
        (_sizes, _count) = ([.. sizes], sizes.Count);
        var edges = Acyclic(sizes.Count, arrows);
        _layer.AddRange(Layers(sizes.Count, edges));
        for (var i = 0; i < _count; i++)
        {
            _before.Add([]);
            _after.Add([]);
        }

        var lanes = edges.Sum(e => (long)_layer[e.To] - _layer[e.From] - 1);
        foreach (var (from, to) in edges)
        {
            Link(from, to, withLanes: lanes <= MostLanes);
        }
    }

    /// <summary>Upper left corners in the order of the boxes, from (0, 0).</summary>
    /// <param name="arrows">Positions of the two boxes; arrows to oneself do not count.</param>
    public static IReadOnlyList<BoxPlace> Place(IReadOnlyList<BoxSize> sizes, IReadOnlyList<(int From, int To)> arrows)
    {
        if (sizes.Count == 0)
        {
            return [];
        }

        var layout = new LayeredLayout(sizes, arrows);
        var layers = layout.Order();
        var middles = layout.Rows(layers);
        var columns = layout.Columns(layers);
        var top = Enumerable.Range(0, sizes.Count).Min(i => middles[i] - (sizes[i].Height / 2));
        return
        [
            .. Enumerable.Range(0, sizes.Count).Select(i => new BoxPlace(
                Math.Round(columns[layout._layer[i]] - (sizes[i].Width / 2)),
                Math.Round(middles[i] - (sizes[i].Height / 2) - top))),
        ];
    }

    /// <summary>Turns the arrows round that close a cycle in a walk along the boxes in their order; without recursion, since a chain may be long.</summary>
    private static List<(int From, int To)> Acyclic(int count, IReadOnlyList<(int From, int To)> arrows)
    {
        var outgoing = arrows.Where(a => a.From != a.To).ToLookup(a => a.From, a => a.To);
        var (open, done) = (new bool[count], new bool[count]);
        var edges = new HashSet<(int, int)>();
        var targets = arrows.Where(a => a.From != a.To).Select(a => a.To).ToHashSet();
        foreach (var root in Enumerable.Range(0, count).OrderBy(targets.Contains))
        {
            var path = new Stack<(int Node, IEnumerator<int> Targets)>();
            Enter(root);
            while (path.TryPeek(out var top))
            {
                if (!top.Targets.MoveNext())
                {
                    (open[top.Node], done[top.Node]) = (false, true);
                    path.Pop();
                    continue;
                }

                var target = top.Targets.Current;
                edges.Add(open[target] ? (target, top.Node) : (top.Node, target));
                Enter(target);
            }

            void Enter(int node)
            {
                if (!open[node] && !done[node])
                {
                    open[node] = true;
                    path.Push((node, outgoing[node].GetEnumerator()));
                }
            }
        }

        return [.. edges];
    }

    private static int[] Layers(int count, List<(int From, int To)> edges)
    {
        var layer = new int[count];
        var waiting = new int[count];
        var outgoing = edges.ToLookup(e => e.From, e => e.To);
        edges.ForEach(e => waiting[e.To]++);
        var ready = new Queue<int>(Enumerable.Range(0, count).Where(i => waiting[i] == 0));
        while (ready.TryDequeue(out var node))
        {
            foreach (var target in outgoing[node])
            {
                layer[target] = Math.Max(layer[target], layer[node] + 1);
                if (--waiting[target] == 0)
                {
                    ready.Enqueue(target);
                }
            }
        }

        return layer;
    }

    private void Link(int from, int to, bool withLanes)
    {
        var last = from;
        for (var layer = _layer[from] + 1; withLanes && layer < _layer[to]; layer++)
        {
            _sizes.Add(new BoxSize(0, LaneHeight));
            _layer.Add(layer);
            _before.Add([]);
            _after.Add([]);
            Join(last, _sizes.Count - 1);
            last = _sizes.Count - 1;
        }

        Join(last, to);
    }

    private void Join(int from, int to)
    {
        _after[from].Add(to);
        _before[to].Add(from);
    }

    /// <summary>Boxes and lanes of each layer from top to bottom.</summary>
    private List<int>[] Order()
    {
        var layers = new List<int>[_layer.Max() + 1];
        for (var i = 0; i < layers.Length; i++)
        {
            layers[i] = [];
        }

        for (var node = 0; node < _layer.Count; node++)
        {
            layers[_layer[node]].Add(node);
        }

        var place = new double[_layer.Count];
        foreach (var layer in layers)
        {
            Number(layer, place);
        }

        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            foreach (var layer in sweep % 2 == 0 ? layers : layers.Reverse())
            {
                var neighbours = sweep % 2 == 0 ? _before : _after;
                var means = layer.ToDictionary(n => n, n => neighbours[n].Count == 0 ? place[n] : neighbours[n].Average(m => place[m]));
                var sorted = layer.OrderBy(n => means[n]).ToList();
                layer.Clear();
                layer.AddRange(sorted);
                Number(layer, place);
            }
        }

        return layers;
    }

    private static void Number(List<int> layer, double[] place)
    {
        for (var i = 0; i < layer.Count; i++)
        {
            place[layer[i]] = i;
        }
    }

    /// <summary>Middles of boxes and lanes from top to bottom: first stacked, then drawn towards their neighbours as far as the order allows.</summary>
    private double[] Rows(List<int>[] layers)
    {
        var middles = new double[_layer.Count];
        foreach (var layer in layers)
        {
            Stack(layer, middles, _ => 0);
        }

        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            foreach (var layer in sweep % 2 == 0 ? layers : layers.Reverse())
            {
                var neighbours = sweep % 2 == 0 ? _before : _after;
                Stack(layer, middles, n => neighbours[n].Count == 0 ? middles[n] : neighbours[n].Average(m => middles[m]));
            }
        }

        return middles;
    }

    /// <summary>
    /// Puts a layer where it wants to be. Runs of boxes that would overlap become one block around the mean of their wishes (pool adjacent violators), which
    /// is the nearest arrangement in the order given.
    /// </summary>
    private void Stack(List<int> layer, double[] middles, Func<int, double> wish)
    {
        var blocks = new List<(double Wish, int Count, int First)>();
        var offsets = new double[layer.Count];
        for (var i = 0; i < layer.Count; i++)
        {
            offsets[i] = i == 0 ? 0 : offsets[i - 1] + ((_sizes[layer[i - 1]].Height + _sizes[layer[i]].Height) / 2) + RowGap;
            blocks.Add((wish(layer[i]) - offsets[i], 1, i));
            while (blocks.Count > 1 && blocks[^1].Wish < blocks[^2].Wish)
            {
                var (below, above) = (blocks[^1], blocks[^2]);
                blocks.RemoveAt(blocks.Count - 1);
                blocks[^1] = (((above.Wish * above.Count) + (below.Wish * below.Count)) / (above.Count + below.Count), above.Count + below.Count, above.First);
            }
        }

        foreach (var (at, count, first) in blocks)
        {
            for (var i = first; i < first + count; i++)
            {
                middles[layer[i]] = at + offsets[i];
            }
        }
    }

    /// <summary>Middle of each layer from left to right.</summary>
    private double[] Columns(List<int>[] layers)
    {
        var columns = new double[layers.Length];
        var left = 0.0;
        for (var i = 0; i < layers.Length; i++)
        {
            var width = layers[i].Max(n => _sizes[n].Width);
            columns[i] = left + (width / 2);
            left += width + LayerGap;
        }

        return columns;
    }
}
