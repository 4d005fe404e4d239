using System.Text.Json.Nodes;
using Platform.Model.Forms;

namespace Platform.Designer.Ui.Forms;

/// <summary>Finds the files that answers name.</summary>
public static class FormFiles
{
    /// <summary>Ids in the file fields that are shown, in reading order.</summary>
    public static IEnumerable<Guid> In(CompiledForm form, Answers answers) =>
        !form.HoldsFiles(answers) ? [] : form.VisiblePages(answers).SelectMany(p => form.VisibleElements(p, answers)).SelectMany(e => e.SelfAndBelow())
            .Where(e => e is { Element: FormField { Type: FieldType.File }, Value: JsonArray })
            .SelectMany(e => (JsonArray)e.Value!)
            .Select(i => Guid.TryParse(AnswerWords.Text(i), out var id) ? id : (Guid?)null)
            .OfType<Guid>();
}
