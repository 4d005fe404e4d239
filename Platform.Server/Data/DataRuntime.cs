using Platform.Server.Data.Sqlite;

namespace Platform.Server.Data;

/// <summary>Opens the data directory before anything else starts and closes it after everything else has stopped.</summary>
internal sealed class DataRuntime(DataDirectory directory, SqliteDatabase database, SqliteCommitQueue queue, Migrator migrator) : IHostedLifecycleService, IDisposable
{
    private DataLock? _lock;

    /// <summary>Takes the directory, migrates, starts the writer. Does nothing when that is done already.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (_lock is not null)
        {
            return;
        }

        _lock = DataLock.Acquire(directory);
        await migrator.MigrateAsync(MigrationScripts.Of(typeof(DataRuntime).Assembly, database.Dialect.Name), cancellationToken);
        queue.Start();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        Close();
        return Task.CompletedTask;
    }

    public void Dispose() => Close();

    private void Close()
    {
        // Readers first: the last connection to close folds the log into the file, and readers may not write.
        database.Dispose();
        queue.Stop();
        _lock?.Dispose();
        _lock = null;
    }
}
