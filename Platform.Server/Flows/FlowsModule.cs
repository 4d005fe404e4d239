using Platform.Model.Decisions;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;
using Platform.Server.Flows.Formats;
using Platform.Server.Flows.Formats.Dmn;
using Platform.Server.Flows.Formats.Layout;
using Platform.Server.Flows.Soundness;
using Platform.Server.Hosting;

namespace Platform.Server.Flows;

internal sealed class FlowsModule : IModule
{
    private const string BuiltIn = "built-in";
    private const string Elsa = "elsa";

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTexts<FlowsText>();
        services.AddSingleton(new FlowLimits());
        services.AddSingleton<ActivityTypes>();
        services.AddSingleton<IFlowVocabulary>(s => s.GetRequiredService<ActivityTypes>());
        AddEngine(services, configuration["Flows:Engine"] ?? BuiltIn);
        services.AddSingleton<IFlowLayout, LayoutService>();
        services.AddSingleton<IFlowChecks, FlowDefinitionRules>();
        services.AddSingleton<IFlowChecks, CompensationRules>();
        services.AddSingleton(new ExplorationLimits());
        services.AddSingleton<IFlowSoundness, FlowSoundness>();
        services.AddTexts<FormatsText>();
        services.AddSingleton<IFlowFormats, FlowFormats>();
        services.AddSingleton<IDecisionFormats, DecisionFormats>();
    }

    public void MapRoutes(IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
        ListSteps.Map(api);
        ImportFlow.Map(api);
        ExportFlow.Map(api);
    }

    /// <exception cref="StartRefusedException">There is no such engine, or this program was built without it.</exception>
    private static void AddEngine(IServiceCollection services, string engine)
    {
        if (engine is not (BuiltIn or Elsa))
        {
            throw new StartRefusedException($"There is no flow engine '{engine}'; {BuiltIn} or {Elsa} is expected.");
        }

#if ELSA
        services.AddSingleton<BuiltInInterpreter>();
        services.AddSingleton<Platform.Server.Flows.Elsa.ElsaInterpreter>();
        services.AddSingleton<IFlowInterpreter>(s => new Platform.Server.Flows.Elsa.FlowEngines(
            s.GetRequiredService<BuiltInInterpreter>(), s.GetRequiredService<Platform.Server.Flows.Elsa.ElsaInterpreter>(), elsaFirst: engine == Elsa));
#else
        if (engine == Elsa)
        {
            throw new StartRefusedException("This program was built without Elsa; build it with -p:FlowEngine=Elsa where its packages are to be had.");
        }

        services.AddSingleton<IFlowInterpreter, BuiltInInterpreter>();
#endif
    }
}
