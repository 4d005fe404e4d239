using Platform.Model.Identity;

namespace Platform.Server.Flows.Formats;

/// <summary>What a name in a file may mean here.</summary>
/// <param name="Role">Key of a role, or null.</param>
internal readonly record struct RoleMeant(string? Role, bool Applicant);

/// <summary>Finds the role a lane, a group or a foreign role means: as the caller says, by key, or by the words offices use for it.</summary>
internal static class RoleGuess
{
    /// <summary>The first that fits counts, so that 审批 and 审核 are told apart before 审查.</summary>
    private static readonly (string Role, string[] Words)[] Words =
    [
        ("", ["申请人", "申办人", "居民", "公民", "群众", "办事人", "applicant", "citizen", "resident", "initiator", "customer", "complainant"]),
        (Roles.Approver, ["审批", "批准", "决定", "领导", "负责人", "局长", "approv", "decision", "director", "commissioner", "manager", "head of"]),
        (Roles.Reviewer, ["审核", "复核", "核查", "review", "verif", "check", "audit"]),
        (Roles.AcceptanceOfficer, ["受理", "acceptance", "intake"]),
        (Roles.Issuer, ["发证", "制证", "出证", "送达", "issue", "deliver"]),
        (Roles.WindowClerk, ["窗口", "收件", "前台", "window", "counter", "clerk", "_cemp", "csr", "front desk"]),
        (Roles.CaseOfficer, ["承办", "经办", "审查", "踏勘", "officer", "inspect", "examin", "caseworker", "assess"]),
    ];

    /// <param name="given">Role keys by what the file says, from the caller; <c>applicant</c> means whoever applies.</param>
    public static RoleMeant Of(string source, string name, IReadOnlyDictionary<string, string> given)
    {
        if (given.TryGetValue(source, out var told) || given.TryGetValue(name, out told))
        {
            return told == "applicant" ? new RoleMeant(null, true) : new RoleMeant(told, false);
        }

        foreach (var text in (ReadOnlySpan<string>)[source, name])
        {
            if (Roles.All.ContainsKey(text.ToLowerInvariant().Replace('_', '-').Replace(' ', '-')))
            {
                return new RoleMeant(text.ToLowerInvariant().Replace('_', '-').Replace(' ', '-'), false);
            }
        }

        foreach (var (role, words) in Words)
        {
            if (words.Any(w => name.Contains(w, StringComparison.OrdinalIgnoreCase) || source.Contains(w, StringComparison.OrdinalIgnoreCase)))
            {
                return role.Length == 0 ? new RoleMeant(null, true) : new RoleMeant(role, false);
            }
        }

        return default;
    }
}
