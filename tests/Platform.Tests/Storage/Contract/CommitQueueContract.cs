using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Platform.Model;
using Platform.Server.Data;

namespace Platform.Tests.Storage.Contract;

/// <summary>What every commit queue promises.</summary>
public abstract class CommitQueueContract
{
    protected abstract string Engine { get; }

    [Fact]
    public async Task A_thousand_commits_at_once_are_all_stored()
    {
        await using var test = await TableAsync();
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => AddAsync(test, i)));
        Assert.Equal(1000, (await IdsAsync(test)).Count);
    }

    [Fact]
    public async Task Work_that_names_no_lane_is_stored_in_the_order_it_came()
    {
        await using var test = await TableAsync();
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => AddAsync(test, i)));
        await using var connection = await test.Database.OpenAsync(default);
        Assert.Equal(Enumerable.Range(0, 500), await connection.QueryAsync<int>("SELECT id FROM item ORDER BY n"));
    }

    [Fact]
    public async Task Work_of_one_lane_is_stored_in_the_order_it_came()
    {
        await using var test = await TableAsync();
        await Task.WhenAll(Enumerable.Range(0, 600).Select(i => test.Commits.CommitAsync<Done>($"lane {i % 3}", Insert(i), default)));
        await using var connection = await test.Database.OpenAsync(default);
        var stored = (await connection.QueryAsync<int>("SELECT id FROM item ORDER BY n")).ToList();
        Assert.All(Enumerable.Range(0, 3), lane => Assert.Equal(Enumerable.Range(0, 200).Select(i => (3 * i) + lane), stored.Where(i => i % 3 == lane)));
    }

    [Fact]
    public async Task Work_that_waits_shares_a_transaction()
    {
        await using var test = await TableAsync();
        var gate = Block(test);
        var transactions = new System.Collections.Concurrent.ConcurrentBag<int>();
        var waiting = Enumerable.Range(0, 100).Select(i => test.Commits.CommitAsync<Done>(async (tx, _) =>
        {
            transactions.Add(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(tx));
            await InsertAsync(tx, i);
            return Done.It;
        }, default)).ToList();
        gate.Set();
        await Task.WhenAll(waiting);
        Assert.Equal(100, transactions.Count);
        Assert.Single(transactions.Distinct());
    }

    [Fact]
    public async Task A_failing_item_fails_alone()
    {
        await using var test = await TableAsync();
        var gate = Block(test);
        var before = AddAsync(test, 1);
        var failing = test.Commits.CommitAsync<Done>(async (tx, _) =>
        {
            await InsertAsync(tx, 2);
            throw new InvalidOperationException("no");
        }, default);
        var after = AddAsync(test, 3);
        gate.Set();
        await Task.WhenAll(before, after);
        Assert.Equal("no", (await Assert.ThrowsAsync<InvalidOperationException>(() => failing)).Message);
        Assert.Equal([1, 3], await IdsAsync(test));
    }

    [Fact]
    public async Task A_refused_item_leaves_nothing_and_harms_nobody()
    {
        await using var test = await TableAsync();
        var gate = Block(test);
        var before = AddAsync(test, 1);
        var refused = RefusedAsync(test, 2);
        var after = AddAsync(test, 3);
        gate.Set();
        await Task.WhenAll(before, after);
        Assert.Equal("test.refused", (await refused).Problems[0].Code);
        Assert.Equal([1, 3], await IdsAsync(test));
    }

    [Fact]
    public async Task A_refused_item_alone_in_its_batch_leaves_nothing()
    {
        await using var test = await TableAsync();
        Assert.False((await RefusedAsync(test, 1)).Succeeded);
        await AddAsync(test, 2);
        Assert.Equal([2], await IdsAsync(test));
    }

    [Fact]
    public async Task One_of_many_who_saw_the_same_version_succeeds()
    {
        await using var test = await TableAsync();
        await AddAsync(test, 7);
        var gate = Block(test);
        var claims = Enumerable.Range(0, 50).Select(_ => test.Commits.CommitAsync<Done>(async (tx, ct) =>
            await tx.Prepared("UPDATE item SET version = version + 1 WHERE id = @id AND version = @seen").Set("@id", 7).Set("@seen", 0).ExecuteAsync(ct) == 1
                ? Done.It
                : Problem.Conflict("test.stale"), default)).ToList();
        var others = Enumerable.Range(100, 20).Select(i => AddAsync(test, i)).ToList();
        gate.Set();
        Assert.Equal(1, (await Task.WhenAll(claims)).Count(r => r.Succeeded));
        await Task.WhenAll(others);
        Assert.Equal(21, (await IdsAsync(test)).Count);
    }

    [Fact]
    public async Task A_unique_violation_is_the_items_own_and_recognised()
    {
        await using var test = await TableAsync();
        await AddAsync(test, 7);
        var gate = Block(test);
        var twice = AddAsync(test, 7);
        var other = AddAsync(test, 8);
        gate.Set();
        var e = await Assert.ThrowsAnyAsync<DbException>(() => twice);
        Assert.True(test.Database.Dialect.IsUniqueViolation(e));
        await other;
        Assert.Equal([7, 8], await IdsAsync(test));
    }

    [Fact]
    public async Task Work_cancelled_before_it_began_is_dropped()
    {
        await using var test = await TableAsync();
        using var cancel = new CancellationTokenSource();
        var gate = Block(test);
        var dropped = test.Commits.CommitAsync(Insert(1), cancel.Token);
        await cancel.CancelAsync();
        gate.Set();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dropped);
        Assert.Empty(await IdsAsync(test));
    }

    [Fact]
    public async Task Work_that_commits_again_is_told_so_instead_of_waiting_for_itself()
    {
        await using var test = await TableAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => test.Commits.CommitAsync<Done>(async (_, _) =>
        {
            await AddAsync(test, 1);
            return Done.It;
        }, default));
    }

    [Fact]
    public async Task Stopping_finishes_what_waits()
    {
        await using var test = await TableAsync();
        var gate = Block(test);
        var waiting = Enumerable.Range(0, 300).Select(i => AddAsync(test, i)).ToList();
        gate.Set();
        await test.StopAsync();
        await Task.WhenAll(waiting);
        Assert.Equal(300, (await IdsAsync(test)).Count);
    }

    [Fact]
    public async Task A_prepared_command_serves_many_transactions()
    {
        await using var test = await TableAsync();
        for (var i = 0; i < 3; i++)
        {
            var id = i;
            await test.Commits.CommitAsync<Done>(async (tx, ct) =>
            {
                Assert.Equal(1, await tx.Prepared("INSERT INTO item (id, version) VALUES (@id, 0)").Set("@id", id).ExecuteAsync(ct));
                return Done.It;
            }, default);
        }

        Assert.Equal([0, 1, 2], await IdsAsync(test));
    }

    private protected async Task<TestDatabase> TableAsync(Func<DatabaseSettings, DatabaseSettings>? settings = null)
    {
        var test = await TestDatabase.StartAsync(engine: Engine, settings: settings);
        _ = (await test.Commits.CommitAsync<Done>(async (tx, _) =>
        {
            await tx.Connection!.ExecuteAsync(
                MigrationScripts.Fill("CREATE TABLE item (n {{identity}}, id {{int}} NOT NULL UNIQUE, version {{int}} NOT NULL)", "test", Engine), transaction: tx);
            return Done.It;
        }, default)).Value;
        return test;
    }

    // Holds the writer, so that what comes now shares the next batch.
    private protected static ManualResetEventSlim Block(TestDatabase test, string? lane = null)
    {
        var gate = new ManualResetEventSlim();
        var entered = new ManualResetEventSlim();
        Func<DbTransaction, CancellationToken, ValueTask<Result<Done>>> wait = (_, _) =>
        {
            entered.Set();
            gate.Wait(TimeSpan.FromSeconds(10));
            return new(Done.It);
        };
        _ = lane is null ? test.Commits.CommitAsync(wait, default) : test.Commits.CommitAsync(lane, wait, default);
        Assert.True(entered.Wait(TimeSpan.FromSeconds(10)));
        return gate;
    }

    private protected static Task<Result<Done>> AddAsync(TestDatabase test, int id) => test.Commits.CommitAsync(Insert(id), default);

    private protected static Func<DbTransaction, CancellationToken, ValueTask<Result<Done>>> Insert(int id) => async (tx, _) =>
    {
        await InsertAsync(tx, id);
        return Done.It;
    };

    private protected static Task InsertAsync(DbTransaction tx, int id) => tx.Connection!.ExecuteAsync("INSERT INTO item (id, version) VALUES (@id, 0)", new { id }, tx);

    private protected static async Task<List<int>> IdsAsync(TestDatabase test)
    {
        await using var connection = await test.Database.OpenAsync(default);
        return (await connection.QueryAsync<int>("SELECT id FROM item ORDER BY id")).AsList();
    }

    private protected static Task<Result<Done>> RefusedAsync(TestDatabase test, int id) => test.Commits.CommitAsync<Done>(async (tx, _) =>
    {
        await InsertAsync(tx, id);
        return Problem.Conflict("test.refused");
    }, default);
}

public sealed class SqliteCommitQueueTests : CommitQueueContract
{
    protected override string Engine => Engines.Sqlite;

    [Fact]
    public async Task A_commit_that_fails_is_heard_by_every_item_and_the_next_one_works()
    {
        await using var test = await TableAsync();
        await test.Commits.CommitAsync<Done>(async (tx, _) =>
        {
            await tx.Connection!.ExecuteAsync("CREATE TABLE child (parent INTEGER NOT NULL REFERENCES item (n) DEFERRABLE INITIALLY DEFERRED)", transaction: tx);
            return Done.It;
        }, default);
        var gate = Block(test);
        // A deferred foreign key is checked at COMMIT, after every item has run well.
        var good = AddAsync(test, 1);
        var orphan = test.Commits.CommitAsync<Done>(async (tx, _) =>
        {
            await tx.Connection!.ExecuteAsync("INSERT INTO child (parent) VALUES (99)", transaction: tx);
            return Done.It;
        }, default);
        gate.Set();
        await Assert.ThrowsAnyAsync<DbException>(() => good);
        await Assert.ThrowsAnyAsync<DbException>(() => orphan);
        Assert.Empty(await IdsAsync(test));
        await AddAsync(test, 2);
        Assert.Equal([2], await IdsAsync(test));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_disk_that_is_full_for_one_item_stores_nothing_of_its_batch(bool afterRefusal)
    {
        await using var test = await TableAsync();
        var gate = Block(test);
        // A refusal makes the batch run again item by item, under savepoints.
        var refused = afterRefusal ? RefusedAsync(test, 1) : null;
        var before = AddAsync(test, 2);
        var large = test.Commits.CommitAsync<Done>(async (tx, _) =>
        {
            var pages = await tx.Connection!.ExecuteScalarAsync<long>("PRAGMA page_count", transaction: tx);
            await tx.Connection!.ExecuteAsync($"PRAGMA max_page_count = {pages}", transaction: tx);
            await tx.Connection!.ExecuteAsync("CREATE TABLE large (a TEXT); INSERT INTO large (a) VALUES (hex(zeroblob(1000000)))", transaction: tx);
            return Done.It;
        }, default);
        var after = AddAsync(test, 3);
        gate.Set();
        foreach (var item in new[] { refused, before, large, after }.OfType<Task<Result<Done>>>())
        {
            var e = await Assert.ThrowsAnyAsync<DbException>(() => item);
            Assert.Equal(Outage.DiskFull, Outages.Of(e, test.Database.Dialect));
        }

        Assert.Equal(Outage.DiskFull, test.Get<OutageWatch>().Current);
        Assert.Empty(await IdsAsync(test));
        await AddAsync(test, 4);
        Assert.Equal([4], await IdsAsync(test));
        Assert.Null(test.Get<OutageWatch>().Current);
    }

    [Fact]
    public async Task A_file_that_is_gone_is_not_made_anew_and_found_again()
    {
        await using var test = await TableAsync();
        await AddAsync(test, 1);
        var (file, away) = (test.Directory.Database, test.Directory.Database + "-away");
        File.Move(file, away);
        await BreakAsync(test);
        var e = await Assert.ThrowsAnyAsync<DbException>(() => AddAsync(test, 2));
        Assert.Equal(Outage.DiskFailed, Outages.Of(e, test.Database.Dialect));
        Assert.False(File.Exists(file));
        File.Move(away, file);
        await AddAsync(test, 3);
        Assert.Equal([1, 3], await IdsAsync(test));
    }

    [Fact]
    public async Task The_index_of_the_log_stays_as_it_was_opened_when_the_writer_breaks_and_nobody_reads()
    {
        await using var test = await TableAsync();
        await AddAsync(test, 1);
        await test.Get<IDatabaseEngine>().CloseAsync();
        await BreakAsync(test);
        Assert.True(File.Exists(test.Directory.Database + "-shm"));
    }

    /// <summary>The writer meets a disk that fails, and goes.</summary>
    private static async Task BreakAsync(TestDatabase test) =>
        await Assert.ThrowsAsync<SqliteException>(() => test.Commits.CommitAsync<Done>((_, _) => throw new SqliteException("disk I/O error", 10), default));

    [Fact]
    public async Task A_transaction_undone_behind_the_queue_stores_nothing_of_its_batch()
    {
        await using var test = await TableAsync();
        var gate = Block(test);
        var before = AddAsync(test, 1);
        var undoing = test.Commits.CommitAsync<Done>(async (tx, ct) =>
        {
            await tx.Prepared("ROLLBACK").ExecuteAsync(ct);
            return Done.It;
        }, default);
        var after = test.Commits.CommitAsync<Done>(async (tx, ct) =>
        {
            await tx.Prepared("INSERT INTO item (id, version) VALUES (@id, 0)").Set("@id", 2).ExecuteAsync(ct);
            return Done.It;
        }, default);
        gate.Set();
        foreach (var item in new[] { before, undoing, after })
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => item);
        }

        Assert.Empty(await IdsAsync(test));
    }
}
