using BitFaster.Caching.Lru;

namespace Platform.Server.Cases;

/// <summary>
/// Where a case is found by number or task. Neither ever moves to another case, so what was found once, or just committed, is kept in memory; what is
/// not known is looked up.
/// </summary>
internal sealed class CaseIndex(CaseIndexStore store)
{
    private const int Kept = 100_000;

    private readonly ConcurrentLru<Guid, Guid> _byTask = new(Kept);
    private readonly ConcurrentLru<string, Guid> _byNumber = new(Kept);

    /// <summary>Called with what is on disk.</summary>
    public void Remember(CaseFile file)
    {
        foreach (var task in file.Tasks)
        {
            _byTask.AddOrUpdate(task.Id, file.Id);
        }

        if (file.Version == 1)
        {
            _byNumber.AddOrUpdate(file.Number, file.Id);
        }
    }

    public async ValueTask<Guid?> OfTaskAsync(Guid taskId, CancellationToken ct)
    {
        if (_byTask.TryGet(taskId, out var known))
        {
            return known;
        }

        if (await store.OfTaskAsync(taskId, ct) is { } found)
        {
            _byTask.AddOrUpdate(taskId, found);
            return found;
        }

        return null;
    }

    public async ValueTask<Guid?> OfNumberAsync(string number, CancellationToken ct)
    {
        if (_byNumber.TryGet(number, out var known))
        {
            return known;
        }

        if (await store.OfNumberAsync(number, ct) is { } found)
        {
            _byNumber.AddOrUpdate(number, found);
            return found;
        }

        return null;
    }
}
