using System.Reflection;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;

namespace Platform.Server.Hosting.Shell;

/// <summary>What all pages share, beside what the host does for every request.</summary>
internal static class PageSetup
{
    /// <summary>Residents' pages run no script but ours and no inline style at all.</summary>
    private const string ResidentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors ";

    /// <summary>A page declares its access by <see cref="PageAccessAttribute"/>; one without is refused here, before the server listens.</summary>
    public static void DeclarePageAccess(this RazorComponentsEndpointConventionBuilder pages) => pages.Add(endpoint =>
    {
        if (endpoint.Metadata.OfType<ComponentTypeMetadata>().FirstOrDefault()?.Type is { } page)
        {
            var access = page.GetCustomAttribute<PageAccessAttribute>() ?? throw new StartRefusedException($"The page {page.Name} does not declare who may open it (PageAccess).");
            endpoint.Metadata.Add(new Access(access.Rule, access.Permission, "A page for everybody."));
        }
    });

    /// <summary>Behind routing: the headers of pages.</summary>
    public static IApplicationBuilder UsePageHeaders(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var page = context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type;
        if (page is not null)
        {
            if (page.IsDefined(typeof(ExcludeFromInteractiveRoutingAttribute)))
            {
                context.Response.Headers.ContentSecurityPolicy = ResidentPolicy + (page.IsDefined(typeof(FramedAttribute)) ? "'self'" : "'none'");
            }

            // Addresses of cases can carry a tracking code; no other site shall see them.
            context.Response.Headers["Referrer-Policy"] = "same-origin";
            context.Response.OnStarting(KeepOut, context);
        }

        await next(context);
        if (page is not null && !context.Response.HasStarted && context.Response.StatusCode >= StatusCodes.Status400BadRequest)
        {
            // Refused before anything was written (a forged or outdated form): without a type the status page answers.
            context.Response.ContentType = null;
        }
    });

    /// <summary>No page is kept by anybody; antiforgery says so itself where it takes part.</summary>
    private static Task KeepOut(object state)
    {
        var headers = ((HttpContext)state).Response.Headers;
        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "no-store";
        }

        return Task.CompletedTask;
    }

    /// <summary>The status page is read, also when a posted form is what failed: as a POST it would be refused in its turn.</summary>
    public static IApplicationBuilder ReadStatusPages(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (HttpMethods.IsPost(context.Request.Method) && context.Request.Path.StartsWithSegments("/status", StringComparison.Ordinal))
        {
            context.Request.Method = HttpMethods.Get;
        }

        return next(context);
    });
}
