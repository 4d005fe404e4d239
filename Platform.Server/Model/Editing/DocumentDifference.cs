using System.Text.Json.Nodes;

namespace Platform.Model.Editing;

/// <summary>One place in which two documents differ, for people and reports.</summary>
/// <param name="Field">A <see cref="DocumentPath"/>.</param>
/// <param name="Current">What stands there; null when nothing does, and when an entry only stands elsewhere in its list.</param>
/// <param name="Proposed">What would stand there instead; null like <paramref name="Current"/>.</param>
public sealed record DocumentDifference(string Field, JsonNode? Current, JsonNode? Proposed)
{
    public static DocumentDifference Of(DocumentChange change) => change switch
    {
        MemberSet set => new(set.Path.ToString(), set.Before?.Value, set.After?.Value),
        EntryAdded added => new(added.Element.ToString(), null, added.Value),
        EntryRemoved removed => new(removed.Element.ToString(), removed.Value, null),
        EntryMoved moved => new(moved.Element.ToString(), null, null),
        EntryRenamed renamed => new(renamed.Path.Entry(renamed.Before).ToString(), renamed.Before, renamed.After),
        _ => throw new InvalidOperationException($"There is no such change: {change.GetType()}."),
    };

    /// <summary>What stands there now against what was to be.</summary>
    public static DocumentDifference Of(DocumentConflict conflict) => Of(conflict.Change) with { Current = conflict.Current?.Value };
}
