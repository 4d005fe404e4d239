using Platform.Designer.Editors;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Sites;
using Platform.Server.Definitions.Above;
using Platform.Server.Definitions.Checks;
using Platform.Server.Definitions.Designer;
using Platform.Server.Definitions.Editing;
using Platform.Server.Definitions.Files;
using Platform.Server.Definitions.Publishing;
using Platform.Server.Definitions.Retiring;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Checkups;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Definitions;

internal sealed class DefinitionsModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTexts<DefinitionsText>();
        services.AddSingleton(s => s.GetRequiredService<IConfiguration>().GetSection("Definitions").Get<DefinitionsOptions>() ?? new DefinitionsOptions());
        services.AddSingleton<DefinitionStore>();
        services.AddSingleton<DefinitionCache>();
        services.AddSingleton<IDefinitions>(s => s.GetRequiredService<DefinitionCache>());
        services.AddSingleton<ISites, Sites>();
        services.AddSingleton<DefinitionEditStore>();
        services.AddSingleton<DefinitionAudit>();
        services.AddSingleton<DefinitionChecks>();
        services.AddPresence<DefinitionName>("definition");
        services.AddSingleton<AboveReader>();
        services.AddSingleton<IWorkshop, Workshop>();
        services.AddSingleton<IAboveChanges, AboveChanges>();
        services.AddSingleton<Inventory>();
        services.AddSingleton<NewDefinitions>();
        services.AddSingleton<IProblemWords, ProblemWords>();
        services.AddStaffLink(new(EditorUrl.Home, typeof(EditorsText), "nav", "design", Permissions.DefinitionsRead, 200, "g d"));
        services.AddSingleton<ICheckup, CalendarsCheckup>();
        services.AddSingleton<PublicationGate>();
        services.AddSingleton<PublicationNews>();
        services.AddSingleton<FourEyes>();
        services.AddSingleton<IFourEyes>(s => s.GetRequiredService<FourEyes>());
        services.AddSingleton<SaveDraft>();
        services.AddSingleton<Activation>();
        services.AddSingleton<PublishTogether>();
        services.AddSingleton<DefinitionEditor>();
        services.AddSingleton<IDefinitionEditor>(s => s.GetRequiredService<DefinitionEditor>());
        services.AddSingleton<ReferencesInForce>();
        services.AddSingleton<PublicationImpacts>();
        services.AddSingleton<Absences>();
        services.AddSingleton<IRetirements, Retirements>();
        services.AddSingleton<ScheduleStore>();
        services.AddSingleton<Publications>();
        services.AddSingleton<IPublications>(s => s.GetRequiredService<Publications>());
        services.AddSingleton<ScheduleWorker>();
        services.AddHostedService(s => s.GetRequiredService<ScheduleWorker>());
        services.AddSingleton<ICommand, SchemasCommand>();
        services.AddSingleton<DefinitionExport>();
        services.AddSingleton<IDefinitionGathering>(s => s.GetRequiredService<DefinitionExport>());
        services.AddSingleton<DefinitionImport>();
        services.AddSingleton<FolderCheck>();
        services.AddSingleton<ICommand, ExportCommand>();
        services.AddSingleton<ICommand, ImportCommand>();
        services.AddSingleton<ICommand, ValidateCommand>();
        services.AddSingleton<IDefinitionCheck, FormCheck>();
        services.AddSingleton<IDefinitionCheck, QuestionCheck>();
        services.AddSingleton<IDefinitionCheck, FlowCheck>();
        services.AddSingleton<IDefinitionCheck, CodeTableCheck>();
        services.AddSingleton<IDefinitionCheck, CalendarCheck>();
        services.AddSingleton<IDefinitionCheck, DecisionTableCheck>();
        services.AddSingleton<IDefinitionCheck, SiteCheck>();
        services.AddSingleton<IDefinitionCheck, DocumentTemplateCheck>();
        services.AddSingleton<IDefinitionCheck, MessageTemplateCheck>();
    }

    public void MapRoutes(IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
        ListDefinitions.Map(api);
        GetDefinition.Map(api);
        SaveDefinition.Map(api);
        PublishDefinition.Map(api);
        PublishSelection.Map(api);
        GetSchema.Map(api);
        ExportRoute.Map(app, api);
        ImportRoute.Map(api);
        ValidateRoute.Map(api);
        ListVersions.Map(api);
        GetImpact.Map(api);
        ScheduleRoutes.Map(api);
        PublishVersion.Map(api);
        RetireRoutes.Map(api);
        EditRoutes.Map(api);
        AboveRoutes.Map(api);
        AboveListRoutes.Map(api);
        FollowAbove.Map(api);
    }
}
