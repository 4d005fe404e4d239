using System.Data.Common;
using System.Runtime.CompilerServices;
using Platform.Server.Data;

namespace Platform.Server.Cases.Journal;

/// <summary>Writes one <see cref="JournalAnchor"/> per transaction that touched cases, in that transaction.</summary>
internal sealed class JournalAnchors(TimeProvider time) : IBeforeCommit
{
    private readonly ConditionalWeakTable<DbTransaction, List<JournalHead>> _heads = [];

    /// <summary>Called once per command, when all else it writes is written.</summary>
    public void Add(DbTransaction transaction, JournalHead head) => _heads.GetValue(transaction, static _ => []).Add(head);

    public async ValueTask BeforeCommitAsync(DbTransaction transaction, int writer, CancellationToken ct)
    {
        if (_heads.TryGetValue(transaction, out var heads))
        {
            var name = FormattableString.Invariant($"{writer}");
            var (seq, hash) = await JournalStore.LastAnchorAsync(transaction, name, ct);
            await JournalStore.AppendAsync(transaction, JournalAnchor.After(hash, name, seq + 1, time.GetUtcNow(), heads), ct);
        }
    }
}
