using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Definitions.Designer;

/// <summary>Where somebody may look at definitions.</summary>
internal static class DesignerPlaces
{
    private const int Most = 500;

    /// <summary>The places of their grants and what lies below them, by code; of a large area only the upper part.</summary>
    public static IReadOnlyList<Locality> Of(Actor actor, LocalityTree tree) =>
        [.. tree.All.Where(l => actor.May(Permissions.DefinitionsRead, l.Code)).OrderBy(l => l.Code.Level).ThenBy(l => l.Code).Take(Most)];
}
