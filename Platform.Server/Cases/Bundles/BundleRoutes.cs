using System.Text.Json.Serialization;
using Platform.Model.Cases;
using Platform.Model.Identity;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Repetition;

namespace Platform.Server.Cases.Bundles;

/// <summary>/api/v1/bundles: filing several items with one application, and following them together.</summary>
internal static class BundleRoutes
{
    private const long MaxBody = 4 * 1024 * 1024;
    private const string ByCode = "A bundle is found by number and unguessable tracking code without an account.";

    public static void MapBundles(this RouteGroupBuilder api)
    {
        var bundles = api.MapGroup("/bundles");
        bundles.MapPost("/", FileAsync)
            .SignedIn()
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaxBody))
            .WithName("fileBundle")
            .Produces<FiledBundleResource>(StatusCodes.Status201Created);
        bundles.MapGet("/", ListAsync).SignedIn().WithName("listBundles").Produces<BundlePage>();
        bundles.MapGet("/{number}", ReadAsync).Open(ByCode).WithName("readBundle").Produces<BundleView>();
    }

    public static IResult Created(FiledBundle filed) => Results.Created(
        $"/api/v1/bundles/{filed.Bundle.Number}",
        new FiledBundleResource(
            filed.Bundle.Number,
            filed.Bundle.TrackingCode.Value,
            [.. filed.Cases.Select(f => new FiledCaseResource(f.ItemCode, f.Number, f.TrackingCode.Value, f.State, [.. f.Services.Select(s => new ServiceResource(s.Number, s.Name, s.At))]))]));

    private static async Task<IResult> FileAsync(BundleFiling filing, HttpContext http, ICurrentActor current, BundleIntake intake, CancellationToken ct) =>
        (await intake.FileAsync(current.Actor, filing, http.RequestKey(), ct)).ToHttp(Created);

    private static async Task<IResult> ReadAsync(string number, string? code, ICurrentActor current, BundleDesk desk, CancellationToken ct) =>
        (await desk.FindAsync(current.Actor, number, code, ct)).ToHttp();

    private static async Task<IResult> ListAsync(string? cursor, int? take, ICurrentActor current, BundleDesk desk, CancellationToken ct)
    {
        var (items, next) = await desk.ListAsync(current.Actor, cursor, take ?? 20, ct);
        return Results.Ok(new BundlePage(items, next));
    }

    private sealed record BundlePage(IReadOnlyList<BundleLine> Items, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);
}

/// <param name="TrackingCode">Opens the whole bundle without an account, together with its number.</param>
internal sealed record FiledBundleResource(string Number, string TrackingCode, IReadOnlyList<FiledCaseResource> Cases);

/// <param name="TrackingCode">Opens this case alone.</param>
internal sealed record FiledCaseResource(string Item, string Number, string TrackingCode, CaseState State, IReadOnlyList<ServiceResource> Services);
