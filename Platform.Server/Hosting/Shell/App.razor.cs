using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

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

    [CascadingParameter]
    public required HttpContext Context { get; set; }

    private bool Interactive => Context.AcceptsInteractiveRouting() && IsStaffPath(Context.Request.Path);

    private IComponentRenderMode? Mode => Interactive ? Circuit : null;

    /// <summary>From the root: pages for residents have no base address.</summary>
    private string Asset(string path) => $"{Context.Request.PathBase}/{Assets[path]}";

    internal static bool IsStaffPath(PathString path) => StaffPaths.Any(p => path.StartsWithSegments(p, StringComparison.Ordinal));
}
