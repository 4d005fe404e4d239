using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Bundles;
using Platform.Model.Items;
using Platform.Server.Hosting;

namespace Platform.Server.Items;

/// <summary>
/// <c>GET /items?locality=&amp;channel=&amp;q=&amp;cursor=&amp;take=</c>: what can be applied for in a locality on a channel, by code; <c>q</c> searches in both languages. The first page names
/// the bundles that match too.
/// </summary>
internal static class ListItems
{
    /// <param name="Bundles">Events in life that are settled with one application; null on later pages.</param>
    internal sealed record Answer(IReadOnlyList<ItemSummary> Items, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next, IReadOnlyList<BundleSummary>? Bundles);

    public static void Map(RouteGroupBuilder api) => api
        .MapGet("/items", HandleAsync)
        .Open(ItemRequests.OpenReason)
        .Produces<Answer>()
        .WithName("listItems")
        .WithTags("Items");

    private static async Task<IResult> HandleAsync(
        IItemCatalogue items, IBundleCatalogue bundles, ItemRequests requests, string? locality, string? channel, string? q, string? cursor, int? take, CancellationToken ct)
    {
        var at = await requests.LocalityAsync(locality, ct);
        if (!at.TryGet(out var known))
        {
            return at.Problems.ToHttp();
        }

        if (q?.Length > ItemRequests.LongestText)
        {
            return Problem.Invalid("item.searchTooLong", "q", ("value", q.Length), ("expected", ItemRequests.LongestText)).ToHttp();
        }

        var hidden = await requests.HiddenAsync(known, channel, ct);
        if (!hidden.TryGet(out var codes))
        {
            return hidden.Problems.ToHttp();
        }

        // A page may be shorter than asked for; it is the last one only without a next.
        var page = await items.ListAsync(known, q, cursor, take ?? 20, ct);
        var found = cursor is null ? await bundles.ListAsync(known, q, ct) : null;
        return Results.Ok(new Answer([.. page.Items.Where(i => !codes.Contains(i.Code))], page.Next, found is null ? null : [.. found.Where(b => !b.Items.Any(i => codes.Contains(i.Code)))]));
    }
}
