using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Platform.Model.Forms;

/// <summary>One step of a <see cref="FieldPath"/>: a name, or an index when <paramref name="Name"/> is null.</summary>
/// <param name="Index">0 or more; meaningless beside a name.</param>
public readonly record struct PathStep(string? Name, int Index);

/// <summary>Where an answer stands: <c>members[2].income[0].amount</c>. Starts with a name; indexes count from 0.</summary>
public sealed class FieldPath : IEquatable<FieldPath>
{
    private const int MaxSteps = 32;
    private const int MaxIndexDigits = 6;

    private FieldPath(IReadOnlyList<PathStep> steps) => Steps = steps;

    public IReadOnlyList<PathStep> Steps { get; }

    /// <summary>The path without its indexes: <c>members.income.amount</c>, which names the element of the form.</summary>
    public string Template => string.Join('.', Steps.Where(s => s.Name is not null).Select(s => s.Name));

    public static FieldPath Parse(string text) =>
        TryParse(text, out var path) ? path : throw new FormatException($"'{text}' is no path of a field; something like members[2].name is expected.");

    public static bool TryParse(string? text, [NotNullWhen(true)] out FieldPath? path)
    {
        path = null;
        var steps = new List<PathStep>();
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (steps.Count == MaxSteps || !(rest[0] == '[' ? TakeIndex(ref rest, steps) : TakeName(ref rest, steps)))
            {
                return false;
            }
        }

        if (steps.Count == 0 || steps[0].Name is null)
        {
            return false;
        }

        path = new(steps);
        return true;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (name, index) in Steps)
        {
            _ = name is null ? text.Append(CultureInfo.InvariantCulture, $"[{index}]") : text.Append(text.Length == 0 ? "" : ".").Append(name);
        }

        return text.ToString();
    }

    public bool Equals(FieldPath? other) => other is not null && Steps.SequenceEqual(other.Steps);

    public override bool Equals(object? obj) => Equals(obj as FieldPath);

    public override int GetHashCode() => Steps.Aggregate(0, HashCode.Combine);

    /// <summary>Whether <paramref name="text"/> can be the key of an element: a letter, then letters, digits and underscores, at most 64 characters.</summary>
    internal static bool IsKey(string text) =>
        text.Length is > 0 and <= 64 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static bool TakeName(ref ReadOnlySpan<char> rest, List<PathStep> steps)
    {
        if (steps.Count > 0)
        {
            if (rest[0] != '.')
            {
                return false;
            }

            rest = rest[1..];
        }

        var length = rest.IndexOfAny('.', '[');
        var name = length < 0 ? rest : rest[..length];
        rest = rest[name.Length..];
        steps.Add(new(name.ToString(), 0));
        return IsKey(steps[^1].Name!);
    }

    private static bool TakeIndex(ref ReadOnlySpan<char> rest, List<PathStep> steps)
    {
        var end = rest.IndexOf(']');
        if (end is < 2 or > MaxIndexDigits + 1 || !int.TryParse(rest[1..end], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return false;
        }

        rest = rest[(end + 1)..];
        steps.Add(new(null, index));
        return true;
    }
}
