using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Platform.Model;
using Platform.Server.Data;

namespace Platform.Tests.Storage;

public sealed class CommitQueueTests
{
    [Fact]
    public async Task A_thousand_commits_at_once_are_all_stored()
    {
        await using var test = await TableAsync();
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => AddAsync(test, i)));
        Assert.Equal(1000, await CountAsync(test));
    }

    [Fact]
    public async Task Work_is_stored_in_the_order_it_came()
    {
        await using var test = await TableAsync();
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => AddAsync(test, i)));
        await using var connection = await test.Database.OpenAsync(default);
        var ids = (await connection.QueryAsync<int>("SELECT id FROM item ORDER BY rowid")).ToList();
        Assert.Equal(Enumerable.Range(0, 500), ids);
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
    public async Task A_unique_violation_is_the_items_own_and_recognised()
    {
        await using var test = await TableAsync();
        await AddAsync(test, 7);
        var e = await Assert.ThrowsAsync<SqliteException>(() => AddAsync(test, 7));
        Assert.True(test.Database.Dialect.IsUniqueViolation(e));
    }

    [Fact]
    public async Task A_commit_that_fails_is_heard_by_every_item_and_the_next_one_works()
    {
        await using var test = await TableAsync();
        var gate = Block(test);
        // A deferred foreign key is checked at COMMIT, after every item has run well.
        var good = AddAsync(test, 1);
        var orphan = test.Commits.CommitAsync<Done>(async (tx, _) =>
        {
            await tx.Connection!.ExecuteAsync("INSERT INTO child (parent) VALUES (99)", transaction: tx);
            return Done.It;
        }, default);
        gate.Set();
        await Assert.ThrowsAsync<SqliteException>(() => good);
        await Assert.ThrowsAsync<SqliteException>(() => orphan);
        Assert.Empty(await IdsAsync(test));
        await AddAsync(test, 2);
        Assert.Equal([2], await IdsAsync(test));
    }

    [Fact]
    public async Task Work_cancelled_before_it_began_is_dropped()
    {
        await using var test = await TableAsync();
        using var cancel = new CancellationTokenSource();
        var gate = Block(test);
        var dropped = test.Commits.CommitAsync<Done>(async (tx, _) =>
        {
            await InsertAsync(tx, 1);
            return Done.It;
        }, cancel.Token);
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
        Assert.Equal(300, await CountAsync(test));
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
                Assert.Equal(1, await tx.Prepared("INSERT INTO item (id) VALUES (@id)").Set("@id", id).ExecuteAsync(ct));
                return Done.It;
            }, default);
        }

        Assert.Equal([0, 1, 2], await IdsAsync(test));
    }

    private static async Task<TestDatabase> TableAsync()
    {
        var test = await TestDatabase.StartAsync();
        _ = (await test.Commits.CommitAsync<Done>(async (tx, _) =>
        {
            await tx.Connection!.ExecuteAsync(
                """
                CREATE TABLE item (id INTEGER NOT NULL UNIQUE);
                CREATE TABLE parent (id INTEGER PRIMARY KEY);
                CREATE TABLE child (parent INTEGER NOT NULL REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
                """, transaction: tx);
            return Done.It;
        }, default)).Value;
        return test;
    }

    // Holds the writer, so that what comes now shares the next batch.
    private static ManualResetEventSlim Block(TestDatabase test)
    {
        var gate = new ManualResetEventSlim();
        var entered = new ManualResetEventSlim();
        _ = test.Commits.CommitAsync<Done>((_, _) =>
        {
            entered.Set();
            gate.Wait(TimeSpan.FromSeconds(10));
            return new(Done.It);
        }, default);
        entered.Wait(TimeSpan.FromSeconds(10));
        return gate;
    }

    private static Task<Result<Done>> AddAsync(TestDatabase test, int id) => test.Commits.CommitAsync<Done>(async (tx, _) =>
    {
        await InsertAsync(tx, id);
        return Done.It;
    }, default);

    private static Task<Result<Done>> RefusedAsync(TestDatabase test, int id) => test.Commits.CommitAsync<Done>(async (tx, _) =>
    {
        await InsertAsync(tx, id);
        return Problem.Conflict("test.refused");
    }, default);

    private static Task InsertAsync(DbTransaction tx, int id) => tx.Connection!.ExecuteAsync("INSERT INTO item (id) VALUES (@id)", new { id }, tx);

    private static async Task<int> CountAsync(TestDatabase test) => (await IdsAsync(test)).Count;

    private static async Task<List<int>> IdsAsync(TestDatabase test)
    {
        await using var connection = await test.Database.OpenAsync(default);
        return (await connection.QueryAsync<int>("SELECT id FROM item ORDER BY id")).AsList();
    }
}
