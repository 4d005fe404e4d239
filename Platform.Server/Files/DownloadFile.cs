using Microsoft.Net.Http.Headers;
using Platform.Model.Files;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Files;

/// <summary><c>GET /files/{id}</c>: the bytes, for the owner and for whoever may see what they are attached to; to anybody else the file does not exist.</summary>
internal static class DownloadFile
{
    // The sandbox takes scripts, forms and the site's origin away from whatever the file turns out to contain. Browsers refuse to start their PDF
    // viewer inside a sandbox; it has an origin of its own, so the other rules are enough there.
    private const string Sandbox = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'";
    private const string ForPdf = "default-src 'none'; object-src 'self'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'";

    public static void Map(RouteGroupBuilder api) => api
        .MapGet("/files/{id:guid}", HandleAsync)
        .SignedIn()
        .Produces(StatusCodes.Status200OK)
        .WithName("downloadFile")
        .WithTags("Files");

    private static async Task<IResult> HandleAsync(Guid id, IFiles files, IEnumerable<IFileAccess> rules, ICurrentActor current, HttpContext http, bool? download, CancellationToken ct)
    {
        var file = await files.FindAsync(id, ct);
        if (file is null || !await MayReadAsync(file, rules, current.Actor, ct))
        {
            return FileProblems.NotFound.ToHttp();
        }

        var type = FileTypes.ByMediaType(file.Type);
        var inline = type is { Inline: true } && download != true;
        var disposition = new ContentDispositionHeaderValue(inline ? "inline" : "attachment");
        disposition.SetHttpFileName(file.Name);
        var headers = http.Response.Headers;
        headers.ContentDisposition = disposition.ToString();
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = type == FileTypes.Pdf && inline ? ForPdf : Sandbox;
        headers.CacheControl = "private, no-store";
        return Results.Stream(await files.OpenAsync(file, ct), type?.MediaType ?? "application/octet-stream", enableRangeProcessing: true);
    }

    private static async ValueTask<bool> MayReadAsync(StoredFile file, IEnumerable<IFileAccess> rules, Actor actor, CancellationToken ct)
    {
        if (FileOwner.Of(actor) is { } owner && owner == file.Owner)
        {
            return true;
        }

        foreach (var rule in rules)
        {
            if (await rule.MayReadAsync(file.Id, actor, ct))
            {
                return true;
            }
        }

        return false;
    }
}
