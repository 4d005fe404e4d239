using System.Globalization;
using System.Text;
using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Cases.Tasks;

/// <summary>Which open tasks somebody wants to see.</summary>
/// <param name="Scope">mine = claimed by me; group = free and of a role of mine; all = every one I may see.</param>
/// <param name="Sort">due (earliest first) or opened (oldest first).</param>
/// <param name="Text">Case number, or its beginning.</param>
internal sealed record TaskQuery(string Scope = "all", string? Item = null, TaskKind? Kind = null, CaseState? State = null, LocalityCode? Locality = null, DateOnly? DueBefore = null, string? Text = null, string Sort = "due", string? Cursor = null, int Take = 50)
{
    public const int MaxTake = 200;
}

/// <param name="Applicant">Masked.</param>
/// <param name="DueOn">The earlier of the step's own deadline and the case's.</param>
internal sealed record TaskSummary(
    Guid Id,
    string CaseNumber,
    LocalizedText Title,
    TaskKind Kind,
    string Item,
    LocalizedText ItemName,
    string Applicant,
    CaseState CaseState,
    string Locality,
    string? Authority,
    string? Role,
    string? Assignee,
    bool Mine,
    DateTimeOffset OpenedAt,
    DateOnly? DueOn,
    ClockDue Due);

internal sealed record TaskPage(IReadOnlyList<TaskSummary> Items, string? Next);

/// <summary>The work list. What the actor may not see is left out by the query itself, never afterwards.</summary>
internal sealed class TaskList(IDatabase database, TimeProvider clock)
{
    public async Task<Result<TaskPage>> ListAsync(Actor actor, TaskQuery query, CancellationToken ct)
    {
        if (query.Take is < 1 or > TaskQuery.MaxTake)
        {
            return Problem.Invalid("query.take", "take", ("value", query.Take), ("expected", $"1–{TaskQuery.MaxTake}"));
        }

        var sort = query.Sort switch { "due" => TaskSort.Due, "opened" => TaskSort.Opened, _ => (TaskSort?)null };
        if (sort is not { } order)
        {
            return Problem.Invalid("query.sort", "sort", ("value", query.Sort), ("expected", "due, opened"));
        }

        if (query.Scope is not ("mine" or "group" or "all"))
        {
            return Problem.Invalid("query.scope", "scope", ("value", query.Scope), ("expected", "mine, group, all"));
        }

        var sql = new TaskSql(order);
        sql.VisibleTo(actor, query.Scope);
        if (!sql.Filter(query))
        {
            return Problem.Invalid("query.cursor", "cursor", ("value", query.Cursor));
        }

        await using var connection = await database.OpenAsync(ct);
        var (text, parameters) = sql.Build(query.Take + 1, database.Dialect);
        var rows = (await connection.QueryAsync<TaskRow>(new CommandDefinition(text, parameters, cancellationToken: ct))).AsList();
        var today = ChinaTime.DayOf(clock.GetUtcNow());
        var page = rows.Take(query.Take).Select(r => r.ToSummary(actor, today)).ToList();
        return new TaskPage(page, rows.Count > query.Take ? TaskCursor.Of(order, rows[query.Take - 1]) : null);
    }
}

internal enum TaskSort
{
    Due,
    Opened,
}

internal sealed record TaskRow(
    Guid Id, string Number, string Kind, string ItemCode, string State, LocalityCode Locality, string? Authority, string? Role, Guid? Assignee,
    DateTimeOffset OpenedAt, DateOnly? DueOn, DateOnly SortDue, string Body)
{
    public TaskSummary ToSummary(Actor actor, DateOnly today)
    {
        var body = JsonSerializer.Deserialize<CaseTaskBody>(Body, ModelJson.Options)!;
        return new(
            Id, Number, body.Title, Enum.Parse<TaskKind>(Kind), ItemCode, body.ItemName, body.Applicant, Enum.Parse<CaseState>(State), Locality.Value, Authority, Role, body.AssigneeName,
            Assignee is not null && Assignee == actor.AccountId, OpenedAt, DueOn, CaseClocks.Colour(ChinaTime.DayOf(OpenedAt), DueOn, today));
    }
}

/// <summary>Builds the work list's statement: one fragment per filter that is set, so that every combination is a plain index walk.</summary>
internal sealed class TaskSql(TaskSort sort)
{
    /// <summary>Sorts after every real deadline.</summary>
    private const string Never = "9999-12-31";

    private readonly List<string> _where = ["t.state = 'open'"];
    private readonly DynamicParameters _parameters = new();

    public void VisibleTo(Actor actor, string scope)
    {
        _parameters.Add("me", actor.AccountId);
        if (scope == "mine")
        {
            _where.Add("t.assignee = @me");
            return;
        }

        if (scope == "group")
        {
            _where.Add("t.assignee is null");
        }

        var grants = new List<string>();
        foreach (var (grant, n) in actor.Grants.Select((g, i) => (g, i)))
        {
            var permissions = Roles.PermissionsOf(grant.Role);
            var supervises = scope == "all" && permissions.Contains(Permissions.CasesSupervise);
            var clauses = new List<string>();
            if (!supervises)
            {
                clauses.Add($"t.role = @role{n}");
                _parameters.Add($"role{n}", grant.Role);
            }

            if (grant.Authority is { } authority)
            {
                clauses.Add($"t.authority = @authority{n}");
                _parameters.Add($"authority{n}", authority);
            }

            if (grant.Locality.Level != LocalityLevel.Platform)
            {
                clauses.Add($"t.locality >= @from{n} and t.locality < @to{n}");
                _parameters.Add($"from{n}", grant.Locality.Value);
                _parameters.Add($"to{n}", grant.Locality.Value + ":");
            }

            grants.Add(clauses.Count == 0 ? "1 = 1" : "(" + string.Join(" and ", clauses) + ")");
        }

        _where.Add(grants.Count == 0 ? "1 = 0" : "(" + string.Join(" or ", grants) + ")");
    }

    /// <summary>False when the cursor cannot be read.</summary>
    public bool Filter(TaskQuery query)
    {
        Add(query.Item, "c.item_code = @item", "item");
        Add(query.Kind?.ToString(), "t.kind = @kind", "kind");
        Add(query.State?.ToString(), "c.state = @caseState", "caseState");
        Add(query.DueBefore, $"{DueColumn} < @dueBefore", "dueBefore");
        if (query.Locality is { } locality)
        {
            _where.Add("t.locality >= @within and t.locality < @beyond");
            _parameters.Add("within", locality.Value);
            _parameters.Add("beyond", locality.Value + ":");
        }

        if (query.Text is { Length: > 0 } text)
        {
            _where.Add("c.number >= @number and c.number < @numberEnd");
            _parameters.Add("number", text);
            _parameters.Add("numberEnd", text + "\uffff");
        }

        if (query.Cursor is not { } cursor)
        {
            return true;
        }

        if (TaskCursor.Read(sort, cursor) is not { } after)
        {
            return false;
        }

        var key = sort == TaskSort.Due ? DueColumn : "t.opened_at";
        _where.Add($"({key} > @after or ({key} = @after and t.id > @afterId))");
        _parameters.Add("after", after.Key);
        _parameters.Add("afterId", after.Id);
        return true;
    }

    public (string Sql, DynamicParameters Parameters) Build(int take, IDialect dialect)
    {
        _parameters.Add("take", take);
        _parameters.Add("skip", 0);
        var sql = $"""
            select t.id, c.number, t.kind, c.item_code as itemCode, c.state, t.locality, t.authority, t.role, t.assignee, t.opened_at as openedAt,
                   nullif({DueColumn}, '{Never}') as dueOn, {DueColumn} as sortDue, t.body
            from case_task t join case_file c on c.id = t.case_id
            where {string.Join(" and ", _where)}
            order by {(sort == TaskSort.Due ? DueColumn : "t.opened_at")}, t.id {dialect.Page}
            """;
        return (sql, _parameters);
    }

    private const string DueColumn =
        $"(case when c.due_on is null or c.due_on > coalesce(t.due_on, '{Never}') then coalesce(t.due_on, '{Never}') else c.due_on end)";

    private void Add<T>(T? value, string clause, string name)
    {
        if (value is not null)
        {
            _where.Add(clause);
            _parameters.Add(name, value);
        }
    }
}

/// <summary>Place in the list: the sort key and the id of the last row shown.</summary>
internal static class TaskCursor
{
    public static string Of(TaskSort sort, TaskRow last) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(
            (sort == TaskSort.Due ? last.SortDue.ToString("O", CultureInfo.InvariantCulture) : last.OpenedAt.ToString("O", CultureInfo.InvariantCulture)) + "|" + last.Id));

    public static (object Key, Guid Id)? Read(TaskSort sort, string cursor)
    {
        Span<byte> bytes = stackalloc byte[120];
        if (cursor.Length > 150 || !Convert.TryFromBase64String(cursor, bytes, out var length))
        {
            return null;
        }

        var parts = Encoding.ASCII.GetString(bytes[..length]).Split('|');
        if (parts.Length != 2 || !Guid.TryParse(parts[1], out var id))
        {
            return null;
        }

        return sort == TaskSort.Due
            ? DateOnly.TryParseExact(parts[0], "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? (day, id) : null
            : DateTimeOffset.TryParse(parts[0], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at) ? (at, id) : null;
    }
}
