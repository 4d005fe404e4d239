using Microsoft.AspNetCore.Http.Features;

namespace Platform.Server.Hosting;

/// <summary>Bodies that are read whole and have a limit of their own.</summary>
internal static class RequestBody
{
    /// <summary>The body; null when it has more than <paramref name="most"/> bytes.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int most, CancellationToken ct)
    {
        // One byte more than allowed is enough to know; the server passes over the rest, so that the sender gets to read the answer.
        var limit = request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (limit is { IsReadOnly: false })
        {
            limit.MaxRequestBodySize = null;
        }

        var buffer = new byte[most + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return length > most ? default(ReadOnlyMemory<byte>?) : new ReadOnlyMemory<byte>(buffer, 0, length);
    }
}
