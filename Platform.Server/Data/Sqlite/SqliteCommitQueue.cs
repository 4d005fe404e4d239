using System.Data.Common;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Platform.Model;
using SQLitePCL;

namespace Platform.Server.Data.Sqlite;

/// <summary>
/// Group commit for the engine with one writer. A thread of its own takes whatever waits, up to <see cref="BatchLimit"/>, runs it in one transaction and
/// answers all after the commit; it never waits for more, so a lone caller is not delayed and a crowd shares its disk syncs.
/// </summary>
internal sealed class SqliteCommitQueue(SqliteDatabase database, IEnumerable<IBeforeCommit> witnesses, CommitSignal signal, OutageWatch outages, DataMetrics metrics, ILogger<SqliteCommitQueue> log) : ICommitWriter, IDisposable
{
    public const int BatchLimit = 128;
    private const int QueueLimit = 8192;
    private const string Savepoint = "item";

    [ThreadStatic]
    private static bool _onWriter;

    private readonly Channel<CommitWork> _queue = Channel.CreateBounded<CommitWork>(new BoundedChannelOptions(QueueLimit) { SingleReader = true });
    private readonly List<CommitWork> _batch = new(BatchLimit);
    private readonly IBeforeCommit[] _witnesses = [.. witnesses];
    private SqliteConnection? _connection;
    private SqliteConnection? _anchor;
    private Thread? _writer;

    public async Task<Result<T>> CommitAsync<T>(Func<DbTransaction, CancellationToken, ValueTask<Result<T>>> work, CancellationToken ct)
    {
        if (_onWriter)
        {
            throw new InvalidOperationException("Work inside the commit queue must not commit again: it would wait for itself.");
        }

        ct.ThrowIfCancellationRequested();
        using var span = DataTraces.Commit(lane: null);
        var item = new CommitWork<T>(work, null, ct);
        if (!_queue.Writer.TryWrite(item))
        {
            await _queue.Writer.WriteAsync(item, ct);
        }

        return await item.Outcome;
    }

    public ValueTask StartAsync(CancellationToken ct)
    {
        Open();
        _writer = new Thread(Write) { IsBackground = true, Name = "commit-queue" };
        _writer.Start();
        return default;
    }

    /// <summary>All but the thread that writes.</summary>
    internal void Open()
    {
        _connection = database.OpenWriter();
        _anchor = database.OpenAnchor();
        metrics.ObserveQueue(() => _queue.Reader.Count);
    }

    public ValueTask StopAsync()
    {
        Dispose();
        return default;
    }

    public void Dispose()
    {
        TakeNoMore();
        _writer?.Join();
        _writer = null;
        _anchor?.Dispose();
        _anchor = null;
        Close();
    }

    // This thread does nothing else, so blocking it is what it is for.
    private void Write()
    {
        _onWriter = true;
        for (var waiting = WorkAsync(); waiting.IsCompletedSuccessfully ? waiting.Result : waiting.AsTask().GetAwaiter().GetResult(); waiting = WorkAsync())
        {
            WriteWhatWaits();
        }
    }

    /// <summary>What waits is still written.</summary>
    internal void TakeNoMore() => _queue.Writer.TryComplete();

    /// <summary>True when work waits, false when there will be no more.</summary>
    internal ValueTask<bool> WorkAsync() => _queue.Reader.WaitToReadAsync();

    /// <summary>One transaction with what waits.</summary>
    internal void WriteWhatWaits()
    {
        while (_batch.Count < BatchLimit && _queue.Reader.TryRead(out var item))
        {
            if (!item.DropIfCancelled())
            {
                _batch.Add(item);
            }
        }

        if (_batch.Count > 0)
        {
            CommitBatch();
            _batch.Clear();
        }
    }

    private void CommitBatch()
    {
        try
        {
            RunInOneTransaction();
        }
#pragma warning disable CA1031 // Every caller of the batch must hear of it, and the writer must live on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // After a failed commit nothing is known about the connection: the next one starts without a transaction and without half-read statements.
            CloseBroken();
            metrics.BatchFailed();
            if (!outages.Met(e))
            {
                log.BatchFailed(e, _batch.Count);
            }

            foreach (var item in _batch)
            {
                item.Fail(e);
            }

            return;
        }

        metrics.Committed(_batch.Count);
        outages.Over();
        foreach (var item in _batch)
        {
            item.Complete();
        }

        signal.Raise();
    }

    // Nearly always everything succeeds, so nothing is paid for the case that it does not: only then the batch runs again, each under a savepoint.
    private void RunInOneTransaction()
    {
        _connection ??= database.OpenWriter();
        using (var transaction = Begin(_connection))
        {
            if (_batch.TrueForAll(item => Run(item, transaction)))
            {
                Commit(transaction);
                return;
            }

            transaction.Rollback();
        }

        if (_batch.Count > 1)
        {
            RunUnderSavepoints();
        }
    }

    private void RunUnderSavepoints()
    {
        using var transaction = Begin(_connection!);
        foreach (var item in _batch)
        {
            transaction.Save(Savepoint);
            Array.ForEach(_witnesses, w => w.Save(transaction));
            if (!Run(item, transaction))
            {
                transaction.Rollback(Savepoint);
                Array.ForEach(_witnesses, w => w.TakeBack(transaction));
            }

            transaction.Release(Savepoint);
        }

        Commit(transaction);
    }

    private SqliteTransaction Begin(SqliteConnection connection)
    {
        var transaction = connection.BeginTransaction(deferred: false);
        Array.ForEach(_witnesses, w => w.Begin(transaction));
        return transaction;
    }

    private void Commit(SqliteTransaction transaction)
    {
        foreach (var witness in _witnesses)
        {
            Finish(witness.BeforeCommitAsync(transaction, writer: 0, CancellationToken.None));
        }

        transaction.Commit();
    }

    // SQLite answers synchronously, so the task is nearly always done when it comes back.
    private bool Run(CommitWork item, SqliteTransaction transaction)
    {
        var running = item.RunAsync(transaction);
        var wanted = running.IsCompleted ? running.GetAwaiter().GetResult() : running.AsTask().GetAwaiter().GetResult();

        // A full or failing disk is not the fault of this item, and the engine may have undone the whole transaction by itself: what follows would be
        // stored statement by statement.
        if (item.Exception is { } e && Outages.Of(e, database.Dialect) is not null)
        {
            ExceptionDispatchInfo.Throw(e);
        }

        return raw.sqlite3_get_autocommit(_connection!.Handle) == 0
            ? wanted
            : throw new InvalidOperationException("The transaction was undone while an item ran, and the item did not say why.", item.Exception);
    }

    private static void Finish(ValueTask running)
    {
        if (running.IsCompleted)
        {
            running.GetAwaiter().GetResult();
        }
        else
        {
            running.AsTask().GetAwaiter().GetResult();
        }
    }

    private void CloseBroken()
    {
        try
        {
            Close();
        }
        catch (SqliteException)
        {
            // It was broken; that is why it goes.
            _connection = null;
        }
    }

    private void Close()
    {
        if (_connection is { } connection)
        {
            PreparedCommands.Release(connection);
            connection.Dispose();
            _connection = null;
        }
    }
}
