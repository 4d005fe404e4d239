using Platform.Model.Identity;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Checkups;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Operations;

/// <summary>For whoever keeps the platform running.</summary>
internal sealed class OperationsModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTexts<OperationsText>();
        services.AddStaffLink(new("/admin/operations", typeof(OperationsText), "operations.title", "health", Permissions.OperationsKeep, 290));
        services.AddSingleton<ICheckup, DeliveriesCheckup>();
        services.AddSingleton<KeepDeliveries>();
    }

    public void MapRoutes(IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
        KeepDeliveries.Map(api);
        ReadCondition.Map(api);
    }
}

/// <summary>Names the resource with the texts of operations.</summary>
public sealed class OperationsText;
