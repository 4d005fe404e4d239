using System.Globalization;

namespace Platform.Model.Forms;

/// <summary>Evaluates formulas to a string, decimal or bool, or to null when there is no result.</summary>
internal static class FormulaRules
{
    public static object? Evaluate(Formula formula, AnswerScope scope, DateOnly today)
    {
        try
        {
            return Value(formula, scope, today);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static object? Value(Formula formula, AnswerScope scope, DateOnly today)
    {
        object? Of(Formula part) => Value(part, scope, today);
        decimal? Number(Formula part) => AnswerValue.NumberOf(Of(part));

        return formula switch
        {
            LiteralFormula literal => AnswerValue.Read(literal.Value),
            FieldFormula field => AnswerValue.Read(scope.Find(field.Field)) is var value && value is "" ? null : value,
            AddFormula add => Numbers(add.Operands.Select(Number)) is { Count: > 0 } terms ? terms.Sum() : null,
            SubtractFormula sub => Number(sub.Left) - Number(sub.Right),
            MultiplyFormula mul => mul.Operands.Count == 0 ? null : mul.Operands.Select(Number).Aggregate((a, b) => a * b),
            DivideFormula div => Number(div.Right) is { } divisor && divisor != 0 ? Number(div.Left) / divisor : null,
            MinFormula min => Numbers(Terms(min.Operands, min.Repeat, min.Value, scope, today)) is { Count: > 0 } terms ? terms.Min() : null,
            MaxFormula max => Numbers(Terms(max.Operands, max.Repeat, max.Value, scope, today)) is { Count: > 0 } terms ? terms.Max() : null,
            SumFormula sum => Numbers(Items(sum.Repeat, sum.Where, scope).Select(i => AnswerValue.NumberOf(Value(sum.Value, i, today)))).Sum(),
            CountFormula count => (decimal)ConditionRules.Count(scope, count.Repeat, count.Where),
            ConcatFormula concat => Concat(concat, concat.Operands.Select(Of)),
            AgeFormula age => AgeInYears(AnswerValue.AsText(Of(age.Date)), today),
            IfFormula choice => ConditionRules.Holds(choice.When, scope) ? Of(choice.Then) : choice.Else is { } otherwise ? Of(otherwise) : null,
            _ => throw new ArgumentOutOfRangeException(nameof(formula), formula, "An unknown formula."),
        };
    }

    private static List<decimal> Numbers(IEnumerable<decimal?> terms) => [.. terms.OfType<decimal>()];

    private static IEnumerable<AnswerScope> Items(string repeat, Condition? where, AnswerScope scope) =>
        where is null ? scope.Items(repeat) : scope.Items(repeat).Where(i => ConditionRules.Holds(where, i));

    private static IEnumerable<decimal?> Terms(IReadOnlyList<Formula> operands, string? repeat, Formula? value, AnswerScope scope, DateOnly today)
    {
        var direct = operands.Select(o => AnswerValue.NumberOf(Value(o, scope, today)));
        return repeat is null || value is null ? direct : direct.Concat(scope.Items(repeat).Select(i => AnswerValue.NumberOf(Value(value, i, today))));
    }

    private static string? Concat(ConcatFormula concat, IEnumerable<object?> values)
    {
        var parts = values.Select(AnswerValue.AsText).Where(p => !string.IsNullOrEmpty(p)).ToList();
        return parts.Count == 0 ? null : string.Join(concat.Separator, parts);
    }

    /// <summary>Who was born on 29 February completes a year on 28 February of common years.</summary>
    private static decimal? AgeInYears(string? text, DateOnly today)
    {
        if (Birth(text) is not { } birth || birth > today)
        {
            return null;
        }

        var years = today.Year - birth.Year;
        return today < birth.AddYears(years) ? years - 1 : years;
    }

    private static DateOnly? Birth(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : text is { Length: 18 } && DateOnly.TryParseExact(text.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var born) ? born
        : null;
}
