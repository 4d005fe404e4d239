using System.Data.Common;
using Dapper;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Identity;

/// <summary>A key of a channel as stored: its secret only as a hash.</summary>
internal sealed record ApiKeyRow
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public string Channel { get; init; } = "";
    public LocalityCode Locality { get; init; }
    public string SecretHash { get; init; } = "";
    public string Hint { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
    public string CreatedBy { get; init; } = "";
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
}

internal sealed class ApiKeyStore(IDatabase database)
{
    private const string Columns = """
        id AS Id, name AS Name, channel AS Channel, locality AS Locality, secret_hash AS SecretHash, hint AS Hint,
        created_at AS CreatedAt, created_by AS CreatedBy, expires_at AS ExpiresAt, revoked_at AS RevokedAt
        """;

    /// <summary>Keys of the scope, newest first.</summary>
    public async ValueTask<IReadOnlyList<ApiKeyRow>> ListAsync(LocalityScope scope, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<ApiKeyRow>(new CommandDefinition(
            $"SELECT {Columns} FROM api_key WHERE locality >= @From AND locality < @Below ORDER BY id DESC",
            new { scope.From, scope.Below },
            cancellationToken: ct))];
    }

    public async ValueTask<ApiKeyRow?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<ApiKeyRow>(new CommandDefinition($"SELECT {Columns} FROM api_key WHERE id = @id", new { id }, cancellationToken: ct));
    }

    public static Task InsertAsync(DbTransaction transaction, ApiKeyRow key, CancellationToken ct) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO api_key (id, name, channel, locality, secret_hash, hint, created_at, created_by, expires_at, revoked_at)
            VALUES (@Id, @Name, @Channel, @Locality, @SecretHash, @Hint, @CreatedAt, @CreatedBy, @ExpiresAt, @RevokedAt)
            """,
            key,
            transaction,
            cancellationToken: ct));

    /// <summary>False when it was revoked before.</summary>
    public static async ValueTask<bool> RevokeAsync(DbTransaction transaction, Guid id, DateTimeOffset at, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE api_key SET revoked_at = @at WHERE id = @id AND revoked_at IS NULL",
            new { id, at },
            transaction,
            cancellationToken: ct)) == 1;
}
