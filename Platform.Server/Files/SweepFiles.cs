using Microsoft.Extensions.Options;
using Platform.Model.Files;
using Platform.Server.Hosting.Housekeeping;

namespace Platform.Server.Files;

/// <summary>
/// Uploads that were never attached to anything, when their grace is over: first the row, then the bytes, unless another row has the same. A file attached
/// for good is never looked at again, one that is held for now later.
/// </summary>
internal sealed class SweepFiles(FileStore store, FileFolder folder, IEnumerable<IFileReferences> references, IOptions<FilesOptions> options) : IChore
{
    public string Name => "unattached-files";

    public async ValueTask<int> SweepAsync(DateTimeOffset now, int take, CancellationToken ct)
    {
        var due = await store.ListToLookAtAsync(now, take, ct);
        if (due.Count == 0)
        {
            return 0;
        }

        var holds = new Dictionary<Guid, FileHold>();
        foreach (var feature in references)
        {
            foreach (var (id, hold) in await feature.FindAsync(due, ct))
            {
                holds[id] = holds.TryGetValue(id, out var other) && other > hold ? other : hold;
            }
        }

        var free = due.Where(f => !holds.ContainsKey(f.Id)).ToList();
        await store.SettleAsync(
            [.. free.Select(f => f.Id)],
            [.. holds.Where(h => h.Value == FileHold.ForGood).Select(h => h.Key)],
            [.. holds.Where(h => h.Value == FileHold.ForNow).Select(h => h.Key)],
            now + options.Value.UnattachedFor,
            now,
            ct);
        foreach (var hash in free.Select(f => f.Hash).Distinct())
        {
            await folder.DropAsync(hash, c => store.HasHashAsync(hash, c), ct);
        }

        return due.Count;
    }
}
