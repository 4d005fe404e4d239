using Microsoft.Playwright;

namespace Platform.BrowserTests;

/// <summary>A definition written as the file it is: in the editor with real keys, and in the box where there is no editor.</summary>
[Collection(nameof(Site))]
public sealed class JsonEditorTests(Site site)
{
    private const string Sound = "{\n  \"key\": \"marked-form\",\n  \"title\": { \"zh-CN\": \"标出的表单\", \"en\": \"Marked form\" },\n  \"pages\": []\n}";
    private const string Unknown = "{\n  \"key\": \"marked-form\",\n  \"title\": { \"zh-CN\": \"标出的表单\", \"en\": \"Marked form\" },\n  \"colour\": 1,\n  \"pages\": []\n}";

    [Fact]
    public async Task What_the_schema_does_not_know_is_marked_at_its_line_until_it_is_mended()
    {
        await using var admin = await site.VisitAsync("json-editor", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer/form/marked-form?locality=330110&view=json");
        var page = admin.Page;
        var marks = page.Locator("[data-testid=json-marks]");
        await WriteAsync(page, Unknown);
        await Assertions.Expect(marks).ToContainTextAsync("第 4 行：系统不认识“colour”");
        await Assertions.Expect(page.Locator(".code-editor .squiggly-warning")).ToHaveCountAsync(1);
        await admin.LookAsync("marked");

        await page.Keyboard.PressAsync("F8");
        await Assertions.Expect(page.Locator(".code-editor .zone-widget")).ToContainTextAsync("系统不认识“colour”");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("[data-testid=json-marks] button")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=json-editor] textarea.inputarea")).ToBeFocusedAsync();

        await WriteAsync(page, Sound);
        await Assertions.Expect(page.Locator(".code-editor .squiggly-warning")).ToHaveCountAsync(0);
        await Assertions.Expect(marks).ToBeEmptyAsync();
        await page.ClickAsync("[data-testid=json-apply]");
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await page.ClickAsync("[data-testid=view-edit]");
        await Assertions.Expect(page.Locator("#e-title-zh-CN")).ToHaveValueAsync("标出的表单");
        await page.FillAsync("#e-title-zh-CN", "改过的表单");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("改过的表单");
        await page.ClickAsync("[data-testid=view-json]");
        await Assertions.Expect(page.Locator(".code-editor .view-lines")).ToContainTextAsync("改过的表单");
        await page.ClickAsync("[data-testid=undo]");
        await Assertions.Expect(page.Locator(".code-editor .view-lines")).ToContainTextAsync("标出的表单");
        admin.AssertContent();
    }

    [Fact]
    public async Task Without_the_editor_the_box_says_the_same()
    {
        await using var admin = await site.VisitAsync("json-box", Device.Desk, "en-GB");
        await admin.SignInAsync("he.jie", "demo-Site-1");
        var page = admin.Page;
        await page.RouteAsync("**/monaco-editor/**", route => route.AbortAsync());
        var refused = new TaskCompletionSource();
        page.RequestFailed += (_, request) => refused.TrySetResult();
        await admin.OpenAsync("/designer/form/marked-box?locality=330110&view=json");
        await refused.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await page.FillAsync("#json", Unknown);
        await page.Locator("#json").BlurAsync();
        await Assertions.Expect(page.Locator(".code-lines .wrong")).ToHaveTextAsync("4");
        await admin.LookAsync("marked");
        await page.ClickAsync("[data-testid=json-marks] button");
        await Assertions.Expect(page.Locator("#json")).ToBeFocusedAsync();
        await page.FillAsync("#json", Sound);
        await page.ClickAsync("[data-testid=json-apply]");
        await Assertions.Expect(page.Locator(".code-lines .wrong")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("标出的表单");
        admin.AssertContent();
    }

    private static async Task WriteAsync(IPage page, string text)
    {
        await page.Locator("[data-testid=json-editor] .view-lines").ClickAsync();
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.InsertTextAsync(text);
    }
}
