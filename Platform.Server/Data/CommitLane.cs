using System.Data.Common;
using System.Threading.Channels;
using Platform.Model;

namespace Platform.Server.Data;

/// <summary>One writer of <see cref="ServerCommitQueue"/>: its waiting work, its connection and its mark.</summary>
internal sealed class CommitLane(int number, IServerDatabase database, IReadOnlyList<IBeforeCommit> witnesses, IIdSource ids, CommitSignal signal, OutageWatch outages, DataMetrics metrics, TimeProvider time, ILogger log)
{
    private const int QueueLimit = 8192;
    private const int MaxTries = 6;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a lost commit is asked after.</summary>
    private static readonly TimeSpan ResolveLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ResolvePause = TimeSpan.FromMilliseconds(200);

    private readonly Channel<CommitWork> _queue = Channel.CreateBounded<CommitWork>(new BoundedChannelOptions(QueueLimit) { SingleReader = true });
    private readonly List<CommitWork> _batch = new(ServerCommitQueue.BatchLimit);
    private CommitMarkStore? _mark;
    private DbConnection? _connection;

    // Among the writers of all processes.
    private int _writer;

    // Why no connection could be opened last time; null when one could.
    private Exception? _away;
    private Task? _running;

    private enum End
    {
        Committed,
        Undone,
        Unknown,
    }

    public int Waiting => _queue.Reader.Count;

    public ValueTask AddAsync(CommitWork item, CancellationToken ct) => _queue.Writer.TryWrite(item) ? default : _queue.Writer.WriteAsync(item, ct);

    public async Task OpenAsync(CancellationToken ct)
    {
        _connection = await database.OpenWriterAsync(ct);
        _writer = (database.Node * DatabaseSettings.MostWriters) + number;
        _mark = new CommitMarkStore(database, _writer);
        await _mark.EnsureAsync(_connection, ids.Next(), ct);
    }

    /// <summary>Writes from now on, where the caller's tasks run.</summary>
    public void Start(AsyncLocal<bool> onWriter) =>
        _running = Task.Factory.StartNew(() => WriteAsync(onWriter), CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current).Unwrap();

    public async Task StopAsync()
    {
        _queue.Writer.TryComplete();
        await (_running ?? Task.CompletedTask);
        await ForgetConnectionAsync();
    }

    private async Task WriteAsync(AsyncLocal<bool> onWriter)
    {
        onWriter.Value = true;
        while (await _queue.Reader.WaitToReadAsync())
        {
            await WriteWhatWaitsAsync();
        }
    }

    private async Task WriteWhatWaitsAsync()
    {
        while (_batch.Count < ServerCommitQueue.BatchLimit && _queue.Reader.TryRead(out var item))
        {
            if (!item.DropIfCancelled())
            {
                _batch.Add(item);
            }
        }

        // Lanes in order: whoever takes counters takes them in the same order as every other writer. Within a lane the order stays.
        List<CommitWork> batch = _batch.Count > 1 ? [.. _batch.OrderBy(item => item.Lane, StringComparer.Ordinal)] : [.. _batch];
        _batch.Clear();
        if (batch.Count > 1 && await TryAsync(batch) is (var end, var problem) && end != End.Undone)
        {
            Tell(batch, end, problem);
            return;
        }

        _away = null;
        foreach (var item in batch)
        {
            // What one could not reach after all its tries is not there for the others either; the next batch looks anew.
            if (_away is { } away)
            {
                item.Fail(away);
            }
            else
            {
                await WriteAloneAsync(item);
            }
        }

        _away = null;
    }

    private async Task WriteAloneAsync(CommitWork item)
    {
        for (var tries = 1; ; tries++)
        {
            var (end, problem) = await TryAsync([item]);
            if (end != End.Undone || !MayTryAgain(problem, tries))
            {
                Tell([item], end, problem);
                return;
            }

            // Writers that were in each other's way wait for different times.
            await Task.Delay(FirstWait * (1 << (tries - 1)) + TimeSpan.FromMilliseconds(7 * (number + database.Node)), time);
        }
    }

    private bool MayTryAgain(Exception? problem, int tries) =>
        problem is DbException e && tries < MaxTries && (database.Dialect.IsTransient(e) || (tries == 1 && database.Dialect.IsUniqueViolation(e)));

    private void Tell(List<CommitWork> items, End end, Exception? problem)
    {
        if (end == End.Committed)
        {
            metrics.Committed(items.Count);
            outages.Over();
        }
        else if (problem is not null && (outages.Met(problem) || items.Any(i => i.Exception is null)))
        {
            metrics.BatchFailed();
            if (outages.Current is null)
            {
                log.BatchFailed(problem, items.Count);
            }
        }

        foreach (var item in items)
        {
            if (end == End.Unknown || (problem is not null && item.Exception is null))
            {
                item.Fail(problem!);
            }
            else
            {
                item.Complete();
            }
        }
    }

    /// <summary>All of them in one transaction, or none. The exception is what undid it; none when an item refused.</summary>
    private async Task<(End End, Exception? Problem)> TryAsync(List<CommitWork> items)
    {
        signal.Begin();
        var end = End.Undone;
        try
        {
            items.ForEach(item => item.Forget());
            if (!await ConnectAsync())
            {
                return (end, _away);
            }

            await using var transaction = await _connection!.BeginTransactionAsync(CancellationToken.None);
            foreach (var witness in witnesses)
            {
                witness.Begin(transaction);
            }

            if (database.IsShared)
            {
                await database.LockLanesAsync(transaction, items.Select(i => i.Lane ?? "").ToHashSet(StringComparer.Ordinal), CancellationToken.None);
            }

            foreach (var item in items)
            {
                if (!await item.RunAsync(transaction))
                {
                    await UndoAsync(transaction);
                    return (end, item.Exception);
                }
            }

            foreach (var witness in witnesses)
            {
                await witness.BeforeCommitAsync(transaction, _writer, CancellationToken.None);
            }

            var batch = ids.Next();
            if (await _mark!.SetAsync(transaction, batch, CancellationToken.None) != 1)
            {
                throw new InvalidOperationException($"The mark of writer {_writer} is missing; somebody has emptied commit_mark.");
            }

            (end, var problem) = await CommitAsync(transaction, batch);
            return (end, problem);
        }
#pragma warning disable CA1031 // Whatever it is, the callers must hear of it, and the writer must live on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await ForgetConnectionAsync();
            return (end, e);
        }
        finally
        {
            signal.End(end == End.Committed);
        }
    }

    private async Task<bool> ConnectAsync()
    {
        // Who no longer is the only one to serve asks before it writes more.
        if (_connection is not null && !database.IsOwned)
        {
            await ForgetConnectionAsync();
        }

        try
        {
            _connection ??= await database.OpenWriterAsync(CancellationToken.None);
            _away = null;
        }
        catch (Exception e) when (e is DbException or IOException or TimeoutException or DatabaseTakenException)
        {
            _away = e;
        }

        return _away is null;
    }

    private async Task<(End End, Exception? Problem)> CommitAsync(DbTransaction transaction, Guid batch)
    {
        try
        {
            await transaction.CommitAsync(CancellationToken.None);
            return (End.Committed, null);
        }
#pragma warning disable CA1031 // Whatever it is, the mark tells what became of the commit.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await ForgetConnectionAsync();
            var end = await ResolveAsync(batch);
            log.CommitResolved(e, end.ToString());
            return end switch
            {
                End.Committed => (end, null),
                End.Undone => (end, e),
                _ => (end, new CommitUnknownException(e)),
            };
        }
    }

    private async Task<End> ResolveAsync(Guid batch)
    {
        using var limit = new CancellationTokenSource(ResolveLimit, time);
        while (!limit.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenWriterAsync(limit.Token);
                return await _mark!.ReadAsync(connection, limit.Token) == batch ? End.Committed : End.Undone;
            }
            catch (Exception e) when (e is DbException or OperationCanceledException or IOException or TimeoutException or DatabaseTakenException)
            {
                await Task.Delay(ResolvePause, time);
            }
        }

        return End.Unknown;
    }

    private async Task UndoAsync(DbTransaction transaction)
    {
        try
        {
            await transaction.RollbackAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or IOException)
        {
            // The transaction ended with its connection, or the server has undone it already.
            await ForgetConnectionAsync();
        }
    }

    private async Task ForgetConnectionAsync()
    {
        var connection = _connection;
        _connection = null;
        try
        {
            if (connection is not null)
            {
                PreparedCommands.Release(connection);
                await connection.DisposeAsync();
            }
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or IOException)
        {
            // It was broken; that is why it goes.
        }
    }
}
