using System.Globalization;
using CsCheck;
using Platform.Model.Decisions;

namespace Platform.Tests.Decisions;

/// <summary>Cells in the words of the office, and as the table keeps them.</summary>
public sealed class PlainCellTests
{
    private const DecisionType Text = DecisionType.Text;
    private const DecisionType Number = DecisionType.Number;
    private const DecisionType Integer = DecisionType.Integer;
    private const DecisionType Date = DecisionType.Date;

    [Theory]
    [InlineData(Text, "宠物店", "\"宠物店\"")]
    [InlineData(Text, "宠物店，餐饮店, 书店", "\"宠物店\", \"餐饮店\", \"书店\"")]
    [InlineData(Text, "宠物店、餐饮店；书店;花店", "\"宠物店\", \"餐饮店\", \"书店\", \"花店\"")]
    [InlineData(Text, "-宠物店", "\"-宠物店\"")]
    [InlineData(Text, "\"宠物店\"", "\"宠物店\"")]
    [InlineData(Text, "not(\"宠物店\")", "not(\"宠物店\")")]
    [InlineData(Text, "", "-")]
    [InlineData(Text, " - ", "-")]
    [InlineData(Number, "100", "100")]
    [InlineData(Number, ">= 100", ">= 100")]
    [InlineData(Number, "＞＝１００", ">= 100")]
    [InlineData(Number, "≤3.5", "<= 3.5")]
    [InlineData(Number, "不小于 5", ">= 5")]
    [InlineData(Number, "100–200", "[100..200]")]
    [InlineData(Number, "100-200", "[100..200]")]
    [InlineData(Number, "-5 - -3", "[-5..-3]")]
    [InlineData(Number, "100至200、300", "[100..200], 300")]
    [InlineData(Number, "≥ 100 且 < 200", "[100..200[")]
    [InlineData(Number, "> 100 ≤ 200", "]100..200]")]
    [InlineData(Number, "[1..10)", "[1..10)")]
    [InlineData(Number, "1, 200", "1, 200")]
    [InlineData(Number, "1、200；300", "1, 200, 300")]
    [InlineData(Number, "１，２", "1, 2")]
    [InlineData(Date, "2026-01-01", "date(\"2026-01-01\")")]
    [InlineData(Date, "2026年1月1日", "date(\"2026-01-01\")")]
    [InlineData(Date, ">2026/1/1", "> date(\"2026-01-01\")")]
    [InlineData(Date, "2026-01-01-2026-06-30", "[date(\"2026-01-01\")..date(\"2026-06-30\")]")]
    public void What_the_office_types_becomes_a_cell(DecisionType type, string typed, string cell)
    {
        Assert.True(new PlainCell(CellSense.Is, typed).TryWriteTests(type, out var written, out _));
        Assert.Equal(cell, written);
    }

    [Theory]
    [InlineData(Number, "宠物店", PlainFault.Unreadable)]
    [InlineData(Number, "1,000", PlainFault.Thousands)]
    [InlineData(Number, "≥ 1，200", PlainFault.Thousands)]
    [InlineData(Number, "１,２００", PlainFault.Thousands)]
    [InlineData(Number, "10²", PlainFault.Unreadable)]
    [InlineData(Number, "①", PlainFault.Unreadable)]
    [InlineData(Number, "200–100", PlainFault.Order)]
    [InlineData(Number, "> 100 < 100", PlainFault.Order)]
    [InlineData(Number, "007", PlainFault.Unreadable)]
    [InlineData(Integer, "1.5", PlainFault.Unreadable)]
    [InlineData(Date, "2026-02-30", PlainFault.Unreadable)]
    [InlineData(Date, "5", PlainFault.Unreadable)]
    public void What_no_column_of_the_type_can_hold_is_refused(DecisionType type, string typed, PlainFault fault)
    {
        Assert.False(new PlainCell(CellSense.Is, typed).TryWriteTests(type, out _, out var found));
        Assert.Equal(fault, found);
    }

    [Theory]
    [InlineData(Text, "\"a, b\"")]
    [InlineData(Text, "\"a、b\"")]
    [InlineData(Text, "not(\"a；b\", \"c\")")]
    [InlineData(Text, "\"\"")]
    [InlineData(Text, "null, \"a\"")]
    [InlineData(Text, "not(null)")]
    [InlineData(Text, "\"-\"")]
    [InlineData(Text, "\" a\"")]
    [InlineData(Number, "limit")]
    [InlineData(Text, "宠物店")]
    public void What_plain_words_cannot_say_is_shown_as_it_is_kept(DecisionType type, string cell)
    {
        Assert.Equal(new PlainCell(CellSense.Formula, cell), PlainCell.OfTests(cell, type));
        Assert.True(PlainCell.OfTests(cell, type).TryWriteTests(type, out var again, out _));
        Assert.Equal(cell, again);
    }

    [Theory]
    [InlineData(Text, "-", CellSense.Is, "")]
    [InlineData(Text, "null", CellSense.Missing, "")]
    [InlineData(Text, "not(\"a\",\"b\")", CellSense.IsNot, "a, b")]
    [InlineData(Text, "\"说 \\\"好\\\"\"", CellSense.Is, "说 \"好\"")]
    [InlineData(Number, "[1..10)", CellSense.Is, "≥ 1 < 10")]
    [InlineData(Number, "18..60", CellSense.Is, "18–60")]
    [InlineData(Number, "not(5)", CellSense.IsNot, "5")]
    [InlineData(Date, "< @\"2026-01-01\"", CellSense.Is, "< 2026-01-01")]
    public void A_cell_is_shown_in_plain_words(DecisionType type, string cell, CellSense sense, string text) =>
        Assert.Equal(new PlainCell(sense, text), PlainCell.OfTests(cell, type));

    [Theory]
    [InlineData(Text, "\"一次，付清\"", "一次，付清")]
    [InlineData(Text, "\"\"", "")]
    [InlineData(Number, "1200.50", "1200.5")]
    [InlineData(Date, "date(\"2026-01-01\")", "2026-01-01")]
    public void A_value_is_shown_in_plain_words(DecisionType type, string cell, string text) => Assert.Equal(new PlainCell(CellSense.Is, text), PlainCell.OfValue(cell, type));

    [Theory]
    [InlineData(Text, "一次，付清", "\"一次，付清\"")]
    [InlineData(Number, "1,200.5", "1200.5")]
    [InlineData(Number, "１００", "100")]
    [InlineData(Number, "1，200", "1200")]
    [InlineData(Date, "2026/3/1", "date(\"2026-03-01\")")]
    [InlineData(Text, "", "")]
    public void A_value_that_is_typed_becomes_one(DecisionType type, string typed, string cell)
    {
        Assert.True(new PlainCell(CellSense.Is, typed).TryWriteValue(type, out var written, out _));
        Assert.Equal(cell, written);
    }

    [Fact]
    public void A_value_that_is_none_is_refused()
    {
        Assert.False(new PlainCell(CellSense.Is, "很多").TryWriteValue(Number, out _, out _));
        Assert.False(new PlainCell(CellSense.Is, "> 5").TryWriteValue(Number, out _, out _));
        Assert.False(new PlainCell(CellSense.Is, "10²").TryWriteValue(Number, out _, out _));
    }

    [Theory]
    [InlineData(Number, "3, 1、2", "3, 1, 2")]
    [InlineData(Integer, " ", "")]
    [InlineData(Text, "一次、分期", "\"一次\", \"分期\"")]
    [InlineData(Text, "\"a, b\", null", "\"a, b\", null")]
    [InlineData(Date, "2026/1/1", "date(\"2026-01-01\")")]
    [InlineData(Number, "1, null", "1, null")]
    public void What_a_result_may_be_is_a_list_of_values(DecisionType type, string typed, string allowed)
    {
        Assert.True(PlainValues.TryWrite(typed, type, out var written, out _));
        Assert.Equal(allowed, written);
        Assert.True(PlainValues.TryWrite(PlainValues.Show(written, type), type, out var again, out _));
        Assert.Equal(allowed, again);
    }

    [Theory]
    [InlineData(Number, "1–5", PlainFault.Unreadable)]
    [InlineData(Number, "5–1", PlainFault.Unreadable)]
    [InlineData(Number, "[1..5]", PlainFault.Unreadable)]
    [InlineData(Number, "≥ 5", PlainFault.Unreadable)]
    [InlineData(Number, "1,000", PlainFault.Thousands)]
    [InlineData(Date, "null, 5", PlainFault.Unreadable)]
    public void What_a_result_may_be_is_no_range(DecisionType type, string typed, PlainFault fault)
    {
        Assert.False(PlainValues.TryWrite(typed, type, out _, out var found));
        Assert.Equal(fault, found);
        Assert.Equal("[1..5]", PlainValues.Show("[1..5]", Number));
    }

    [Fact]
    public void What_a_cell_is_shown_as_reads_as_the_same_tests_and_shows_the_same_again() => Cells.Sample(
        random =>
        {
            var (type, tests) = random;
            var plain = PlainCell.OfTests(tests.ToString(), type);
            Assert.True(plain.TryWriteTests(type, out var cell, out _));
            Assert.True(UnaryTestReader.TryReadTests(cell, type, out var again, out _));
            Assert.Equal(tests, again);
            Assert.Equal(plain, PlainCell.OfTests(cell, type));
        },
        iter: 5_000);

    [Fact]
    public void Whatever_is_typed_and_taken_is_shown_so_that_it_means_the_same() => Gen.Select(Types, Senses, Gen.OneOf(Gen.String[Gen.Char["0123456789.,，、；;-–<>=≥ \"不abc/年月日()[]１，²"], 0, 14], Gen.String[0, 6])).Sample(
        random =>
        {
            var (type, sense, typed) = random;
            if (new PlainCell(sense, typed).TryWriteTests(type, out var cell, out _))
            {
                var plain = PlainCell.OfTests(cell, type);
                Assert.True(UnaryTestReader.TryReadTests(cell, type, out var tests, out _), cell);
                Assert.True(plain.TryWriteTests(type, out var again, out _));
                Assert.True(UnaryTestReader.TryReadTests(again, type, out var same, out _));
                Assert.Equal(tests, same);
                Assert.Equal(plain, PlainCell.OfTests(again, type));
            }
        },
        iter: 20_000);

    [Fact]
    public void Values_with_any_separator_between_are_these_values_or_refused_as_one_number() =>
        Types.SelectMany(type => Gen.Select(Gen.Const(type), Senses, Words(type).List[1, 4], OneOf([",", "，", "、", ";", "；", "\n"]), OneOf(["", " "]), Gen.Bool)).Sample(
        random =>
        {
            var (type, sense, values, separator, blank, wide) = random;
            var words = values.Select(v => v is DecisionValue.Text text ? text.Value : Shown(v)).ToList();
            var typed = string.Join(separator + blank, type == Text || !wide ? words : words.Select(Widen));
            var isTaken = new PlainCell(sense, typed).TryWriteTests(type, out var cell, out var fault);
            if (type is Number or Integer && separator is "," or "，" && blank.Length == 0 && words.Skip(1).Any(w => w.TakeWhile(char.IsAsciiDigit).Count() == 3))
            {
                Assert.Equal((false, PlainFault.Thousands), (isTaken, fault));
                return;
            }

            Assert.True(isTaken, typed);
            Assert.Equal(new UnaryTests.Some([.. values.Select(v => new UnaryTest.Is(v))], Negated: sense == CellSense.IsNot).ToString(), cell);
        },
        iter: 5_000);

    [Fact]
    public void What_a_value_is_shown_as_reads_as_the_same_value() => Gen.Select(Types, Gen.Int[0, 999]).SelectMany(t => ValuesOf(t.Item1).Select(v => (Type: t.Item1, Value: v))).Sample(
        random =>
        {
            var plain = PlainCell.OfValue(random.Value.ToString(), random.Type);
            Assert.True(plain.TryWriteValue(random.Type, out var cell, out _));
            Assert.Equal(random.Value is DecisionValue.Text { Value: "" } ? "" : random.Value.ToString(), cell);
            Assert.Equal(plain, PlainCell.OfValue(cell, random.Type));
        },
        iter: 5_000);

    /// <summary>Values that have plain words without a separator in them.</summary>
    private static Gen<DecisionValue> Words(DecisionType type) =>
        type == Text ? Gen.String[Gen.Char["ab公示()–="], 1, 5].Select(t => (DecisionValue)new DecisionValue.Text(t)) : Bounds(type);

    private static string Shown(DecisionValue value) => value is DecisionValue.Date date ? date.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : value.ToString();

    private static string Widen(string text) => string.Concat(text.Select(c => char.IsAsciiDigit(c) || c == '-' ? (char)(c + 0xFEE0) : c));

    private static Gen<CellSense> Senses => OneOf([CellSense.Is, CellSense.IsNot]);

    private static Gen<DecisionType> Types => OneOf(Enum.GetValues<DecisionType>());

    private static Gen<T> OneOf<T>(T[] all) => Gen.Int[0, all.Length - 1].Select(i => all[i]);

    private static Gen<(DecisionType Type, UnaryTests Tests)> Cells => Types.SelectMany(type => Gen.OneOf(
        Gen.Const(UnaryTests.Irrelevant),
        Gen.Select(TestsOf(type).List[1, 3], Gen.Bool).Select((tests, negated) => (UnaryTests)new UnaryTests.Some(tests, negated))).Select(tests => (type, tests)));

    private static Gen<UnaryTest> TestsOf(DecisionType type)
    {
        var values = ValuesOf(type);
        var isOne = values.Select(v => (UnaryTest)new UnaryTest.Is(v));
        return type is DecisionType.Text or DecisionType.Boolean ? isOne : Gen.OneOf(
            isOne,
            Gen.Select(OneOf(Enum.GetValues<Comparison>()), Bounds(type)).Select((c, v) => (UnaryTest)new UnaryTest.Compares(c, v)),
            Gen.Select(Bounds(type), Gen.Bool, Bounds(type), Gen.Bool).Select((from, fromOpen, to, toOpen) => DecisionValue.Compare(from, to) < 0
                ? new UnaryTest.Between(from, fromOpen, to, toOpen) : (UnaryTest)new UnaryTest.Is(from)));
    }

    private static Gen<DecisionValue> ValuesOf(DecisionType type) => Gen.Frequency(
        (9, Bounds(type)),
        (1, Gen.Const(DecisionValue.Missing)));

    private static Gen<DecisionValue> Bounds(DecisionType type) => type switch
    {
        DecisionType.Text => Gen.OneOf(Gen.String[0, 5], Gen.String[Gen.Char["ab ,，-\"\\=(–公示"], 0, 6]).Where(t => !t.Any(char.IsSurrogate)).Select(t => (DecisionValue)new DecisionValue.Text(t)),
        DecisionType.Number => Gen.Select(Gen.Int[-100_000, 100_000], Gen.Int[0, 3]).Select((n, d) => (DecisionValue)new DecisionValue.Number(n / (decimal)Math.Pow(10, d))),
        DecisionType.Integer => Gen.Int[-2_000, 2_000].Select(n => (DecisionValue)new DecisionValue.Number(n)),
        DecisionType.Date => Gen.Int[0, 20_000].Select(d => (DecisionValue)new DecisionValue.Date(DateOnly.ParseExact("2000-01-01", "yyyy-MM-dd", CultureInfo.InvariantCulture).AddDays(d))),
        _ => Gen.Bool.Select(b => (DecisionValue)new DecisionValue.Truth(b)),
    };
}
