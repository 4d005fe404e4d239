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
        _ => typeof(FormField),
    });

    /// <summary>In the order in which they are asked, and beside them whatever the part has already.</summary>
    public static IReadOnlyList<MemberShape> Of(OutlineNode node)
    {
        var shape = ShapeOf(node);
        var wanted = node.Kind switch
        {
            OutlineKind.Page or OutlineKind.Section => ["key", "title", "hint", "visibleWhen"],
            OutlineKind.Repeat => ["key", "label", "hint", "itemLabel", "minItems", "maxItems", "visibleWhen"],
            _ => OfType(node.Type),
        };
        return [.. wanted.Select(w => shape.Members.Single(m => m.Name == w)), .. shape.Members.Where(m => !wanted.Contains(m.Name) && m.Name is not ("sections" or "elements") && node.Element[m.Name] is not null)];
    }

    private static IReadOnlyList<string> OfType(string type) => type switch
    {
        "note" => ["key", "type", "label", "hint", "visibleWhen"],
        "number" => [.. Every, "min", "max", "decimals", "unit", "calculated", .. Answered],
        "integer" or "money" => [.. Every, "min", "max", "unit", "calculated", .. Answered],
        "date" => [.. Every, "min", "max", "calculated", .. Answered],
        "boolean" => [.. Every, "mustBeTrue", .. Answered],
        "choice" => [.. Every, "options", "codeTable", .. Answered],
        "choices" => [.. Every, "options", "codeTable", "minItems", "maxItems", .. Answered],
        "file" => [.. Every, "accept", "minItems", "maxItems"],
        "address" or "divisionPath" => [.. Every, .. Answered],
        _ => [.. Every, .. Written, "unit", .. Answered],
    };
}
