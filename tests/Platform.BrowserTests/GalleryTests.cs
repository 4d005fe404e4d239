using System.Net.Http.Json;
using Microsoft.Playwright;

namespace Platform.BrowserTests;

/// <summary>A platform administrator looks at a package, sees what it would change, and installs it elsewhere.</summary>
[Collection(nameof(Site))]
public sealed class GalleryTests(Site site)
{
    [Fact]
    public async Task A_package_is_read_previewed_and_installed_as_drafts_once()
    {
        await using var admin = await site.VisitAsync("gallery", Device.Desk);
        await admin.SignInAsync("admin", "demo-Platform-1");
        await OpenPlaceAsync("34", "安徽省");
        await admin.OpenAsync("/designer/templates?locality=3301");
        var page = admin.Page;
        await page.Locator("[data-testid=package]").First.WaitForAsync();
        await page.Locator("[data-testid=package] summary").First.ClickAsync();
        await Assertions.Expect(page.Locator("[data-testid=package]").First).ToContainTextAsync("hygiene-permit");
        await Assertions.Expect(page.Locator("[data-testid=install]")).ToHaveCountAsync(0);

        // A city takes all of it from its province; there is nothing to install.
        await page.ClickAsync("[data-testid=preview]");
        await Assertions.Expect(page.Locator(".notice.info")).ToContainTextAsync("沿用上级的，不另建副本");
        await Assertions.Expect(page.Locator("[data-testid=install]")).ToBeDisabledAsync();
        await admin.LookAsync("inherited");
        await page.SelectOptionAsync("#g-locality", "34");
        await Assertions.Expect(page.Locator("[data-testid=report]")).ToHaveCountAsync(0);
        await page.ClickAsync("[data-testid=preview]");
        await Assertions.Expect(page.Locator("[data-testid=report]")).ToContainTextAsync("hygiene-permit");
        await admin.LookAsync("preview");
        await page.ClickAsync("[data-testid=install]");
        await Assertions.Expect(page.Locator(".notice.good")).ToContainTextAsync("草稿");
        await page.ClickAsync("[data-testid=preview]");
        await Assertions.Expect(page.Locator(".notice.info")).ToContainTextAsync("将新增 0 项，更新 0 项");
        await Assertions.Expect(page.Locator("[data-testid=install]")).ToBeDisabledAsync();
        await admin.LookAsync("again");

        // Taken away again: all of it is as it was brought, so all of it goes, once.
        await page.Locator("[data-testid=remove-preview]").PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=removal]")).ToContainTextAsync("hygiene-permit");
        await admin.LookAsync("removal");
        await page.Locator("[data-testid=remove]").PressAsync("Enter");
        await Assertions.Expect(page.Locator(".notice.good")).ToContainTextAsync("已停用");
        await admin.LookAsync("removed");
        await page.ClickAsync("[data-testid=remove-preview]");
        await Assertions.Expect(page.Locator(".notice.bad")).ToContainTextAsync("没有安装过");
        admin.AssertContent();
    }

    private async Task OpenPlaceAsync(string code, string name)
    {
        using var api = await site.Office.Server.AsAsync("admin", "demo-Platform-1");
        using var opened = await api.PutAsJsonAsync(new Uri($"/api/v1/localities/{code}", UriKind.Relative), new { name = new Dictionary<string, string> { ["zh-CN"] = name } });
        Assert.True(opened.IsSuccessStatusCode, await opened.Content.ReadAsStringAsync());
    }
}
