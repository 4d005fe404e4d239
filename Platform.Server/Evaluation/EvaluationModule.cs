using Platform.Server.Hosting;

namespace Platform.Server.Evaluation;

internal sealed class EvaluationModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
    }
}
