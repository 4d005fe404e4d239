using Platform.Model.Bundles;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Items.Portal;

/// <summary>Lists items by what a resident knows: words, theme, for whom; without those the place does not offer on the channel of the request.</summary>
internal sealed class ItemBrowser(IItemCatalogue catalogue, IBundleCatalogue bundles, PortalSite site, PortalPlace portal)
{
    private const int PerQuery = 100;

    /// <summary>A page of the items that match; theme and audience are looked at here, so a page may take several queries.</summary>
    public async Task<ItemPage> FindAsync(LocalityCode locality, ItemFilter filter, string? cursor, int take, CancellationToken ct)
    {
        var hidden = await site.HiddenAsync(ct);
        var found = new List<ItemSummary>();
        do
        {
            // Without a filter of ours the catalogue's own pages are right; with one, rows are read one page ahead at a time.
            var wanted = filter.NeedsLook ? PerQuery : take - found.Count;
            var page = await catalogue.ListAsync(locality, filter.Text, cursor, wanted, ct);
            foreach (var item in page.Items.Where(i => filter.Matches(i) && i.IsEffectiveOn(portal.Today) && !hidden.Contains(i.Code)))
            {
                found.Add(item);
            }

            cursor = page.Next;
        }
        while (cursor is not null && found.Count < take);

        return new ItemPage(found, cursor);
    }

    /// <summary>The bundles that match; there are few, so all of them.</summary>
    public async Task<IReadOnlyList<BundleSummary>> BundlesAsync(LocalityCode locality, ItemFilter filter, CancellationToken ct)
    {
        var hidden = await site.HiddenAsync(ct);
        return [.. (await bundles.ListAsync(locality, filter.Text, ct)).Where(b => filter.Matches(b) && !b.Items.Any(i => hidden.Contains(i.Code)))];
    }

    /// <summary>The items with these codes that are offered, in this order.</summary>
    public async Task<IReadOnlyList<ItemSummary>> NamedAsync(LocalityCode locality, IReadOnlyList<string> codes, CancellationToken ct)
    {
        var hidden = await site.HiddenAsync(ct);
        var left = codes.Where(c => !hidden.Contains(c)).ToHashSet(StringComparer.Ordinal);
        var found = new Dictionary<string, ItemSummary>(StringComparer.Ordinal);
        for (string? cursor = ""; cursor is not null && found.Count < left.Count;)
        {
            var page = await catalogue.ListAsync(locality, null, cursor.Length == 0 ? null : cursor, PerQuery, ct);
            foreach (var item in page.Items.Where(i => left.Contains(i.Code) && i.IsEffectiveOn(portal.Today)))
            {
                found[item.Code] = item;
            }

            cursor = page.Next;
        }

        return [.. codes.Select(found.GetValueOrDefault).OfType<ItemSummary>()];
    }
}

/// <param name="Text">Words to search for, or null.</param>
internal sealed record ItemFilter(string? Text, string? Theme, string? Audience)
{
    public bool NeedsLook => Theme is not null || Audience is not null;

    public bool Matches(ItemSummary item) => Matches(item.Themes, item.Audience);

    public bool Matches(BundleSummary bundle) => Matches(bundle.Themes, bundle.Audience);

    /// <summary>Address of the list with this filter.</summary>
    public string Href(string? cursor = null)
    {
        var query = QueryString.Create(new[] { ("q", Text), ("theme", Theme), ("audience", Audience), ("cursor", cursor) }
            .Where(p => !string.IsNullOrEmpty(p.Item2)).Select(p => KeyValuePair.Create(p.Item1, p.Item2)));
        return "/items" + query;
    }

    private bool Matches(IReadOnlyList<string> themes, IReadOnlyList<string> audience) => (Theme is null || themes.Contains(Theme)) && (Audience is null || audience.Contains(Audience));
}
