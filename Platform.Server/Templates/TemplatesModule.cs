using Platform.Model.Templates;
using Platform.Server.Hosting;

namespace Platform.Server.Templates;

internal sealed class TemplatesModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTexts<TemplatesText>();
        services.AddSingleton<TemplatePackages>(_ => new TemplatePackages());
        services.AddSingleton<ITemplateSamples>(s => s.GetRequiredService<TemplatePackages>());
        services.AddSingleton<TemplateContentStore>();
        services.AddSingleton<TemplateInstaller>();
        services.AddSingleton<TemplateRemover>();
        services.AddSingleton<TemplatePackageStore>();
        services.AddSingleton<TemplateShelf>();
        services.AddSingleton<TemplatePacker>();
        services.AddSingleton<ICommand, TemplateCommand>();
        services.AddSingleton<ICommand, TemplatePackCommand>();
        services.AddSingleton<ICommand, TemplateRemoveCommand>();
        services.AddSingleton<IDemoSeed, TemplateSeed>();
    }

    public void MapRoutes(IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
        ListTemplates.Map(api);
        InstallTemplate.Map(api);
        RemoveTemplate.Map(api);
        PackTemplate.Map(api);
        OfferTemplate.Map(api);
        WithdrawTemplate.Map(api);
    }
}
