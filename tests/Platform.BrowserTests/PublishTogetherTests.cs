using Microsoft.Playwright;

namespace Platform.BrowserTests;

/// <summary>A local administrator publishes a code table and the form that asks for it in one go.</summary>
[Collection(nameof(Site))]
public sealed class PublishTogetherTests(Site site)
{
    [Fact]
    public async Task Two_drafts_of_which_one_needs_the_other_come_into_force_together()
    {
        await using var admin = await site.VisitAsync("publish-together", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        var page = admin.Page;
        await admin.WriteDefinitionAsync("codeTable/hue", """{"key":"hue","title":{"zh-CN":"颜色","en":"Hues"},"entries":[{"code":"r","label":{"zh-CN":"红","en":"Red"}}]}""");
        await admin.WriteDefinitionAsync("form/paint", """
            {"key":"paint","title":{"zh-CN":"粉刷","en":"Paint"},"pages":[{"key":"p","title":{"zh-CN":"页","en":"Page"},"sections":[{"key":"s","title":{"zh-CN":"节","en":"Section"},
            "elements":[{"key":"hue","type":"choice","label":{"zh-CN":"颜色","en":"Hue"},"codeTable":"hue"}]}]}]}
            """);
        await admin.OpenAsync("/designer?locality=330110");
        await page.ClickAsync("[data-testid=publish-together]");
        await page.Locator("[data-testid=selection]").WaitForAsync();
        await Assertions.Expect(page.GetByLabel("一起发布“颜色”")).ToBeCheckedAsync();
        var hue = page.Locator("[data-testid=selection] tr", new() { Has = page.GetByLabel("一起发布“颜色”") });
        await hue.Locator("details summary").First.ClickAsync();
        await Assertions.Expect(hue.Locator("[data-testid=changes]")).ToContainTextAsync("增加“红 / Red”");
        await page.ClickAsync("[data-testid=select-none]");
        await Assertions.Expect(page.Locator("[data-testid=selection] input[type=checkbox]:checked")).ToHaveCountAsync(0);
        await page.GetByLabel("一起发布“粉刷”").CheckAsync();
        await page.ClickAsync("[data-testid=publish-selection]");
        await Assertions.Expect(page.Locator("[data-testid=selection] .findings .error")).ToContainTextAsync("hue");
        await admin.LookAsync("refused");
        await page.GetByLabel("一起发布“颜色”").CheckAsync();
        await page.ClickAsync("[data-testid=check-selection]");
        await Assertions.Expect(page.Locator("[data-testid=selection] .tag.good")).ToHaveCountAsync(2);
        await admin.LookAsync("checked");
        await page.ClickAsync("[data-testid=publish-selection]");
        await Assertions.Expect(page.Locator(".notice.good")).ToContainTextAsync("粉刷");
        await Assertions.Expect(page.GetByLabel("一起发布“粉刷”")).ToHaveCountAsync(0);
        await admin.OpenAsync("/designer/form/paint?locality=330110");
        await Assertions.Expect(page.Locator("[data-testid=active]")).ToBeVisibleAsync();
        admin.AssertContent();
    }

    [Fact]
    public async Task A_draft_that_differs_in_nothing_is_not_chosen_and_can_be_discarded_there()
    {
        const string Shades = """{"key":"tint","title":{"zh-CN":"色调","en":"Tints"},"entries":[{"code":"r","label":{"zh-CN":"暖","en":"Warm"}}]}""";
        await using var admin = await site.VisitAsync("publish-same", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        var page = admin.Page;
        await admin.WriteDefinitionAsync("codeTable/tint", Shades);
        await admin.OpenAsync("/designer/codeTable/tint?locality=330110&view=publish");
        await page.ClickAsync("[data-testid=publish]");
        await Assertions.Expect(page.Locator("[data-testid=active]")).ToBeVisibleAsync();
        await admin.WriteDefinitionAsync("codeTable/tint", Shades.Replace("暖", "冷", StringComparison.Ordinal));
        await admin.OpenAsync("/designer/codeTable/tint?locality=330110&view=history");
        await Assertions.Expect(page.Locator("[data-testid=edits] del")).ToContainTextAsync("暖");
        await Assertions.Expect(page.Locator("[data-testid=edits] ins")).ToContainTextAsync("冷");
        await admin.WriteDefinitionAsync("codeTable/tint", Shades);
        await admin.OpenAsync("/designer/publish?locality=330110");
        await Assertions.Expect(page.GetByLabel("一起发布“色调”")).Not.ToBeCheckedAsync();
        await admin.LookAsync("same");
        await page.GetByLabel("舍弃草稿“色调”").ClickAsync();
        await Assertions.Expect(page.Locator(".notice.good")).ToContainTextAsync("色调");
        await Assertions.Expect(page.GetByLabel("一起发布“色调”")).ToHaveCountAsync(0);
        admin.AssertContent();
    }

    [Fact]
    public async Task What_was_put_right_elsewhere_is_published_by_the_next_press()
    {
        await using var admin = await site.VisitAsync("publish-again", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        var page = admin.Page;
        await admin.WriteDefinitionAsync("codeTable/shade", """{"key":"shade","title":{"zh-CN":"深浅","en":"Shades"},"entries":[{"code":"r"}]}""");
        await admin.OpenAsync("/designer/publish?locality=330110");
        await page.Locator("[data-testid=selection]").WaitForAsync();
        foreach (var box in await page.Locator("[data-testid=selection] input[type=checkbox]").AllAsync())
        {
            await box.UncheckAsync();
        }

        await page.GetByLabel("一起发布“深浅”").CheckAsync();
        await page.ClickAsync("[data-testid=publish-selection]");
        await Assertions.Expect(page.Locator("[data-testid=selection] .findings .error")).ToHaveCountAsync(1);
        await using var other = await site.VisitAsync("publish-again-mend", Device.Desk);
        await other.SignInAsync("he.jie", "demo-Site-1");
        await other.WriteDefinitionAsync("codeTable/shade", """{"key":"shade","title":{"zh-CN":"深浅","en":"Shades"},"entries":[{"code":"r","label":{"zh-CN":"红","en":"Red"}}]}""");
        await page.ClickAsync("[data-testid=publish-selection]");
        await Assertions.Expect(page.Locator(".notice.good")).ToContainTextAsync("深浅");
        admin.AssertContent();
        other.AssertContent();
    }
}
