using System.Globalization;
using System.Resources;
using Platform.Server.Hosting.Shell;

namespace Platform.Tests.Hosting;

/// <summary>The words around the staff's pages, in both languages.</summary>
public sealed class ShellTextTests
{
    private static readonly string[] Languages = ["zh-CN", "en"];

    [Theory]
    [InlineData("skip")]
    [InlineData("nav.main")]
    [InlineData("nav.inbox")]
    [InlineData("nav.inbox.unread")]
    [InlineData("account.of")]
    [InlineData("account.signIn")]
    [InlineData("account.signOut")]
    [InlineData("language.other")]
    [InlineData("error.403.title")]
    [InlineData("error.500.title")]
    [InlineData("list.separator")]
    [InlineData("bench.title")]
    [InlineData("bench.menu")]
    [InlineData("bench.keys")]
    [InlineData("bench.keys.text")]
    [InlineData("bench.keys.on")]
    [InlineData("bench.close")]
    [InlineData("bench.account")]
    [InlineData("bench.portal")]
    [InlineData("bench.administration")]
    [InlineData("bench.staffOnly")]
    [InlineData("bench.tryAgain")]
    [InlineData("bench.lost")]
    [InlineData("bench.lost.text")]
    [InlineData("bench.gone")]
    [InlineData("bench.reload")]
    public void The_layout_of_staff_finds_its_words(string key)
    {
        var texts = new ResourceManager(typeof(ShellText));
        Assert.All(Languages, language => Assert.False(string.IsNullOrEmpty(texts.GetString(key, CultureInfo.GetCultureInfo(language))), language));
    }
}
