using Platform.Server.Hosting;

namespace Platform.Server.Forms;

internal sealed class FormsModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddTexts<FormsText>();
}
