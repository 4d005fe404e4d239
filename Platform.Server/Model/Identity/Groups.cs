using Platform.Model.Localities;

namespace Platform.Model.Identity;

/// <summary>
/// Work that is kept from somebody: open tasks for this role at this authority, here and below, that name a group they are not in. Known to the
/// <see cref="Actor"/>, so that a decision, a list and an explanation ask the same thing.
/// </summary>
/// <param name="Authority">Credit code.</param>
/// <param name="Group">Key of the group.</param>
public sealed record KeptWork(string Authority, string Group, string Role, LocalityCode Locality);

/// <summary>Everybody of the groups with one key at one authority.</summary>
/// <param name="Key">What the steps of a flow call it.</param>
/// <param name="Members">Enabled staff, one entry per grant they hold.</param>
public sealed record StaffGroup(string Authority, string Key, LocalizedText Name, IReadOnlyList<(Guid Account, Grant Grant)> Members);

/// <summary>The group a task names, for one role and place.</summary>
/// <param name="Members">Those who hold the role there; with nobody in it everybody who holds the role may do the task, so that none is left lying.</param>
public sealed record TaskGroup(LocalizedText Name, IReadOnlySet<Guid> Members)
{
    public bool IsEmpty => Members.Count == 0;
}

/// <summary>The groups that steps of a flow may name.</summary>
public interface IGroups
{
    /// <summary>Never null: a group that does not exist is one without members, under its key.</summary>
    ValueTask<TaskGroup> FindAsync(string authority, string key, string role, LocalityCode locality, CancellationToken ct);
}

/// <summary>Who may do a task that names a group. Pure.</summary>
public static class GroupRules
{
    /// <summary>What is kept from the actor: work of each group they are not in, wherever somebody of the group holds a role of theirs.</summary>
    public static IReadOnlyList<KeptWork> KeptFrom(Actor actor, IEnumerable<StaffGroup> groups)
    {
        if (actor.Kind != ActorKind.Staff)
        {
            return [];
        }

        var kept = groups
            .Where(g => !g.Members.Any(m => m.Account == actor.AccountId))
            .SelectMany(g => g.Members
                .Where(m => m.Grant.HoldsFor(g.Authority) && actor.Grants.Any(own => own.Role == m.Grant.Role && own.HoldsFor(g.Authority)))
                .Select(m => new KeptWork(g.Authority, g.Key, m.Grant.Role, m.Grant.Locality)))
            .Distinct()
            .ToList();
        return [.. kept.Where(k => !kept.Exists(wider => wider != k && wider with { Locality = k.Locality } == k && wider.Locality.Covers(k.Locality)))];
    }

    /// <summary>Those of the group who hold the role there.</summary>
    public static IReadOnlySet<Guid> MembersOf(StaffGroup group, string role, LocalityCode locality) =>
        group.Members.Where(m => m.Grant.Role == role && m.Grant.HoldsIn(locality) && m.Grant.HoldsFor(group.Authority)).Select(m => m.Account).ToHashSet();
}
