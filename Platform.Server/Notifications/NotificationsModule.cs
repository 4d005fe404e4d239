using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Model.Effects;
using Platform.Model.Notifications;
using Platform.Server.Data;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Shell;
using Platform.Server.Notifications.Workbench;

namespace Platform.Server.Notifications;

internal sealed class NotificationsModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTexts<NotificationsText>();
        services.TryAddSingleton<Liquid>();
        services.AddSingleton<MessageTexts>();
        services.AddSingleton<IMessagePreview, MessagePreviews>();
        services.AddSingleton<InboxStore>();
        services.AddSingleton<Inbox>();
        services.AddSingleton<IUnreadMessages>(s => s.GetRequiredService<Inbox>());
        services.AddSingleton<IStaffBadge, UnreadBadge>();
        services.AddSingleton<ISmsBox, SmsBoxStore>();
        services.AddSingleton<IEffectHandler<SendMessageEffect>, SendMessage>();
        services.AddSingleton<IOutboundChannel, SmsChannel>();
    }

    public void MapRoutes(IEndpointRouteBuilder app, RouteGroupBuilder api) => Inbox.Map(api);
}
