using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Forms;

namespace Platform.Designer.Editors.Forms;

/// <summary>
/// What can be done to the parts of a form. Every method changes the document it is given and returns where the part stands afterwards. A part is looked for where
/// it stands in that document; one that a colleague has taken away meanwhile is left alone.
/// </summary>
public static partial class FormEdits
{
    private static readonly string[] Holding = ["sections", "elements"];

    /// <summary>What the palette offers, in its order: every type of field, then the repeat.</summary>
    public static IReadOnlyList<string> Types { get; } = [.. Enum.GetNames<FieldType>().Select(JsonNamingPolicy.CamelCase.ConvertName), "repeat"];

    public static Spot AddPage(JsonObject document)
    {
        var page = new JsonObject { ["key"] = FreeKey(document, "page"), ["title"] = new JsonObject(), ["sections"] = new JsonArray() };
        return Append(document, FormOutline.Pages, page);
    }

    /// <param name="page">The page it goes to, at its end; a new one when it is gone.</param>
    public static Spot AddSection(JsonObject document, OutlineNode? page)
    {
        var to = Now(document, page)?.Spot ?? AddPage(document);
        var section = new JsonObject { ["key"] = FreeKey(document, "section"), ["title"] = new JsonObject(), ["elements"] = new JsonArray() };
        return Append(document, to.Member("sections"), section);
    }

    /// <summary>Adds a question without words: after the selected one, at the end of the selected section, repeat or page, or at the end of the form. Pages and sections that are missing are made.</summary>
    public static Spot AddElement(JsonObject document, OutlineNode? selected, string type)
    {
        return Add(document, selected, NewElement(document, type));
    }

    /// <summary>Adds a field that asks a question of the library, at the same place.</summary>
    public static Spot AddAsked(JsonObject document, OutlineNode? selected, LibraryQuestion question)
    {
        var taken = FormOutline.Of(document).Select(n => n.Key).ToHashSet(StringComparer.Ordinal);
        return Add(document, selected, QuestionEdits.Ask(QuestionEdits.KeyFor(question, k => !taken.Contains(k), k => NewEntries.FreeName(k, taken)), question.Key));
    }

    /// <summary>Lets a field ask a question of the library instead of stating it. Null when the field is gone.</summary>
    public static Spot? Share(JsonObject document, OutlineNode field, string question) => Replace(document, field, e => QuestionEdits.AskedOf(e, question));

    /// <summary>Gives a field of the library a copy of its own of what the question says now. Null when the field is gone.</summary>
    public static Spot? TakeOut(JsonObject document, OutlineNode field, LibraryQuestion question) => Replace(document, field, e => QuestionEdits.FieldOf(e, question.Document));

    private static Spot? Replace(JsonObject document, OutlineNode field, Func<JsonObject, JsonObject> change)
    {
        if (Now(document, field) is not { } node || node.Holder.Find(document) is not JsonArray list)
        {
            return null;
        }

        list[node.Index] = change(node.Element);
        return node.Holder.Entry(list, node.Index);
    }

    private static Spot Add(JsonObject document, OutlineNode? selected, JsonObject element)
    {
        var at = Now(document, selected);
        if (at is { Kind: OutlineKind.Field })
        {
            return Insert(document, at.Holder, at.Index + 1, element);
        }

        var inside = at is { Kind: OutlineKind.Section or OutlineKind.Repeat } ? at.Inside! : LastSection(document, at).Member("elements");
        return Append(document, inside, element);
    }

    public static void Remove(JsonObject document, OutlineNode node) => node.Spot.Put(document, null);

    /// <summary>A copy right after the original, with keys of its own. Null when the original is gone.</summary>
    public static Spot? Duplicate(JsonObject document, OutlineNode original)
    {
        if (Now(document, original) is not { } node)
        {
            return null;
        }

        var copy = (JsonObject)node.Element.DeepClone();
        var (form, list) = AsForm(copy, node.Kind);
        var taken = FormOutline.Of(document).Select(n => n.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var part in Parts(copy).ToList())
        {
            // What the copy asks of its own questions it asks of the copies.
            var key = NewEntries.FreeName(ValueStem(part), taken);
            taken.Add(key);
            KeyFollower.Rename(form, part, key);
        }

        list.Clear();
        return Insert(document, node.Holder, node.Index + 1, copy);
    }

    /// <summary>One place up or down; at the end of its list into the neighbouring page or section, or out of its repeat. Null when there is no further.</summary>
    /// <param name="by">-1 or 1.</param>
    public static Spot? Move(JsonObject document, OutlineNode moved, int by)
    {
        if (Now(document, moved) is not { } node || node.Holder.Find(document) is not JsonArray list)
        {
            return null;
        }

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
    public static Spot? Drop(JsonObject document, OutlineNode dragged, OutlineNode onto)
    {
        if (Now(document, dragged) is not { } node || Now(document, onto) is not { } target
            || target.Spot.Path == node.Spot.Path || target.Spot.Path.StartsWith(node.Spot.Path + ".", StringComparison.Ordinal))
        {
            return null;
        }

        if (HoldsLike(target, node) || (target.Kind == OutlineKind.Repeat && IsQuestion(node)))
        {
            return Relocate(document, node, target.Inside!, int.MaxValue);
        }

        var isBehind = node.Holder.Path == target.Holder.Path && node.Index < target.Index;
        return IsQuestion(node) ? IsQuestion(target) ? Before() : null : target.Kind == node.Kind ? Before() : null;

        Spot? Before() => Relocate(document, node, target.Holder, isBehind ? target.Index - 1 : target.Index);
    }

    /// <summary>Gives a part another key and follows that of a question into every condition and formula that means it. Null when the part is gone.</summary>
    public static Spot? RenameKey(JsonObject document, OutlineNode renamed, string key)
    {
        if (Now(document, renamed) is not { } node)
        {
            return null;
        }

        if (IsQuestion(node))
        {
            KeyFollower.Rename(document, node.Element, key);
        }
        else
        {
            node.Element["key"] = key;
        }

        return node.Holder.Find(document) is JsonArray list ? node.Holder.Entry(list, node.Index) : null;
    }

    /// <summary>True for a text that can be the key of such a part.</summary>
    public static bool IsKey(OutlineKind kind, string text) => (IsQuestion(kind) ? QuestionKey() : PartKey()).IsMatch(text);

    /// <summary>Keys that a part cannot have: those of its like, and for a question all that are known where it is, or that know it.</summary>
    public static IReadOnlyCollection<string> TakenKeys(JsonObject document, OutlineNode part)
    {
        var nodes = FormOutline.Of(document);
        if (nodes.FirstOrDefault(n => n.Spot.Path == part.Spot.Path) is not { } node)
        {
            return [];
        }

        var like = nodes.Where(n => n != node && (IsQuestion(node) ? IsQuestion(n) && AreInReach(n, node) : n.Kind == node.Kind)).Select(n => n.Key);
        return IsQuestion(node) && node.Scope.Length == 0 ? [.. like, AnswerKeys.Scenario] : [.. like];
    }

    private static bool AreInReach(OutlineNode one, OutlineNode other) =>
        one.Scope.StartsWith(other.Scope, StringComparison.Ordinal) || other.Scope.StartsWith(one.Scope, StringComparison.Ordinal);

    /// <summary>The part as it stands in this document; null when it is gone.</summary>
    private static OutlineNode? Now(JsonObject document, OutlineNode? part) => part is null ? null : FormOutline.Of(document).FirstOrDefault(n => n.Spot.Path == part.Spot.Path);

    /// <summary>The part by itself as a form, so that names in it mean its own questions; and the list it stands in there.</summary>
    private static (JsonObject Form, JsonArray List) AsForm(JsonObject part, OutlineKind kind)
    {
        var list = new JsonArray(part);
        var sections = kind == OutlineKind.Section ? list : new JsonArray(new JsonObject { ["elements"] = IsQuestion(kind) ? list : new JsonArray() });
        return (new JsonObject { ["pages"] = kind == OutlineKind.Page ? list : new JsonArray(new JsonObject { ["sections"] = sections }) }, list);
    }

    private static bool HoldsLike(OutlineNode holder, OutlineNode node) => node.Kind switch
    {
        OutlineKind.Section => holder.Kind == OutlineKind.Page,
        OutlineKind.Field or OutlineKind.Repeat => holder.Kind == OutlineKind.Section,
        _ => false,
    };

    private static bool IsQuestion(OutlineNode node) => IsQuestion(node.Kind);

    private static bool IsQuestion(OutlineKind kind) => kind is OutlineKind.Field or OutlineKind.Repeat;

    /// <param name="index">Where it stands in the end; beyond the end is the end.</param>
    private static Spot? Relocate(JsonObject document, OutlineNode node, Spot holder, int index)
    {
        if (node.Holder.Find(document) is not JsonArray from || node.Index >= from.Count)
        {
            return null;
        }

        var element = from[node.Index];
        var list = holder.List(document);
        from.RemoveAt(node.Index);
        var at = Math.Clamp(index, 0, list.Count);
        list.Insert(at, element);
        return holder.Entry(list, at);
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
    private static Spot LastSection(JsonObject document, OutlineNode? page)
    {
        var nodes = FormOutline.Of(document);
        page ??= nodes.LastOrDefault(n => n.Kind == OutlineKind.Page);
        return nodes.LastOrDefault(n => n.Kind == OutlineKind.Section && n.Holder.Path == page?.Inside!.Path)?.Spot ?? AddSection(document, page);
    }

    private static JsonObject NewElement(JsonObject document, string type)
    {
        var element = new JsonObject
        {
            ["key"] = FreeKey(document, type),
            ["type"] = type,
            ["label"] = new JsonObject(),
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

    private static string FreeKey(JsonObject document, string stem) => NewEntries.FreeName(stem, FormOutline.Of(document).Select(n => n.Key));

    private static IEnumerable<JsonObject> Parts(JsonObject part) =>
        Holding.SelectMany(m => part[m] is JsonArray list ? list.OfType<JsonObject>().SelectMany(Parts) : []).Prepend(part);

    private static string KeyOf(JsonObject part) => Fields.ValueTexts.Write(part["key"], ShapeKind.Line);

    private static string ValueStem(JsonObject part) => KeyOf(part).TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9') is { Length: > 0 } stem ? stem : "copy";

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]{0,63}$")]
    private static partial Regex QuestionKey();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,63}$")]
    private static partial Regex PartKey();
}
