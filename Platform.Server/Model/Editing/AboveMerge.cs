using System.Text.Json.Nodes;

namespace Platform.Model.Editing;

/// <summary>
/// What a definition of a lower place, what it rests on and what is above it now have to do with each other, place by place. Nothing is changed by it: what is
/// taken becomes an edit of the draft like any other.
/// </summary>
/// <param name="Differences">By fate, each in the order of the document; each <see cref="AboveDifference.Field"/> once.</param>
/// <param name="Here">What it was made for.</param>
public abstract record AboveMerge(IReadOnlyList<AboveDifference> Differences, JsonObject Here)
{
    /// <summary>Nothing is of its own there, or nothing is above.</summary>
    public static AboveMerge Nothing { get; } = new Empty();

    /// <summary>Somebody has to look at it.</summary>
    public bool IsOpen => Differences.Any(d => d.IsOpen);

    public int Count(AboveFate fate) => Differences.Count(d => d.Fate == fate);

    /// <summary>What is here with the chosen places as they are above, and everything else untouched.</summary>
    public abstract JsonObject Take(IReadOnlyCollection<AboveDifference> taken);

    /// <summary>True where nothing is to be taken any more: who takes a place twice takes it once.</summary>
    public abstract bool IsTaken(DocumentPath place);

    /// <summary>The edit that does it.</summary>
    public DocumentPatch PatchFor(IReadOnlyCollection<AboveDifference> taken) => DocumentDiff.Between(Here, Take(taken), renames: false);

    private sealed record Empty() : AboveMerge([], [])
    {
        public override JsonObject Take(IReadOnlyCollection<AboveDifference> taken) => (JsonObject)Here.DeepClone();

        public override bool IsTaken(DocumentPath place) => true;
    }
}
