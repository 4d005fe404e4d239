using System.Data.Common;
using System.Runtime.CompilerServices;
using Platform.Server.Data;

namespace Platform.Server.Cases.Journal;

/// <summary>Writes one <see cref="JournalAnchor"/> per transaction that touched cases, in that transaction.</summary>
internal sealed class JournalAnchors(TimeProvider time) : IBeforeCommit
{
    private readonly ConditionalWeakTable<DbTransaction, Heads> _heads = [];

    /// <summary>Called once per command, when all else it writes is written.</summary>
    public void Add(DbTransaction transaction, JournalHead head) => _heads.GetValue(transaction, static _ => new()).All.Add(head);

    public void Begin(DbTransaction transaction) => _heads.Remove(transaction);

    public void Save(DbTransaction transaction)
    {
        if (_heads.TryGetValue(transaction, out var heads))
        {
            heads.Saved = heads.All.Count;
        }
    }

    public void TakeBack(DbTransaction transaction)
    {
        if (_heads.TryGetValue(transaction, out var heads))
        {
            heads.All.RemoveRange(heads.Saved, heads.All.Count - heads.Saved);
        }
    }

    public async ValueTask BeforeCommitAsync(DbTransaction transaction, int writer, CancellationToken ct)
    {
        if (_heads.TryGetValue(transaction, out var heads) && heads.All.Count > 0)
        {
            var name = FormattableString.Invariant($"{writer}");
            var (seq, hash) = await JournalStore.LastAnchorAsync(transaction, name, ct);
            await JournalStore.AppendAsync(transaction, JournalAnchor.After(hash, name, seq + 1, time.GetUtcNow(), heads.All), ct);
        }
    }

    private sealed class Heads
    {
        public List<JournalHead> All { get; } = [];

        /// <summary>Number of them that stay when work is taken back.</summary>
        public int Saved { get; set; }
    }
}
