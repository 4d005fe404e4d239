using Platform.Server.Hosting;

namespace Platform.Server.Localities;

internal sealed class LocalitiesModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
    }
}
