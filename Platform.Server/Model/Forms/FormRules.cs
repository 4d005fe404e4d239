using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>What follows from a form and its answers. All functions are pure; a repeat with more items than it may have is left untouched.</summary>
public static class FormRules
{
    /// <summary>
    /// Brings the answers into the form in which they are kept: texts trimmed and composed (NFC), full-width digits of numbers and ids made ASCII,
    /// blank answers and answers of fields that are not shown dropped. Idempotent.
    /// </summary>
    public static Answers Normalize(Form form, Answers answers) => Change(form, answers, root =>
    {
        var index = FormIndex.Of(form);
        NormalizeTexts(index, root);
        Apply(index, root, today: null, drop: true);
    });

    /// <summary>Computes all calculated answers that are shown, in the order in which they depend on each other. A fixed point: doing it again changes nothing.</summary>
    public static Answers Recalculate(Form form, Answers answers, DateOnly today) =>
        Change(form, answers, root => Apply(FormIndex.Of(form), root, today, drop: false));

    /// <summary><see cref="Normalize"/> and <see cref="Recalculate"/> in one pass, so that what is shown may depend on what is computed and the other way round.</summary>
    public static Answers Settle(Form form, Answers answers, DateOnly today) => Change(form, answers, root =>
    {
        var index = FormIndex.Of(form);
        NormalizeTexts(index, root);
        Apply(index, root, today, drop: true);
    });

    /// <summary>
    /// The elements whose showing, requirement or value depends, directly or through others, on the answer at <paramref name="path"/>, in reading order.
    /// Empty when the form has no such field.
    /// </summary>
    public static IReadOnlyList<Dependent> DependentsOf(Form form, string path)
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
        return [.. index.All.Where(found.Contains).Select(n => new Dependent(n.Page, n.Section, n.Element, n.Path))];
    }

    internal static int MostItems(FormRepeat repeat, FormLimits limits) => Math.Min(repeat.MaxItems ?? limits.MaxItems, limits.MaxItemsAllowed);

    /// <summary>The scopes in which an element stands: the whole form, or each item of the repeat around it.</summary>
    private static IEnumerable<AnswerScope> Scopes(FormNode node, JsonObject root) => node.Repeat is not { Element: FormRepeat repeat } around
        ? [new AnswerScope(root)]
        : Scopes(around, root).SelectMany(s => s.Values[repeat.Key] is JsonArray { Count: var n } && n <= MostItems(repeat, FormLimits.Default) ? s.Items(repeat.Key) : []);

    private static void NormalizeTexts(FormIndex index, JsonObject root)
    {
        foreach (var node in index.All.Where(n => n.HasAnswer))
        {
            foreach (var scope in Scopes(node, root))
            {
                if (scope.Values.TryGetPropertyValue(node.Key, out var before))
                {
                    Put(scope.Values, node.Key, before, before is not null && node.Element is FormField field ? AnswerText.Normalize(field, before) : before);
                }
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

    private static Answers Change(Form form, Answers answers, Action<JsonObject> change)
    {
        ArgumentNullException.ThrowIfNull(form);
        var root = answers.ToJson();
        change(root);
        return Answers.Wrap(root);
    }
}

/// <summary>An element that depends on a changed answer.</summary>
/// <param name="Path">Path of the element without indexes.</param>
public sealed record Dependent(FormPage Page, FormSection Section, FormElement Element, string Path);
