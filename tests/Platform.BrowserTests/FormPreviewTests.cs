using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Platform.Tests.Cases;

namespace Platform.BrowserTests;

/// <summary>What is typed into the preview of a form stays there while the form is edited.</summary>
[Collection(nameof(Site))]
public sealed class FormPreviewTests(Site site)
{
    private const string Address = "/api/v1/definitions/form/preview-form?locality=330110";

    [Fact]
    public async Task Test_answers_outlive_edits_turned_pages_and_a_form_that_is_unsound_for_a_while()
    {
        var office = await site.Office.AsAsync("he.jie");
        using var saved = await office.PutAsJsonAsync(Address, JsonNode.Parse("""
            {"key":"preview-form","title":{"zh-CN":"预览","en":"Preview"},"pages":[
              {"key":"one","title":{"zh-CN":"第一页","en":"One"},"sections":[{"key":"s1","title":{"zh-CN":"甲","en":"A"},"elements":[
                {"key":"shop","type":"text","label":{"zh-CN":"店名","en":"Shop"} },{"key":"rooms","type":"number","label":{"zh-CN":"房间"} }]}]},
              {"key":"two","title":{"zh-CN":"第二页","en":"Two"},"sections":[{"key":"s2","title":{"zh-CN":"乙","en":"B"},"elements":[
                {"key":"owner","type":"text","label":{"zh-CN":"店主","en":"Owner"} }]}]}]}
            """), TestContext.Current.CancellationToken);
        await CaseOffice.ReadAsync(saved);

        await using var admin = await site.VisitAsync("form-preview", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer/form/preview-form?locality=330110");
        var page = admin.Page;
        var preview = page.FrameLocator("[data-testid=preview]");
        var (shop, rooms) = (preview.Locator("[name='a.shop']"), preview.Locator("[name='a.rooms']"));
        await shop.FillAsync("云栖酒店");
        await rooms.FillAsync("12");

        await RelabelAsync(page, "shop", "店铺名称");
        await Assertions.Expect(preview.Locator("body")).ToContainTextAsync("店铺名称");
        await Assertions.Expect(shop).ToHaveValueAsync("云栖酒店");
        await Assertions.Expect(rooms).ToHaveValueAsync("12");

        // Another page is looked at, and the first one again.
        await page.Locator("[data-testid=node][data-key=owner]").ClickAsync();
        await preview.Locator("[name='a.owner']").FillAsync("王芳");
        await RelabelAsync(page, "owner", "经营者");
        await Assertions.Expect(preview.Locator("body")).ToContainTextAsync("经营者");
        await Assertions.Expect(preview.Locator("h1")).ToHaveTextAsync("第二页");
        await page.Locator("[data-testid=node][data-key=rooms]").ClickAsync();
        await Assertions.Expect(rooms).ToHaveValueAsync("12");

        // A question without words: the preview says so, keeps what it shows, and goes on.
        await RelabelAsync(page, "rooms", "");
        await Assertions.Expect(preview.Locator("#form-broken .notice")).ToBeVisibleAsync();
        await admin.LookAsync("unsound");
        await Assertions.Expect(shop).ToHaveValueAsync("云栖酒店");
        await RelabelAsync(page, "rooms", "客房");
        await Assertions.Expect(preview.Locator("#form-broken .notice")).ToHaveCountAsync(0);
        await Assertions.Expect(preview.Locator("body")).ToContainTextAsync("客房");
        await Assertions.Expect(rooms).ToHaveValueAsync("12");
        await page.Locator("[data-testid=node][data-key=owner]").ClickAsync();
        await Assertions.Expect(preview.Locator("[name='a.owner']")).ToHaveValueAsync("王芳");
        await admin.LookAsync("kept");
        admin.AssertContent();
    }

    private static async Task RelabelAsync(IPage page, string key, string label)
    {
        await page.Locator($"[data-testid=node][data-key={key}]").ClickAsync();
        await page.FillAsync(".form-properties [id$='_label-zh-CN']", label);
        await page.Keyboard.PressAsync("Tab");
    }
}
