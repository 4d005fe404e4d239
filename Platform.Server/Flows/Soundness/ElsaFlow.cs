using Platform.Server.Flows.BuiltIn;

namespace Platform.Server.Flows.Soundness;

/// <summary>How a join merges in Elsa; what is no FlowJoin merges as <see cref="WaitAllActive"/>.</summary>
internal enum ElsaMerge
{
    WaitAllActive,
    WaitAll,
    WaitAny,
}

/// <summary>The flowcharts of a flow as Elsa 3.7 sees them in its default, counting mode.</summary>
internal sealed class ElsaFlow
{
    private readonly Dictionary<FlowNode, ElsaChart> _charts;

    public ElsaFlow(CompiledFlow flow) => _charts = flow.Nodes.Where(n => n.Graph is not null && n.Children.Count > 0).ToDictionary(n => n, n => new ElsaChart(n));

    /// <summary>Only where connections meet or go backward can the two differ.</summary>
    public bool MayDiffer => _charts.Values.Any(c => c.MayDiffer);

    public ElsaChart Of(FlowNode chart) => _charts[chart];

    public ElsaCounters Begin() => new(this);
}

/// <summary>The shape of one flowchart as Elsa takes it.</summary>
internal sealed class ElsaChart
{
    private readonly Dictionary<int, HashSet<int>> _ancestors = [];
    private readonly int[][] _inbound;

    public ElsaChart(FlowNode chart)
    {
        Node = chart;
        Graph = chart.Graph!;
        var count = chart.Children.Count;
        _inbound = [.. Enumerable.Range(0, count).Select(node => Enumerable.Range(0, Graph.Connections.Count).Where(e => Graph.Forward[e] && Graph.Connections[e].Target == node).ToArray())];
        ValidBackward = [.. Graph.Connections.Select(c => !Leads(c.Source, without: c.Target))];
        Merge = [.. chart.Children.Select(MergeOf)];
        MayDiffer = _inbound.Any(edges => edges.Length > 1) || Graph.Connections.Where((_, i) => !Graph.Forward[i]).Any();
    }

    public FlowNode Node { get; }

    public FlowGraph Graph { get; }

    public bool MayDiffer { get; }

    /// <summary>By connection: if it is a backward one, Elsa allows it, because every way to its source runs through its target.</summary>
    public bool[] ValidBackward { get; }

    /// <summary>By position.</summary>
    public ElsaMerge[] Merge { get; }

    /// <summary>Forward connections that come in.</summary>
    public ReadOnlySpan<int> Inbound(int node) => _inbound[node];

    /// <summary>Everything from which forward connections lead here.</summary>
    public IReadOnlySet<int> Ancestors(int node)
    {
        if (_ancestors.TryGetValue(node, out var found))
        {
            return found;
        }

        found = [];
        var stack = new Stack<int>([node]);
        while (stack.TryPop(out var at))
        {
            foreach (var edge in _inbound[at])
            {
                if (found.Add(Graph.Connections[edge].Source))
                {
                    stack.Push(Graph.Connections[edge].Source);
                }
            }
        }

        return _ancestors[node] = found;
    }

    private static ElsaMerge MergeOf(FlowNode node) => node.Type != "Elsa.FlowJoin" ? ElsaMerge.WaitAllActive
        : Enum.TryParse<ElsaMerge>(FlowValue.ToText(node.Inputs.GetValueOrDefault("mode")?.Constant), ignoreCase: true, out var mode) ? mode
        : ElsaMerge.WaitAny;

    /// <summary>Forward connections lead from the start to a node although another is left out.</summary>
    private bool Leads(int to, int without)
    {
        var seen = new HashSet<int> { without };
        var stack = new Stack<int>([Graph.Start]);
        while (stack.TryPop(out var at))
        {
            if (!seen.Add(at))
            {
                continue;
            }

            if (at == to)
            {
                return true;
            }

            foreach (var edge in Graph.Outbound(at))
            {
                if (Graph.Forward[edge])
                {
                    stack.Push(Graph.Connections[edge].Target);
                }
            }
        }

        return false;
    }
}
