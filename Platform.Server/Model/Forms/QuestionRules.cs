using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>Finds faults of a question before a form names it.</summary>
public static class QuestionRules
{
    /// <summary>A form that asks the question and nothing else; of a document that is half written, what is there of it.</summary>
    public static JsonObject AsForm(JsonObject question) => new()
    {
        ["key"] = question["key"]?.DeepClone(),
        ["title"] = question["title"]?.DeepClone() ?? new JsonObject(),
        ["pages"] = new JsonArray(new JsonObject
        {
            ["key"] = "page",
            ["title"] = question["title"]?.DeepClone() ?? new JsonObject(),
            ["sections"] = new JsonArray(new JsonObject { ["key"] = "section", ["elements"] = new JsonArray(question["field"]?.DeepClone()) }),
        }),
    };

    /// <summary>
    /// Faults of its field as in a form (<c>form.definition.*</c>), and <c>question.ofForm</c> for what belongs to the forms: when it is shown and required, how wide it is, whether cases are found
    /// by it, and calculations, which read other fields. The field of a problem is a path in the document: <c>field</c>, <c>field.required</c>.
    /// </summary>
    /// <param name="codeTables">When given, the reference to a code table is checked too.</param>
    public static IReadOnlyList<Problem> Check(Question question, CodeTables? codeTables = null, FormLimits? limits = null)
    {
        var field = question.Field;
        var faults = new DefinitionFaults();
        var page = new FormPage { Key = "page" };
        new ElementRules(codeTables, limits ?? FormLimits.Default, faults).Check(FormNode.Of(field, page, new FormSection { Key = "section" }, repeat: null));
        (string Member, bool IsStated)[] ofForm =
        [
            ("required", field.Required is not null), ("visibleWhen", field.VisibleWhen is not null), ("calculated", field.Calculated is not null),
            ("width", field.Width is not null), ("searchable", field.Searchable),
        ];
        return
        [
            .. faults.Problems.Select(p => p with { Field = "field" }),
            .. ofForm.Where(m => m.IsStated).Select(m => Problem.Invalid("question.ofForm", $"field.{m.Member}", ("value", m.Member))),
        ];
    }
}
