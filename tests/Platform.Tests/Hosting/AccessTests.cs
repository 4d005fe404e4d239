using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.Server.Hosting;

namespace Platform.Tests.Hosting;

public sealed class AccessTests(ProbeServer probe) : IClassFixture<ProbeServer>
{
    [Fact]
    public void Every_route_of_the_api_says_who_may_call_it_and_an_open_one_why() => Assert.All(Api(), endpoint =>
    {
        var access = endpoint.Metadata.GetMetadata<Access>();
        Assert.NotNull(access);
        Assert.True(access.Rule != AccessRule.Open || !string.IsNullOrWhiteSpace(access.Reason), endpoint.DisplayName);
        Assert.True(access.Rule != AccessRule.Needs || Model.Identity.Roles.All.Values.Any(p => p.Contains(access.Permission!)), $"{endpoint.DisplayName}: nobody can have {access.Permission}");
    });

    [Fact]
    public async Task No_route_that_asks_for_somebody_answers_a_visitor()
    {
        foreach (var endpoint in Api().Where(e => e.Metadata.GetMetadata<Access>()!.Rule != AccessRule.Open))
        {
            var path = string.Join('/', endpoint.RoutePattern.PathSegments.Select(s => s.IsSimple && s.Parts[0] is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : Sample(s)));
            var method = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods[0] ?? "GET";
            using var answer = await probe.Server.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/" + path));
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} /{path} answered {(int)answer.StatusCode}");
        }
    }

    [Fact]
    public async Task A_route_that_does_not_say_stops_the_start()
    {
        var e = await Assert.ThrowsAsync<StartRefusedException>(() => TestServer.StartAsync(more: new ProbeModule(api => api.MapGet("/silent", () => ""))));
        Assert.Contains("GET /api/v1/silent", e.Message, StringComparison.Ordinal);
    }

    private IEnumerable<RouteEndpoint> Api() => probe.Server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(e => e.RoutePattern.RawText?.StartsWith("/api/", StringComparison.Ordinal) == true);

    // Fits constraints of every kind in use: guid, int and free text.
    private static string Sample(Microsoft.AspNetCore.Routing.Patterns.RoutePatternPathSegment segment)
    {
        var parameter = segment.Parts.OfType<Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart>().First();
        var constraints = parameter.ParameterPolicies.Select(p => p.Content).ToList();
        return constraints.Contains("guid") ? Guid.Empty.ToString() : constraints.Any(c => c is "int" or "long") ? "1" : "form";
    }
}
