namespace Platform.Server.Hosting;

/// <summary>One feature: what it registers and which routes it answers. Listed in Modules.cs.</summary>
internal interface IModule
{
    void AddServices(IServiceCollection services, IConfiguration configuration);

    /// <param name="api">The group <c>/api/v1</c>. Every endpoint declares its access (<see cref="Access"/>).</param>
    void MapRoutes(IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
    }
}
