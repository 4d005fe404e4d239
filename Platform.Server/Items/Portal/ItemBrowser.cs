using Platform.Model.Bundles;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Server.Items.Portal;

/// <summary>Lists items by what a resident knows: words, theme, for whom.</summary>
internal sealed class ItemBrowser(IItemCatalogue catalogue, IBundleCatalogue bundles)
{
    private const int PerQuery = 100;

    /// <summary>A page of the items that match; theme and audience are looked at here, so a page may take several queries.</summary>
    public async Task<ItemPage> FindAsync(LocalityCode locality, ItemFilter filter, string? cursor, int take, CancellationToken ct)
    {
        var found = new List<ItemSummary>();
        do
        {
            // Without a filter of ours the catalogue's own pages are right; with one, rows are read one page ahead at a time.
            var wanted = filter.NeedsLook ? PerQuery : take - found.Count;
            var page = await catalogue.ListAsync(locality, filter.Text, cursor, wanted, ct);
            foreach (var item in page.Items.Where(filter.Matches))
            {
                found.Add(item);
            }

            cursor = page.Next;
        }
        while (cursor is not null && found.Count < take);

        return new ItemPage(found, cursor);
    }

    /// <summary>The bundles that match; there are few, so all of them.</summary>
    public async Task<IReadOnlyList<BundleSummary>> BundlesAsync(LocalityCode locality, ItemFilter filter, CancellationToken ct) =>
        [.. (await bundles.ListAsync(locality, filter.Text, ct)).Where(filter.Matches)];
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
