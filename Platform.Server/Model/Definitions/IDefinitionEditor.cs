using System.Text.Json;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Model.Definitions;

/// <summary>A definition by name, whatever its version.</summary>
public sealed record DefinitionName(DefinitionKind Kind, string Key, LocalityCode Owner)
{
    public override string ToString() => $"{Kind}/{Key}/{Owner}";
}

/// <summary>Where the content of a draft comes from.</summary>
public enum DraftOrigin
{
    /// <summary>Somebody wrote it: with four eyes they do not publish it.</summary>
    Written,
    /// <summary>A template package brought it that came with the program, as it is there: others have reviewed it.</summary>
    Package,
}

/// <param name="Findings">What was found and did not stand in the way.</param>
public sealed record DefinitionSaved(Definition Definition, IReadOnlyList<Problem> Findings);

/// <summary>
/// Write side of the definitions. Every call is checked against the actor's grants for the owner (<c>definitions.read</c>, <c>.edit</c>,
/// <c>.publish</c>; refused as <c>definition.forbidden</c>) and audited.
/// </summary>
public interface IDefinitionEditor
{
    /// <summary>The draft, or null when nobody is editing.</summary>
    ValueTask<Definition?> FindDraftAsync(DefinitionName name, CancellationToken ct);

    /// <summary>Everything the owner is editing, by kind and key.</summary>
    ValueTask<IReadOnlyList<Definition>> ListDraftsAsync(LocalityCode owner, CancellationToken ct);

    /// <summary>The version in force of exactly this owner, or null.</summary>
    ValueTask<Definition?> FindOwnActiveAsync(DefinitionName name, CancellationToken ct);

    /// <summary>
    /// Creates or replaces the draft. <paramref name="ifMatch"/> is the ETag of what was edited: the draft, or without one the active version. Null is
    /// allowed only while there is no draft.
    /// </summary>
    /// <returns>Refused with <c>definition.tooLarge</c>, <c>definition.stale</c> or with the blocking findings of the checks.</returns>
    ValueTask<Result<DefinitionSaved>> SaveAsync(Actor actor, DefinitionName name, JsonElement document, string? ifMatch, DraftOrigin origin, CancellationToken ct);

    /// <summary>Puts the draft in force; the version that was in force becomes obsolete.</summary>
    /// <returns>Refused with <c>definition.noDraft</c>, <c>definition.stale</c>, <c>definition.fourEyes</c> or the blocking findings of the checks.</returns>
    ValueTask<Result<DefinitionSaved>> PublishAsync(Actor actor, DefinitionName name, string? ifMatch, CancellationToken ct);

    /// <summary>
    /// Gives up what the owner has of its own: the version in force and a draft that says nothing else than what is above become obsolete, and what is above is in
    /// force here again and from now on. Publishing an older version brings the owner's own back.
    /// </summary>
    /// <returns>Refused like a publication, and with <c>above.nothing</c> when nothing is above, or <c>above.differs</c> when the draft still says something of its own.</returns>
    ValueTask<Result<DefinitionSaved>> FollowAboveAsync(Actor actor, DefinitionName name, string? ifMatch, CancellationToken ct);

    /// <summary>What the checks find in each of several drafts when all of them come into force together.</summary>
    /// <param name="names">1–1,000, each once, with a draft.</param>
    /// <returns>In their order. Refused with <c>definition.forbidden</c> (<c>.read</c> is needed), <c>definition.selection</c> or <c>definition.noDraft</c>.</returns>
    ValueTask<Result<IReadOnlyList<SelectedDraft>>> CheckAllAsync(Actor actor, IReadOnlyList<DefinitionName> names, CancellationToken ct);

    /// <summary>Puts several drafts in force at once, or none of them: each may name what only comes into force with it.</summary>
    /// <param name="reviewed">The drafts as somebody looked at them, as <see cref="CheckAllAsync"/> gave them.</param>
    /// <returns>In their order. Refused as <see cref="CheckAllAsync"/>, with <c>definition.stale</c> or <c>definition.fourEyes</c>, or with all blocking findings.</returns>
    ValueTask<Result<IReadOnlyList<SelectedDraft>>> PublishAllAsync(Actor actor, IReadOnlyList<SelectedDraft> reviewed, CancellationToken ct);
}

/// <summary>One draft of several that are to come into force together.</summary>
/// <param name="ETag">Of the draft that was looked at.</param>
/// <param name="Version">Its version.</param>
/// <param name="Findings">What blocks first.</param>
public sealed record SelectedDraft(DefinitionName Name, int Version, string ETag, IReadOnlyList<DefinitionFinding> Findings);
