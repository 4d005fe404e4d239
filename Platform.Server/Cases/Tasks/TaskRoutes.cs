using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Cases.Search;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Repetition;

namespace Platform.Server.Cases.Tasks;

/// <summary>/api/v1/tasks: the work list and what can be done with a task.</summary>
internal static class TaskRoutes
{
    public static void MapTasks(this RouteGroupBuilder api)
    {
        var tasks = api.MapGroup("/tasks");
        tasks.MapGet("/", ListAsync).SignedIn().WithName("listTasks");
        BulkTasks.Map(tasks);
        tasks.MapGet("/{id:guid}", ReadAsync).SignedIn().WithName("readTask");
        tasks.MapPost("/{id:guid}/claim", ClaimAsync).SignedIn().WithName("claimTask");
        tasks.MapPost("/{id:guid}/release", ReleaseAsync).SignedIn().WithName("releaseTask");
        tasks.MapPost("/{id:guid}/complete", CompleteAsync).SignedIn().WithName("completeTask");
        tasks.MapPost("/{id:guid}/transfer", TransferAsync).SignedIn().WithName("transferTask");
        TaskMoveRoutes.Map(tasks);
        tasks.MapGet("/{id:guid}/opinion", ReadOpinionAsync).SignedIn().WithName("readOpinion");
        tasks.MapPut("/{id:guid}/opinion", SaveOpinionAsync).SignedIn().WithName("saveOpinion");
    }

    private static async Task<IResult> ListAsync(
        string? scope, string? item, string? kind, string? state, string? locality, string? due, DateOnly? dueFrom, DateOnly? dueBefore, string? role, Guid? assignee, string[]? field, string? q,
        string? sort, bool? count, string? cursor, int? take, ICurrentActor current, TaskList list, TimeProvider clock, CancellationToken ct)
    {
        var fields = FieldFilter.ParseAll(field);
        if (!fields.TryGet(out var filters))
        {
            return fields.ToHttp(_ => Results.Empty);
        }

        var query = new TaskQuery(
            scope ?? "all", item, DueFrom: dueFrom, DueBefore: dueBefore, Text: q, Sort: sort ?? "due", Cursor: cursor, Take: take ?? 50, Role: role, Assignee: assignee, Fields: filters,
            Count: count == true);
        if (due is not null)
        {
            if (TaskQuery.DueIn(due, ChinaTime.DayOf(clock.GetUtcNow())) is not { } days)
            {
                return Problem.Invalid("query.due", "due", ("value", due), ("expected", "overdue, today, week")).ToHttp();
            }

            query = query with { DueFrom = days.From, DueBefore = days.Before };
        }

        if (kind is not null)
        {
            if (!Enum.TryParse<TaskKind>(kind, ignoreCase: true, out var asked) || !Enum.IsDefined(asked))
            {
                return Problem.Invalid("query.kind", "kind", ("value", kind), ("expected", string.Join(", ", Enum.GetNames<TaskKind>()))).ToHttp();
            }

            query = query with { Kind = asked };
        }

        if (state is not null)
        {
            if (!Enum.TryParse<CaseState>(state, ignoreCase: true, out var asked) || !Enum.IsDefined(asked))
            {
                return Problem.Invalid("query.state", "state", ("value", state), ("expected", string.Join(", ", Enum.GetNames<CaseState>()))).ToHttp();
            }

            query = query with { State = asked };
        }

        if (locality is not null)
        {
            if (!LocalityCode.TryParse(locality, out var within))
            {
                return Problem.Invalid("locality.code", "locality", ("value", locality), ("expected", "330110")).ToHttp();
            }

            query = query with { Locality = within };
        }

        return (await list.ListAsync(current.Actor, query, ct)).ToHttp();
    }

    private static async Task<IResult> ReadAsync(Guid id, HttpContext http, ICurrentActor current, TaskDesk desk, TaskMoves moves, CancellationToken ct)
    {
        await moves.SeeAsync(current.Actor, id, ct);
        return (await desk.ReadAsync(current.Actor, id, ct)).ToHttp(t =>
        {
            http.Response.SetETag(t.Version.ToString(CultureInfo.InvariantCulture));
            return Results.Ok(t);
        });
    }

    private static async Task<IResult> ClaimAsync(Guid id, HttpContext http, ICurrentActor current, CaseReader cases, CancellationToken ct) =>
        Requests.Answer(http, await cases.SendAsync(new ClaimTask { Actor = current.Actor, TaskId = id, IfVersion = Requests.SeenVersion(http), Key = http.RequestKey() }, ct));

    private static async Task<IResult> ReleaseAsync(Guid id, HttpContext http, ICurrentActor current, CaseReader cases, CancellationToken ct) =>
        Requests.Answer(http, await cases.SendAsync(new ReleaseTask { Actor = current.Actor, TaskId = id, IfVersion = Requests.SeenVersion(http), Key = http.RequestKey() }, ct));

    private static Task<IResult> CompleteAsync(Guid id, CompleteRequest request, HttpContext http, ICurrentActor current, TaskDesk desk, CancellationToken ct) =>
        FinishAsync(id, request.Outcome, request.Opinion, request.Data, http, current.Actor, desk, ct);

    internal static async Task<IResult> FinishAsync(Guid id, string outcome, string? opinion, JsonObject? data, HttpContext http, Actor actor, TaskDesk desk, CancellationToken ct) =>
        Requests.Answer(http, await desk.CompleteAsync(actor, id, outcome, opinion ?? "", data ?? [], Requests.SeenVersion(http), http.RequestKey(), ct));

    private static async Task<IResult> TransferAsync(Guid id, TransferRequest request, HttpContext http, ICurrentActor current, TaskDesk desk, CancellationToken ct) =>
        Requests.Answer(http, await desk.TransferAsync(current.Actor, id, request.To, request.Reason ?? "", Requests.SeenVersion(http), http.RequestKey(), ct));

    private static async Task<IResult> ReadOpinionAsync(Guid id, ICurrentActor current, OpinionStore opinions, CancellationToken ct) =>
        Results.Ok(await opinions.FindAsync(id, current.Actor, ct) ?? new OpinionDraft("", null, null));

    private static async Task<IResult> SaveOpinionAsync(Guid id, OpinionRequest request, ICurrentActor current, TaskDesk desk, CancellationToken ct) =>
        (await desk.SaveOpinionAsync(current.Actor, id, request.Text ?? "", request.Data, ct)).ToHttp();
}

/// <param name="Outcome">One of the task's outcomes.</param>
/// <param name="Data">What the task's dialog collects: reasons, notice, delivery and so on.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CompleteRequest(string Outcome, string? Opinion = null, JsonObject? Data = null);

/// <param name="To">Account of the colleague.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TransferRequest(Guid To, string? Reason = null);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record OpinionRequest(string? Text, JsonObject? Data = null);

/// <summary>An open task in full.</summary>
/// <param name="Outcomes">Ways to finish it; empty when it is somebody else's.</param>
/// <param name="Group">The group whose people do it; null = everybody who holds the role.</param>
/// <param name="Signers">Who signs in its step, where several do.</param>
/// <param name="Lent">Who asked for an opinion 委派, while the assignee is asked.</param>
/// <param name="Advice">Opinions colleagues have given.</param>
internal sealed record TaskResource(
    Guid Id,
    string CaseNumber,
    long Version,
    LocalizedText Title,
    TaskKind Kind,
    string StepId,
    string State,
    CaseState CaseState,
    string? Role,
    string Authority,
    Guid? AssigneeId,
    string? Assignee,
    bool Mine,
    IReadOnlyList<TaskOutcome> Outcomes,
    DateTimeOffset OpenedAt,
    DateOnly? DueOn,
    ClockDue Due,
    JsonElement? Data,
    LocalizedText ItemName,
    ShownGroup? Group = null,
    IReadOnlyList<SignerLine>? Signers = null,
    TaskLoan? Lent = null,
    IReadOnlyList<TaskAdvice>? Advice = null);
