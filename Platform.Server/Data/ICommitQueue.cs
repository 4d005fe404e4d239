using System.Data.Common;
using Platform.Model;

namespace Platform.Server.Data;

/// <summary>
/// The only way to write. Work of many callers shares one transaction (group commit): a refused result or an exception undoes that work alone. The task
/// completes when the transaction is on disk. Work runs to its end while it holds the writer, so it must not wait for anything but the database and must
/// not commit again; and it may run again when its transaction was undone, so whatever it changes besides the database must bear that.
/// </summary>
internal interface ICommitQueue
{
    /// <summary>All work that is committed so runs one after the other, whoever asks, in whichever process.</summary>
    Task<Result<T>> CommitAsync<T>(Func<DbTransaction, CancellationToken, ValueTask<Result<T>>> work, CancellationToken ct);

    /// <summary>Work of one lane runs one after the other, in whichever process, beside that of other lanes where the engine can.</summary>
    /// <param name="lane">What must not be touched at the same time, e.g. the authority whose numbers are counted.</param>
    Task<Result<T>> CommitAsync<T>(string lane, Func<DbTransaction, CancellationToken, ValueTask<Result<T>>> work, CancellationToken ct) => CommitAsync(work, ct);
}

/// <summary>The queue as start and stop see it.</summary>
internal interface ICommitWriter : ICommitQueue
{
    ValueTask StartAsync(CancellationToken ct);

    /// <summary>Takes no more work, finishes what waits, and closes the connections.</summary>
    ValueTask StopAsync();
}
