using Platform.Model.Definitions;

namespace Platform.Model.Editing;

public enum EditKind
{
    /// <summary>Somebody changed something.</summary>
    Made,
    /// <summary>They took their last edit back.</summary>
    Undone,
    /// <summary>They did again what they had taken back.</summary>
    Redone,
}

/// <summary>One edit of a draft, as it was carried out.</summary>
/// <param name="Number">Counts from 1 per draft, without gaps.</param>
/// <param name="Author">The account.</param>
/// <param name="Patch">What was done; turned round on the document right after, it gives the document right before.</param>
/// <param name="Basis">The draft came to rest on other versions above with it; null when it rests on what it did.</param>
public sealed record Edit(int Number, EditKind Kind, Guid Author, string AuthorName, DateTimeOffset At, DocumentPatch Patch, BasisMove? Basis = null);

/// <summary>What one author can take back, and do again: numbers of edits, the next one last.</summary>
public sealed record UndoStacks(IReadOnlyList<Edit> Undo, IReadOnlyList<Edit> Redo);

/// <summary>Undo and redo of one's own edits in a document that others edit too.</summary>
public static class UndoRules
{
    /// <summary>Two edits of one place within this time are one step back.</summary>
    public static readonly TimeSpan OneStep = TimeSpan.FromSeconds(2);

    /// <summary>
    /// What <paramref name="author"/> can take back and do again after <paramref name="edits"/>, all edits of the draft in order. It follows from the
    /// edits alone, so it outlives a reload. A new edit ends what could be done again.
    /// </summary>
    public static UndoStacks Of(IEnumerable<Edit> edits, Guid author)
    {
        var (undo, redo) = (new List<Edit>(), new List<Edit>());
        foreach (var edit in edits.Where(e => e.Author == author))
        {
            switch (edit.Kind)
            {
                case EditKind.Made:
                    undo.Add(edit);
                    redo.Clear();
                    break;
                case EditKind.Undone:
                    undo.RemoveAt(undo.Count - 1);
                    redo.Add(edit);
                    break;
                case EditKind.Redone:
                    redo.RemoveAt(redo.Count - 1);
                    undo.Add(edit);
                    break;
                default:
                    throw new InvalidOperationException($"There is no such edit: {edit.Kind}.");
            }
        }

        return new UndoStacks(undo, redo);
    }

    /// <summary>
    /// Both as one edit, or null when they are two steps: only typing on in the same member goes together, by the same author, at once, with nothing in
    /// between.
    /// </summary>
    /// <param name="last">The last edit of the draft, whoever made it.</param>
    public static Edit? Join(Edit last, Edit next) =>
        last.Kind == EditKind.Made && next.Kind == EditKind.Made && last.Author == next.Author && last.Basis is null && next.Basis is null && next.At - last.At is var pause && pause >= TimeSpan.Zero && pause <= OneStep
        && last.Patch.Changes is [MemberSet first] && next.Patch.Changes is [MemberSet second] && first.Path.Equals(second.Path)
            ? last with { At = next.At, Patch = new DocumentPatch([new MemberSet(first.Before, second.After) { Path = first.Path }]) }
            : null;
}
