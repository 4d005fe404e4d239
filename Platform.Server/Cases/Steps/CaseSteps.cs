using Platform.Model.Flows;

namespace Platform.Server.Cases.Steps;

/// <summary>The steps a case can go through.</summary>
internal static class CaseSteps
{
    public static IServiceCollection AddCaseSteps(this IServiceCollection services)
    {
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
    ];
}
