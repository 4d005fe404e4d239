using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Server.Data;
using Platform.Server.Data.Postgres;
using Platform.Server.Data.Sqlite;
using Platform.Server.Data.SqlServer;
using Platform.Tests.Hosting;

namespace Platform.Tests.Storage.Contract;

/// <summary>How migrations are applied, whatever the engine.</summary>
public abstract class MigrationContract
{
    protected abstract string Engine { get; }

    [Fact]
    public async Task The_second_time_does_nothing()
    {
        using var data = new TempData();
        var database = await NewDatabaseAsync(data);
        var all = MigrationScripts.Of(typeof(Migrator).Assembly, Engine);
        Assert.Equal(all.Select(s => s.Name), await MigrateAsync(database, all));
        Assert.Empty(await MigrateAsync(database, all));
        await CloseAsync(database, data);
    }

    [Fact]
    public async Task A_script_that_fails_leaves_nothing_and_is_named()
    {
        using var data = new TempData();
        var database = await NewDatabaseAsync(data);
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => MigrateAsync(database, [new("A/0001_a", "CREATE TABLE a (x INTEGER); CREATE TABLE a (y INTEGER);")]));
        Assert.Contains("A/0001_a", e.Message, StringComparison.Ordinal);
        Assert.Equal(["A/0001_a"], await MigrateAsync(database, [new("A/0001_a", "CREATE TABLE a (y INTEGER);")]));
        await using (var connection = await database.OpenAsync(default))
        {
            Assert.Empty(await connection.QueryAsync<int>("SELECT y FROM a"));
        }

        await CloseAsync(database, data);
    }

    [Fact]
    public async Task Three_starts_at_once_on_an_empty_database_all_succeed()
    {
        using var data = new TempData();
        var all = MigrationScripts.Of(typeof(Migrator).Assembly, Engine);
        List<IDatabaseEngine> starts = [await NewDatabaseAsync(data), await NewDatabaseAsync(data), await NewDatabaseAsync(data)];
        var applied = await Task.WhenAll(starts.Select(database => Task.Run(() => MigrateAsync(database, all))));
        Assert.Equal(all.Count, applied.Sum(a => a.Count));
        foreach (var database in starts)
        {
            await CloseAsync(database, data);
        }
    }

    [Fact]
    public async Task A_second_server_on_the_same_database_is_refused_until_the_first_has_stopped()
    {
        using var data = new TempData();
        var (one, two) = (await NewDatabaseAsync(data), await NewDatabaseAsync(data));
        if (await one.OwnAsync(default) is { } owned)
        {
            var e = await Assert.ThrowsAsync<DatabaseTakenException>(async () => await two.OwnAsync(default));
            Assert.Contains("in use", e.Message, StringComparison.Ordinal);
            await owned.DisposeAsync();
            await ((await two.OwnAsync(default))?.DisposeAsync() ?? default);
        }
        else
        {
            // The embedded database lies in the data directory, which has a lock.
            using var held = DataLock.Acquire(data.Directory);
            Assert.Throws<DataDirectoryInUseException>(() => DataLock.Acquire(data.Directory));
        }

        await CloseAsync(one, data);
        await CloseAsync(two, data);
    }

    private async Task<IDatabaseEngine> NewDatabaseAsync(TempData data)
    {
        TestEngine.SkipWithout(Engine);
        var settings = await TestEngine.OfAsync(data.Directory, Engine);
        return Engine switch
        {
            Engines.Sqlite => new SqliteDatabase(data.Directory),
            Engines.Postgres => new PostgresDatabase(settings),
            _ => new SqlServerDatabase(settings),
        };
    }

    private static async Task CloseAsync(IDatabaseEngine database, TempData data)
    {
        await database.CloseAsync();
        await (database is IAsyncDisposable open ? open.DisposeAsync() : default);
        await TestEngine.DropAsync(data.Directory);
    }

    private static Task<IReadOnlyList<string>> MigrateAsync(IDatabaseEngine database, IReadOnlyList<MigrationScript> scripts) =>
        new Migrator(database, NullLogger<Migrator>.Instance).MigrateAsync(scripts, default);
}

public sealed class SqliteMigrationTests : MigrationContract
{
    protected override string Engine => Engines.Sqlite;
}

public sealed class PostgresMigrationTests : MigrationContract
{
    protected override string Engine => Engines.Postgres;

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_refused_in_one_sentence()
    {
        var nowhere = new PostgresDatabase(new(Engines.Postgres, $"Host=127.0.0.1;Port={Platform.Server.Hosting.FreePorts.Take(1)[0]};Username=x;Database=x", 1));
        var e = await Assert.ThrowsAsync<DatabaseRefusedException>(async () => await nowhere.OwnAsync(default));
        Assert.StartsWith("PostgreSQL cannot be reached", e.Message, StringComparison.Ordinal);
        await nowhere.DisposeAsync();
    }
}
