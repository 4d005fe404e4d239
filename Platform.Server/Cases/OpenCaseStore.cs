using System.Data.Common;
using Dapper;
using Platform.Model.Cases;
using Platform.Model.Definitions;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Cases;

/// <summary>Open and ended cases at or below a place, for work that goes through many of them.</summary>
internal sealed class OpenCaseStore(IDatabase database) : IOpenCases
{
    private static readonly string[] OpenStates = [.. Enum.GetValues<CaseState>().Where(s => !s.IsTerminal()).Select(s => s.ToString())];
    private static readonly string[] EndedStates = [.. Enum.GetValues<CaseState>().Where(s => s.IsTerminal()).Select(s => s.ToString())];

    public async Task<int> CountAsync(LocalityCode owner, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<int>(Count(owner, null, ct));
    }

    public async ValueTask<int> CountAsync(DbTransaction transaction, LocalityCode owner, CancellationToken ct) =>
        await transaction.Connection!.ExecuteScalarAsync<int>(Count(owner, transaction, ct));

    public async ValueTask<IReadOnlyList<OpenCases>> CountAsync(LocalityScope scope, IReadOnlyCollection<string> items, CancellationToken ct)
    {
        if (items.Count == 0)
        {
            return [];
        }

        var owner = scope.Within ?? LocalityCode.Root;
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<CountRow>(new CommandDefinition(
            $"""
            select item_code as Item, flow as Flow, count(*) as Number from case_line
            where item_code {database.Dialect.OneOf("@items")} and state {database.Dialect.OneOf("@states")} and {Within(owner)}
            group by item_code, flow order by item_code, flow
            """,
            new { items = database.Dialect.Keys(items), prefix = owner.Value + "%", states = database.Dialect.Keys(OpenStates) },
            cancellationToken: ct));
        return [.. rows.Select(r => new OpenCases(r.Item, r.Flow is null ? null : DefinitionId.Parse(r.Flow), (int)r.Number))];
    }

    /// <summary>In the order of their ids.</summary>
    /// <param name="after">Only those behind this one.</param>
    /// <param name="filedSince">Only those filed then or later.</param>
    public async Task<IReadOnlyList<Guid>> ListAsync(LocalityCode owner, Guid? after, DateTimeOffset? filedSince, int take, CancellationToken ct)
    {
        var where = Within(owner) + $" and state {database.Dialect.OneOf("@states")}";
        where += after is null ? "" : " and case_id > @after";
        where += filedSince is null ? "" : " and filed_at >= @filedSince";
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<Guid>(new CommandDefinition(
            $"select case_id from case_line where {where} order by case_id {database.Dialect.Page}",
            new { prefix = owner.Value + "%", states = database.Dialect.Keys(OpenStates), after, filedSince, skip = 0, take },
            cancellationToken: ct))).AsList();
    }

    /// <summary>Ended cases of an item, newest first.</summary>
    public async Task<IReadOnlyList<Guid>> ListEndedAsync(LocalityCode owner, string item, int take, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<Guid>(new CommandDefinition(
            $"select case_id from case_line where {Within(owner)} and item_code = @item and state {database.Dialect.OneOf("@states")} order by case_id desc {database.Dialect.Page}",
            new { prefix = owner.Value + "%", item, states = database.Dialect.Keys(EndedStates), skip = 0, take },
            cancellationToken: ct))).AsList();
    }

    private CommandDefinition Count(LocalityCode owner, DbTransaction? transaction, CancellationToken ct) => new(
        $"select count(*) from case_line where {Within(owner)} and state {database.Dialect.OneOf("@states")}",
        new { prefix = owner.Value + "%", states = database.Dialect.Keys(OpenStates) },
        transaction,
        cancellationToken: ct);

    private static string Within(LocalityCode owner) => owner == LocalityCode.Root ? "1 = 1" : "locality like @prefix";

    private sealed record CountRow
    {
        public string Item { get; init; } = "";
        public string? Flow { get; init; }
        public long Number { get; init; }
    }
}
