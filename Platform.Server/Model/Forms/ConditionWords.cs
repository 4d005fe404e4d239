using System.Globalization;
using System.Text.Json;

namespace Platform.Model.Forms;

/// <summary>Prints a condition as a sentence for the official who approves it.</summary>
public static class ConditionWords
{
    /// <summary>"当‘经营方式’是‘餐饮’并且‘面积’大于50" or "when ‘Business type’ is ‘Catering’ and ‘Area’ is more than 50".</summary>
    /// <param name="culture">zh-CN or en; others fall back to Chinese.</param>
    /// <param name="scope">Path of the repeat (without indexes) in whose items the condition is read; empty for the whole form.</param>
    /// <param name="codeTables">Give labels to codes; without them the code itself is printed.</param>
    public static string Print(Condition condition, Form form, string culture, string scope = "", CodeTables? codeTables = null)
    {
        var index = FormIndex.Of(form);
        var repeat = scope.Length == 0 ? null : index.Find(FieldPath.Parse(scope));
        return FormWords.Get("condition.when", culture, new ConditionPrinter(index, culture, codeTables ?? CodeTables.None).Print(condition, repeat));
    }
}

/// <summary>Prints the parts of a condition.</summary>
internal sealed class ConditionPrinter(FormIndex index, string culture, CodeTables codeTables)
{
    public string Print(Condition condition, FormNode? scope) => condition switch
    {
        AlwaysCondition => Word("always"),
        AllCondition { Conditions: [] } => Word("always"),
        AnyCondition { Conditions: [] } => Word("never"),
        AllCondition all => string.Join(Word("and"), all.Conditions.Select(c => Part(c, scope, of: typeof(AllCondition)))),
        AnyCondition any => string.Join(Word("or"), any.Conditions.Select(c => Part(c, scope, of: typeof(AnyCondition)))),
        NotCondition { Condition: IsEmptyCondition empty } => Word("isAnswered", Label(empty.Field, scope)),
        NotCondition not => Word("not", Print(not.Condition, scope)),
        CompareCondition compare => Word("subject", Label(compare.Field, scope), Compared(compare.Is, Node(compare.Field, scope), RightSide(compare, scope))),
        InCondition one => Word("in", Label(one.Field, scope), string.Join(Word("listSeparator"), one.Values.Select(v => Value(v, Node(one.Field, scope))))),
        IsEmptyCondition empty => Word("isEmpty", Label(empty.Field, scope)),
        ContainsCondition contains => Word("contains", Label(contains.Field, scope), Quoted(ChoiceLabel(contains.Value, Node(contains.Field, scope)))),
        AnyItemCondition any => Word("anyItem", Label(any.Repeat, scope), Print(any.Where, Node(any.Repeat, scope))),
        EveryItemCondition every => Word("everyItem", Label(every.Repeat, scope), Print(every.Where, Node(every.Repeat, scope))),
        CountCondition count => Count(count, scope),
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "An unknown condition."),
    };

    private string Count(CountCondition count, FormNode? scope)
    {
        var compared = Compared(count.Is, null, count.Value.ToString(CultureInfo.InvariantCulture));
        return count.Where is { } where
            ? Word("countWhere", Label(count.Repeat, scope), Print(where, Node(count.Repeat, scope)), compared)
            : Word("count", Label(count.Repeat, scope), compared);
    }

    /// <summary>A group inside a group of the other kind stands in brackets.</summary>
    private string Part(Condition condition, FormNode? scope, Type of) =>
        condition is AllCondition { Conditions.Count: > 1 } or AnyCondition { Conditions.Count: > 1 } && condition.GetType() != of
            ? Word("brackets", Print(condition, scope))
            : Print(condition, scope);

    private string Compared(Comparison comparison, FormNode? node, string right)
    {
        var word = JsonNamingPolicy.CamelCase.ConvertName(comparison.ToString());
        var isDay = node?.Element is FormField { Type: FieldType.Date } && comparison is not (Comparison.Equals or Comparison.NotEquals);
        return Word(isDay ? word + "Day" : word, right);
    }

    private string RightSide(CompareCondition compare, FormNode? scope) =>
        compare.Other is { } other ? Quoted(Label(other, scope))
        : compare.Value is { } value ? Value(value, Node(compare.Field, scope))
        : Word("nothing");

    public string Value(JsonElement value, FormNode? node) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => Quoted(FormWords.Get("yes", culture)),
        JsonValueKind.False => Quoted(FormWords.Get("no", culture)),
        JsonValueKind.String when node?.Element is FormField { Type: FieldType.Money or FieldType.Date } => value.GetString()!,
        JsonValueKind.String => Quoted(ChoiceLabel(value.GetString()!, node)),
        _ => value.GetRawText(),
    };

    private string ChoiceLabel(string value, FormNode? node)
    {
        var field = node?.Element as FormField;
        var label = field?.Options?.FirstOrDefault(o => o.Value == value)?.Label ?? (field?.CodeTable is { } table ? codeTables.Find(table, value)?.Label : null);
        return label?.In(culture) is { Length: > 0 } text ? text : value;
    }

    /// <summary>The label of a field; a name the form does not know stands for itself.</summary>
    public string Label(string name, FormNode? scope) => Node(name, scope)?.Element.Label.In(culture) is { Length: > 0 } label ? label : name;

    /// <summary>In reach of the scope, or else the first of this name anywhere, so that a condition can be printed without knowing where it stands.</summary>
    public FormNode? Node(string name, FormNode? scope) => index.Resolve(name, scope) ?? index.All.FirstOrDefault(n => n.Key == name);

    public string Quoted(string text) => Word("quoted", text);

    private string Word(string key, params object?[] values) => FormWords.Get($"condition.{key}", culture, values);
}
