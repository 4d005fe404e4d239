using System.Data.Common;
using Dapper;
using Platform.Model.Audit;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Audit;

/// <summary>Administrative acts; rows are added, never changed or removed.</summary>
internal sealed class AuditStore(IDatabase database)
{
    public static Task InsertAsync(DbTransaction transaction, AuditEntry entry, CancellationToken ct) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO audit_entry (id, at, actor_name, actor_id, act, subject, locality, detail)
            VALUES (@Id, @At, @ActorName, @ActorId, @Act, @Subject, @Locality, @Detail)
            """,
            entry,
            transaction,
            cancellationToken: ct));

    /// <summary>Entries of the scope, newest first; <paramref name="before"/> is the last id of the page before (ids are time-ordered).</summary>
    public async ValueTask<IReadOnlyList<AuditEntry>> ListAsync(LocalityScope scope, AuditFilter filter, Guid? before, int take, CancellationToken ct)
    {
        var conditions = new List<string> { "locality >= @From", "locality < @Below" };
        if (filter.Act is not null)
        {
            conditions.Add("act = @Act");
        }

        if (filter.Subject is not null)
        {
            conditions.Add("subject = @Subject");
        }

        if (filter.Actor is not null)
        {
            conditions.Add("actor_name = @Actor");
        }

        if (filter.Since is not null)
        {
            conditions.Add("at >= @Since");
        }

        if (filter.Until is not null)
        {
            conditions.Add("at < @Until");
        }

        if (before is not null)
        {
            conditions.Add("id < @Before");
        }

        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"""
            SELECT id AS Id, at AS At, actor_name AS ActorName, actor_id AS ActorId, act AS Act, subject AS Subject, locality AS Locality, detail AS Detail
            FROM audit_entry WHERE {string.Join(" AND ", conditions)} ORDER BY id DESC {database.Dialect.Page}
            """,
            new { scope.From, scope.Below, filter.Act, filter.Subject, filter.Actor, filter.Since, filter.Until, Before = before, take, skip = 0 },
            cancellationToken: ct));
        return [.. rows.Select(r => new AuditEntry(r.Id, r.At, r.ActorName, r.ActorId, r.Act, r.Subject, r.Locality, r.Detail))];
    }

    private sealed record Row
    {
        public Guid Id { get; init; }
        public DateTimeOffset At { get; init; }
        public string ActorName { get; init; } = "";
        public Guid? ActorId { get; init; }
        public string Act { get; init; } = "";
        public string Subject { get; init; } = "";
        public LocalityCode Locality { get; init; }
        public string Detail { get; init; } = "";
    }
}

/// <param name="Since">Inclusive.</param>
/// <param name="Until">Exclusive.</param>
internal sealed record AuditFilter(string? Act = null, string? Subject = null, string? Actor = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null);

/// <summary>Writes the entry with the act itself: both are committed, or neither.</summary>
internal sealed class AuditHandler : Platform.Model.Effects.IEffectHandler<AuditEntry>
{
    public async ValueTask ApplyAsync(AuditEntry effect, Platform.Model.Effects.EffectScope scope, CancellationToken ct) =>
        await AuditStore.InsertAsync(scope.Transaction, effect, ct);
}
