using System.Data.Common;
using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Identity;

/// <summary>People of one authority who share their work.</summary>
/// <param name="Key">What the steps of a flow call it, unique within the authority; null where none names it.</param>
internal sealed record AccountGroup(Guid Id, LocalityCode Locality, string Authority, LocalizedText Name, IReadOnlyList<Guid> Members, int Version, string? Key = null);

internal sealed class GroupStore(IDatabase database)
{
    private const string Columns = "g.id AS Id, g.locality AS Locality, g.authority AS Authority, g.name AS Name, g.version AS Version, g.code AS Code";

    /// <summary>Groups of the scope with their members, by authority and age.</summary>
    public async ValueTask<IReadOnlyList<AccountGroup>> ListAsync(LocalityScope scope, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var groups = await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM account_group g WHERE g.locality >= @From AND g.locality < @Below ORDER BY g.authority, g.id",
            new { scope.From, scope.Below },
            cancellationToken: ct));
        var members = (await connection.QueryAsync<Member>(new CommandDefinition(
            """
            SELECT m.group_id AS GroupId, m.account_id AS AccountId
            FROM account_group_member m JOIN account_group g ON g.id = m.group_id
            WHERE g.locality >= @From AND g.locality < @Below
            ORDER BY m.account_id
            """,
            new { scope.From, scope.Below },
            cancellationToken: ct))).ToLookup(m => m.GroupId, m => m.AccountId);
        return [.. groups.Select(g => g.ToGroup([.. members[g.Id]]))];
    }

    public async ValueTask<AccountGroup?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition($"SELECT {Columns} FROM account_group g WHERE g.id = @id", new { id }, cancellationToken: ct));
        return row?.ToGroup([.. await connection.QueryAsync<Guid>(new CommandDefinition(
            "SELECT account_id FROM account_group_member WHERE group_id = @id ORDER BY account_id",
            new { id },
            cancellationToken: ct))]);
    }

    /// <summary>The groups of one account, by age.</summary>
    public async ValueTask<IReadOnlyList<GroupSummary>> ListOfAsync(Guid accountId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. (await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM account_group_member m JOIN account_group g ON g.id = m.group_id WHERE m.account_id = @accountId ORDER BY g.id",
            new { accountId },
            cancellationToken: ct))).Select(g => g.ToGroup([])).Select(g => new GroupSummary(g.Id, g.Locality, g.Authority, g.Name))];
    }

    /// <summary>Whether another group of the authority has this key.</summary>
    public static async ValueTask<bool> HasKeyAsync(DbTransaction transaction, string authority, string key, Guid except, CancellationToken ct) =>
        await transaction.Connection!.ExecuteScalarAsync<int>(new CommandDefinition(
            "SELECT COUNT(*) FROM account_group WHERE authority = @authority AND code = @key AND id <> @except",
            new { authority, key, except },
            transaction,
            cancellationToken: ct)) > 0;

    /// <summary>All groups with a key, those of one authority and key as one, with the grants of their enabled members.</summary>
    public async ValueTask<IReadOnlyList<StaffGroup>> ListForTasksAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var groups = await connection.QueryAsync<Row>(new CommandDefinition($"SELECT {Columns} FROM account_group g WHERE g.code IS NOT NULL ORDER BY g.id", cancellationToken: ct));
        var members = (await connection.QueryAsync<MemberGrant>(new CommandDefinition(
            """
            SELECT m.group_id AS GroupId, m.account_id AS AccountId, r.role AS Role, r.locality AS Locality, r.authority AS Authority
            FROM account_group g
            JOIN account_group_member m ON m.group_id = g.id
            JOIN account a ON a.id = m.account_id
            JOIN account_grant r ON r.account_id = m.account_id
            WHERE g.code IS NOT NULL AND a.disabled = @no
            """,
            new { no = false },
            cancellationToken: ct))).ToLookup(m => m.GroupId);
        return [.. groups.GroupBy(g => (g.Authority, g.Code)).Select(same => new StaffGroup(
            same.Key.Authority,
            same.Key.Code!,
            same.First().ToGroup([]).Name,
            [.. same.SelectMany(g => members[g.Id]).Select(m => (m.AccountId, new Grant(m.Role, m.Locality, m.Authority)))]))];
    }

    public static async ValueTask InsertAsync(DbTransaction transaction, AccountGroup group, CancellationToken ct)
    {
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "INSERT INTO account_group (id, locality, authority, name, version, code) VALUES (@Id, @Locality, @Authority, @Name, @Version, @Key)",
            new { group.Id, group.Locality, group.Authority, Name = JsonSerializer.Serialize(group.Name, ModelJson.Options), group.Version, group.Key },
            transaction,
            cancellationToken: ct));
        await InsertMembersAsync(transaction, group, ct);
    }

    /// <summary>Name, key and members; false when the version is not the group's any more.</summary>
    public static async ValueTask<bool> UpdateAsync(DbTransaction transaction, AccountGroup group, CancellationToken ct)
    {
        var changed = await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE account_group SET name = @Name, code = @Key, version = @Version + 1 WHERE id = @Id AND version = @Version",
            new { group.Id, Name = JsonSerializer.Serialize(group.Name, ModelJson.Options), group.Version, group.Key },
            transaction,
            cancellationToken: ct));
        if (changed == 0)
        {
            return false;
        }

        await transaction.Connection!.ExecuteAsync(new CommandDefinition("DELETE FROM account_group_member WHERE group_id = @Id", new { group.Id }, transaction, cancellationToken: ct));
        await InsertMembersAsync(transaction, group, ct);
        return true;
    }

    private static async Task InsertMembersAsync(DbTransaction transaction, AccountGroup group, CancellationToken ct)
    {
        foreach (var accountId in group.Members.Distinct())
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                "INSERT INTO account_group_member (group_id, account_id) VALUES (@groupId, @accountId)",
                new { groupId = group.Id, accountId },
                transaction,
                cancellationToken: ct));
        }
    }

    private sealed record Row
    {
        public Guid Id { get; init; }
        public LocalityCode Locality { get; init; }
        public string Authority { get; init; } = "";
        public string Name { get; init; } = "";
        public int Version { get; init; }
        public string? Code { get; init; }

        public AccountGroup ToGroup(IReadOnlyList<Guid> members) =>
            new(Id, Locality, Authority, JsonSerializer.Deserialize<LocalizedText>(Name, ModelJson.Options)!, members, Version, Code);
    }

    private sealed record MemberGrant
    {
        public Guid GroupId { get; init; }
        public Guid AccountId { get; init; }
        public string Role { get; init; } = "";
        public LocalityCode Locality { get; init; }
        public string? Authority { get; init; }
    }

    private sealed record Member
    {
        public Guid GroupId { get; init; }
        public Guid AccountId { get; init; }
    }
}
