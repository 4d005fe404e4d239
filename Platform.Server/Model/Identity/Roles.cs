using System.Collections.Frozen;

namespace Platform.Model.Identity;

/// <summary>What can be allowed. Names are stable: they stand in API keys and audit entries.</summary>
public static class Permissions
{
    public const string CasesRead = "cases.read";
    public const string CasesFile = "cases.file";
    public const string CasesReceive = "cases.receive";
    public const string CasesAccept = "cases.accept";
    public const string CasesReview = "cases.review";
    public const string CasesApprove = "cases.approve";
    public const string CasesIssue = "cases.issue";
    public const string CasesSupervise = "cases.supervise";
    public const string EvaluationsHandle = "evaluations.handle";
    public const string EvaluationsRead = "evaluations.read";
    public const string EvaluationsEnter = "evaluations.enter";
    public const string EvaluationsRectify = "evaluations.rectify";
    public const string DefinitionsRead = "definitions.read";
    public const string DefinitionsEdit = "definitions.edit";
    public const string DefinitionsPublish = "definitions.publish";
    public const string TemplatesInstall = "templates.install";
    public const string AccountsManage = "accounts.manage";
    public const string AuditRead = "audit.read";

    /// <summary>Ask why somebody may or may not see a case.</summary>
    public const string AccessExplain = "access.explain";

    /// <summary>See the personal data of a case whole without doing a task of it; with a reason, like everybody.</summary>
    public const string PersonalUnmask = "personal.unmask";

    /// <summary>Keep the list of those whose promise is not taken.</summary>
    public const string CreditKeep = "credit.keep";

    /// <summary>Keep the platform running: its condition, and deliveries that were given up.</summary>
    public const string OperationsKeep = "operations.keep";
}

/// <summary>The roles of an office (DOMAIN §8) as permission sets. A grant scopes a role to a locality and, where needed, to one authority.</summary>
public static class Roles
{
    public const string PlatformAdmin = "platform-admin";
    public const string SiteAdmin = "site-admin";
    public const string ItemAdmin = "item-admin";
    public const string Publisher = "publisher";
    public const string WindowClerk = "window-clerk";
    public const string AcceptanceOfficer = "acceptance-officer";
    public const string CaseOfficer = "case-officer";
    public const string Reviewer = "reviewer";
    public const string Approver = "approver";
    public const string Issuer = "issuer";
    public const string Supervisor = "supervisor";
    public const string EvaluationDesk = "evaluation-desk";
    public const string CallTaker = "call-taker";
    public const string DepartmentLiaison = "department-liaison";

    /// <summary>Accounts, roles and keys; one of the three administrators 三员 who are three people.</summary>
    public const string SecurityAdmin = "security-admin";
    public const string AuditAdmin = "audit-admin";

    /// <summary>Held by an API key of a channel; not grantable to people.</summary>
    public const string Channel = "channel";

    public static FrozenDictionary<string, FrozenSet<string>> All { get; } = new Dictionary<string, FrozenSet<string>>
    {
        [PlatformAdmin] = Set(Permissions.OperationsKeep, Permissions.AccountsManage, Permissions.TemplatesInstall, Permissions.DefinitionsRead, Permissions.DefinitionsEdit, Permissions.DefinitionsPublish, Permissions.EvaluationsRead, Permissions.CreditKeep, Permissions.AccessExplain),
        [SiteAdmin] = Set(Permissions.AccountsManage, Permissions.TemplatesInstall, Permissions.DefinitionsRead, Permissions.DefinitionsEdit, Permissions.DefinitionsPublish, Permissions.EvaluationsRead, Permissions.CreditKeep, Permissions.AccessExplain),
        [ItemAdmin] = Set(Permissions.DefinitionsRead, Permissions.DefinitionsEdit, Permissions.EvaluationsRead),
        [Publisher] = Set(Permissions.DefinitionsRead, Permissions.DefinitionsPublish),
        [WindowClerk] = Set(Permissions.CasesRead, Permissions.CasesFile, Permissions.CasesReceive, Permissions.CasesIssue),
        [AcceptanceOfficer] = Set(Permissions.CasesRead, Permissions.CasesFile, Permissions.CasesReceive, Permissions.CasesAccept),
        [CaseOfficer] = Set(Permissions.CasesRead, Permissions.CasesReview),
        [Reviewer] = Set(Permissions.CasesRead, Permissions.CasesReview),
        [Approver] = Set(Permissions.CasesRead, Permissions.CasesReview, Permissions.CasesApprove),
        [Issuer] = Set(Permissions.CasesRead, Permissions.CasesIssue),
        [Supervisor] = Set(Permissions.CasesRead, Permissions.CasesSupervise, Permissions.EvaluationsRead, Permissions.PersonalUnmask),
        [EvaluationDesk] = Set(Permissions.EvaluationsHandle, Permissions.EvaluationsRead, Permissions.EvaluationsEnter),
        [CallTaker] = Set(Permissions.EvaluationsEnter),
        [DepartmentLiaison] = Set(Permissions.EvaluationsRectify, Permissions.EvaluationsRead),
        [SecurityAdmin] = Set(Permissions.AccountsManage, Permissions.AccessExplain),
        [AuditAdmin] = Set(Permissions.AuditRead, Permissions.AccessExplain),
        [Channel] = Set(Permissions.CasesFile),
    }.ToFrozenDictionary();

    /// <summary>Empty for an unknown role: a role that was removed gives nothing.</summary>
    public static FrozenSet<string> PermissionsOf(string role) => All.TryGetValue(role, out var set) ? set : FrozenSet<string>.Empty;

    private static FrozenSet<string> Set(params string[] permissions) => permissions.ToFrozenSet();
}
