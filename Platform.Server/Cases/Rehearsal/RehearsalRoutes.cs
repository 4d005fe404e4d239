using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Cases.Rehearsal;

/// <summary><c>POST /api/v1/rehearsals</c> plays a script on a flow that is being drawn; <c>…/replay</c> plays ended cases on it and tells what would have been different.</summary>
internal static class RehearsalRoutes
{
    private const long MaxBody = 3 * 1024 * 1024;

    /// <param name="Item">Key of the item the case is of.</param>
    /// <param name="Flow">The flow's document; without it the saved draft, or the flow in force.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(string? Item = null, string? Locality = null, JsonElement? Flow = null, RehearsalScript? Script = null);

    /// <param name="Cases">How many of the newest ended cases; at most 100.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record ReplayRequest(string? Item = null, string? Locality = null, JsonElement? Flow = null, int Cases = 20);

    internal sealed record Said(string Code, string? Field, string Message);

    /// <param name="Stopped">What kept the last move from being made; null when all were.</param>
    internal sealed record Answer(RehearsalRun Run, int? StoppedAt, IReadOnlyList<Said> Stopped);

    internal sealed record Replayed(string Number, bool Same, IReadOnlyList<Said> Differences, IReadOnlyList<string> Path, IReadOnlyList<string> Draft);

    internal sealed record Replay(IReadOnlyList<Replayed> Items);

    public static void Map(RouteGroupBuilder api)
    {
        var rehearsals = api.MapGroup("/rehearsals").WithTags("Cases").WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaxBody));
        rehearsals.MapPost("/", RehearseAsync).Needs(Permissions.DefinitionsEdit).Produces<Answer>().WithName("rehearse");
        rehearsals.MapPost("/replay", ReplayAsync).Needs(Permissions.DefinitionsEdit).Produces<Replay>().WithName("replayCases");
    }

    private static async Task<IResult> RehearseAsync(Request request, RehearsalDesk desk, ProblemTexts texts, ICurrentActor current, CancellationToken ct) =>
        LocalityCode.TryParse(request.Locality, out var locality)
            ? (await desk.RehearseAsync(current.Actor, locality, request.Item ?? "", request.Flow, request.Script ?? new(), ct))
                .ToHttp(run => Results.Ok(new Answer(run with { Stopped = null }, run.Stopped?.Move, Say(run.Stopped?.Problems ?? [], texts))))
            : NoPlace(request.Locality).ToHttp();

    private static async Task<IResult> ReplayAsync(ReplayRequest request, RehearsalDesk desk, ProblemTexts texts, ICurrentActor current, CancellationToken ct) =>
        LocalityCode.TryParse(request.Locality, out var locality)
            ? (await desk.ReplayAsync(current.Actor, locality, request.Item ?? "", request.Flow, request.Cases, ct))
                .ToHttp(found => Results.Ok(new Replay([.. found.Select(r => new Replayed(r.Number, r.Same, Say(r.Differences, texts), r.Path, r.Draft))])))
            : NoPlace(request.Locality).ToHttp();

    private static IReadOnlyList<Said> Say(IReadOnlyList<Problem> problems, ProblemTexts texts) => [.. problems.Select(p => new Said(p.Code, p.Field, texts.Say(p)))];

    private static Problem NoPlace(string? value) => Problem.Invalid("locality.code", "locality", ("value", value), ("expected", "330110"));
}
