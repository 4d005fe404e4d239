using Microsoft.Playwright;

namespace Platform.BrowserTests;

/// <summary>The city publishes again; the district below, which has its own, takes one thing and keeps another.</summary>
[Collection(nameof(Site))]
public sealed class FromAboveTests(Site site)
{
    private const string First = """{"key":"tone","title":{"zh-CN":"色阶","en":"Tones"},"entries":[{"code":"r","label":{"zh-CN":"红","en":"Red"}},{"code":"g","label":{"zh-CN":"绿","en":"Green"}},{"code":"b","label":{"zh-CN":"蓝","en":"Blue"}}]}""";

    [Fact]
    public async Task A_district_takes_one_field_keeps_another_and_takes_it_back()
    {
        await using var city = await site.VisitAsync("from-above-city", Device.Desk);
        await city.SignInAsync("admin", "demo-Platform-1");
        await PublishAsync(city, "3301", First);
        await using var district = await site.VisitAsync("from-above", Device.Desk);
        await district.SignInAsync("he.jie", "demo-Site-1");
        await PublishAsync(district, "330110", First.Replace("\"红\"", "\"朱红\"", StringComparison.Ordinal).Replace("\"蓝\"", "\"天蓝\"", StringComparison.Ordinal));
        var page = district.Page;
        await district.OpenAsync("/designer/codeTable/tone?locality=330110&view=above");
        await Assertions.Expect(page.Locator("main .empty")).ToContainTextAsync("没有需要处理的上级变更");
        await PublishAsync(city, "3301", First.Replace("\"绿\"", "\"墨绿\"", StringComparison.Ordinal).Replace("\"蓝\"", "\"深蓝\"", StringComparison.Ordinal));

        await district.OpenAsync("/designer?locality=330110");
        await page.ClickAsync("[data-testid=from-above]");
        var row = page.Locator("[data-testid=behind] tr", new() { HasText = "tone" });
        await Assertions.Expect(row).ToContainTextAsync("可采用 1 处");
        await Assertions.Expect(row).ToContainTextAsync("冲突 1 处");
        await district.LookAsync("list");
        await row.Locator("a.row-link").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var green = page.Locator("tr[data-field='entries[g].label.zh-CN']");
        var blue = page.Locator("tr[data-field='entries[b].label.zh-CN']");
        foreach (var word in new[] { "绿", "墨绿" })
        {
            await Assertions.Expect(green).ToContainTextAsync(word);
        }

        foreach (var word in new[] { "蓝", "深蓝", "天蓝", "两级都改了" })
        {
            await Assertions.Expect(blue).ToContainTextAsync(word);
        }

        await Assertions.Expect(page.Locator("[data-testid=above-Local]")).ToContainTextAsync("只有本级不同");
        await district.LookAsync("merge");

        // By keyboard: the conflict is looked at both ways and stays as it is here.
        await Assertions.Expect(green.GetByLabel("采用上级")).ToBeCheckedAsync();
        await blue.GetByLabel("保留本级").FocusAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await Assertions.Expect(blue.GetByLabel("采用上级")).ToBeCheckedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(blue.GetByLabel("保留本级")).ToBeCheckedAsync();
        await page.FocusAsync("[data-testid=above-finish]");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("main .notice.good")).ToContainTextAsync("第 2 版");
        await Assertions.Expect(page.Locator("#above-title")).ToBeFocusedAsync();
        await district.LookAsync("done");
        await page.ClickAsync("[data-testid=view-json]");
        foreach (var word in new[] { "\"朱红\"", "\"墨绿\"", "\"天蓝\"" })
        {
            await Assertions.Expect(page.Locator("[data-testid=json]")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex(word));
        }

        await page.ClickAsync("[data-testid=undo]");
        await Assertions.Expect(page.Locator("[data-testid=json]")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("\"绿\""));
        await Assertions.Expect(page.Locator("[data-testid=json]")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("\"天蓝\""));
        await page.ClickAsync("[data-testid=view-above]");
        await Assertions.Expect(green).ToBeVisibleAsync();
        await page.ClickAsync("[data-testid=view-history]");
        await Assertions.Expect(page.Locator("[data-testid=edits]")).ToContainTextAsync("核对了上级变更");
        district.AssertContent();
        city.AssertContent();
    }

    [Fact]
    public async Task On_a_phone_and_in_english_all_without_conflict_is_taken_at_once_and_ones_own_given_up()
    {
        await using var city = await site.VisitAsync("from-above-bulk-city", Device.Desk);
        await city.SignInAsync("admin", "demo-Platform-1");
        var table = First.Replace("\"tone\"", "\"pitch\"", StringComparison.Ordinal).Replace("Tones", "Pitches", StringComparison.Ordinal);
        await PublishAsync(city, "3301", table, "pitch");
        await using var district = await site.VisitAsync("from-above-bulk", Device.Handset, "en-GB");
        await district.SignInAsync("he.jie", "demo-Site-1");
        await PublishAsync(district, "330110", table.Replace("\"Red\"", "\"Crimson\"", StringComparison.Ordinal), "pitch");
        await PublishAsync(city, "3301", table.Replace("\"Green\"", "\"Olive\"", StringComparison.Ordinal), "pitch");
        var page = district.Page;
        await district.OpenAsync("/designer/codeTable/pitch?locality=330110&view=above");
        await page.Locator("[data-testid=from-above]").WaitForAsync();
        await district.LookAsync("merge");
        await district.OpenAsync("/designer/above?locality=330110");
        await page.FillAsync("#a-q", "pitch");
        await district.LookAsync("list");
        await page.ClickAsync("[data-testid=above-take]");
        await Assertions.Expect(page.Locator("[data-testid=above-taken]")).ToContainTextAsync("Pitches: taken 1, conflicts left 0.");
        await Assertions.Expect(page.Locator("[data-testid=behind] tr", new() { HasText = "pitch" })).ToHaveCountAsync(0);
        await district.LookAsync("taken");

        // What is of its own is given up, and comes back.
        await district.OpenAsync("/designer/codeTable/pitch?locality=330110&view=above");
        await page.Locator("[data-testid=give-up] summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.ClickAsync("[data-testid=give-up-own]");
        await Assertions.Expect(page.Locator("main .notice", new() { HasText = "same as above" })).ToBeVisibleAsync();
        await district.LookAsync("given-up");
        await page.ClickAsync("[data-testid=view-publish]");
        await page.ClickAsync("[data-testid=follow-above]");
        await Assertions.Expect(page.Locator("main .notice.good")).ToContainTextAsync("in force here now");
        await Assertions.Expect(page.Locator("[data-testid=active]")).ToHaveCountAsync(0);
        await district.LookAsync("follows");
        await page.Locator("[data-testid=restore]").Last.ClickAsync();
        await Assertions.Expect(page.Locator("[data-testid=changes]")).ToContainTextAsync("Crimson");
        await page.ClickAsync("[data-testid=publish]");
        await page.Locator("[data-testid=active]").WaitForAsync();
        await page.ClickAsync("[data-testid=view-above]");
        await Assertions.Expect(page.Locator("[data-testid=from-above]")).ToContainTextAsync("Olive");
        district.AssertContent();
        city.AssertContent();
    }

    private static async Task PublishAsync(Visitor visitor, string place, string json, string key = "tone")
    {
        var page = visitor.Page;
        await visitor.OpenAsync($"/designer/codeTable/{key}?locality={place}&view=json");
        await page.Locator("[data-testid=json]").WaitForAsync();
        await page.FillAsync("[data-testid=json]", json);
        await page.ClickAsync("[data-testid=json-apply]");
        await page.Locator("[data-testid=draft]").WaitForAsync();
        await page.ClickAsync("[data-testid=view-publish]");
        await page.ClickAsync("[data-testid=publish]");
        await page.Locator("main .notice.good").WaitForAsync();
    }
}
