using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Bundles;
using Platform.Model.Items;
using Platform.Server.Hosting;

namespace Platform.Server.Items;

/// <summary>
/// <c>GET /items?locality=&amp;q=&amp;cursor=&amp;take=</c>: what can be applied for in a locality, by code; <c>q</c> searches in both languages. The first page names
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
        IItemCatalogue items, IBundleCatalogue bundles, ItemRequests requests, string? locality, string? q, string? cursor, int? take, CancellationToken ct)
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

        var page = await items.ListAsync(known, q, cursor, take ?? 20, ct);
        return Results.Ok(new Answer(page.Items, page.Next, cursor is null ? await bundles.ListAsync(known, q, ct) : null));
    }
}
