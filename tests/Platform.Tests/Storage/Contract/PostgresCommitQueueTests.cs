using System.Data.Common;
using Dapper;
using Npgsql;
using Platform.Model;
using Platform.Server.Data;
using Platform.Server.Data.Postgres;

namespace Platform.Tests.Storage.Contract;

/// <summary>What several writers and a network add.</summary>
public sealed class PostgresCommitQueueTests : CommitQueueContract
{
    protected override string Engine => Engines.Postgres;

    [Fact]
    public async Task A_commit_that_fails_fails_only_the_item_that_caused_it()
    {
        await using var test = await TableAsync();
        await ExecuteAsync(test, "CREATE TABLE child (parent bigint NOT NULL REFERENCES item (n) DEFERRABLE INITIALLY DEFERRED)");
        var gate = Block(test);
        // A deferred foreign key is checked at COMMIT, after every item has run well.
        var good = AddAsync(test, 1);
        var orphan = test.Commits.CommitAsync<Done>(async (tx, _) =>
        {
            await tx.Connection!.ExecuteAsync("INSERT INTO child (parent) VALUES (99)", transaction: tx);
            return Done.It;
        }, default);
        gate.Set();
        await good;
        await Assert.ThrowsAnyAsync<DbException>(() => orphan);
        Assert.Equal([1], await IdsAsync(test));
    }

    [Fact]
    public async Task Lanes_are_written_side_by_side()
    {
        await using var test = await TableAsync();
        var held = Block(test, "held");
        var others = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            var done = test.Commits.CommitAsync($"lane {i}", Insert(i), default);
            return await Task.WhenAny(done, Task.Delay(TimeSpan.FromSeconds(2))) == done;
        }));
        await AddAsync(test, 100).WaitAsync(TimeSpan.FromSeconds(10));
        // Some share the held writer; those of the other writers went on.
        Assert.Contains(true, others);
        held.Set();
        await test.StopAsync();
        Assert.Equal(21, (await IdsAsync(test)).Count);
    }

    [Fact]
    public async Task Who_loses_a_deadlock_is_tried_again_and_both_are_stored_once()
    {
        await using var test = await TableAsync(s => s with { Writers = 2 });
        await AddAsync(test, 1);
        await AddAsync(test, 2);
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        var runs = 0;
        // The lane that is named is not that of work that names none.
        var one = test.Commits.CommitAsync<Done>("lane", (tx, _) => BumpBothAsync(tx, 1, 2, first, second), default);
        var two = test.Commits.CommitAsync<Done>((tx, _) => BumpBothAsync(tx, 2, 1, second, first), default);
        Assert.All(await Task.WhenAll(one, two), r => Assert.True(r.Succeeded));
        Assert.True(runs > 2);
        await using var connection = await test.Database.OpenAsync(default);
        Assert.Equal([2, 2], await connection.QueryAsync<int>("SELECT version FROM item ORDER BY id"));

        async ValueTask<Result<Done>> BumpBothAsync(DbTransaction tx, int mine, int other, TaskCompletionSource have, TaskCompletionSource otherHas)
        {
            Interlocked.Increment(ref runs);
            await BumpAsync(tx, mine);
            have.TrySetResult();
            await otherHas.Task;
            await BumpAsync(tx, other);
            return Done.It;
        }
    }

    [Fact]
    public async Task A_row_that_another_writer_stored_meanwhile_is_seen_at_the_second_look()
    {
        await using var test = await TableAsync(s => s with { Writers = 2 });
        var (looked, stored) = (new TaskCompletionSource(), new TaskCompletionSource());
        var late = test.Commits.CommitAsync<string>(async (tx, _) =>
        {
            if (await tx.Connection!.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM item WHERE id = 1", transaction: tx) > 0)
            {
                return "seen";
            }

            looked.TrySetResult();
            await stored.Task;
            await InsertAsync(tx, 1);
            return "stored";
        }, default);
        await looked.Task;
        await test.Commits.CommitAsync("lane", Insert(1), default);
        stored.SetResult();
        Assert.Equal("seen", (await late).Value);
    }

    [Fact]
    public async Task A_swallowed_error_does_not_pass_for_success()
    {
        await using var test = await TableAsync();
        await Assert.ThrowsAnyAsync<DbException>(() => test.Commits.CommitAsync<Done>(async (tx, _) =>
        {
            await InsertAsync(tx, 1);
            await Assert.ThrowsAnyAsync<DbException>(() => InsertAsync(tx, 1));
            return Done.It;
        }, default));
        Assert.Empty(await IdsAsync(test));
    }

    [Fact]
    public async Task A_server_that_goes_away_between_two_commits_is_found_again()
    {
        await using var test = await TableAsync();
        await AddAsync(test, 1);
        await PostgresCluster.Instance.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{NameOf(test)}'");
        await AddAsync(test, 2);
        Assert.Equal([1, 2], await IdsAsync(test));
    }

    [Fact]
    public async Task Who_lost_the_database_to_another_process_writes_nothing_until_it_is_given_back()
    {
        await using var test = await TableAsync();
        await AddAsync(test, 1);
        await PostgresCluster.Instance.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{NameOf(test)}'");
        await using (var other = new PostgresDatabase(test.Get<DatabaseSettings>()))
        {
            await using var taken = await other.OwnAsync(default);
            var refused = await Assert.ThrowsAnyAsync<Exception>(() => AddAsync(test, 2));
            Assert.Equal(Outage.Taken, Outages.Of(refused, test.Database.Dialect));
            Assert.Equal(Outage.Taken, test.Get<OutageWatch>().Current);
        }

        await AddAsync(test, 3);
        Assert.Equal([1, 3], await IdsAsync(test));
    }

    [Fact]
    public async Task A_connection_lost_in_the_middle_of_the_work_stores_it_once()
    {
        await using var test = await TableAsync();
        var runs = 0;
        await test.Commits.CommitAsync<Done>(async (tx, _) =>
        {
            await InsertAsync(tx, 1);
            if (Interlocked.Increment(ref runs) == 1)
            {
                var pid = await tx.Connection!.ExecuteScalarAsync<int>("SELECT pg_backend_pid()", transaction: tx);
                await PostgresCluster.Instance.ExecuteAsync($"SELECT pg_terminate_backend({pid})");
            }

            await InsertAsync(tx, 2);
            return Done.It;
        }, default);
        Assert.Equal(2, runs);
        Assert.Equal([1, 2], await IdsAsync(test));
    }

    [Fact]
    public async Task A_database_that_stays_away_is_told_to_all_who_wait_and_found_when_it_is_back()
    {
        await using var proxy = new CuttingProxy(PostgresCluster.Instance.Port);
        await using var test = await TableAsync(s => s with { Connection = Through(proxy, s) });
        var gate = Block(test);
        var waiting = Enumerable.Range(0, 100).Select(i => AddAsync(test, i)).ToList();
        proxy.Refuse(true);
        gate.Set();
        foreach (var item in waiting)
        {
            await Assert.ThrowsAnyAsync<DbException>(() => item).WaitAsync(TimeSpan.FromSeconds(60));
        }

        proxy.Refuse(false);
        await AddAsync(test, 1000);
        Assert.Equal([1000], await IdsAsync(test));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task A_commit_whose_answer_is_lost_is_neither_lost_nor_doubled(bool arrives, int runsExpected)
    {
        await using var proxy = new CuttingProxy(PostgresCluster.Instance.Port);
        await using var test = await TableAsync(s => s with { Connection = Through(proxy, s) });
        var runs = 0;
        proxy.CutAtNextCommit(arrives);
        var result = await test.Commits.CommitAsync<Done>(async (tx, _) =>
        {
            runs++;
            await InsertAsync(tx, 1);
            return Done.It;
        }, default);
        Assert.True(result.Succeeded);
        Assert.True(proxy.HasCut);
        Assert.Equal(runsExpected, runs);
        Assert.Equal([1], await IdsAsync(test));
    }

    private static string Through(CuttingProxy proxy, DatabaseSettings settings) =>
        new NpgsqlConnectionStringBuilder(settings.Connection) { Port = proxy.Port, SslMode = SslMode.Disable }.ConnectionString;

    private static string NameOf(TestDatabase test) => PostgresCluster.NameOf(test.Get<DatabaseSettings>());

    private static Task BumpAsync(DbTransaction tx, int id) => tx.Connection!.ExecuteAsync("UPDATE item SET version = version + 1 WHERE id = @id", new { id }, tx);

    private static async Task ExecuteAsync(TestDatabase test, string sql) => _ = (await test.Commits.CommitAsync<Done>(async (tx, _) =>
    {
        await tx.Connection!.ExecuteAsync(sql, transaction: tx);
        return Done.It;
    }, default)).Value;
}
