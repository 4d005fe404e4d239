using System.Text.Json.Nodes;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;
using Platform.Model.Decisions;

namespace Platform.Designer.Editors.Decisions;

/// <summary>The texts a column of text says it can hold.</summary>
/// <param name="Texts">Those it allows; where it allows anything, those it has a name for. In order.</param>
/// <param name="Only">Nothing else is allowed.</param>
/// <param name="Formula">What it allows, when that is more than a list of texts.</param>
public sealed record ColumnValues(IReadOnlyList<string> Texts, bool Only, string? Formula)
{
    /// <summary>A cell can hold other texts too.</summary>
    public bool IsOpen => !Only || Formula is not null;

    public static ColumnValues Of(JsonObject column)
    {
        var allowed = ValueTexts.Write(column["allowed"], ShapeKind.Line);
        IReadOnlyList<string> named = column["labels"] is JsonObject labels ? [.. labels.Select(l => l.Key)] : [];
        return string.IsNullOrWhiteSpace(allowed) ? new(named, false, null)
            : UnaryTestReader.TryReadTests(allowed, DecisionType.Text, out var tests, out _) && tests is UnaryTests.Some { Negated: false } some && some.Tests.All(t => t is UnaryTest.Is { Value: DecisionValue.Text })
                ? new([.. some.Values.OfType<DecisionValue.Text>().Select(t => t.Value).Distinct()], true, null)
            : new(named, true, allowed);
    }
}

/// <summary>Something that can be chosen in the cells of a column.</summary>
/// <param name="Cell">The value as a cell says it.</param>
/// <param name="Title">What people call it.</param>
public sealed record CellChoice(string Cell, string Title)
{
    /// <summary>What can be chosen in a column: what it allows or has names for, or else what its question offers. Empty where cells are typed.</summary>
    /// <param name="fact">The question it reads.</param>
    public static IReadOnlyList<CellChoice> Of(JsonObject column, DecisionType type, TableFact? fact, Func<bool, string> sayTruth)
    {
        if (type == DecisionType.Boolean)
        {
            return [new("true", sayTruth(true)), new("false", sayTruth(false))];
        }

        if (type != DecisionType.Text)
        {
            return ValueTexts.Write(column["allowed"], ShapeKind.Line) is { Length: > 0 } allowed && UnaryTestReader.TryReadTests(allowed, type, out var tests, out _)
                && tests is UnaryTests.Some { Negated: false } some && some.Tests.All(t => t is UnaryTest.Is { Value: not DecisionValue.Null })
                    ? [.. some.Values.Distinct().Select(v => new CellChoice(v.ToString(), PlainCell.OfValue(v.ToString(), type).Text))] : [];
        }

        var values = ColumnValues.Of(column);
        var offered = values.Only ? values.Texts : [.. values.Texts.Union(fact?.Options.Select(o => o.Value) ?? [])];
        return [.. offered.Select(v => new CellChoice(new DecisionValue.Text(v).ToString(), TitleOf(column, fact, v)))];
    }

    private static string TitleOf(JsonObject column, TableFact? fact, string value) =>
        new WordingValue((column["labels"] as JsonObject)?[value]).ToString() is { Length: > 0 } own ? own
        : new WordingValue(fact?.Options.FirstOrDefault(o => o.Value == value)?.Label).ToString() is { Length: > 0 } asked ? asked
        : value;
}
