using System.Collections;
using System.Globalization;
using System.Resources;
using Platform.Server.Hosting;

namespace Platform.Tests.Codes;

public sealed class RulesTextTests
{
    private static readonly ResourceManager Texts = new("Platform.Server.Hosting.RulesText", typeof(RulesText).Assembly);

    [Fact]
    public void Every_text_stands_in_both_languages()
    {
        var (chinese, english) = (Read("zh-CN"), Read("en"));
        Assert.NotEmpty(chinese);
        Assert.Equal(chinese.Keys.Order(), english.Keys.Order());
        Assert.All(chinese, t => Assert.NotEqual(t.Value, english[t.Key]));
    }

    [Theory]
    [InlineData("citizenId.checksum")]
    [InlineData("creditCode.checksum")]
    public void A_check_character_text_says_what_would_be_right(string code) =>
        Assert.All(["zh-CN", "en"], culture => Assert.Contains("{expected}", Read(culture)[code], StringComparison.Ordinal));

    private static Dictionary<string, string> Read(string culture) =>
        Texts.GetResourceSet(culture == "en" ? CultureInfo.GetCultureInfo("en") : CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)!
            .Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!);
}
