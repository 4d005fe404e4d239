using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Platform.Tests.Cases;

namespace Platform.BrowserTests;

/// <summary>A local administrator at the designer, with real keys.</summary>
[Collection(nameof(Site))]
public sealed partial class DesignerTests(Site site)
{
    [Fact]
    public async Task A_connection_is_set_up_by_keyboard_and_tried_without_sending_anything_outside()
    {
        await using var admin = await site.VisitAsync("binding", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer/connectorBinding/try-registry?locality=330110");
        var page = admin.Page;
        await page.FocusAsync("#e-name-zh-CN");
        await page.Keyboard.TypeAsync("登记处");
        await page.SelectOptionAsync("#e-connector", "http");
        await page.Locator("[data-testid=list-operations] > .list-add [data-testid=add]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.SelectOptionAsync("#e-operations_new1_operation", "request");
        await Assertions.Expect(page.Locator("#e-operations_new1_repeatable")).ToBeCheckedAsync();
        await page.FocusAsync("#e-operations_new1_settings-path");
        await page.Keyboard.TypeAsync("marks");
        await page.Keyboard.PressAsync("Tab");
        await page.FocusAsync("#e-settings-origin");
        await page.Keyboard.TypeAsync("https://registry.example");
        await page.Keyboard.PressAsync("Tab");
        await page.Locator("[data-testid=check]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid='member-operations.new1.settings.path'] .error")).ToBeVisibleAsync();
        await page.Locator("[data-testid=try-call] summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("[data-testid=try-show]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=try-answer] .error").First).ToBeVisibleAsync();
        await admin.LookAsync("binding");
        await page.ClickAsync("[data-testid=view-json]");
        await Assertions.Expect(page.Locator("[data-testid=json]")).ToHaveValueAsync(new Regex("\"path\": \"marks\""));
        admin.AssertContent();
    }

    [Fact]
    public async Task A_paper_is_seen_while_it_is_written_and_what_it_may_say_is_put_in_by_keyboard()
    {
        await using var admin = await site.VisitAsync("template", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer/documentTemplate/receipt?locality=330110");
        var page = admin.Page;
        var paper = page.FrameLocator("[data-testid=paper]");
        await Assertions.Expect(paper.Locator("h1")).ToContainTextAsync("收件凭证");
        await Assertions.Expect(page.Locator("[data-testid=template-faults] li")).ToHaveCountAsync(0);
        await page.FocusAsync("#e-body-zh-CN");
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync("{{ case.wrong }}");
        await Assertions.Expect(page.Locator("[data-testid=template-faults]")).ToContainTextAsync("case.wrong");
        await Assertions.Expect(paper.Locator("mark")).ToHaveTextAsync("case.wrong");
        await admin.LookAsync("template-fault");
        await page.Locator("[data-testid=variables] summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("[data-insert='{{ case.trackingCode }}']").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Focused(page, "e-body-zh-CN");
        await Assertions.Expect(page.Locator("#e-body-zh-CN")).ToHaveValueAsync(new Regex(@"\{\{ case\.wrong \}\}\{\{ case\.trackingCode \}\}$"));
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await page.Locator("h1").FocusAsync();
        await page.Keyboard.PressAsync("Control+z");
        await Assertions.Expect(page.Locator("[data-testid=template-faults] li")).ToHaveCountAsync(0);

        // Parts of a page, and words for some cases only; what has no end is said with its line.
        await page.FocusAsync("#e-body-zh-CN");
        await page.Keyboard.PressAsync("Control+End");
        await page.ClickAsync("[data-testid=tool-heading]");
        await page.Keyboard.TypeAsync("附注");
        await Assertions.Expect(paper.Locator("h2", new() { HasText = "附注" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+End");
        await page.Locator("[data-testid=conditions] summary").ClickAsync();
        await page.Locator("[data-testid=conditions] [data-insert='{% if case.trackingCode != blank %}']").ClickAsync();
        await page.Keyboard.TypeAsync("凭查询码查询");
        await Assertions.Expect(paper.Locator("main")).ToContainTextAsync("凭查询码查询");
        await admin.LookAsync("template-tools");
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync("{% if case.number %}");
        await Assertions.Expect(page.Locator("[data-testid=template-faults]")).ToContainTextAsync("缺少 {% endif %}");

        await admin.OpenAsync("/designer/messageTemplate/case-received?locality=330110");
        await Assertions.Expect(page.Locator("[data-testid=message-zh-CN]")).ToContainTextAsync("330110-");
        if (await page.Locator("#e-sms").IsCheckedAsync() is false)
        {
            await page.CheckAsync("#e-sms");
        }

        await page.FillAsync("#e-smsText-zh-CN", new string('字', 71));
        await Assertions.Expect(page.Locator("[data-testid=sms-size]")).ToContainTextAsync("71 个字，分 2 条");
        admin.AssertContent();
    }

    [Fact]
    public async Task A_form_is_built_by_keyboard_and_what_is_refused_stays_in_its_box()
    {
        await using var admin = await site.VisitAsync("form-keys", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer/form/keyboard-form?locality=330110");
        var (page, keys) = (admin.Page, admin.Page.Keyboard);
        await page.Locator("[data-testid=palette]").WaitForAsync();
        await page.Locator("h1").FocusAsync();
        await keys.PressAsync("a");
        await Focused(page, "label-zh-CN");
        await keys.TypeAsync("姓名");
        await page.Locator("[data-testid=palette]").FocusAsync();
        await page.SelectOptionAsync("[data-testid=palette]", "number");
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await Focused(page, "label-zh-CN");
        await keys.TypeAsync("面积 一");
        await Assertions.Expect(page.Locator("[data-testid=node]")).ToHaveCountAsync(4);

        // From the outline into the key and back: a name that is taken is refused where it was typed, and stays.
        await page.Locator("[data-testid=node][data-key=number1]").FocusAsync();
        await keys.PressAsync("Enter");
        await Focused(page, "node-key");
        await keys.PressAsync("Control+a");
        await keys.TypeAsync("text1");
        await keys.PressAsync("Tab");
        await Assertions.Expect(page.Locator("#node-key-r")).ToContainTextAsync("text1");
        await Assertions.Expect(page.Locator("#node-key")).ToHaveValueAsync("text1");
        await Assertions.Expect(page.Locator("#node-key")).ToHaveAttributeAsync("aria-describedby", "node-key-r node-key-h");
        await admin.LookAsync("refused");
        await page.FocusAsync("#node-key");
        await keys.PressAsync("Control+a");
        await keys.TypeAsync("area");
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=node][data-key=area]")).ToHaveCountAsync(1);
        await Focused(page, "node-key");
        await Assertions.Expect(page.Locator("#node-key-r")).ToHaveCountAsync(0);

        await page.Locator("[data-testid=node][data-key=area]").FocusAsync();
        await keys.PressAsync("Alt+ArrowUp");
        await Assertions.Expect(page.Locator("[data-testid=node] >> nth=2")).ToHaveAttributeAsync("data-key", "area");
        await Focused(page, "[data-key=area]");
        await keys.PressAsync("Control+d");
        await Assertions.Expect(page.Locator("[data-testid=node]")).ToHaveCountAsync(5);
        await Focused(page, "[data-key=area1]");
        await keys.PressAsync("Delete");
        await Assertions.Expect(page.Locator("[data-testid=node]")).ToHaveCountAsync(4);
        await Focused(page, "[data-key=text1]");
        foreach (var part in new[] { "page1", "section1" })
        {
            await page.Locator($"[data-testid=node][data-key={part}]").FocusAsync();
            await page.FocusAsync(".form-properties [id$='_title-zh-CN']");
            await keys.TypeAsync("基本情况");
            await keys.PressAsync("Tab");
        }

        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await Assertions.Expect(page.FrameLocator("[data-testid=preview]").Locator("body")).ToContainTextAsync("面积 一");
        await admin.LookAsync("built");
        admin.AssertContent();
    }

    /// <summary>Types into a box in its own step back, and waits until it is on disk.</summary>
    private static async Task WriteAsync(IPage page, string selector, string text)
    {
        await page.FillAsync(selector, text);
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await page.WaitForTimeoutAsync(2_200);
    }

    /// <param name="which">The end of its id, or a selector in brackets.</param>
    private static Task Focused(IPage page, string which) =>
        Assertions.Expect(page.Locator(which[0] == '[' ? which : $"[id$='{which}']").First).ToBeFocusedAsync();

    [GeneratedRegex(@"^translate\(-?\d+ -?\d+\)$")]
    private static partial Regex WholePlace();
}
