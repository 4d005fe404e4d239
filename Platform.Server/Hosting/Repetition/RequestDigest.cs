using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Platform.Server.Hosting.Repetition;

/// <summary>Digest of a request by what it says: method, target and body. Of a form with files the parts count and not the boundary, which every try chooses anew.</summary>
internal static class RequestDigest
{
    /// <summary>Reads the body, which must be buffered, and leaves it at its beginning. Hexadecimal, 64 digits.</summary>
    public static async ValueTask<string> OfAsync(HttpRequest request, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        if (BoundaryOf(request) is { } boundary)
        {
            await AppendPartsAsync(hash, request, boundary, ct);
        }
        else
        {
            await AppendAsync(hash, request.Body, ct);
        }

        request.Body.Position = 0;
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string? BoundaryOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)
            && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 and <= 200 } boundary ? boundary.ToString() : null;

    private static async ValueTask AppendPartsAsync(IncrementalHash hash, HttpRequest request, string boundary, CancellationToken ct)
    {
        try
        {
            var reader = new MultipartReader(boundary, request.Body);
            while (await reader.ReadNextSectionAsync(ct) is { } section)
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{section.ContentDisposition}\n{section.ContentType}\n"));
                await AppendAsync(hash, section.Body, ct);
            }
        }
        catch (Exception e) when (e is InvalidDataException || (e is IOException and not BadHttpRequestException))
        {
            // No well-formed form: whoever reads it next says so.
            hash.AppendData("malformed"u8);
        }
    }

    private static async ValueTask AppendAsync(IncrementalHash hash, Stream body, CancellationToken ct)
    {
        var buffer = new byte[16 * 1024];
        for (int read; (read = await body.ReadAsync(buffer, ct)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
        }
    }
}
