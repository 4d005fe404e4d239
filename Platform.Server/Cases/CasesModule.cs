using Platform.Model.Cases;
using Platform.Model.Documents;
using Platform.Model.Effects;
using Platform.Model.Files;
using Platform.Model.Identity;
using Platform.Server.Cases.Bundles;
using Platform.Server.Cases.Calendars;
using Platform.Server.Cases.Drafts;
using Platform.Server.Cases.Housekeeping;
using Platform.Server.Cases.Intake;
using Platform.Server.Cases.Journal;
using Platform.Server.Cases.Ladder;
using Platform.Server.Cases.Portal;
using Platform.Server.Cases.Search;
using Platform.Server.Cases.Sight;
using Platform.Server.Cases.Steps;
using Platform.Server.Cases.Tasks;
using Platform.Server.Cases.Unmask;
using Platform.Server.Cases.Workbench;
using Platform.Server.Data;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Checkups;
using Platform.Server.Hosting.Housekeeping;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Cases;

internal sealed class CasesModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTexts<CasesText>();
        services.AddCaseSteps();
        services.AddSingleton<CaseStore>();
        services.AddSingleton<CaseIndexStore>();
        services.AddSingleton<CaseIndex>();
        services.AddSingleton<ICaseContents, CaseContents>();
        services.AddSingleton<CaseDecisions>();
        services.AddSingleton<CaseReader>();
        services.AddSingleton<CaseLineStore>();
        services.AddSingleton<CaseListStore>();
        services.AddSingleton<CaseList>();
        services.AddSingleton<ICaseParties, CaseParties>();
        services.AddSingleton<IEventHandler, CorrectionRequested>();
        services.AddSingleton<EventWaitStore>();
        services.AddSingleton<IEventHandler, FlowEvents>();
        services.AddSingleton<JournalStore>();
        services.AddSingleton<CaseHistory>();
        services.AddSingleton<JournalAnchors>();
        services.AddSingleton<IBeforeCommit>(s => s.GetRequiredService<JournalAnchors>());
        services.AddSingleton<ExportJournal>();
        services.AddSingleton<ICommand, ExportJournal.Command>();
        services.AddSingleton<ICommand, VerifyJournal>();
        services.AddSingleton<RevisionStore>();
        services.AddSingleton<CaseRevisions>();
        services.AddSingleton<IFileAccess, CaseFileAccess>();
        services.AddSingleton<FilingMaterials>();
        services.AddSingleton<CaseIntake>();
        services.AddSingleton<Applicables>();
        services.AddSingleton<BundleStore>();
        services.AddSingleton<BundleIntake>();
        services.AddSingleton<BundleDesk>();
        services.AddSingleton<DraftStore>();
        services.AddSingleton<DraftDesk>();
        services.AddSingleton<WindowDesk>();
        services.AddSingleton<TaskListStore>();
        services.AddSingleton<TaskList>();
        services.AddSingleton<OpinionStore>();
        services.AddSingleton<IEventHandler, TasksOfLeavers>();
        services.AddSingleton<TaskTurnStore>();
        services.AddSingleton<TaskAssigner>();
        services.AddSingleton<TaskDesk>();
        services.AddSingleton<BulkTasks>();
        services.AddSingleton<TaskViewStore>();
        services.AddSingleton<TaskViews>();
        services.AddSingleton<ApplicantDesk>();
        services.AddSingleton<ICaseUploads>(p => p.GetRequiredService<ApplicantDesk>());
        services.AddSingleton<ICasePortal, CasePortal>();
        services.AddCasePages();
        services.AddSingleton<UnmaskStore>();
        services.AddSingleton<IEffectHandler<UnmaskJournaled>>(p => p.GetRequiredService<UnmaskStore>());
        services.AddSingleton<UnmaskDesk>();
        services.AddSingleton<IChore, ForgetUnmasks>();
        services.AddSingleton<ExplainSight>();
        services.AddSingleton<CasePresence>();
        services.AddSingleton<CaseSheets>();
        services.AddTransient<CaseBench>();
        services.AddStaffLink(new("/workbench", typeof(WorkbenchText), "nav.tasks", "tasks", Permissions.CasesRead, 10, "g t"));
        services.AddStaffLink(new("/workbench/cases", typeof(WorkbenchText), "nav.cases", "folder", Permissions.CasesRead, 20, "g c"));
        services.AddStaffLink(new("/workbench/new", typeof(WorkbenchText), "nav.new", "plus", Permissions.CasesFile, 30, "g n"));
        services.AddStaffLink(new("/admin/access", typeof(WorkbenchText), "sight.title", "eye", Permissions.AccessExplain, 280));
        services.AddSingleton<CalendarChangeStore>();
        services.AddSingleton<IEventHandler, CalendarChanges>();
        services.AddSingleton<CalendarWorker>();
        services.AddHostedService(p => p.GetRequiredService<CalendarWorker>());
        services.AddSingleton<IFileReferences, CaseFileReferences>();
        services.AddSingleton<IChore, ExpireDrafts>();
        services.AddSingleton<IChore, ForgetFilingKeys>();
        services.AddSingleton<IChore, SealCases>();
        services.AddSingleton<IChore, CompleteLines>();
        services.AddSingleton<OverdueStore>();
        services.AddSingleton<ListOverdue>();
        services.AddSingleton<TimerStore>();
        services.AddSingleton<ICheckup, TimersCheckup>();
        services.AddSingleton<TimerWorker>();
        services.AddHostedService(p => p.GetRequiredService<TimerWorker>());
    }

    public void MapRoutes(IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
        api.MapIntake();
        api.MapCases();
        api.MapBundles();
        ExportJournal.Map(api);
        api.MapTasks();
        TaskViews.Map(api);
        api.MapDrafts();
        ListCalendarChanges.Map(api);
        ListOverdue.Map(api);
        PortalFiles.Map(app);
    }
}
