using Dapper;
using Platform.Model;
using Platform.Server.Data;

namespace Platform.Server.Hosting.Repetition;

/// <param name="Answer">Encrypted.</param>
internal sealed record RequestAnswerRow(string Digest, int Status, string Answer);

internal sealed class RequestAnswerStore(IDatabase database, ICommitQueue commits)
{
    public async ValueTask<RequestAnswerRow?> FindAsync(RequestKey key, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<RequestAnswerRow>(new CommandDefinition(
            "SELECT digest AS Digest, status AS Status, answer AS Answer FROM request_answer WHERE requester = @Requester AND request_key = @Value",
            new { key.Requester, key.Value },
            cancellationToken: ct));
    }

    /// <summary>Keeps an answer; one that is there already stays.</summary>
    public Task AddAsync(RequestKey key, int status, string answer, DateTimeOffset at, CancellationToken ct) =>
        commits.CommitAsync<Done>(
            async (transaction, inner) =>
            {
                await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                    """
                    INSERT INTO request_answer (requester, request_key, digest, status, answer, at)
                    SELECT @Requester, @Value, @Digest, @status, @answer, @at
                    WHERE NOT EXISTS (SELECT 1 FROM request_answer WHERE requester = @Requester AND request_key = @Value)
                    """,
                    new { key.Requester, key.Value, key.Digest, status, answer, at },
                    transaction,
                    cancellationToken: inner));
                return Done.It;
            },
            ct);

    /// <summary>Deletes at most <paramref name="take"/> answers given before then; answers with their number.</summary>
    public async Task<int> DeleteBeforeAsync(DateTimeOffset before, int take, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var old = (await connection.QueryAsync<(string Requester, string Key)>(new CommandDefinition(
            $"SELECT requester, request_key FROM request_answer WHERE at < @before ORDER BY at, requester, request_key {database.Dialect.Page}",
            new { before, skip = 0, take },
            cancellationToken: ct))).AsList();
        if (old.Count > 0)
        {
            await commits.CommitAsync<Done>(
                async (transaction, inner) =>
                {
                    foreach (var (requester, key) in old)
                    {
                        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                            "DELETE FROM request_answer WHERE requester = @requester AND request_key = @key AND at < @before",
                            new { requester, key, before },
                            transaction,
                            cancellationToken: inner));
                    }

                    return Done.It;
                },
                ct);
        }

        return old.Count;
    }
}
