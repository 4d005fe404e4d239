using System.Text.Json;
using Platform.Model.Decisions;

namespace Platform.Tests.Decisions;

/// <summary>Every cell of the vectors: what it answers to which value, or where it cannot be read.</summary>
public sealed class UnaryTestVectorTests
{
    private static readonly Vectors All = TestData.Json<Vectors>("Decisions/Data/cells.json");

    public static TheoryData<string, DecisionType, int, bool?> Answers =>
        [.. All.Holds.SelectMany(v => v.Values.Select((pair, i) => (v.Cell, v.Type, i, pair[1].ValueKind == JsonValueKind.Null ? (bool?)null : pair[1].GetBoolean())))];

    public static TheoryData<string, DecisionType, int, string, bool> Faults => [.. All.Faults.Select(f => (f.Cell, f.Type, f.Position, f.Found, f.IsName))];

    [Theory, MemberData(nameof(Answers))]
    public void A_cell_answers_true_false_or_unknown(string cell, DecisionType type, int index, bool? expected)
    {
        Assert.True(UnaryTestReader.TryReadTests(cell, type, out var tests, out var fault), fault?.ToString());
        Assert.True(DecisionValue.TryRead(All.Holds.Single(v => v.Cell == cell && v.Type == type).Values[index][0], type, out var value));

        Assert.Equal(expected, tests.Holds(value));
        Assert.Equal(expected == true, tests.Matches(value));
    }

    [Theory, MemberData(nameof(Answers))]
    public void What_a_cell_prints_reads_as_the_same(string cell, DecisionType type, int index, bool? expected)
    {
        Assert.True(UnaryTestReader.TryReadTests(cell, type, out var tests, out _));
        Assert.True(UnaryTestReader.TryReadTests(tests.ToString(), type, out var again, out _));
        Assert.True(DecisionValue.TryRead(All.Holds.Single(v => v.Cell == cell && v.Type == type).Values[index][0], type, out var value));

        Assert.Equal(tests, again);
        Assert.Equal(expected, again.Holds(value));
    }

    [Theory, MemberData(nameof(Faults))]
    public void A_cell_that_cannot_be_read_says_where_and_why(string cell, DecisionType type, int position, string found, bool isName)
    {
        Assert.False(UnaryTestReader.TryReadTests(cell, type, out _, out var fault));

        Assert.Equal((position, found, isName), (fault.Position + 1, fault.Found, fault.IsName));
        Assert.NotEqual("", fault.Expected + fault.Found);
    }

    [Fact]
    public void A_cell_of_absurd_length_is_not_read()
    {
        Assert.False(UnaryTestReader.TryReadTests(string.Join(',', Enumerable.Repeat("1", 3_000)), DecisionType.Integer, out _, out var fault));
        Assert.Equal(UnaryTestReader.Longest, fault.Position);
    }

    [Theory]
    [InlineData("< 60", DecisionType.Integer, "小于 60", "less than 60")]
    [InlineData(">= date(\"2026-01-01\")", DecisionType.Date, "2026年1月1日", "no earlier than 1 January 2026")]
    [InlineData("\"local\", \"x\"", DecisionType.Text, "本省", "“Here” or “x”")]
    [InlineData("not(true)", DecisionType.Boolean, "", "not (yes)")]
    [InlineData("]1..5[", DecisionType.Number, "", "between 1 and 5 (both excluded)")]
    [InlineData("null", DecisionType.Text, "", "not given")]
    [InlineData("-", DecisionType.Text, "", "anything")]
    public void A_cell_can_be_said_in_plain_words(string cell, DecisionType type, string chinese, string english)
    {
        Assert.True(UnaryTestReader.TryReadTests(cell, type, out var tests, out _));
        var labels = new Dictionary<string, Model.LocalizedText> { ["local"] = Model.LocalizedText.Of("本省", "Here") };

        Assert.Contains(chinese, DecisionWords.Say(tests, "zh-CN", labels), StringComparison.Ordinal);
        Assert.Equal(english, DecisionWords.Say(tests, "en", labels));
    }

    private sealed record Vectors(IReadOnlyList<Answered> Holds, IReadOnlyList<Refused> Faults);

    /// <param name="Values">Pairs of a value and the answer to it.</param>
    private sealed record Answered(string Cell, DecisionType Type, IReadOnlyList<IReadOnlyList<JsonElement>> Values);

    private sealed record Refused(string Cell, DecisionType Type, int Position, string Found, bool IsName);
}
