using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Localities;

internal sealed class LocalityStore(IDatabase database)
{
    /// <summary>Of four parameters each; SQL Server takes 2,100 in one statement.</summary>
    private const int RowsPerStatement = 200;

    private static readonly string InsertMany = Insert(RowsPerStatement);

    /// <summary>All localities, by code.</summary>
    public async ValueTask<IReadOnlyList<Locality>> ListAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            "SELECT code AS Code, name AS Name, valid_from AS ValidFrom, valid_to AS ValidTo FROM locality ORDER BY code",
            cancellationToken: ct));
        return [.. rows.Select(r => r.Read())];
    }

    /// <summary>As it is within the transaction; after <see cref="CountChangeAsync"/> nobody else changes it before the commit.</summary>
    public static async ValueTask<Locality?> FindAsync(DbTransaction transaction, LocalityCode code, CancellationToken ct)
    {
        var row = await transaction.Connection!.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            "SELECT code AS Code, name AS Name, valid_from AS ValidFrom, valid_to AS ValidTo FROM locality WHERE code = @Code",
            new { Code = code },
            transaction,
            cancellationToken: ct));
        return row?.Read();
    }

    /// <summary>Everything at any depth below that is open on the day, by code, as it is within the transaction.</summary>
    public static async ValueTask<IReadOnlyList<Locality>> ListOpenBelowAsync(DbTransaction transaction, LocalityCode above, DateOnly day, CancellationToken ct)
    {
        var rows = await transaction.Connection!.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT code AS Code, name AS Name, valid_from AS ValidFrom, valid_to AS ValidTo FROM locality
            WHERE code LIKE @prefix AND code <> @above AND (valid_from IS NULL OR valid_from <= @day) AND (valid_to IS NULL OR valid_to >= @day)
            ORDER BY code
            """,
            new { prefix = above.Value + "%", above, day },
            transaction,
            cancellationToken: ct));
        return [.. rows.Select(r => r.Read())];
    }

    /// <summary>Grows with every change of the tree.</summary>
    public async ValueTask<long> VersionAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT version FROM locality_version WHERE id = 1", cancellationToken: ct));
    }

    /// <summary>Tells every reader that there is something new.</summary>
    public static async ValueTask CountChangeAsync(DbTransaction transaction, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("UPDATE locality_version SET version = version + 1 WHERE id = 1", transaction: transaction, cancellationToken: ct));

    /// <summary>Inserts places that are not there yet, many with one statement.</summary>
    public static async ValueTask AddAsync(DbTransaction transaction, IReadOnlyList<Locality> localities, CancellationToken ct)
    {
        foreach (var chunk in localities.Chunk(RowsPerStatement))
        {
            var command = transaction.Prepared(chunk.Length == RowsPerStatement ? InsertMany : Insert(chunk.Length));
            for (var i = 0; i < chunk.Length; i++)
            {
                command.Set(Parameter("code", i), chunk[i].Code).Set(Parameter("name", i), JsonSerializer.Serialize(chunk[i].Name, ModelJson.Options))
                    .Set(Parameter("from", i), chunk[i].ValidFrom).Set(Parameter("to", i), chunk[i].ValidTo);
            }

            await command.ExecuteAsync(ct);
        }
    }

    private static string Insert(int rows)
    {
        var sql = new StringBuilder("INSERT INTO locality (code, name, valid_from, valid_to) VALUES ");
        for (var i = 0; i < rows; i++)
        {
            sql.Append(i == 0 ? "" : ", ").Append(CultureInfo.InvariantCulture, $"({Parameter("code", i)}, {Parameter("name", i)}, {Parameter("from", i)}, {Parameter("to", i)})");
        }

        return sql.ToString();
    }

    private static string Parameter(string name, int row) => string.Create(CultureInfo.InvariantCulture, $"@{name}{row}");

    /// <summary>Inserts or replaces.</summary>
    public static async ValueTask SaveAsync(DbTransaction transaction, Locality locality, CancellationToken ct)
    {
        var row = new { locality.Code, Name = JsonSerializer.Serialize(locality.Name, ModelJson.Options), locality.ValidFrom, locality.ValidTo };
        var changed = await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE locality SET name = @Name, valid_from = @ValidFrom, valid_to = @ValidTo WHERE code = @Code",
            row,
            transaction,
            cancellationToken: ct));
        if (changed == 0)
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                "INSERT INTO locality (code, name, valid_from, valid_to) VALUES (@Code, @Name, @ValidFrom, @ValidTo)",
                row,
                transaction,
                cancellationToken: ct));
        }
    }

    private sealed record Row
    {
        public LocalityCode Code { get; init; }
        public string Name { get; init; } = "";
        public DateOnly? ValidFrom { get; init; }
        public DateOnly? ValidTo { get; init; }

        public Locality Read() => new(Code, JsonSerializer.Deserialize<LocalizedText>(Name, ModelJson.Options)!, ValidFrom, ValidTo);
    }
}
