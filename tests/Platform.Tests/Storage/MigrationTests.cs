using Microsoft.Data.Sqlite;
using Platform.Server.Data;

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
    [InlineData(Engines.Postgres, "CREATE TABLE t (id uuid, name varchar(20) COLLATE \"C\", at timestamptz, yes boolean) ;")]
    [InlineData(Engines.SqlServer, "CREATE TABLE t (id binary(16), name nvarchar(20) COLLATE Latin1_General_100_BIN2, at datetimeoffset(7), yes bit) ;")]
    public void Servers_have_types_of_their_own(string engine, string expected) =>
        Assert.Equal(expected, MigrationScripts.Fill("CREATE TABLE t (id {{guid}}, name {{text:20}}, at {{instant}}, yes {{bool}}) {{clustered}};", "F/0001_t", engine));

    [Fact]
    public void On_SQL_Server_every_statement_is_a_batch_of_its_own()
    {
        const string Script = "ALTER TABLE t ADD a {{int}} NULL;\nUPDATE t SET a = 1;\n";
        Assert.Equal("ALTER TABLE t ADD a int NULL;\nGO\nUPDATE t SET a = 1;\nGO\n", MigrationScripts.Of([("Ark.Migrations.0001_a.sql", Script)], Engines.SqlServer).Single().Sql);
        Assert.Equal("BEGIN THROW 1, 'a', 1;\nEND", MigrationScripts.Of([("Ark.Migrations.0001_a.sqlserver.sql", "BEGIN THROW 1, 'a', 1;\nEND")], Engines.SqlServer).Single().Sql);
        Assert.DoesNotContain("GO", MigrationScripts.Of([("Ark.Migrations.0001_a.sql", Script)], Engines.Postgres).Single().Sql, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_script_exists_for_every_engine() =>
        Assert.All(Engines.All, engine => Assert.Equal(
            MigrationScripts.Of(typeof(Migrator).Assembly, Engines.Sqlite).Select(s => s.Name), MigrationScripts.Of(typeof(Migrator).Assembly, engine).Select(s => s.Name)));

    [Theory]
    [InlineData("{{varchar}}")]
    [InlineData("{{guid:3}}")]
    [InlineData("{{text:many}}")]
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

    /// <summary>Waiting messages moved to a table of another layout; what waited then is still delivered.</summary>
    [Fact]
    public async Task What_waits_in_the_outbox_survives_its_change_of_tables()
    {
        var scripts = MigrationScripts.Of(typeof(Migrator).Assembly, Engines.Sqlite).Where(s => s.Name.StartsWith("Data/", StringComparison.Ordinal)).ToDictionary(s => s.Name, s => s.Sql);
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await RunAsync(scripts["Data/0001_outbox"]);
        await RunAsync(
            """
            INSERT INTO outbox_delivery (target, position, kind, id, name, subject, locality, at, body, attempts, due, error)
            VALUES ('sms', 8, 'message', 'k8', 'n', 's', '330110', 't', '{}', 3, 'later', 'no line'), ('sms', 7, 'message', 'k7', 'n', 's', '330110', 't', '{}', 0, NULL, NULL)
            """);
        await RunAsync(scripts["Data/0003_outbox_waiting"]);

        await using var read = connection.CreateCommand();
        read.CommandText = "SELECT group_concat(target || position || kind || id || name || subject || locality || at || body || attempts || ifnull(due, '-') || ifnull(error, '-'), ' ' ORDER BY position) FROM outbox_waiting";
        Assert.Equal("sms7messagek7ns330110t{}0-- sms8messagek8ns330110t{}3laterno line", await read.ExecuteScalarAsync(TestContext.Current.CancellationToken));

        async Task RunAsync(string sql)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }
}
