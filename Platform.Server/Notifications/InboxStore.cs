using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Notifications;

internal sealed record NewMessage(
    Guid Id, Guid? AccountId, string? Role, string? Authority, LocalityCode Locality, string Template, LocalizedText Subject, LocalizedText Body, string? Link, DateTimeOffset SentAt);

/// <summary>A message as its reader sees it.</summary>
internal sealed record InboxMessage(Guid Id, LocalizedText Subject, LocalizedText Body, string? Link, DateTimeOffset SentAt, bool Read);

internal sealed class InboxStore(IDatabase database, IPersonalData personal, TimeProvider time)
{
    /// <summary>
    /// A message to a role counts as unread for this long: it is for whoever holds the role when it comes, not for everybody who will ever hold it.
    /// </summary>
    internal static readonly TimeSpan RoleMessageIsNewFor = TimeSpan.FromDays(30);

    public async ValueTask AddAsync(DbTransaction transaction, NewMessage message, CancellationToken ct) =>
        await transaction.Prepared(
            """
            INSERT INTO inbox_message (id, account_id, role, authority, locality, template, subject, body, link, sent_at)
            VALUES (@id, @account, @role, @authority, @locality, @template, @subject, @body, @link, @sentAt)
            """)
            .Set("@id", message.Id)
            .Set("@account", message.AccountId)
            .Set("@role", message.Role)
            .Set("@authority", message.Authority)
            .Set("@locality", message.Locality)
            .Set("@template", message.Template)
            .Set("@subject", Seal(message.Subject))
            .Set("@body", Seal(message.Body))
            .Set("@link", message.Link)
            .Set("@sentAt", message.SentAt)
            .ExecuteAsync(ct);

    private const string IsNew = "(m.account_id IS NOT NULL OR m.sent_at >= @newSince)";

    /// <summary>Newest first, older than <paramref name="before"/> when given.</summary>
    public async ValueTask<IReadOnlyList<InboxMessage>> ListAsync(Actor reader, Guid? before, bool unreadOnly, int take, CancellationToken ct)
    {
        var (where, parameters) = Addressed(reader);
        var sql = new StringBuilder(
            $"""
            SELECT m.id AS Id, m.subject AS Subject, m.body AS Body, m.link AS Link, m.sent_at AS SentAt, m.account_id AS AccountId, r.read_at AS ReadAt
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
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(sql.ToString(), parameters, cancellationToken: ct));
        return [.. rows.Select(Open)];
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
    private static (string Where, DynamicParameters Parameters) Addressed(Actor reader)
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

            where.Append(')');
        }

        return (where.Append(')').ToString(), parameters);
    }

    private DateTimeOffset NewSince() => time.GetUtcNow() - RoleMessageIsNewFor;

    private string Seal(LocalizedText text) => personal.Protect(JsonSerializer.Serialize(text, ModelJson.Options));

    private InboxMessage Open(Row row) => new(
        row.Id,
        JsonSerializer.Deserialize<LocalizedText>(personal.Open(row.Subject), ModelJson.Options)!,
        JsonSerializer.Deserialize<LocalizedText>(personal.Open(row.Body), ModelJson.Options)!,
        row.Link,
        row.SentAt,
        row.ReadAt is not null || (row.AccountId is null && row.SentAt < NewSince()));

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Subject { get; init; } = "";
        public string Body { get; init; } = "";
        public string? Link { get; init; }
        public DateTimeOffset SentAt { get; init; }
        public Guid? AccountId { get; init; }
        public DateTimeOffset? ReadAt { get; init; }
    }
}
