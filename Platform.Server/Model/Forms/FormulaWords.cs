using System.Text.Json;

namespace Platform.Model.Forms;

/// <summary>Prints a formula as a sentence for the official who approves it, with when there is no result.</summary>
public static class FormulaWords
{
    /// <summary>"‘人数’ × ‘每人面积’；‘人数’或‘每人面积’未填写时为空" or "‘People’ × ‘Area each’; empty while ‘People’ or ‘Area each’ is not answered".</summary>
    /// <param name="culture">zh-CN or en; others fall back to Chinese.</param>
    /// <param name="field">Path of the field that is calculated (without indexes): it says what names mean, and what its options are called. Empty for the whole form.</param>
    /// <param name="codeTables">Give labels to codes; without them the code itself is printed.</param>
    public static string Print(Formula formula, Form form, string culture, string field = "", CodeTables? codeTables = null)
    {
        var index = FormIndex.Of(form);
        var node = field.Length == 0 ? null : index.Find(FieldPath.Parse(field));
        return new FormulaPrinter(index, node, culture, codeTables ?? CodeTables.None).Print(formula);
    }
}

/// <summary>Prints the parts of a formula.</summary>
/// <param name="target">The field that is calculated; null when it is not known.</param>
internal sealed class FormulaPrinter(FormIndex index, FormNode? target, string culture, CodeTables codeTables)
{
    private readonly ConditionPrinter _conditions = new(index, culture, codeTables);

    /// <summary>How closely a text holds together beside a sign: the later, the sooner it needs brackets.</summary>
    private enum Bond
    {
        Name,
        Product,
        Sum,
        Phrase,
    }

    public string Print(Formula formula)
    {
        var scope = target?.Repeat;
        var text = Of(formula, scope, target).Text;
        var reasons = Reasons(formula, scope);
        return reasons.Count == 0 ? text : Word("emptyWhen", text, string.Join(Word("or"), reasons));
    }

    /// <param name="asked">What the value is an answer of; null inside arithmetic.</param>
    private (string Text, Bond Bond) Of(Formula formula, FormNode? scope, FormNode? asked) => formula switch
    {
        LiteralFormula literal => (Literal(literal.Value, asked), Bond.Name),
        FieldFormula field => (Name(field.Field, scope), Bond.Name),
        AddFormula { Operands: [var one] } => Of(one, scope, null),
        MultiplyFormula { Operands: [var one] } => Of(one, scope, null),
        AddFormula add => (Joined("plus", add.Operands, scope, Bond.Sum), Bond.Sum),
        SubtractFormula sub => (Word("minus", Side(sub.Left, scope, Bond.Sum, isFirst: true), Side(sub.Right, scope, Bond.Product, isFirst: false)), Bond.Sum),
        MultiplyFormula mul => (Joined("times", mul.Operands, scope, Bond.Product), Bond.Product),
        DivideFormula div => (Word("by", Side(div.Left, scope, Bond.Product, isFirst: true), Side(div.Right, scope, Bond.Name, isFirst: false)), Bond.Product),
        MinFormula min => (Extreme("least", min.Operands, min.Repeat, min.Value, scope), Bond.Phrase),
        MaxFormula max => (Extreme("greatest", max.Operands, max.Repeat, max.Value, scope), Bond.Phrase),
        SumFormula sum => (Sum(sum, scope), Bond.Phrase),
        CountFormula { Where: { } where } count => (Word("countWhere", Name(count.Repeat, scope), _conditions.Print(where, Node(count.Repeat, scope))), Bond.Phrase),
        CountFormula count => (Word("count", Name(count.Repeat, scope)), Bond.Name),
        ConcatFormula concat => (Word(concat.Separator.Length == 0 ? "concat" : "concatWith", Listed(concat.Operands, scope), _conditions.Quoted(concat.Separator)), Bond.Phrase),
        AgeFormula age => (Word("age", Part(age.Date, scope)), Bond.Phrase),
        IfFormula choice => (Choice(choice, scope, asked), Bond.Phrase),
        _ => throw new ArgumentOutOfRangeException(nameof(formula), formula, "An unknown formula."),
    };

    private string Joined(string sign, IReadOnlyList<Formula> operands, FormNode? scope, Bond loosest) =>
        operands.Count == 0 ? Word("nothing")
        : operands.Select((o, i) => o is SubtractFormula or DivideFormula && i > 0 ? Side(o, scope, Bond.Name, isFirst: false) : Side(o, scope, loosest, i == 0))
            .Aggregate((left, right) => Word(sign, left, right));

    /// <summary>What stands beside a sign: in brackets where it would read as something else.</summary>
    private string Side(Formula operand, FormNode? scope, Bond loosest, bool isFirst)
    {
        var (text, bond) = Of(operand, scope, null);
        return bond > loosest || (!isFirst && operand is LiteralFormula && text.StartsWith('-')) ? Word("brackets", text) : text;
    }

    /// <summary>One of several that stand in a list or after a word.</summary>
    private string Part(Formula operand, FormNode? scope)
    {
        var (text, bond) = Of(operand, scope, null);
        return bond == Bond.Phrase ? Word("brackets", text) : text;
    }

    private string Listed(IReadOnlyList<Formula> operands, FormNode? scope) =>
        operands.Count == 0 ? Word("nothing") : string.Join(FormWords.Get("condition.listSeparator", culture), operands.Select(o => Part(o, scope)));

    private string Extreme(string word, IReadOnlyList<Formula> operands, string? repeat, Formula? value, FormNode? scope)
    {
        var direct = operands.Select(o => Part(o, scope));
        var items = repeat is null || value is null ? [] : new[] { Word("each", Name(repeat, scope), Part(value, Node(repeat, scope))) };
        var all = direct.Concat(items).ToList();
        return Word(word, all.Count == 0 ? Word("nothing") : string.Join(FormWords.Get("condition.listSeparator", culture), all));
    }

    private string Sum(SumFormula sum, FormNode? scope)
    {
        var inside = Node(sum.Repeat, scope);
        var value = Part(sum.Value, inside);
        return sum.Where is { } where ? Word("sumWhere", Name(sum.Repeat, scope), value, _conditions.Print(where, inside)) : Word("sum", Name(sum.Repeat, scope), value);
    }

    /// <summary>One choice after the other in a row, as far as each stands in the <c>else</c> of the one before.</summary>
    private string Choice(IfFormula choice, FormNode? scope, FormNode? asked)
    {
        var cases = new List<string>();
        Formula? rest = choice;
        for (; rest is IfFormula next; rest = next.Else)
        {
            var (then, _) = Of(next.Then, scope, asked);
            cases.Add(Word("if", _conditions.Print(next.When, scope), next.Then is IfFormula ? Word("brackets", then) : then));
        }

        return Word("otherwise", string.Join(Word("ifSeparator"), cases), rest is null ? Word("nothing") : Of(rest, scope, asked).Text);
    }

    private string Literal(JsonElement value, FormNode? asked) =>
        value.ValueKind == JsonValueKind.String && FormTypes.Day(value.GetString()) is not null ? value.GetString()! : _conditions.Value(value, asked);

    /// <summary>A name that was not chosen yet stands as an ellipsis.</summary>
    private string Name(string name, FormNode? scope) => name.Length == 0 ? "…" : _conditions.Quoted(_conditions.Label(name, scope));

    private FormNode? Node(string name, FormNode? scope) => _conditions.Node(name, scope);

    /// <summary>When there is no result, in the order of the formula: fields without an answer, then a divisor of 0.</summary>
    private List<string> Reasons(Formula formula, FormNode? scope)
    {
        var (names, divides) = Emptied(formula);
        var unanswered = names.Where(n => n.Length > 0).Select(n => Name(n, scope)).Distinct().ToList();
        return [.. unanswered.Count > 0 ? [Word("unanswered", string.Join(Word("or"), unanswered))] : Array.Empty<string>(), .. divides ? [Word("zeroDivisor")] : Array.Empty<string>()];
    }

    /// <summary>
    /// The fields each of which empties the result when it is empty, and whether a divisor of 0 does. What passes over empty operands is emptied only by what empties
    /// all of them, a choice by what empties both its sides.
    /// </summary>
    private static (IReadOnlyList<string> Names, bool Divides) Emptied(Formula formula) => formula switch
    {
        FieldFormula field => ([field.Field], false),
        AddFormula add => ByAll(add.Operands),
        ConcatFormula concat => ByAll(concat.Operands),
        MinFormula { Repeat: null } min => ByAll(min.Operands),
        MaxFormula { Repeat: null } max => ByAll(max.Operands),
        MultiplyFormula mul => ByAny(mul.Operands),
        SubtractFormula sub => ByAny([sub.Left, sub.Right]),
        DivideFormula div => ByAny([div.Left, div.Right]) is var (names, divides) ? (names, divides || !IsNumber(div.Right)) : default,
        AgeFormula age => Emptied(age.Date),
        IfFormula { Else: { } otherwise } choice => ByAll([choice.Then, otherwise]),
        // That it is empty where the choice does not hold is said already.
        IfFormula choice => Emptied(choice.Then) is var (names, divides) ? ([.. names.Where(n => !IsAskedFor(choice.When, n))], divides) : default,
        _ => ([], false),
    };

    private static bool IsAskedFor(Condition when, string name) => when switch
    {
        NotCondition { Condition: IsEmptyCondition empty } => empty.Field == name,
        AllCondition all => all.Conditions.Any(c => IsAskedFor(c, name)),
        _ => false,
    };

    private static bool IsNumber(Formula formula) => formula is LiteralFormula literal && AnswerValue.NumberOf(AnswerValue.Read(literal.Value)) is { } number && number != 0;

    private static (IReadOnlyList<string> Names, bool Divides) ByAny(IReadOnlyList<Formula> operands)
    {
        var each = operands.Select(Emptied).ToList();
        return ([.. each.SelectMany(e => e.Names).Distinct()], each.Any(e => e.Divides));
    }

    private static (IReadOnlyList<string> Names, bool Divides) ByAll(IReadOnlyList<Formula> operands)
    {
        var each = operands.Select(Emptied).ToList();
        return each.Count == 0 ? ([], false) : ([.. each.Select(e => e.Names).Aggregate((a, b) => [.. a.Intersect(b)])], each.All(e => e.Divides));
    }

    private string Word(string key, params object?[] values) => FormWords.Get($"formula.{key}", culture, values);
}
