using Microsoft.Playwright;
using Platform.Tests.Cases;

[assembly: AssemblyFixture(typeof(Platform.BrowserTests.Site))]

namespace Platform.BrowserTests;

/// <summary>The demo server in this process and one browser; every visitor gets a context of their own.</summary>
public sealed class Site : IAsyncLifetime
{
    private Chromium? _chromium;

    public CaseOffice Office { get; } = new();

    /// <summary>The repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Where screenshots go; outside the sources.</summary>
    public static string Screenshots { get; } = Directory.CreateDirectory(Path.Combine(Root, "artifacts", "screenshots")).FullName;

    public async ValueTask InitializeAsync()
    {
        await Office.InitializeAsync();
        _chromium = await Chromium.LaunchAsync();
    }

    /// <summary>Somebody with a browser. Skips the test where there is no chromium.</summary>
    /// <param name="who">Begins the names of the screenshots.</param>
    /// <param name="server">Another server than the one in this process.</param>
    public async Task<Visitor> VisitAsync(string who, Device device, string language = "zh-CN", bool script = true, Uri? server = null)
    {
        Assert.SkipWhen(_chromium is null, $"There is no chromium at {string.Join(", ", Chromium.Places)}.");
        var context = await _chromium.Browser.NewContextAsync(new()
        {
            BaseURL = (server ?? Office.Server.Url).ToString(),
            Locale = language,
            JavaScriptEnabled = script,
            ViewportSize = device.Size,
            IsMobile = device.Phone,
            HasTouch = device.Phone,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(60_000);
        return new Visitor(await context.NewPageAsync(), who, device, language, script);
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
        {
            await _chromium.DisposeAsync();
        }

        await Office.DisposeAsync();
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Platform.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? AppContext.BaseDirectory;
    }
}

/// <summary>What somebody holds in their hands.</summary>
public sealed record Device(string Name, int Width, int Height, bool Phone)
{
    public static Device Handset { get; } = new("phone", 390, 844, true);

    public static Device Desk { get; } = new("desktop", 1280, 900, false);

    public ViewportSize Size => new() { Width = Width, Height = Height };
}
