using System.Text.Json.Nodes;

namespace Platform.Model.Editing;

/// <summary>Brings together what two sides made of one document.</summary>
public static class DocumentMerge
{
    /// <summary>
    /// Three-way merge by member and by named entry. What only one side changed is taken from it, what both changed in the same way is taken once. Where
    /// they differ <paramref name="theirs"/> stands in the result and the conflict tells what <paramref name="mine"/> was to do.
    /// An entry with another name is another entry here: whether it was renamed on one side and removed or changed on the other would depend on which side is asked first.
    /// </summary>
    /// <param name="origin">What both began with; null when that is unknown, then every difference is a conflict.</param>
    public static PatchedDocument Merge(JsonObject? origin, JsonObject mine, JsonObject theirs) => origin is not null
        ? DocumentDiff.Between(origin, mine, renames: false).Apply(theirs)
        : new((JsonObject)theirs.DeepClone(), new DocumentPatch([]), [.. DocumentDiff.Between(theirs, mine).Changes.Select(c => new DocumentConflict(c, Standing(c)))]);

    private static Held? Standing(DocumentChange change) => change switch
    {
        MemberSet set => set.Before,
        EntryRemoved removed => new Held(removed.Value),
        _ => null,
    };
}
