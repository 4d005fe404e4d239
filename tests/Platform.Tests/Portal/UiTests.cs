using System.Globalization;
using System.Reflection;
using System.Resources;
using System.Text.RegularExpressions;
using Platform.Designer.Ui;
using Platform.Server.Cases.Portal;
using Platform.Server.Hosting.Shell;
using Platform.Server.Items.Portal;

namespace Platform.Tests.Portal;

public sealed partial class UiTests
{
    public static TheoryData<Type> Resources => [typeof(UiText), typeof(ShellText), typeof(ItemsPortalText), typeof(CasesPortalText)];

    [Theory]
    [MemberData(nameof(Resources))]
    public void Chinese_and_English_say_the_same_things(Type marker)
    {
        var (chinese, english) = (Texts(marker, ""), Texts(marker, "en"));

        Assert.Equal(chinese.Keys.Order(), english.Keys.Order());
        Assert.All(chinese, text => Assert.Equal(Holes(text.Value), Holes(english[text.Key])));
        Assert.All(english.Where(t => t.Key != "language.other"), text => Assert.DoesNotMatch(@"[\u4e00-\u9fff]", text.Value));
    }

    [Fact]
    public void Every_text_a_page_asks_for_exists()
    {
        var known = new[] { typeof(UiText).Assembly, typeof(ShellText).Assembly }
            .SelectMany(a => a.GetManifestResourceNames().Where(n => n.EndsWith(".resources", StringComparison.Ordinal)).SelectMany(n => Texts(a, n[..^".resources".Length], "").Keys))
            .ToHashSet();
        var folders = new[] { "Platform.Designer/Ui", "Platform.Server/Hosting/Shell", "Platform.Server/Items/Portal", "Platform.Server/Cases/Portal" };
        var asked = folders.SelectMany(f => Directory.EnumerateFiles(Path.Combine(Root(), f), "*.*", SearchOption.AllDirectories))
            .Where(f => f.EndsWith(".razor", StringComparison.Ordinal) || f.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(f => Asked().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value))
            .ToHashSet();

        Assert.True(asked.Count > 200, $"Only {asked.Count} texts were found.");
        Assert.Empty(asked.Except(known));
    }

    [Fact]
    public void The_workbench_has_the_colours_of_the_portal()
    {
        var css = File.ReadAllText(Path.Combine(Root(), "Platform.Designer/wwwroot/tokens.css"));
        string Token(string name) => Regex.Match(css, $@"--{name}: (#[0-9a-f]{{6}})").Groups[1].Value;
        var palette = PlatformTheme.Theme.PaletteLight;

        Assert.StartsWith(Token("c-primary"), palette.Primary.Value, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith(Token("c-primary-dark"), palette.AppbarBackground.Value, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith(Token("c-ink"), palette.TextPrimary.Value, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith(Token("c-bad"), palette.Error.Value, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith(Token("c-good"), palette.Success.Value, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith(Token("c-page"), palette.Background.Value, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/items?q=1", true)]
    [InlineData("/", true)]
    [InlineData("//evil.example", false)]
    [InlineData("/\\evil.example", false)]
    [InlineData("https://evil.example", false)]
    [InlineData("/a\r\nSet-Cookie: x", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_paths_of_this_site_are_come_back_to(string? url, bool local)
    {
        Assert.Equal(local, LocalUrl.IsLocal(url));
    }

    [Fact]
    public void Every_icon_has_a_drawing()
    {
        Assert.All(Icons.Names, name => Assert.StartsWith("M", Icons.Find(name), StringComparison.Ordinal));
        Assert.Null(Icons.Find("nothing"));
    }

    private static Dictionary<string, string> Texts(Type marker, string culture) => Texts(marker.Assembly, marker.FullName!, culture);

    private static Dictionary<string, string> Texts(Assembly assembly, string name, string culture) =>
        new ResourceManager(name, assembly).GetResourceSet(CultureInfo.GetCultureInfo(culture), createIfNotExists: true, tryParents: false)!
            .Cast<System.Collections.DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!);

    private static IEnumerable<string> Holes(string text) => Hole().Matches(text).Select(m => m.Value).Distinct().Order();

    private static string Root()
    {
        var at = new DirectoryInfo(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Platform.sln")))
        {
            at = at.Parent;
        }

        return at?.FullName ?? throw new InvalidOperationException("The tests run inside the repository.");
    }

    /// <summary>Literal keys only; composed ones are seen by the pages' own tests.</summary>
    [GeneratedRegex("""(?:\bT|\bUi|\bShell|\btexts|\bui)\[(?:\w+ \? )?"([a-zA-Z0-9.]+)"[,\]]""")]
    private static partial Regex Asked();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Hole();
}
