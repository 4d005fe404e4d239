using System.Globalization;
using Platform.Model;
using Platform.Model.Forms;
using Platform.Server.Hosting;

namespace Platform.Server.Items;

/// <summary><c>GET /items/{code}/schema?locality=&amp;channel=</c>: the item's form as JSON Schema 2020-12, titles in the language of the request.</summary>
internal static class GetItemSchema
{
    private const string MediaType = "application/schema+json";

    public static void Map(RouteGroupBuilder api) => api
        .MapGet("/items/{code}/schema", HandleAsync)
        .Open(ItemRequests.OpenReason)
        .Produces<object>(StatusCodes.Status200OK, MediaType)
        .WithName("getItemSchema")
        .WithTags("Items");

    private static async Task<IResult> HandleAsync(ItemRequests requests, string code, string? locality, string? channel, CancellationToken ct)
    {
        var item = await requests.FindAsync(locality, channel, code, ct);
        return item.ToHttp(i => Results.Text(
            FormSchema.ToJsonSchema(i.Form.Form, i.CodeTables, CultureInfo.CurrentUICulture.Name).ToJsonString(ModelJson.Options), MediaType));
    }
}
