using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Platform.Tests.Cases;

namespace Platform.BrowserTests;

public sealed partial class DesignerTests
{
    [Fact]
    public async Task A_decision_table_is_made_in_plain_words_from_the_questions_of_a_form()
    {
        await using var admin = await site.VisitAsync("table", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer/decisionTable/plain-fee?locality=330110");
        var page = admin.Page;
        var hand = new Hand(page, byMouse: false);
        await hand.TypeAsync("#e-name-zh-CN", "收费标准");
        await hand.ChooseAsync("#e-hitPolicy", "unique");
        foreach (var fact in new[] { "answers.household", "answers.age" })
        {
            await hand.PressAsync("[data-testid=add-input]");
            await Hand.ChooseAsync(page.Locator("[data-testid=column-reads] select").Last, fact);
        }

        await hand.PressAsync("[data-testid=add-output]");
        await Hand.ChooseAsync(page.Locator("#table-answers select").First, "number");
        await hand.PressAsync("[data-testid=add-rule]");
        var rows = page.Locator("[data-testid=rule]");
        await Hand.ChooseAsync(rows.Nth(0).Locator("select.cell-choice"), "\"local\"");
        var boxes = rows.Nth(0).Locator("td:not(:has(.wording)) input[type=text]");
        await hand.TypeAsync(boxes.Nth(0), "很多");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(rows.Nth(0).Locator("[data-testid=refused]")).ToContainTextAsync("整数，例如 100");
        await boxes.Nth(0).FillAsync("60-70");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(boxes.Nth(0)).ToHaveValueAsync("60–70");
        await boxes.Nth(1).FillAsync("1,200");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(boxes.Nth(1)).ToHaveValueAsync("1200");
        await hand.PressAsync("[data-testid=add-rule]");
        await page.Locator("[data-testid=check]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=findings]")).ToContainTextAsync("第 2 行“output1”列还没有填。应填：一个数字，例如 100。");
        await Assertions.Expect(page.Locator("[data-testid=check]")).ToBeFocusedAsync();

        // What a result may be is a list, and where a column has names and allows more, more can be written.
        var allowed = page.Locator("#table-answers [data-testid=column-allowed] input");
        await allowed.FillAsync("1–5");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("#table-answers [data-testid=refused]")).ToContainTextAsync("不能写范围");
        await allowed.FillAsync("");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("#table-answers [data-testid=refused]")).ToHaveCountAsync(0);
        await Hand.ChooseAsync(rows.Nth(1).Locator("select.cell-choice"), "?other");
        var other = rows.Nth(1).Locator("input[id$='-o']");
        await other.FillAsync("guest");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(rows.Nth(1).Locator("select.cell-choice")).ToHaveValueAsync("?other");
        await Assertions.Expect(other).ToHaveValueAsync("guest");
        await page.Locator("[data-testid=default] input").FillAsync("5");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");

        // What nobody has listed can be tried as well.
        await rows.Nth(1).Locator("td.answers input").FillAsync("7");
        await page.Keyboard.PressAsync("Tab");
        await Hand.ChooseAsync(page.Locator("select[data-testid=try]"), "?other");
        await page.Locator("[data-testid=try-other]").FillAsync("guest");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("[data-testid=tried]")).ToContainTextAsync("7");
        await Assertions.Expect(page.Locator("select[data-testid=try]")).ToHaveValueAsync("?other");
        await admin.LookAsync("table");
        await page.ClickAsync("[data-testid=view-json]");
        var json = page.Locator("[data-testid=json]");
        await Assertions.Expect(json).ToHaveValueAsync(new Regex("\\[60\\.\\.70\\]"));
        await Assertions.Expect(json).ToHaveValueAsync(new Regex("\\\\\"local\\\\\""));
        await Assertions.Expect(json).ToHaveValueAsync(new Regex("\\\\\"guest\\\\\""));
        admin.AssertContent();
    }

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
        await Focused(page, "e-entries_0-code");
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
        await Focused(page, "e-entries_1-code");
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
        await page.FillAsync("[data-testid=json]", "{\n  \"a\": 1,\n  half");
        await page.ClickAsync("[data-testid=json-apply]");
        await Assertions.Expect(page.Locator(".code-lines .wrong")).ToHaveTextAsync("3");
        await Assertions.Expect(page.Locator("[data-testid=json-editor] textarea.inputarea")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("[data-testid=json-broken]")).ToBeVisibleAsync();
        await admin.LookAsync("json");
        await page.ClickAsync("[data-testid=view-publish]");
        await Assertions.Expect(page.Locator("[data-testid=changes]")).ToContainTextAsync("场所类型");
        await admin.LookAsync("publish");
        await page.ClickAsync("[data-testid=publish]");
        await Assertions.Expect(page.Locator("[data-testid=active]")).ToBeVisibleAsync();
        admin.AssertContent();
    }
}
