using System.Text.Json;
using Platform.Model.Sites;

namespace Platform.Server.Hosting.Shell;

/// <summary>How the looks of sites are named in style sheets, and what of them stands outside.</summary>
internal static class SiteLooks
{
    public static string NameOf(SiteLook look) => JsonNamingPolicy.CamelCase.ConvertName(look.ToString());

    /// <summary>The <c>--c-primary-dark</c> of the look, for the frame a phone draws around a page; a test compares them.</summary>
    public static string Dark(SiteLook look) => look switch
    {
        SiteLook.Blue => "#0a376f",
        SiteLook.Red => "#7c1611",
        SiteLook.Green => "#0b4a36",
        SiteLook.Slate => "#2b3646",
        _ => throw new ArgumentOutOfRangeException(nameof(look), look, "No look of a site."),
    };
}
