using System.Text.Json.Serialization;
using Platform.Model.Localities;

namespace Platform.Model.Identity;

public enum ActorKind
{
    /// <summary>Nobody signed in: a visitor of the portal.</summary>
    Visitor,
    /// <summary>A natural or legal person with an account.</summary>
    Resident,
    /// <summary>Somebody who works for an authority.</summary>
    Staff,
    /// <summary>A channel (hall system, kiosk, mini-program) with an API key; acts for the person it names.</summary>
    Channel,
    /// <summary>The platform itself: clocks and workers.</summary>
    System,
}

/// <summary>One role held in one place.</summary>
/// <param name="Role">Key of the role, e.g. <c>acceptance-officer</c>; see <see cref="Roles"/>.</param>
/// <param name="Locality">Holds here and below.</param>
/// <param name="Authority">Credit code of the authority the role is limited to; null when it holds for all authorities of the locality.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Grant(string Role, LocalityCode Locality, string? Authority = null)
{
    /// <summary>Whether its place is this one or above.</summary>
    public bool HoldsIn(LocalityCode locality) => Locality.Covers(locality);

    /// <summary>Whether it is not limited to another authority. With null, only a grant for all authorities holds.</summary>
    public bool HoldsFor(string? authority) => Authority is null || Authority == authority;

    /// <summary>Whether its role includes the permission.</summary>
    public bool Gives(string permission) => Roles.PermissionsOf(Role).Contains(permission);
}

/// <summary>Who is asking, resolved once per request.</summary>
/// <param name="AccountId">Null for a visitor and for the system.</param>
/// <param name="Grants">Empty for residents; a resident sees only what is theirs.</param>
public sealed record Actor(ActorKind Kind, Guid? AccountId, string Name, IReadOnlyList<Grant> Grants)
{
    /// <summary>What an API key stands for: pc, mobile, miniProgram, window, kiosk or hotline; null for people.</summary>
    public string? Channel { get; init; }

    /// <summary>The sign-in the request belongs to; null for channels, visitors and the system.</summary>
    public Guid? Session { get; init; }

    /// <summary>Tasks that are kept from the actor, because they name a group the actor is not in.</summary>
    public IReadOnlyList<KeptWork> KeptFrom { get; init; } = [];

    /// <summary>Colleagues who are away today and whose claimed tasks the actor does in their place.</summary>
    public IReadOnlyList<Absent> StandsInFor { get; init; } = [];

    public static Actor Visitor { get; } = new(ActorKind.Visitor, null, "", []);

    public static Actor System { get; } = new(ActorKind.System, null, "system", []);

    /// <summary>Whether a grant gives <paramref name="permission"/> for this place and authority. The system may do everything.</summary>
    public bool May(string permission, LocalityCode locality, string? authority = null) =>
        Kind == ActorKind.System || Grants.Any(g => Covers(g, locality, authority) && g.Gives(permission));

    /// <summary>Whether the actor holds <paramref name="role"/> for this place and authority.</summary>
    public bool Holds(string role, LocalityCode locality, string? authority) =>
        Grants.Any(g => g.Role == role && Covers(g, locality, authority));

    /// <summary>Whether a task of this role that names <paramref name="group"/> is kept from the actor there; never one that names none.</summary>
    public bool IsKeptFrom(string? group, string role, LocalityCode locality, string authority) =>
        group is not null && KeptFrom.Any(k => k.Group == group && k.Role == role && k.Authority == authority && k.Locality.Covers(locality));

    /// <summary>Whose place the actor takes in what this account holds; null for the actor's own, and for what is not theirs to touch.</summary>
    public Absent? InPlaceOf(Guid? holder) => holder is { } id && id != AccountId ? StandsInFor.FirstOrDefault(a => a.Account == id) : null;

    /// <summary>Whether any grant gives <paramref name="permission"/> anywhere.</summary>
    public bool MayAnywhere(string permission) => Kind == ActorKind.System || Grants.Any(g => g.Gives(permission));

    /// <summary>Where the actor has <paramref name="permission"/>, none of the places inside another; the system has it at the root.</summary>
    public IReadOnlyList<Reach> ReachOf(string permission)
    {
        if (Kind == ActorKind.System)
        {
            return [new Reach(LocalityCode.Root, null)];
        }

        var all = Grants.Where(g => g.Gives(permission)).Select(g => new Reach(g.Locality, g.Authority)).Distinct().ToList();
        return [.. all.Where(r => !all.Any(other => other != r && other.Covers(r))).OrderBy(r => r.Locality)];
    }

    private static bool Covers(Grant grant, LocalityCode locality, string? authority) =>
        grant.HoldsIn(locality) && grant.HoldsFor(authority);
}

/// <summary>A place, and where it is set one authority, in which something is allowed.</summary>
public sealed record Reach(LocalityCode Locality, string? Authority)
{
    public bool Covers(Reach other) => Locality.Covers(other.Locality) && (Authority is null || Authority == other.Authority);
}

/// <summary>Tells who is asking now.</summary>
public interface ICurrentActor
{
    Actor Actor { get; }
}
