using Dapper;
using Platform.Model;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Cases.Calendars;

internal sealed class CalendarChangeStore(IDatabase database, ICommitQueue queue)
{
    private const string Columns =
        """
        id, owner, calendar_key as Calendar, version, published_at as PublishedAt, stage, last_case as LastCase, open_cases as OpenCases, seen_cases as SeenCases,
        moved_cases as MovedCases, skipped_cases as SkippedCases, updated_at as UpdatedAt
        """;

    /// <summary>Remembers a change to be worked on; one that is known already stays as it is.</summary>
    public Task AddAsync(CalendarChange change, CancellationToken ct) =>
        queue.CommitAsync<Done>(
            async (transaction, c) =>
            {
                await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                    """
                    insert into calendar_change (id, owner, calendar_key, version, published_at, stage, last_case, open_cases, seen_cases, moved_cases, skipped_cases, updated_at)
                    select @Id, @Owner, @Calendar, @Version, @PublishedAt, @Stage, @LastCase, @OpenCases, @SeenCases, @MovedCases, @SkippedCases, @UpdatedAt
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
                        change.SkippedCases,
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
                    update calendar_change set stage = @Stage, last_case = @LastCase, seen_cases = @SeenCases, moved_cases = @MovedCases,
                      skipped_cases = @SkippedCases, updated_at = @UpdatedAt
                    where id = @Id and stage = @Before and seen_cases = @Seen
                    """,
                    new { after.Id, Stage = after.Stage.ToString(), after.LastCase, after.SeenCases, after.MovedCases, after.SkippedCases, after.UpdatedAt, Before = before.Stage.ToString(), Seen = before.SeenCases },
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
}
