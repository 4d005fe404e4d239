using System.Text.Json.Nodes;
using Platform.Model.Definitions;
using Platform.Model.Identity;

namespace Platform.Model.Editing;

/// <summary>A definition on the bench: what an editor shows and edits.</summary>
/// <param name="Document">The draft; without one what the draft will begin with.</param>
/// <param name="Draft">The draft, or null while nobody has changed anything.</param>
/// <param name="Active">The version in force of this owner, or null.</param>
/// <param name="Above">The version in force that would be used without one of its own, or null.</param>
/// <param name="LastEdit">Number of the draft's last edit; 0 without one.</param>
/// <param name="Steps">What the actor can take back and do again.</param>
public sealed record Workpiece(DefinitionName Name, JsonObject Document, Definition? Draft, Definition? Active, Definition? Above, int LastEdit, StepsBack Steps);

/// <param name="LastEdit">Number of the last edit; 0 without one.</param>
public readonly record struct DraftMark(int Version, int LastEdit, string ETag);

/// <summary>How many edits can be taken back, and done again.</summary>
public readonly record struct StepsBack(int Undo, int Redo);

/// <summary>What became of an edit.</summary>
/// <param name="Piece">The definition as it is now, colleagues' work included.</param>
/// <param name="Conflicts">What was not done because somebody else changed the same place meanwhile; empty when all was done.</param>
public sealed record EditOutcome(Workpiece Piece, IReadOnlyList<DocumentConflict> Conflicts);

/// <summary>
/// Where several people edit one draft at a time. Every edit is on disk when its call returns, whatever state the draft is in: the checks speak when it is
/// published, and whenever somebody asks. Reading needs <c>definitions.read</c>, editing <c>definitions.edit</c> for the owner; refused as
/// <c>definition.forbidden</c>.
/// </summary>
public interface IWorkshop
{
    ValueTask<Result<Workpiece>> OpenAsync(Actor actor, DefinitionName name, CancellationToken ct);

    /// <summary>
    /// Carries an edit out on the draft as it is now, which may be further than what the author saw. The first edit begins a draft. An edit that changes nothing
    /// any more is no edit. The same edit sent twice is done once.
    /// </summary>
    /// <param name="draft">Version of the draft the author saw: one that was given up since is not begun anew by what somebody was just typing. Null = whichever there is.</param>
    /// <returns>Refused with <c>definition.tooLarge</c>, <c>editing.deep</c> or <c>editing.discarded</c>.</returns>
    ValueTask<Result<EditOutcome>> EditAsync(Actor actor, DefinitionName name, DocumentPatch patch, int? draft, CancellationToken ct);

    /// <summary>
    /// An edit with which the draft comes to rest on other versions above; who takes it back has it rest on what it did. When part of the edit could not be done,
    /// the draft rests on what it did.
    /// </summary>
    /// <param name="patch">May be empty: what is above was looked at, and nothing taken.</param>
    /// <returns>Refused like <see cref="EditAsync"/>, and with <c>definition.stale</c> when the draft rests on something else by now.</returns>
    ValueTask<Result<EditOutcome>> RebaseAsync(Actor actor, DefinitionName name, DocumentPatch patch, BasisMove move, CancellationToken ct);

    /// <summary>Makes the draft what a version was, resting on what that version rests on: what has changed above since is told again. One step back takes it back.</summary>
    /// <returns>Refused like <see cref="EditAsync"/>, and with <c>definition.notFound</c>.</returns>
    ValueTask<Result<EditOutcome>> RestoreAsync(Actor actor, DefinitionName name, int version, CancellationToken ct);

    /// <summary>Takes back the actor's last edit of the draft, as far as nobody has changed the same places since. Refused as <c>editing.nothingToUndo</c>.</summary>
    ValueTask<Result<EditOutcome>> UndoAsync(Actor actor, DefinitionName name, CancellationToken ct);

    /// <summary>Does again what the actor took back last. Refused as <c>editing.nothingToRedo</c>.</summary>
    ValueTask<Result<EditOutcome>> RedoAsync(Actor actor, DefinitionName name, CancellationToken ct);

    /// <summary>What stands in the way of publishing, and what is worth knowing besides, in that order.</summary>
    ValueTask<Result<IReadOnlyList<DefinitionFinding>>> CheckAsync(Actor actor, DefinitionName name, CancellationToken ct);

    /// <summary>Edits of the draft before the one numbered <paramref name="before"/>, newest first; none without a draft.</summary>
    /// <param name="take">1–200.</param>
    ValueTask<Result<IReadOnlyList<Edit>>> EditsAsync(Actor actor, DefinitionName name, int before, int take, CancellationToken ct);

    /// <summary>All versions, newest first, without their documents.</summary>
    ValueTask<Result<IReadOnlyList<Definition>>> VersionsAsync(Actor actor, DefinitionName name, CancellationToken ct);

    /// <summary>What tells whether a draft has gone on, whoever changed it and in whichever process; null without a draft, or for somebody who may not read it.</summary>
    ValueTask<DraftMark?> MarkAsync(Actor actor, DefinitionName name, CancellationToken ct);

    /// <summary>Says that somebody has the definition open, until disposed.</summary>
    /// <param name="changed">Called after every edit of the draft and when somebody comes or goes; must return at once. What happens in other processes of a cluster is told about a second later, and may be missed.</param>
    IDisposable Enter(Actor actor, DefinitionName name, Action changed);

    /// <summary>The others who have it open, in whichever process: for telling people, never for deciding. Those of this process first, in the order in which they came.</summary>
    IReadOnlyList<Colleague> OthersIn(DefinitionName name, Guid account);
}
