using Microsoft.Playwright;
using Platform.Tests.Cases;

namespace Platform.BrowserTests;

public sealed partial class DesignerTests
{
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

    [Fact]
    public async Task What_two_wrote_in_one_place_is_shown_with_both_versions_and_one_of_them_settles_it()
    {
        const string Address = "/designer/codeTable/disputed-table?locality=330110";
        await using var one = await site.VisitAsync("conflict-one", Device.Desk);
        await one.SignInAsync("he.jie", "demo-Site-1");
        await one.OpenAsync(Address);
        await WriteAsync(one.Page, "#e-title-zh-CN", "甲的名称");
        await WriteAsync(one.Page, "#e-title-zh-CN", "甲的新名称");
        await using var other = await site.VisitAsync("conflict-two", Device.Desk);
        await other.SignInAsync("xu.min", "demo-Item-1");
        await other.OpenAsync(Address);
        await Assertions.Expect(other.Page.Locator("#e-title-zh-CN")).ToHaveValueAsync("甲的新名称");
        await WriteAsync(other.Page, "#e-title-zh-CN", "乙的名称");
        await Assertions.Expect(one.Page.Locator("#e-title-zh-CN")).ToHaveValueAsync("乙的名称");

        // Taking back what a colleague has written over since is asked, not done.
        await one.Page.Locator("h1").FocusAsync();
        await one.Page.Keyboard.PressAsync("Control+z");
        var conflict = one.Page.Locator("[data-testid=conflict]");
        await Assertions.Expect(conflict).ToContainTextAsync("甲的名称");
        await Assertions.Expect(conflict).ToContainTextAsync("乙的名称");
        await Assertions.Expect(other.Page.Locator("#e-title-zh-CN")).ToHaveValueAsync("乙的名称");
        await one.LookAsync("asked");
        await one.Page.Locator("[data-testid=conflict-mine]").FocusAsync();
        await one.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(conflict).ToHaveCountAsync(0);
        await Assertions.Expect(other.Page.Locator("#e-title-zh-CN")).ToHaveValueAsync("甲的名称");
        one.AssertContent();
        other.AssertContent();
    }

    [Fact]
    public async Task Whoever_names_moves_and_removes_entries_stays_where_they_are_whatever_colleagues_do()
    {
        const string Address = "/designer/codeTable/focus-table?locality=330110";
        await using var one = await site.VisitAsync("focus-one", Device.Desk);
        await one.SignInAsync("he.jie", "demo-Site-1");
        await one.OpenAsync(Address);
        var (page, keys) = (one.Page, one.Page.Keyboard);
        foreach (var code in new[] { "0", "1" })
        {
            await one.EnterAsync("[data-testid=list-entries] [data-testid=add]", $"#e-entries_{code}-code");
            await Focused(page, $"e-entries_{code}-code");
        }

        // A name that is taken stays where it was typed, also when a colleague puts an entry in and the page is drawn anew.
        await keys.PressAsync("Control+a");
        await keys.TypeAsync("1");
        await keys.PressAsync("Tab");
        var refused = page.Locator("#e-entries_1-code-r");
        await Assertions.Expect(refused).ToContainTextAsync("1");
        await using var other = await site.VisitAsync("focus-two", Device.Desk);
        await other.SignInAsync("xu.min", "demo-Item-1");
        await other.OpenAsync(Address);
        await other.Page.ClickAsync("[data-testid=list-entries] [data-testid=add]");
        await Assertions.Expect(page.Locator("[data-testid=entry]")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator("#e-entries_1-code")).ToHaveValueAsync("1");
        await Assertions.Expect(refused).ToBeVisibleAsync();
        await one.LookAsync("refused");

        await page.FocusAsync("#e-entries_1-code");
        await keys.PressAsync("Control+a");
        await keys.TypeAsync("blue");
        await keys.PressAsync("Enter");
        await Assertions.Expect(refused).ToHaveCountAsync(0);
        await Focused(page, "e-entries_1-code");
        await Assertions.Expect(other.Page.Locator("#e-entries_1-code")).ToHaveValueAsync("blue");
        await keys.PressAsync("Alt+ArrowUp");
        await Assertions.Expect(page.Locator("[data-testid=entry] >> nth=0 >> input >> nth=0")).ToHaveValueAsync("blue");
        await Focused(page, "e-entries_1-code");
        await page.Locator("[data-testid=entry] >> nth=0 >> [data-testid=down]").FocusAsync();
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=entry] >> nth=1 >> input >> nth=0")).ToHaveValueAsync("blue");
        await Assertions.Expect(page.Locator("[data-testid=entry] >> nth=1 >> [data-testid=down]")).ToBeFocusedAsync();
        await page.Locator("[data-testid=entry] >> nth=1 >> [data-testid=remove]").FocusAsync();
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=entry]")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("[data-testid=entry] >> nth=1 >> :focus")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#e-entries_1-code")).ToHaveCountAsync(0);
        one.AssertContent();
        other.AssertContent();
    }
}
