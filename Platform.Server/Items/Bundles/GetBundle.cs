using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Bundles;
using Platform.Model.Forms;
using Platform.Model.Items;
using Platform.Server.Hosting;

namespace Platform.Server.Items.Bundles;

/// <summary>
/// What a channel needs to offer a bundle: <c>GET /item-bundles</c>, <c>GET /item-bundles/{code}</c>, its form as JSON Schema, and
/// <c>POST …/materials</c> with the items and materials that follow from the answers so far. All with <c>?locality=</c> and <c>&amp;channel=</c>.
/// </summary>
internal static class GetBundle
{
    private const string SchemaType = "application/schema+json";

    /// <param name="Scenario">Option by question key.</param>
    /// <param name="Answers">Answers of the bundle's form, as far as known.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(IReadOnlyDictionary<string, string>? Scenario, Answers? Answers);

    /// <param name="Items">Codes of the items that are applied for.</param>
    internal sealed record Answer(IReadOnlyList<ScenarioQuestion> Questions, IReadOnlyList<string> Open, IReadOnlyList<string> Items, IReadOnlyList<MaterialRequirement> Materials);

    internal sealed record List(IReadOnlyList<BundleSummary> Items);

    public static void Map(RouteGroupBuilder api)
    {
        var bundles = api.MapGroup("/item-bundles").WithTags("Items");
        bundles.MapGet("/", ListAsync).Open(ItemRequests.OpenReason).Produces<List>().WithName("listItemBundles");
        bundles.MapGet("/{code}", ReadAsync).Open(ItemRequests.OpenReason).Produces<Bundle>().WithName("getItemBundle");
        bundles.MapGet("/{code}/schema", SchemaAsync).Open(ItemRequests.OpenReason).Produces<object>(StatusCodes.Status200OK, SchemaType).WithName("getItemBundleSchema");
        bundles.MapPost("/{code}/materials", MaterialsAsync).Open(ItemRequests.OpenReason).Produces<Answer>().WithName("computeItemBundleMaterials");
    }

    private static async Task<IResult> ListAsync(ItemRequests requests, IBundleCatalogue bundles, string? locality, string? channel, string? q, CancellationToken ct)
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
        return hidden.TryGet(out var codes)
            ? Results.Ok(new List([.. (await bundles.ListAsync(known, q, ct)).Where(b => !b.Items.Any(i => codes.Contains(i.Code)))]))
            : hidden.Problems.ToHttp();
    }

    private static async Task<IResult> ReadAsync(ItemRequests requests, string code, string? locality, string? channel, CancellationToken ct) =>
        (await requests.FindBundleAsync(locality, channel, code, ct)).ToHttp(b => Results.Text(Guide(b).ToJsonString(ModelJson.Options), "application/json"));

    private static async Task<IResult> SchemaAsync(ItemRequests requests, string code, string? locality, string? channel, CancellationToken ct) =>
        (await requests.FindBundleAsync(locality, channel, code, ct)).ToHttp(b => Results.Text(b.Form.ToJsonSchema(CultureInfo.CurrentUICulture.Name).ToJsonString(ModelJson.Options), SchemaType));

    private static async Task<IResult> MaterialsAsync(ItemRequests requests, string code, string? locality, string? channel, Request request, CancellationToken ct) =>
        (await requests.FindBundleAsync(locality, channel, code, ct)).Then(b => Compute(b, request)).ToHttp(Results.Ok);

    private static Result<Answer> Compute(PublishedBundle bundle, Request request)
    {
        var scenario = request.Scenario ?? new Dictionary<string, string>();
        var answers = request.Answers ?? Answers.Empty;
        var questions = MaterialRules.Questions(bundle.Bundle.Scenario, scenario);
        return MaterialRules.Check(bundle.Bundle.Scenario, scenario, complete: false) is { Count: > 0 } problems
            ? Result<Answer>.Refused(problems)
            : new Answer(
                questions,
                [.. questions.Select(q => q.Key).Where(k => !scenario.ContainsKey(k))],
                [.. BundleRules.Wanted(bundle, scenario, answers).Select(p => p.Part.Item)],
                bundle.Required(scenario, answers));
    }

    /// <summary>The bundle under its own member names, its items as in lists, with <c>code</c>, <c>locality</c> and <c>version</c> beside them.</summary>
    private static JsonObject Guide(PublishedBundle published)
    {
        var guide = JsonSerializer.SerializeToNode(published.Bundle, ModelJson.Options)!.AsObject();
        guide["code"] = published.Bundle.Key;
        guide["locality"] = published.Locality.Value;
        guide["version"] = published.VersionId;
        guide["items"] = JsonSerializer.SerializeToNode(BundleCatalogue.Summary(published).Items, ModelJson.Options);
        return guide;
    }
}
