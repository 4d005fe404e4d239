using Platform.Server.Hosting;

namespace Platform.Server.Cases;

internal sealed class CasesModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
    }
}
