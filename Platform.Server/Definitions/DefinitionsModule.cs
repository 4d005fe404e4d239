using Platform.Server.Hosting;

namespace Platform.Server.Definitions;

internal sealed class DefinitionsModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
    }
}
