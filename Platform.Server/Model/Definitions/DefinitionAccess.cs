using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Model.Definitions;

/// <summary>Who may read definitions.</summary>
public static class DefinitionAccess
{
    /// <summary>
    /// A grant reaches down to the localities below, and up to those above, because whoever edits a layer has to see what it rests on.
    /// </summary>
    public static bool MayRead(Actor actor, LocalityCode owner) =>
        actor.May(Permissions.DefinitionsRead, owner)
        || actor.Grants.Any(g => owner.Covers(g.Locality) && Roles.PermissionsOf(g.Role).Contains(Permissions.DefinitionsRead));
}
