using Dapper;
using Platform.Model;
using Platform.Server.Data;

namespace Platform.Server.Hosting;

/// <summary>What a data directory remembers about itself.</summary>
internal sealed class InstallationStore(IDatabase database, ICommitQueue commits, TimeProvider time)
{
    public async Task<IReadOnlyDictionary<string, string>> AllAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<(string Name, string Value)>(new CommandDefinition("SELECT name, value FROM installation", cancellationToken: ct));
        return rows.ToDictionary(r => r.Name, r => r.Value, StringComparer.Ordinal);
    }

    /// <summary>Sets it for good; the name must be new.</summary>
    public async Task AddAsync(string name, string value, CancellationToken ct) =>
        _ = (await commits.CommitAsync<Done>(async (transaction, token) =>
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                "INSERT INTO installation (name, value, at) VALUES (@name, @value, @at)", new { name, value, at = time.GetUtcNow() }, transaction, cancellationToken: token));
            return Done.It;
        }, ct)).Value;

    /// <summary>Proof that the database can be written.</summary>
    public Task<Result<Done>> TouchAsync(CancellationToken ct) =>
        commits.CommitAsync<Done>(async (transaction, token) =>
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                "UPDATE installation SET at = @at WHERE name = 'mode'", new { at = time.GetUtcNow() }, transaction, cancellationToken: token));
            return Done.It;
        }, ct);
}
