using System.Data.Common;
using Platform.Model;

namespace Platform.Server.Data;

/// <summary>
/// The only way to write. Work of many callers shares one transaction (group commit): a refused result or an exception undoes that work alone, for
/// which the others of its transaction may be run a second time. The task completes when the transaction is on disk. Work runs one after the other on the writer, so it must not
/// wait for anything but the database, and must not call <see cref="CommitAsync{T}"/> itself.
/// </summary>
internal interface ICommitQueue
{
    Task<Result<T>> CommitAsync<T>(Func<DbTransaction, CancellationToken, ValueTask<Result<T>>> work, CancellationToken ct);
}
