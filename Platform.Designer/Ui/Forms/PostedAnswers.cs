using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using Platform.Model.Forms;

namespace Platform.Designer.Ui.Forms;

/// <summary>Reads the answers of a page out of a posted form that <see cref="FormPageView"/> made. What the page did not show keeps its answer.</summary>
public static class PostedAnswers
{
    /// <param name="page">Null for the whole form.</param>
    /// <param name="before">The answers the page was made from.</param>
    /// <param name="posted">Name to values; names that are none of the form's fields are passed over.</param>
    public static Answers Read(CompiledForm form, FormPage? page, Answers before, IEnumerable<KeyValuePair<string, StringValues>> posted)
    {
        var shown = posted.Where(p => p.Key.StartsWith(FormNames.Answer, StringComparison.Ordinal))
            .Select(p => (Path: p.Key[FormNames.Answer.Length..], p.Value))
            .Where(p => FieldPath.TryParse(p.Path, out _))
            .ToDictionary(p => p.Path, p => p.Value, StringComparer.Ordinal);
        var kept = Flat(before.ToJson(), "").Where(a => !shown.ContainsKey(a.Key));
        return FormPost.Apply(form.Form, page, before, kept.Concat(shown.SelectMany(s => s.Value.Select(v => KeyValuePair.Create(s.Key, v ?? "")))));
    }

    /// <summary>Paths of the answers that the posted page had asked for.</summary>
    public static IReadOnlySet<string> Asked(IEnumerable<string> names) =>
        names.Where(n => n.StartsWith(FormNames.Answer, StringComparison.Ordinal)).Select(n => n[FormNames.Answer.Length..]).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<KeyValuePair<string, string>> Flat(JsonNode? node, string path) => node switch
    {
        JsonObject values => values.SelectMany(v => Flat(v.Value, path.Length == 0 ? v.Key : $"{path}.{v.Key}")),
        JsonArray items => items.SelectMany((item, i) => Flat(item, item is JsonObject ? FormattableString.Invariant($"{path}[{i}]") : path)),
        null => [],
        _ => [KeyValuePair.Create(path, AnswerWords.Text(node))],
    };
}
