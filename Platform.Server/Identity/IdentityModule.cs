using Platform.Server.Hosting;

namespace Platform.Server.Identity;

internal sealed class IdentityModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
    }
}
