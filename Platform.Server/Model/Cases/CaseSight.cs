using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Model.Cases;

/// <summary>What of a case decides who may see it; nothing of what is in it.</summary>
/// <param name="Authority">Credit code.</param>
/// <param name="ApplicantAccount">Null when a channel filed for somebody without an account.</param>
/// <param name="Tasks">The open ones.</param>
public sealed record CaseStand(LocalityCode Locality, string Authority, Guid? ApplicantAccount, IReadOnlyList<CaseTaskStand> Tasks);

/// <param name="Authority">Credit code of the authority whose people do it.</param>
public sealed record CaseTaskStand(Guid Id, LocalizedText Title, TaskAudience Audience, string Authority);

/// <summary>The ways to a case. One is enough.</summary>
public enum SightRule
{
    /// <summary>It is the person's own application.</summary>
    Applicant,
    /// <summary>A grant lets its holder read cases there.</summary>
    Grant,
    /// <summary>A grant makes an open task of the case theirs to do.</summary>
    Task,
}

/// <summary>Why a rule does not give access.</summary>
public enum SightLack
{
    /// <summary>The account is none of a resident, or the application is somebody else's.</summary>
    NotTheApplicant,
    /// <summary>Only somebody who works for an authority can do a task.</summary>
    NotStaff,
    /// <summary>The account holds no role at all.</summary>
    NoGrant,
    /// <summary>The role does not include reading cases.</summary>
    Permission,
    /// <summary>The role is not the one the task is for.</summary>
    Role,
    /// <summary>The grant holds in another place.</summary>
    Place,
    /// <summary>The grant is limited to another authority.</summary>
    Authority,
    /// <summary>The task names a group, whose people hold the role, and the person is not in it.</summary>
    Group,
}

/// <summary>What came of one rule for one grant or task.</summary>
/// <param name="Gives">Whether this alone lets the person see the case; exactly when <paramref name="Lacks"/> is empty.</param>
/// <param name="Grant">The grant that was looked at; null for the applicant and where there is none.</param>
/// <param name="Task">The task of <see cref="SightRule.Task"/>, else null.</param>
public sealed record SightReason(SightRule Rule, Grant? Grant, CaseTaskStand? Task, IReadOnlyList<SightLack> Lacks)
{
    public bool Gives => Lacks.Count == 0;
}

/// <summary>
/// Who may see a case: the predicates that decide, and the explanation made of the same ones. A tracking code is another way in, which belongs to
/// nobody and is not explained.
/// </summary>
public static class CaseSight
{
    public static bool IsApplicant(Actor actor, Guid? applicantAccount) =>
        actor.Kind == ActorKind.Resident && actor.AccountId is { } id && id == applicantAccount;

    /// <summary>Whether the task is one of the actor's: the applicant's own, or one of a role they hold at its authority that no group keeps from them.</summary>
    public static bool MayDo(Actor actor, TaskAudience audience, LocalityCode locality, string authority, Guid? applicantAccount) =>
        audience.Applicant
            ? IsApplicant(actor, applicantAccount)
            : audience.Role is { } role && actor.Kind == ActorKind.Staff && actor.Holds(role, locality, authority) && !actor.IsKeptFrom(audience.Group, role, locality, authority);

    /// <summary>Every rule with what came of it: the applicant, each grant, each open task of the office with each grant. The actor may see the case exactly when one gives.</summary>
    public static IReadOnlyList<SightReason> Explain(Actor actor, CaseStand stand) =>
    [
        new(SightRule.Applicant, null, null, IsApplicant(actor, stand.ApplicantAccount) ? [] : [SightLack.NotTheApplicant]),
        .. actor.Grants.Count == 0
            ? [new SightReason(SightRule.Grant, null, null, [SightLack.NoGrant])]
            : actor.Grants.Select(g => new SightReason(SightRule.Grant, g, null, Lacks(g, g.Gives(Permissions.CasesRead) ? null : SightLack.Permission, stand.Locality, stand.Authority))),
        .. stand.Tasks.Where(t => !t.Audience.Applicant).SelectMany(t => OfTask(actor, t, stand)),
    ];

    private static IEnumerable<SightReason> OfTask(Actor actor, CaseTaskStand task, CaseStand stand) =>
        actor.Kind != ActorKind.Staff ? [new(SightRule.Task, null, task, [SightLack.NotStaff])]
        : actor.Grants.Count == 0 ? [new(SightRule.Task, null, task, [SightLack.NoGrant])]
        : actor.Grants.Select(g => new SightReason(SightRule.Task, g, task, [
            .. Lacks(g, g.Role == task.Audience.Role ? null : SightLack.Role, stand.Locality, task.Authority),
            .. actor.IsKeptFrom(task.Audience.Group, g.Role, stand.Locality, task.Authority) ? [SightLack.Group] : Array.Empty<SightLack>()]));

    private static List<SightLack> Lacks(Grant grant, SightLack? first, LocalityCode locality, string authority)
    {
        var lacks = new List<SightLack>(3);
        if (first is { } lack)
        {
            lacks.Add(lack);
        }

        if (!grant.HoldsIn(locality))
        {
            lacks.Add(SightLack.Place);
        }

        if (!grant.HoldsFor(authority))
        {
            lacks.Add(SightLack.Authority);
        }

        return lacks;
    }
}
