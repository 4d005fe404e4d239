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

    /// <summary>What the other node knows; null when nothing it could be reminded of. Somebody who never heard anything knows of nobody.</summary>
    private long? _known = 0;
    private bool _knowsSomebody;
    private long _at = time.GetTimestamp();

    public void Add(Subject changed)
    {
        lock (_lock)
        {
            _changed.Add(changed);
        }
    }

    /// <summary>The letter to send now; null when there is nothing to say.</summary>
    /// <param name="state">At least what <paramref name="open"/> will say.</param>
    public PresenceLetter? Next(long state, Func<IReadOnlyDictionary<string, IReadOnlyList<Visitor>>> open)
    {
        lock (_lock)
        {
            if (_known == state && _changed.Count == 0 && !(_knowsSomebody && time.GetElapsedTime(_at) >= Beat))
            {
                return null;
            }

            var letter = new PresenceLetter(from, state, _known == state ? null : open(), [.. _changed]);
            _changed.Clear();
            return letter;
        }
    }

    /// <param name="heard">What the other node answered: false when it wants to hear all of it.</param>
    public void Delivered(PresenceLetter letter, bool heard)
    {
        lock (_lock)
        {
            _known = heard ? letter.State : null;
            _knowsSomebody = letter.Open is { } open ? open.Values.Any(v => v.Count > 0) : _knowsSomebody;
            _at = time.GetTimestamp();
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
