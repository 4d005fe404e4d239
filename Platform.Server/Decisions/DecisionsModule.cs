using Platform.Model.Decisions;
using Platform.Server.Hosting;

namespace Platform.Server.Decisions;

internal sealed class DecisionsModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTexts<DecisionsText>();
        services.AddSingleton<IDecisionTables, DecisionTableCatalogue>();
    }

    public void MapRoutes(IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
        TryTable.Map(api);
        ImportTable.Map(api);
        ExportTable.Map(api);
    }
}
