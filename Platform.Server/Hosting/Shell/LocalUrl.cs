namespace Platform.Server.Hosting.Shell;

/// <summary>Addresses a visitor may be sent back to: paths of this site only.</summary>
internal static class LocalUrl
{
    /// <summary><paramref name="url"/> when it is a path of this site, else <paramref name="otherwise"/>.</summary>
    public static string Or(string? url, string otherwise) => IsLocal(url) ? url! : otherwise;

    /// <summary>One slash, then something that is neither a slash nor a backslash (both make browsers leave the site); no control characters.</summary>
    public static bool IsLocal(string? url) =>
        url is ['/', ..] && (url.Length == 1 || url[1] is not ('/' or '\\')) && !url.Any(char.IsControl);

    /// <summary>Where to sign in and come back from.</summary>
    public static string SignIn(string back) => $"/sign-in?back={Uri.EscapeDataString(back)}";

    /// <summary>Path and query of the request, for coming back to it.</summary>
    public static string Of(HttpRequest request) => $"{request.PathBase}{request.Path}{request.QueryString}";
}
