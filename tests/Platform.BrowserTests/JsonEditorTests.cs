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
        await admin.WriteDefinitionAsync("form/marked-form", Sound);
        var page = admin.Page;
        var marks = page.Locator("[data-testid=json-marks]");
        await WriteLineAsync(page, "\"colour\": 1,");
        await Assertions.Expect(marks).ToContainTextAsync("第 2 行：系统不认识“colour”");
        await Assertions.Expect(page.Locator(".code-editor .squiggly-warning")).ToHaveCountAsync(1);
        await admin.LookAsync("marked");

        await page.Keyboard.PressAsync("F8");
        await Assertions.Expect(page.Locator(".code-editor .zone-widget")).ToContainTextAsync("系统不认识“colour”");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("[data-testid=json-marks] button")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=json-editor] textarea.inputarea")).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Control+Shift+k");
        await Assertions.Expect(page.Locator(".code-editor .squiggly-warning")).ToHaveCountAsync(0);
        await Assertions.Expect(marks.Locator("li")).ToHaveCountAsync(0);
        await WriteLineAsync(page, "\"description\": \"写下的说明\",");
        await page.ClickAsync("[data-testid=json-apply]");
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await page.ClickAsync("[data-testid=view-edit]");
        await Assertions.Expect(page.Locator("#e-description-zh-CN")).ToHaveValueAsync("写下的说明");
        await page.ClickAsync("[data-testid=view-json]");
        await Assertions.Expect(page.Locator(".code-editor .view-lines")).ToContainTextAsync("写下的说明");
        await page.ClickAsync("[data-testid=undo]");
        await Assertions.Expect(page.Locator(".code-editor .view-lines")).Not.ToContainTextAsync("写下的说明");

        // A choice without options is as the schema says, and cannot be published: what the check finds stands at the question.
        await admin.WriteDefinitionAsync("form/marked-form", Sound.Replace("[]", """[{"key":"p","title":{"zh-CN":"页","en":"Page"},"sections":[{"key":"s","title":{"zh-CN":"节","en":"Section"},"elements":[{"key":"kind","type":"choice","label":{"zh-CN":"种类","en":"Kind"}}]}]}]""", StringComparison.Ordinal));
        await Assertions.Expect(marks.Locator("li")).ToHaveCountAsync(0);
        await page.ClickAsync("[data-testid=check]");
        await Assertions.Expect(marks.Locator("li.bad")).ToContainTextAsync("种类");
        await admin.LookAsync("found");
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
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Marked form");
        admin.AssertContent();
    }

    /// <summary>A line below the first one.</summary>
    private static async Task WriteLineAsync(IPage page, string text)
    {
        await page.Locator("[data-testid=json-editor] .view-line").First.ClickAsync();
        await page.Keyboard.PressAsync("Control+Home");
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync(text);
    }
}
