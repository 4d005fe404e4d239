using Platform.Model.Audit;
using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Audit;

/// <summary>Who did what as an administrator, for ever.</summary>
internal sealed class AuditModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTexts<AuditText>();
        services.AddStaffLink(new("/admin/audit", typeof(AuditText), "audit.title", "eye", Permissions.AuditRead, 290));
        services.AddSingleton<AuditStore>();
        services.AddSingleton<ListAudit>();
        services.AddSingleton<IEffectHandler<AuditEntry>, AuditHandler>();
    }

    public void MapRoutes(IEndpointRouteBuilder app, RouteGroupBuilder api) => ListAudit.Map(api);
}

/// <summary>Names the resource with the texts of the audit.</summary>
public sealed class AuditText;
