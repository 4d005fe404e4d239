using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Server.Cases.Unmask;
using Platform.Server.Hosting;

namespace Platform.Server.Cases;

/// <summary>Tells operators what they can do about a failed step. What is personal in its values is masked until they have opened it, see <see cref="UnmaskDesk"/>.</summary>
internal sealed class Incidents(CaseReader cases, UnmaskDesk unmask, IItemCatalogue items, IFlowInterpreter interpreter, TimeProvider clock, IIdSource ids)
{
    /// <summary>Refused with <c>case.unknown</c>, <c>access.forbidden</c>, <c>case.incident.unknown</c> or <c>case.incident.notOfStep</c>.</summary>
    public async Task<Result<FailedStep>> FindAsync(Actor actor, string number, string stepId, CancellationToken ct)
    {
        var found = await cases.FindAsync(actor, number, null, ct);
        return found.TryGet(out var file) ? await FindAsync(actor, file, stepId, ct) : Result<FailedStep>.Refused(found.Problems);
    }

    public async Task<Result<FailedStep>> FindAsync(Actor actor, CaseFile file, string stepId, CancellationToken ct)
    {
        if (IncidentCommand.Refusal(actor, file, stepId) is { } refused)
        {
            return refused;
        }

        var work = new CaseWork(file, await items.GetAsync(file.ItemVersionId, ct), new RetryStep { Actor = actor, StepId = stepId, Reason = "" }, interpreter, clock.GetUtcNow(), ids);
        return work.FindFailed(stepId) is not { } failed ? Problem.Conflict("case.incident.notOfStep", ("step", stepId))
            : await unmask.OpenUntilAsync(actor, file, ct) is null ? failed.Hiding(work.Personal)
            : failed;
    }

    public static void Map(RouteGroupBuilder one)
    {
        one.MapGet("/incident", ReadAsync).Needs(Permissions.CasesSupervise).WithName("readCaseIncident");
        one.MapPost("/retry", RetryAsync).Needs(Permissions.CasesSupervise).WithName("retryCaseStep");
        one.MapPost("/correct", CorrectAsync).Needs(Permissions.CasesSupervise).WithName("correctCaseStep");
        one.MapPost("/skip", SkipAsync).Needs(Permissions.CasesSupervise).WithName("skipCaseStep");
    }

    private static async Task<IResult> ReadAsync(string number, string? step, ICurrentActor current, Incidents incidents, CancellationToken ct) =>
        (await incidents.FindAsync(current.Actor, number, step ?? "", ct)).ToHttp(Results.Ok);

    private static Task<IResult> RetryAsync(string number, RetryRequest request, HttpContext http, ICurrentActor current, CaseReader cases, CancellationToken ct) =>
        CaseRoutes.SendAsync(number, http, cases, new RetryStep { Actor = current.Actor, StepId = request.Step ?? "", Reason = request.Reason ?? "" }, ct);

    private static Task<IResult> CorrectAsync(string number, CorrectRequest request, HttpContext http, ICurrentActor current, CaseReader cases, CancellationToken ct) =>
        CaseRoutes.SendAsync(
            number,
            http,
            cases,
            new CorrectStep { Actor = current.Actor, StepId = request.Step ?? "", Variables = request.Variables ?? None, Inputs = request.Inputs ?? None, Reason = request.Reason ?? "", IfVersion = Requests.SeenVersion(http) },
            ct);

    private static Task<IResult> SkipAsync(string number, SkipRequest request, HttpContext http, ICurrentActor current, CaseReader cases, CancellationToken ct) =>
        CaseRoutes.SendAsync(
            number,
            http,
            cases,
            new SkipStep { Actor = current.Actor, StepId = request.Step ?? "", Outcome = request.Outcome ?? "", Outputs = request.Outputs ?? None, Reason = request.Reason ?? "", IfVersion = Requests.SeenVersion(http) },
            ct);

    private static IReadOnlyDictionary<string, JsonElement> None { get; } = new Dictionary<string, JsonElement>();
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RetryRequest(string? Step = null, string? Reason = null);

/// <param name="Variables">By name, as <c>GET …/incident</c> lists them; what is masked there and given back as it is stays what it was.</param>
/// <param name="Inputs">By name, as <c>GET …/incident</c> lists them.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CorrectRequest(string? Step = null, IReadOnlyDictionary<string, JsonElement>? Variables = null, IReadOnlyDictionary<string, JsonElement>? Inputs = null, string? Reason = null);

/// <param name="Outputs">By name, as <c>GET …/incident</c> lists them.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SkipRequest(string? Step = null, string? Outcome = null, IReadOnlyDictionary<string, JsonElement>? Outputs = null, string? Reason = null);
