using Microsoft.Playwright;

namespace Platform.BrowserTests;

/// <summary>Papers and the whole case as PDF files, by a caseworker, a resident, and whoever writes the template.</summary>
[Collection(nameof(Site))]
public sealed class CaseAsPdfTests(Site site)
{
    /// <summary>A machine that also runs the tests prints slowly.</summary>
    private static readonly LocatorAssertionsToBeVisibleOptions Patiently = new() { Timeout = 120_000 };

    [Theory]
    [InlineData("zh-CN", false)]
    [InlineData("en-GB", true)]
    public async Task A_caseworker_has_the_whole_case_made_sees_it_being_made_and_takes_it(string language, bool onPhone)
    {
        var number = (await site.Office.FileAsync())["number"]!.GetValue<string>();
        await using var officer = await site.VisitAsync("dossier", onPhone ? Device.Handset : Device.Desk, language);
        await officer.SignInAsync("li.na", "demo-Acceptance-1");
        await officer.OpenAsync($"/workbench/cases/{number}?tab=documents");
        var page = officer.Page;
        await Assertions.Expect(page.Locator("[data-testid=paper-pdf]").First).ToBeVisibleAsync(Patiently);
        await officer.LookAsync("documents");
        await page.Locator("[data-testid=dossier-make]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=dossier-progress]")).ToBeVisibleAsync(Patiently);
        await officer.LookAsync("being-made");
        await Assertions.Expect(page.Locator("[data-testid=dossier-take]")).ToBeVisibleAsync(Patiently);
        await officer.LookAsync("made");
        var taken = await page.RunAndWaitForDownloadAsync(() => page.Locator("[data-testid=dossier-take]").ClickAsync());
        Assert.Contains(number, taken.SuggestedFilename, StringComparison.Ordinal);
        Assert.Equal("%PDF-"u8.ToArray(), (await File.ReadAllBytesAsync(await taken.PathAsync()))[..5]);

        await page.Locator("[data-testid=dossier-make]").ClickAsync();
        await page.Locator("[data-testid=dossier-cancel]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-testid=dossier-make]")).ToBeVisibleAsync(Patiently);
        officer.AssertContent();
    }

    [Fact]
    public async Task A_resident_saves_a_paper()
    {
        var filed = await site.Office.FileAsync();
        await using var resident = await site.VisitAsync("paper-pdf", Device.Handset);
        await resident.OpenAsync($"/cases/{filed["number"]}?code={filed["trackingCode"]}");
        await resident.LookAsync("case");
        var link = resident.Page.Locator("a[href*='.pdf']").First;
        var taken = await resident.Page.RunAndWaitForDownloadAsync(() => link.ClickAsync(), new() { Timeout = 120_000 });
        Assert.EndsWith(".pdf", taken.SuggestedFilename, StringComparison.Ordinal);
        Assert.Equal("%PDF-"u8.ToArray(), (await File.ReadAllBytesAsync(await taken.PathAsync()))[..5]);
        resident.AssertContent();
    }

    [Fact]
    public async Task Whoever_writes_a_template_saves_a_specimen()
    {
        await using var admin = await site.VisitAsync("specimen-pdf", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer/documentTemplate/acceptance-notice?locality=330110");
        var press = admin.Page.Locator("[data-testid=sample-pdf]");
        await Assertions.Expect(press).ToBeVisibleAsync(Patiently);
        await admin.LookAsync("preview");
        var taken = await admin.Page.RunAndWaitForDownloadAsync(() => press.ClickAsync(), new() { Timeout = 120_000 });
        Assert.EndsWith(".pdf", taken.SuggestedFilename, StringComparison.Ordinal);
        Assert.Equal("%PDF-"u8.ToArray(), (await File.ReadAllBytesAsync(await taken.PathAsync()))[..5]);
        admin.AssertContent();
    }
}
