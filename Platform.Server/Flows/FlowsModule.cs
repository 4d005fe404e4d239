using Platform.Server.Hosting;

namespace Platform.Server.Flows;

internal sealed class FlowsModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
    }
}
