using System.Collections.Immutable;
using Platform.Model;
using Platform.Model.Localities;

namespace Platform.Server.Cases.Moves;

internal enum CaseMoveStage
{
    /// <summary>The open cases are looked at one after the other; nothing is changed.</summary>
    Looking,
    /// <summary>Every case has been looked at; somebody decides.</summary>
    Ready,
    Moving,
    Moved,
    Undoing,
    Undone,
    /// <summary>Given up before anything was changed.</summary>
    Dropped,
}

/// <summary>An order to put the open cases of a flow onto another version of it.</summary>
/// <param name="Owner">Of the flow; cases at or below it are meant.</param>
/// <param name="Flow">Key.</param>
/// <param name="Version">The version they are put onto.</param>
/// <param name="Mapping">Step of the old version to step of the new one, where the id differs.</param>
/// <param name="LastCase">While looking: the last case looked at.</param>
/// <param name="OpenCases">Open cases at or below the owner when the work began, of whatever flow; an estimate of what there is to do.</param>
/// <param name="SeenCases">Cases looked at, whether they run on the flow or not.</param>
internal sealed record CaseMove(
    Guid Id,
    LocalityCode Owner,
    string Flow,
    int Version,
    ImmutableSortedDictionary<string, string> Mapping,
    CaseMoveStage Stage,
    Guid? LastCase,
    int OpenCases,
    int SeenCases,
    string MadeBy,
    DateTimeOffset MadeAt,
    DateTimeOffset UpdatedAt);

internal enum CaseMoveOutcome
{
    Movable,
    /// <summary>Cannot be moved; the reasons say why.</summary>
    Blocked,
    Moved,
    /// <summary>It could have been moved and, when its turn came, could not.</summary>
    Failed,
    Undone,
    /// <summary>It was to be moved back, but somebody has worked on it since.</summary>
    Kept,
}

/// <summary>One case of an order.</summary>
/// <param name="FromVersion">Of the flow.</param>
/// <param name="FromItem">Version of the item it had before.</param>
/// <param name="CaseVersion">Of the case right after it was moved; null as long as it was not.</param>
/// <param name="Reasons">Empty where nothing stood in the way.</param>
internal sealed record CaseMoveLine(Guid Case, string Number, int FromVersion, string FromItem, CaseMoveOutcome Outcome, long? CaseVersion, IReadOnlyList<Problem> Reasons);

/// <summary>A case was moved or moved back: its line says so from the same moment on.</summary>
/// <param name="Version">Of the case, this change included.</param>
/// <param name="FromItem">Version of the item the case had just before.</param>
internal sealed record CaseMoved(Guid Move, Guid Case, CaseMoveOutcome Outcome, long Version, string FromItem);
