using Platform.Model.Localities;

namespace Platform.Server.Localities;

/// <summary>
/// The whole tree in memory: it is read by every request and changes a few times a year. Another node looks once a minute whether there is a change, and reads the tree
/// only then.
/// </summary>
internal sealed class LocalityCache(LocalityStore store, TimeProvider time) : ILocalities
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private volatile Read? _read;

    public async ValueTask<Locality?> FindAsync(LocalityCode code, CancellationToken ct) => (await TreeAsync(ct)).Find(code);

    public async ValueTask<IReadOnlyList<Locality>> ListAsync(LocalityScope scope, CancellationToken ct) => (await TreeAsync(ct)).Within(scope);

    /// <summary>Forget what was read; the next caller reads anew.</summary>
    public void Forget() => _read = null;

    public async ValueTask<LocalityTree> TreeAsync(CancellationToken ct)
    {
        var before = _read;
        if (before is not null && time.GetElapsedTime(before.At) < Lifetime)
        {
            return before.Tree;
        }

        var at = time.GetTimestamp();
        // The version first: a change in between is read twice rather than missed.
        var version = await store.VersionAsync(ct);
        var tree = before is not null && before.Version == version ? before.Tree : new LocalityTree(await store.ListAsync(ct));
        _read = new Read(at, version, tree);
        return tree;
    }

    private sealed record Read(long At, long Version, LocalityTree Tree);
}
