using System.Data.Common;
using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Definitions.Publishing;

/// <summary>What is to come into force later.</summary>
internal sealed class ScheduleStore(IDatabase database)
{
    private const string Columns =
        """
        id AS Id, owner AS Owner, due_at AS DueAt, stage AS Stage, account_id AS AccountId, made_by AS MadeBy, made_at AS MadeAt, drafts AS Drafts, problems AS Problems
        """;

    public static async ValueTask AddAsync(DbTransaction transaction, PublicationSchedule schedule, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO definition_schedule (id, owner, due_at, stage, account_id, made_by, made_at, drafts)
            VALUES (@Id, @Owner, @From, @stage, @By, @ByName, @MadeAt, @drafts)
            """,
            new { schedule.Id, schedule.Owner, schedule.From, stage = Word(schedule.Stage), schedule.By, schedule.ByName, schedule.MadeAt, drafts = JsonSerializer.Serialize(schedule.Drafts, ModelJson.Options) },
            transaction,
            cancellationToken: ct));

    /// <summary>Takes a schedule from one stage to another; false when it is not in the former, because somebody was there before.</summary>
    public static async ValueTask<bool> TurnAsync(DbTransaction transaction, Guid id, ScheduleStage from, ScheduleStage to, IReadOnlyList<Problem> problems, DateTimeOffset now, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE definition_schedule SET stage = @to, problems = @problems, settled_at = @now WHERE id = @id AND stage = @from",
            new { id, from = Word(from), to = Word(to), now, problems = problems.Count == 0 ? null : JsonSerializer.Serialize(problems, ModelJson.Options) },
            transaction,
            cancellationToken: ct)) == 1;

    /// <summary>Of all localities: what waits and whose time has come, oldest first.</summary>
    public async ValueTask<IReadOnlyList<PublicationSchedule>> DueAsync(DateTimeOffset now, int take, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM definition_schedule WHERE stage = @waiting AND due_at <= @now ORDER BY due_at, id {database.Dialect.Page}",
            new { waiting = Word(ScheduleStage.Waiting), now, skip = 0, take },
            cancellationToken: ct));
        return [.. rows.Select(r => r.ToSchedule())];
    }

    /// <summary>What waits or has failed at a place, by time.</summary>
    public async ValueTask<IReadOnlyList<PublicationSchedule>> ListOpenAsync(LocalityCode owner, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await ListOpenAsync(connection, null, owner, ct);
    }

    public static ValueTask<IReadOnlyList<PublicationSchedule>> ListOpenAsync(DbTransaction transaction, LocalityCode owner, CancellationToken ct) =>
        ListOpenAsync(transaction.Connection!, transaction, owner, ct);

    public async ValueTask<PublicationSchedule?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition($"SELECT {Columns} FROM definition_schedule WHERE id = @id", new { id }, cancellationToken: ct));
        return row?.ToSchedule();
    }

    private static async ValueTask<IReadOnlyList<PublicationSchedule>> ListOpenAsync(DbConnection connection, DbTransaction? transaction, LocalityCode owner, CancellationToken ct)
    {
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM definition_schedule WHERE owner = @owner AND stage IN (@waiting, @failed) ORDER BY due_at, id",
            new { owner, waiting = Word(ScheduleStage.Waiting), failed = Word(ScheduleStage.Failed) },
            transaction,
            cancellationToken: ct));
        return [.. rows.Select(r => r.ToSchedule())];
    }

    private static string Word(ScheduleStage stage) => JsonNamingPolicy.CamelCase.ConvertName(stage.ToString());

    private sealed record Row
    {
        public Guid Id { get; init; }
        public LocalityCode Owner { get; init; }
        public DateTimeOffset DueAt { get; init; }
        public string Stage { get; init; } = "";
        public Guid? AccountId { get; init; }
        public string MadeBy { get; init; } = "";
        public DateTimeOffset MadeAt { get; init; }
        public string Drafts { get; init; } = "";
        public string? Problems { get; init; }

        public PublicationSchedule ToSchedule() => new(
            Id, Owner, DueAt, Enum.Parse<ScheduleStage>(Stage, ignoreCase: true), AccountId, MadeBy, MadeAt,
            JsonSerializer.Deserialize<IReadOnlyList<ScheduledDraft>>(Drafts, ModelJson.Options)!,
            Problems is null ? [] : JsonSerializer.Deserialize<IReadOnlyList<Problem>>(Problems, ModelJson.Options)!);
    }
}
