namespace Platform.Model.Forms;

/// <summary>An element with its place in the form.</summary>
internal sealed class FormNode(FormElement element, FormPage page, FormSection section, FormNode? repeat)
{
    public FormElement Element { get; } = element;

    public FormPage Page { get; } = page;

    public FormSection Section { get; } = section;

    /// <summary>The repeat around it, null outside repeats.</summary>
    public FormNode? Repeat { get; } = repeat;

    public string Key => Element.Key;

    public ElementPlace Place => new(Page, Section, Element, Path);

    /// <summary>Path without indexes: <c>members.income.amount</c>.</summary>
    public string Path { get; } = repeat is null ? element.Key : $"{repeat.Path}.{element.Key}";

    /// <summary>1 for a repeat outside repeats, one more for each around it; 0 for a field outside repeats.</summary>
    public int Depth { get; } = (repeat?.Depth ?? 0) + (element is FormRepeat ? 1 : 0);

    /// <summary>What a repeat holds; empty for a field.</summary>
    public IReadOnlyList<FormNode> Children { get; private set; } = [];

    /// <summary>The children that hold an answer, by key.</summary>
    public IReadOnlyDictionary<string, FormNode> ByKey { get; private set; } = new Dictionary<string, FormNode>();

    public bool HasAnswer => Element is not FormField { HasAnswer: false };

    /// <summary>The node itself and all inside it.</summary>
    public IEnumerable<FormNode> SelfAndBelow() => Children.SelectMany(c => c.SelfAndBelow()).Prepend(this);

    /// <summary>Whether its own condition and, outside repeats, those of its page and section hold. A repeat around it is not asked.</summary>
    public bool IsVisible(AnswerScope scope) =>
        (Repeat is not null || (Holds(Page.VisibleWhen, scope) && Holds(Section.VisibleWhen, scope))) && Holds(Element.VisibleWhen, scope);

    public bool IsRequired(AnswerScope scope) => Element.NeededWhen is { } required && ConditionRules.Holds(required, scope);

    public static FormNode Of(FormElement element, FormPage page, FormSection section, FormNode? repeat)
    {
        var node = new FormNode(element, page, section, repeat);
        if (element is FormRepeat { Elements: var elements })
        {
            node.Children = [.. elements.Select(e => Of(e, page, section, node))];
            node.ByKey = Lookup(node.Children);
        }

        return node;
    }

    /// <summary>By key; of two with the same key, which is a fault of the definition, the first.</summary>
    public static Dictionary<string, FormNode> Lookup(IEnumerable<FormNode> nodes)
    {
        var lookup = new Dictionary<string, FormNode>(StringComparer.Ordinal);
        foreach (var node in nodes.Where(n => n.HasAnswer))
        {
            lookup.TryAdd(node.Key, node);
        }

        return lookup;
    }

    private static bool Holds(Condition? condition, AnswerScope scope) => condition is null || ConditionRules.Holds(condition, scope);
}
