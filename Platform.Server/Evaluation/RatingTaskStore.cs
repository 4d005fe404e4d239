using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Evaluation;

/// <summary>A task with the rating it is about, as the desk sees it: without who rated.</summary>
internal sealed record DeskItem(RatingTask Task, LocalizedText ItemName, string ServiceName, DateTimeOffset ServedAt, int Grade, IReadOnlyList<string> Tags, string? Text, string Channel, DateTimeOffset RatedAt);

internal sealed class RatingTaskStore(IDatabase database)
{
    private const string Columns =
        """
        t.id AS Id, t.project_no AS ProjectNo, t.service_number AS ServiceNumber, t.locality AS Locality, t.authority AS Authority, t.state AS State, t.opened_at AS OpenedAt,
        t.due_at AS DueAt, t.assignee AS Assignee, t.assignee_name AS AssigneeName, t.outcome AS Outcome, t.finding AS Finding, t.verified_by AS VerifiedBy,
        t.verified_at AS VerifiedAt, t.agreed_by AS AgreedBy, t.closed_at AS ClosedAt, t.version AS Version
        """;

    private const string ItemColumns =
        $"""
        {Columns}, e.item_name AS ItemName, e.service_name AS ServiceName, e.at AS ServedAt, r.grade AS Grade, r.tags AS Tags, r.comment AS Comment, r.channel AS Channel, r.rated_at AS RatedAt
        FROM rating_task t
        JOIN rating r ON r.project_no = t.project_no AND r.service_number = t.service_number
        JOIN service_event e ON e.project_no = t.project_no AND e.service_number = t.service_number
        """;

    public static async ValueTask AddAsync(DbTransaction transaction, RatingTask task, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO rating_task (id, project_no, service_number, locality, authority, state, opened_at, due_at, version)
            VALUES (@Id, @ProjectNo, @ServiceNumber, @Locality, @Authority, @State, @OpenedAt, @DueAt, @Version)
            """,
            new { task.Id, task.ProjectNo, task.ServiceNumber, task.Locality, task.Authority, State = Word(task.State), task.OpenedAt, task.DueAt, task.Version },
            transaction,
            cancellationToken: ct));

    /// <summary>As the transaction sees it; null when there is none.</summary>
    public static async ValueTask<RatingTask?> FindAsync(DbTransaction transaction, Guid id, CancellationToken ct) =>
        (await transaction.Connection!.QueryAsync<Row>(new CommandDefinition($"SELECT {Columns} FROM rating_task t WHERE t.id = @id", new { id }, transaction, cancellationToken: ct)))
        .SingleOrDefault()?.ToTask();

    /// <summary>The task of a rating, as the transaction sees it; null when it needed none.</summary>
    public static async ValueTask<RatingTask?> FindAsync(DbTransaction transaction, string projectNo, int serviceNumber, CancellationToken ct) =>
        (await transaction.Connection!.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM rating_task t WHERE t.project_no = @projectNo AND t.service_number = @serviceNumber", new { projectNo, serviceNumber }, transaction, cancellationToken: ct)))
        .SingleOrDefault()?.ToTask();

    /// <summary>Withdraws a task nobody has begun.</summary>
    public static async ValueTask DeleteAsync(DbTransaction transaction, RatingTask task, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "DELETE FROM rating_task WHERE id = @Id AND version = @Version", new { task.Id, task.Version }, transaction, cancellationToken: ct));

    /// <summary>False when somebody changed it since it was read.</summary>
    public static async ValueTask<bool> SaveAsync(DbTransaction transaction, RatingTask task, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            UPDATE rating_task SET state = @State, assignee = @Assignee, assignee_name = @AssigneeName, outcome = @Outcome, finding = @Finding, verified_by = @VerifiedBy,
                verified_at = @VerifiedAt, agreed_by = @AgreedBy, closed_at = @ClosedAt, version = version + 1
            WHERE id = @Id AND version = @Version
            """,
            new
            {
                task.Id,
                State = Word(task.State),
                task.Assignee,
                task.AssigneeName,
                Outcome = task.Outcome is { } outcome ? Word(outcome) : null,
                task.Finding,
                task.VerifiedBy,
                task.VerifiedAt,
                task.AgreedBy,
                task.ClosedAt,
                task.Version,
            },
            transaction,
            cancellationToken: ct)) == 1;

    public async ValueTask<DeskItem?> FindItemAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<ItemRow>(new CommandDefinition($"SELECT {ItemColumns} WHERE t.id = @id", new { id }, cancellationToken: ct))).SingleOrDefault()?.ToItem();
    }

    /// <summary>What this person may handle, oldest first, after <paramref name="after"/> when given. Ratings of authorities the person works for are left out.</summary>
    public async ValueTask<IReadOnlyList<DeskItem>> ListAsync(Actor desk, RatingTaskState? state, Guid? after, int take, CancellationToken ct)
    {
        var parameters = new DynamicParameters();
        var sql = new StringBuilder($"SELECT {ItemColumns} WHERE ").Append(Within(desk, parameters));
        foreach (var (index, authority) in desk.Grants.Select(g => g.Authority).OfType<string>().Distinct().Index())
        {
            sql.Append(CultureInfo.InvariantCulture, $" AND t.authority <> @own{index}");
            parameters.Add($"own{index}", authority);
        }

        if (state is { } wanted)
        {
            sql.Append(" AND t.state = @state");
            parameters.Add("state", Word(wanted));
        }

        if (after is { } last)
        {
            sql.Append(" AND t.id > @last");
            parameters.Add("last", last);
        }

        parameters.Add("skip", 0);
        parameters.Add("take", take);
        sql.Append(" ORDER BY t.id ").Append(database.Dialect.Page);
        await using var connection = await database.OpenAsync(ct);
        return [.. (await connection.QueryAsync<ItemRow>(new CommandDefinition(sql.ToString(), parameters, cancellationToken: ct))).Select(r => r.ToItem())];
    }

    /// <summary>The places where a grant allows to handle ratings.</summary>
    private static string Within(Actor desk, DynamicParameters parameters)
    {
        var places = desk.Grants.Where(g => g.Authority is null && Roles.PermissionsOf(g.Role).Contains(Permissions.EvaluationsHandle)).Select(g => g.Locality).Distinct().ToList();
        if (places.Contains(LocalityCode.Root))
        {
            return "(1 = 1)";
        }

        if (places.Count == 0)
        {
            return "(1 = 0)";
        }

        foreach (var (index, place) in places.Index())
        {
            parameters.Add($"within{index}", place.Value + "%");
        }

        return "(" + string.Join(" OR ", places.Select((_, index) => $"t.locality LIKE @within{index}")) + ")";
    }

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private record Row
    {
        public Guid Id { get; init; }
        public string ProjectNo { get; init; } = "";
        public int ServiceNumber { get; init; }
        public LocalityCode Locality { get; init; }
        public string Authority { get; init; } = "";
        public string State { get; init; } = "";
        public DateTimeOffset OpenedAt { get; init; }
        public DateTimeOffset DueAt { get; init; }
        public Guid? Assignee { get; init; }
        public string? AssigneeName { get; init; }
        public string? Outcome { get; init; }
        public string? Finding { get; init; }
        public Guid? VerifiedBy { get; init; }
        public DateTimeOffset? VerifiedAt { get; init; }
        public Guid? AgreedBy { get; init; }
        public DateTimeOffset? ClosedAt { get; init; }
        public int Version { get; init; }

        public RatingTask ToTask() => new(
            Id,
            ProjectNo,
            ServiceNumber,
            Locality,
            Authority,
            Enum.Parse<RatingTaskState>(State, ignoreCase: true),
            OpenedAt,
            DueAt,
            Assignee,
            AssigneeName,
            Outcome is null ? null : Enum.Parse<RatingFinding>(Outcome, ignoreCase: true),
            Finding,
            VerifiedBy,
            VerifiedAt,
            AgreedBy,
            ClosedAt,
            Version);
    }

    private sealed record ItemRow : Row
    {
        public string ItemName { get; init; } = "";
        public string ServiceName { get; init; } = "";
        public DateTimeOffset ServedAt { get; init; }
        public int Grade { get; init; }
        public string Tags { get; init; } = "[]";
        public string? Comment { get; init; }
        public string Channel { get; init; } = "";
        public DateTimeOffset RatedAt { get; init; }

        public DeskItem ToItem() => new(
            ToTask(),
            JsonSerializer.Deserialize<LocalizedText>(ItemName, ModelJson.Options)!,
            ServiceName,
            ServedAt,
            Grade,
            JsonSerializer.Deserialize<List<string>>(Tags, ModelJson.Options) ?? [],
            Comment,
            Channel,
            RatedAt);
    }
}
