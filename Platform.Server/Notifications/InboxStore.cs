using System.Data.Common;
using System.Globalization;
using System.Text;
using Dapper;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Notifications;

/// <param name="Version">Version of the template; null for the built-in one.</param>
/// <param name="Data">Protected JSON object.</param>
/// <param name="Group">With a role: only those of this group of the authority, while it has anybody.</param>
internal sealed record NewMessage(
    Guid Id, Guid? AccountId, string? Role, string? Authority, LocalityCode Locality, string Template, string? Version, string Data, string? Link, DateTimeOffset SentAt, string? Group = null);

/// <param name="Version">Version of the template; null for the built-in one.</param>
/// <param name="Data">Protected JSON object; null for a message whose data is gone.</param>
internal sealed record StoredMessage(Guid Id, string Template, string? Version, string? Data, string? Link, DateTimeOffset SentAt, Guid? AccountId, DateTimeOffset? ReadAt)
{
    /// <summary>Read by this reader, or to a role and too old to be new to anybody.</summary>
    public bool IsReadAt(DateTimeOffset now) => ReadAt is not null || (AccountId is null && SentAt < now - InboxStore.RoleMessageIsNewFor);
}

internal sealed class InboxStore(IDatabase database, TimeProvider time)
{
    /// <summary>
    /// A message to a role counts as unread for this long: it is for whoever holds the role when it comes, not for everybody who will ever hold it.
    /// </summary>
    internal static readonly TimeSpan RoleMessageIsNewFor = TimeSpan.FromDays(30);

    public static async ValueTask AddAsync(DbTransaction transaction, NewMessage message, CancellationToken ct) =>
        await transaction.Prepared(
            """
            INSERT INTO inbox_message (id, account_id, role, authority, locality, template, version, data, link, sent_at, team)
            VALUES (@id, @account, @role, @authority, @locality, @template, @version, @data, @link, @sentAt, @team)
            """)
            .Set("@id", message.Id)
            .Set("@account", message.AccountId)
            .Set("@role", message.Role)
            .Set("@authority", message.Authority)
            .Set("@locality", message.Locality)
            .Set("@template", message.Template)
            .Set("@version", message.Version)
            .Set("@data", message.Data)
            .Set("@link", message.Link)
            .Set("@sentAt", message.SentAt)
            .Set("@team", message.Group)
            .ExecuteAsync(ct);

    private const string IsNew = "(m.account_id IS NOT NULL OR m.sent_at >= @newSince)";

    /// <summary>Newest first, older than <paramref name="before"/> when given.</summary>
    public async ValueTask<IReadOnlyList<StoredMessage>> ListAsync(Actor reader, Guid? before, bool unreadOnly, int take, CancellationToken ct)
    {
        var (where, parameters) = Addressed(reader);
        var sql = new StringBuilder(
            $"""
            SELECT m.id AS Id, m.template AS Template, m.version AS Version, m.data AS Data, m.link AS Link, m.sent_at AS SentAt, m.account_id AS AccountId, r.read_at AS ReadAt
            FROM inbox_message m LEFT JOIN inbox_read r ON r.message_id = m.id AND r.account_id = @me
            WHERE {where}
            """);
        if (before is { } oldest)
        {
            sql.Append(" AND m.id < @oldest");
            parameters.Add("oldest", oldest);
        }

        if (unreadOnly)
        {
            sql.Append(" AND r.read_at IS NULL AND ").Append(IsNew);
            parameters.Add("newSince", NewSince());
        }

        parameters.Add("skip", 0);
        parameters.Add("take", take);
        sql.Append(" ORDER BY m.id DESC ").Append(database.Dialect.Page);
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<StoredMessage>(new CommandDefinition(sql.ToString(), parameters, cancellationToken: ct))).AsList();
    }

    public async ValueTask<int> CountUnreadAsync(Actor reader, CancellationToken ct)
    {
        var (where, parameters) = Addressed(reader);
        parameters.Add("newSince", NewSince());
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            $"""
            SELECT COUNT(*) FROM inbox_message m
            WHERE {where} AND {IsNew} AND NOT EXISTS (SELECT 1 FROM inbox_read r WHERE r.account_id = @me AND r.message_id = m.id)
            """,
            parameters,
            cancellationToken: ct));
    }

    /// <summary>Whether the message is addressed to this reader.</summary>
    public async ValueTask<bool> IsForAsync(Actor reader, Guid id, CancellationToken ct)
    {
        var (where, parameters) = Addressed(reader);
        parameters.Add("id", id);
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition($"SELECT COUNT(*) FROM inbox_message m WHERE m.id = @id AND {where}", parameters, cancellationToken: ct)) > 0;
    }

    /// <summary>Reading twice changes nothing.</summary>
    public static async ValueTask MarkReadAsync(DbTransaction transaction, Guid reader, Guid id, DateTimeOffset now, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO inbox_read (account_id, message_id, read_at)
            SELECT @reader, @id, @now WHERE NOT EXISTS (SELECT 1 FROM inbox_read WHERE account_id = @reader AND message_id = @id)
            """,
            new { reader, id, now },
            transaction,
            cancellationToken: ct));

    /// <summary>Own messages, and those to a role the reader holds at or above the message's locality, for its authority.</summary>
    private (string Where, DynamicParameters Parameters) Addressed(Actor reader)
    {
        var parameters = new DynamicParameters();
        parameters.Add("me", reader.AccountId);
        var where = new StringBuilder("(m.account_id = @me");
        foreach (var (index, grant) in reader.Grants.Index())
        {
            where.Append(CultureInfo.InvariantCulture, $" OR (m.account_id IS NULL AND m.role = @role{index}");
            parameters.Add($"role{index}", grant.Role);
            if (grant.Locality != LocalityCode.Root)
            {
                where.Append(CultureInfo.InvariantCulture, $" AND m.locality LIKE @within{index}");
                parameters.Add($"within{index}", grant.Locality.Value + "%");
            }

            if (grant.Authority is { } authority)
            {
                where.Append(CultureInfo.InvariantCulture, $" AND (m.authority IS NULL OR m.authority = @authority{index})");
                parameters.Add($"authority{index}", authority);
            }

            KeepFrom(reader, grant, index, where, parameters);
            where.Append(')');
        }

        return (where.Append(')').ToString(), parameters);
    }

    /// <summary>Leaves out what is for a group the reader is not in.</summary>
    private void KeepFrom(Actor reader, Grant grant, int index, StringBuilder where, DynamicParameters parameters)
    {
        foreach (var (i, kept) in reader.KeptFrom.Where(k => k.Role == grant.Role && grant.HoldsFor(k.Authority)).GroupBy(k => (k.Authority, k.Locality)).Index())
        {
            where.Append(CultureInfo.InvariantCulture, $" AND (m.team IS NULL OR NOT (m.authority = @keptAt{index}x{i} AND m.team {database.Dialect.OneOf($"@kept{index}x{i}")} AND m.locality LIKE @keptIn{index}x{i}))");
            parameters.Add($"keptAt{index}x{i}", kept.Key.Authority);
            parameters.Add($"kept{index}x{i}", database.Dialect.Keys(kept.Select(k => k.Group)));
            parameters.Add($"keptIn{index}x{i}", (kept.Key.Locality == LocalityCode.Root ? "" : kept.Key.Locality.Value) + "%");
        }
    }

    private DateTimeOffset NewSince() => time.GetUtcNow() - RoleMessageIsNewFor;
}
