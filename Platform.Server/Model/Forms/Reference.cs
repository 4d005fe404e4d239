namespace Platform.Model.Forms;

/// <summary>One name in a condition or formula.</summary>
/// <param name="Name">As written: <c>amount</c>, <c>home.division</c>.</param>
/// <param name="Target">What it stands for, null when there is no such element in reach.</param>
/// <param name="IsRepeat">The name stands where a repeat is expected.</param>
internal sealed record Reference(string Name, FormNode? Target, bool IsRepeat)
{
    /// <summary>All names of a condition that is read inside <paramref name="scope"/>.</summary>
    public static IEnumerable<Reference> Of(Condition? condition, FormNode? scope, FormIndex index) => condition switch
    {
        null or AlwaysCondition => [],
        AllCondition all => all.Conditions.SelectMany(c => Of(c, scope, index)),
        AnyCondition any => any.Conditions.SelectMany(c => Of(c, scope, index)),
        NotCondition not => Of(not.Condition, scope, index),
        CompareCondition { Other: { } other } compare => [Field(compare.Field, scope, index), Field(other, scope, index)],
        CompareCondition compare => [Field(compare.Field, scope, index)],
        InCondition one => [Field(one.Field, scope, index)],
        IsEmptyCondition empty => [Field(empty.Field, scope, index)],
        ContainsCondition contains => [Field(contains.Field, scope, index)],
        AnyItemCondition any => Inside(any.Repeat, scope, index, item => Of(any.Where, item, index)),
        EveryItemCondition every => Inside(every.Repeat, scope, index, item => Of(every.Where, item, index)),
        CountCondition count => Inside(count.Repeat, scope, index, item => Of(count.Where, item, index)),
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "An unknown condition."),
    };

    /// <summary>All names of a formula that is read inside <paramref name="scope"/>.</summary>
    public static IEnumerable<Reference> Of(Formula? formula, FormNode? scope, FormIndex index) => formula switch
    {
        null or LiteralFormula => [],
        FieldFormula field => [Field(field.Field, scope, index)],
        AddFormula add => All(add.Operands, scope, index),
        SubtractFormula sub => All([sub.Left, sub.Right], scope, index),
        MultiplyFormula mul => All(mul.Operands, scope, index),
        DivideFormula div => All([div.Left, div.Right], scope, index),
        MinFormula min => All(min.Operands, scope, index).Concat(OverItems(min.Repeat, min.Value, scope, index)),
        MaxFormula max => All(max.Operands, scope, index).Concat(OverItems(max.Repeat, max.Value, scope, index)),
        SumFormula sum => Inside(sum.Repeat, scope, index, item => Of(sum.Value, item, index).Concat(Of(sum.Where, item, index))),
        CountFormula count => Inside(count.Repeat, scope, index, item => Of(count.Where, item, index)),
        ConcatFormula concat => All(concat.Operands, scope, index),
        AgeFormula age => Of(age.Date, scope, index),
        IfFormula choice => Of(choice.When, scope, index).Concat(Of(choice.Then, scope, index)).Concat(Of(choice.Else, scope, index)),
        _ => throw new ArgumentOutOfRangeException(nameof(formula), formula, "An unknown formula."),
    };

    private static IEnumerable<Reference> All(IEnumerable<Formula> formulas, FormNode? scope, FormIndex index) => formulas.SelectMany(f => Of(f, scope, index));

    private static IEnumerable<Reference> OverItems(string? repeat, Formula? value, FormNode? scope, FormIndex index) =>
        repeat is null ? [] : Inside(repeat, scope, index, item => Of(value, item, index));

    private static Reference Field(string name, FormNode? scope, FormIndex index) => new(name, index.Resolve(name, scope), IsRepeat: false);

    /// <summary>The repeat, and the names inside its items when there is such a repeat.</summary>
    private static IEnumerable<Reference> Inside(string repeat, FormNode? scope, FormIndex index, Func<FormNode, IEnumerable<Reference>> names)
    {
        var target = index.Resolve(repeat, scope);
        var self = new Reference(repeat, target, IsRepeat: true);
        return target?.Element is FormRepeat ? names(target).Prepend(self) : [self];
    }
}
