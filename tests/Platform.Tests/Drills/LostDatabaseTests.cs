using Npgsql;
using Platform.Drills;
using Platform.Server.Data;
using Platform.Tests.Hosting;
using Platform.Tests.Storage;

namespace Platform.Tests.Drills;

/// <summary>A database on a server goes away, or the way to it is cut, while a crowd works.</summary>
public sealed class LostDatabaseTests
{
    [Fact]
    public async Task A_database_that_crashes_and_comes_back_is_found_again_and_still_serves_one_process()
    {
        TestEngine.SkipWithout(Engines.Postgres);
        var cluster = new PostgresCluster(durable: true);
        var database = Arguments(await cluster.CreateAsync());
        using var ground = await DrillGround.OpenAsync(database);
        cluster.Stop();
        await ground.IsPutOffAsync("cannot be reached");
        cluster.Start();
        await ground.Server.UntilReadyAsync();

        // The lock went with the server that crashed; it was taken again.
        var (code, said) = await ServerProcess.RunAsync(
            DrillGround.Program, ["serve", "--demo", "--port", $"{Ports.Free()}", "--data", Path.Combine(ground.Folder, "other"), .. database]);
        Assert.Equal(1, code);
        Assert.Contains("is in use by another process of the platform.", Assert.Single(said.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.True((await ground.IsWellAgainAsync(journal: false)).Refused > 0);
        await JournalIsWholeAsync(ground, database);
    }

    [Fact]
    public async Task Connections_cut_in_the_middle_of_commits_and_ended_by_the_server_lose_and_double_nothing()
    {
        TestEngine.SkipWithout(Engines.Postgres);
        await using var proxy = new CuttingProxy(PostgresCluster.Instance.Port);
        var settings = await PostgresCluster.Instance.CreateAsync();
        var database = Arguments(settings with { Connection = new NpgsqlConnectionStringBuilder(settings.Connection) { Port = proxy.Port, SslMode = SslMode.Disable }.ConnectionString });
        using var ground = await DrillGround.OpenAsync(database);
        for (var cut = 0; cut < 10; cut++)
        {
            // In turn: the server never hears of the commit; it carries it out and its answer is lost.
            proxy.CutAtNextCommit(arrives: cut % 2 == 1);
            await DrillGround.UntilAsync(() => Task.FromResult(!proxy.IsArmed), "no commit came");
            await ground.Crowd.ProgressAsync(5);
        }

        // The mark told what became of each: nobody heard of it.
        var cutOnly = await ground.Crowd.CountAsync();
        Assert.Equal((0, 0), (cutOnly.Refused, cutOnly.Unanswered));
        for (var end = 0; end < 3; end++)
        {
            await PostgresCluster.Instance.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{PostgresCluster.NameOf(settings)}'");
            await ground.Crowd.ProgressAsync(10);
        }

        await ground.IsWellAgainAsync(journal: false);
        await JournalIsWholeAsync(ground, database);
        await PostgresCluster.Instance.DropAsync(settings);
    }

    [Fact]
    public async Task A_commit_whose_end_stays_unknown_is_told_so_and_done_once_when_it_is_asked_again()
    {
        TestEngine.SkipWithout(Engines.Postgres);
        await using var proxy = new CuttingProxy(PostgresCluster.Instance.Port);
        var settings = await PostgresCluster.Instance.CreateAsync();
        var database = Arguments(settings with { Connection = new NpgsqlConnectionStringBuilder(settings.Connection) { Port = proxy.Port, SslMode = SslMode.Disable }.ConnectionString });
        using var ground = await DrillGround.OpenAsync(database);
        proxy.CutAtNextCommit(arrives: true, forGood: true);
        await ground.IsPutOffAsync("cannot be reached");
        await DrillGround.UntilAsync(() => Task.FromResult(ground.Server.Said().Contains("its end: Unknown", StringComparison.Ordinal)), "the commit was resolved");
        proxy.Refuse(false);
        await ground.IsWellAgainAsync(journal: false);
        await JournalIsWholeAsync(ground, database);
        await PostgresCluster.Instance.DropAsync(settings);
    }

    private static string[] Arguments(DatabaseSettings settings) => ["--db", "postgres", "--connection", settings.Connection];

    private static async Task JournalIsWholeAsync(DrillGround ground, string[] database)
    {
        await ground.Server.KillAsync();
        var inspection = new Inspection();
        await inspection.JournalAsync(DrillGround.Program, ground.Server.Data, database);
        Assert.Empty(inspection.Findings);
    }
}
