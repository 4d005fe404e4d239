using Platform.Model;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Localities;

/// <summary><c>GET /api/v1/localities?under=&amp;depth=&amp;cursor=</c>: the tree below a locality, itself included, ordered by code.</summary>
internal static class ListLocalities
{
    private const int PageSize = 1000;

    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/localities", HandleAsync).Open("Division codes and names are public; everybody chooses a place before anything else.");

    private static async Task<IResult> HandleAsync(string? under, int? depth, string? cursor, ILocalities localities, CancellationToken ct)
    {
        var root = LocalityCode.Root;
        if (!string.IsNullOrEmpty(under) && !LocalityCode.TryParse(under, out root))
        {
            return Result<Page>.Refused([Problem.Invalid("locality.code", "under", ("value", under))]).ToHttp(Results.Ok);
        }

        var all = await localities.ListAsync(new LocalityScope(root), ct);
        var lines = all
            .Where(l => (depth is null || l.Code.Level - root.Level <= depth) && (cursor is null || string.CompareOrdinal(l.Code.Value, cursor) > 0))
            .Take(PageSize + 1)
            .Select(l => new Line(l.Code, l.Name, l.Code.Level, l.Code.Parent))
            .ToList();
        return Results.Ok(lines.Count > PageSize ? new Page(lines[..PageSize], lines[PageSize - 1].Code.Value) : new Page(lines, null));
    }

    internal sealed record Page(IReadOnlyList<Line> Items, string? Next);

    internal sealed record Line(LocalityCode Code, LocalizedText Name, LocalityLevel Level, LocalityCode? Parent);
}
