using System.Data.Common;
using Platform.Model;

namespace Platform.Server.Data;

/// <summary>It is not known whether the work was stored: the connection was lost while it was committed, and the database has not answered since.</summary>
internal sealed class CommitUnknownException(Exception inner) : DbException("The connection was lost during the commit and the database does not answer; whether the work is stored is unknown.", inner);

/// <summary>
/// Group commit for engines with several writers. Every writer has one connection and takes whatever waits in its lanes, up to <see cref="BatchLimit"/>,
/// in the order of the lanes, into one transaction. When an item refuses, throws or meets a lost connection, the transaction is undone and the items run
/// again one by one. Deadlocks, failed serializations and lost connections are tried again; a unique violation once, because the row it met may be one
/// that was not committed when the work looked for it. After a lost connection during COMMIT the writer's mark tells what happened, so nothing is done twice.
/// </summary>
internal sealed class ServerCommitQueue(IServerDatabase database, DatabaseSettings settings, IEnumerable<IBeforeCommit> witnesses, IIdSource ids, CommitSignal signal, OutageWatch outages, DataMetrics metrics, TimeProvider time, ILogger<ServerCommitQueue> log)
    : ICommitWriter, IAsyncDisposable
{
    public const int BatchLimit = 128;

    private static readonly AsyncLocal<bool> OnWriter = new();

    private readonly CommitLane[] _lanes = [.. Enumerable.Range(0, settings.Writers).Select(number => new CommitLane(number, database, [.. witnesses], ids, signal, outages, metrics, time, log))];

    public Task<Result<T>> CommitAsync<T>(Func<DbTransaction, CancellationToken, ValueTask<Result<T>>> work, CancellationToken ct) => CommitAsync(null, work, ct);

    public async Task<Result<T>> CommitAsync<T>(string? lane, Func<DbTransaction, CancellationToken, ValueTask<Result<T>>> work, CancellationToken ct)
    {
        if (OnWriter.Value)
        {
            throw new InvalidOperationException("Work inside the commit queue must not commit again: it would wait for itself.");
        }

        ct.ThrowIfCancellationRequested();
        using var span = DataTraces.Commit(lane);
        var item = new CommitWork<T>(work, lane, ct);
        await WriterOf(lane).AddAsync(item, ct);
        return await item.Outcome;
    }

    public async ValueTask StartAsync(CancellationToken ct)
    {
        foreach (var lane in _lanes)
        {
            await lane.OpenAsync(ct);
        }

        metrics.ObserveQueue(() => _lanes.Sum(l => l.Waiting));
        foreach (var lane in _lanes)
        {
            lane.Start(OnWriter);
        }
    }

    public async ValueTask StopAsync() => await Task.WhenAll(_lanes.Select(l => l.StopAsync()));

    public ValueTask DisposeAsync() => StopAsync();

    // The first writer is for work that names no lane; with one writer there is nothing to choose.
    private CommitLane WriterOf(string? lane) =>
        lane is null || _lanes.Length == 1 ? _lanes[0] : _lanes[1 + (int)((uint)string.GetHashCode(lane, StringComparison.Ordinal) % (_lanes.Length - 1))];
}
