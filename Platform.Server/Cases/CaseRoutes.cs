using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Documents;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Server.Cases.Dossier;
using Platform.Server.Cases.Intake;
using Platform.Server.Cases.Journal;
using Platform.Server.Cases.Search;
using Platform.Server.Cases.Sight;
using Platform.Server.Cases.Unmask;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Repetition;

namespace Platform.Server.Cases;

/// <summary>/api/v1/cases/{number}: reading a case and what can be done with it beside its tasks.</summary>
internal static class CaseRoutes
{
    private const string ByCode = "A case is found by number and unguessable tracking code without an account (B14).";

    public static void MapCases(this RouteGroupBuilder api)
    {
        api.MapGet("/cases", ListAsync).SignedIn().WithName("listCases");
        var one = api.MapGroup("/cases/{number}");
        one.MapGet("/", ReadAsync).Open(ByCode).WithName("readCase");
        one.MapGet("/events", EventsAsync).Open(ByCode).WithName("readCaseEvents");
        one.MapGet("/documents", DocumentsAsync).Open(ByCode).WithName("listCaseDocuments");
        one.MapGet("/documents/{id:guid}", DocumentAsync).Open(ByCode).WithName("readCaseDocument");
        one.MapGet("/documents/{id:guid}.pdf", DocumentPdfAsync).Open(ByCode).RequireRateLimiting(Limits.Printing).Produces(StatusCodes.Status200OK, contentType: PdfFile.MediaType).WithName("printCaseDocument");
        one.MapPost("/withdraw", WithdrawAsync).Open(ByCode).WithName("withdrawCase");
        one.MapPost("/supplement", SupplementAsync).Open(ByCode).RequireRateLimiting(Limits.ByCode).WithName("supplementCase");
        one.MapPost("/extend", ExtendAsync).Needs(Permissions.CasesReview).WithName("extendCase");
        one.MapPost("/forward", ForwardAsync).Needs(Permissions.CasesReview).WithName("forwardCase");
        one.MapPost("/terminate", TerminateAsync).Needs(Permissions.CasesReview).WithName("terminateCase");
        one.MapPost("/annul", AnnulAsync).Needs(Permissions.CasesApprove).WithName("annulCase");
        one.MapPost("/notes", NoteAsync).Needs(Permissions.CasesRead).WithName("addCaseNote");
        one.MapPost("/materials/{key}/check", CheckAsync).Needs(Permissions.CasesRead).WithName("checkCaseMaterial");
        UnmaskDesk.Map(one);
        DossierDesk.Map(one);
        ExplainSight.Map(one);
        Incidents.Map(one);
        one.MapGet("/related", RelatedAsync).Open(ByCode).WithName("readRelatedCases");
    }

    /// <summary>The case it was filed by and those its flow has filed, as far as the viewer may read them; the code of one opens no other.</summary>
    private static async Task<IResult> RelatedAsync(string number, string? code, ICurrentActor current, CaseReader cases, RelatedCases related, CancellationToken ct)
    {
        var found = await cases.FindAsync(current.Actor, number, code, ct);
        return found.TryGet(out var file) ? Results.Ok(await related.FindAsync(current.Actor, file, ct) ?? new(null, false, [], 0)) : found.ToHttp(_ => Results.Empty);
    }

    private static async Task<IResult> ListAsync(
        string? state, string? item, string? q, string? locality, DateOnly? filedFrom, DateOnly? filedTo, string[]? field, string? cursor, int? take,
        ICurrentActor current, CaseList list, CancellationToken ct)
    {
        var fields = FieldFilter.ParseAll(field);
        if (!fields.TryGet(out var filters))
        {
            return fields.ToHttp(_ => Results.Empty);
        }

        var query = new CaseQuery(q, null, item, null, filedFrom, filedTo, filters, cursor, take ?? 50);
        if (!string.IsNullOrEmpty(state))
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

    private static async Task<IResult> ReadAsync(
        string number, string? code, HttpContext http, ICurrentActor current, CaseReader cases, UnmaskDesk unmask, IItemCatalogue items, TimeProvider clock, CancellationToken ct)
    {
        var found = await cases.FindAsync(current.Actor, number, code, ct);
        if (!found.TryGet(out var file))
        {
            return found.ToHttp(_ => Results.Empty);
        }

        http.Response.SetETag(file.Version.ToString(CultureInfo.InvariantCulture));
        var item = await items.GetAsync(file.ItemVersionId, ct);
        return Results.Ok(CaseResources.Of(file, item, current.Actor, await unmask.OpenUntilAsync(current.Actor, file, ct), ChinaTime.DayOf(clock.GetUtcNow())));
    }

    private static async Task<IResult> EventsAsync(string number, string? code, ICurrentActor current, CaseReader cases, CaseHistory history, CancellationToken ct)
    {
        var found = await cases.FindAsync(current.Actor, number, code, ct);
        return found.TryGet(out var file)
            ? Results.Ok(new { items = await history.ReadAsync(file, current.Actor, ct) })
            : found.ToHttp(_ => Results.Empty);
    }

    private static async Task<IResult> DocumentsAsync(string number, string? code, ICurrentActor current, CaseReader cases, IDocuments documents, CancellationToken ct)
    {
        var found = await cases.FindAsync(current.Actor, number, code, ct);
        return found.TryGet(out var file) ? Results.Ok(new { items = await documents.ListAsync(file.Id, ct) }) : found.ToHttp(_ => Results.Empty);
    }

    private static async Task<IResult> DocumentAsync(string number, Guid id, string? code, ICurrentActor current, CaseReader cases, IDocuments documents, CancellationToken ct)
    {
        var found = await cases.FindAsync(current.Actor, number, code, ct);
        if (!found.TryGet(out var file))
        {
            return found.ToHttp(_ => Results.Empty);
        }

        return await documents.ReadAsync(file.Id, id, ct) is { } page
            ? Results.Content(page, "text/html; charset=utf-8")
            : Problem.NotFound("document.unknown", ("document", id)).ToHttp();
    }

    private static async Task<IResult> DocumentPdfAsync(
        string number, Guid id, string? code, HttpContext http, ICurrentActor current, CaseReader cases, IDocuments documents, CancellationToken ct)
    {
        var found = await cases.FindAsync(current.Actor, number, code, ct);
        if (!found.TryGet(out var file))
        {
            return found.ToHttp(_ => Results.Empty);
        }

        http.Response.Headers.CacheControl = "private, no-store";
        return (await documents.PrintAsync(file.Id, id, ct)).ToHttp(pdf => Results.File(pdf.Content, PdfFile.MediaType, pdf.Name));
    }

    private static async Task<IResult> WithdrawAsync(
        string number, string? code, WithdrawRequest? request, HttpContext http, ICurrentActor current, ApplicantDesk desk, CancellationToken ct) =>
        Requests.Answer(http, await desk.WithdrawAsync(current.Actor, number, code, request?.Reason ?? "", Requests.SeenVersion(http), http.RequestKey(), ct));

    private static async Task<IResult> SupplementAsync(
        string number, string? code, SupplementRequest request, HttpContext http, ICurrentActor current, ApplicantDesk desk, CancellationToken ct) =>
        Requests.Answer(
            http,
            await desk.SupplementAsync(
                current.Actor,
                number,
                code,
                new(request.Answers is { } answers ? Answers.Of(answers) : Answers.Empty, request.Materials ?? [], request.Channel, request.BroughtBy),
                Requests.SeenVersion(http),
                http.RequestKey(),
                ct));

    private static Task<IResult> ExtendAsync(string number, ExtendRequest request, HttpContext http, ICurrentActor current, CaseReader cases, CancellationToken ct) =>
        SendAsync(number, http, cases, new ExtendCase { Actor = current.Actor, Days = request.Days, Reason = request.Reason ?? "", IfVersion = Requests.SeenVersion(http) }, ct);

    private static Task<IResult> ForwardAsync(string number, ForwardRequest request, HttpContext http, ICurrentActor current, CaseReader cases, CancellationToken ct) =>
        SendAsync(number, http, cases, new ForwardCase { Actor = current.Actor, To = request.To ?? "", Reason = request.Reason ?? "", IfVersion = Requests.SeenVersion(http) }, ct);

    private static Task<IResult> TerminateAsync(string number, TerminateRequest request, HttpContext http, ICurrentActor current, CaseReader cases, CancellationToken ct) =>
        SendAsync(number, http, cases, new TerminateCase { Actor = current.Actor, Ground = request.Ground, Reason = request.Reason ?? "", IfVersion = Requests.SeenVersion(http) }, ct);

    private static Task<IResult> AnnulAsync(string number, AnnulRequest request, HttpContext http, ICurrentActor current, CaseReader cases, CancellationToken ct) =>
        SendAsync(number, http, cases, new AnnulCase { Actor = current.Actor, Reason = request.Reason ?? "", LegalBasis = request.LegalBasis ?? "", IfVersion = Requests.SeenVersion(http) }, ct);

    private static Task<IResult> NoteAsync(string number, NoteRequest request, HttpContext http, ICurrentActor current, CaseReader cases, CancellationToken ct) =>
        SendAsync(number, http, cases, new AddNote { Actor = current.Actor, Kind = request.Kind, Text = request.Text ?? "", Authority = request.Authority }, ct);

    private static Task<IResult> CheckAsync(string number, string key, CheckRequest request, HttpContext http, ICurrentActor current, CaseReader cases, CancellationToken ct) =>
        SendAsync(number, http, cases, new CheckMaterial { Actor = current.Actor, Material = key, Accepted = request.Accepted, Reason = request.Reason ?? "" }, ct);

    /// <summary>Carries out what was asked for in a request, and answers it.</summary>
    public static async Task<IResult> SendAsync(string number, HttpContext http, CaseReader cases, CaseCommand command, CancellationToken ct)
    {
        var found = await cases.FindAsync(command.Actor, number, null, ct);
        return found.TryGet(out var file) ? Requests.Answer(http, await cases.SendAsync(file.Id, command with { Key = http.RequestKey() })) : found.ToHttp(_ => Results.Empty);
    }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record WithdrawRequest(string? Reason = null);

/// <param name="Answers">The whole answers with the marked ones replaced, or only the marked ones.</param>
/// <param name="BroughtBy">Who brought it; needed of staff.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SupplementRequest(JsonObject? Answers = null, IReadOnlyList<MaterialInput>? Materials = null, string? Channel = null, Bringer? BroughtBy = null);

/// <param name="Days">Added to the limits, in their unit.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ExtendRequest(int Days, string? Reason = null);

/// <param name="To">The authority that decides.</param>
/// <param name="Reason">What the review here found.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ForwardRequest(string? To = null, string? Reason = null);

/// <param name="Ground">applicantDied or applicantDissolved.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TerminateRequest(TerminationGround Ground, string? Reason = null);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AnnulRequest(string? Reason = null, string? LegalBasis = null);

/// <param name="Kind">internal, department or applicant.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NoteRequest(NoteKind Kind, string? Text = null, string? Authority = null);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CheckRequest(bool Accepted, string? Reason = null);
