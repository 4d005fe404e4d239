using Platform.Model.Localities;

namespace Platform.Server.Hosting.Shell;

/// <summary>Text size and locality of a visitor, kept in cookies; reached by plain links and forms so that it works without script. The language has its own switch (<see cref="RequestCulture"/>).</summary>
internal static class Preferences
{
    public const string LargeCookie = "large";

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/preferences", Set).Open("Everybody chooses their text size and locality.").ExcludeFromDescription();

    private static IResult Set(HttpContext context, string? large, string? locality, string? back)
    {
        if (large is "1" or "0")
        {
            Keep(context, LargeCookie, large);
        }

        if (LocalityCode.TryParse(locality, out var code))
        {
            Keep(context, PortalPlace.Cookie, code.Value);
        }

        return Results.LocalRedirect(LocalUrl.Or(back, "/"));
    }

    private static void Keep(HttpContext context, string name, string value) =>
        context.Response.Cookies.Append(name, value, new CookieOptions { Path = "/", MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, HttpOnly = true, Secure = context.Request.IsHttps, IsEssential = true });
}
