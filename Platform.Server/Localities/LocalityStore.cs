using System.Data.Common;
using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Localities;

internal sealed class LocalityStore(IDatabase database)
{
    /// <summary>All localities, by code.</summary>
    public async ValueTask<IReadOnlyList<Locality>> ListAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            "SELECT code AS Code, name AS Name, valid_from AS ValidFrom, valid_to AS ValidTo FROM locality ORDER BY code",
            cancellationToken: ct));
        return [.. rows.Select(r => new Locality(r.Code, JsonSerializer.Deserialize<LocalizedText>(r.Name, ModelJson.Options)!, r.ValidFrom, r.ValidTo))];
    }

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
    }
}
