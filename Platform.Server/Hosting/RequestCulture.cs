using System.Globalization;
using Microsoft.AspNetCore.Localization;
using Platform.Model;

namespace Platform.Server.Hosting;

/// <summary>Which language a request is answered in: <c>?lang=</c>, the cookie <c>lang</c>, Accept-Language, else Chinese.</summary>
internal static class RequestCulture
{
    public const string Cookie = "lang";

    public static IReadOnlyList<CultureInfo> Supported { get; } = [CultureInfo.GetCultureInfo(LocalizedText.Chinese), CultureInfo.GetCultureInfo(LocalizedText.English)];

    public static void Configure(RequestLocalizationOptions options)
    {
        options.DefaultRequestCulture = new Microsoft.AspNetCore.Localization.RequestCulture(Supported[0]);
        options.SupportedCultures = options.SupportedUICultures = [.. Supported];
        options.RequestCultureProviders =
        [
            new CustomRequestCultureProvider(context => Task.FromResult(Wanted(context))),
            new AcceptLanguageHeaderRequestCultureProvider { MaximumAcceptLanguageHeaderValuesToTry = 5 },
        ];
    }

    /// <summary>Remembers the language and returns to a page of this site.</summary>
    public static void MapLanguageSwitch(this IEndpointRouteBuilder app) =>
        app.MapGet("/lang/{culture}", (string culture, string? back, HttpContext context) =>
        {
            if (Supported.FirstOrDefault(c => c.Name == culture) is { } known)
            {
                context.Response.Cookies.Append(Cookie, known.Name, new CookieOptions { MaxAge = TimeSpan.FromDays(365), IsEssential = true, SameSite = SameSiteMode.Lax, HttpOnly = true });
            }

            return Results.LocalRedirect(IsLocal(back) ? back! : "/");
        }).Open("Anybody may choose a language.").ExcludeFromDescription();

    private static bool IsLocal(string? path) =>
        path is ['/', ..] && !path.StartsWith("//", StringComparison.Ordinal) && !path.StartsWith("/\\", StringComparison.Ordinal) && !path.Any(char.IsControl);

    private static ProviderCultureResult? Wanted(HttpContext context)
    {
        var wanted = context.Request.Query["lang"].FirstOrDefault() ?? context.Request.Cookies[Cookie];
        return Supported.Any(c => c.Name == wanted) ? new ProviderCultureResult(wanted) : null;
    }
}
