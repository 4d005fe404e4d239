using System.Data.Common;
using Platform.Model;

namespace Platform.Server.Data;

/// <summary>One caller's piece of work on its way through a commit queue, whatever the engine.</summary>
internal abstract class CommitWork(string? lane, CancellationToken ct)
{
    /// <summary>Null: the lane of all work that names none.</summary>
    public string? Lane => lane;

    /// <summary>What the last run threw.</summary>
    public Exception? Exception { get; protected set; }

    /// <summary>The caller went away before the work began: it is dropped.</summary>
    public bool DropIfCancelled()
    {
        if (!ct.IsCancellationRequested)
        {
            return false;
        }

        Cancel(ct);
        return true;
    }

    /// <summary>
    /// Runs the work and keeps its outcome until the transaction is decided; false when what it wrote must be undone. May be run again after a rollback:
    /// the last outcome counts.
    /// </summary>
    public abstract ValueTask<bool> RunAsync(DbTransaction transaction);

    /// <summary>What an earlier run met no longer counts.</summary>
    public abstract void Forget();

    /// <summary>The transaction is on disk, or this work had none of it: tell the caller the outcome.</summary>
    public abstract void Complete();

    /// <summary>The whole transaction failed.</summary>
    public abstract void Fail(Exception exception);

    protected abstract void Cancel(CancellationToken token);
}

internal sealed class CommitWork<T>(Func<DbTransaction, CancellationToken, ValueTask<Result<T>>> work, string? lane, CancellationToken ct) : CommitWork(lane, ct)
{
    // Continuations run elsewhere: the writer must not execute its callers' code.
    private readonly TaskCompletionSource<Result<T>> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Result<T>? _result;

    public Task<Result<T>> Outcome => _outcome.Task;

    public override async ValueTask<bool> RunAsync(DbTransaction transaction)
    {
        Forget();
        try
        {
            // Once begun it runs to its end: half a step is worth nothing to anybody.
            _result = await work(transaction, CancellationToken.None);
            return _result.Succeeded;
        }
#pragma warning disable CA1031 // Whatever it is, it belongs to the caller of this work alone.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Exception = e;
            return false;
        }
    }

    public override void Forget() => (_result, Exception) = (null, null);

    public override void Complete()
    {
        if (Exception is not null)
        {
            _outcome.TrySetException(Exception);
        }
        else
        {
            _outcome.TrySetResult(_result!);
        }
    }

    public override void Fail(Exception exception) => _outcome.TrySetException(Exception ?? exception);

    protected override void Cancel(CancellationToken token) => _outcome.TrySetCanceled(token);
}
