using System.Runtime.CompilerServices;

namespace Platform.Model.Forms;

/// <summary>A form prepared for evaluation: its elements by name and the order in which they depend on each other. Made once per form.</summary>
internal sealed class FormIndex
{
    private static readonly ConditionalWeakTable<Form, FormIndex> Made = [];
    private readonly Dictionary<FormNode, List<FormNode>> _needs = [];

    private FormIndex(Form form)
    {
        Top = [.. form.Pages.SelectMany(p => p.Sections.SelectMany(s => s.Elements.Select(e => FormNode.Of(e, p, s, repeat: null))))];
        ByKey = FormNode.Lookup(Top);
        All = [.. Top.SelectMany(n => n.SelfAndBelow())];
        foreach (var node in All)
        {
            _needs[node] = [.. OrderingReferences(node).Select(r => r.Target).OfType<FormNode>().Distinct()];
        }

        (Order, Cycle) = Sort();
    }

    /// <summary>The elements outside repeats, in reading order.</summary>
    public IReadOnlyList<FormNode> Top { get; }

    /// <summary>Those of <see cref="Top"/> that hold an answer.</summary>
    public IReadOnlyDictionary<string, FormNode> ByKey { get; }

    /// <summary>All elements in reading order, a repeat before what it holds.</summary>
    public IReadOnlyList<FormNode> All { get; }

    /// <summary>All elements, each after those its visibility and its calculation read.</summary>
    public IReadOnlyList<FormNode> Order { get; }

    /// <summary>Elements that need each other in a circle, a fault of the definition; empty when there is none.</summary>
    public IReadOnlyList<FormNode> Cycle { get; }

    public static FormIndex Of(Form form) => Made.GetValue(form, static f => new(f));

    /// <summary>What a name means inside <paramref name="scope"/>: its own children first, then outward.</summary>
    public FormNode? Resolve(string name, FormNode? scope)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var key = dot < 0 ? name : name[..dot];
        for (var at = scope; at is not null; at = at.Repeat)
        {
            if (at.ByKey.TryGetValue(key, out var inner))
            {
                return inner;
            }
        }

        return ByKey.GetValueOrDefault(key);
    }

    /// <summary>The element at a path with or without indexes; the parts of an address lead to the address.</summary>
    public FormNode? Find(FieldPath path)
    {
        FormNode? at = null;
        foreach (var name in path.Steps.Select(s => s.Name).OfType<string>())
        {
            if (at is { Element: FormField })
            {
                return at;
            }

            at = (at is null ? ByKey : at.ByKey).GetValueOrDefault(name);
            if (at is null)
            {
                return null;
            }
        }

        return at;
    }

    /// <summary>Everything a node reads: for being shown, for being required, for its value; also what surrounds it.</summary>
    public IEnumerable<Reference> References(FormNode node) => OrderingReferences(node).Concat(Reference.Of(node.Element.NeededWhen, node.Repeat, this));

    private IEnumerable<Reference> OrderingReferences(FormNode node)
    {
        var around = node.Repeat is { } repeat
            ? [new(repeat.Key, repeat, IsRepeat: true)]
            : Reference.Of(node.Page.VisibleWhen, null, this).Concat(Reference.Of(node.Section.VisibleWhen, null, this));
        return around
            .Concat(Reference.Of(node.Element.VisibleWhen, node.Repeat, this))
            .Concat(Reference.Of((node.Element as FormField)?.Calculated, node.Repeat, this));
    }

    /// <summary>Depth first, in reading order, so that the result is the reading order where nothing speaks against it.</summary>
    private (List<FormNode> Order, List<FormNode> Cycle) Sort()
    {
        var order = new List<FormNode>(All.Count);
        var done = new HashSet<FormNode>();
        var path = new List<FormNode>();
        List<FormNode> cycle = [];

        void Visit(FormNode node)
        {
            if (done.Contains(node))
            {
                return;
            }

            var start = path.IndexOf(node);
            if (start >= 0)
            {
                cycle = cycle.Count > 0 ? cycle : path[start..];
                return;
            }

            path.Add(node);
            _needs[node].ForEach(Visit);
            path.RemoveAt(path.Count - 1);
            done.Add(node);
            order.Add(node);
        }

        foreach (var node in All)
        {
            Visit(node);
        }

        return (order, cycle);
    }
}
