using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Localities;

/// <summary>The division tree of the places that use this platform.</summary>
internal sealed class LocalitiesModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTexts<LocalitiesText>();
        services.AddSingleton<LocalityStore>();
        services.AddSingleton<LocalityCache>();
        services.AddSingleton<ILocalities>(s => s.GetRequiredService<LocalityCache>());
        services.AddSingleton<SaveLocality>();
        services.AddSingleton<IDemoSeed, DemoLocalities>();
        services.AddSingleton<ICommand, LocalityCommands.Add>();
        services.AddSingleton<ICommand, LocalityCommands.List>();
        services.AddSingleton<ImportLocalities>();
        services.AddSingleton<ICommand>(s => s.GetRequiredService<ImportLocalities>());
    }

    public void MapRoutes(IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
        ListLocalities.Map(api);
        SaveLocality.Map(api);
    }
}

/// <summary>Names the resource with the texts of localities.</summary>
internal sealed class LocalitiesText;
