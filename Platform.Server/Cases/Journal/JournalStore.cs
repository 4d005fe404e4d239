using Dapper;
using Platform.Model.Identity;
using Platform.Server.Data;

namespace Platform.Server.Cases.Journal;

/// <summary>The journal as stored.</summary>
internal sealed class JournalStore(IDatabase database, IPersonalData personal)
{
    /// <summary>The rows of one case, oldest first, with their payloads in plain; the hashes are over what is stored.</summary>
    public async Task<IReadOnlyList<JournalRow>> RowsAsync(CaseFile file, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<JournalRow>(new CommandDefinition(
            """
            select case_id as CaseId, seq, locality, name, at, national_code as NationalCode, actor_kind as ActorKind, actor_id as ActorId, actor_name as ActorName,
                   actor_role as ActorRole, channel, payload, hash
            from case_event
            where case_id = @Id and locality = @Locality
            order by seq
            """,
            new { file.Id, file.Locality },
            cancellationToken: ct));
        return [.. rows.Select(r => r with { Payload = personal.Open(r.Payload) })];
    }

    /// <summary>Whether this member of staff stands in the journal of the case.</summary>
    public async Task<bool> HasActedAsync(CaseFile file, Guid staff, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            "select count(*) from case_event where case_id = @Id and locality = @Locality and actor_id = @staff and actor_kind = 'Staff'",
            new { file.Id, file.Locality, staff },
            cancellationToken: ct)) > 0;
    }
}
