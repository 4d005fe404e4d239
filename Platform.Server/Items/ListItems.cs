using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Items;
using Platform.Server.Hosting;

namespace Platform.Server.Items;

/// <summary><c>GET /items?locality=&amp;q=&amp;cursor=&amp;take=</c>: what can be applied for in a locality, by code; <c>q</c> searches in both languages.</summary>
internal static class ListItems
{
    private const int MaxText = 100;

    internal sealed record Answer(IReadOnlyList<ItemSummary> Items, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);

    public static void Map(RouteGroupBuilder api) => api
        .MapGet("/items", HandleAsync)
        .Open(ItemRequests.OpenReason)
        .Produces<Answer>()
        .WithName("listItems")
        .WithTags("Items");

    private static async Task<IResult> HandleAsync(
        IItemCatalogue items, ItemRequests requests, string? locality, string? q, string? cursor, int? take, CancellationToken ct)
    {
        var at = await requests.LocalityAsync(locality, ct);
        if (!at.TryGet(out var known))
        {
            return at.Problems.ToHttp();
        }

        if (q?.Length > MaxText)
        {
            return Problem.Invalid("item.searchTooLong", "q", ("value", q.Length), ("expected", MaxText)).ToHttp();
        }

        var page = await items.ListAsync(known, q, cursor, take ?? 20, ct);
        return Results.Ok(new Answer(page.Items, page.Next));
    }
}
