using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>An element as it is shown now.</summary>
/// <param name="Path">Full path of its answer: <c>members[2].name</c>.</param>
/// <param name="IsRequired">Whether it must be answered as things stand; for a repeat, whether it needs an item.</param>
/// <param name="Value">The answer, null when there is none. Not to be changed.</param>
/// <param name="Items">The items of a repeat in order; empty for a field.</param>
public sealed record VisibleElement(FormElement Element, FormSection Section, string Path, bool IsRequired, JsonNode? Value, IReadOnlyList<VisibleItem> Items)
{
    /// <summary>This element and all inside it, in reading order.</summary>
    public IEnumerable<VisibleElement> SelfAndBelow() => Items.SelectMany(i => i.Elements).SelectMany(e => e.SelfAndBelow()).Prepend(this);
}

/// <summary>One item of a repeat as it is shown now.</summary>
/// <param name="Index">Counts from 0.</param>
/// <param name="Path">Full path of the item: <c>members[2]</c>.</param>
public sealed record VisibleItem(int Index, string Path, IReadOnlyList<VisibleElement> Elements);

/// <summary>Finds what is shown.</summary>
internal static class FormView
{
    public static IReadOnlyList<FormPage> Pages(FormIndex index, Answers answers)
    {
        var scope = new AnswerScope(answers.Root);
        return [.. index.Top.Where(n => n.IsVisible(scope)).Select(n => n.Page).DistinctBy(p => p.Key)];
    }

    public static IReadOnlyList<VisibleElement> Elements(FormIndex index, FormPage page, Answers answers) =>
        Elements(index.Top.Where(n => n.Page.Key == page.Key), new(answers.Root), "");

    private static IReadOnlyList<VisibleElement> Elements(IEnumerable<FormNode> nodes, AnswerScope scope, string prefix) =>
        [.. nodes.Where(n => n.IsVisible(scope)).Select(n => Element(n, scope, prefix + n.Key))];

    private static VisibleElement Element(FormNode node, AnswerScope scope, string path)
    {
        scope.Values.TryGetPropertyValue(node.Key, out var value);
        return node.Element is FormRepeat repeat
            ? new(node.Element, node.Section, path, repeat.MinItems > 0, value, Items(node, scope, path))
            : new(node.Element, node.Section, path, node.IsRequired(scope), value, []);
    }

    private static List<VisibleItem> Items(FormNode node, AnswerScope scope, string path)
    {
        var shown = new List<VisibleItem>();
        for (var i = 0; scope.Values[node.Key] is JsonArray items && i < items.Count; i++)
        {
            if (items[i] is JsonObject item)
            {
                var at = FormattableString.Invariant($"{path}[{i}]");
                shown.Add(new(i, at, Elements(node.Children, new(item, scope), at + ".")));
            }
        }

        return shown;
    }
}
