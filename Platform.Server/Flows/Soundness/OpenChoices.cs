using Platform.Server.Flows.BuiltIn;

namespace Platform.Server.Flows.Soundness;

/// <summary>
/// Stands for everything that is known only at run time: whoever has to choose asks <see cref="Take"/>. The same piece of a run is repeated until
/// <see cref="Next"/> has gone through all combinations; the first ask of every repetition gets the first answer, and so on.
/// </summary>
internal sealed class OpenChoices
{
    private readonly List<int> _taken = [];
    private readonly List<int> _ways = [];
    private int _asked;

    /// <summary>The activity that is being entered or resumed.</summary>
    public FlowNode? Current { get; private set; }

    /// <summary>In this repetition a loop went round that ends by itself, because it counts.</summary>
    public bool Counted { get; set; }

    /// <summary>Some question had more than one answer.</summary>
    public bool Open => _ways.Exists(w => w > 1);

    public void Begin(FlowNode? current)
    {
        Current = current;
        _taken.Clear();
        _ways.Clear();
        (_asked, Counted) = (0, false);
    }

    /// <param name="ways">How many there are, at least one.</param>
    public int Take(int ways)
    {
        if (_asked == _taken.Count)
        {
            _taken.Add(0);
            _ways.Add(ways);
        }

        return _taken[_asked++];
    }

    /// <summary>Goes on to the next combination; false when all were taken.</summary>
    public bool Next()
    {
        (_asked, Counted) = (0, false);
        while (_taken.Count > 0)
        {
            if (++_taken[^1] < _ways[^1])
            {
                return true;
            }

            _taken.RemoveAt(_taken.Count - 1);
            _ways.RemoveAt(_ways.Count - 1);
        }

        return false;
    }
}
