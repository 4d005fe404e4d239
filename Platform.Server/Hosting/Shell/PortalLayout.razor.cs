using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Model.Sites;

namespace Platform.Server.Hosting.Shell;

public sealed partial class PortalLayout
{
    private Locality _place = new(LocalityCode.Root, LocalizedText.Empty);
    private SiteSettings _site = SiteSettings.Default;
    private string _name = "";
    private int _unread;

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    private string Here => LocalUrl.Of(Http.Request);

    /// <summary>The page to come back to; a failed page is not one.</summary>
    private string PathOnly => Http.Request.Path.StartsWithSegments("/status", StringComparison.Ordinal) ? "/" : Here;

    /// <summary>Where another place is chosen, beginning with the neighbours of this one.</summary>
    private string ChoosePlace => PlacesPage.Address(
        _place.Code.SelfAndAncestors().Skip(1).FirstOrDefault(c => !c.IsShelf, LocalityCode.Root),
        Http.Request.Path == PlacesPage.Path ? LocalUrl.Or(Http.Request.Query["back"], "/") : PathOnly);

    /// <summary>A preview shows the site as whoever comes by sees it.</summary>
    private ActorKind Who => Site.IsPreview ? ActorKind.Visitor : Current.Actor.Kind;

    private bool IsHome => Http.Request.Path == "/" || Site.IsPreview;

    private bool Large => Http.Request.Cookies[Preferences.LargeCookie] == "1";

    private static string OtherLanguage => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh" ? LocalizedText.English : LocalizedText.Chinese;

    private string SignIn => Http.Request.Path.Value is "/sign-in" or "/register" ? "/sign-in" : LocalUrl.SignIn(PathOnly);

    protected override async Task OnInitializedAsync()
    {
        _place = await Place.CurrentAsync(Http.RequestAborted);
        (_site, _name) = (await Site.CurrentAsync(Http.RequestAborted), await Site.NameAsync(Http.RequestAborted));
        _unread = await Unread.CountUnreadAsync(Current.Actor, Http.RequestAborted);
    }

    private string? At(string path) => Http.Request.Path == path ? "page" : null;

    private string Preference(string name, string value) => $"/preferences?{name}={value}&back={Uri.EscapeDataString(PathOnly)}";
}
