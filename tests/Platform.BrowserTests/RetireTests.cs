using Microsoft.Playwright;

namespace Platform.BrowserTests;

/// <summary>A local administrator gets rid of what was a mistake, is told what still needs it, and brings it back.</summary>
[Collection(nameof(Site))]
public sealed class RetireTests(Site site)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_not_wanted_any_more_goes_and_comes_back_by_keyboard(bool phone)
    {
        var key = phone ? "murk" : "shade";
        await using var admin = await site.VisitAsync("retire", phone ? Device.Handset : Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        var page = admin.Page;
        await admin.WriteDefinitionAsync($"codeTable/{key}", $$$"""{"key":"{{{key}}}","title":{"zh-CN":"明暗","en":"Shades"},"entries":[{"code":"d","label":{"zh-CN":"暗","en":"Dark"}}]}""");
        await admin.OpenAsync($"/designer/codeTable/{key}?locality=330110&view=publish");
        await AskAsync(admin, "discard");
        await Assertions.Expect(page.Locator("#retire-ask")).ToBeFocusedAsync();
        await admin.LookAsync("discard");
        await page.Locator("[data-testid=retire-yes]").PressAsync("Enter");
        await Assertions.Expect(page.Locator(".notice.good")).ToContainTextAsync("已舍弃");
        await Assertions.Expect(page.Locator("[data-testid=draft]")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("[data-testid=versions]")).ToContainTextAsync("已舍弃");
        await admin.LookAsync("discarded");

        // Taken up again and put in force, it goes out of force too.
        await page.Locator("[data-testid=restore]").First.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=draft]")).ToBeVisibleAsync();
        await page.Locator("[data-testid=publish]").PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=active]")).ToBeVisibleAsync();
        await AskAsync(admin, "retire");
        await page.Locator("[data-testid=retire-no]").PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=retire-ask]")).ToHaveCountAsync(0);
        await AskAsync(admin, "retire");
        await admin.LookAsync("retire");
        await page.Locator("[data-testid=retire-yes]").PressAsync("Enter");
        await Assertions.Expect(page.Locator(".notice.good")).ToContainTextAsync("已停用");
        await Assertions.Expect(page.Locator("[data-testid=active]")).ToHaveCountAsync(0);
        await page.Locator("[data-testid=again]").First.PressAsync("Enter");
        await page.Locator("[data-testid=again-yes]").PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=active]")).ToBeVisibleAsync();
        admin.AssertContent();
    }

    [Fact]
    public async Task What_something_names_stays_and_it_is_said_what()
    {
        await using var admin = await site.VisitAsync("retire-named", Device.Desk, "en");
        await admin.SignInAsync("admin", "demo-Platform-1");
        await admin.OpenAsync("/designer/flow/hygiene-permit?locality=33&view=publish");
        await AskAsync(admin, "retire");
        await Assertions.Expect(admin.Page.Locator("[data-testid=in-the-way]")).ToContainTextAsync("public-place-hygiene-permit");
        await Assertions.Expect(admin.Page.Locator("[data-testid=retire-yes]")).ToHaveCountAsync(0);
        await admin.LookAsync("barred");
        admin.AssertContent();
    }

    private static async Task AskAsync(Visitor admin, string what)
    {
        await admin.EnterAsync($"[data-testid={what}]", "[data-testid=retire-ask]");
        await admin.Page.Locator("[data-testid=retire-ask]").WaitForAsync();
    }
}
