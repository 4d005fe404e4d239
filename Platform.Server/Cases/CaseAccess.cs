using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Files;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Cases;

/// <summary>Who may see and do what with a case, by the predicates of <see cref="CaseSight"/>. Pure; lists apply the same rules in their query.</summary>
internal static class CaseAccess
{
    /// <summary>The applicant of the case.</summary>
    public static bool IsApplicant(Actor actor, CaseFile file) => CaseSight.IsApplicant(actor, file.ApplicantAccount);

    /// <summary>A channel sees what it filed through its own key by tracking code only; staff by permission for the authority, or because a task of theirs is open.</summary>
    public static bool MayRead(Actor actor, CaseFile file, string? trackingCode) =>
        file.TrackingCode.Matches(trackingCode) || IsApplicant(actor, file) || MayReadAsStaff(actor, file);

    /// <summary>May speak for the applicant: the account, or, where the case has none, whoever holds its code.</summary>
    public static bool MayActAsApplicant(Actor actor, CaseFile file, string? trackingCode) =>
        IsApplicant(actor, file) || SpeaksByCode(file, trackingCode);

    /// <summary>A window clerk or the hall's system hands in for the person who stands there.</summary>
    public static bool MayFileFor(Actor actor, CaseFile file) =>
        actor.Kind is ActorKind.Staff or ActorKind.Channel && MayFile(actor, file.Locality, file.Authority);

    /// <summary>Whether the actor may file here with this authority: a resident for themself, staff and channels for others where they may.</summary>
    public static bool MayFile(Actor actor, LocalityCode locality, string authority) => actor.Kind switch
    {
        ActorKind.Resident => true,
        ActorKind.Staff or ActorKind.Channel => actor.May(Permissions.CasesFile, locality, authority),
        _ => false,
    };

    /// <summary>Whose files may be attached to the case: the actor's own, and with its code, where it has no account, those put up for it.</summary>
    public static IReadOnlyList<string> FileOwners(Actor actor, CaseFile file, string? trackingCode) =>
        [.. new[] { FileOwner.Of(actor), SpeaksByCode(file, trackingCode) ? FileOwner.OfCase(file.Id) : null }.OfType<string>()];

    /// <summary>Whose the files are that the actor puts up now; null for whoever may put up none.</summary>
    public static string? UploadOwner(Actor actor, CaseFile file, string? trackingCode) =>
        SpeaksByCode(file, trackingCode) ? FileOwner.OfCase(file.Id) : FileOwner.Of(actor);

    public static bool MayReadAsStaff(Actor actor, CaseFile file) =>
        actor.May(Permissions.CasesRead, file.Locality, file.Authority)
        || file.Tasks.Exists(t => MayDo(actor, t, file) && !t.Audience.Applicant);

    /// <summary>May have the whole case as a file: who may read it, not who only has a task in it, and no channel.</summary>
    public static bool MayTakeOut(Actor actor, CaseFile file) => actor.Kind == ActorKind.Staff && actor.May(Permissions.CasesRead, file.Locality, file.Authority);

    /// <summary>Whether the actor may give the task to somebody else though it is not theirs: who supervises there sees to it that no task is left lying.</summary>
    public static bool MayReassign(Actor actor, CaseTask task, CaseFile file) =>
        !task.Audience.Applicant && actor.Kind == ActorKind.Staff && actor.May(Permissions.CasesSupervise, file.Locality, task.AuthorityIn(file));

    /// <summary>Whether the task is kept from the actor by nothing but the group it names.</summary>
    public static bool IsOfOtherGroup(Actor actor, CaseTask task, CaseFile file) =>
        task.Audience is { Role: { } role, Group: { } group } && actor.Holds(role, file.Locality, task.AuthorityIn(file)) && actor.IsKeptFrom(group, role, file.Locality, task.AuthorityIn(file));

    /// <summary>Whether the task is one of the actor's: the applicant's own, or one of a role they hold at its authority that no group keeps from them.</summary>
    public static bool MayDo(Actor actor, CaseTask task, CaseFile file) =>
        CaseSight.MayDo(actor, task.Audience, file.Locality, task.AuthorityIn(file), file.ApplicantAccount) && !task.IsSignedBy(actor.AccountId);

    /// <summary>The same, and nobody else has claimed it, unless it is somebody in whose place the actor acts.</summary>
    public static bool MayDoNow(Actor actor, CaseTask task, CaseFile file) =>
        MayDo(actor, task, file)
        && (task.Assignee is null || task.Assignee == actor.AccountId || (actor.InPlaceOf(task.Assignee) is { } absent && !task.IsSignedBy(absent.Account)));

    /// <summary>What of the case decides who may see it.</summary>
    public static CaseStand StandOf(CaseFile file) => new(
        file.Locality, file.Authority, file.ApplicantAccount, [.. file.Tasks.Select(t => new CaseTaskStand(t.Id, t.Title, t.Audience, t.AuthorityIn(file)))]);

    /// <summary>Whether the actor would be refused to see the personal data whole, see <see cref="UnmaskRules.Check"/>.</summary>
    public static Problem? CheckUnmask(Actor actor, CaseFile file, string reason) => UnmaskRules.Check(
        actor,
        file.Tasks.Exists(t => !t.Audience.Applicant && MayDoNow(actor, t, file)),
        actor.May(Permissions.PersonalUnmask, file.Locality, file.Authority),
        reason);

    /// <summary>Whether the page offers to unmask.</summary>
    public static bool MayUnmask(Actor actor, CaseFile file) => CheckUnmask(actor, file, new string('x', UnmaskRules.ShortestReason)) is null;

    private static bool SpeaksByCode(CaseFile file, string? trackingCode) => file.ApplicantAccount is null && file.TrackingCode.Matches(trackingCode);

    /// <summary>The role in which the actor does the task, for the journal.</summary>
    public static string RoleFor(CaseTask task) => task.Audience.Applicant ? "applicant" : task.Audience.Role ?? "";
}
