using System.Globalization;
using System.Text;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Cases.Search;

namespace Platform.Server.Cases.Tasks;

/// <summary>Which open tasks somebody wants to see.</summary>
/// <param name="Scope">mine = claimed by me, or by somebody in whose place I act; group = free, of a role of mine and of no group but mine; all = every one I may do or supervise.</param>
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

    /// <summary>Null when there is no such order.</summary>
    public TaskSort? Order => Sort switch { "due" => TaskSort.Due, "opened" => TaskSort.Opened, "number" => TaskSort.Number, _ => null };

    /// <summary>What is wrong with it: <c>query.take</c>, <c>query.sort</c> or <c>query.scope</c>.</summary>
    public Problem? Check() =>
        Take is < 1 or > MaxTake ? Problem.Invalid("query.take", "take", ("value", Take), ("expected", $"1–{MaxTake}"))
        : Order is null ? Problem.Invalid("query.sort", "sort", ("value", Sort), ("expected", "due, opened, number"))
        : Scope is not ("mine" or "group" or "all") ? Problem.Invalid("query.scope", "scope", ("value", Scope), ("expected", "mine, group, all"))
        : null;

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
/// <param name="Group">The group whose people do it; null = everybody who holds the role.</param>
/// <param name="InPlace">Claimed by somebody who is away and in whose place the actor does it.</param>
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
    ClockDue Due,
    ShownGroup? Group = null,
    bool InPlace = false);

/// <param name="Count">How many tasks the filter shows, when that was asked.</param>
internal sealed record TaskPage(IReadOnlyList<TaskSummary> Items, string? Next, TaskCount? Count = null);

/// <param name="AtLeast">There are more: counting stops here.</param>
internal sealed record TaskCount(int Value, bool AtLeast);

/// <summary>The work list, page by page.</summary>
internal sealed class TaskList(TaskListStore store, IGroups groups, TimeProvider clock)
{
    public async Task<Result<TaskPage>> ListAsync(Actor actor, TaskQuery query, CancellationToken ct)
    {
        if (query.Check() is { } problem)
        {
            return problem;
        }

        var order = query.Order!.Value;
        if (await store.ListAsync(actor, query, order, ct) is not var (rows, count))
        {
            return Problem.Invalid("query.cursor", "cursor", ("value", query.Cursor));
        }

        var today = ChinaTime.DayOf(clock.GetUtcNow());
        var page = new List<TaskSummary>(query.Take);
        foreach (var row in rows.Take(query.Take))
        {
            page.Add(row.ToSummary(actor, today) with { Group = await groups.ShownAsync(row.Team, row.Authority, row.Role, row.Locality, ct) });
        }

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
    DateTimeOffset OpenedAt, DateOnly SortDue, string Body, string? Team)
{
    public TaskSummary ToSummary(Actor actor, DateOnly today)
    {
        DateOnly? due = SortDue == TaskDue.Never ? null : SortDue;
        var body = JsonSerializer.Deserialize<CaseTaskBody>(Body, ModelJson.Options)!;
        return new(
            Id, Number, body.Title, Enum.Parse<TaskKind>(Kind), ItemCode, body.ItemName, body.Applicant, Enum.Parse<CaseState>(State), Locality.Value, Authority, Role, body.AssigneeName,
            Assignee is not null && Assignee == actor.AccountId, OpenedAt, due, WarningDays.On(today, due, body.Warnings), InPlace: actor.InPlaceOf(Assignee) is not null);
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
