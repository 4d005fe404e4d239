using System.Diagnostics.CodeAnalysis;

namespace Platform.Model.Decisions;

/// <summary>How the text of a plain cell is meant.</summary>
public enum CellSense
{
    /// <summary>One of what is written; anything when nothing is.</summary>
    Is,
    /// <summary>None of what is written.</summary>
    IsNot,
    /// <summary>Nothing is known.</summary>
    Missing,
    /// <summary>A cell as the table keeps it, see <see cref="UnaryTests"/>.</summary>
    Formula,
}

/// <summary>Why what was typed is no plain cell.</summary>
public enum PlainFault
{
    /// <summary>It is nothing a column of the type can hold.</summary>
    Unreadable,
    /// <summary>A range begins after its end.</summary>
    Order,
    /// <summary>A comma between digits: one number, or two.</summary>
    Thousands,
}

/// <summary>
/// A cell as the office writes it: <c>宠物店, 餐饮店</c>, <c>≥ 100</c>, <c>100–200</c>, <c>2026-01-01</c>. The table keeps cells of S-FEEL; what these words cannot say
/// is shown as it is kept. Reading what was shown gives the same tests, so that nothing is lost on the way.
/// </summary>
/// <param name="Text">Empty for anything, and for <see cref="CellSense.Missing"/>.</param>
public sealed record PlainCell(CellSense Sense, string Text)
{
    private const string Nothing = "null";

    /// <summary>Of an input: anything; of an output: not filled in.</summary>
    public static PlainCell Empty { get; } = new(CellSense.Is, "");

    public bool IsEmpty => Sense == CellSense.Is && Text.Length == 0;

    /// <summary>A cell of an input, or its allowed values.</summary>
    public static PlainCell OfTests(string cell, DecisionType type)
    {
        if (!UnaryTestReader.TryReadTests(cell, type, out var tests, out _))
        {
            return new(CellSense.Formula, cell);
        }

        if (tests is not UnaryTests.Some some)
        {
            return Empty;
        }

        if (some is { Negated: false, Tests: [UnaryTest.Is { Value: DecisionValue.Null }] })
        {
            return new(CellSense.Missing, "");
        }

        var parts = some.Tests.Select(PlainText.Show).ToList();
        var plain = new PlainCell(some.Negated ? CellSense.IsNot : CellSense.Is, string.Join(", ", parts));
        return !parts.Contains(null) && plain.TryWriteTests(type, out var again, out _) && UnaryTestReader.TryReadTests(again, type, out var read, out _) && read == tests
            ? plain
            : new(CellSense.Formula, cell);
    }

    /// <summary>A cell of an output. An empty text counts as not filled in.</summary>
    public static PlainCell OfValue(string cell, DecisionType type)
    {
        if (string.IsNullOrWhiteSpace(cell))
        {
            return Empty;
        }

        if (!UnaryTestReader.TryReadValue(cell, type, out var value, out _))
        {
            return new(CellSense.Formula, cell);
        }

        return value switch
        {
            DecisionValue.Null => new(CellSense.Missing, ""),
            DecisionValue.Text { Value: "" } => Empty,
            _ when PlainText.Show(value) is { } text && new PlainCell(CellSense.Is, text) is var plain && plain.TryWriteValue(type, out var again, out _)
                && UnaryTestReader.TryReadValue(again, type, out var read, out _) && read == value => plain,
            _ => new(CellSense.Formula, cell),
        };
    }

    /// <summary>The cell as the table keeps it. A formula is kept as it is, whether it can be read or not; the checks of the table speak of it.</summary>
    public bool TryWriteTests(DecisionType type, [NotNullWhen(true)] out string? cell, out PlainFault fault)
    {
        fault = default;
        cell = Sense switch
        {
            CellSense.Missing => Nothing,
            CellSense.Formula => Text.Trim() is { Length: > 0 } formula ? formula : UnaryTests.Irrelevant.ToString(),
            _ when Text.Trim() is "" or "-" => UnaryTests.Irrelevant.ToString(),
            _ when PlainText.TryReadTests(Text, type, out var tests, out fault) => new UnaryTests.Some(tests, Sense == CellSense.IsNot).ToString(),
            _ when fault == PlainFault.Unreadable && PlainText.IsFormula(Text) && UnaryTestReader.TryReadTests(Text, type, out var written, out _) => Sense == CellSense.Is ? Text.Trim() : written is UnaryTests.Some { Negated: false } some ? (some with { Negated = true }).ToString() : null,
            _ => null,
        };
        return cell is not null;
    }

    /// <summary>The value as the table keeps it; empty where nothing is filled in.</summary>
    public bool TryWriteValue(DecisionType type, [NotNullWhen(true)] out string? cell, out PlainFault fault)
    {
        fault = default;
        cell = Sense switch
        {
            CellSense.Missing => Nothing,
            CellSense.Formula => Text.Trim(),
            _ when Text.Trim().Length == 0 => "",
            CellSense.Is when PlainText.TryReadValue(Text, type, out var value) => value.ToString(),
            CellSense.Is when PlainText.IsFormula(Text) && UnaryTestReader.TryReadValue(Text, type, out _, out _) => Text.Trim(),
            _ => null,
        };
        return cell is not null;
    }
}
