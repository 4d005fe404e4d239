using System.Data.Common;
using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Identity;

internal sealed class AuthorityStore(IDatabase database) : IAuthorities
{
    /// <summary>Authorities of the scope, by locality and code.</summary>
    public async ValueTask<IReadOnlyList<Authority>> ListAsync(LocalityScope scope, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            "SELECT code AS Code, name AS Name, locality AS Locality FROM authority WHERE locality >= @From AND locality < @Below ORDER BY locality, code",
            new { scope.From, scope.Below },
            cancellationToken: ct));
        return [.. rows.Select(r => r.ToAuthority())];
    }

    public async ValueTask<Authority?> FindAsync(string code, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            "SELECT code AS Code, name AS Name, locality AS Locality FROM authority WHERE code = @code",
            new { code },
            cancellationToken: ct));
        return row?.ToAuthority();
    }

    /// <summary>Inserts, or renames what is there; the locality of an authority never changes.</summary>
    public static async ValueTask SaveAsync(DbTransaction transaction, Authority authority, CancellationToken ct)
    {
        var row = new { authority.Code, Name = JsonSerializer.Serialize(authority.Name, ModelJson.Options), authority.Locality };
        var changed = await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE authority SET name = @Name, version = version + 1 WHERE code = @Code",
            row,
            transaction,
            cancellationToken: ct));
        if (changed == 0)
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                "INSERT INTO authority (code, name, locality, version) VALUES (@Code, @Name, @Locality, 1)",
                row,
                transaction,
                cancellationToken: ct));
        }
    }

    private sealed record Row
    {
        public string Code { get; init; } = "";
        public string Name { get; init; } = "";
        public LocalityCode Locality { get; init; }

        public Authority ToAuthority() => new(Code, JsonSerializer.Deserialize<LocalizedText>(Name, ModelJson.Options)!, Locality);
    }
}
