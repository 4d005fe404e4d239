using System.Text;
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
    public async Task Cases_from_before_their_states_were_bytes_keep_state_content_and_tasks()
    {
        using var data = new TempData();
        var database = await NewDatabaseAsync(data);
        var all = MigrationScripts.Of(typeof(Migrator).Assembly, Engine);
        var id = Guid.Parse("01a22487-005f-76d8-b307-df57c9b1a852");
        var (open, done) = (Guid.Parse("01a22487-033e-73ae-937a-53f8675454ec"), Guid.Parse("01a22487-0344-70bd-9e9b-755e81b44c56"));
        var facts = "'330110', '11330110YL00000126', 'N1', '', 'permit', 'Received', null, 'h', '2026-03-02T01:00:00.0000000Z', '2026-03-02T01:00:00.0000000Z', null";
        await MigrateAsync(database, [.. all.Where(s => string.CompareOrdinal(s.Name, "Cases/0011") < 0), new("Test/0001_before", $$"""
            insert into case_file (id, version, locality, authority, number, tracking_code, item_code, state, applicant_account, applicant_hash, filed_at, updated_at, due_on, body)
            values ({{Literal(id)}}, 3, {{facts}}, 'a1.k.s');
            insert into case_file (id, version, locality, authority, number, tracking_code, item_code, state, applicant_account, applicant_hash, filed_at, updated_at, due_on, body)
            values ({{Literal(open)}}, 1, {{facts.Replace("'N1', ''", "'N2', 'CODE'", StringComparison.Ordinal)}}, {{(Engine == Engines.SqlServer ? "N" : "")}}'{"text":"许可"}');
            insert into case_answers (case_id, revision, locality, body) values ({{Literal(id)}}, 2, '330110', 'a1.k.c');
            insert into case_task (id, case_id, locality, state, kind, step_id, opened_at, body) values ({{Literal(open)}}, {{Literal(id)}}, '330110', 'open', 'Review', 's', '2026-03-02T01:00:00.0000000Z', '{}');
            insert into case_task (id, case_id, locality, state, kind, step_id, opened_at, body) values ({{Literal(done)}}, {{Literal(id)}}, '330110', 'closed', 'Review', 's', '2026-03-02T01:00:00.0000000Z', '{}');
            """)]);

        await MigrateAsync(database, all);

        await using (var connection = await database.OpenAsync(default))
        {
            Assert.Equal((3L, 0, "a1.k.s"), await StateAsync(id));
            Assert.Equal((1L, 1, """{"text":"许可"}"""), await StateAsync(open));
            Assert.Equal("a1.k.c", Encoding.UTF8.GetString(await connection.QuerySingleAsync<byte[]>("select sealed from case_content where case_id = @id and revision = 2", new { id })));
            Assert.Equal(open, await connection.QuerySingleAsync<Guid>("select id from case_task"));
            Assert.Equal((done, id), await connection.QuerySingleAsync<(Guid, Guid)>("select id, case_id from case_task_done"));

            async Task<(long Version, int Plain, string Text)> StateAsync(Guid of)
            {
                var (version, plain, stored) = await connection.QuerySingleAsync<(long, int, byte[])>("select version, plain, sealed from case_state where case_id = @of", new { of });
                return (version, plain, Encoding.UTF8.GetString(stored));
            }
        }

        await CloseAsync(database, data);

        string Literal(Guid key) => Engine == Engines.SqlServer ? "0x" + key.ToString("N") : $"'{key}'";
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
