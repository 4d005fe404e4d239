using Platform.Server.Hosting;

namespace Platform.Server.Notifications;

internal sealed class NotificationsModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
    }
}
