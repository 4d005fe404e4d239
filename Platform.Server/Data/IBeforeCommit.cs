using System.Data.Common;

namespace Platform.Server.Data;

/// <summary>
/// Sees every transaction of the commit queue when all of its work is done and nothing is committed yet, and may write to it. Work that is undone and
/// run again comes in another transaction. What it throws undoes the transaction.
/// </summary>
internal interface IBeforeCommit
{
    /// <summary>A transaction begins. Drivers hand out the same object again for the next one, whatever became of the one before.</summary>
    void Begin(DbTransaction transaction);

    /// <summary>What the transaction does from here on may be taken back to here by <see cref="TakeBack"/>; the last such point counts.</summary>
    void Save(DbTransaction transaction);

    /// <summary>What was done since the last <see cref="Save"/> is undone; the transaction goes on.</summary>
    void TakeBack(DbTransaction transaction);

    /// <param name="writer">Number of the writer, of its own among the writers of all processes that share the database; its transactions come one after the other.</param>
    ValueTask BeforeCommitAsync(DbTransaction transaction, int writer, CancellationToken ct);
}
