using System.Globalization;
using Platform.Model;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Repetition;

namespace Platform.Server.Cases;

/// <summary>What every command of the API takes from its request: the version that was seen; the key is <see cref="RepetitionExtensions.RequestKey"/>.</summary>
internal static class Requests
{
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
