namespace Platform.Model.Identity;

/// <summary>Where two duties meet that must not be one person's.</summary>
public enum DutyScope
{
    /// <summary>One account, wherever the grants hold.</summary>
    Account,
    /// <summary>One case.</summary>
    Case,
    /// <summary>One version of one definition.</summary>
    Definition,
    /// <summary>One rating.</summary>
    Rating,
    /// <summary>One set of grants.</summary>
    Grants,
}

/// <summary>Two things that one person must not do both.</summary>
/// <param name="Problem">Code of the refusal.</param>
public sealed record Separation(DutyScope Scope, string First, string Second, string Problem);

/// <summary>Separation of duties (DOMAIN §8): the table, and the rules that have no other home. Pure.</summary>
public static class Duties
{
    public const string ThreeAdministrators = "grant.threeAdministrators";
    public const string OwnRights = "user.self";
    public const string FourEyes = "definition.fourEyes";
    public const string OfficerIsApprover = "case.separation.officerIsApprover";

    /// <summary>Every separation the platform enforces. Who examined, edited or was rated is known where the act is decided.</summary>
    public static IReadOnlyList<Separation> All { get; } =
    [
        new(DutyScope.Case, "examines the case", "approves it", OfficerIsApprover),
        new(DutyScope.Definition, "edited the draft", "publishes it", FourEyes),
        new(DutyScope.Rating, "works in the rated unit", "verifies the rating", "evaluation.verifier.ratedUnit"),
        new(DutyScope.Rating, "proposes to set the rating aside", "agrees", "evaluation.exclusion.secondPerson"),
        new(DutyScope.Grants, "gives or takes a role", "has it", OwnRights),
        new(DutyScope.Account, "runs the system", "keeps its security", ThreeAdministrators),
        new(DutyScope.Account, "runs the system", "audits it", ThreeAdministrators),
        new(DutyScope.Account, "keeps its security", "audits it", ThreeAdministrators),
    ];

    /// <summary>The three administrators 三员: who runs the system, who keeps its security, who audits. No account holds roles of two of them, wherever.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Administrators { get; } = [[Roles.PlatformAdmin, Roles.SiteAdmin], [Roles.SecurityAdmin], [Roles.AuditAdmin]];

    /// <summary>Null, or <see cref="ThreeAdministrators"/> with the roles that must not meet in one account.</summary>
    public static Problem? CheckRoles(IEnumerable<string> roles)
    {
        var held = roles.ToHashSet(StringComparer.Ordinal);
        var kinds = Administrators.Select(kind => kind.FirstOrDefault(held.Contains)).OfType<string>().ToList();
        return kinds.Count < 2 ? null : Problem.Of(ThreeAdministrators, ProblemKind.Conflict, "grants", ("value", string.Join(", ", kinds)));
    }

    /// <summary>Null when somebody else's rights are meant; otherwise <see cref="OwnRights"/>: nobody decides about their own.</summary>
    public static Problem? CheckRightsOf(Actor actor, Guid account) => account == actor.AccountId ? Problem.Forbidden(OwnRights) : null;

    /// <summary>Null, or <see cref="FourEyes"/> when four eyes are wanted and the actor is one of those who edited the draft. The platform itself plants what was reviewed elsewhere.</summary>
    /// <param name="editors">Accounts of everybody who saved this draft.</param>
    public static Problem? CheckPublication(bool fourEyes, IEnumerable<Guid> editors, Actor actor) =>
        fourEyes && actor.AccountId is { } id && editors.Contains(id) ? Problem.Forbidden(FourEyes) : null;
}
