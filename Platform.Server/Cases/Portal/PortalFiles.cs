using Platform.Designer.Ui.Forms;
using Platform.Model.Documents;
using Platform.Model.Files;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Server.Hosting;

namespace Platform.Server.Cases.Portal;

/// <summary>Opens what the pages link to: files of a draft or case, and issued documents. Who may see the page may open what it names, and nothing else.</summary>
internal static class PortalFiles
{
    /// <summary>Documents are printed: their style stands in the page, and nothing in them may run.</summary>
    private const string DocumentPolicy = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox allow-modals";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/drafts/{id:guid}/files/{file:guid}", OfDraftAsync).SignedIn().ExcludeFromDescription();
        app.MapGet("/cases/{number}/files/{file:guid}", OfCaseAsync).Open("The owner, or whoever knows the tracking code; the handler asks.").ExcludeFromDescription();
        app.MapGet("/cases/{number}/documents/{document:guid}", DocumentAsync).Open("The owner, or whoever knows the tracking code; the handler asks.").ExcludeFromDescription();
        app.MapGet("/cases/{number}/documents/{document:guid}.pdf", DocumentPdfAsync).Open("The owner, or whoever knows the tracking code; the handler asks.").RequireRateLimiting(Limits.Printing).ExcludeFromDescription();
    }

    private static async Task<IResult> OfDraftAsync(Guid id, Guid file, Wizard wizard, IFiles files, ICurrentActor current, HttpContext context, CancellationToken ct) =>
        await files.FindAsync(file, ct) is { } stored && stored.Owner == FileOwner.Of(current.Actor)
        && await wizard.OpenAsync(id, ct) is { } draft && draft.Surroundings.Files.ContainsKey(file)
            ? await SendAsync(files, file, context, ct)
            : Results.NotFound();

    private static async Task<IResult> OfCaseAsync(string number, Guid file, string? code, ICasePortal portal, IItemCatalogue items, ICurrentActor current, IFiles files, HttpContext context, CancellationToken ct)
    {
        if (await portal.ViewAsync(current.Actor, number, code, ct) is not { Owner: true } found)
        {
            return Results.NotFound();
        }

        var item = await items.GetAsync(found.ItemVersion, ct);
        var named = found.Materials.SelectMany(m => m.Files).Concat(FormFiles.In(item.Form, Answers.Parse(found.Answers.GetRawText())));
        return named.Contains(file) ? await SendAsync(files, file, context, ct) : Results.NotFound();
    }

    private static async Task<IResult> DocumentAsync(string number, Guid document, string? code, ICasePortal portal, ICurrentActor current, HttpContext context, CancellationToken ct)
    {
        if (await portal.ReadDocumentAsync(current.Actor, number, code, document, ct) is not { } page)
        {
            return Results.NotFound();
        }

        Protect(context);
        context.Response.Headers.ContentSecurityPolicy = DocumentPolicy;
        return Results.Content(page, "text/html; charset=utf-8");
    }

    private static async Task<IResult> DocumentPdfAsync(string number, Guid document, string? code, ICasePortal portal, ICurrentActor current, HttpContext context, CancellationToken ct)
    {
        var printed = await portal.PrintDocumentAsync(current.Actor, number, code, document, ct);
        Protect(context);
        return printed.TryGet(out var pdf) ? Results.File(pdf.Content, PdfFile.MediaType, pdf.Name) : Results.StatusCode(ResultHttp.StatusOf(printed.Problems[0].Kind));
    }

    /// <summary>Pictures and PDF open in the browser, everything else is saved: it could run.</summary>
    private static async Task<IResult> SendAsync(IFiles files, Guid id, HttpContext context, CancellationToken ct)
    {
        if (await files.FindAsync(id, ct) is not { } file)
        {
            return Results.NotFound();
        }

        Protect(context);
        var shown = file.Type is "application/pdf" or "image/jpeg" or "image/png";
        return Results.Stream(await files.OpenAsync(file, ct), file.Type, shown ? null : file.Name);
    }

    private static void Protect(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "same-origin";
    }
}
