using Platform.Server.Hosting;

namespace Platform.Server.Audit;

internal sealed class AuditModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
    }
}
