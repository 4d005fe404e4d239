using System.Collections.Concurrent;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>Prepared definitions by version, the least recently used dropped beyond a bound. Thread-safe; a version may be prepared twice when two ask at once.</summary>
internal sealed class FlowCache(ActivityTypes types, FlowLimits limits)
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _uses;

    public CompiledFlow Get(FlowDefinition definition)
    {
        if (!_entries.TryGetValue(definition.VersionId, out var entry))
        {
            entry = _entries.GetOrAdd(definition.VersionId, new Entry(new FlowParser(types).Parse(definition)));
            Trim();
        }

        entry.LastUse = Interlocked.Increment(ref _uses);
        return entry.Flow;
    }

    private void Trim()
    {
        if (_entries.Count <= limits.CachedFlows)
        {
            return;
        }

        foreach (var (version, _) in _entries.OrderBy(e => e.Value.LastUse).Take(Math.Max(1, limits.CachedFlows / 8)))
        {
            _entries.TryRemove(version, out _);
        }
    }

    private sealed class Entry(CompiledFlow flow)
    {
        public CompiledFlow Flow { get; } = flow;

        public long LastUse { get; set; } = long.MaxValue;
    }
}
