using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Model.Notifications;
using Platform.Server.Data;

namespace Platform.Server.Cases.Drafts;

/// <summary>Drafts by account; the content is personal data and stored encrypted.</summary>
internal sealed class DraftStore(IDatabase database, ICommitQueue queue, EffectDispatcher effects, IPersonalData personal)
{
    private const string Columns = "id, account, locality, item_code as ItemCode, version, updated_at as UpdatedAt, expires_at as ExpiresAt, body";

    public async Task<Draft?> FindAsync(Guid account, Guid id, DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<DraftRow>(
            $"select {Columns} from case_draft where id = @id and account = @account and expires_at > @now", new { id, account, now });
        return row is null ? null : Read(row);
    }

    /// <summary>Last saved first, at most 100.</summary>
    public async Task<IReadOnlyList<Draft>> ListAsync(Guid account, DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<DraftRow>(
            $"select {Columns} from case_draft where account = @account and expires_at > @now order by updated_at desc, id desc {database.Dialect.Page}",
            new { account, now, take = 100, skip = 0 });
        return [.. rows.Select(Read)];
    }

    /// <summary>Inserts version 1, or replaces the version before this one; <c>draft.stale</c> when that is not the present one.</summary>
    public Task<Result<Draft>> SaveAsync(Draft draft, CancellationToken ct)
    {
        var row = new
        {
            draft.Id,
            draft.Account,
            draft.Locality,
            ItemCode = draft.Item,
            draft.Version,
            Before = draft.Version - 1,
            draft.UpdatedAt,
            draft.ExpiresAt,
            draft.WarnAt,
            Body = personal.Protect(JsonSerializer.Serialize(draft.Content, ModelJson.Options)),
        };
        var sql = draft.Version == 1
            ? """
              insert into case_draft (id, account, locality, item_code, version, updated_at, expires_at, warn_at, body)
              select @Id, @Account, @Locality, @ItemCode, @Version, @UpdatedAt, @ExpiresAt, @WarnAt, @Body
              where not exists (select 1 from case_draft where id = @Id)
              """
            : """
              update case_draft set version = @Version, updated_at = @UpdatedAt, expires_at = @ExpiresAt, warn_at = @WarnAt, body = @Body
              where id = @Id and account = @Account and version = @Before
              """;
        return queue.CommitAsync<Draft>(
            async (transaction, _) => await transaction.Connection!.ExecuteAsync(sql, row, transaction) == 1
                ? draft
                : Problem.Of("draft.stale", ProblemKind.Stale, null, ("draft", draft.Id)),
            ct);
    }

    public Task<Result<Done>> DeleteAsync(Guid account, Guid id, CancellationToken ct) =>
        queue.CommitAsync<Done>(
            async (transaction, _) =>
            {
                await transaction.Connection!.ExecuteAsync("delete from case_draft where id = @id and account = @account", new { id, account }, transaction);
                return Done.It;
            },
            ct);

    /// <summary>All drafts of an account, in no order, also one that has just expired.</summary>
    public async Task<IReadOnlyList<Draft>> ListAllAsync(Guid account, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<DraftRow>(new CommandDefinition($"select {Columns} from case_draft where account = @account", new { account }, cancellationToken: ct));
        return [.. rows.Select(Read)];
    }

    /// <summary>Drafts whose owners are to be told by now, and that still live.</summary>
    public async Task<IReadOnlyList<ExpiringDraft>> ListToWarnAsync(DateTimeOffset now, int take, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<ExpiringDraft>(new CommandDefinition(
            $"""
            select id, account, locality, item_code as ItemCode, version, expires_at as ExpiresAt
            from case_draft where warn_at <= @now and expires_at > @now order by warn_at, id {database.Dialect.Page}
            """,
            new { now, skip = 0, take },
            cancellationToken: ct))).AsList();
    }

    /// <summary>Sends the warning in the same transaction in which it is ticked off; a draft that was saved or told meanwhile is left alone.</summary>
    public Task WarnAsync(ExpiringDraft draft, SendMessageEffect message, DateTimeOffset now, CancellationToken ct) =>
        queue.CommitAsync<Done>(
            async (transaction, c) =>
            {
                var ticked = await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                    "update case_draft set warn_at = null where id = @Id and account = @Account and version = @Version and warn_at is not null", draft, transaction, cancellationToken: c));
                if (ticked == 1)
                {
                    await effects.ApplyAsync(message, new EffectScope(transaction, now, draft.Locality), c);
                }

                return Done.It;
            },
            ct);

    /// <summary>Deletes at most <paramref name="take"/> drafts that have expired; answers with their number.</summary>
    public async Task<int> DeleteExpiredAsync(DateTimeOffset now, int take, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var expired = (await connection.QueryAsync<Guid>(new CommandDefinition(
            $"select id from case_draft where expires_at <= @now order by expires_at, id {database.Dialect.Page}", new { now, skip = 0, take }, cancellationToken: ct))).AsList();
        if (expired.Count > 0)
        {
            await queue.CommitAsync<Done>(
                async (transaction, c) =>
                {
                    foreach (var id in expired)
                    {
                        await transaction.Connection!.ExecuteAsync(new CommandDefinition("delete from case_draft where id = @id and expires_at <= @now", new { id, now }, transaction, cancellationToken: c));
                    }

                    return Done.It;
                },
                ct);
        }

        return expired.Count;
    }

    private Draft Read(DraftRow row) => new(
        row.Id, row.Account, row.Locality, row.ItemCode, row.Version, row.UpdatedAt, row.ExpiresAt,
        JsonSerializer.Deserialize<DraftContent>(personal.Unprotect(row.Body), ModelJson.Options)!);

    private sealed record DraftRow(Guid Id, Guid Account, LocalityCode Locality, string ItemCode, int Version, DateTimeOffset UpdatedAt, DateTimeOffset ExpiresAt, string Body);
}
