using System.Text.Json.Nodes;

namespace Platform.Model.Editing;

/// <summary>A place that two people changed in different ways.</summary>
/// <param name="Change">What was to be done and was not.</param>
/// <param name="Current">What stands there now; null when nothing does.</param>
public sealed record DocumentConflict(DocumentChange Change, Held? Current)
{
    /// <summary>What brings the change about all the same, over what stands there now; null when its place is gone or taken.</summary>
    public DocumentPatch? Insist() => (Change, Current?.Value) switch
    {
        (MemberSet set, _) => new DocumentPatch([set with { Before = Current }]),
        (EntryRemoved removed, not null and not JsonArray and var current) => new DocumentPatch([removed with { Value = current }]),
        (EntryAdded added, not null and not JsonArray and var current) => new DocumentPatch([new EntryRemoved(added.Name, added.Place, current) { Path = added.Path }, added]),
        _ => null,
    };
}

/// <param name="Document">With everything that could be done.</param>
/// <param name="Done">What was done, as it happened: turned round it gives back exactly what was there.</param>
/// <param name="Conflicts">What was left undone, so that nobody's work is lost.</param>
public sealed record PatchedDocument(JsonObject Document, DocumentPatch Done, IReadOnlyList<DocumentConflict> Conflicts);

/// <summary>Changes of one document that belong together, in order.</summary>
public sealed record DocumentPatch(IReadOnlyList<DocumentChange> Changes)
{
    public bool IsEmpty => Changes.Count == 0;

    /// <summary>What undoes it: the inverse changes in reverse order.</summary>
    public DocumentPatch Invert() => new([.. Changes.Reverse().Select(c => c.Invert())]);

    /// <summary>
    /// Carries the changes out on a document that may have gone on meanwhile. A change whose place was not touched since is done, one that has been done
    /// already is left out, any other is a conflict. <paramref name="document"/> itself stays as it is.
    /// </summary>
    public PatchedDocument Apply(JsonObject document)
    {
        var copy = (JsonObject)document.DeepClone();
        var done = new List<DocumentChange>();
        var conflicts = new List<DocumentConflict>();
        foreach (var change in Changes)
        {
            var outcome = ChangeRules.Apply(copy, change);
            if (outcome.Conflict is { } conflict)
            {
                conflicts.Add(conflict);
            }
            else if (outcome.Done is { } carriedOut)
            {
                done.Add(carriedOut);
            }
        }

        return new PatchedDocument(copy, new DocumentPatch(done), conflicts);
    }

    public bool Equals(DocumentPatch? other) => other is not null && Changes.SequenceEqual(other.Changes);

    public override int GetHashCode() => Changes.Count;
}
