using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Server.Data;
using Platform.Server.Data.Sqlite;
using Platform.Tests.Hosting;

namespace Platform.Tests.Storage;

public sealed class MigrationTests
{
    [Fact]
    public void Tokens_become_the_engines_types()
    {
        var sql = MigrationScripts.Fill("CREATE TABLE t (id {{guid}}, name {{text:20}}, at {{instant}}, yes {{bool}}) {{clustered}};", "F/0001_t", "sqlite");
        Assert.Equal("CREATE TABLE t (id TEXT, name TEXT, at TEXT, yes INTEGER) WITHOUT ROWID;", sql);
    }

    [Theory]
    [InlineData("{{varchar}}")]
    [InlineData("{{guid:3}}")]
    [InlineData("{{}}")]
    public void An_unknown_token_is_an_error_that_names_the_script(string token)
    {
        var e = Assert.Throws<InvalidOperationException>(() => MigrationScripts.Fill($"CREATE TABLE t (a {token});", "Forms/0001_t", "sqlite"));
        Assert.Contains("Forms/0001_t", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scripts_are_ordered_by_feature_then_number_and_the_engines_own_wins()
    {
        var scripts = MigrationScripts.Of(
            [
                ("Zoo.Migrations.0001_b.sql", "z1"),
                ("Ark.Migrations.0002_b.sql", "a2"),
                ("Ark.Migrations.0001_a.sql", "general"),
                ("Ark.Migrations.0001_a.sqlite.sql", "own"),
                ("Ark.Migrations.0003_c.postgres.sql", "other"),
            ], "sqlite");
        Assert.Equal([new("Ark/0001_a", "own"), new("Ark/0002_b", "a2"), new MigrationScript("Zoo/0001_b", "z1")], scripts);
    }

    [Fact]
    public void One_number_twice_is_an_error() => Assert.Throws<InvalidOperationException>(() =>
        MigrationScripts.Of([("Ark.Migrations.0001_a.sql", ""), ("Ark.Migrations.0001_b.sql", "")], "sqlite"));

    [Theory]
    [InlineData("Ark.Migrations.1_a.sql")]
    [InlineData("Ark.Migrations.0001_a.mysql.sql")]
    [InlineData("Ark.Migrations.0001.sql")]
    public void A_name_that_is_none_is_an_error(string name) => Assert.Throws<InvalidOperationException>(() => MigrationScripts.Of([(name, "")], "sqlite"));

    [Fact]
    public async Task The_second_time_does_nothing()
    {
        using var data = new TempData();
        var database = new SqliteDatabase(data.Directory);
        var migrator = new Migrator(database, NullLogger<Migrator>.Instance);
        var all = MigrationScripts.Of(typeof(Migrator).Assembly, "sqlite");
        Assert.Equal(all.Select(s => s.Name), await migrator.MigrateAsync(all, default));
        Assert.Empty(await migrator.MigrateAsync(all, default));
    }

    [Fact]
    public async Task A_script_that_fails_leaves_nothing_and_is_named()
    {
        using var data = new TempData();
        var database = new SqliteDatabase(data.Directory);
        var migrator = new Migrator(database, NullLogger<Migrator>.Instance);
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => migrator.MigrateAsync([new("A/0001_a", "CREATE TABLE a (x INTEGER); CREATE TABLE a (y INTEGER);")], default));
        Assert.Contains("A/0001_a", e.Message, StringComparison.Ordinal);
        await using var connection = await database.OpenAsync(default);
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM sqlite_master WHERE name = 'a'"));
    }

    [Fact]
    public async Task Three_starts_at_once_on_an_empty_directory_all_succeed()
    {
        using var data = new TempData();
        var all = MigrationScripts.Of(typeof(Migrator).Assembly, "sqlite");
        var applied = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            var database = new SqliteDatabase(data.Directory);
            return await new Migrator(database, NullLogger<Migrator>.Instance).MigrateAsync(all, default);
        })));
        Assert.Equal(all.Count, applied.Sum(a => a.Count));
    }
}
