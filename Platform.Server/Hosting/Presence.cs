using System.Collections.Concurrent;
using System.Collections.Immutable;
using Platform.Model.Identity;

namespace Platform.Server.Hosting;

/// <summary>
/// Who has which thing open right now: for telling people, never for deciding. Of itself it knows the people of this process; where several serve together they are told of
/// through <see cref="IPresence"/>. Thread-safe.
/// </summary>
/// <typeparam name="TThing">Names the thing, in every process with the same text: the id of a case (C11), a definition.</typeparam>
internal sealed class Presence<TThing>(string kind) : IPresence
    where TThing : notnull
{
    private readonly ConcurrentDictionary<string, ImmutableList<Visit>> _visits = new(StringComparer.Ordinal);

    /// <summary>By thing, never changed but replaced.</summary>
    private volatile Dictionary<string, List<Colleague>> _elsewhere = [];

    public event Action? Moved;

    public event Action<string>? Told;

    public string Kind => kind;

    public IReadOnlyList<Visitor> Here => [.. _visits.SelectMany(t => t.Value.DistinctBy(v => v.Account).Select(v => new Visitor(t.Key, v.Account, v.Name)))];

    /// <summary>Somebody opens a thing; disposing closes it.</summary>
    /// <param name="changed">Called when somebody else comes or goes, and when the thing is told to have changed; must return at once.</param>
    public IDisposable Enter(TThing thing, Guid account, string name, Action changed)
    {
        var visit = new Visit(this, TextOf(thing), account, name, changed);
        _visits.AddOrUpdate(visit.Thing, [visit], (_, known) => known.Add(visit));
        TellHere(visit.Thing, visit);
        Moved?.Invoke();
        return visit;
    }

    /// <summary>The others, each once: those of this process in the order in which they came, then those of others.</summary>
    public IReadOnlyList<Colleague> OthersIn(TThing thing, Guid account)
    {
        var text = TextOf(thing);
        IEnumerable<Colleague> here = _visits.TryGetValue(text, out var visits) ? visits.Select(v => new Colleague(v.Account, v.Name)) : [];
        return [.. here.Concat(_elsewhere.GetValueOrDefault(text) ?? []).Where(c => c.Account != account).DistinctBy(c => c.Account)];
    }

    /// <summary>Tells everybody who has it open that it is not what it was.</summary>
    public void Tell(TThing thing)
    {
        var text = TextOf(thing);
        TellHere(text, null);
        Told?.Invoke(text);
    }

    void IPresence.Hear(string thing) => TellHere(thing, null);

    void IPresence.SeeElsewhere(IEnumerable<Visitor> visitors)
    {
        var (before, now) = (_elsewhere, new Dictionary<string, List<Colleague>>(StringComparer.Ordinal));
        foreach (var thing in visitors.GroupBy(v => v.Thing, StringComparer.Ordinal))
        {
            now.Add(thing.Key, [.. thing.DistinctBy(v => v.Account).Select(v => new Colleague(v.Account, v.Name))]);
        }

        _elsewhere = now;
        foreach (var thing in _visits.Keys.Where(t => !(before.GetValueOrDefault(t) ?? []).SequenceEqual(now.GetValueOrDefault(t) ?? [])))
        {
            TellHere(thing, null);
        }
    }

    private static string TextOf(TThing thing) => thing.ToString()!;

    private void Leave(Visit visit)
    {
        var rest = _visits.AddOrUpdate(visit.Thing, [], (_, known) => known.Remove(visit));
        if (rest.IsEmpty)
        {
            _visits.TryRemove(KeyValuePair.Create(visit.Thing, rest));
        }

        TellHere(visit.Thing, visit);
        Moved?.Invoke();
    }

    private void TellHere(string thing, Visit? except)
    {
        if (_visits.TryGetValue(thing, out var visits))
        {
            visits.ForEach(v =>
            {
                if (v != except)
                {
                    v.Changed();
                }
            });
        }
    }

    private sealed class Visit(Presence<TThing> presence, string thing, Guid account, string name, Action changed) : IDisposable
    {
        private int _left;

        public string Thing => thing;

        public Guid Account => account;

        public string Name => name;

        public Action Changed => changed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                presence.Leave(this);
            }
        }
    }
}
