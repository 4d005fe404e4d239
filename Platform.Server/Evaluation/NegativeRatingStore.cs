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

/// <summary>A negative rating with what was rated, as the desk sees it: without who rated.</summary>
internal sealed record DeskItem(NegativeRating Rating, LocalizedText ItemName, string ServiceName, DateTimeOffset ServedAt, int Grade, IReadOnlyList<string> Tags, string? Text, string Channel, DateTimeOffset RatedAt);

/// <param name="Body">What was written, an object.</param>
internal sealed record HandlingStep(string Act, HandlingState From, HandlingState To, DateTimeOffset At, bool Late, Guid? Actor, string ActorName, string Body);

/// <param name="Open">All in this state.</param>
internal sealed record StateCount(HandlingState State, int Open, int Overdue);

internal sealed class NegativeRatingStore(IDatabase database)
{
    private const string Columns =
        """
        t.id AS Id, t.project_no AS ProjectNo, t.service_number AS ServiceNumber, t.locality AS Locality, t.authority AS Authority, t.state AS State, t.opened_at AS OpenedAt,
        t.due_at AS DueAt, t.entered_by AS EnteredBy, t.department_reference AS DepartmentReference, t.assignee AS Assignee, t.assignee_name AS AssigneeName, t.outcome AS Outcome,
        t.finding AS Finding, t.verified_by AS VerifiedBy, t.verified_at AS VerifiedAt, t.late AS Late, t.rectify_due_at AS RectifyDueAt, t.rectified_at AS RectifiedAt,
        t.closed_at AS ClosedAt, t.version AS Version, t.detail AS Detail
        """;

    private const string ItemColumns =
        $"""
        {Columns}, e.item_name AS ItemName, e.service_name AS ServiceName, e.at AS ServedAt, r.grade AS Grade, r.tags AS Tags, r.comment AS Comment, r.channel AS Channel, r.rated_at AS RatedAt
        FROM rating_task t
        JOIN rating r ON r.project_no = t.project_no AND r.service_number = t.service_number
        JOIN service_event e ON e.project_no = t.project_no AND e.service_number = t.service_number
        """;

    public static async ValueTask AddAsync(DbTransaction transaction, NegativeRating rating, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO rating_task (id, project_no, service_number, locality, authority, state, opened_at, due_at, entered_by, late, detail, version)
            VALUES (@Id, @ProjectNo, @ServiceNumber, @Locality, @Authority, @State, @OpenedAt, @DueAt, @EnteredBy, @Late, @Detail, @Version)
            """,
            new
            {
                rating.Id, rating.ProjectNo, rating.ServiceNumber, rating.Locality, rating.Authority, State = Word(rating.State), rating.OpenedAt, rating.DueAt, rating.EnteredBy, rating.Late,
                Detail = Json(rating.Detail), rating.Version,
            },
            transaction,
            cancellationToken: ct));

    /// <summary>As the transaction sees it; null when there is none.</summary>
    public static ValueTask<NegativeRating?> FindAsync(DbTransaction transaction, Guid id, CancellationToken ct) => FindAsync(transaction, "t.id = @id", new { id }, ct);

    /// <summary>By what the department knows it by.</summary>
    public static ValueTask<NegativeRating?> FindByReferenceAsync(DbTransaction transaction, Guid reference, CancellationToken ct) =>
        FindAsync(transaction, "t.department_reference = @reference", new { reference }, ct);

    /// <summary>The handling of a rating; null when it needed none.</summary>
    public static ValueTask<NegativeRating?> FindAsync(DbTransaction transaction, string projectNo, int serviceNumber, CancellationToken ct) =>
        FindAsync(transaction, "t.project_no = @projectNo AND t.service_number = @serviceNumber", new { projectNo, serviceNumber }, ct);

    public async ValueTask<NegativeRating?> FindAsync(string projectNo, int serviceNumber, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM rating_task t WHERE t.project_no = @projectNo AND t.service_number = @serviceNumber", new { projectNo, serviceNumber }, cancellationToken: ct)))
            .SingleOrDefault()?.ToRating();
    }

    /// <summary>Withdraws one nobody has begun; false when somebody just has.</summary>
    public static async ValueTask<bool> DeleteAsync(DbTransaction transaction, NegativeRating rating, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "DELETE FROM rating_task WHERE id = @Id AND version = @Version", new { rating.Id, rating.Version }, transaction, cancellationToken: ct)) == 1;

    /// <summary>Keeps the new state and the step that led to it; false when somebody changed it since it was read.</summary>
    public static async ValueTask<bool> SaveAsync(DbTransaction transaction, NegativeRating rating, HandlingStep step, CancellationToken ct)
    {
        var saved = await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            UPDATE rating_task SET state = @State, due_at = @DueAt, department_reference = @DepartmentReference, assignee = @Assignee, assignee_name = @AssigneeName, outcome = @Outcome,
                late = @Late, rectify_due_at = @RectifyDueAt, rectified_at = @RectifiedAt, closed_at = @ClosedAt, detail = @Detail, version = version + 1
            WHERE id = @Id AND version = @Version
            """,
            new
            {
                rating.Id,
                State = Word(rating.State),
                rating.DueAt,
                rating.DepartmentReference,
                rating.Assignee,
                rating.AssigneeName,
                Outcome = rating.Outcome is { } outcome ? Word(outcome) : null,
                rating.Late,
                rating.RectifyDueAt,
                rating.RectifiedAt,
                rating.ClosedAt,
                Detail = Json(rating.Detail),
                rating.Version,
            },
            transaction,
            cancellationToken: ct)) == 1;
        if (saved)
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO rating_task_step (task_id, seq, act, from_state, to_state, at, late, actor, actor_name, body)
                VALUES (@Id, @Seq, @Act, @From, @To, @At, @Late, @Actor, @ActorName, @Body)
                """,
                new { rating.Id, Seq = rating.Version, step.Act, From = Word(step.From), To = Word(step.To), step.At, step.Late, step.Actor, step.ActorName, step.Body },
                transaction,
                cancellationToken: ct));
        }

        return saved;
    }

    /// <summary>Oldest first.</summary>
    public async ValueTask<IReadOnlyList<HandlingStep>> StepsAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. (await connection.QueryAsync<StepRow>(new CommandDefinition(
            """
            SELECT act AS Act, from_state AS FromState, to_state AS ToState, at AS At, late AS Late, actor AS Actor, actor_name AS ActorName, body AS Body
            FROM rating_task_step WHERE task_id = @id ORDER BY seq
            """,
            new { id },
            cancellationToken: ct))).Select(r => r.ToStep())];
    }

    public async ValueTask<DeskItem?> FindItemAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<ItemRow>(new CommandDefinition($"SELECT {ItemColumns} WHERE t.id = @id", new { id }, cancellationToken: ct))).SingleOrDefault()?.ToItem();
    }

    public async ValueTask<DeskItem?> FindItemByReferenceAsync(Guid reference, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<ItemRow>(new CommandDefinition($"SELECT {ItemColumns} WHERE t.department_reference = @reference", new { reference }, cancellationToken: ct)))
            .SingleOrDefault()?.ToItem();
    }

    /// <summary>What this person may handle, oldest first, after <paramref name="after"/> when given. Ratings of authorities the person works for are left out.</summary>
    /// <param name="home">Authority the person belongs to, or null.</param>
    public async ValueTask<IReadOnlyList<DeskItem>> ListAsync(Actor desk, string? home, HandlingState? state, Guid? after, int take, CancellationToken ct)
    {
        var parameters = new DynamicParameters();
        var sql = new StringBuilder($"SELECT {ItemColumns} WHERE ").Append(Neutral(desk, home, parameters));
        if (state is { } wanted)
        {
            sql.Append(" AND t.state = @state");
            parameters.Add("state", Word(wanted));
        }

        return await PageAsync(sql, "t.id", parameters, after, take, ct);
    }

    /// <summary>How many wait in each state, and how many of them are over their limit.</summary>
    public async ValueTask<IReadOnlyList<StateCount>> CountAsync(Actor desk, string? home, DateTimeOffset now, CancellationToken ct)
    {
        var parameters = new DynamicParameters(new { now });
        var where = Neutral(desk, home, parameters);
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<CountRow>(new CommandDefinition(
            $"SELECT t.state AS State, COUNT(*) AS Waiting, SUM(CASE WHEN t.due_at <= @now THEN 1 ELSE 0 END) AS Overdue FROM rating_task t WHERE {where} AND t.closed_at IS NULL GROUP BY t.state ORDER BY t.state",
            parameters,
            cancellationToken: ct));
        return [.. rows.Select(r => new StateCount(Parse<HandlingState>(r.State), (int)r.Waiting, (int)r.Overdue))];
    }

    /// <summary>What the departments of these places have to put right, or have put right, by their reference.</summary>
    public async ValueTask<IReadOnlyList<DeskItem>> ListForDepartmentAsync(IReadOnlyList<Reach> reach, bool closed, Guid? after, int take, CancellationToken ct)
    {
        var parameters = new DynamicParameters();
        var sql = new StringBuilder($"SELECT {ItemColumns} WHERE t.department_reference IS NOT NULL AND ").Append(Places(reach, parameters));
        sql.Append(closed ? " AND t.closed_at IS NOT NULL" : " AND t.closed_at IS NULL");
        return await PageAsync(sql, "t.department_reference", parameters, after, take, ct);
    }

    /// <summary>Those whose clock has run out in a state in which that has consequences, oldest first.</summary>
    public async ValueTask<IReadOnlyList<Guid>> DueAsync(DateTimeOffset now, int take, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<Guid>(new CommandDefinition(
            $"SELECT id FROM rating_task WHERE state IN (@confirmed, @answered) AND due_at <= @now ORDER BY due_at, id {database.Dialect.Page}",
            new { confirmed = Word(HandlingState.Confirmed), answered = Word(HandlingState.Answered), now, skip = 0, take },
            cancellationToken: ct))).AsList();
    }

    private static async ValueTask<NegativeRating?> FindAsync(DbTransaction transaction, string where, object parameters, CancellationToken ct) =>
        (await transaction.Connection!.QueryAsync<Row>(new CommandDefinition($"SELECT {Columns} FROM rating_task t WHERE {where}", parameters, transaction, cancellationToken: ct)))
        .SingleOrDefault()?.ToRating();

    private async ValueTask<IReadOnlyList<DeskItem>> PageAsync(StringBuilder sql, string key, DynamicParameters parameters, Guid? after, int take, CancellationToken ct)
    {
        if (after is { } last)
        {
            sql.Append(CultureInfo.InvariantCulture, $" AND {key} > @last");
            parameters.Add("last", last);
        }

        parameters.Add("skip", 0);
        parameters.Add("take", take);
        sql.Append(CultureInfo.InvariantCulture, $" ORDER BY {key} ").Append(database.Dialect.Page);
        await using var connection = await database.OpenAsync(ct);
        return [.. (await connection.QueryAsync<ItemRow>(new CommandDefinition(sql.ToString(), parameters, cancellationToken: ct))).Select(r => r.ToItem())];
    }

    /// <summary>The places where a grant allows to handle ratings, without authorities the person works for: what <see cref="EvaluationRules.CheckVerifier"/> says of one, as a condition.</summary>
    private static string Neutral(Actor desk, string? home, DynamicParameters parameters)
    {
        var sql = new StringBuilder(Places(desk.ReachOf(Permissions.EvaluationsHandle), parameters));
        foreach (var (index, authority) in desk.Grants.Select(g => g.Authority).Append(home).OfType<string>().Distinct().Index())
        {
            sql.Append(CultureInfo.InvariantCulture, $" AND t.authority <> @own{index}");
            parameters.Add($"own{index}", authority);
        }

        foreach (var (index, place) in desk.Grants.Where(g => g.Authority is null && EvaluationRules.WorksOnCases(g.Role)).Select(g => g.Locality).Distinct().Index())
        {
            sql.Append(CultureInfo.InvariantCulture, $" AND t.locality NOT LIKE @work{index}");
            parameters.Add($"work{index}", Below(place));
        }

        return sql.ToString();
    }

    private static string Places(IReadOnlyList<Reach> reach, DynamicParameters parameters)
    {
        if (reach.Count == 0)
        {
            return "(1 = 0)";
        }

        var places = new List<string>(reach.Count);
        foreach (var (index, place) in reach.Index())
        {
            var condition = string.Create(CultureInfo.InvariantCulture, $"t.locality LIKE @within{index}");
            parameters.Add($"within{index}", Below(place.Locality));
            if (place.Authority is { } authority)
            {
                condition += string.Create(CultureInfo.InvariantCulture, $" AND t.authority = @authority{index}");
                parameters.Add($"authority{index}", authority);
            }

            places.Add(condition);
        }

        return "(" + string.Join(" OR ", places) + ")";
    }

    private static string Below(LocalityCode place) => place == LocalityCode.Root ? "%" : place.Value + "%";

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static T Parse<T>(string word)
        where T : struct, Enum => Enum.Parse<T>(word, ignoreCase: true);

    private static string Json(HandlingDetail detail) => JsonSerializer.Serialize(detail, ModelJson.Options);

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
        public Guid? EnteredBy { get; init; }
        public Guid? DepartmentReference { get; init; }
        public Guid? Assignee { get; init; }
        public string? AssigneeName { get; init; }
        public string? Outcome { get; init; }
        public string? Finding { get; init; }
        public Guid? VerifiedBy { get; init; }
        public DateTimeOffset? VerifiedAt { get; init; }
        public int Late { get; init; }
        public DateTimeOffset? RectifyDueAt { get; init; }
        public DateTimeOffset? RectifiedAt { get; init; }
        public DateTimeOffset? ClosedAt { get; init; }
        public int Version { get; init; }
        public string? Detail { get; init; }

        public NegativeRating ToRating() => new(
            Id,
            ProjectNo,
            ServiceNumber,
            Locality,
            Authority,
            Parse<HandlingState>(State),
            OpenedAt,
            DueAt,
            EnteredBy,
            DepartmentReference,
            Assignee,
            AssigneeName,
            Outcome is null ? null : Parse<RatingFinding>(Outcome),
            Late,
            RectifyDueAt,
            RectifiedAt,
            ClosedAt,
            Version)
        {
            Detail = Detail is not null ? JsonSerializer.Deserialize<HandlingDetail>(Detail, ModelJson.Options)!
                // Rows from before there was a detail.
                : HandlingDetail.Empty with { Finding = Finding, Verified = VerifiedBy is { } by ? new(by, "", Roles.EvaluationDesk, VerifiedAt!.Value) : null },
        };
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
            ToRating(),
            JsonSerializer.Deserialize<LocalizedText>(ItemName, ModelJson.Options)!,
            ServiceName,
            ServedAt,
            Grade,
            JsonSerializer.Deserialize<List<string>>(Tags, ModelJson.Options) ?? [],
            Comment,
            Channel,
            RatedAt);
    }

    private sealed record CountRow
    {
        public string State { get; init; } = "";
        public long Waiting { get; init; }
        public long Overdue { get; init; }
    }

    private sealed record StepRow
    {
        public string Act { get; init; } = "";
        public string FromState { get; init; } = "";
        public string ToState { get; init; } = "";
        public DateTimeOffset At { get; init; }
        public bool Late { get; init; }
        public Guid? Actor { get; init; }
        public string ActorName { get; init; } = "";
        public string Body { get; init; } = "{}";

        public HandlingStep ToStep() => new(Act, Parse<HandlingState>(FromState), Parse<HandlingState>(ToState), At, Late, Actor, ActorName, Body);
    }
}
