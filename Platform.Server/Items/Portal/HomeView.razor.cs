using Microsoft.AspNetCore.Components;
using Platform.Model.Bundles;
using Platform.Model.Items;
using Platform.Model.Sites;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Items.Portal;

public sealed partial class HomeView
{
    private const int Shown = 6;
    private const int MostThemes = 12;

    private SiteHome _home = SiteSettings.Default.Home;
    private IReadOnlyList<SiteAnnouncement> _announcements = [];
    private IReadOnlyList<ItemSummary> _featured = [];
    private IReadOnlyList<ItemSummary> _items = [];
    private IReadOnlyList<BundleSummary> _bundles = [];
    private IReadOnlyList<string> _themes = [];

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    [Inject]
    private PortalPlace Place { get; set; } = default!;

    [Inject]
    private PortalSite Site { get; set; } = default!;

    [Inject]
    private ItemBrowser Browser { get; set; } = default!;

    private string Title => _home.Title.ToString() is { Length: > 0 } own ? own : T["home.title"];

    private string Lead => _home.Lead.ToString() is { Length: > 0 } own ? own : T["home.lead"];

    protected override async Task OnInitializedAsync()
    {
        var ct = Http.RequestAborted;
        var place = await Place.CurrentAsync(ct);
        await Words.ReadAsync(place.Code, ct);
        _home = (await Site.CurrentAsync(ct)).Home;
        _announcements = [.. _home.Announcements.Where(a => a.IsOn(Place.Today))];
        var all = (await Browser.FindAsync(place.Code, new ItemFilter(null, null, null), null, 100, ct)).Items;
        _items = [.. all.Take(Shown)];
        _themes = [.. all.SelectMany(i => i.Themes).GroupBy(t => t).OrderByDescending(g => g.Count()).Select(g => g.Key).Take(MostThemes)];
        _bundles = await Browser.BundlesAsync(place.Code, new ItemFilter(null, null, null), ct);
        _featured = _home.Blocks.Contains(HomeBlock.Featured) ? await Browser.NamedAsync(place.Code, _home.Featured, ct) : [];
    }
}
