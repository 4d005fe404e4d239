using Microsoft.Playwright;
using Platform.Tests.Cases;

namespace Platform.BrowserTests;

/// <summary>A local administrator at the designer, with real keys.</summary>
[Collection(nameof(Site))]
public sealed class DesignerTests(Site site)
{
    [Fact]
    public async Task A_code_table_is_made_by_keyboard_checked_published_and_brought_back()
    {
        await using var admin = await site.VisitAsync("designer", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer?locality=330110");
        var page = admin.Page;
        await page.Locator("[data-testid=definitions]").WaitForAsync();
        await admin.LookAsync("home");
        await page.Locator("[data-testid=new] summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.SelectOptionAsync("#n-kind", "CodeTable");
        await page.FocusAsync("#n-key");
        await page.Keyboard.TypeAsync("venue-kind");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".editor-head").WaitForAsync();
        await page.FocusAsync("#e-title-zh-CN");
        await page.Keyboard.TypeAsync("场所类型");
        await page.Keyboard.PressAsync("Tab");
        await page.Locator("[data-testid=list-entries] [data-testid=add]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("[data-testid=entry]").First.WaitForAsync();
        await page.Locator("[data-testid=check]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=findings]")).ToContainTextAsync("中文名称");
        await Assertions.Expect(page.Locator(".wrong-row .error")).ToContainTextAsync("中文名称");
        await admin.LookAsync("found");

        await page.FocusAsync("#e-entries_0-label-zh-CN");
        await page.Keyboard.TypeAsync("宾馆");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await page.Locator("[data-testid=list-entries] [data-testid=add]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=entry]")).ToHaveCountAsync(2);
        await page.Locator("h1").FocusAsync();
        await page.Keyboard.PressAsync("Control+z");
        await Assertions.Expect(page.Locator("[data-testid=entry]")).ToHaveCountAsync(1);

        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("#e-entries_0-label-zh-CN")).ToHaveValueAsync("宾馆");
        await Assertions.Expect(page.Locator("[data-testid=redo]")).ToBeEnabledAsync();
        await page.ClickAsync("[data-testid=view-history]");
        await Assertions.Expect(page.Locator("[data-testid=edits]")).ToContainTextAsync("宾馆");
        await admin.LookAsync("history");
        await page.ClickAsync("[data-testid=view-json]");
        await page.Locator("[data-testid=json]").WaitForAsync();
        await page.FillAsync("[data-testid=json]", "{ half");
        await page.ClickAsync("[data-testid=json-apply]");
        await Assertions.Expect(page.Locator("[data-testid=json-broken]")).ToBeVisibleAsync();
        await admin.LookAsync("json");
        await page.ClickAsync("[data-testid=view-publish]");
        await Assertions.Expect(page.Locator("[data-testid=changes]")).ToContainTextAsync("场所类型");
        await admin.LookAsync("publish");
        await page.ClickAsync("[data-testid=publish]");
        await Assertions.Expect(page.Locator("[data-testid=active]")).ToBeVisibleAsync();
        admin.AssertContent();
    }

    [Fact]
    public async Task Two_administrators_see_each_other_and_one_conflict()
    {
        await using var one = await site.VisitAsync("designer-one", Device.Desk);
        await one.SignInAsync("he.jie", "demo-Site-1");
        await one.OpenAsync("/designer/codeTable/shared-table?locality=330110");
        await one.Page.FillAsync("#e-title-zh-CN", "共用");
        await Assertions.Expect(one.Page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await using var other = await site.VisitAsync("designer-two", Device.Desk);
        await other.SignInAsync("xu.min", "demo-Item-1");
        await other.OpenAsync("/designer/codeTable/shared-table?locality=330110");
        await Assertions.Expect(other.Page.Locator("#e-title-zh-CN")).ToHaveValueAsync("共用");
        await Assertions.Expect(one.Page.Locator("[data-testid=others]")).ToContainTextAsync("徐敏");
        await other.Page.FillAsync("#e-title-en", "Shared");
        await Assertions.Expect(one.Page.Locator("#e-title-en")).ToHaveValueAsync("Shared");
        await one.Page.FillAsync("#e-title-zh-CN", "共用表");
        await Assertions.Expect(other.Page.Locator("#e-title-zh-CN")).ToHaveValueAsync("共用表");
        await other.LookAsync("together");
        one.AssertContent();
        other.AssertContent();
    }
}
