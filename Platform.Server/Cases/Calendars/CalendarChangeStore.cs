using Dapper;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Cases.Calendars;

internal sealed class CalendarChangeStore(IDatabase database, ICommitQueue queue)
{
    private const string Columns =
        """
        id, owner, calendar_key as Calendar, version, published_at as PublishedAt, stage, last_case as LastCase, open_cases as OpenCases, seen_cases as SeenCases,
        moved_cases as MovedCases, updated_at as UpdatedAt
        """;

    private static readonly string[] OpenStates = [.. Enum.GetValues<CaseState>().Where(s => !s.IsTerminal()).Select(s => s.ToString())];

    /// <summary>Remembers a change to be worked on; one that is known already stays as it is.</summary>
    public Task AddAsync(CalendarChange change, CancellationToken ct) =>
        queue.CommitAsync<Done>(
            async (transaction, c) =>
            {
                await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                    """
                    insert into calendar_change (id, owner, calendar_key, version, published_at, stage, last_case, open_cases, seen_cases, moved_cases, updated_at)
                    select @Id, @Owner, @Calendar, @Version, @PublishedAt, @Stage, @LastCase, @OpenCases, @SeenCases, @MovedCases, @UpdatedAt
                    where not exists (select 1 from calendar_change where id = @Id)
                    """,
                    new
                    {
                        change.Id,
                        change.Owner,
                        change.Calendar,
                        change.Version,
                        change.PublishedAt,
                        Stage = change.Stage.ToString(),
                        change.LastCase,
                        change.OpenCases,
                        change.SeenCases,
                        change.MovedCases,
                        change.UpdatedAt,
                    },
                    transaction,
                    cancellationToken: c));
                return Done.It;
            },
            ct);

    /// <summary>Keeps how far the work has come, unless somebody else has come from the same place before.</summary>
    public Task AdvanceAsync(CalendarChange before, CalendarChange after, CancellationToken ct) =>
        queue.CommitAsync<Done>(
            async (transaction, c) =>
            {
                await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                    """
                    update calendar_change set stage = @Stage, last_case = @LastCase, seen_cases = @SeenCases, moved_cases = @MovedCases, updated_at = @UpdatedAt
                    where id = @Id and stage = @Before and seen_cases = @Seen
                    """,
                    new { after.Id, Stage = after.Stage.ToString(), after.LastCase, after.SeenCases, after.MovedCases, after.UpdatedAt, Before = before.Stage.ToString(), Seen = before.SeenCases },
                    transaction,
                    cancellationToken: c));
                return Done.It;
            },
            ct);

    /// <summary>Changes that are not done, oldest first.</summary>
    public async Task<IReadOnlyList<CalendarChange>> OpenAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<CalendarChange>(new CommandDefinition(
            $"select {Columns} from calendar_change where stage <> 'Done' order by id", cancellationToken: ct))).AsList();
    }

    /// <summary>Changes of calendars owned within the scope or above it, newest first.</summary>
    public async Task<IReadOnlyList<CalendarChange>> ListAsync(LocalityCode locality, int take, CancellationToken ct)
    {
        var within = locality == LocalityCode.Root ? "" : $" where (owner like @prefix or owner {database.Dialect.OneOf("@above")})";
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<CalendarChange>(new CommandDefinition(
            $"select {Columns} from calendar_change{within} order by id desc {database.Dialect.Page}",
            new { prefix = locality.Value + "%", above = database.Dialect.Keys(locality.SelfAndAncestors().Select(l => l.Value)), skip = 0, take },
            cancellationToken: ct))).AsList();
    }

    public async Task<int> CountOpenCasesAsync(LocalityCode owner, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            $"select count(*) from case_line where {Within(owner)} and state {database.Dialect.OneOf("@states")}", new { prefix = owner.Value + "%", states = database.Dialect.Keys(OpenStates) }, cancellationToken: ct));
    }

    /// <summary>Open cases at or below the owner, in the order of their ids.</summary>
    /// <param name="after">Only those behind this one.</param>
    /// <param name="filedSince">Only those filed then or later.</param>
    public async Task<IReadOnlyList<Guid>> OpenCasesAsync(LocalityCode owner, Guid? after, DateTimeOffset? filedSince, int take, CancellationToken ct)
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

    private static string Within(LocalityCode owner) => owner == LocalityCode.Root ? "1 = 1" : "locality like @prefix";
}
