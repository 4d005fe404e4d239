using System.Text.Json;

namespace Platform.Model.Forms;

/// <summary>Faults of what an element says about others: names without an element, comparisons that can never hold, keys that hide each other.</summary>
internal sealed class ReferenceRules(FormIndex index, DefinitionFaults faults)
{
    public void Check(FormNode node)
    {
        Duplicates(node);
        var (path, label) = (node.Path, node.Element.Label);
        Check(path, label, node.Element.VisibleWhen, node.Repeat);
        Check(path, label, node.Element.NeededWhen, node.Repeat);
        if (node.Element is FormField field)
        {
            Names(path, label, Reference.Of(field.Calculated, node.Repeat, index));
            foreach (var (condition, scope) in ConditionsOf(field.Calculated, node.Repeat))
            {
                Comparisons(path, label, condition, scope);
            }
        }
    }

    public void Check(string element, LocalizedText label, Condition? condition, FormNode? scope)
    {
        if (condition is not null)
        {
            Names(element, label, Reference.Of(condition, scope, index));
            Comparisons(element, label, condition, scope);
        }
    }

    /// <summary>The same key may stand in two repeats side by side, but neither twice in one place nor inside and outside: a name would mean two things.</summary>
    private void Duplicates(FormNode node)
    {
        if (!node.HasAnswer)
        {
            return;
        }

        for (FormNode? around = node.Repeat, at = node; at is not null; at = around, around = around?.Repeat)
        {
            if ((around is null ? index.ByKey : around.ByKey).TryGetValue(node.Key, out var other) && other != node)
            {
                faults.Add("duplicateKey", node, node.Key, other.Path);
                return;
            }
        }
    }

    private void Names(string element, LocalizedText label, IEnumerable<Reference> references)
    {
        foreach (var (name, target, isRepeat) in references)
        {
            var part = name.Contains('.', StringComparison.Ordinal) ? name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..] : null;
            if (name.StartsWith(AnswerKeys.Scenario + ".", StringComparison.Ordinal) && !isRepeat)
            {
                continue;
            }

            if (target is null)
            {
                faults.Add("unknownField", element, label, name);
            }
            else if (isRepeat && target.Element is not FormRepeat)
            {
                faults.Add("notARepeat", element, label, name);
            }
            else if (part is not null && target.Element is not FormQuestion && !(target.Element is FormField { Type: FieldType.Address } && part is AddressParts.Division or AddressParts.Detail))
            {
                faults.Add("unknownField", element, label, name);
            }
        }
    }

    private void Comparisons(string element, LocalizedText label, Condition condition, FormNode? scope)
    {
        switch (condition)
        {
            case AllCondition all:
                all.Conditions.ToList().ForEach(c => Comparisons(element, label, c, scope));
                break;
            case AnyCondition any:
                any.Conditions.ToList().ForEach(c => Comparisons(element, label, c, scope));
                break;
            case NotCondition not:
                Comparisons(element, label, not.Condition, scope);
                break;
            case AnyItemCondition { Repeat: var repeat, Where: var where }:
                Comparisons(element, label, where, index.Resolve(repeat, scope));
                break;
            case EveryItemCondition { Repeat: var repeat, Where: var where }:
                Comparisons(element, label, where, index.Resolve(repeat, scope));
                break;
            case CountCondition { Repeat: var repeat, Where: { } where }:
                Comparisons(element, label, where, index.Resolve(repeat, scope));
                break;
            case CompareCondition compare:
                Comparison(element, label, compare, scope);
                break;
            case InCondition one:
                one.Values.ToList().ForEach(v => Value(element, label, index.Resolve(one.Field, scope), v));
                break;
            case ContainsCondition contains when index.Resolve(contains.Field, scope)?.Element is FormField { Options: { } options } && options.All(o => o.Value != contains.Value):
                faults.Add("value", element, label, contains.Value, contains.Field);
                break;
        }
    }

    private void Comparison(string element, LocalizedText label, CompareCondition compare, FormNode? scope)
    {
        var target = index.Resolve(compare.Field, scope);
        if ((compare.Value is null) == (compare.Other is null) || !CanCompare(target?.Element, compare))
        {
            faults.Add("comparison", element, label, compare.Field);
        }
        else if (compare.Value is { } value)
        {
            Value(element, label, target, value);
        }
    }

    /// <summary>Lists and whole addresses equal nothing; options, yes and no have no order. An unknown field is another fault, and so is a question nobody knows.</summary>
    private static bool CanCompare(FormElement? element, CompareCondition compare) => element switch
    {
        null or FormQuestion => true,
        FormField { Type: FieldType.Address } => compare.Field.Contains('.', StringComparison.Ordinal),
        FormField { Type: FieldType.Boolean or FieldType.Choice } => compare.Is is Forms.Comparison.Equals or Forms.Comparison.NotEquals,
        FormField field => !FormTypes.IsList(field.Type),
        _ => false,
    };

    /// <summary>A literal that no answer of the field can be equal to, or that cannot be ordered with one.</summary>
    private void Value(string element, LocalizedText label, FormNode? target, JsonElement value)
    {
        var read = AnswerValue.Read(value);
        var fits = target?.Element is not FormField field || field.Type switch
        {
            FieldType.Boolean => read is bool,
            FieldType.Choice => read is string text && (field.Options is null || field.Options.Any(o => o.Value == text)),
            FieldType.Date => FormTypes.Day(read as string) is not null,
            FieldType.Address => read is string,
            _ when FormTypes.IsNumeric(field.Type) => AnswerValue.NumberOf(read) is not null,
            _ => read is string or decimal,
        };
        if (!fits)
        {
            faults.Add("value", element, label, value.GetRawText(), target!.Path);
        }
    }

    /// <summary>The conditions inside a formula, each with the scope it is read in.</summary>
    private IEnumerable<(Condition Condition, FormNode? Scope)> ConditionsOf(Formula? formula, FormNode? scope) => formula switch
    {
        IfFormula choice => ConditionsOf(choice.Then, scope).Concat(ConditionsOf(choice.Else, scope)).Prepend((choice.When, scope)),
        SumFormula sum => ConditionsOf(sum.Value, index.Resolve(sum.Repeat, scope)).Concat(Where(sum.Where, sum.Repeat, scope)),
        CountFormula count => Where(count.Where, count.Repeat, scope),
        AddFormula add => add.Operands.SelectMany(o => ConditionsOf(o, scope)),
        MultiplyFormula mul => mul.Operands.SelectMany(o => ConditionsOf(o, scope)),
        MinFormula min => min.Operands.SelectMany(o => ConditionsOf(o, scope)),
        MaxFormula max => max.Operands.SelectMany(o => ConditionsOf(o, scope)),
        ConcatFormula concat => concat.Operands.SelectMany(o => ConditionsOf(o, scope)),
        SubtractFormula sub => ConditionsOf(sub.Left, scope).Concat(ConditionsOf(sub.Right, scope)),
        DivideFormula div => ConditionsOf(div.Left, scope).Concat(ConditionsOf(div.Right, scope)),
        _ => [],
    };

    private IEnumerable<(Condition, FormNode?)> Where(Condition? where, string repeat, FormNode? scope) =>
        where is null ? [] : [(where, index.Resolve(repeat, scope))];
}
