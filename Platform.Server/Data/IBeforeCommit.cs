using System.Data.Common;

namespace Platform.Server.Data;

/// <summary>
/// Sees every transaction of the commit queue when all of its work is done and nothing is committed yet, and may write to it. Work that is undone and
/// run again comes in another transaction. What it throws undoes the transaction.
/// </summary>
internal interface IBeforeCommit
{
    /// <param name="writer">Number of the writer, of its own among the writers of all processes that share the database; its transactions come one after the other.</param>
    ValueTask BeforeCommitAsync(DbTransaction transaction, int writer, CancellationToken ct);
}
