using System.Collections.Concurrent;
using System.Collections.Immutable;
using Platform.Model.Identity;

namespace Platform.Server.Hosting;

/// <summary>Who has which thing open right now. Of this process only, and for telling people, never for deciding. Thread-safe.</summary>
/// <typeparam name="TThing">Names the thing: the id of a case (C11), a definition.</typeparam>
internal sealed class Presence<TThing>
    where TThing : notnull
{
    private readonly ConcurrentDictionary<TThing, ImmutableList<Visit>> _visits = new();

    /// <summary>Somebody opens a thing; disposing closes it.</summary>
    /// <param name="changed">Called when somebody else comes or goes, and when the thing is told to have changed; must return at once.</param>
    public IDisposable Enter(TThing thing, Guid account, string name, Action changed)
    {
        var visit = new Visit(this, thing, account, name, changed);
        _visits.AddOrUpdate(thing, [visit], (_, known) => known.Add(visit));
        Tell(thing, visit);
        return visit;
    }

    /// <summary>The others, each once, in the order in which they came.</summary>
    public IReadOnlyList<Colleague> OthersIn(TThing thing, Guid account) =>
        _visits.TryGetValue(thing, out var visits) ? [.. visits.Where(v => v.Account != account).DistinctBy(v => v.Account).Select(v => new Colleague(v.Account, v.Name))] : [];

    /// <summary>Tells everybody who has it open that it is not what it was.</summary>
    public void Tell(TThing thing) => Tell(thing, null);

    private void Leave(Visit visit)
    {
        var rest = _visits.AddOrUpdate(visit.Thing, [], (_, known) => known.Remove(visit));
        if (rest.IsEmpty)
        {
            _visits.TryRemove(KeyValuePair.Create(visit.Thing, rest));
        }

        Tell(visit.Thing, visit);
    }

    private void Tell(TThing thing, Visit? except)
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

    private sealed class Visit(Presence<TThing> presence, TThing thing, Guid account, string name, Action changed) : IDisposable
    {
        private int _left;

        public TThing Thing => thing;

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
