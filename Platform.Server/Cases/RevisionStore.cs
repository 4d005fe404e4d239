using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Data;

namespace Platform.Server.Cases;

/// <summary>Contents of a case before its last supplement.</summary>
internal sealed class RevisionStore(IDatabase database, IPersonalData personal)
{
    /// <summary>What the applicant filed at first.</summary>
    public async Task<CaseContent> AsFiledAsync(CaseFile file, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var body = await connection.QuerySingleAsync<string>(new CommandDefinition(
            "select body from case_answers where case_id = @Id and revision = 1 and locality = @Locality", new { file.Id, file.Locality }, cancellationToken: ct));
        return JsonSerializer.Deserialize<CaseContent>(personal.Unprotect(body), ModelJson.Options)!;
    }
}
