using Platform.Model.Effects;
using Platform.Model.Evaluation;
using Platform.Server.Hosting;

namespace Platform.Server.Evaluation;

internal sealed class EvaluationModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IEffectHandler<ServiceRenderedEffect>, ServiceRendered>();
    }
}
