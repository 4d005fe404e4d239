using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;
using Platform.Server.Flows.Formats;
using Platform.Server.Flows.Soundness;
using Platform.Server.Hosting;

namespace Platform.Server.Flows;

internal sealed class FlowsModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTexts<FlowsText>();
        services.AddSingleton(new FlowLimits());
        services.AddSingleton<ActivityTypes>();
        services.AddSingleton<IFlowInterpreter, BuiltInInterpreter>();
        services.AddSingleton<IFlowChecks, FlowDefinitionRules>();
        services.AddSingleton(new ExplorationLimits());
        services.AddSingleton<IFlowSoundness, FlowSoundness>();
        services.AddTexts<FormatsText>();
        services.AddSingleton<IFlowFormats, FlowFormats>();
    }

    public void MapRoutes(IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
        ImportFlow.Map(api);
        ExportFlow.Map(api);
    }
}
