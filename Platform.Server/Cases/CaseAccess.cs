using Platform.Model.Flows;
using Platform.Model.Identity;

namespace Platform.Server.Cases;

/// <summary>Who may see and do what with a case. Pure; lists apply the same rules in their query.</summary>
internal static class CaseAccess
{
    /// <summary>The applicant of the case.</summary>
    public static bool IsApplicant(Actor actor, CaseFile file) =>
        actor.Kind == ActorKind.Resident && actor.AccountId is { } id && id == file.ApplicantAccount;

    /// <summary>A channel sees what it filed through its own key by tracking code only; staff by permission for the authority, or because a task of theirs is open.</summary>
    public static bool MayRead(Actor actor, CaseFile file, string? trackingCode) =>
        file.TrackingCode.Matches(trackingCode) || IsApplicant(actor, file) || MayReadAsStaff(actor, file);

    /// <summary>May speak for the applicant: the account, or, where the case has none, whoever holds its code.</summary>
    public static bool MayActAsApplicant(Actor actor, CaseFile file, string? trackingCode) =>
        IsApplicant(actor, file) || (file.ApplicantAccount is null && file.TrackingCode.Matches(trackingCode));

    public static bool MayReadAsStaff(Actor actor, CaseFile file) =>
        actor.May(Permissions.CasesRead, file.Locality, file.Authority)
        || file.Tasks.Exists(t => MayDo(actor, t, file) && !t.Audience.Applicant);

    /// <summary>Whether the task is one of the actor's: the applicant's own, or one of a role they hold at its authority.</summary>
    public static bool MayDo(Actor actor, CaseTask task, CaseFile file) =>
        task.Audience.Applicant
            ? IsApplicant(actor, file)
            : task.Audience.Role is { } role && actor.Kind == ActorKind.Staff && actor.Holds(role, file.Locality, task.AuthorityIn(file)) && !task.IsSignedBy(actor.AccountId);

    /// <summary>The role in which the actor does the task, for the journal.</summary>
    public static string RoleFor(CaseTask task) => task.Audience.Applicant ? "applicant" : task.Audience.Role ?? "";
}
