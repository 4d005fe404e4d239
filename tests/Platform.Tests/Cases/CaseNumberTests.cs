using System.Security.Cryptography;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Localities;

namespace Platform.Tests.Cases;

public sealed class CaseNumberTests
{
    private static readonly DateOnly Day = new(2026, 3, 9);
    private static readonly LocalityCode District = LocalityCode.Parse("330110");

    [Theory]
    [InlineData("{authority}{yyyyMMdd}{seq:4}", 7, "11330110002510107P202603090007")]
    [InlineData("{item}-{authority}-{yyyyMMdd}-{seq:3}", 12345, "gcws-11330110002510107P-20260309-12345")]
    [InlineData("余卫〔{locality}〕{authority}{yyyyMMdd}{seq:1}号", 3, "余卫〔330110〕11330110002510107P202603093号")]
    public void A_number_is_written_as_the_site_wants(string pattern, int sequence, string expected) =>
        Assert.Equal(expected, CaseNumberPattern.Parse(pattern).Value.Format("11330110002510107P", "gcws", District, Day, sequence).Value.Value);

    [Theory]
    [InlineData("{authority}{yyyyMMdd}", "caseNumberPattern.notUnique")]
    [InlineData("{yyyyMMdd}{seq:4}", "caseNumberPattern.notUnique")]
    [InlineData("authority yyyyMMdd seq", "caseNumberPattern.notUnique")]
    [InlineData("{authority}{yyyyMMdd}{seq}", "caseNumberPattern.token")]
    [InlineData("{authority}{yyyyMMdd}{seq:4", "caseNumberPattern.token")]
    [InlineData("}{authority}{yyyyMMdd}{seq:4}", "caseNumberPattern.token")]
    [InlineData("{office}{yyyyMMdd}{seq:4}", "caseNumberPattern.token")]
    public void A_pattern_that_cannot_work_is_refused(string pattern, string code) => Assert.Equal(code, Assert.Single(CaseNumberPattern.Parse(pattern).Problems).Code);

    [Fact]
    public void A_number_longer_than_the_standard_allows_is_refused()
    {
        var pattern = CaseNumberPattern.Parse("{authority}{item}{yyyyMMdd}{seq:4}").Value;
        Assert.Equal("caseNumber.tooLong", Assert.Single(pattern.Format("11330110002510107P", new string('x', 21), District, Day, 1).Problems).Code);
        Assert.Equal(50, pattern.Format("11330110002510107P", new string('x', 20), District, Day, 1).Value.Value.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => pattern.Format("a", "b", District, Day, 0));
    }

    [Theory]
    [InlineData("A-1", true)]
    [InlineData(" A-1 ", true)]
    [InlineData("A 1", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_case_number_is_opaque_text_without_blanks(string? text, bool valid)
    {
        Assert.Equal(valid, CaseNumber.TryParse(text, out var number));
        if (valid)
        {
            Assert.Equal("\"A-1\"", JsonSerializer.Serialize(number, ModelJson.Options));
            Assert.Equal(number, JsonSerializer.Deserialize<CaseNumber>("\"A-1\"", ModelJson.Options));
        }
    }

    [Fact]
    public void A_tracking_code_is_read_as_people_type_it()
    {
        var code = TrackingCode.Generate(n => [.. Enumerable.Range(0, n).Select(i => (byte)i)]);
        Assert.Equal("0123456789ABCDEF", code.Value);
        Assert.Equal("0123-4567-89AB-CDEF", code.Grouped);
        Assert.True(TrackingCode.TryParse("oL23-4567 89ab-cdef", out var typed));
        Assert.Equal(code, typed);
        Assert.True(code.Matches("OI23456789ABCDEF"));
        Assert.False(code.Matches("0123456789ABCDEG"));
        Assert.False(code.Matches(null));
        Assert.Equal(code, JsonSerializer.Deserialize<TrackingCode>(JsonSerializer.Serialize(code, ModelJson.Options), ModelJson.Options));
    }

    [Theory]
    [InlineData("0123456789ABCDE")]
    [InlineData("0123456789ABCDEFG")]
    [InlineData("0123456789ABCDEU")]
    [InlineData("")]
    [InlineData(null)]
    public void Other_text_is_no_tracking_code(string? text) => Assert.False(TrackingCode.TryParse(text, out _));

    [Fact]
    public void Tracking_codes_differ_and_stay_out_of_logs()
    {
        var codes = Enumerable.Range(0, 10_000).Select(_ => TrackingCode.Generate(RandomNumberGenerator.GetBytes)).ToHashSet();
        Assert.Equal(10_000, codes.Count);
        Assert.Equal(32, codes.SelectMany(c => c.Value).Distinct().Count());
        Assert.All(codes.Take(10), c => Assert.DoesNotContain(c.Value, $"{c}", StringComparison.Ordinal));
    }
}
