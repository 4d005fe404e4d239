using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Forms;

namespace Platform.Designer.Editors.Forms;

/// <summary>What can be done to the parts of a form. Every method changes the document it is given and returns where the part stands afterwards.</summary>
public static class FormEdits
{
    /// <summary>Members by which conditions and formulas name questions.</summary>
    private static readonly string[] Naming = ["field", "other", "repeat"];

    private static readonly string[] Holding = ["sections", "elements"];

    /// <summary>What the palette offers, in its order: every type of field, then the repeat.</summary>
    public static IReadOnlyList<string> Types { get; } = [.. Enum.GetNames<FieldType>().Select(JsonNamingPolicy.CamelCase.ConvertName), "repeat"];

    public static Spot AddPage(JsonObject document)
    {
        var page = new JsonObject { ["key"] = FreeKey(document, "page"), ["title"] = new JsonObject(), ["sections"] = new JsonArray() };
        return Append(document, FormOutline.Pages, page);
    }

    /// <param name="page">The page it goes to, at its end.</param>
    public static Spot AddSection(JsonObject document, OutlineNode page)
    {
        var section = new JsonObject { ["key"] = FreeKey(document, "section"), ["title"] = new JsonObject(), ["elements"] = new JsonArray() };
        return Append(document, page.Spot.Member("sections"), section);
    }

    /// <summary>Adds a question: after the selected one, at the end of the selected section, repeat or page, or at the end of the form. Pages and sections that are missing are made.</summary>
    public static Spot AddElement(JsonObject document, OutlineNode? selected, string type, string chineseLabel, string englishLabel)
    {
        var element = NewElement(document, type, chineseLabel, englishLabel);
        if (selected is { Kind: OutlineKind.Field })
        {
            return Insert(document, selected.Holder, selected.Index + 1, element);
        }

        var inside = selected is { Kind: OutlineKind.Section or OutlineKind.Repeat } ? selected.Inside! : LastSection(document, selected).Member("elements");
        return Append(document, inside, element);
    }

    public static void Remove(JsonObject document, OutlineNode node) => node.Spot.Put(document, null);

    /// <summary>A copy right after the original, with keys of its own.</summary>
    public static Spot Duplicate(JsonObject document, OutlineNode node)
    {
        var copy = (JsonObject)node.Element.DeepClone();
        foreach (var part in Parts(copy).ToList())
        {
            part["key"] = FreeKey(document, ValueStem(part), Parts(copy).Where(p => p != part).Select(KeyOf));
        }

        return Insert(document, node.Holder, node.Index + 1, copy);
    }

    /// <summary>One place up or down; at the end of its list into the neighbouring page or section, or out of its repeat. Null when there is no further.</summary>
    /// <param name="by">-1 or 1.</param>
    public static Spot? Move(JsonObject document, OutlineNode node, int by)
    {
        var list = (JsonArray)node.Holder.Find(document)!;
        var to = node.Index + by;
        if (to >= 0 && to < list.Count)
        {
            return Relocate(document, node, node.Holder, to);
        }

        if (node.Kind == OutlineKind.Page)
        {
            return null;
        }

        if (FormOutline.Of(document).FirstOrDefault(n => n.Kind == OutlineKind.Repeat && n.Inside!.Path == node.Holder.Path) is { } repeat)
        {
            return Relocate(document, node, repeat.Holder, by < 0 ? repeat.Index : repeat.Index + 1);
        }

        // Lists of one kind follow each other in reading order: the sections of all pages, the questions of all sections.
        var holders = FormOutline.Of(document).Where(n => n.Inside is not null && HoldsLike(n, node)).ToList();
        var next = holders.FindIndex(h => h.Inside!.Path == node.Holder.Path) + by;
        if (next < 0 || next >= holders.Count)
        {
            return null;
        }

        var target = holders[next].Inside!;
        return Relocate(document, node, target, by < 0 ? int.MaxValue : 0);
    }

    /// <summary>Puts a part before another, or at the end of what holds such parts. Null when it does not belong there: a page in a section, a repeat in itself.</summary>
    public static Spot? Drop(JsonObject document, OutlineNode node, OutlineNode target)
    {
        if (target.Spot.Path == node.Spot.Path || target.Spot.Path.StartsWith(node.Spot.Path + ".", StringComparison.Ordinal))
        {
            return null;
        }

        if (HoldsLike(target, node) || (target.Kind == OutlineKind.Repeat && IsQuestion(node)))
        {
            return Relocate(document, node, target.Inside!, int.MaxValue);
        }

        var isBehind = node.Holder.Path == target.Holder.Path && node.Index < target.Index;
        return IsQuestion(node) ? IsQuestion(target) ? Before() : null : target.Kind == node.Kind ? Before() : null;

        Spot Before() => Relocate(document, node, target.Holder, isBehind ? target.Index - 1 : target.Index);
    }

    /// <summary>Gives a question another key and follows it into every condition and formula that names it.</summary>
    public static void RenameKey(JsonObject document, OutlineNode node, string key)
    {
        var old = node.Key;
        ((JsonObject)node.Spot.Find(document)!)["key"] = key;
        if (IsQuestion(node))
        {
            Follow(document, old, key);
        }
    }

    private static bool HoldsLike(OutlineNode holder, OutlineNode node) => node.Kind switch
    {
        OutlineKind.Section => holder.Kind == OutlineKind.Page,
        OutlineKind.Field or OutlineKind.Repeat => holder.Kind == OutlineKind.Section,
        _ => false,
    };

    private static bool IsQuestion(OutlineNode node) => node.Kind is OutlineKind.Field or OutlineKind.Repeat;

    /// <param name="index">Where it stands in the end; beyond the end is the end.</param>
    private static Spot Relocate(JsonObject document, OutlineNode node, Spot holder, int index)
    {
        var element = node.Spot.Find(document)!;
        var from = (JsonArray)node.Holder.Find(document)!;
        var list = holder.List(document);
        from.Remove(element);
        list.Insert(Math.Min(index, list.Count), element);
        return holder.Entry(list, list.IndexOf(element));
    }

    private static Spot Append(JsonObject document, Spot holder, JsonObject element) => Insert(document, holder, int.MaxValue, element);

    private static Spot Insert(JsonObject document, Spot holder, int index, JsonObject element)
    {
        var list = holder.List(document);
        var at = Math.Min(index, list.Count);
        list.Insert(at, element);
        return holder.Entry(list, at);
    }

    /// <summary>The last section of the selected page, or of the last page.</summary>
    private static Spot LastSection(JsonObject document, OutlineNode? selected)
    {
        var nodes = FormOutline.Of(document);
        var page = selected ?? nodes.LastOrDefault(n => n.Kind == OutlineKind.Page) ?? Node(document, AddPage(document));
        return nodes.LastOrDefault(n => n.Kind == OutlineKind.Section && n.Holder.Path == page.Spot.Member("sections").Path)?.Spot ?? AddSection(document, page);
    }

    private static OutlineNode Node(JsonObject document, Spot spot) => FormOutline.Of(document).Single(n => n.Spot.Path == spot.Path);

    private static JsonObject NewElement(JsonObject document, string type, string chinese, string english)
    {
        var element = new JsonObject
        {
            ["key"] = FreeKey(document, type),
            ["type"] = type,
            ["label"] = new JsonObject { [LocalizedText.Chinese] = chinese, [LocalizedText.English] = english },
        };
        if (type == "repeat")
        {
            element["elements"] = new JsonArray();
        }
        else if (type is "choice" or "choices")
        {
            element["options"] = new JsonArray(Option("1"), Option("2"));
        }

        return element;

        static JsonObject Option(string value) => new() { ["value"] = value, ["label"] = new JsonObject { [LocalizedText.Chinese] = value, [LocalizedText.English] = value } };
    }

    private static string FreeKey(JsonObject document, string stem, IEnumerable<string>? more = null) =>
        NewEntries.FreeName(stem, FormOutline.Of(document).Select(n => n.Key).Concat(more ?? []));

    private static IEnumerable<JsonObject> Parts(JsonObject part) =>
        Holding.SelectMany(m => part[m] is JsonArray list ? list.OfType<JsonObject>().SelectMany(Parts) : []).Prepend(part);

    private static string KeyOf(JsonObject part) => Fields.ValueTexts.Write(part["key"], ShapeKind.Line);

    private static string ValueStem(JsonObject part) => KeyOf(part).TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9') is { Length: > 0 } stem ? stem : "copy";

    private static void Follow(JsonNode? node, string old, string key)
    {
        switch (node)
        {
            case JsonObject one:
                foreach (var member in Naming.Where(m => one[m] is JsonValue value && value.GetValueKind() == JsonValueKind.String))
                {
                    var name = one[member]!.GetValue<string>();
                    one[member] = name == old ? key : name.StartsWith(old + ".", StringComparison.Ordinal) ? key + name[old.Length..] : name;
                }

                foreach (var (_, value) in one.ToList())
                {
                    Follow(value, old, key);
                }

                break;
            case JsonArray list:
                foreach (var entry in list)
                {
                    Follow(entry, old, key);
                }

                break;
            default:
                break;
        }
    }
}
