using System.Data.Common;
using System.Threading.Channels;
using Platform.Model;
using Platform.Server.Data;

namespace Platform.Tests.Scheduling;

/// <summary>What a queue may be careless about.</summary>
public enum Carelessness
{
    /// <summary>Nothing: the scenario must find no fault with it.</summary>
    None,
    AnswersBeforeTheCommit,
    KeepsWhatFailed,
    RepeatsALostCommit,
    FailsAllTogether,
    TakesTheLastFirst,
    ForgetsWhatWaitsAtTheStop,
    StoresWhatWasCancelled,
    GivesUpItsWriterAfterAnOutage,
}

/// <summary>A small group commit that is careless on purpose, to show that the scenario finds it out.</summary>
internal sealed class CarelessQueue(FakeServer server, Carelessness how) : ICommitWriter
{
    private readonly Channel<CommitWork> _queue = Channel.CreateUnbounded<CommitWork>();
    private Task? _running;

    public async Task<Result<T>> CommitAsync<T>(Func<DbTransaction, CancellationToken, ValueTask<Result<T>>> work, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var item = new CommitWork<T>(work, null, how == Carelessness.StoresWhatWasCancelled ? CancellationToken.None : ct);
        await _queue.Writer.WriteAsync(item, ct);
        return await (how == Carelessness.StoresWhatWasCancelled ? UntilLeftAsync(item.Outcome, ct) : item.Outcome);
    }

    private static async Task<Result<T>> UntilLeftAsync<T>(Task<Result<T>> outcome, CancellationToken ct)
    {
        var told = new TaskCompletionSource<Result<T>>();
        await using var leaving = ct.Register(() => told.TrySetCanceled(ct));
        _ = TellAsync();
        return await told.Task;

        async Task TellAsync()
        {
            try
            {
                told.TrySetResult(await outcome);
            }
            catch (Exception e)
            {
                told.TrySetException(e);
            }
        }
    }

    public ValueTask StartAsync(CancellationToken ct)
    {
        _running = WriteAsync();
        return default;
    }

    public async ValueTask StopAsync()
    {
        _queue.Writer.TryComplete();
        while (how == Carelessness.ForgetsWhatWaitsAtTheStop && _queue.Reader.TryRead(out _))
        {
        }

        await _running!;
    }

    private async Task WriteAsync()
    {
        while (await _queue.Reader.WaitToReadAsync())
        {
            var batch = new List<CommitWork>();
            while (_queue.Reader.TryRead(out var item))
            {
                if (!item.DropIfCancelled())
                {
                    batch.Add(item);
                }
            }

            if (how == Carelessness.TakesTheLastFirst)
            {
                batch.Reverse();
            }

            if (await TryAsync(batch))
            {
                continue;
            }

            foreach (var item in batch)
            {
                if (how == Carelessness.FailsAllTogether)
                {
                    item.Fail(new FakeException(FakeFault.Away));
                }
                else if (!await TryAsync([item]))
                {
                    item.Complete();
                }
            }
        }
    }

    /// <summary>False when an item refused or threw; what the database throws is told here.</summary>
    private async Task<bool> TryAsync(List<CommitWork> items)
    {
        try
        {
            await using var connection = await server.OpenWriterAsync(CancellationToken.None);
            await using var transaction = await connection.BeginTransactionAsync();
            foreach (var item in items)
            {
                if (!await item.RunAsync(transaction) && how != Carelessness.KeepsWhatFailed)
                {
                    await transaction.RollbackAsync();
                    return false;
                }
            }

            if (how == Carelessness.AnswersBeforeTheCommit)
            {
                items.ForEach(i => i.Complete());
            }

            await transaction.CommitAsync();
            items.ForEach(i => i.Complete());
            return true;
        }
        catch (FakeException e) when (how == Carelessness.GivesUpItsWriterAfterAnOutage)
        {
            items.ForEach(i => i.Fail(e));
            await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
            return true;
        }
        catch (FakeException e) when (how == Carelessness.RepeatsALostCommit && e.Fault == FakeFault.Lost)
        {
            return await TryAsync(items);
        }
        catch (FakeException e)
        {
            // Honest, though of little use: what became of it is not known.
            items.ForEach(i => i.Fail(new CommitUnknownException(e)));
            return true;
        }
    }
}
