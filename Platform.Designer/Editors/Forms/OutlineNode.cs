using System.Text.Json.Nodes;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;

namespace Platform.Designer.Editors.Forms;

public enum OutlineKind
{
    Page,
    Section,
    Repeat,
    Field,
}

/// <summary>A page, section, question or repeat of a form, as it stands in the outline.</summary>
/// <param name="Level">1 for pages.</param>
/// <param name="Holder">The list it stands in.</param>
/// <param name="Scope">The repeats it is in, each with a dot: <c>members.</c>; empty outside.</param>
public sealed record OutlineNode(OutlineKind Kind, Spot Spot, Spot Holder, int Index, int Level, JsonObject Element, string Scope)
{
    /// <summary>How the checks of forms name it: <c>page:a</c>, <c>section:b</c>, <c>members.income</c>.</summary>
    public string Subject => Kind switch { OutlineKind.Page => $"page:{Key}", OutlineKind.Section => $"section:{Key}", _ => Scope + Key };

    public string Key => ValueTexts.Write(Element["key"], ShapeKind.Line);

    /// <summary>Its title or label in the language of the person, or its key.</summary>
    public string Title => EntryTitles.Of(Element) is { Length: > 0 } title ? title : Key;

    /// <summary>Type of a field: <c>text</c>; empty for others.</summary>
    public string Type => Kind == OutlineKind.Field ? ValueTexts.Write(Element["type"], ShapeKind.Line) : "";

    /// <summary>Where things that belong into it go; null for a field.</summary>
    public Spot? Inside => Kind switch
    {
        OutlineKind.Page => Spot.Member("sections"),
        OutlineKind.Section or OutlineKind.Repeat => Spot.Member("elements"),
        _ => null,
    };
}

/// <summary>The parts of a form from top to bottom.</summary>
public static class FormOutline
{
    public static Spot Pages { get; } = Spot.Root.Member("pages");

    /// <summary>In reading order. What is no object is left out, so that a half-finished document can be shown.</summary>
    public static IReadOnlyList<OutlineNode> Of(JsonObject document)
    {
        var nodes = new List<OutlineNode>();
        Walk(document, Pages, OutlineKind.Page, 1, "", nodes);
        return nodes;
    }

    private static void Walk(JsonObject document, Spot holder, OutlineKind kind, int level, string scope, List<OutlineNode> nodes)
    {
        if (holder.Find(document) is not JsonArray list)
        {
            return;
        }

        var spots = holder.Entries(list);
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is not JsonObject element)
            {
                continue;
            }

            var actual = kind != OutlineKind.Field ? kind : ValueTexts.Write(element["type"], ShapeKind.Line) == "repeat" ? OutlineKind.Repeat : OutlineKind.Field;
            var key = ValueTexts.Write(element["key"], ShapeKind.Line);
            var node = new OutlineNode(actual, spots[i], holder, i, level, element, scope);
            nodes.Add(node);
            if (node.Inside is { } inside)
            {
                Walk(document, inside, kind == OutlineKind.Page ? OutlineKind.Section : OutlineKind.Field, level + 1, actual == OutlineKind.Repeat ? scope + key + "." : scope, nodes);
            }
        }
    }
}
