using System.Data.Common;
using Dapper;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Identity;

/// <summary>An account as stored; personal data protected.</summary>
internal sealed record AccountRow
{
    public Guid Id { get; init; }
    public string Kind { get; init; } = "";
    public string? UserName { get; init; }
    public string Name { get; init; } = "";
    public string? IdType { get; init; }
    public string? IdNumber { get; init; }
    public string? IdNumberHash { get; init; }
    public string? Phone { get; init; }
    public string? PhoneHash { get; init; }
    public string PasswordHash { get; init; } = "";
    public bool MustChange { get; init; }
    public string Stamp { get; init; } = "";
    public int FailedTries { get; init; }
    public DateTimeOffset? LockedUntil { get; init; }
    public bool Disabled { get; init; }
    public LocalityCode Locality { get; init; }
    public string? Authority { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public int Version { get; init; }

    public ActorKind ActorKind => Kind == "staff" ? ActorKind.Staff : ActorKind.Resident;
}

/// <summary>A grant as stored.</summary>
internal sealed record GrantRow
{
    public Guid AccountId { get; init; }
    public string Role { get; init; } = "";
    public LocalityCode Locality { get; init; }
    public string? Authority { get; init; }

    public Grant ToGrant() => new(Role, Locality, Authority);
}

/// <summary>Accounts, their grants and ended sessions.</summary>
internal sealed class AccountStore(IDatabase database)
{
    private const string Columns = """
        a.id AS Id, a.kind AS Kind, a.user_name AS UserName, a.name AS Name, a.id_type AS IdType, a.id_number AS IdNumber, a.id_number_hash AS IdNumberHash,
        a.phone AS Phone, a.phone_hash AS PhoneHash, a.password_hash AS PasswordHash, a.must_change AS MustChange, a.stamp AS Stamp, a.failed_tries AS FailedTries,
        a.locked_until AS LockedUntil, a.disabled AS Disabled, a.locality AS Locality, a.authority AS Authority, a.created_at AS CreatedAt, a.version AS Version
        """;

    private const string GrantColumns = "account_id AS AccountId, role AS Role, locality AS Locality, authority AS Authority";

    public async ValueTask<AccountRow?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<AccountRow>(new CommandDefinition($"SELECT {Columns} FROM account a WHERE id = @id", new { id }, cancellationToken: ct));
    }

    public static async ValueTask<AccountRow?> FindAsync(DbTransaction transaction, Guid id, CancellationToken ct) =>
        await transaction.Connection!.QuerySingleOrDefaultAsync<AccountRow>(new CommandDefinition($"SELECT {Columns} FROM account a WHERE id = @id", new { id }, transaction, cancellationToken: ct));

    public async ValueTask<AccountRow?> FindByUserNameAsync(string userName, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<AccountRow>(new CommandDefinition($"SELECT {Columns} FROM account a WHERE user_name = @userName", new { userName }, cancellationToken: ct));
    }

    public async ValueTask<Guid?> FindIdByIdNumberHashAsync(string idType, string hash, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<Guid?>(
            new CommandDefinition("SELECT id FROM account WHERE id_type = @idType AND id_number_hash = @hash", new { idType, hash }, cancellationToken: ct));
    }

    public async ValueTask<AccountRow?> FindByIdNumberHashAsync(string idType, string hash, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<AccountRow>(
            new CommandDefinition($"SELECT {Columns} FROM account a WHERE id_type = @idType AND id_number_hash = @hash", new { idType, hash }, cancellationToken: ct));
    }

    /// <summary>Residents whose identity number or phone has one of these hashes, oldest first; a phone may belong to several.</summary>
    public async ValueTask<IReadOnlyList<AccountRow>> ListResidentsByHashAsync(IReadOnlyList<string> idNumberHashes, string phoneHash, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<AccountRow>(new CommandDefinition(
            $"SELECT {Columns} FROM account a WHERE kind = 'resident' AND (id_number_hash {database.Dialect.OneOf("@idNumberHashes")} OR phone_hash = @phoneHash) ORDER BY id",
            new { idNumberHashes = database.Dialect.Keys(idNumberHashes), phoneHash },
            cancellationToken: ct));
        return [.. rows];
    }

    public async ValueTask<IReadOnlyList<Grant>> ListGrantsAsync(Guid accountId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await ListGrantsAsync(connection, null, accountId, ct);
    }

    public static ValueTask<IReadOnlyList<Grant>> ListGrantsAsync(DbTransaction transaction, Guid accountId, CancellationToken ct) =>
        ListGrantsAsync(transaction.Connection!, transaction, accountId, ct);

    /// <summary>All grants of all enabled staff but one, for the check that an administrator stays.</summary>
    public async ValueTask<IReadOnlyList<Grant>> ListGrantsOfOthersAsync(DbTransaction transaction, Guid exceptAccountId, IReadOnlyCollection<string> roles, CancellationToken ct)
    {
        var rows = await transaction.Connection!.QueryAsync<GrantRow>(new CommandDefinition(
            $"""
            SELECT g.account_id AS AccountId, g.role AS Role, g.locality AS Locality, g.authority AS Authority
            FROM account_grant g JOIN account a ON a.id = g.account_id
            WHERE a.disabled = @no AND a.id <> @exceptAccountId AND g.role {database.Dialect.OneOf("@roles")}
            """,
            new { no = false, exceptAccountId, roles = database.Dialect.Keys(roles) },
            transaction,
            cancellationToken: ct));
        return [.. rows.Select(r => r.ToGrant())];
    }

    /// <summary>Enabled staff with this role at one of these localities, one entry per grant; the caller filters by authority.</summary>
    public async ValueTask<IReadOnlyList<(AccountRow Account, Grant Grant)>> ListHoldersAsync(string role, IReadOnlyCollection<LocalityCode> localities, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<AccountRow, GrantRow, (AccountRow, Grant)>(
            new CommandDefinition(
                $"""
                SELECT {Columns}, g.account_id AS AccountId, g.role AS Role, g.locality AS Locality, g.authority AS Authority
                FROM account_grant g JOIN account a ON a.id = g.account_id
                WHERE g.role = @role AND g.locality {database.Dialect.OneOf("@codes")} AND a.disabled = @no
                ORDER BY a.name, a.id
                """,
                new { role, codes = database.Dialect.Keys(localities.Select(l => l.Value)), no = false },
                cancellationToken: ct),
            (account, grant) => (account, grant.ToGrant()),
            splitOn: "AccountId");
        return [.. rows];
    }

    /// <summary>Whether any enabled account holds one of these roles.</summary>
    public async ValueTask<bool> AnyHolderAsync(IReadOnlyCollection<string> roles, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"SELECT COUNT(*) FROM account_grant g JOIN account a ON a.id = g.account_id WHERE a.disabled = @no AND g.role {database.Dialect.OneOf("@roles")}",
            new { no = false, roles = database.Dialect.Keys(roles) },
            cancellationToken: ct)) > 0;
    }

    public async ValueTask<IReadOnlyList<Guid>> ListSignedOutAsync(Guid accountId, DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<Guid>(new CommandDefinition(
            "SELECT session_id FROM account_signed_out WHERE account_id = @accountId AND expires_at > @now",
            new { accountId, now },
            cancellationToken: ct))];
    }

    /// <summary>Staff of the scope with their grants, ordered by id; <paramref name="search"/> looks in user name and name.</summary>
    public async ValueTask<IReadOnlyList<(AccountRow Account, IReadOnlyList<Grant> Grants)>> ListStaffAsync(
        LocalityScope scope, string? search, string? authority, Guid? after, int take, CancellationToken ct)
    {
        var conditions = new List<string> { "a.locality >= @From", "a.locality < @Below", "a.kind = 'staff'" };
        if (!string.IsNullOrWhiteSpace(search))
        {
            // Engines do not agree whether LIKE tells small letters from capitals.
            conditions.Add(@"(LOWER(a.user_name) LIKE LOWER(@Pattern) ESCAPE '\' OR LOWER(a.name) LIKE LOWER(@Pattern) ESCAPE '\')");
        }

        if (authority is not null)
        {
            conditions.Add("a.authority = @Authority");
        }

        if (after is not null)
        {
            conditions.Add("a.id > @After");
        }

        var values = new { scope.From, scope.Below, Pattern = LikePattern(search), Authority = authority, After = after, take, skip = 0 };
        var where = string.Join(" AND ", conditions);
        await using var connection = await database.OpenAsync(ct);
        var accounts = (await connection.QueryAsync<AccountRow>(new CommandDefinition(
            $"SELECT {Columns} FROM account a WHERE {where} ORDER BY a.id {database.Dialect.Page}", values, cancellationToken: ct))).ToList();
        if (accounts.Count == 0)
        {
            return [];
        }

        var grants = (await connection.QueryAsync<GrantRow>(new CommandDefinition(
            $"""
            SELECT g.account_id AS AccountId, g.role AS Role, g.locality AS Locality, g.authority AS Authority
            FROM account_grant g JOIN account a ON a.id = g.account_id
            WHERE {where} AND a.id <= @Last
            ORDER BY g.locality, g.role
            """,
            new { values.From, values.Below, values.Pattern, values.Authority, values.After, Last = accounts[^1].Id },
            cancellationToken: ct))).ToLookup(g => g.AccountId, g => g.ToGrant());
        return [.. accounts.Select(a => (a, (IReadOnlyList<Grant>)[.. grants[a.Id]]))];
    }

    public static Task InsertAsync(DbTransaction transaction, AccountRow account, CancellationToken ct) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO account (id, kind, user_name, name, id_type, id_number, id_number_hash, phone, phone_hash, password_hash, must_change, stamp,
                failed_tries, locked_until, disabled, locality, authority, created_at, version)
            VALUES (@Id, @Kind, @UserName, @Name, @IdType, @IdNumber, @IdNumberHash, @Phone, @PhoneHash, @PasswordHash, @MustChange, @Stamp,
                @FailedTries, @LockedUntil, @Disabled, @Locality, @Authority, @CreatedAt, @Version)
            """,
            account,
            transaction,
            cancellationToken: ct));

    /// <summary>Everything a person may change; false when the version is not <paramref name="expectedVersion"/> any more.</summary>
    public static async ValueTask<bool> UpdateAsync(DbTransaction transaction, AccountRow account, int expectedVersion, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            UPDATE account SET name = @Name, phone = @Phone, phone_hash = @PhoneHash, password_hash = @PasswordHash, must_change = @MustChange, stamp = @Stamp,
                failed_tries = @FailedTries, locked_until = @LockedUntil, disabled = @Disabled, locality = @Locality, authority = @Authority, version = @expectedVersion + 1
            WHERE id = @Id AND version = @expectedVersion
            """,
            new
            {
                account.Id,
                account.Name,
                account.Phone,
                account.PhoneHash,
                account.PasswordHash,
                account.MustChange,
                account.Stamp,
                account.FailedTries,
                account.LockedUntil,
                account.Disabled,
                account.Locality,
                account.Authority,
                expectedVersion,
            },
            transaction,
            cancellationToken: ct)) == 1;

    /// <summary>Counts one wrong password more and closes sign-in until <paramref name="lockedUntil"/>; other columns and the version stay.</summary>
    public static Task CountFailureAsync(DbTransaction transaction, Guid id, int failedTries, DateTimeOffset? lockedUntil, CancellationToken ct) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE account SET failed_tries = @failedTries, locked_until = @lockedUntil WHERE id = @id",
            new { id, failedTries, lockedUntil },
            transaction,
            cancellationToken: ct));

    public static Task ClearFailuresAsync(DbTransaction transaction, Guid id, CancellationToken ct) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE account SET failed_tries = 0, locked_until = NULL WHERE id = @id",
            new { id },
            transaction,
            cancellationToken: ct));

    /// <summary>A stronger hash of the same password; sessions go on.</summary>
    public static Task RehashAsync(DbTransaction transaction, Guid id, string oldHash, string newHash, CancellationToken ct) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE account SET password_hash = @newHash WHERE id = @id AND password_hash = @oldHash",
            new { id, oldHash, newHash },
            transaction,
            cancellationToken: ct));

    public static async Task ReplaceGrantsAsync(DbTransaction transaction, Guid accountId, IEnumerable<(Guid Id, Grant Grant)> grants, CancellationToken ct)
    {
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("DELETE FROM account_grant WHERE account_id = @accountId", new { accountId }, transaction, cancellationToken: ct));
        foreach (var (id, grant) in grants)
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                "INSERT INTO account_grant (id, account_id, role, locality, authority) VALUES (@id, @accountId, @Role, @Locality, @Authority)",
                new { id, accountId, grant.Role, grant.Locality, grant.Authority },
                transaction,
                cancellationToken: ct));
        }
    }

    /// <summary>Ends one session and forgets those of the account that ended by themselves.</summary>
    public static async Task SignOutAsync(DbTransaction transaction, Guid sessionId, Guid accountId, DateTimeOffset expiresAt, DateTimeOffset now, CancellationToken ct)
    {
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "DELETE FROM account_signed_out WHERE account_id = @accountId AND (expires_at <= @now OR session_id = @sessionId)",
            new { accountId, now, sessionId },
            transaction,
            cancellationToken: ct));
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "INSERT INTO account_signed_out (session_id, account_id, expires_at) VALUES (@sessionId, @accountId, @expiresAt)",
            new { sessionId, accountId, expiresAt },
            transaction,
            cancellationToken: ct));
    }

    internal static string LikePattern(string? search) =>
        $"%{(search ?? "").Trim().Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal).Replace("[", @"\[", StringComparison.Ordinal)}%";

    private static async ValueTask<IReadOnlyList<Grant>> ListGrantsAsync(DbConnection connection, DbTransaction? transaction, Guid accountId, CancellationToken ct) =>
        [.. (await connection.QueryAsync<GrantRow>(new CommandDefinition(
            $"SELECT {GrantColumns} FROM account_grant WHERE account_id = @accountId ORDER BY locality, role",
            new { accountId },
            transaction,
            cancellationToken: ct))).Select(r => r.ToGrant())];
}
