using System.Text;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.Soundness;

/// <summary>How Elsa would do otherwise.</summary>
internal enum ElsaDeviation
{
    /// <summary>It would not open what opens here.</summary>
    Skips,
    /// <summary>It would open what does not open here, or not yet.</summary>
    Opens,
    /// <summary>It would cancel what stays open here.</summary>
    Cancels,
    /// <summary>It would leave open what is cancelled here.</summary>
    Keeps,
    /// <summary>It would fault at a backward connection it does not allow.</summary>
    Faults,
}

internal sealed record ElsaDifference(FlowNode Node, ElsaDeviation Deviation);

/// <summary>
/// What Elsa counts, beside a run of ours: told what was entered and completed here, it works out what Elsa would have scheduled, skipped and cancelled, and
/// whenever everything waits compares that with what is open. Follows Elsa 3.7's <c>Flowchart.Counters</c>. A copy is made with every move.
/// </summary>
internal sealed class ElsaCounters
{
    private readonly ElsaFlow _flow;
    private readonly SortedDictionary<int, ElsaScope> _scopes;

    public ElsaCounters(ElsaFlow flow)
        : this(flow, [], null)
    {
    }

    private ElsaCounters(ElsaFlow flow, SortedDictionary<int, ElsaScope> scopes, ElsaDifference? difference)
    {
        (_flow, _scopes, Difference) = (flow, scopes, difference);
        var key = new StringBuilder();
        foreach (var (chart, scope) in scopes)
        {
            scope.Write(key.Append((char)chart));
        }

        Key = difference is null ? key.ToString() : $"{difference.Node.Index} {difference.Deviation}";
    }

    /// <summary>Where it is not the same any more; nothing behind it is compared.</summary>
    public ElsaDifference? Difference { get; }

    /// <summary>Equal where the counters will lead to the same.</summary>
    public string Key { get; }

    public ElsaCounters After(IEnumerable<FlowEvent> events, FlowState state, bool atRest)
    {
        var scopes = new SortedDictionary<int, ElsaScope>();
        foreach (var (chart, scope) in _scopes)
        {
            scopes[chart] = scope.Copy();
        }

        ElsaDifference? difference = null;
        foreach (var happened in events)
        {
            difference ??= Take(scopes, happened);
        }

        if (atRest)
        {
            difference ??= scopes.Values.Select(s => s.Compare(state)).FirstOrDefault(d => d is not null);
        }

        return new ElsaCounters(_flow, scopes, difference);
    }

    private ElsaDifference? Take(SortedDictionary<int, ElsaScope> scopes, FlowEvent happened)
    {
        var node = happened.Node;
        ElsaDifference? difference = null;
        if (node.Parent is { Graph: not null } parent && scopes.TryGetValue(parent.Index, out var scope))
        {
            difference = scope.Take(happened);
        }

        if (node.Graph is null || node.Children.Count == 0)
        {
            return difference;
        }

        if (happened.Kind == FlowEventKind.Entered)
        {
            scopes[node.Index] = new ElsaScope(_flow.Of(node));
        }
        else if (scopes.Remove(node.Index, out var over))
        {
            difference ??= over.Close(happened.Kind == FlowEventKind.Completed);
        }

        return difference;
    }
}

/// <summary>Elsa's counters of one visit of a flowchart.</summary>
internal sealed class ElsaScope
{
    /// <summary>Beyond that many visits more than its target a connection is taken to lead to the same.</summary>
    private const int Most = 5;

    private readonly ElsaChart _chart;
    private readonly int[] _visits;
    private readonly int[] _edgeVisits;
    private readonly bool[] _followed;

    /// <summary>By position; negative where something was entered here that Elsa has not scheduled.</summary>
    private readonly int[] _scheduled;
    private readonly int[] _running;
    private readonly bool[] _backward;
    private bool _ended;
    private ElsaDifference? _fault;

    public ElsaScope(ElsaChart chart)
    {
        var count = chart.Node.Children.Count;
        _chart = chart;
        (_visits, _scheduled, _running, _backward) = (new int[count], new int[count], new int[count], new bool[count]);
        (_edgeVisits, _followed) = (new int[chart.Graph.Connections.Count], new bool[chart.Graph.Connections.Count]);
        _scheduled[chart.Graph.Start] = 1;
    }

    private ElsaScope(ElsaScope of)
    {
        (_chart, _ended, _fault) = (of._chart, of._ended, of._fault);
        (_visits, _scheduled, _running, _backward) = ([.. of._visits], [.. of._scheduled], [.. of._running], [.. of._backward]);
        (_edgeVisits, _followed) = ([.. of._edgeVisits], [.. of._followed]);
    }

    public ElsaScope Copy() => new(this);

    public ElsaDifference? Take(FlowEvent happened)
    {
        var at = happened.Node.Position;
        switch (happened.Kind)
        {
            case FlowEventKind.Entered:
                _scheduled[at]--;
                _running[at]++;
                if (happened.Node.Activity is FlowJoinActivity)
                {
                    CancelAncestors(at);
                }

                break;
            case FlowEventKind.Completed:
                _running[at]--;
                _ended |= happened.Node.Activity is EndActivity;
                var backward = _backward[at];
                _backward[at] = false;
                Follow(at, happened.Outcomes!, backward);
                break;
            case FlowEventKind.Discharged:
                _running[at]--;
                _ended = true;
                break;
        }

        return _fault;
    }

    /// <summary>Everything waits: what is open here and there has to be the same.</summary>
    public ElsaDifference? Compare(FlowState state)
    {
        foreach (var child in _chart.Node.Children)
        {
            var (at, open) = (child.Position, state.Find(child) is null ? 0 : 1);
            if (_scheduled[at] != 0 || _running[at] != open)
            {
                return new ElsaDifference(child, _scheduled[at] < 0 ? ElsaDeviation.Skips : _scheduled[at] > 0 ? ElsaDeviation.Opens : _running[at] < open ? ElsaDeviation.Cancels : ElsaDeviation.Keeps);
            }
        }

        return null;
    }

    /// <summary>The flowchart is over here.</summary>
    /// <param name="completed">By itself, not cancelled.</param>
    public ElsaDifference? Close(bool completed)
    {
        // An end of any kind leaves things open; when the flowchart is over by itself nothing is.
        var byItself = completed && !_ended && Array.TrueForAll(_running, r => r == 0);
        foreach (var child in _chart.Node.Children)
        {
            if (_scheduled[child.Position] < 0 && !EndsAnyway(child))
            {
                return new ElsaDifference(child, ElsaDeviation.Skips);
            }

            if (byItself && _scheduled[child.Position] > 0)
            {
                return new ElsaDifference(child, ElsaDeviation.Opens);
            }
        }

        return null;
    }

    /// <summary>It skips an end where nothing else is open: that is the end as well.</summary>
    private bool EndsAnyway(FlowNode node) =>
        (node.Activity is EndActivity || (node.Activity is FinishActivity && _chart.Node.Parent is null))
        && Array.TrueForAll(_running, r => r <= 0) && Array.TrueForAll(_scheduled, s => s <= 0);

    /// <summary>What tells what will be scheduled: how far each connection is ahead of its target, and, where it is, whether it was followed.</summary>
    public void Write(StringBuilder key)
    {
        for (var edge = 0; edge < _edgeVisits.Length; edge++)
        {
            var ahead = Math.Clamp(_edgeVisits[edge] - _visits[_chart.Graph.Connections[edge].Target], -Most, Most);
            if (_chart.Graph.Forward[edge] && ahead != 0)
            {
                key.Append((char)edge).Append((char)(100 + (2 * ahead) + (ahead > 0 && _followed[edge] ? 1 : 0)));
            }
        }

        for (var at = 0; at < _scheduled.Length; at++)
        {
            if (_scheduled[at] != 0 || _backward[at])
            {
                key.Append((char)(1000 + at)).Append((char)(100 + (2 * _scheduled[at]) + (_backward[at] ? 1 : 0)));
            }
        }
    }

    /// <param name="outcomes">None when the activity was skipped or cancelled.</param>
    private void Follow(int node, IReadOnlyList<string> outcomes, bool backward)
    {
        if (!backward)
        {
            _visits[node]++;
        }

        foreach (var edge in _chart.Graph.Outbound(node))
        {
            var connection = _chart.Graph.Connections[edge];
            var followed = outcomes.Contains(connection.Port);
            _edgeVisits[edge]++;
            _followed[edge] = followed;
            if (_chart.Graph.Forward[edge])
            {
                Merge(edge, connection.Target);
            }
            else if (followed && _chart.ValidBackward[edge])
            {
                _scheduled[connection.Target]++;
                _backward[connection.Target] = true;
            }
            else if (followed)
            {
                _fault ??= new ElsaDifference(_chart.Node.Children[node], ElsaDeviation.Faults);
            }
        }
    }

    private void Merge(int edge, int target)
    {
        var mode = _chart.Merge[target];
        if (mode == ElsaMerge.WaitAny)
        {
            if (_edgeVisits[edge] <= _visits[target] || _scheduled[target] > 0)
            {
                return;
            }

            if (Followed(target, all: false))
            {
                _scheduled[target]++;
                CancelAncestors(target);
                return;
            }
        }

        if (!AllVisited(target))
        {
            return;
        }

        if (mode != ElsaMerge.WaitAny && Followed(target, all: mode == ElsaMerge.WaitAll))
        {
            _scheduled[target]++;
        }
        else
        {
            Follow(target, [], backward: false);
        }
    }

    private bool AllVisited(int target)
    {
        foreach (var edge in _chart.Inbound(target))
        {
            if (_edgeVisits[edge] <= _visits[target])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Of the connections that were visited most often, any or all were followed; those visited less often were not.</summary>
    private bool Followed(int target, bool all)
    {
        var most = 0;
        foreach (var edge in _chart.Inbound(target))
        {
            most = Math.Max(most, _edgeVisits[edge]);
        }

        foreach (var edge in _chart.Inbound(target))
        {
            if ((_edgeVisits[edge] == most && _followed[edge]) != all)
            {
                return !all;
            }
        }

        return all;
    }

    private void CancelAncestors(int node)
    {
        foreach (var ancestor in _chart.Ancestors(node).Order())
        {
            while (_running[ancestor] > 0)
            {
                _running[ancestor]--;
                Follow(ancestor, [], backward: false);
            }
        }
    }
}
