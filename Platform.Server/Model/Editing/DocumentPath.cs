using System.Text;

namespace Platform.Model.Editing;

/// <summary>One step down into a document: a member of an object, or an entry of a list by the name it has there.</summary>
/// <param name="IsEntry">True for an entry of a list, named as <see cref="EntryNames"/> says.</param>
public readonly record struct PathStep(string Name, bool IsEntry);

/// <summary>
/// A place in a document that stays the same place when others insert, move or remove around it: entries of lists are named, not counted.
/// Written <c>pages[person].sections[identity].title.zh-CN</c>; a dot, bracket or backslash within a name has a backslash before it.
/// </summary>
public sealed class DocumentPath : IEquatable<DocumentPath>
{
    public static readonly DocumentPath Root = new([]);

    private DocumentPath(IReadOnlyList<PathStep> steps) => Steps = steps;

    public IReadOnlyList<PathStep> Steps { get; }

    /// <summary>One step up; the root has none.</summary>
    public DocumentPath Parent => new([.. Steps.Take(Steps.Count - 1)]);

    public PathStep Last => Steps[^1];

    public DocumentPath Member(string name) => new([.. Steps, new(name, false)]);

    public DocumentPath Entry(string name) => new([.. Steps, new(name, true)]);

    /// <summary>True for the place itself and everything in it.</summary>
    public bool Holds(DocumentPath other) => other.Steps.Count >= Steps.Count && Steps.SequenceEqual(other.Steps.Take(Steps.Count));

    /// <summary>Reads what <see cref="ToString"/> wrote; anything else is a <see cref="FormatException"/>.</summary>
    public static DocumentPath Parse(string text)
    {
        var steps = new List<PathStep>();
        var at = 0;
        while (at < text.Length)
        {
            var isEntry = text[at] == '[';
            at += isEntry || text[at] == '.' ? 1 : 0;
            var name = ReadName(text, isEntry, ref at);
            steps.Add(new(name, isEntry));
        }

        return new(steps);
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var step in Steps)
        {
            if (step.IsEntry)
            {
                Write(text.Append('['), step.Name).Append(']');
            }
            else
            {
                Write(text.Length == 0 ? text : text.Append('.'), step.Name);
            }
        }

        return text.ToString();
    }

    public bool Equals(DocumentPath? other) => other is not null && Steps.SequenceEqual(other.Steps);

    public override bool Equals(object? obj) => Equals(obj as DocumentPath);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var step in Steps)
        {
            hash.Add(step);
        }

        return hash.ToHashCode();
    }

    private static string ReadName(string text, bool isEntry, ref int at)
    {
        var name = new StringBuilder();
        while (at < text.Length && text[at] is not ('[' or ']' or '.'))
        {
            at += text[at] == '\\' && at + 1 < text.Length ? 1 : 0;
            name.Append(text[at++]);
        }

        var closed = at < text.Length && text[at] == ']';
        if (closed != isEntry)
        {
            throw new FormatException($"The path '{text}' is broken at {at}: expected {(isEntry ? "']'" : "a name")}.");
        }

        at += closed ? 1 : 0;
        return name.ToString();
    }

    private static StringBuilder Write(StringBuilder text, string name)
    {
        foreach (var letter in name)
        {
            text.Append(letter is '.' or '[' or ']' or '\\' ? "\\" : "").Append(letter);
        }

        return text;
    }
}
