using Platform.Server.Hosting;

namespace Platform.Server.Documents;

internal sealed class DocumentsModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
    }
}
