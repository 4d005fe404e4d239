using System.Text.Json;
using Platform.Model.Decisions;
using Platform.Model.Flows;

namespace Platform.Server.Cases.Steps;

/// <summary>
/// Tells whether what a decision table is asked with is personal: it is read from a masked answer, or the flow hands in what stands in one. Something made out of a
/// masked answer cannot be recognised; the table hides such an input itself.
/// </summary>
internal sealed class PersonalAnswers(FlowCase file)
{
    /// <summary>Shorter texts are words of the form, such as an option, that stand in an address by chance.</summary>
    private const int ShortestPart = 4;

    private readonly Lazy<IReadOnlyList<string>> _texts = new(() => Find(file));

    public bool Stand(DecisionInput input, JsonElement? given) =>
        (input.Reads?.Split('.') is ["answers", .. var path] && file.IsPersonal(string.Join('.', path))) || (given is { } value && Leaves(value).Any(Stands));

    private bool Stands(string text) => _texts.Value.Any(p => p == text
        || (text.Length >= ShortestPart && p.Contains(text, StringComparison.Ordinal))
        || (p.Length >= ShortestPart && text.Contains(p, StringComparison.Ordinal)));

    private static List<string> Find(FlowCase file) => file.Answers.Value is { ValueKind: JsonValueKind.Object } answers
        ? [.. answers.EnumerateObject().Where(a => file.IsPersonal(a.Name)).SelectMany(a => Leaves(a.Value)).Distinct(StringComparer.Ordinal)]
        : [];

    private static IEnumerable<string> Leaves(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(m => Leaves(m.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Leaves),
        JsonValueKind.String when value.GetString() is { Length: > 0 } text => [text],
        JsonValueKind.Number => [value.GetRawText()],
        _ => [],
    };
}
