using Platform.Server.Hosting;

namespace Platform.Server.Items;

internal sealed class ItemsModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
    }
}
