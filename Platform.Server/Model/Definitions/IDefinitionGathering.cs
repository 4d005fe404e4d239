using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Model.Definitions;

/// <param name="NamedBy">The first that names it.</param>
public sealed record MissingReference(DefinitionKind Kind, string Key, DefinitionReference NamedBy);

/// <summary>What was chosen in a locality with everything it needs, as it is in force. By kind, key and, within one key, from the top down.</summary>
/// <param name="Own">What the locality has of its own.</param>
/// <param name="Above">What it takes from places above; of an item every layer above.</param>
/// <param name="Missing">What is named and is nowhere.</param>
public sealed record GatheredDefinitions(IReadOnlyList<Definition> Own, IReadOnlyList<Definition> Above, IReadOnlyList<MissingReference> Missing);

/// <summary>Definitions in force of a locality, for whoever makes something of them that goes elsewhere. Both refused as <c>definition.forbidden</c> without the right to read in the locality itself.</summary>
public interface IDefinitionGathering
{
    /// <summary>What the locality has in force of its own, by kind and key.</summary>
    ValueTask<Result<IReadOnlyList<Definition>>> ListOwnAsync(Actor actor, LocalityCode locality, CancellationToken ct);

    /// <summary>What was chosen and, with it, everything it needs. Refused as <c>definition.notFound</c> for what is neither there nor above.</summary>
    ValueTask<Result<GatheredDefinitions>> GatherAsync(Actor actor, LocalityCode locality, IReadOnlyCollection<DefinitionReference> chosen, CancellationToken ct);
}
