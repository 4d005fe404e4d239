namespace Platform.Server.Flows.BuiltIn;

/// <param name="Source">Position among the flowchart's activities.</param>
internal sealed record FlowConnection(int Source, string Port, int Target);

/// <summary>
/// The shape of one flowchart, prepared once. An edge is backward when, walking breadth-first from the start in document order, its target already
/// leads to its source; the other edges reachable from the start are forward and form no cycle.
/// <para>
/// Of a node with several forward edges coming in, <see cref="CanStillArrive"/> lists the activities from which work can still arrive in the same
/// round: those that reach the source of such an edge without passing the node itself or its immediate dominator (the activity every forward path to
/// it runs through, usually the fork). Passing the dominator begins a new round and is nothing to wait for.
/// </para>
/// </summary>
internal sealed class FlowGraph
{
    private readonly bool[]?[] _upstream;
    private readonly bool[]?[] _downstream;
    private readonly int[][] _outbound;

    public FlowGraph(int count, int start, IReadOnlyList<FlowConnection> connections)
    {
        (Start, Connections) = (start, connections);
        _outbound = Group(count, connections, c => c.Source);
        var inbound = Group(count, connections, c => c.Target);
        Forward = FindForward(count);
        Reachable = FindReachable(count);
        Rank = FindRanks(count, inbound);
        var dominator = FindDominators(count, inbound);
        _upstream = new bool[]?[count];
        _downstream = new bool[]?[count];
        for (var node = 0; node < count; node++)
        {
            if (inbound[node].Count(c => Forward[c]) > 1)
            {
                _upstream[node] = FindUpstream(count, node, dominator[node], inbound);
            }
        }
    }

    /// <summary>Position of the first activity.</summary>
    public int Start { get; }

    /// <summary>In document order.</summary>
    public IReadOnlyList<FlowConnection> Connections { get; }

    /// <summary>By connection.</summary>
    public bool[] Forward { get; }

    /// <summary>By node: some path from the start leads to it.</summary>
    public bool[] Reachable { get; }

    /// <summary>Place in an order in which every forward edge points up.</summary>
    public int[] Rank { get; }

    /// <summary>Connections that leave a node, in document order.</summary>
    public ReadOnlySpan<int> Outbound(int node) => _outbound[node];

    /// <summary>Whether work at <paramref name="from"/> may still bring something to <paramref name="node"/> in this round.</summary>
    public bool CanStillArrive(int from, int node) => _upstream[node] is { } upstream && upstream[from];

    /// <summary>Whether <paramref name="node"/> is <paramref name="start"/> or comes after it, over forward edges.</summary>
    public bool Follows(int node, int start) => (_downstream[start] ??= FindDownstream(start))[node];

    /// <summary>Several forward edges come in, so that an arrival may have to wait for others.</summary>
    public bool Merges(int node) => _upstream[node] is not null;

    private static int[][] Group(int count, IReadOnlyList<FlowConnection> connections, Func<FlowConnection, int> end)
    {
        var groups = new List<int>[count];
        for (var i = 0; i < connections.Count; i++)
        {
            (groups[end(connections[i])] ??= []).Add(i);
        }

        return Array.ConvertAll(groups, g => g?.ToArray() ?? []);
    }

    private bool[] FindForward(int count)
    {
        var forward = new bool[Connections.Count];
        var seen = new bool[count];
        var queue = new Queue<int>();
        if (count > 0)
        {
            queue.Enqueue(Start);
            seen[Start] = true;
        }

        while (queue.TryDequeue(out var node))
        {
            foreach (var edge in _outbound[node])
            {
                var target = Connections[edge].Target;
                forward[edge] = !Leads(target, node, forward, count);
                if (!seen[target])
                {
                    seen[target] = true;
                    queue.Enqueue(target);
                }
            }
        }

        return forward;
    }

    private bool Leads(int from, int to, bool[] accepted, int count)
    {
        var seen = new bool[count];
        var stack = new Stack<int>([from]);
        while (stack.TryPop(out var node))
        {
            if (node == to)
            {
                return true;
            }

            if (seen[node])
            {
                continue;
            }

            seen[node] = true;
            foreach (var edge in _outbound[node])
            {
                if (accepted[edge])
                {
                    stack.Push(Connections[edge].Target);
                }
            }
        }

        return false;
    }

    private bool[] FindReachable(int count)
    {
        var reachable = new bool[count];
        var stack = new Stack<int>(count > 0 ? [Start] : []);
        while (stack.TryPop(out var node))
        {
            if (!reachable[node])
            {
                reachable[node] = true;
                foreach (var edge in _outbound[node])
                {
                    stack.Push(Connections[edge].Target);
                }
            }
        }

        return reachable;
    }

    private int[] FindRanks(int count, int[][] inbound)
    {
        var rank = new int[count];
        Array.Fill(rank, int.MaxValue);
        var open = new int[count];
        for (var node = 0; node < count; node++)
        {
            open[node] = inbound[node].Count(c => Forward[c]);
        }

        var next = 0;
        var ready = new Queue<int>(count > 0 ? [Start] : []);
        while (ready.TryDequeue(out var node))
        {
            rank[node] = next++;
            foreach (var edge in _outbound[node])
            {
                if (Forward[edge] && --open[Connections[edge].Target] == 0)
                {
                    ready.Enqueue(Connections[edge].Target);
                }
            }
        }

        return rank;
    }

    /// <summary>Immediate dominators over the forward edges; −1 for the start and for what it does not reach.</summary>
    private int[] FindDominators(int count, int[][] inbound)
    {
        var dominator = new int[count];
        Array.Fill(dominator, -1);
        foreach (var node in Enumerable.Range(0, count).Where(n => Reachable[n] && n != Start).OrderBy(n => Rank[n]))
        {
            var common = -1;
            foreach (var edge in inbound[node])
            {
                if (Forward[edge])
                {
                    common = common < 0 ? Connections[edge].Source : Common(common, Connections[edge].Source, dominator);
                }
            }

            dominator[node] = common;
        }

        return dominator;
    }

    private int Common(int a, int b, int[] dominator)
    {
        while (a != b)
        {
            if (Rank[a] > Rank[b])
            {
                a = dominator[a];
            }
            else
            {
                b = dominator[b];
            }
        }

        return a;
    }

    private bool[] FindUpstream(int count, int node, int dominator, int[][] inbound)
    {
        var upstream = new bool[count];
        var stack = new Stack<int>(inbound[node].Where(c => Forward[c]).Select(c => Connections[c].Source));
        while (stack.TryPop(out var at))
        {
            if (at == node || at == dominator || upstream[at])
            {
                continue;
            }

            upstream[at] = true;
            foreach (var edge in inbound[at])
            {
                stack.Push(Connections[edge].Source);
            }
        }

        return upstream;
    }

    private bool[] FindDownstream(int start)
    {
        var downstream = new bool[_outbound.Length];
        var stack = new Stack<int>([start]);
        while (stack.TryPop(out var at))
        {
            if (downstream[at])
            {
                continue;
            }

            downstream[at] = true;
            foreach (var edge in _outbound[at])
            {
                if (Forward[edge])
                {
                    stack.Push(Connections[edge].Target);
                }
            }
        }

        return downstream;
    }
}
