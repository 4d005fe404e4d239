using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Cases.Journal;
using Platform.Server.Data;

namespace Platform.Server.Cases;

/// <summary>The content of a case as it was at one revision.</summary>
internal sealed class RevisionStore(IDatabase database, IPersonalData personal)
{
    /// <summary>The digest is that of the stored JSON.</summary>
    public async Task<(CaseContent Content, string Digest)?> FindAsync(CaseFile file, int revision, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var stored = await connection.QuerySingleOrDefaultAsync<byte[]>(new CommandDefinition(
            "select sealed from case_content where case_id = @Id and revision = @revision and locality = @Locality", new { file.Id, revision, file.Locality }, cancellationToken: ct));
        if (stored is null)
        {
            return null;
        }

        var json = personal.Unseal(stored);
        return (JsonSerializer.Deserialize<CaseContent>(json, ModelJson.Terse)!, CaseJournal.Digest(json));
    }

    /// <summary>What the applicant filed at first.</summary>
    public async Task<CaseContent> AsFiledAsync(CaseFile file, CancellationToken ct) =>
        (await FindAsync(file, 1, ct) ?? throw new InvalidOperationException($"Case {file.Id} has no first revision.")).Content;
}
