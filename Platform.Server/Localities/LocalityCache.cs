using Platform.Model.Localities;

namespace Platform.Server.Localities;

/// <summary>The whole tree in memory: it is read by every request and changes a few times a year. Another node sees a change within a minute.</summary>
internal sealed class LocalityCache(LocalityStore store, TimeProvider time) : ILocalities
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private volatile Tree? _tree;

    public async ValueTask<Locality?> FindAsync(LocalityCode code, CancellationToken ct) => (await TreeAsync(ct)).ByCode.GetValueOrDefault(code);

    public async ValueTask<IReadOnlyList<Locality>> ListAsync(LocalityScope scope, CancellationToken ct)
    {
        var all = (await TreeAsync(ct)).Ordered;
        return scope.Within is null ? all : [.. all.Where(l => scope.Contains(l.Code))];
    }

    /// <summary>Forget what was read; the next caller reads anew.</summary>
    public void Forget() => _tree = null;

    private async ValueTask<Tree> TreeAsync(CancellationToken ct)
    {
        if (_tree is { } tree && time.GetElapsedTime(tree.ReadAt) < Lifetime)
        {
            return tree;
        }

        var readAt = time.GetTimestamp();
        var all = await store.ListAsync(ct);
        return _tree = new Tree(readAt, all, all.ToDictionary(l => l.Code));
    }

    private sealed record Tree(long ReadAt, IReadOnlyList<Locality> Ordered, Dictionary<LocalityCode, Locality> ByCode);
}
