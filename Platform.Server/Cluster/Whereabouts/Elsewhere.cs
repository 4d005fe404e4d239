using Platform.Server.Hosting;

namespace Platform.Server.Cluster.Whereabouts;

/// <summary>What a letter did to what was known.</summary>
internal enum Heard
{
    /// <summary>It was known.</summary>
    Known,
    /// <summary>Something else is known now.</summary>
    New,
    /// <summary>It refers to what was not heard: it has to be said as a whole.</summary>
    Unheard,
}

/// <summary>
/// What the other nodes last said of who has what open there. A letter that does not continue what was heard before is answered with a question for all of it, so it does
/// not matter which were lost, came twice or overtook each other. A node that is silent is forgotten. Thread-safe.
/// </summary>
internal sealed class Elsewhere(TimeProvider time)
{
    /// <summary>Three signs of life. A node that is known to be gone is forgotten sooner.</summary>
    public static readonly TimeSpan Patience = Mailbox.Beat * 3;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Said> _nodes = new(StringComparer.Ordinal);

    public Heard Hear(PresenceLetter letter)
    {
        lock (_lock)
        {
            var known = _nodes.GetValueOrDefault(letter.From);
            if (known is not null && known.State >= letter.State)
            {
                _nodes[letter.From] = known with { At = time.GetTimestamp() };
                return Heard.Known;
            }

            if (letter.Since != 0 && letter.Since != known?.State)
            {
                return Heard.Unheard;
            }

            IEnumerable<Sight> before = letter.Since == 0 ? [] : known!.Open.Except(letter.Left);
            _nodes[letter.From] = new(letter.State, [.. before.Union(letter.Came)], time.GetTimestamp());
            return Heard.New;
        }
    }

    /// <summary>Forgets who was silent for too long and who is not among the nodes any more.</summary>
    /// <param name="nodes">Null: whoever speaks.</param>
    /// <returns>Whether somebody was forgotten.</returns>
    public bool Forget(IReadOnlySet<string>? nodes = null)
    {
        lock (_lock)
        {
            var gone = _nodes.Where(n => time.GetElapsedTime(n.Value.At) >= Patience || nodes?.Contains(n.Key) == false).Select(n => n.Key).ToList();
            gone.ForEach(n => _nodes.Remove(n));
            return gone.Count > 0;
        }
    }

    /// <summary>Who has things of this kind open, node after node, as each said it.</summary>
    public IReadOnlyList<Visitor> Of(string kind)
    {
        lock (_lock)
        {
            return [.. _nodes.Values.SelectMany(n => n.Open).Where(s => s.Kind == kind).Select(s => s.Visitor)];
        }
    }

    /// <summary>The nodes on which somebody has the thing open.</summary>
    public IReadOnlyList<string> NodesWith(Subject subject)
    {
        lock (_lock)
        {
            return [.. _nodes.Where(n => n.Value.Things.Contains(subject)).Select(n => n.Key)];
        }
    }

    private sealed record Said(long State, IReadOnlyList<Sight> Open, long At)
    {
        public HashSet<Subject> Things { get; } = Open.Select(s => new Subject(s.Kind, s.Visitor.Thing)).ToHashSet();
    }
}
