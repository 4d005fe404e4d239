using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Bundles;
using Platform.Model.Items;
using Platform.Server.Hosting;

namespace Platform.Server.Items;

/// <summary><c>GET /items/{code}?locality=&amp;channel=</c>: everything a resident has to know before filing, with what follows from it.</summary>
internal static class GetItem
{
    public static void Map(RouteGroupBuilder api) => api
        .MapGet("/items/{code}", HandleAsync)
        .Open(ItemRequests.OpenReason)
        .Produces<ServiceItem>()
        .WithName("getItem")
        .WithTags("Items");

    private static async Task<IResult> HandleAsync(ItemRequests requests, IBundleCatalogue bundles, string code, string? locality, string? channel, CancellationToken ct)
    {
        var found = await requests.FindAsync(locality, channel, code, ct);
        if (!found.TryGet(out var item))
        {
            return found.Problems.ToHttp();
        }

        var hidden = (await requests.HiddenAsync(item.Locality, channel, ct)).Value;
        var within = (await bundles.ListAsync(item.Locality, null, ct)).Where(b => b.Items.Any(i => i.Code == code) && !b.Items.Any(i => hidden.Contains(i.Code))).Select(b => b.Code);
        return Results.Text(Guide(item, within).ToJsonString(ModelJson.Options), "application/json");
    }

    /// <summary>The merged item under its own member names, with <c>code</c>, <c>locality</c>, <c>version</c>, <c>facts</c> and the codes of the <c>bundles</c> it is part of beside them.</summary>
    private static JsonObject Guide(PublishedItem published, IEnumerable<string> bundles)
    {
        var guide = JsonSerializer.SerializeToNode(published.Item, ModelJson.Options)!.AsObject();
        guide["code"] = published.Item.Key;
        guide["locality"] = published.Locality.Value;
        guide["version"] = published.VersionId;
        guide["facts"] = JsonSerializer.SerializeToNode(ItemFacts.Of(published.Item), ModelJson.Options);
        guide["bundles"] = new JsonArray([.. bundles.Select(b => JsonValue.Create(b))]);
        return guide;
    }
}
