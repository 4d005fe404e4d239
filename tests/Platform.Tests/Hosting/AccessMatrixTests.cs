using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Tests.Hosting;

/// <summary>Everybody at every door: each route of the API and each page lets in exactly whom it declares.</summary>
public sealed class AccessMatrixTests(AccessMatrix matrix) : IClassFixture<AccessMatrix>
{
    /// <summary>What the host serves besides pages and API: nothing that belongs to anybody.</summary>
    private static readonly string[] WithoutOwner = ["_blazor", "_framework", "_content", "health", "metrics", "openapi", "{**"];

    [Fact]
    public async Task Each_route_and_page_lets_in_exactly_whom_it_declares()
    {
        var doors = matrix.Endpoints;
        Assert.True(doors.Count(AccessMatrix.IsApi) > 80, $"{doors.Count(AccessMatrix.IsApi)} routes");
        Assert.True(doors.Count(d => !AccessMatrix.IsApi(d)) > 30, $"{doors.Count(d => !AccessMatrix.IsApi(d))} pages");
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(from door in doors from who in AccessMatrix.Everybody select (door, who), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (pair, ct) =>
        {
            using var request = AccessMatrix.RequestOf(pair.door, pair.who);
            using var answer = await matrix.Server.Client.SendAsync(request, ct);
            var (expected, found) = (Expected(pair.door, pair.who), (int)answer.StatusCode);
            if (found != expected)
            {
                wrong.Add($"{pair.who}: {request.Method} {pair.door.RoutePattern.RawText} answered {found} instead of {expected}");
            }
        });
        Assert.True(wrong.IsEmpty, string.Join('\n', wrong.Order(StringComparer.Ordinal).Take(40)));
    }

    [Fact]
    public void Whatever_is_served_declares_its_access_or_belongs_to_nobody()
    {
        var known = matrix.Endpoints.ToHashSet();
        var silent = matrix.Server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => known.Contains(e) ? e.Metadata.GetMetadata<Access>() is null : e.Metadata.GetMetadata<Access>() is null && !BelongsToNobody(e))
            .Select(e => $"{e.RoutePattern.RawText} {e.DisplayName}");
        Assert.Empty(silent);
    }

    [Fact]
    public void Every_permission_that_a_door_asks_for_is_in_somebodys_role()
    {
        var declared = matrix.Endpoints.Select(e => e.Metadata.GetMetadata<Access>()!.Permission).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var given = Roles.All.Values.SelectMany(p => p).ToHashSet(StringComparer.Ordinal);
        Assert.Subset(given, declared);
    }

    // Worked out from the declaration and the roles alone, not by the code that refuses.
    private static int Expected(RouteEndpoint door, string who)
    {
        var access = door.Metadata.GetMetadata<Access>() ?? throw new InvalidOperationException($"{door.DisplayName} does not declare its access.");
        var page = door.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;
        return access.Rule switch
        {
            AccessRule.Open => AccessMatrix.Reached,
            _ when who == "visitor" => (int)(page ? HttpStatusCode.Redirect : HttpStatusCode.Unauthorized),
            AccessRule.SignedIn => AccessMatrix.Reached,
            AccessRule.Needs => Roles.All.TryGetValue(who, out var permissions) && permissions.Contains(access.Permission!) ? AccessMatrix.Reached : (int)HttpStatusCode.Forbidden,
            _ => throw new InvalidOperationException($"Unknown access rule {access.Rule}."),
        };
    }

    private static bool BelongsToNobody(RouteEndpoint endpoint)
    {
        var path = endpoint.RoutePattern.RawText!.TrimStart('/');
        return WithoutOwner.Any(w => path.StartsWith(w, StringComparison.Ordinal)) || Path.HasExtension(path);
    }
}
