using Platform.Designer.Editors.Shapes;
using Platform.Model.Forms;

namespace Platform.Designer.Editors.Forms;

/// <summary>Which facts a part of a form is asked for: a day has no decimals, a choice no pattern.</summary>
public static class ElementMembers
{
    private static readonly string[] Every = ["key", "type", "label", "hint", "required", "visibleWhen"];
    private static readonly string[] Answered = ["width", "prefill", "searchable", "mask"];
    private static readonly string[] Written = ["minLength", "maxLength", "pattern", "patternHint", "autocomplete", "calculated"];

    public static RecordShape ShapeOf(OutlineNode node) => RecordShape.Of(node.Kind switch
    {
        OutlineKind.Page => typeof(FormPage),
        OutlineKind.Section => typeof(FormSection),
        OutlineKind.Repeat => typeof(FormRepeat),
        _ when QuestionEdits.IsAsked(node) => typeof(FormQuestion),
        _ => typeof(FormField),
    });

    /// <summary>In the order in which they are asked, and beside them whatever the part has already.</summary>
    /// <param name="asked">What a field of the library asks; null when it is not known.</param>
    public static IReadOnlyList<MemberShape> Of(OutlineNode node, LibraryQuestion? asked = null)
    {
        var shape = ShapeOf(node);
        var wanted = node.Kind switch
        {
            OutlineKind.Page or OutlineKind.Section => ["key", "title", "hint", "visibleWhen"],
            OutlineKind.Repeat => ["key", "label", "hint", "itemLabel", "minItems", "maxItems", "visibleWhen"],
            _ when QuestionEdits.IsAsked(node) => OfAsked(asked),
            _ => OfType(node.Type),
        };
        return [.. wanted.Select(w => shape.Members.Single(m => m.Name == w)), .. shape.Members.Where(m => !wanted.Contains(m.Name) && m.Name is not ("sections" or "elements" or "question") && node.Element[m.Name] is not null)];
    }

    /// <summary>What a question of the library states of its field: the rest belongs to the forms.</summary>
    public static IReadOnlyList<MemberShape> OfQuestion(OutlineNode node) => [.. Of(node).Where(m => m.Name is not ("required" or "visibleWhen" or "calculated" or "width" or "searchable") || node.Element[m.Name] is not null)];

    /// <summary>What a form says of a question: where it stands, and limits where the question lets it.</summary>
    private static IReadOnlyList<string> OfAsked(LibraryQuestion? question) =>
        ["key", "required", "visibleWhen", "width", "searchable", .. question is { MayTighten: true } ? OfType(question.Type).Intersect(QuestionEdits.Limits) : []];

    private static IReadOnlyList<string> OfType(string type) => type switch
    {
        "note" => ["key", "type", "label", "hint", "visibleWhen"],
        "number" => [.. Every, "min", "max", "decimals", "unit", "calculated", .. Answered],
        "integer" or "money" => [.. Every, "min", "max", "unit", "calculated", .. Answered],
        "date" => [.. Every, "min", "max", "calculated", .. Answered],
        "boolean" => [.. Every, "mustBeTrue", "calculated", .. Answered],
        "choice" => [.. Every, "options", "codeTable", "calculated", .. Answered],
        "choices" => [.. Every, "options", "codeTable", "minItems", "maxItems", .. Answered],
        "file" => [.. Every, "accept", "minItems", "maxItems"],
        "address" or "divisionPath" => [.. Every, .. Answered],
        _ => [.. Every, .. Written, "unit", .. Answered],
    };
}
