using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>Collects the problems of one validation, up to a limit.</summary>
internal sealed class ProblemList(int limit)
{
    private readonly List<Problem> _problems = [];

    public IReadOnlyList<Problem> Problems => _problems;

    public bool IsFull => _problems.Count >= limit;

    /// <param name="path">Empty for the answers as a whole.</param>
    public void Add(string code, string path, LocalizedText? label = null, object? value = null, object? expected = null)
    {
        if (!IsFull)
        {
            _problems.Add(Problem.Invalid(code, path.Length == 0 ? null : path, ("label", label ?? LocalizedText.Of(path, path)), ("value", value), ("expected", expected)));
        }
    }
}

/// <summary>A refused value as a problem may show it: masked where the field is, and short.</summary>
internal static class ShownValue
{
    private const int Longest = 60;

    public static string? Of(FormField field, JsonNode? value)
    {
        if (value is null)
        {
            return null;
        }

        var text = AnswerValue.AsText(AnswerValue.Read(value)) ?? value.ToJsonString(ModelJson.Options);
        var shown = field.Mask is { } mask ? Masks.Apply(mask, text) : text;
        return shown.Length <= Longest ? shown : string.Concat(shown.AsSpan(0, char.IsHighSurrogate(shown[Longest - 1]) ? Longest - 1 : Longest), "…");
    }
}
