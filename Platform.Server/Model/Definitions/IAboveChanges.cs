using System.Text.Json.Nodes;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Model.Definitions;

/// <summary>A definition of a place beside what is above it.</summary>
/// <param name="Here">The draft, or without one what is in force of its own; null when the place has none of its own.</param>
/// <param name="Above">What is in force above, from the top down: of an item all layers, of the other kinds the nearest; empty when nothing is.</param>
/// <param name="RestsOn">What <paramref name="Here"/> was made from or last compared with.</param>
public sealed record AboveState(DefinitionName Name, Definition? Here, IReadOnlyList<Definition> Above, Basis RestsOn, AboveMerge Merge)
{
    /// <summary>What is above now.</summary>
    public Basis Now => Basis.Of(Above.Select(d => d.Id));

    /// <summary>Something has changed above that somebody should look at.</summary>
    public bool IsBehind => Merge.IsOpen && RestsOn != Now;

    /// <summary>The draft says nothing of its own: what is above can be followed instead.</summary>
    public bool SaysNothing { get; init; }

    /// <summary>For looking up titles; empty when nothing is above.</summary>
    public JsonObject NearestDocument() => Above is [.., var nearest] ? (JsonObject)JsonNode.Parse(nearest.Json)! : [];
}

public enum AboveChoice
{
    /// <summary>What is above is to hold here too.</summary>
    Take,
    /// <summary>What is here stays.</summary>
    Keep,
}

/// <summary>What became of taking over everything that has no conflict.</summary>
/// <param name="Taken">Number of changes that were taken over.</param>
/// <param name="Left">Number of conflicts somebody has to decide.</param>
/// <param name="Problems">Why nothing was done; empty when it was.</param>
public sealed record AboveTaken(DefinitionName Name, int Taken, int Left, IReadOnlyList<Problem> Problems);

/// <summary>
/// What changed above the definitions of a place since it made its own, and taking it over. Taking is an edit of the draft like any other: it can be undone,
/// and nothing is published by it. Reading needs <c>definitions.read</c>, taking <c>definitions.edit</c> for the owner; refused as <c>definition.forbidden</c>.
/// </summary>
public interface IAboveChanges
{
    ValueTask<Result<AboveState>> ReadAsync(Actor actor, DefinitionName name, CancellationToken ct);

    /// <summary>Every definition of the place that is behind, by kind and key.</summary>
    ValueTask<Result<IReadOnlyList<AboveState>>> ListAsync(Actor actor, LocalityCode locality, CancellationToken ct);

    /// <summary>
    /// Does what was chosen. When every open difference has a choice, the draft rests on what is above now. What a colleague changed at a chosen place since
    /// <paramref name="seen"/> stays, comes back as a conflict, and is asked again. Doing it twice does it once.
    /// </summary>
    /// <param name="choices">By <see cref="AboveDifference.Field"/>; a difference without one stays open.</param>
    /// <returns>Refused with <c>above.field</c>, with <c>above.stale</c> when something else is above by now, or like an edit.</returns>
    ValueTask<Result<EditOutcome>> SettleAsync(Actor actor, AboveState seen, IReadOnlyDictionary<string, AboveChoice> choices, CancellationToken ct);

    /// <summary>Takes everything over that has no conflict, in each of the definitions; one that is refused keeps none of the others back.</summary>
    ValueTask<Result<IReadOnlyList<AboveTaken>>> TakeAllAsync(Actor actor, IReadOnlyList<DefinitionName> names, CancellationToken ct);

    /// <summary>
    /// Makes the draft say nothing of its own any more: the first half of following what is above again, which
    /// <see cref="IDefinitionEditor.FollowAboveAsync"/> puts in force. Like any edit it can be undone.
    /// </summary>
    /// <returns>Refused with <c>above.nothing</c>, <c>above.stale</c>, or like an edit.</returns>
    ValueTask<Result<EditOutcome>> GiveUpAsync(Actor actor, AboveState seen, CancellationToken ct);
}
