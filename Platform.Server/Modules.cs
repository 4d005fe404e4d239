using Platform.Server.Audit;
using Platform.Server.Cases;
using Platform.Server.Cluster;
using Platform.Server.Connectors;
using Platform.Server.Credit;
using Platform.Server.Decisions;
using Platform.Server.Definitions;
using Platform.Server.Documents;
using Platform.Server.Evaluation;
using Platform.Server.Files;
using Platform.Server.Flows;
using Platform.Server.Forms;
using Platform.Server.Hosting;
using Platform.Server.Identity;
using Platform.Server.Items;
using Platform.Server.Localities;
using Platform.Server.Notifications;
using Platform.Server.Operations;
using Platform.Server.Templates;

namespace Platform.Server;

/// <summary>The table of contents: every feature of the server.</summary>
internal static class Modules
{
    public static IReadOnlyList<IModule> All { get; } =
    [
        new LocalitiesModule(),
        new IdentityModule(),
        new AuditModule(),
        new DefinitionsModule(),
        new DecisionsModule(),
        new ItemsModule(),
        new FormsModule(),
        new FlowsModule(),
        new CasesModule(),
        new FilesModule(),
        new CreditModule(),
        new DocumentsModule(),
        new NotificationsModule(),
        new ConnectorsModule(),
        new EvaluationModule(),
        new TemplatesModule(),
        new OperationsModule(),
        new ClusterModule(),
    ];
}
