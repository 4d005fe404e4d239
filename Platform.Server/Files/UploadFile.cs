using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Platform.Model;
using Platform.Model.Files;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Files;

/// <summary>
/// <c>POST /files</c>: one file as multipart form data, streamed to disk without being held in memory. <c>POST /cases/{number}/files?code=</c>: the same for
/// what a case waits for, without an account too.
/// </summary>
internal static class UploadFile
{
    // Boundaries and part headers around the file itself.
    private const int EnvelopeBytes = 64 * 1024;

    /// <param name="Type">Media type found in the bytes.</param>
    internal sealed record Answer(Guid Id, string Hash, string Name, string Type, long SizeBytes);

    public static void Map(RouteGroupBuilder api, FilesOptions options)
    {
        Describe(api.MapPost("/files", HandleAsync).SignedIn(), options).WithName("uploadFile");
        Describe(api.MapPost("/cases/{number}/files", ForCaseAsync).Open("Whoever holds the tracking code of a case that waits for a supplement; the case decides."), options)
            .RequireRateLimiting(Limits.ByCode)
            .WithName("uploadCaseFile");
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route, FilesOptions options) => route
        .DisableAntiforgery()
        .WithMetadata(new RequestSizeLimitAttribute(options.MaxBytes + EnvelopeBytes))
        .Accepts<IFormFile>("multipart/form-data")
        .Produces<Answer>(StatusCodes.Status201Created)
        .WithTags("Files");

    private static async Task<IResult> HandleAsync(HttpRequest request, IFiles files, ICurrentActor current, IOptions<FilesOptions> options, CancellationToken ct) =>
        FileOwner.Of(current.Actor) is { } owner
            ? await SaveAsync(request, owner, files, options.Value, ct)
            : Problem.Of("access.signIn", ProblemKind.Unauthenticated).ToHttp();

    private static async Task<IResult> ForCaseAsync(
        string number, string? code, HttpRequest request, IFiles files, ICaseUploads cases, ICurrentActor current, IOptions<FilesOptions> options, CancellationToken ct)
    {
        // Asked before a byte is read: who does not hold the code fills no disk.
        var owner = await cases.OwnerAsync(current.Actor, number, code, ct);
        return owner.TryGet(out var whose) ? await SaveAsync(request, whose, files, options.Value, ct) : owner.ToHttp(_ => Results.Empty);
    }

    private static async Task<IResult> SaveAsync(HttpRequest request, string owner, IFiles files, FilesOptions options, CancellationToken ct)
    {
        if (request.ContentLength > options.MaxBytes + EnvelopeBytes)
        {
            return FileProblems.TooLarge(options.MaxBytes).ToHttp();
        }

        var section = await FirstFileAsync(request, ct);
        if (section is null)
        {
            return FileProblems.Missing.ToHttp();
        }

        await using var content = new PartStream(section.FileStream!);
        var saved = await files.SaveAsync(content, section.FileName, owner, ct);
        return saved.ToHttp(f => Results.Created($"/api/v1/files/{f.Id:D}", new Answer(f.Id, f.Hash, f.Name, f.Type, f.SizeBytes)));
    }

    /// <summary>The first part that is a file; null when there is none or the body is no well-formed form.</summary>
    private static async Task<FileMultipartSection?> FirstFileAsync(HttpRequest request, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 200 } boundary)
        {
            return null;
        }

        var reader = new MultipartReader(boundary.Value!, request.Body);
        try
        {
            while (await reader.ReadNextSectionAsync(ct) is { } section)
            {
                if (section.AsFileSection() is { FileStream: not null } file)
                {
                    return file;
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            // A body that breaks off or is no form at all is the sender's mistake.
        }

        return null;
    }
}
