using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Platform.Model.Sites;

namespace Platform.Server.Hosting.Shell;

/// <summary>
/// The page around every page. Staff pages (/workbench, /designer, /admin) are interactive over a circuit; everything else is rendered once, without circuit or
/// script, and marks itself with <c>[ExcludeFromInteractiveRouting]</c> so that a link from a staff page loads it afresh.
/// </summary>
public partial class App
{
    /// <summary>Not rendered before the circuit is live: nothing shall be shown that does not work yet, and nothing shall be read twice.</summary>
    private static readonly IComponentRenderMode Circuit = new InteractiveServerRenderMode(prerender: false);

    private static readonly PathString[] StaffPaths = ["/workbench", "/designer", "/admin"];

    private SiteSettings _site = SiteSettings.Default;

    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [Inject]
    private PortalSite Site { get; set; } = default!;

    /// <summary>The office works in the colours of the platform, whatever its site wears.</summary>
    private string? Look => Interactive ? null : SiteLooks.NameOf(_site.Look);

    private bool Interactive => Context.AcceptsInteractiveRouting() && IsStaffPath(Context.Request.Path);

    private IComponentRenderMode? Mode => Interactive ? Circuit : null;

    protected override async Task OnInitializedAsync()
    {
        if (!Interactive)
        {
            _site = await Site.CurrentAsync(Context.RequestAborted);
        }
    }

    /// <summary>From the root: pages for residents have no base address.</summary>
    private string Asset(string path) => $"{Context.Request.PathBase}/{Assets[path]}";

    internal static bool IsStaffPath(PathString path) => StaffPaths.Any(p => path.StartsWithSegments(p, StringComparison.Ordinal));
}
