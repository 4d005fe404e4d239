using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Platform.Server.Data;
using Platform.Tests.Hosting;

namespace Platform.Tests.Storage;

/// <summary>Database, commit queue and outbox without a web server, migrated and started.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly TempData _own;

    private TestDatabase(Action<IServiceCollection>? configure, DataDirectory? directory, TempData own, DatabaseSettings settings)
    {
        _own = own;
        Directory = directory ?? own.Directory;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton<TimeProvider>(Clock);
        services.AddData(Directory, settings);
        configure?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    public TestClock Clock { get; } = new();

    public DataDirectory Directory { get; }

    public ICommitQueue Commits => Get<ICommitQueue>();

    public IDatabase Database => Get<IDatabase>();

    /// <param name="engine">Null: the one of the run.</param>
    /// <param name="settings">Changes how the database is reached.</param>
    public static async Task<TestDatabase> StartAsync(
        Action<IServiceCollection>? configure = null, DataDirectory? directory = null, string? engine = null, Func<DatabaseSettings, DatabaseSettings>? settings = null)
    {
        TestEngine.SkipWithout(engine ?? TestEngine.Default);
        var own = new TempData();
        var given = await TestEngine.OfAsync(directory ?? own.Directory, engine ?? TestEngine.Default);
        var database = new TestDatabase(configure, directory, own, settings?.Invoke(given) ?? given);
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
        await TestEngine.DropAsync(_own.Directory);
        _own.Dispose();
    }
}
