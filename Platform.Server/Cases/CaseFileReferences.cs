using Platform.Model.Files;
using Platform.Server.Cases.Drafts;

namespace Platform.Server.Cases;

/// <summary>Files handed in with a case stay with it for good; files in somebody's draft as long as the draft does.</summary>
internal sealed class CaseFileReferences(CaseIndexStore index, DraftStore drafts) : IFileReferences
{
    public async ValueTask<IReadOnlyDictionary<Guid, FileHold>> FindAsync(IReadOnlyList<StoredFile> files, CancellationToken ct)
    {
        var holds = (await index.AttachedAsync([.. files.Select(f => f.Id)], ct)).ToDictionary(id => id, _ => FileHold.ForGood);
        foreach (var owned in files.Where(f => !holds.ContainsKey(f.Id)).GroupBy(f => f.Owner).ToList())
        {
            if (Guid.TryParse(owned.Key, out var account))
            {
                var typed = (await drafts.ListAllAsync(account, ct)).SelectMany(d => d.Content.Files).ToHashSet();
                foreach (var file in owned.Where(f => typed.Contains(f.Id)))
                {
                    holds[file.Id] = FileHold.ForNow;
                }
            }
        }

        return holds;
    }
}
