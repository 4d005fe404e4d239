using Dapper;
using Platform.Server.Data;

namespace Platform.Server.Cases;

/// <summary>Where a case is found: keys by number, task and file. Whether somebody may see it is for its reader to decide.</summary>
internal sealed class CaseIndexStore(IDatabase database)
{
    public Task<Guid?> OfNumberAsync(string number, CancellationToken ct) => OneAsync("select case_id from case_line where number = @number", new { number }, ct);

    public Task<Guid?> OfTaskAsync(Guid taskId, CancellationToken ct) => OneAsync(
        "select case_id from case_task where id = @taskId union all select case_id from case_task_done where id = @taskId", new { taskId }, ct);

    public async Task<IReadOnlyList<Guid>> OfFileAsync(Guid fileId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<Guid>(
            new CommandDefinition("select case_id from case_attachment where file_id = @fileId order by case_id", new { fileId }, cancellationToken: ct))).AsList();
    }

    /// <summary>Those of the files that were handed in with a case.</summary>
    /// <param name="files">At most 500: engines limit the parameters of one statement.</param>
    public async Task<IReadOnlyList<Guid>> AttachedAsync(IReadOnlyCollection<Guid> files, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<Guid>(new CommandDefinition(
            $"select distinct file_id from case_attachment where file_id {database.Dialect.OneOf("@files")}", new { files = database.Dialect.Keys(files) }, cancellationToken: ct))).AsList();
    }

    private async Task<Guid?> OneAsync(string sql, object parameters, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(sql, parameters, cancellationToken: ct));
    }
}
