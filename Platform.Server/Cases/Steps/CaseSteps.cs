using Platform.Model.Flows;
using Platform.Server.Hosting;

namespace Platform.Server.Cases.Steps;

/// <summary>The steps a case can go through.</summary>
internal static class CaseSteps
{
    public static IServiceCollection AddCaseSteps(this IServiceCollection services)
    {
        services.AddTexts<StepsText>();
        foreach (var step in All())
        {
            services.AddSingleton(step);
        }

        return services;
    }

    public static IReadOnlyList<IFlowStep> All() =>
    [
        new AcceptStep(),
        new SupplementStep(),
        new ReviewStep(),
        new CountersignStep(),
        new SpecialProcedureStep(),
        new DecideStep(),
        new DeliverStep(),
        new NotifyStep(),
        new EvaluateStep(),
        new CallConnectorStep(),
        new StartCaseStep(),
    ];
}
