using Dapper;
using Platform.Model;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Tests.Storage.Contract;

/// <summary>What goes into a column comes out of it, and compares as it should.</summary>
public abstract class ColumnValueContract
{
    protected abstract string Engine { get; }

    private enum Colour
    {
        Red,
        Green,
    }

    private sealed record Row(
        Guid Id, DateTimeOffset At, DateOnly Day, LocalityCode Locality, bool Yes, int Count, long Size, decimal Money, string? Note, DateOnly? NoDay, Guid? NoId, DateTimeOffset? NoAt, bool? NoYes, int? NoCount, Colour Colour);

    [Fact]
    public async Task Records_come_back_as_they_were_stored()
    {
        await using var test = await TableAsync();
        var row = NewRow("0196f0a0-0000-7abc-8000-00000000000a") with { At = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8)).AddTicks(10) };
        await InsertAsync(test, row);
        var read = Assert.Single(await ReadAsync(test, "at <= @at AND at >= @at AND day = @day AND id = @id", new { at = row.At, day = row.Day, id = row.Id }));
        Assert.Equal(row with { At = row.At.ToUniversalTime() }, read);
        Assert.Equal(TimeSpan.Zero, read.At.Offset);
    }

    [Fact]
    public async Task Absent_and_present_values_take_turns_in_one_prepared_statement()
    {
        await using var test = await TableAsync();
        var full = NewRow("0196f0a0-0000-7abc-8000-00000000000a") with { Note = "字\"'", NoDay = new DateOnly(2026, 1, 1), NoId = Guid.Empty, NoAt = test.Clock.GetUtcNow(), NoYes = true, NoCount = int.MinValue };
        Row[] rows = [NewRow("0196f0a0-0000-7abc-8000-00000000000b"), full, NewRow("0196f0a0-0000-7abc-8000-00000000000c")];
        foreach (var row in rows)
        {
            await InsertAsync(test, row);
        }

        Assert.Equal([full, rows[0], rows[2]], await ReadAsync(test, "1 = 1", null));
    }

    [Fact]
    public async Task Ids_sort_as_they_were_made_and_lists_of_them_find_their_rows()
    {
        await using var test = await TableAsync();
        var ids = Enumerable.Range(0, 40).Select(_ => test.Get<IIdSource>().Next()).ToList();
        foreach (var id in ids.AsEnumerable().Reverse())
        {
            await InsertAsync(test, NewRow(id.ToString()));
        }

        Assert.Equal(ids, (await ReadAsync(test, "1 = 1", null)).Select(r => r.Id));
        Assert.Equal(ids[..10], (await ReadAsync(test, "id < @id", new { id = ids[10] })).Select(r => r.Id));
        var dialect = test.Database.Dialect;
        Assert.Equal(ids[3..5], (await ReadAsync(test, $"id {dialect.OneOf("@ids")}", new { ids = dialect.Keys(ids[3..5]) })).Select(r => r.Id));
        Assert.Empty(await ReadAsync(test, $"id {dialect.OneOf("@ids")}", new { ids = dialect.Keys(Array.Empty<Guid>()) }));
        Assert.Equal(40, (await ReadAsync(test, $"note {dialect.OneOf("@notes")}", new { notes = dialect.Keys(["a", "x"]) })).Count);
    }

    [Fact]
    public async Task Text_compares_byte_by_byte()
    {
        await using var test = await TableAsync();
        string[] sorted = ["A", "B", "Z", "_", "a", "ab", "b", "z", "ä", "中", "乡"];
        foreach (var (note, n) in sorted.Reverse().Select((note, n) => (note, n)))
        {
            await InsertAsync(test, NewRow($"0196f0a0-0000-7abc-8000-0000000000{n:x2}") with { Note = note });
        }

        await using var connection = await test.Database.OpenAsync(default);
        Assert.Equal(sorted, await connection.QueryAsync<string>("SELECT note FROM probe ORDER BY note"));
        Assert.Equal(["a"], await connection.QueryAsync<string>("SELECT note FROM probe WHERE note = @note", new { note = "a" }));
        Assert.Equal(["a", "ab"], await connection.QueryAsync<string>("SELECT note FROM probe WHERE note >= @from AND note < @to ORDER BY note", new { from = "a", to = "b" }));
    }

    private static Row NewRow(string id) => new(
        Guid.ParseExact(id, "D"), new DateTimeOffset(2026, 3, 2, 1, 2, 3, TimeSpan.Zero), new DateOnly(2026, 3, 2), LocalityCode.Parse("330110"), true, 7, long.MaxValue, 12.50m, "x", null, null, null, null, null, Colour.Green);

    private static async Task<IReadOnlyList<Row>> ReadAsync(TestDatabase test, string where, object? parameters)
    {
        await using var connection = await test.Database.OpenAsync(default);
        return (await connection.QueryAsync<Row>(
            $"SELECT id, at, day, locality, yes, count, size, money, note, no_day, no_id, no_at, no_yes, no_count, colour FROM probe WHERE {where} ORDER BY id", parameters)).AsList();
    }

    private static async Task InsertAsync(TestDatabase test, Row row) => _ = (await test.Commits.CommitAsync<Done>(async (tx, ct) =>
    {
        await tx.Prepared(
            """
            INSERT INTO probe (id, at, day, locality, yes, count, size, money, note, no_day, no_id, no_at, no_yes, no_count, colour)
            VALUES (@id, @at, @day, @locality, @yes, @count, @size, @money, @note, @noDay, @noId, @noAt, @noYes, @noCount, @colour)
            """)
            .Set("@id", row.Id).Set("@at", row.At).Set("@day", row.Day).Set("@locality", row.Locality).Set("@yes", row.Yes).Set("@count", row.Count)
            .Set("@size", row.Size).Set("@money", row.Money).Set("@note", row.Note).Set("@noDay", row.NoDay).Set("@noId", row.NoId).Set("@noAt", row.NoAt)
            .Set("@noYes", row.NoYes).Set("@noCount", row.NoCount).Set("@colour", row.Colour.ToString())
            .ExecuteAsync(ct);
        return Done.It;
    }, default)).Value;

    private async Task<TestDatabase> TableAsync()
    {
        var test = await TestDatabase.StartAsync(engine: Engine);
        _ = (await test.Commits.CommitAsync<Done>(async (tx, ct) =>
        {
            await tx.Connection!.ExecuteAsync(MigrationScripts.Fill(
                """
                CREATE TABLE probe (id {{guid}} NOT NULL PRIMARY KEY, at {{instant}}, day {{date}}, locality {{text:12}}, yes {{bool}}, count {{int}}, size {{bigint}}, money {{decimal}},
                    note {{text:20}}, no_day {{date}}, no_id {{guid}}, no_at {{instant}}, no_yes {{bool}}, no_count {{int}}, colour {{text:10}})
                """, "probe", Engine), transaction: tx);
            return Done.It;
        }, default)).Value;
        return test;
    }
}

public sealed class SqliteColumnValueTests : ColumnValueContract
{
    protected override string Engine => Engines.Sqlite;

    [Fact]
    public async Task Keys_times_and_days_are_text_that_sorts()
    {
        await using var test = await TestDatabase.StartAsync(engine: Engines.Sqlite);
        await using var connection = await test.Database.OpenAsync(default);
        var at = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8)).AddTicks(1);
        Assert.Equal(
            "0196f0a0-0000-7abc-8000-00000000000a|2026-03-02T01:00:00.0000001Z|2026-03-02|1",
            await connection.ExecuteScalarAsync<string>(
                "SELECT @id || '|' || @at || '|' || @day || '|' || @yes", new { id = Guid.Parse("0196F0A0-0000-7ABC-8000-00000000000A"), at, day = new DateOnly(2026, 3, 2), yes = true }));
    }
}

public sealed class PostgresColumnValueTests : ColumnValueContract
{
    protected override string Engine => Engines.Postgres;
}
