using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Platform.Server.Data;
using Platform.Tests.Hosting;

namespace Platform.Tests.Storage;

/// <summary>Database, commit queue and outbox without a web server, migrated and started.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly TempData _own = new();

    private TestDatabase(Action<IServiceCollection>? configure, DataDirectory? directory)
    {
        Directory = directory ?? _own.Directory;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton<TimeProvider>(Clock);
        services.AddData(Directory);
        configure?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    public TestClock Clock { get; } = new();

    public DataDirectory Directory { get; }

    public ICommitQueue Commits => Get<ICommitQueue>();

    public IDatabase Database => Get<IDatabase>();

    public static async Task<TestDatabase> StartAsync(Action<IServiceCollection>? configure = null, DataDirectory? directory = null)
    {
        var database = new TestDatabase(configure, directory);
        await database.Get<DataRuntime>().StartingAsync(CancellationToken.None);
        return database;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Closes the data as a stop would; the directory stays.</summary>
    public ValueTask StopAsync() => Get<ICommitWriter>().StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _own.Dispose();
    }
}
