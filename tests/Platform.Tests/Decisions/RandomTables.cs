using System.Globalization;
using CsCheck;
using Platform.Model;
using Platform.Model.Decisions;

namespace Platform.Tests.Decisions;

/// <summary>A cell, and what it says, written down a second time and in another way.</summary>
/// <param name="Says">True, false, or null for unknown.</param>
internal sealed record RandomCell(string Text, Func<object?, bool?> Says);

/// <summary>A table over few values, all of which can be tried.</summary>
/// <param name="Cells">By row and column.</param>
internal sealed record RandomTable(DecisionTable Table, IReadOnlyList<IReadOnlyList<RandomCell>> Cells)
{
    /// <summary>A number from 0 to 5, one of three words, yes or no.</summary>
    private static readonly object[][] Domains = [[.. Enumerable.Range(0, 6).Cast<object>()], ["a", "b", "c"], [true, false]];

    public CompiledDecisionTable Compiled { get; } = CompiledDecisionTable.Compile(Table, "random").Value;

    /// <summary>Every combination of values.</summary>
    /// <param name="missing">Those with missing ones among them.</param>
    public static IEnumerable<object?[]> Inputs(bool missing) =>
        from number in With(Domains[0], missing)
        from word in With(Domains[1], missing)
        from flag in With(Domains[2], missing)
        select new[] { number, word, flag };

    /// <summary>Numbers of the rows that fire.</summary>
    public IReadOnlyList<int> Firing(object?[] inputs) => [.. Cells.Index().Where(r => r.Item.Index().All(c => c.Item.Says(inputs[c.Index]) == true)).Select(r => r.Index)];

    public static IReadOnlyList<DecisionValue> Values(object?[] inputs) => [.. inputs.Select(Value)];

    public static object?[] Plain(IReadOnlyList<DecisionValue> values) => [.. values.Select<DecisionValue, object?>(v => v switch
    {
        DecisionValue.Number number => (int)number.Value,
        DecisionValue.Text text => text.Value,
        DecisionValue.Truth truth => truth.Value,
        _ => null,
    })];

    private static DecisionValue Value(object? value) => value switch
    {
        int number => new DecisionValue.Number(number),
        string text => new DecisionValue.Text(text),
        bool flag => new DecisionValue.Truth(flag),
        _ => DecisionValue.Missing,
    };

    private static IEnumerable<object?> With(object[] domain, bool missing) => missing ? domain.Append<object?>(null) : domain;
}

internal static class RandomTables
{
    private static readonly Gen<int> Number = Gen.Int[0, 5];

    private static readonly Gen<RandomCell> NumberTest = Gen.OneOf(
        Number.Select(n => Known(Text(n), v => v == n)),
        Number.Select(n => Known($"< {n}", v => v < n)),
        Number.Select(n => Known($"<= {n}", v => v <= n)),
        Number.Select(n => Known($"> {n}", v => v > n)),
        Number.Select(n => Known($">= {n}", v => v >= n)),
        Gen.Select(Number, Gen.Int[1, 4], Gen.Bool, Gen.Bool).Select((from, length, fromOpen, toOpen) => Known(
            $"{(fromOpen ? '(' : '[')}{from}..{from + length}{(toOpen ? '[' : ']')}", v => (fromOpen ? v > from : v >= from) && (toOpen ? v < from + length : v <= from + length))));

    private static readonly Gen<RandomCell> WordTest = Gen.OneOf("a", "b", "c", "d").Select(w => new RandomCell($"\"{w}\"", v => v is string s ? s == w : (bool?)null));

    private static readonly Gen<RandomCell> FlagTest = Gen.Bool.Select(f => new RandomCell(f ? "true" : "false", v => v is bool b ? b == f : (bool?)null));

    private static readonly RandomCell Null = new("null", v => v is null);

    private static readonly Gen<(HitPolicy Policy, Aggregation? Figure)> Policies = Gen.OneOf(
        Gen.Enum<HitPolicy>().Select(p => (Policy: p, Figure: (Aggregation?)null)),
        Gen.Enum<Aggregation>().Select(a => (Policy: HitPolicy.Collect, Figure: (Aggregation?)a)));

    /// <summary>Of any hit policy, with one number as its output.</summary>
    public static Gen<RandomTable> All { get; } = Gen.Select(Row().Array[1, 7], Policies, Gen.Bool).Select((rows, policy, otherwise) => new RandomTable(
        new DecisionTable(
            "random",
            Of("random"),
            policy.Policy,
            [
                new("number", Of("number"), DecisionType.Integer) { Allowed = "[0..5]" },
                new("word", Of("word"), DecisionType.Text) { Allowed = "\"a\", \"b\", \"c\"" },
                new("flag", Of("flag"), DecisionType.Boolean),
            ],
            [new("out", Of("out"), DecisionType.Integer) { Allowed = "2, 3, 1" }],
            [.. rows.Select((r, i) => new DecisionRule($"r{i}", [.. r.Cells.Select(c => c.Text)], [Text(r.Out)]))])
        {
            Aggregation = policy.Figure,
            Default = otherwise ? ["1"] : null,
        },
        [.. rows.Select(r => r.Cells)]));

    private static Gen<(IReadOnlyList<RandomCell> Cells, int Out)> Row() =>
        Gen.Select(Cell(NumberTest), Cell(WordTest), Cell(FlagTest), Gen.Int[1, 3]).Select((a, b, c, o) => ((IReadOnlyList<RandomCell>)[a, b, c], o));

    private static Gen<RandomCell> Cell(Gen<RandomCell> test)
    {
        var some = Gen.OneOf(test, test, test, Gen.Const(Null)).Array[1, 3];
        return Gen.Frequency(
            (2, Gen.Const(new RandomCell("-", _ => true))),
            (4, some.Select(tests => new RandomCell(Join(tests), v => Any(tests, v)))),
            (1, some.Select(tests => new RandomCell($"not({Join(tests)})", v => !Any(tests, v)))));
    }

    private static string Join(RandomCell[] tests) => string.Join(", ", tests.Select(t => t.Text));

    private static bool? Any(RandomCell[] tests, object? value)
    {
        var said = tests.Select(t => t.Says(value)).ToList();
        return said.Contains(true) ? true : said.Contains(null) ? null : false;
    }

    private static RandomCell Known(string text, Func<int, bool> says) => new(text, v => v is int number ? says(number) : (bool?)null);

    private static LocalizedText Of(string text) => LocalizedText.Of(text, text);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
