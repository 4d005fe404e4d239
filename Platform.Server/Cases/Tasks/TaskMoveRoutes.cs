using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Repetition;

namespace Platform.Server.Cases.Tasks;

/// <summary>What moves a task about inside the office.</summary>
internal static class TaskMoveRoutes
{
    public static void Map(RouteGroupBuilder tasks)
    {
        tasks.MapGet("/{id:guid}/earlier-steps", EarlierAsync).SignedIn().WithName("listEarlierSteps");
        tasks.MapPost("/{id:guid}/send-back", SendBackAsync).SignedIn().WithName("sendBackTask");
        tasks.MapGet("/{id:guid}/signer-candidates", CandidatesAsync).SignedIn().WithName("listSignerCandidates");
        tasks.MapPost("/{id:guid}/signers", AddSignerAsync).SignedIn().WithName("addSigner");
        tasks.MapPost("/{id:guid}/signers/{number:int}/remove", RemoveSignerAsync).SignedIn().WithName("removeSigner");
        tasks.MapPost("/{id:guid}/delegate", LendAsync).SignedIn().WithName("delegateTask");
        tasks.MapPost("/{id:guid}/advise", AdviseAsync).SignedIn().WithName("adviseTask");
        tasks.MapPost("/{id:guid}/reclaim", ReclaimAsync).SignedIn().WithName("reclaimTask");
        tasks.MapPost("/{id:guid}/recall", RecallAsync).SignedIn().WithName("recallTask");
    }

    private static async Task<IResult> EarlierAsync(Guid id, ICurrentActor current, TaskMoves moves, CancellationToken ct) =>
        await moves.EarlierAsync(current.Actor, id, ct) is { } steps ? Results.Ok(new EarlierSteps(steps)) : TaskCommand.UnknownTask(id).ToHttp();

    private static async Task<IResult> SendBackAsync(Guid id, SendBackRequest request, HttpContext http, ICurrentActor current, TaskDesk desk, TaskMoves moves, CancellationToken ct) =>
        request.To is { Length: > 0 } to
            ? Requests.Answer(http, await moves.SendBackAsync(current.Actor, id, to, request.Opinion ?? "", Requests.SeenVersion(http), http.RequestKey(), ct))
            : await TaskRoutes.FinishAsync(id, TaskDesk.SendBackOutcome, request.Opinion, null, http, current.Actor, desk, ct);

    private static async Task<IResult> CandidatesAsync(Guid id, string? role, string? authority, ICurrentActor current, TaskMoves moves, CancellationToken ct) =>
        await moves.SignerCandidatesAsync(current.Actor, id, role, authority, ct) is { } found
            ? Results.Ok(new SignerCandidates([.. found.Select(c => new SignerCandidate(c.Id, c.Name))]))
            : TaskCommand.UnknownTask(id).ToHttp();

    private static async Task<IResult> AddSignerAsync(Guid id, AddSignerRequest request, HttpContext http, ICurrentActor current, TaskMoves moves, CancellationToken ct) => Requests.Answer(http, await moves.AddSignerAsync(
        current.Actor, id, request.Place, request.To, request.Role, request.Authority, request.Opinion ?? "", Requests.SeenVersion(http), http.RequestKey(), ct));

    private static async Task<IResult> RemoveSignerAsync(Guid id, int number, OpinionatedRequest request, HttpContext http, ICurrentActor current, TaskMoves moves, CancellationToken ct) =>
        Requests.Answer(http, await moves.RemoveSignerAsync(current.Actor, id, number, request.Opinion ?? "", Requests.SeenVersion(http), http.RequestKey(), ct));

    private static async Task<IResult> LendAsync(Guid id, DelegateRequest request, HttpContext http, ICurrentActor current, TaskMoves moves, CancellationToken ct) =>
        Requests.Answer(http, await moves.LendAsync(current.Actor, id, request.To, request.Opinion ?? "", Requests.SeenVersion(http), http.RequestKey(), ct));

    private static async Task<IResult> AdviseAsync(Guid id, OpinionatedRequest request, HttpContext http, ICurrentActor current, TaskMoves moves, CancellationToken ct) =>
        Requests.Answer(http, await moves.AdviseAsync(current.Actor, id, request.Opinion ?? "", Requests.SeenVersion(http), http.RequestKey(), ct));

    private static async Task<IResult> ReclaimAsync(Guid id, HttpContext http, ICurrentActor current, TaskMoves moves, CancellationToken ct) =>
        Requests.Answer(http, await moves.ReclaimAsync(current.Actor, id, Requests.SeenVersion(http), http.RequestKey(), ct));

    private static async Task<IResult> RecallAsync(Guid id, OpinionatedRequest request, HttpContext http, ICurrentActor current, TaskMoves moves, CancellationToken ct) =>
        Requests.Answer(http, await moves.RecallAsync(current.Actor, id, request.Opinion ?? "", Requests.SeenVersion(http), http.RequestKey(), ct));

    private sealed record EarlierSteps(IReadOnlyList<EarlierStep> Items);

    private sealed record SignerCandidates(IReadOnlyList<SignerCandidate> Items);

    private sealed record SignerCandidate(Guid Id, string Name);
}

/// <param name="To">Id of an earlier step; null = where the flow draws it.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SendBackRequest(string? Opinion = null, string? To = null);

/// <param name="To">Account of who shall sign; null = whoever holds the role.</param>
/// <param name="Role">Null = that of the task.</param>
/// <param name="Authority">Credit code; null = that of the task.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AddSignerRequest(SignerPlace Place, Guid? To = null, string? Role = null, string? Authority = null, string? Opinion = null);

/// <param name="To">Account of the colleague.</param>
/// <param name="Opinion">What they are asked.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DelegateRequest(Guid To, string? Opinion = null);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record OpinionatedRequest(string? Opinion = null);
