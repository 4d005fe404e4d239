namespace Platform.Server.Data;

/// <summary>Opens the data directory and the database before anything else starts and closes them after everything else has stopped.</summary>
internal sealed class DataRuntime(DataDirectory directory, IDatabaseEngine database, ICommitWriter queue, Migrator migrator) : IHostedLifecycleService, IAsyncDisposable
{
    private DataLock? _lock;
    private IAsyncDisposable? _owned;

    /// <summary>Takes directory and database, migrates, starts the writer. Does nothing when that is done already.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (_lock is not null)
        {
            return;
        }

        _lock = DataLock.Acquire(directory, database.IsShared);
        _owned = await database.OwnAsync(cancellationToken);
        await migrator.MigrateAsync(MigrationScripts.Of(typeof(DataRuntime).Assembly, database.Dialect.Name), cancellationToken);
        await queue.StartAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        // Readers first: on SQLite the last connection to close folds the log into the file, and readers may not write.
        await database.CloseAsync();
        await queue.StopAsync();
        await (_owned?.DisposeAsync() ?? default);
        _owned = null;
        _lock?.Dispose();
        _lock = null;
    }
}
