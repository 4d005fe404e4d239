namespace Platform.Model.Forms;

/// <summary>Answers under the headings of the form, as an application is printed.</summary>
public sealed record AnswerSheetSection(string Title, IReadOnlyList<AnswerSheetField> Fields);

/// <param name="Label">For an answer inside a repeat with the item before it: <c>人员 2 · 姓名</c>.</param>
public sealed record AnswerSheetField(string Label, string Value);

/// <summary>Lays answers out for reading.</summary>
public static class AnswerSheet
{
    /// <summary>The questions that are shown and answered, in reading order; sections without any are left out.</summary>
    /// <param name="culture">zh-CN or en.</param>
    /// <param name="masked">Applies the fields' masks.</param>
    public static IReadOnlyList<AnswerSheetSection> Of(CompiledForm form, Answers answers, string culture, bool masked = false)
    {
        var sections = new List<AnswerSheetSection>();
        foreach (var page in form.VisiblePages(answers))
        {
            foreach (var section in form.VisibleElements(page, answers).GroupBy(e => e.Section.Key))
            {
                var fields = section.SelectMany(e => Lines(form, e, "", culture, masked)).ToList();
                if (fields.Count > 0)
                {
                    sections.Add(new(section.First().Section.Title.In(culture), fields));
                }
            }
        }

        return sections;
    }

    private static IEnumerable<AnswerSheetField> Lines(CompiledForm form, VisibleElement element, string before, string culture, bool masked) => element.Element switch
    {
        FormRepeat repeat => element.Items.SelectMany(i => i.Elements.SelectMany(e =>
            Lines(form, e, FormattableString.Invariant($"{before}{(repeat.ItemLabel ?? repeat.Label).In(culture)} {i.Index + 1} · "), culture, masked))),
        FormField { HasAnswer: true } field when AnswerDisplay.Format(field, element.Value, culture, form.CodeTables, masked) is { Length: > 0 } text =>
            [new AnswerSheetField(before + field.Label.In(culture), text)],
        _ => [],
    };
}
