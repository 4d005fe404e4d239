using System.Text.Json.Nodes;

namespace Platform.Model.Editing;

/// <summary>Brings together what two sides made of one document.</summary>
public static class DocumentMerge
{
    /// <summary>
    /// Three-way merge by member and by named entry. What only one side changed is taken from it, what both changed in the same way is taken once. Where
    /// they differ <paramref name="theirs"/> stands in the result and the conflict tells what <paramref name="mine"/> was to do.
    /// </summary>
    /// <param name="origin">What both began with; empty when unknown, then every difference is a conflict.</param>
    public static PatchedDocument Merge(JsonObject origin, JsonObject mine, JsonObject theirs) => DocumentDiff.Between(origin, mine).Apply(theirs);
}
