using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Cases.Moves;

/// <summary>
/// <c>/api/v1/flow-moves</c>: running cases and a new version of their flow. <c>POST</c> looks at the open cases, <c>GET …/{id}</c> tells how far it has
/// come and <c>…/cases</c> what of each case; <c>POST …/start</c>, <c>…/undo</c> and <c>…/drop</c> decide. Asked twice each does the same once.
/// </summary>
internal static class CaseMoveRoutes
{
    private const int Listed = 50;
    private const int MostLines = 500;

    /// <param name="Flow">Key of the flow.</param>
    /// <param name="Locality">Its owner; cases there and below are meant.</param>
    /// <param name="Mapping">Step of the old version to step of the new one, where the id differs.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Order(string? Flow = null, string? Locality = null, IReadOnlyDictionary<string, string>? Mapping = null);

    /// <param name="Cases">Number of cases by outcome; what is missing is none.</param>
    internal sealed record Answer(CaseMove Move, IReadOnlyDictionary<CaseMoveOutcome, int> Cases);

    internal sealed record Orders(IReadOnlyList<CaseMove> Items);

    internal sealed record Reason(string Code, string? Field, string Message);

    internal sealed record Line(string Number, int FromVersion, CaseMoveOutcome Outcome, IReadOnlyList<Reason> Reasons);

    /// <param name="Next">Give it as <c>after</c> to go on; null at the end.</param>
    internal sealed record Lines(IReadOnlyList<Line> Items, Guid? Next);

    public static void Map(RouteGroupBuilder api)
    {
        var moves = api.MapGroup("/flow-moves").WithTags("Cases");
        moves.MapPost("/", PlanAsync).Needs(Permissions.DefinitionsPublish).Produces<Answer>(StatusCodes.Status201Created).WithName("planFlowMove");
        moves.MapGet("/", ListAsync).Needs(Permissions.DefinitionsPublish).Produces<Orders>().WithName("listFlowMoves");
        moves.MapGet("/{id:guid}", GetAsync).Needs(Permissions.DefinitionsPublish).Produces<Answer>().WithName("getFlowMove");
        moves.MapGet("/{id:guid}/cases", CasesAsync).Needs(Permissions.DefinitionsPublish).Produces<Lines>().WithName("listFlowMoveCases");
        moves.MapPost("/{id:guid}/start", (Guid id, CaseMoves moves, CaseMoveStore store, ICurrentActor current, CancellationToken ct) => ShowAsync(moves.StartAsync(current.Actor, id, ct), store, ct))
            .Needs(Permissions.DefinitionsPublish).Produces<Answer>().WithName("startFlowMove");
        moves.MapPost("/{id:guid}/undo", (Guid id, CaseMoves moves, CaseMoveStore store, ICurrentActor current, CancellationToken ct) => ShowAsync(moves.UndoAsync(current.Actor, id, ct), store, ct))
            .Needs(Permissions.DefinitionsPublish).Produces<Answer>().WithName("undoFlowMove");
        moves.MapPost("/{id:guid}/drop", (Guid id, CaseMoves moves, CaseMoveStore store, ICurrentActor current, CancellationToken ct) => ShowAsync(moves.DropAsync(current.Actor, id, ct), store, ct))
            .Needs(Permissions.DefinitionsPublish).Produces<Answer>().WithName("dropFlowMove");
    }

    private static async Task<IResult> PlanAsync(Order order, CaseMoves moves, ICurrentActor current, CancellationToken ct) =>
        LocalityCode.TryParse(order.Locality, out var owner)
            ? (await moves.PlanAsync(current.Actor, owner, order.Flow ?? "", order.Mapping ?? new Dictionary<string, string>(), ct))
                .ToHttp(m => Results.Created($"/api/v1/flow-moves/{m.Id}", new Answer(m, new Dictionary<CaseMoveOutcome, int>())))
            : NoPlace(order.Locality).ToHttp();

    private static async Task<IResult> ListAsync(string? locality, CaseMoves moves, ICurrentActor current, CancellationToken ct) =>
        LocalityCode.TryParse(locality, out var owner)
            ? (await moves.ListAsync(current.Actor, owner, Listed, ct)).ToHttp(found => Results.Ok(new Orders(found)))
            : NoPlace(locality).ToHttp();

    private static Task<IResult> GetAsync(Guid id, CaseMoves moves, CaseMoveStore store, ICurrentActor current, CancellationToken ct) => ShowAsync(moves.FindAsync(current.Actor, id, ct), store, ct);

    private static async Task<IResult> CasesAsync(
        Guid id, string? outcome, Guid? after, int? take, CaseMoves moves, CaseMoveStore store, ProblemTexts texts, ICurrentActor current, CancellationToken ct)
    {
        var found = await moves.FindAsync(current.Actor, id, ct);
        if (!found.Succeeded)
        {
            return found.Problems.ToHttp();
        }

        if (!Enum.TryParse<CaseMoveOutcome>(outcome ?? nameof(CaseMoveOutcome.Movable), ignoreCase: true, out var asked) || !Enum.IsDefined(asked))
        {
            return Problem.Invalid("request.parameter", "outcome", ("parameter", "outcome"), ("value", outcome)).ToHttp();
        }

        var size = Math.Clamp(take ?? 100, 1, MostLines);
        var lines = await store.LinesAsync(id, outcome is null ? null : asked, after, size + 1, ct);
        return Results.Ok(new Lines(
            [.. lines.Take(size).Select(l => new Line(l.Number, l.FromVersion, l.Outcome, [.. l.Reasons.Select(r => new Reason(r.Code, r.Field, texts.Say(r)))]))],
            lines.Count > size ? lines[size - 1].Case : null));
    }

    private static async Task<IResult> ShowAsync(Task<Result<CaseMove>> asked, CaseMoveStore store, CancellationToken ct)
    {
        var answer = await asked;
        return answer.TryGet(out var move) ? Results.Ok(new Answer(move, await store.CountAsync(move.Id, ct))) : answer.Problems.ToHttp();
    }

    private static Problem NoPlace(string? value) => Problem.Invalid("locality.code", "locality", ("value", value), ("expected", "330110"));
}
