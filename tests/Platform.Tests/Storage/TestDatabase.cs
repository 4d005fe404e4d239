using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Platform.Server.Data;
using Platform.Server.Data.Sqlite;
using Platform.Tests.Hosting;

namespace Platform.Tests.Storage;

/// <summary>Database, commit queue and outbox without a web server, migrated and started.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly TempData _data = new();

    private TestDatabase(Action<IServiceCollection>? configure)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton<TimeProvider>(Clock);
        services.AddData(_data.Directory);
        configure?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    public TestClock Clock { get; } = new();

    public DataDirectory Directory => _data.Directory;

    public ICommitQueue Commits => Get<ICommitQueue>();

    public IDatabase Database => Get<IDatabase>();

    public static async Task<TestDatabase> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var database = new TestDatabase(configure);
        await database.Get<DataRuntime>().StartingAsync(CancellationToken.None);
        return database;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Closes the data as a stop would; the directory stays.</summary>
    public void Stop() => Get<SqliteCommitQueue>().Stop();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _data.Dispose();
    }
}
