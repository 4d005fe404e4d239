using System.Globalization;
using System.Text.RegularExpressions;
using Platform.Model.Sites;
using Platform.Server.Hosting.Shell;

namespace Platform.Tests.Sites;

/// <summary>Whatever look a place chooses, what is written can be read (WCAG 2.2, 1.4.3 and 1.4.11).</summary>
public sealed class SiteLooksTests
{
    /// <summary>What stands on what in <c>portal.css</c>, and the least contrast.</summary>
    private static readonly (string On, string Behind, double Least)[] Pairs =
    [
        ("c-on-dark", "c-primary", 4.5), ("c-on-dark", "c-primary-dark", 4.5),
        ("c-primary", "c-surface", 4.5), ("c-primary", "c-page", 4.5), ("c-primary", "c-primary-soft", 4.5), ("c-primary", "c-hero", 4.5),
        ("c-primary-dark", "c-primary-soft", 4.5), ("c-primary-dark", "c-surface", 4.5),
        ("c-ink", "c-hero", 4.5), ("c-ink", "c-primary-soft", 4.5), ("c-ink-soft", "c-hero", 4.5), ("c-ink-soft", "c-primary-soft", 4.5),
        ("c-focus", "c-primary-dark", 3),
    ];

    private static readonly string Css = File.ReadAllText(Path.Combine(Root(), "Platform.Designer/wwwroot/tokens.css"));

    public static TheoryData<SiteLook> Looks => [.. Enum.GetValues<SiteLook>()];

    [Theory]
    [MemberData(nameof(Looks))]
    public void Everything_can_be_read(SiteLook look) =>
        Assert.All(Pairs, pair => Assert.True(Contrast(Token(look, pair.On), Token(look, pair.Behind)) >= pair.Least, $"{look}: {pair.On} on {pair.Behind} has {Contrast(Token(look, pair.On), Token(look, pair.Behind)):0.00}, wants {pair.Least}."));

    [Theory]
    [MemberData(nameof(Looks))]
    public void The_frame_of_the_browser_has_the_colour_of_the_head(SiteLook look) => Assert.Equal(Token(look, "c-primary-dark"), SiteLooks.Dark(look));

    private static string Token(SiteLook look, string name)
    {
        var own = look == SiteLook.Blue ? null : Regex.Match(Css, $$"""\[data-look="{{SiteLooks.NameOf(look)}}"\] \{(.*?)\}""", RegexOptions.Singleline);
        Assert.True(own is null || own.Success, $"{look} has no block.");
        var found = own is null ? Match.Empty : Regex.Match(own.Groups[1].Value, $"--{name}: (#[0-9a-f]{{6}})");
        return found.Success ? found.Groups[1].Value : Regex.Match(Css, $"--{name}: (#[0-9a-f]{{6}})").Groups[1].Value;
    }

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double Part(int at)
        {
            var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Part(1)) + (0.7152 * Part(3)) + (0.0722 * Part(5));
    }

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Platform.sln")))
        {
            at = at.Parent;
        }

        return at?.FullName ?? throw new InvalidOperationException("The tests run inside the repository.");
    }
}
