using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Data;

namespace Platform.Server.Cases.Tasks;

/// <param name="Data">The other values of the dialog.</param>
internal sealed record OpinionDraft(string Text, JsonObject? Data, DateTimeOffset? SavedAt);

/// <summary>Opinions while they are typed, per task and person, so that a closed browser loses nothing. Encrypted.</summary>
internal sealed class OpinionStore(IDatabase database, ICommitQueue queue, IPersonalData personal, TimeProvider clock)
{
    public async Task<OpinionDraft?> FindAsync(Guid task, Actor actor, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var body = await connection.QuerySingleOrDefaultAsync<string?>(
            "select body from case_opinion where task_id = @task and account = @account", new { task, account = actor.AccountId });
        return body is null ? null : JsonSerializer.Deserialize<OpinionDraft>(personal.Open(body), ModelJson.Options);
    }

    public Task<Result<Done>> SaveAsync(Guid task, Actor actor, string text, JsonObject? data, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var row = new { task, account = actor.AccountId, now, body = personal.Protect(JsonSerializer.Serialize(new OpinionDraft(text, data, now), ModelJson.Options)) };
        return queue.CommitAsync<Done>(
            async (transaction, _) =>
            {
                var connection = transaction.Connection!;
                if (await connection.ExecuteAsync("update case_opinion set saved_at = @now, body = @body where task_id = @task and account = @account", row, transaction) == 0)
                {
                    await connection.ExecuteAsync("insert into case_opinion (task_id, account, saved_at, body) values (@task, @account, @now, @body)", row, transaction);
                }

                return Done.It;
            },
            ct);
    }
}
