using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Platform.Model;
using Platform.Model.Files;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Files;

/// <summary><c>POST /files</c>: one file as multipart form data, streamed to disk without being held in memory.</summary>
internal static class UploadFile
{
    // Boundaries and part headers around the file itself.
    private const int EnvelopeBytes = 64 * 1024;

    /// <param name="Type">Media type found in the bytes.</param>
    internal sealed record Answer(Guid Id, string Hash, string Name, string Type, long SizeBytes);

    public static void Map(RouteGroupBuilder api, FilesOptions options) => api
        .MapPost("/files", HandleAsync)
        .SignedIn()
        .DisableAntiforgery()
        .WithMetadata(new RequestSizeLimitAttribute(options.MaxBytes + EnvelopeBytes))
        .Accepts<IFormFile>("multipart/form-data")
        .Produces<Answer>(StatusCodes.Status201Created)
        .WithName("uploadFile")
        .WithTags("Files");

    private static async Task<IResult> HandleAsync(HttpRequest request, IFiles files, ICurrentActor current, IOptions<FilesOptions> options, CancellationToken ct)
    {
        if (FileOwner.Of(current.Actor) is not { } owner)
        {
            return Problem.Of("access.signIn", ProblemKind.Unauthenticated).ToHttp();
        }

        if (request.ContentLength > options.Value.MaxBytes + EnvelopeBytes)
        {
            return FileProblems.TooLarge(options.Value.MaxBytes).ToHttp();
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
