using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Items;
using Platform.Server.Hosting;

namespace Platform.Server.Items;

/// <summary><c>GET /items/{code}?locality=</c>: everything a resident has to know before filing, with what follows from it.</summary>
internal static class GetItem
{
    public static void Map(RouteGroupBuilder api) => api
        .MapGet("/items/{code}", HandleAsync)
        .Open(ItemRequests.OpenReason)
        .Produces<ServiceItem>()
        .WithName("getItem")
        .WithTags("Items");

    private static async Task<IResult> HandleAsync(ItemRequests requests, string code, string? locality, CancellationToken ct)
    {
        var item = await requests.FindAsync(locality, code, ct);
        return item.ToHttp(i => Results.Text(Guide(i).ToJsonString(ModelJson.Options), "application/json"));
    }

    /// <summary>The merged item under its own member names, with <c>code</c>, <c>locality</c>, <c>version</c> and <c>facts</c> beside them.</summary>
    private static JsonObject Guide(PublishedItem published)
    {
        var guide = JsonSerializer.SerializeToNode(published.Item, ModelJson.Options)!.AsObject();
        guide["code"] = published.Item.Key;
        guide["locality"] = published.Locality.Value;
        guide["version"] = published.VersionId;
        guide["facts"] = JsonSerializer.SerializeToNode(ItemFacts.Of(published.Item), ModelJson.Options);
        return guide;
    }
}
