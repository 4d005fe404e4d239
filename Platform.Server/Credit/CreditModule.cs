using Platform.Model.Credit;
using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Credit;

/// <summary>Whose promise is not taken.</summary>
internal sealed class CreditModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTexts<CreditText>();
        services.AddStaffLink(new("/admin/credit", typeof(CreditText), "credit.title", "bad", Permissions.CreditKeep, 250));
        services.AddSingleton<CreditStore>();
        services.AddSingleton<CreditList>();
        services.AddSingleton<ICreditList>(s => s.GetRequiredService<CreditList>());
        services.AddSingleton<IEffectHandler<PromiseBrokenEffect>>(s => s.GetRequiredService<CreditList>());
        services.AddSingleton<KeepCredit>();
    }

    public void MapRoutes(IEndpointRouteBuilder app, RouteGroupBuilder api) => KeepCredit.Map(api);
}

/// <summary>Names the resource with the texts of the list.</summary>
public sealed class CreditText;
