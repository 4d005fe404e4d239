using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>
/// What follows from a form and its answers. All functions are pure. Normalising and calculating leave answers beyond <see cref="FormLimits"/> as they are, since they will be refused.
/// </summary>
public static class FormRules
{
    /// <summary>
    /// Brings the answers into the form in which they are kept: texts trimmed and composed (NFC), full-width digits of numbers and ids made ASCII,
    /// blank answers and answers of fields that are not shown dropped. Idempotent.
    /// </summary>
    public static Answers Normalize(Form form, Answers answers, FormLimits? limits = null) => Change(form, answers, limits ?? FormLimits.Default, (index, root) =>
    {
        NormalizeTexts(index, root);
        Apply(index, root, today: null, drop: true);
    });

    /// <summary>Computes all calculated answers that are shown, in the order in which they depend on each other. A fixed point: doing it again changes nothing.</summary>
    public static Answers Recalculate(Form form, Answers answers, DateOnly today, FormLimits? limits = null) =>
        Change(form, answers, limits ?? FormLimits.Default, (index, root) => Apply(index, root, today, drop: false));

    /// <summary><see cref="Normalize"/> and <see cref="Recalculate"/> in one pass, so that what is shown may depend on what is computed and the other way round.</summary>
    public static Answers Settle(Form form, Answers answers, DateOnly today, FormLimits? limits = null) => Change(form, answers, limits ?? FormLimits.Default, (index, root) =>
    {
        NormalizeTexts(index, root);
        Apply(index, root, today, drop: true);
    });

    /// <summary>Settles a tree that only the caller holds.</summary>
    internal static void Settle(FormIndex index, JsonObject root, DateOnly today, FormLimits limits)
    {
        if (FormSize.Fits(index, root, limits))
        {
            NormalizeTexts(index, root);
            Apply(index, root, today, drop: true);
        }
    }

    /// <summary>Fills fields that declare a prefill and have no answer yet. An answer somebody gave is never replaced.</summary>
    /// <param name="source">Gives the value of a source such as <c>account.name</c>, or null when it knows none.</param>
    public static Answers Prefill(Form form, Answers answers, Func<string, JsonNode?> source) => Change(form, answers, limits: null, (index, root) =>
        Rewrite(index, root, (element, value) => element is FormField { Prefill: { } prefill } && AnswerValue.IsEmpty(value) ? AnswerJson.Copy(source(prefill.Source)) ?? value : value));

    /// <summary>The answers for those who may not see all: every field with a mask is masked, also inside repeats. The result is for display, not for validation.</summary>
    public static Answers Masked(Form form, Answers answers) => Change(form, answers, limits: null, (index, root) =>
        Rewrite(index, root, (element, value) => element is FormField { Mask: { } mask } ? Masks.Apply(mask, value) : value));

    /// <summary>What stands in fields with a mask, inside repeats too, each with its mask; fields that have no answer are left out.</summary>
    internal static IEnumerable<(Mask Mask, JsonNode Value)> MaskedValues(Form form, Answers answers) =>
        from node in FormIndex.Of(form).All
        let mask = (node.Element as FormField)?.Mask
        where mask is not null
        from scope in Scopes(node, answers.Root)
        let value = scope.Values[node.Key]
        where value is not null
        select (mask.Value, value);

    /// <summary>
    /// The elements whose showing, requirement or value depends, directly or through others, on the answer at <paramref name="path"/>, in reading order.
    /// Empty when the form has no such field.
    /// </summary>
    public static IReadOnlyList<ElementPlace> DependentsOf(Form form, string path)
    {
        var index = FormIndex.Of(form);
        if (index.Find(FieldPath.Parse(path)) is not { } changed)
        {
            return [];
        }

        HashSet<FormNode> found = [changed];
        var grew = true;
        while (grew)
        {
            grew = false;
            foreach (var node in index.All)
            {
                grew |= !found.Contains(node) && index.References(node).Any(r => r.Target is { } t && found.Contains(t)) && found.Add(node);
            }
        }

        found.Remove(changed);
        return [.. index.All.Where(found.Contains).Select(n => n.Place)];
    }

    internal static int MostItems(FormRepeat repeat, FormLimits limits) => Math.Min(repeat.MaxItems ?? limits.MaxItems, limits.MaxItemsAllowed);

    /// <summary>The scopes in which an element stands: the whole form, or each item of the repeat around it.</summary>
    private static IEnumerable<AnswerScope> Scopes(FormNode node, JsonObject root) =>
        node.Repeat is { } around ? Scopes(around, root).SelectMany(s => s.Items(around.Key)) : [new AnswerScope(root)];

    private static void NormalizeTexts(FormIndex index, JsonObject root) =>
        Rewrite(index, root, (element, value) => value is not null && element is FormField field ? AnswerText.Normalize(field, value) : value);

    /// <summary>Replaces every answer, of a repeat before those inside it; null removes it.</summary>
    private static void Rewrite(FormIndex index, JsonObject root, Func<FormElement, JsonNode?, JsonNode?> rewrite)
    {
        foreach (var node in index.All.Where(n => n.HasAnswer))
        {
            foreach (var scope in Scopes(node, root))
            {
                var before = scope.Values[node.Key];
                Put(scope.Values, node.Key, before, rewrite(node.Element, before));
            }
        }
    }

    /// <param name="today">Null leaves calculated answers as they are.</param>
    private static void Apply(FormIndex index, JsonObject root, DateOnly? today, bool drop)
    {
        foreach (var node in index.Order.Where(n => n.HasAnswer))
        {
            var formula = today is null ? null : (node.Element as FormField)?.Calculated;
            if (formula is null && !drop)
            {
                continue;
            }

            foreach (var scope in Scopes(node, root))
            {
                if (!node.IsVisible(scope))
                {
                    _ = drop && scope.Values.Remove(node.Key);
                }
                else if (formula is not null)
                {
                    Put(scope.Values, node.Key, scope.Values[node.Key], CalculatedAnswer.Of((FormField)node.Element, FormulaRules.Evaluate(formula, scope, today!.Value)));
                }
            }
        }
    }

    private static void Put(JsonObject values, string key, JsonNode? before, JsonNode? after)
    {
        if (after is null)
        {
            values.Remove(key);
        }
        else if (!ReferenceEquals(before, after))
        {
            values[key] = after;
        }
    }

    /// <param name="limits">Answers beyond them are returned as they are; null knows no limits.</param>
    private static Answers Change(Form form, Answers answers, FormLimits? limits, Action<FormIndex, JsonObject> change)
    {
        var index = FormIndex.Of(form);
        if (limits is not null && !FormSize.Fits(index, answers.Root, limits))
        {
            return answers;
        }

        var root = answers.ToJson();
        change(index, root);
        return Answers.Wrap(root);
    }
}
