using System.Data.Common;
using Dapper;

namespace Platform.Server.Identity;

/// <param name="Place">Keyed hash of the address.</param>
internal sealed record SignInPlace(Guid AccountId, string Place, int FailedTries, DateTimeOffset? LockedUntil, DateTimeOffset? LastRightAt, DateTimeOffset LastTryAt);

/// <summary>Tries to sign in per account and place. All within the writer's transaction: two tries at once must not both count as the first.</summary>
internal static class SignInPlaceStore
{
    public static async ValueTask<SignInPlace?> FindAsync(DbTransaction transaction, Guid accountId, string place, CancellationToken ct) =>
        await transaction.Connection!.QuerySingleOrDefaultAsync<SignInPlace>(new CommandDefinition(
            """
            SELECT account_id AS AccountId, place AS Place, failed_tries AS FailedTries, locked_until AS LockedUntil, last_right_at AS LastRightAt, last_try_at AS LastTryAt
            FROM account_sign_in_place WHERE account_id = @accountId AND place = @place
            """,
            new { accountId, place },
            transaction,
            cancellationToken: ct));

    public static async Task SaveAsync(DbTransaction transaction, SignInPlace place, CancellationToken ct)
    {
        var changed = await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            UPDATE account_sign_in_place SET failed_tries = @FailedTries, locked_until = @LockedUntil, last_right_at = @LastRightAt, last_try_at = @LastTryAt
            WHERE account_id = @AccountId AND place = @Place
            """,
            place,
            transaction,
            cancellationToken: ct));
        if (changed == 0)
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO account_sign_in_place (account_id, place, failed_tries, locked_until, last_right_at, last_try_at)
                VALUES (@AccountId, @Place, @FailedTries, @LockedUntil, @LastRightAt, @LastTryAt)
                """,
                place,
                transaction,
                cancellationToken: ct));
        }
    }

    /// <summary>Opens the door again everywhere: the password is a new one.</summary>
    public static Task OpenAsync(DbTransaction transaction, Guid accountId, CancellationToken ct) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE account_sign_in_place SET failed_tries = 0, locked_until = NULL WHERE account_id = @accountId", new { accountId }, transaction, cancellationToken: ct));

    /// <summary>Forgets places of this account where nobody has tried since then.</summary>
    public static Task DeleteBeforeAsync(DbTransaction transaction, Guid accountId, DateTimeOffset before, CancellationToken ct) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "DELETE FROM account_sign_in_place WHERE account_id = @accountId AND last_try_at < @before", new { accountId, before }, transaction, cancellationToken: ct));
}
