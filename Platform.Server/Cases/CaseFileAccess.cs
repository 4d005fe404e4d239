using Dapper;
using Platform.Model.Files;
using Platform.Model.Identity;
using Platform.Server.Data;

namespace Platform.Server.Cases;

/// <summary>Whoever may read a case may open what was handed in with it.</summary>
internal sealed class CaseFileAccess(IDatabase database, CaseReader cases) : IFileAccess
{
    public async ValueTask<bool> MayReadAsync(Guid fileId, Actor actor, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        foreach (var caseId in await connection.QueryAsync<Guid>("select case_id from case_attachment where file_id = @fileId", new { fileId }))
        {
            if (await cases.ReadAsync(caseId) is { } file && CaseAccess.MayRead(actor, file, null))
            {
                return true;
            }
        }

        return false;
    }
}
