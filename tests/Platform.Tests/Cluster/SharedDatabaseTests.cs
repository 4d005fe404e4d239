using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Model;
using Platform.Server.Data;
using Platform.Server.Data.Postgres;
using Platform.Server.Data.SqlServer;
using Platform.Tests.Hosting;
using Platform.Tests.Storage;

namespace Platform.Tests.Cluster;

/// <summary>Two processes on one database, each as a process sees it.</summary>
public sealed class SharedDatabaseTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Each_has_a_number_and_a_free_one_is_given_again()
    {
        await using var first = await StartAsync();
        await using (var second = await StartAsync(first))
        {
            Assert.Equal((0, 1), (NodeOf(first), NodeOf(second)));
            Assert.True(await NodeNumbers.IsTakenAsync(first.Get<IServerDatabase>(), 1, default));
        }

        Assert.False(await NodeNumbers.IsTakenAsync(first.Get<IServerDatabase>(), 1, default));
        await using var third = await StartAsync(first);
        Assert.Equal(1, NodeOf(third));
    }

    [Fact]
    public async Task Who_wants_the_database_alone_waits_for_those_that_share_it()
    {
        await using var first = await StartAsync();
        await using (var alone = new PostgresDatabase(first.Get<DatabaseSettings>() with { Shared = false }))
        {
            await Assert.ThrowsAsync<DatabaseTakenException>(async () => await alone.OwnAsync(default));
        }

        var settings = first.Get<DatabaseSettings>();
        await first.Get<DataRuntime>().DisposeAsync();
        await using var other = new PostgresDatabase(settings with { Shared = false });
        await using var owned = await other.OwnAsync(default);
        await using var late = new PostgresDatabase(settings);
        await Assert.ThrowsAsync<DatabaseTakenException>(async () => await late.OwnAsync(default));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("lane")]
    public async Task Work_of_one_lane_runs_one_after_the_other_in_whichever_process(string? lane)
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync(first);
        var (inside, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(n => CommitAsync((n % 2 == 0 ? first : second).Commits, lane, async () =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Delay(3);
            Interlocked.Decrement(ref inside);
        })));
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Work_of_different_lanes_does_not_wait_for_the_other_process()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync(first);
        var (begun, over) = (new TaskCompletionSource(), new TaskCompletionSource());
        var held = CommitAsync(first.Commits, "one", async () =>
        {
            begun.SetResult();
            await over.Task;
        });
        await begun.Task;
        await CommitAsync(second.Commits, "other", () => Task.CompletedTask).WaitAsync(Soon);
        over.SetResult();
        await held;
    }

    [Fact]
    public async Task A_duty_is_done_by_one_and_goes_to_the_other_when_its_session_is_lost()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync(first);
        var (one, other) = (first.Get<SharedDuties>(), second.Get<SharedDuties>());
        string[] duties = ["a", "b", "c", "d", "e", "f"];
        Assert.All(duties, d => Assert.False(one.Has(d) || other.Has(d)));
        await one.StartAsync(default);
        await other.StartAsync(default);
        await UntilAsync(() => duties.All(d => one.Has(d) || other.Has(d)));
        Assert.DoesNotContain(duties, d => one.Has(d) && other.Has(d));
        Assert.NotEmpty(one.Held);
        Assert.NotEmpty(other.Held);

        await one.StopAsync(default);
        await one.DisposeAsync();
        await UntilAsync(() => duties.All(other.Has));
        await other.StopAsync(default);
    }

    [Fact]
    public async Task A_process_that_lost_its_connections_has_its_number_and_duties_again()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync(first);
        var duties = second.Get<SharedDuties>();
        _ = duties.Has("a");
        await duties.StartAsync(default);
        await UntilAsync(() => duties.Has("a"));
        await PostgresCluster.Instance.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{PostgresCluster.NameOf(first.Get<DatabaseSettings>())}'");
        await UntilAsync(() => !duties.Has("a"));
        await CommitAsync(second.Commits, null, () => Task.CompletedTask);
        Assert.Equal(1, NodeOf(second));
        Assert.True(await NodeNumbers.IsTakenAsync(first.Get<IServerDatabase>(), 1, default));
        await UntilAsync(() => duties.Has("a"));
        await duties.StopAsync(default);
    }

    [Fact]
    public async Task Two_processes_never_write_to_the_same_place_of_the_outbox()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync(first);
        var positions = new List<long>();
        foreach (var test in new[] { first, second })
        {
            await CommitAsync(test.Commits, null, async tx =>
            {
                for (var n = 0; n < 50; n++)
                {
                    await test.Get<IOutbox>().SendAsync(tx, new OutboundMessage(test.Get<IIdSource>().Next(), "pigeon", "{}", test.Clock.GetUtcNow()), default);
                }
            });
        }

        await using var connection = await first.Database.OpenAsync(default);
        positions.AddRange(await connection.QueryAsync<long>("SELECT position FROM outbox_waiting"));
        Assert.Equal(100, positions.Count);
        Assert.Equal([0, 1], positions.Select(p => (int)(p % NodeNumbers.Most)).Distinct().Order());
    }

    [Fact]
    public void The_locks_of_lanes_are_taken_in_one_order_on_SQL_Server_too()
    {
        var (text, names) = SqlServerDatabase.LaneLocks(["b", "a", "330110"]);
        Assert.Equal(["platform.lane.330110", "platform.lane.a", "platform.lane.b"], names);
        using var reader = new StringReader(text);
        new Microsoft.SqlServer.TransactSql.ScriptDom.TSql160Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);
        Assert.Empty(errors);
        Assert.Equal(3, text.Split("sp_getapplock").Length - 1);
    }

    private static int NodeOf(TestDatabase test) => test.Get<IServerDatabase>().Node;

    /// <param name="beside">Shares its database with this one.</param>
    private static Task<TestDatabase> StartAsync(TestDatabase? beside = null) => TestDatabase.StartAsync(
        services => services.AddSingleton<IOutboundChannel, Pigeon>(),
        beside?.Directory,
        Engines.Postgres,
        s => s with { Shared = true });

    private static Task CommitAsync(ICommitQueue commits, string? lane, Func<Task> work) => CommitAsync(commits, lane, _ => work());

    private static async Task CommitAsync(ICommitQueue commits, string? lane, Func<System.Data.Common.DbTransaction, Task> work)
    {
        async ValueTask<Result<Done>> RunAsync(System.Data.Common.DbTransaction transaction, CancellationToken ct)
        {
            await work(transaction);
            return Done.It;
        }

        _ = (await (lane is null ? commits.CommitAsync<Done>(RunAsync, default) : commits.CommitAsync<Done>(lane, RunAsync, default))).Value;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Soon);
        while (!condition())
        {
            await Task.Delay(50, limit.Token);
        }
    }

    private sealed class Pigeon : IOutboundChannel
    {
        public string Name => "pigeon";

        public Task DeliverAsync(OutboundMessage message, CancellationToken ct) => throw new IOException("The pigeon is ill.");
    }
}
