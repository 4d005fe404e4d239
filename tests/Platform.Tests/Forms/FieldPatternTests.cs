using System.Text.Json.Nodes;
using Platform.Model.Forms;

namespace Platform.Tests.Forms;

public sealed class FieldPatternTests
{
    private static readonly (string Pattern, string Fits, string FitsNot)[] Common =
    [
        (@"\d{4}", "2025", "２０２５"), (@"[\d-]+", "12-3", "a"), (@"\w+", "a_1", "字"), (@"\W", "字", "a"), (@"\D+", "ab", "a1"), (@"[A-Z]{2,}", "ABC", "A"), (@"a|bc", "bc", "abc"),
        (@"(?:ab)+", "abab", "aba"), (@"(a)?b{0,2}", "abb", "abbb"), (@"[A-Za-z0-9\-〔〕（）()年第号]{3,40}", "（2025）年第1号", "余 卫"), (@"\u4f59[\u4e00-\u9fa5]*", "余杭区", "杭州"), (@"x\/y\.z", "x/y.z", "x/yz"),
        ("[^x]*", "abc", "axc"), (@"\S+\s\S+", "a b", "ab"), ("", "", "x"), (@"\[\]\{\}", "[]{}", "[]"),
    ];

    public static TheoryData<string> Refused =>
    [
        "[", "(", "a{", "a{x}", "a}", "]", "(?=a)a", "(?!a)b", "(?<n>a)", "(?i)a", "(?>a)", @"(a)\1", @"\A", @"\z", @"\-", @"\p{L}", @"\x41", @"\u12", @"\", "[a-z-[aeiou]]", "a{99999}", "*", @"[\D]", @"\q",
    ];

    [Fact]
    public void A_pattern_means_the_same_here_and_in_ECMAScript()
    {
        foreach (var (pattern, fits, fitsNot) in Common)
        {
            var regex = FieldPattern.TryCompile(pattern);
            Assert.True(regex is not null && regex.IsMatch(fits) && !regex.IsMatch(fitsNot), pattern);
        }

        var schema = new JsonObject
        {
            ["anyOf"] = new JsonArray([.. Common.Select(c => (JsonNode?)new JsonObject
            {
                ["properties"] = new JsonObject { ["of"] = new JsonObject { ["const"] = c.Pattern }, ["text"] = new JsonObject { ["type"] = "string", ["pattern"] = FieldPattern.Anchored(c.Pattern) } },
            })]),
        };
        JsonObject Sample(string pattern, string text) => new() { ["of"] = pattern, ["text"] = text };

        Assert.All(Ajv.Check(schema, Common.Select(c => Sample(c.Pattern, c.Fits))), Assert.Null);
        Assert.All(Ajv.Check(schema, Common.Select(c => Sample(c.Pattern, c.FitsNot))), Assert.NotNull);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_pattern_outside_the_common_part_is_refused(string pattern) => Assert.Null(FieldPattern.TryCompile(pattern));

    [Fact]
    public void A_pattern_cannot_be_made_to_run_long()
    {
        var regex = FieldPattern.TryCompile("(?:a+)+b")!;

        Assert.DoesNotMatch(regex, new string('a', 4000));
    }
}
