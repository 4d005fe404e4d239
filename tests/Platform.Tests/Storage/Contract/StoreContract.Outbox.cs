using Platform.Server.Data;

namespace Platform.Tests.Storage.Contract;

public abstract partial class StoreContract
{
    [Fact]
    public async Task Deliveries_wait_are_tried_again_die_and_are_revived()
    {
        var store = Get<OutboxStore>();
        var target = NewKey("target");
        var rows = Enumerable.Range(1, 4).Select(i => new OutboxRow(target, i, "event", NewId(), "case.tested", $"case:{i}", "330110", Now, """{"n":  1}""", 0, null)).ToList();
        await WriteAsync(async t =>
        {
            foreach (var row in rows)
            {
                await OutboxStore.InsertAsync(t, row, default);
            }
        });
        Assert.Equal(rows, await store.FreshAsync(target, 10, default));
        Assert.True(await store.CountAsync(default) >= 4);
        var later = Now.AddMinutes(5);
        await WriteAsync(async t => await OutboxStore.ApplyAsync(
            t, [new(rows[0], 1, null, false, null), new(rows[1], 1, later, false, "away"), new(rows[2], 12, null, true, "no")], Now, default));
        Assert.Equal([rows[3]], await store.FreshAsync(target, 10, default));
        Assert.Equal([("case:2", later)], await store.WaitingAsync(target, default));
        Assert.Equal([target], await store.WaitingTargetsAsync(target, default));
        Assert.Empty(await store.WaitingTargetsAsync(target + ":", default));
        Assert.Equal(later, await store.NextDueAsync(target, default));
        Assert.Null(await store.NextDueAsync("nobody", default));
        Assert.Empty(await store.DueAsync(target, Now, 10, default));
        Assert.Equal([rows[1] with { Attempts = 1, Due = later }], await store.DueAsync(target, later, 10, default));
        await WriteAsync(async t => await OutboxStore.HastenAsync(t, target, Now, later, default));
        Assert.Empty(await store.DueAsync(target, Now, 10, default));
        await WriteAsync(async t => await OutboxStore.HastenAsync(t, target, Now, later.AddSeconds(-1), default));
        Assert.Equal([rows[1] with { Attempts = 1, Due = Now }], await store.DueAsync(target, Now, 10, default));

        var letter = (await store.DeadLettersAsync(null, 100, default)).Single(l => l.Target == target);
        Assert.Equal((rows[2].Id, 12, "no", Now), (letter.Id, letter.Attempts, letter.Error, letter.DiedAt));
        Assert.DoesNotContain(await store.DeadLettersAsync(letter.Position, 100, default), l => l.Target == target);
        Assert.Contains(new OutboxFigures(target, 2, Now, 1), await store.FiguresAsync(default));
        Assert.True(await WriteAsync(async t => await OutboxStore.ReviveAsync(t, target, letter.Position, default)));
        Assert.Contains(new OutboxFigures(target, 3, Now, 0), await store.FiguresAsync(default));
        Assert.False(await WriteAsync(async t => await OutboxStore.ReviveAsync(t, target, letter.Position, default)));
        Assert.Equal([rows[2], rows[3]], await store.FreshAsync(target, 10, default));
        Assert.True(await WriteAsync(async t => await OutboxStore.LastPositionAsync(t, default)) >= 4);
    }

    [Fact]
    public async Task What_is_written_to_a_delivery_stands_there_at_the_next_try_and_when_it_is_given_up()
    {
        var store = Get<OutboxStore>();
        var target = NewKey("target");
        var row = new OutboxRow(target, 1, "message", NewId(), "sms", "", "330110", Now, """{"n":  1}""", 0, null);
        await WriteAsync(async t => await OutboxStore.InsertAsync(t, row, default));
        Assert.Equal(row.Body, await store.FindBodyAsync(target, 1, default));
        Assert.Null(await store.FindBodyAsync(target, 2, default));

        var body = """{"n":"收到"}""";
        Assert.True(await WriteAsync(async t => await OutboxStore.RewriteAsync(t, target, 1, row.Body, body, default)));
        Assert.False(await WriteAsync(async t => await OutboxStore.RewriteAsync(t, target, 1, row.Body, "{}", default)));
        Assert.False(await WriteAsync(async t => await OutboxStore.RewriteAsync(t, target, 2, body, "{}", default)));
        Assert.Equal(body, (await store.FreshAsync(target, 10, default)).Single().Body);

        foreach (var _ in new[] { 1, 2 })
        {
            await WriteAsync(async t => await OutboxStore.ApplyAsync(t, [new(row, 12, null, true, null)], Now, default));
        }

        var letter = (await store.DeadLettersAsync(null, 100, default)).Single(l => l.Target == target);
        Assert.Equal((body, 12, (string?)null, Now), (letter.Body, letter.Attempts, letter.Error, letter.DiedAt));
    }

    [Fact]
    public async Task The_migrations_of_this_program_are_remembered()
    {
        var known = MigrationScripts.Of(typeof(MigrationStore).Assembly, Get<IDatabase>().Dialect.Name).Select(s => s.Name);
        Assert.Equal(known.Order(StringComparer.Ordinal), (await Get<MigrationStore>().AppliedAsync(default)).Order(StringComparer.Ordinal));
    }
}
