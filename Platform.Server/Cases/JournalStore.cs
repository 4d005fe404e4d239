using Dapper;
using Platform.Server.Data;

namespace Platform.Server.Cases;

/// <summary>The journal as stored.</summary>
internal sealed class JournalStore(IDatabase database)
{
    /// <summary>The rows of one case, oldest first.</summary>
    public async Task<IReadOnlyList<JournalRow>> RowsAsync(CaseFile file, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<JournalRow>(new CommandDefinition(
            """
            select case_id as CaseId, seq, locality, name, at, national_code as NationalCode, actor_kind as ActorKind, actor_id as ActorId, actor_name as ActorName,
                   actor_role as ActorRole, channel, payload, hash
            from case_event
            where case_id = @Id and locality = @Locality
            order by seq
            """,
            new { file.Id, file.Locality },
            cancellationToken: ct))).AsList();
    }
}
