using System.Data.Common;
using Dapper;
using Platform.Model.Flows;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Cases;

/// <summary>Which cases wait for which event; written with the state of the case that waits.</summary>
internal sealed class EventWaitStore(IDatabase database)
{
    /// <summary>The cases that hear an event: of its correlation, at or below the place it comes from; without one those of that place.</summary>
    public async Task<IReadOnlyList<Guid>> FindAsync(string name, string? correlationId, LocalityCode locality, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var sql = correlationId is null
            ? "select distinct case_id from case_event_wait where locality = @locality and event_name = @name"
            : "select distinct case_id from case_event_wait where event_name = @name and correlation_id = @correlationId and locality like @within";
        return (await connection.QueryAsync<Guid>(new CommandDefinition($"{sql} order by case_id", new { name, correlationId, locality, within = locality.Value + "%" }, cancellationToken: ct))).AsList();
    }

    public static async ValueTask WriteAsync(DbTransaction transaction, Guid caseId, LocalityCode locality, IEnumerable<EventWait> begun, IEnumerable<EventWait> over, CancellationToken ct)
    {
        foreach (var wait in over)
        {
            await transaction.Prepared("delete from case_event_wait where event_name = @name and correlation_id = @correlation and case_id = @case")
                .Set("@name", wait.Name).Set("@correlation", wait.CorrelationId).Set("@case", caseId)
                .ExecuteAsync(ct);
        }

        foreach (var wait in begun)
        {
            await transaction.Prepared("insert into case_event_wait (event_name, correlation_id, case_id, locality) values (@name, @correlation, @case, @locality)")
                .Set("@name", wait.Name).Set("@correlation", wait.CorrelationId).Set("@case", caseId).Set("@locality", locality)
                .ExecuteAsync(ct);
        }
    }
}
