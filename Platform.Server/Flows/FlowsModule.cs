using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;
using Platform.Server.Hosting;

namespace Platform.Server.Flows;

internal sealed class FlowsModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTexts<FlowsText>();
        services.AddSingleton(new FlowLimits());
        services.AddSingleton<ActivityTypes>();
        services.AddSingleton<IFlowVocabulary>(s => s.GetRequiredService<ActivityTypes>());
        services.AddSingleton<IFlowInterpreter, BuiltInInterpreter>();
        services.AddSingleton<IFlowChecks, FlowDefinitionRules>();
    }

    public void MapRoutes(IEndpointRouteBuilder app, RouteGroupBuilder api) => ListSteps.Map(api);
}
