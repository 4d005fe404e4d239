using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Cases;

/// <summary>What every command of the API takes from its request: the key, the version that was seen, the channel.</summary>
internal static class Requests
{
    private const int MaxKeyLength = 100;

    /// <summary>The Idempotency-Key with the digest of the body; null when there is none, a problem when it is too long.</summary>
    public static Result<RequestKey?> KeyOf(HttpContext http, Actor actor, object body)
    {
        if (!http.Request.Headers.TryGetValue("Idempotency-Key", out var header) || header.Count == 0 || string.IsNullOrWhiteSpace(header[0]))
        {
            return Result<RequestKey?>.Ok(null);
        }

        var key = header[0]!.Trim();
        if (key.Length > MaxKeyLength)
        {
            return Problem.Invalid("request.keyTooLong", "Idempotency-Key", ("value", key.Length), ("expected", MaxKeyLength));
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(http.Request.Path + "\n" + JsonSerializer.Serialize(body, body.GetType(), ModelJson.Options))));
        return new RequestKey(actor.AccountId?.ToString() ?? "visitor", key, digest);
    }

    /// <summary>The version of If-Match, null when there is none.</summary>
    public static long? SeenVersion(HttpContext http) =>
        http.Request.IfMatch() is { } tag ? long.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1 : null;

    /// <summary>The answer to a command: where the case stands now, with its ETag.</summary>
    public static IResult Answer(HttpContext http, Result<CaseAnswer> answer) => answer.ToHttp(a =>
    {
        http.Response.SetETag(a.File.Version.ToString(CultureInfo.InvariantCulture));
        return Results.Ok(new CaseStanding(a.File.Number, a.File.State, a.File.Version));
    });
}

internal sealed record CaseStanding(string Number, Platform.Model.Cases.CaseState State, long Version);
