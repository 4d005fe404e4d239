using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Cases.Bundles;
using Platform.Server.Cases.Intake;
using Platform.Server.Hosting;

namespace Platform.Server.Cases.Drafts;

/// <summary>/api/v1/drafts: an application being typed, on the server.</summary>
internal static class DraftRoutes
{
    private const long MaxBody = 4 * 1024 * 1024;

    public static void MapDrafts(this RouteGroupBuilder api)
    {
        var drafts = api.MapGroup("/drafts");
        drafts.MapGet("/", ListAsync).SignedIn().WithName("listDrafts");
        drafts.MapGet("/{id:guid}", ReadAsync).SignedIn().WithName("readDraft");
        drafts.MapPut("/{id:guid}", SaveAsync).SignedIn().WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaxBody)).WithName("saveDraft");
        drafts.MapDelete("/{id:guid}", DeleteAsync).SignedIn().WithName("deleteDraft");
        drafts.MapPost("/{id:guid}/submit", SubmitAsync).SignedIn().WithName("submitDraft");
    }

    private static async Task<IResult> ListAsync(ICurrentActor current, DraftDesk desk, CancellationToken ct) =>
        Results.Ok(new { items = (await desk.ListAsync(current.Actor, ct)).Select(Resource) });

    private static async Task<IResult> ReadAsync(Guid id, HttpContext http, ICurrentActor current, DraftDesk desk, CancellationToken ct) =>
        await desk.FindAsync(current.Actor, id, ct) is { } draft ? Answer(http, draft) : Problem.NotFound("draft.unknown", ("draft", id)).ToHttp();

    private static async Task<IResult> SaveAsync(Guid id, DraftRequest request, HttpContext http, ICurrentActor current, DraftDesk desk, CancellationToken ct)
    {
        if (!LocalityCode.TryParse(request.Locality, out var locality))
        {
            return Problem.Invalid("locality.code", "locality", ("value", request.Locality), ("expected", "330110")).ToHttp();
        }

        var content = new DraftContent(
            "",
            request.Applicant?.ToParty() ?? new("", "", "", "", ""),
            (request.Scenario ?? new Dictionary<string, string>()).ToImmutableDictionary(),
            request.Answers is { } answers ? Answers.Of(answers) : Answers.Empty,
            [.. request.Materials ?? []],
            Channels.Normalise(request.Channel) ?? "api",
            request.Bundle);
        var seen = Requests.SeenVersion(http);
        var saved = await desk.PutAsync(current.Actor, id, seen is { } version ? (int)version : null, locality, request.Item, request.Bundle, item => content with { ItemVersion = item }, ct);
        return saved.ToHttp(d => Answer(http, d));
    }

    private static async Task<IResult> DeleteAsync(Guid id, ICurrentActor current, DraftDesk desk, CancellationToken ct) => (await desk.DeleteAsync(current.Actor, id, ct)).ToHttp();

    private static async Task<IResult> SubmitAsync(Guid id, string? channel, HttpContext http, ICurrentActor current, DraftDesk desk, CancellationToken ct)
    {
        var version = Requests.SeenVersion(http) ?? (await desk.FindAsync(current.Actor, id, ct))?.Version ?? 0;
        return (await desk.SubmitAsync(current.Actor, id, (int)version, channel, ct)).ToHttp(filed => filed switch
        {
            FiledDraft.OfCase { File: var file } => Results.Created($"/api/v1/cases/{file.Number}", FiledResource.Of(file)),
            FiledDraft.OfBundle { Bundle: var bundle } => BundleRoutes.Created(bundle),
            _ => throw new ArgumentOutOfRangeException(nameof(id), filed, "A draft became something unknown."),
        });
    }

    private static IResult Answer(HttpContext http, Draft draft)
    {
        http.Response.SetETag(draft.Version.ToString(CultureInfo.InvariantCulture));
        return Results.Ok(Resource(draft));
    }

    private static DraftResource Resource(Draft draft) => new(
        draft.Id, draft.Version, draft.Locality.Value, draft.Item, draft.Content.IsBundle, draft.Content.Applicant, draft.Content.Scenario, draft.Content.Answers, draft.Content.Materials, draft.UpdatedAt, draft.ExpiresAt);
}

/// <param name="Bundle">The item is the code of a bundle.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DraftRequest(
    string Locality,
    string Item,
    PartyInput? Applicant = null,
    JsonObject? Answers = null,
    IReadOnlyList<MaterialInput>? Materials = null,
    IReadOnlyDictionary<string, string>? Scenario = null,
    string? Channel = null,
    bool Bundle = false);

internal sealed record DraftResource(
    Guid Id, int Version, string Locality, string Item, bool Bundle, CaseApplicant Applicant, IReadOnlyDictionary<string, string> Scenario, Answers Answers,
    IReadOnlyList<MaterialInput> Materials, DateTimeOffset SavedAt, DateTimeOffset ExpiresAt);
