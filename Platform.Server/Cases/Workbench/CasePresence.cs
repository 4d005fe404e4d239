using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Platform.Server.Cases.Workbench;

/// <summary>Who has which case open right now (C11). Of this process only, and for telling people, never for deciding. Thread-safe.</summary>
internal sealed class CasePresence
{
    private readonly ConcurrentDictionary<Guid, ImmutableList<Visit>> _visits = new();

    /// <summary>Somebody opens a case; disposing closes it.</summary>
    /// <param name="changed">Called when somebody else comes or goes; must return at once.</param>
    public IDisposable Enter(Guid caseId, Guid account, string name, Action changed)
    {
        var visit = new Visit(this, caseId, account, name, changed);
        _visits.AddOrUpdate(caseId, [visit], (_, known) => known.Add(visit));
        Tell(caseId, visit);
        return visit;
    }

    /// <summary>Names of the others, each once, in the order in which they came.</summary>
    public IReadOnlyList<string> OthersIn(Guid caseId, Guid account) =>
        _visits.TryGetValue(caseId, out var visits) ? [.. visits.Where(v => v.Account != account).DistinctBy(v => v.Account).Select(v => v.Name)] : [];

    private void Leave(Visit visit)
    {
        var rest = _visits.AddOrUpdate(visit.CaseId, [], (_, known) => known.Remove(visit));
        if (rest.IsEmpty)
        {
            _visits.TryRemove(KeyValuePair.Create(visit.CaseId, rest));
        }

        Tell(visit.CaseId, visit);
    }

    private void Tell(Guid caseId, Visit about)
    {
        if (_visits.TryGetValue(caseId, out var visits))
        {
            visits.ForEach(v =>
            {
                if (v != about)
                {
                    v.Changed();
                }
            });
        }
    }

    private sealed class Visit(CasePresence presence, Guid caseId, Guid account, string name, Action changed) : IDisposable
    {
        private int _left;

        public Guid CaseId => caseId;

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
