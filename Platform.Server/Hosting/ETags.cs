using Microsoft.Net.Http.Headers;
using Platform.Model;

namespace Platform.Server.Hosting;

/// <summary>ETag and If-Match. Tags are strong; a handler passes the bare value, without quotes.</summary>
internal static class ETags
{
    public static void SetETag(this HttpResponse response, string value) => response.Headers.ETag = new EntityTagHeaderValue($"\"{value}\"").ToString();

    /// <summary>Whether the caller has this version already (If-None-Match), so that 304 is enough.</summary>
    public static bool HasCurrent(this HttpRequest request, string value) =>
        request.GetTypedHeaders().IfNoneMatch.Any(t => t.Tag == "*" || t.Tag == $"\"{value}\"");

    /// <summary>The bare tag of If-Match; null when there is none or it is <c>*</c>.</summary>
    public static string? IfMatch(this HttpRequest request) =>
        request.GetTypedHeaders().IfMatch is [var tag, ..] && tag.Tag != "*" ? tag.Tag.Value!.Trim('"') : null;

    /// <summary>A stale If-Match is refused with 412; none at all is let through.</summary>
    public static Problem? Stale(this HttpRequest request, string current) =>
        request.IfMatch() is { } seen && seen != current ? Problem.Of("request.stale", ProblemKind.Stale) : null;
}
