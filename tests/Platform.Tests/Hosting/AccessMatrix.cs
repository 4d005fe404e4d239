using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Tests.Hosting;

/// <summary>
/// One server whose requests go all the way to the handler and stop there: what answers <see cref="Reached"/> was let through. The header <c>X-Who</c>
/// says who asks: visitor, resident, channel, or a role held on the whole platform.
/// </summary>
public sealed class AccessMatrix : IAsyncLifetime
{
    public const int Reached = 299;
    public const string Who = "X-Who";

    internal TestServer Server { get; private set; } = null!;

    public static IReadOnlyList<string> Everybody { get; } = ["visitor", "resident", "channel", .. Roles.All.Keys.Where(r => r != Roles.Channel).Order(StringComparer.Ordinal)];

    /// <summary>Every route of the API and every page, as the host serves them.</summary>
    internal IReadOnlyList<RouteEndpoint> Endpoints =>
        [.. Server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(e => IsApi(e) || e.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)];

    public async ValueTask InitializeAsync() => Server = await TestServer.StartAsync(configure: builder => builder.Services.AddSingleton<IStartupFilter, Stop>());

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    internal static bool IsApi(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText?.TrimStart('/').StartsWith("api/", StringComparison.Ordinal) == true;

    internal static Actor ActorOf(string who) => who switch
    {
        "visitor" => Actor.Visitor,
        "resident" => new(ActorKind.Resident, Guid.Empty, who, []),
        "channel" => new(ActorKind.Channel, Guid.Empty, who, [new(Roles.Channel, LocalityCode.Root)]) { Channel = "window" },
        _ => new(ActorKind.Staff, Guid.Empty, who, [new(who, LocalityCode.Root)]),
    };

    /// <summary>A request that the route's constraints and content types accept.</summary>
    internal static HttpRequestMessage RequestOf(RouteEndpoint endpoint, string who)
    {
        var path = string.Join('/', endpoint.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(Sample))));
        var request = new HttpRequestMessage(new HttpMethod(endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods[0] ?? "GET"), "/" + path);
        request.Headers.Add(Who, who);
        request.Headers.Add("Accept", IsApi(endpoint) ? "application/json" : "text/html");
        if (request.Method != HttpMethod.Get)
        {
            request.Content = endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Contains("multipart/form-data") == true
                ? new MultipartFormDataContent { { new StringContent("x"), "x" } }
                : new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        }

        return request;
    }

    private static string Sample(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter when parameter.ParameterPolicies.Any(p => p.Content == "guid") => Guid.Empty.ToString(),
        RoutePatternParameterPart parameter when parameter.ParameterPolicies.Any(p => p.Content is "int" or "long") => "1",
        _ => "form",
    };

    private sealed class Stop : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, then) =>
            {
                if (context.Request.Headers[Who].FirstOrDefault() is { } who)
                {
                    context.RequestServices.GetRequiredService<ActorHolder>().Current = ActorOf(who);
                    context.Features.Set<IEndpointFeature>(new Stopped());
                }

                return then();
            });
            next(app);
        };
    }

    /// <summary>Keeps what the first endpoint declares and takes away what it does; the page that says why somebody was refused comes after it and is left alone.</summary>
    private sealed class Stopped : IEndpointFeature
    {
        private Endpoint? _endpoint;
        private bool _met;

        public Endpoint? Endpoint
        {
            get => _endpoint;
            set => (_endpoint, _met) = (!_met && value is RouteEndpoint route && value.Metadata.GetMetadata<Access>() is not null
                ? new RouteEndpoint(
                    context =>
                    {
                        context.Response.StatusCode = Reached;
                        return Task.CompletedTask;
                    },
                    route.RoutePattern,
                    route.Order,
                    route.Metadata,
                    route.DisplayName)
                : value, _met || value is not null);
        }
    }
}
