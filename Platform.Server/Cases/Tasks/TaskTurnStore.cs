using System.Data.Common;
using Dapper;
using Platform.Server.Data;

namespace Platform.Server.Cases.Tasks;

/// <summary>What the assignment of tasks goes by: who has how much, and whose turn was when.</summary>
internal sealed class TaskTurnStore(IDatabase database)
{
    /// <summary>Each of the accounts with the number of tasks they have open, of any role, and when they were last given one of this role at the authority.</summary>
    public async Task<IReadOnlyDictionary<Guid, (int Open, DateTimeOffset? LastTurn)>> StandsAsync(string authority, string role, IReadOnlyCollection<Guid> accounts, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var parameters = new { authority, role, accounts = database.Dialect.Keys(accounts) };
        var open = (await connection.QueryAsync<(Guid Account, long Count)>(new CommandDefinition(
            $"select assignee, count(*) as held from case_task where assignee {database.Dialect.OneOf("@accounts")} group by assignee", parameters, cancellationToken: ct)))
            .ToDictionary(o => o.Account, o => (int)o.Count);
        var turns = (await connection.QueryAsync<(Guid Account, DateTimeOffset At)>(new CommandDefinition(
            $"select account_id, at from case_task_turn where authority = @authority and role = @role and account_id {database.Dialect.OneOf("@accounts")}", parameters, cancellationToken: ct)))
            .ToDictionary(t => t.Account, t => t.At);
        return accounts.ToDictionary(a => a, a => (open.GetValueOrDefault(a), turns.TryGetValue(a, out var at) ? at : (DateTimeOffset?)null));
    }

    /// <summary>Who finished the last task of this role in a case; null when nobody has.</summary>
    public async Task<Guid?> LastDoneByAsync(Guid caseId, string role, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QueryFirstOrDefaultAsync<Guid?>(new CommandDefinition(
            $"select actor_id from case_event where case_id = @caseId and name = 'task.completed' and actor_role = @role order by seq desc {database.Dialect.Page}",
            new { caseId, role, take = 1, skip = 0 },
            cancellationToken: ct));
    }

    /// <summary>Remembers that somebody was given a task.</summary>
    public static async ValueTask WriteAsync(DbTransaction transaction, string authority, string role, Guid account, DateTimeOffset at, CancellationToken ct)
    {
        var turn = new { authority, role, account, at };
        if (await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "update case_task_turn set at = @at where authority = @authority and role = @role and account_id = @account", turn, transaction, cancellationToken: ct)) == 0)
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                "insert into case_task_turn (authority, role, account_id, at) values (@authority, @role, @account, @at)", turn, transaction, cancellationToken: ct));
        }
    }
}
