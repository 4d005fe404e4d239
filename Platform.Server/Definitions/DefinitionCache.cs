using System.Collections.Concurrent;
using System.Collections.Frozen;
using Platform.Model.Definitions;
using Platform.Model.Localities;

namespace Platform.Server.Definitions;

/// <summary>
/// Active versions in memory, kind by kind. A publication raises the generation; a kind read under an older one is read again at its next use, so a
/// reader never sees a version that was replaced before it asked. What another process published is seen within a minute.
/// </summary>
internal sealed class DefinitionCache(DefinitionStore store, TimeProvider clock) : IDefinitions
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<DefinitionKind, Loaded> _kinds = new();
    private readonly ConcurrentDictionary<DefinitionId, Definition> _versions = new();
    private volatile Look? _look;
    private long _generation;

    public async ValueTask<long> GenerationAsync(CancellationToken ct)
    {
        if (_look is not { } last || clock.GetElapsedTime(last.At) > Lifetime)
        {
            await RefreshAsync(ct);
        }

        return Interlocked.Read(ref _generation);
    }

    /// <summary>Looks at once whether another process has published something, and returns what is in force by then.</summary>
    public async ValueTask<PublicationMark> RefreshAsync(CancellationToken ct)
    {
        var at = clock.GetTimestamp();
        var mark = await store.LastPublicationAsync(ct);
        if (_look is { } before && before.Mark != mark)
        {
            Changed();
        }

        _look = new Look(at, mark);
        return mark;
    }

    /// <summary>To be called after the commit of a publication.</summary>
    public void Changed() => Interlocked.Increment(ref _generation);

    public async ValueTask<Definition?> FindActiveAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct)
    {
        var owners = await OwnersAsync(kind, key, ct);
        return owners.Where(d => d.Id.Owner.Covers(locality)).MaxBy(d => d.Id.Owner.Level);
    }

    public async ValueTask<IReadOnlyList<Definition>> ListLayersAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct)
    {
        var owners = await OwnersAsync(kind, key, ct);
        return [.. owners.Where(d => d.Id.Owner.Covers(locality)).OrderBy(d => d.Id.Owner.Level)];
    }

    public async ValueTask<IReadOnlyList<Definition>> ListBelowAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct)
    {
        var owners = await OwnersAsync(kind, key, ct);
        return [.. owners.Where(d => d.Id.Owner != locality && locality.Covers(d.Id.Owner))];
    }

    public async ValueTask<IReadOnlyList<string>> ListKeysAsync(DefinitionKind kind, CancellationToken ct) => (await LoadAsync(kind, ct)).Keys;

    public async ValueTask<Definition> GetAsync(DefinitionId id, CancellationToken ct)
    {
        if (_versions.TryGetValue(id, out var known))
        {
            return known;
        }

        var found = await store.FindVersionAsync(id, ct) ?? throw new InvalidOperationException($"There is no definition {id}.");
        if (found.State != DefinitionState.Draft)
        {
            _versions.TryAdd(id, found);
        }

        return found;
    }

    private async ValueTask<IReadOnlyList<Definition>> OwnersAsync(DefinitionKind kind, string key, CancellationToken ct) =>
        (await LoadAsync(kind, ct)).ByKey.TryGetValue(key, out var owners) ? owners : [];

    private async ValueTask<Loaded> LoadAsync(DefinitionKind kind, CancellationToken ct)
    {
        // The generation is read before the rows: rows that change meanwhile are read again by the next caller.
        var generation = await GenerationAsync(ct);
        if (_kinds.TryGetValue(kind, out var known) && known.Generation == generation)
        {
            return known;
        }

        var active = await store.ListActiveAsync(kind, ct);
        var byKey = active.GroupBy(d => d.Id.Key, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => (IReadOnlyList<Definition>)[.. g.OrderBy(d => d.Id.Owner)]);
        var fresh = new Loaded(generation, byKey, [.. byKey.Keys.Order(StringComparer.Ordinal)]);
        _kinds[kind] = fresh;
        return fresh;
    }

    private sealed record Loaded(long Generation, FrozenDictionary<string, IReadOnlyList<Definition>> ByKey, IReadOnlyList<string> Keys);

    /// <param name="At">Timestamp of the last look.</param>
    private sealed record Look(long At, PublicationMark Mark);
}
