using Platform.Server.Hosting;

namespace Platform.Server.Templates;

internal sealed class TemplatesModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
    }
}
