using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>Rules of chosen options and of lists of files.</summary>
internal static class ChoiceChecks
{
    private const int LongestFileId = 200;
    private const int MostNamedChoices = 8;

    public static FieldCheck OfOne(FormField field, CodeTables tables)
    {
        var (isChoice, expected) = Choices(field, tables);
        return new("form.choice", a => isChoice(a.Text), _ => expected);
    }

    public static IEnumerable<FieldCheck> OfMany(FormField field, CodeTables tables, FormLimits limits)
    {
        var (isChoice, expected) = Choices(field, tables);
        return
        [
            .. Count(field, limits),
            new("form.choice", a => a.Items.All(i => isChoice(AnswerValue.TextOf(i)!)), _ => expected),
            new("form.duplicate", a => AreDistinct(a.Items)),
        ];
    }

    public static IEnumerable<FieldCheck> OfFiles(FormField field, FormLimits limits) =>
    [
        .. Count(field, limits),
        new("form.file", a => a.Items.All(i => AnswerValue.TextOf(i) is { Length: > 0 and <= LongestFileId })),
        new("form.duplicate", a => AreDistinct(a.Items)),
    ];

    public static int MostItems(FormField field, FormLimits limits) => Math.Min(field.MaxItems ?? limits.MaxItems, limits.MaxItemsAllowed);

    private static IEnumerable<FieldCheck> Count(FormField field, FormLimits limits)
    {
        var most = MostItems(field, limits);
        yield return new("form.tooManyItems", a => a.Items.Count <= most, _ => most);
        if (field.MinItems is { } least)
        {
            yield return new("form.tooFewItems", a => !a.IsComplete || a.Items.Count >= least, _ => least);
        }
    }

    private static (Func<string, bool> IsChoice, LocalizedText Expected) Choices(FormField field, CodeTables tables)
    {
        var labels = field.CodeTable is { } table
            ? tables.Find(table)?.Entries.ToDictionary(e => e.Code, e => e.Label, StringComparer.Ordinal) ?? []
            : (field.Options ?? []).DistinctBy(o => o.Value).ToDictionary(o => o.Value, o => o.Label, StringComparer.Ordinal);
        return (labels.ContainsKey, LocalizedText.Of(Named(labels, LocalizedText.Chinese, "、"), Named(labels, LocalizedText.English, ", ")));
    }

    private static string Named(Dictionary<string, LocalizedText> labels, string culture, string separator) =>
        string.Join(separator, labels.Values.Take(MostNamedChoices).Select(l => l.In(culture))) + (labels.Count > MostNamedChoices ? "…" : "");

    private static bool AreDistinct(JsonArray items) => items.Count < 2 || items.Select(AnswerValue.TextOf).Distinct(StringComparer.Ordinal).Count() == items.Count;
}
