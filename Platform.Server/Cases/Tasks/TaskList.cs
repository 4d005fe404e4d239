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
using Platform.Server.Cases.Search;
using Platform.Server.Data;

namespace Platform.Server.Cases.Tasks;

/// <summary>Which open tasks somebody wants to see.</summary>
/// <param name="Scope">mine = claimed by me; group = free and of a role of mine; all = every one I may see.</param>
/// <param name="Sort">due (earliest first), opened (oldest first) or number.</param>
/// <param name="Text">Case number, or its beginning.</param>
/// <param name="DueFrom">Inclusive.</param>
/// <param name="DueBefore">Exclusive.</param>
/// <param name="Assignee">Claimed by this account.</param>
/// <param name="Fields">Answers of searchable fields of the case; all of them.</param>
/// <param name="Count">Says how many there are, too.</param>
internal sealed record TaskQuery(
    string Scope = "all", string? Item = null, TaskKind? Kind = null, CaseState? State = null, LocalityCode? Locality = null, DateOnly? DueBefore = null, string? Text = null, string Sort = "due",
    string? Cursor = null, int Take = 50, DateOnly? DueFrom = null, string? Role = null, Guid? Assignee = null, IReadOnlyList<FieldFilter>? Fields = null, bool Count = false)
{
    public const int MaxTake = 200;

    /// <summary>Days by a word: overdue, today, week (the seven days from today); null when there is no such word.</summary>
    public static (DateOnly? From, DateOnly? Before)? DueIn(string word, DateOnly today) => word switch
    {
        "overdue" => (null, today),
        "today" => (today, today.AddDays(1)),
        "week" => (today, today.AddDays(7)),
        _ => null,
    };
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

/// <param name="Count">How many tasks the filter shows, when that was asked.</param>
internal sealed record TaskPage(IReadOnlyList<TaskSummary> Items, string? Next, TaskCount? Count = null);

/// <param name="AtLeast">There are more: counting stops here.</param>
internal sealed record TaskCount(int Value, bool AtLeast);

/// <summary>The work list. What the actor may not see is left out by the query itself, never afterwards.</summary>
internal sealed class TaskList(IDatabase database, IPersonalData personal, TimeProvider clock)
{
    private const int Counted = 10_000;

    /// <summary>A field's value that fewer cases have leads to their tasks; one that more have is looked up task by task.</summary>
    private const int Rare = 5_000;

    public async Task<Result<TaskPage>> ListAsync(Actor actor, TaskQuery query, CancellationToken ct)
    {
        if (query.Take is < 1 or > TaskQuery.MaxTake)
        {
            return Problem.Invalid("query.take", "take", ("value", query.Take), ("expected", $"1–{TaskQuery.MaxTake}"));
        }

        var sort = query.Sort switch { "due" => TaskSort.Due, "opened" => TaskSort.Opened, "number" => TaskSort.Number, _ => (TaskSort?)null };
        if (sort is not { } order)
        {
            return Problem.Invalid("query.sort", "sort", ("value", query.Sort), ("expected", "due, opened, number"));
        }

        if (query.Scope is not ("mine" or "group" or "all"))
        {
            return Problem.Invalid("query.scope", "scope", ("value", query.Scope), ("expected", "mine, group, all"));
        }

        var sql = new TaskSql(order);
        sql.VisibleTo(actor, query.Scope);
        sql.Filter(query);
        await using var connection = await database.OpenAsync(ct);
        foreach (var word in (query.Fields ?? []).Select(f => CaseWords.OfField(f.Key, f.Value, personal)).Distinct())
        {
            sql.Having(word, await CaseWordStore.CountAsync(connection, database.Dialect, word, sql.Area("k.locality"), sql.Parameters, Rare, ct) < Rare);
        }

        TaskCount? count = null;
        if (query.Count)
        {
            var (counting, limited) = sql.BuildCount(Counted + 1, database.Dialect);
            var found = await connection.ExecuteScalarAsync<int>(new CommandDefinition(counting, limited, cancellationToken: ct));
            count = new(Math.Min(found, Counted), found > Counted);
        }

        if (query.Cursor is { } cursor && !sql.After(cursor))
        {
            return Problem.Invalid("query.cursor", "cursor", ("value", cursor));
        }

        var (text, parameters) = sql.Build(query.Take + 1, database.Dialect);
        var rows = (await connection.QueryAsync<TaskRow>(new CommandDefinition(text, parameters, cancellationToken: ct))).AsList();
        var today = ChinaTime.DayOf(clock.GetUtcNow());
        var page = rows.Take(query.Take).Select(r => r.ToSummary(actor, today)).ToList();
        return new TaskPage(page, rows.Count > query.Take ? TaskCursor.Of(order, rows[query.Take - 1]) : null, count);
    }
}

internal enum TaskSort
{
    Due,
    Opened,
    Number,
}

internal sealed record TaskRow(
    Guid Id, string Number, string Kind, string ItemCode, string State, LocalityCode Locality, string? Authority, string? Role, Guid? Assignee,
    DateTimeOffset OpenedAt, DateOnly SortDue, string Body)
{
    public TaskSummary ToSummary(Actor actor, DateOnly today)
    {
        DateOnly? due = SortDue == TaskDue.Never ? null : SortDue;
        var body = JsonSerializer.Deserialize<CaseTaskBody>(Body, ModelJson.Options)!;
        return new(
            Id, Number, body.Title, Enum.Parse<TaskKind>(Kind), ItemCode, body.ItemName, body.Applicant, Enum.Parse<CaseState>(State), Locality.Value, Authority, Role, body.AssigneeName,
            Assignee is not null && Assignee == actor.AccountId, OpenedAt, due, CaseClocks.Colour(ChinaTime.DayOf(OpenedAt), due, today));
    }
}

/// <summary>Builds the work list's statement: one fragment per filter that is set, so that every combination is a plain index walk.</summary>
internal sealed class TaskSql(TaskSort sort)
{
    private readonly List<string> _where = ["t.state = 'open'"];
    private readonly DynamicParameters _parameters = new();
    private bool _within;
    private int _words;

    public DynamicParameters Parameters => _parameters;

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

    public void Filter(TaskQuery query)
    {
        Add(query.Item, "t.item_code = @item", "item");
        Add(query.Kind?.ToString(), "t.kind = @kind", "kind");
        Add(query.State?.ToString(), "t.case_state = @caseState", "caseState");
        Add(query.DueFrom, "t.sort_due >= @dueFrom", "dueFrom");
        Add(query.DueBefore, "t.sort_due < @dueBefore", "dueBefore");
        Add(query.Role, "t.role = @role", "role");
        Add(query.Assignee, "t.assignee = @assignee", "assignee");
        if (query.Locality is { } locality && locality.Level != LocalityLevel.Platform)
        {
            _within = true;
            _parameters.Add("within", locality.Value);
            _parameters.Add("beyond", locality.Value + ":");
            _where.Add(Area("t.locality"));
        }

        if (query.Text is { Length: > 0 } text)
        {
            _where.Add("t.number >= @number and t.number < @numberEnd");
            _parameters.Add("number", text);
            _parameters.Add("numberEnd", text + "\uffff");
        }

    }

    /// <summary>The place that is asked for, as a condition on one column.</summary>
    public string Area(string column) => _within ? $"{column} >= @within and {column} < @beyond" : "1 = 1";

    /// <summary>Only tasks of cases with this word.</summary>
    public void Having(long word, bool rare)
    {
        var name = "field" + _words++;
        _parameters.Add(name, word);
        _where.Add(rare
            ? $"t.case_id in (select w.case_id from case_word w where w.word = @{name})"
            : $"exists (select 1 from case_word w where w.case_id = t.case_id and w.word = @{name})");
    }

    /// <summary>Goes on behind a row; false when the cursor cannot be read.</summary>
    public bool After(string cursor)
    {
        if (TaskCursor.Read(sort, cursor) is not { } after)
        {
            return false;
        }

        _where.Add($"({Column} > @after or ({Column} = @after and t.id > @afterId))");
        // Says the same once more in a form that every engine can start an index walk from.
        _where.Add($"{Column} >= @after");
        _parameters.Add("after", after.Key);
        _parameters.Add("afterId", after.Id);
        return true;
    }

    public (string Sql, DynamicParameters Parameters) Build(int take, IDialect dialect)
    {
        var sql = $"""
            select t.id, t.number, t.kind, t.item_code, t.case_state as state, t.locality, t.authority, t.role, t.assignee, t.opened_at, t.sort_due, t.body
            from case_task t
            where {string.Join(" and ", _where)}
            order by {Column}, t.id {dialect.Page}
            """;
        return (sql, Page(take));
    }

    /// <summary>Counts no further than <paramref name="most"/>.</summary>
    public (string Sql, DynamicParameters Parameters) BuildCount(int most, IDialect dialect) =>
        ($"select count(*) from (select t.id from case_task t where {string.Join(" and ", _where)} order by {Column}, t.id {dialect.Page}) x", Page(most));

    private string Column => sort switch { TaskSort.Due => "t.sort_due", TaskSort.Opened => "t.opened_at", TaskSort.Number => "t.number", _ => throw new InvalidOperationException($"There is no order '{sort}'.") };

    private DynamicParameters Page(int take)
    {
        var parameters = new DynamicParameters(_parameters);
        parameters.Add("take", take);
        parameters.Add("skip", 0);
        return parameters;
    }

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
    public static string Of(TaskSort sort, TaskRow last) => Convert.ToBase64String(Encoding.UTF8.GetBytes(Key(sort, last) + "|" + last.Id));

    public static (object Key, Guid Id)? Read(TaskSort sort, string cursor)
    {
        Span<byte> bytes = stackalloc byte[300];
        if (cursor.Length > 400 || !Convert.TryFromBase64String(cursor, bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes[..length]);
        var bar = text.LastIndexOf('|');
        return bar > 0 && Guid.TryParse(text.AsSpan(bar + 1), out var id) && Value(sort, text[..bar]) is { } key ? (key, id) : null;
    }

    private static string Key(TaskSort sort, TaskRow last) => sort switch
    {
        TaskSort.Due => last.SortDue.ToString("O", CultureInfo.InvariantCulture),
        TaskSort.Opened => last.OpenedAt.ToString("O", CultureInfo.InvariantCulture),
        TaskSort.Number => last.Number,
        _ => throw new InvalidOperationException($"There is no order '{sort}'."),
    };

    private static object? Value(TaskSort sort, string key) => sort switch
    {
        TaskSort.Due => DateOnly.TryParseExact(key, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
        TaskSort.Opened => DateTimeOffset.TryParse(key, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at) ? at : null,
        _ => key,
    };
}
