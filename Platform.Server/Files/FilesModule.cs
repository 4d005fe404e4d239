using Platform.Server.Hosting;

namespace Platform.Server.Files;

internal sealed class FilesModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
    }
}
