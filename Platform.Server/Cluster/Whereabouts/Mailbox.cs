using Platform.Server.Hosting;

namespace Platform.Server.Cluster.Whereabouts;

/// <summary>
/// What one other node is still to be told, and what it is known to have heard. However much happens between two letters, the next one says it once. Thread-safe; one
/// letter is under way at a time.
/// </summary>
internal sealed class Mailbox(string from, TimeProvider time)
{
    /// <summary>Between signs of life of a node where somebody has something open.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly HashSet<Subject> _changed = [];

    /// <summary>What the other node has heard, the number of the letter that said so, and how much had happened by then. Who never heard anything knows of nobody.</summary>
    private (HashSet<Sight> Open, long State, long? Moves) _heard = ([], 0, 0);

    /// <summary>What it will have heard when the letter under way has arrived.</summary>
    private (HashSet<Sight> Open, long State, long? Moves) _said;

    /// <summary>No number is given twice: what is said again may be something else by then.</summary>
    private long _last;
    private long _at = time.GetTimestamp();

    public void Add(Subject changed)
    {
        lock (_lock)
        {
            _changed.Add(changed);
        }
    }

    /// <summary>The letter to send now; null when there is nothing to say.</summary>
    /// <param name="moves">How often somebody came or went here, at most so often as <paramref name="open"/> will show.</param>
    public PresenceLetter? Next(long moves, Func<IEnumerable<Sight>> open)
    {
        lock (_lock)
        {
            var moved = _heard.Moves != moves;
            if (!moved && _changed.Count == 0 && !(_heard.Open.Count > 0 && time.GetElapsedTime(_at) >= Beat))
            {
                return null;
            }

            _said = moved ? ([.. open()], ++_last, moves) : _heard;
            var letter = new PresenceLetter(from, _said.State, _heard.State, [.. _said.Open.Except(_heard.Open)], [.. _heard.Open.Except(_said.Open)], [.. _changed]);
            _changed.Clear();
            return letter;
        }
    }

    /// <param name="heard">What the other node answered: false when it wants to hear all of it.</param>
    public void Delivered(bool heard)
    {
        lock (_lock)
        {
            (_heard, _at) = (heard ? _said : ([], 0, null), time.GetTimestamp());
        }
    }

    /// <summary>Nobody knows whether it arrived: it is said again.</summary>
    public void Returned(PresenceLetter letter)
    {
        lock (_lock)
        {
            _changed.UnionWith(letter.Changed);
        }
    }
}
