using System.Data.Common;
using Dapper;

namespace Platform.Server.Identity;

internal sealed record SmsCodeRow
{
    public Guid Id { get; init; }
    public string PhoneHash { get; init; } = "";
    public string Purpose { get; init; } = "";
    public string CodeHash { get; init; } = "";
    public int TriesLeft { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public bool Used { get; init; }
}

/// <summary>Codes that were sent by SMS, as hashes. All within the writer's transaction: sending and checking must not race.</summary>
internal static class SmsCodeStore
{
    /// <summary>What was sent to this phone since then, newest first.</summary>
    public static async ValueTask<IReadOnlyList<SmsCodeRow>> ListSinceAsync(DbTransaction transaction, string phoneHash, string purpose, DateTimeOffset since, CancellationToken ct) =>
        [.. await transaction.Connection!.QueryAsync<SmsCodeRow>(new CommandDefinition(
            """
            SELECT id AS Id, phone_hash AS PhoneHash, purpose AS Purpose, code_hash AS CodeHash, tries_left AS TriesLeft,
                created_at AS CreatedAt, expires_at AS ExpiresAt, used AS Used
            FROM sms_code WHERE phone_hash = @phoneHash AND purpose = @purpose AND created_at >= @since
            ORDER BY created_at DESC, id DESC
            """,
            new { phoneHash, purpose, since },
            transaction,
            cancellationToken: ct))];

    public static Task InsertAsync(DbTransaction transaction, SmsCodeRow code, CancellationToken ct) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO sms_code (id, phone_hash, purpose, code_hash, tries_left, created_at, expires_at, used)
            VALUES (@Id, @PhoneHash, @Purpose, @CodeHash, @TriesLeft, @CreatedAt, @ExpiresAt, @Used)
            """,
            code,
            transaction,
            cancellationToken: ct));

    public static Task SetAsync(DbTransaction transaction, Guid id, int triesLeft, bool used, CancellationToken ct) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE sms_code SET tries_left = @triesLeft, used = @used WHERE id = @id",
            new { id, triesLeft, used },
            transaction,
            cancellationToken: ct));

    /// <summary>Forget codes nobody can use any more.</summary>
    public static Task DeleteBeforeAsync(DbTransaction transaction, DateTimeOffset before, CancellationToken ct) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("DELETE FROM sms_code WHERE created_at < @before", new { before }, transaction, cancellationToken: ct));
}
