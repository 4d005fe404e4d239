using Dapper;
using Platform.Model;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Tests.Storage;

public sealed class ColumnValueTests
{
    private enum Colour
    {
        Red,
        Green,
    }

    private sealed record Row(Guid Id, DateTimeOffset At, DateOnly Day, LocalityCode Locality, bool Yes, int Count, decimal Money, string? Note, DateOnly? NoDay, Guid? NoId, bool? NoYes, int? NoCount, Colour Colour);

    [Fact]
    public async Task Records_come_back_as_they_were_stored()
    {
        await using var test = await TestDatabase.StartAsync();
        var row = new Row(
            Guid.Parse("0196F0A0-0000-7ABC-8000-00000000000A"), new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8)).AddTicks(1), new DateOnly(2026, 3, 2),
            LocalityCode.Parse("330110"), true, 7, 12.50m, null, null, null, null, null, Colour.Green);
        var (read, raw) = await RoundTripAsync(test, row);
        Assert.Equal(row with { At = row.At.ToUniversalTime() }, read);
        Assert.Equal(TimeSpan.Zero, read.At.Offset);
        Assert.Equal("0196f0a0-0000-7abc-8000-00000000000a|2026-03-02T01:00:00.0000001Z|2026-03-02|330110|1", raw);
    }

    [Fact]
    public async Task Lists_of_ids_find_their_rows()
    {
        await using var test = await TestDatabase.StartAsync();
        var row = new Row(Guid.Parse("0196F0A0-0000-7ABC-8000-00000000000A"), test.Clock.GetUtcNow(), new DateOnly(2026, 3, 2), LocalityCode.Root, false, 7, 1m, "x", new DateOnly(2026, 1, 1), Guid.Empty, true, 3, Colour.Red);
        var (read, _) = await RoundTripAsync(test, row);
        Assert.Equal(row, read);
        await using var connection = await test.Database.OpenAsync(default);
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM probe WHERE id IN @ids", new { ids = test.Database.Dialect.Keys([row.Id, Guid.Empty]) }));
    }

    [Fact]
    public void Ids_grow_even_when_the_clock_stands_or_goes_back()
    {
        var clock = new Hosting.TestClock();
        var ids = new IdSource(clock);
        var made = new List<string>();
        for (var i = 0; i < 3000; i++)
        {
            made.Add(ids.Next().ToString());
            clock.Advance(i % 3 == 0 ? TimeSpan.FromMilliseconds(-5) : TimeSpan.Zero);
        }

        Assert.Equal(made.Order(StringComparer.Ordinal), made);
        Assert.Equal(made.Count, made.Distinct().Count());
        Assert.All(made, id => Assert.True(id[14] == '7' && id[19] is '8' or '9' or 'a' or 'b'));
    }

    private static async Task<(Row Row, string Raw)> RoundTripAsync(TestDatabase test, Row row)
    {
        _ = (await test.Commits.CommitAsync<Done>(async (tx, ct) =>
        {
            await tx.Connection!.ExecuteAsync(MigrationScripts.Fill(
                """
                CREATE TABLE probe (id {{guid}}, at {{instant}}, day {{date}}, locality {{text:12}}, yes {{bool}}, count {{int}}, money {{decimal}},
                    note {{text}}, no_day {{date}}, no_id {{guid}}, no_yes {{bool}}, no_count {{int}}, colour {{text:10}})
                """, "probe", "sqlite"), transaction: tx);
            await tx.Connection!.ExecuteAsync(
                """
                INSERT INTO probe (id, at, day, locality, yes, count, money, note, no_day, no_id, no_yes, no_count, colour)
                VALUES (@Id, @At, @Day, @Locality, @Yes, @Count, @Money, @Note, @NoDay, @NoId, @NoYes, @NoCount, @colour)
                """,
                new { row.Id, row.At, row.Day, row.Locality, row.Yes, row.Count, row.Money, row.Note, row.NoDay, row.NoId, row.NoYes, row.NoCount, colour = row.Colour.ToString() }, tx);
            return Done.It;
        }, default)).Value;
        await using var connection = await test.Database.OpenAsync(default);
        return (
            await connection.QuerySingleAsync<Row>("SELECT id, at, day, locality, yes, count, money, note, no_day, no_id, no_yes, no_count, colour FROM probe WHERE at <= @at", new { at = row.At }),
            await connection.ExecuteScalarAsync<string>("SELECT id || '|' || at || '|' || day || '|' || locality || '|' || yes FROM probe") ?? "");
    }
}
