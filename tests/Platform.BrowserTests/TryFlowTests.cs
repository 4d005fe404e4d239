using Microsoft.Playwright;

namespace Platform.BrowserTests;

/// <summary>A local administrator walks a flow before it is published, and saves the walk.</summary>
[Collection(nameof(Site))]
public sealed class TryFlowTests(Site site)
{
    [Fact]
    public async Task A_flow_is_walked_to_its_end_taken_back_and_saved_as_a_sample()
    {
        await using var admin = await site.VisitAsync("try-flow", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer/flow/construction-permit?locality=330110");
        var page = admin.Page;
        await page.ClickAsync("[data-testid=view-try]");
        await page.Locator("[data-testid=try-start]").WaitForAsync();
        await page.ClickAsync("[data-testid=try-start]");
        await Assertions.Expect(page.Locator("[data-testid=try-state]")).ToContainTextAsync("已收件");
        await admin.LookAsync("begun");
        await page.ClickAsync("[data-testid=try-Accept]");
        await Assertions.Expect(page.Locator("[data-testid=try-log] > li")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("[data-testid=try-Accept]")).ToHaveCountAsync(0);
        await page.ClickAsync("[data-testid=try-wait-1]");
        await page.ClickAsync("[data-testid=try-back]");
        await page.ClickAsync("[data-testid=try-back]");
        await Assertions.Expect(page.Locator("[data-testid=try-log] > li")).ToHaveCountAsync(1);
        await page.Locator("[data-testid=try-Refuse]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=try-state]")).ToContainTextAsync("不予受理");
        await page.ClickAsync("[data-testid=sample-save]");
        await Assertions.Expect(page.Locator(".notice.warn")).ToContainTextAsync("名称");
        await page.FillAsync("[data-testid=sample-name]", "不属于本机关");
        await page.ClickAsync("[data-testid=sample-save]");
        await Assertions.Expect(page.Locator("[data-testid=samples]")).ToContainTextAsync("不属于本机关");
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");

        await page.ReloadAsync();
        await page.ClickAsync("[data-testid=sample-play]");
        await Assertions.Expect(page.Locator("[data-testid=try-state]")).ToContainTextAsync("不予受理");
        await Assertions.Expect(page.GetByText("与存下的结果一致")).ToBeVisibleAsync();
        await admin.LookAsync("sample");
        await page.Locator("h1").FocusAsync();
        await page.Keyboard.PressAsync("Control+z");
        await Assertions.Expect(page.Locator("[data-testid=samples]")).ToHaveCountAsync(0);
        admin.AssertContent();
    }
}
