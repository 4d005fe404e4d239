using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Platform.Tests.Cases;

namespace Platform.BrowserTests;

/// <summary>A local administrator sees what a publication reaches, has it happen later, takes it back, and moves the cases it left behind.</summary>
[Collection(nameof(Site))]
public sealed class PublishLaterTests(Site site)
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    [Fact]
    public async Task What_is_scheduled_says_what_it_reaches_and_comes_into_force_by_itself()
    {
        await using var admin = await site.VisitAsync("publish-later", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        var page = admin.Page;
        await admin.WriteDefinitionAsync("codeTable/tint", """{"key":"tint","title":{"zh-CN":"色调","en":"Tints"},"entries":[{"code":"r","label":{"zh-CN":"红","en":"Red"}}]}""");
        await admin.WriteDefinitionAsync("form/wash", """
            {"key":"wash","title":{"zh-CN":"洗涤","en":"Wash"},"pages":[{"key":"p","title":{"zh-CN":"页","en":"Page"},"sections":[{"key":"s","title":{"zh-CN":"节","en":"Section"},
            "elements":[{"key":"tint","type":"choice","label":{"zh-CN":"色调","en":"Tint"},"codeTable":"tint"}]}]}]}
            """);
        await admin.OpenAsync("/designer/codeTable/tint?locality=330110&view=publish");
        await Assertions.Expect(page.Locator("[data-testid=impact]")).ToContainTextAsync("1 份草稿用到它");
        await page.Locator("[data-testid=impact] summary").PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=impact]").GetByRole(AriaRole.Link, new() { Name = "洗涤" })).ToBeVisibleAsync();
        await admin.LookAsync("impact");

        await ChooseAsync(page, "色调", "洗涤");
        await page.Locator("[data-testid=schedule] summary").PressAsync("Enter");
        await page.FillAsync("[data-testid=schedule-from]", Soon(2));
        await page.Locator("[data-testid=schedule-set]").PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=schedules] tbody tr")).ToHaveCountAsync(1);
        await admin.LookAsync("scheduled");
        await admin.OpenAsync("/designer?locality=330110&state=scheduled");
        await Assertions.Expect(page.Locator("[data-testid=definition]")).ToHaveCountAsync(2);

        // Edited, it no longer holds, and says so where it is edited and at home.
        await admin.WriteDefinitionAsync("codeTable/tint", """{"key":"tint","title":{"zh-CN":"色调表","en":"Tints"},"entries":[{"code":"r","label":{"zh-CN":"红","en":"Red"}}]}""");
        await Assertions.Expect(page.Locator("[data-testid=schedule-note]")).ToContainTextAsync("不再有效");
        await admin.LookAsync("changed");
        await admin.OpenAsync("/designer?locality=330110");
        await Assertions.Expect(page.Locator("[data-testid=schedule-changed]")).ToContainTextAsync("洗涤");
        await admin.LookAsync("attention");
        site.Office.Server.Clock.Advance(TimeSpan.FromMinutes(3));
        await Assertions.Expect(page.Locator("h1").First).ToBeVisibleAsync();
        await UntilAsync(admin, "/designer?locality=330110", "[data-testid=schedule-failed]");

        await ChooseAsync(page, "色调表", "洗涤");
        await page.Locator("[data-testid=schedule] summary").PressAsync("Enter");
        await page.FillAsync("[data-testid=schedule-from]", Soon(2));
        await page.ClickAsync("[data-testid=schedule-set]");
        await Assertions.Expect(page.Locator(".notice.good")).ToContainTextAsync("已安排");
        await admin.OpenAsync("/designer/form/wash?locality=330110");
        await Assertions.Expect(page.Locator("[data-testid=schedule-note]")).ToContainTextAsync("何洁");
        site.Office.Server.Clock.Advance(TimeSpan.FromMinutes(3));
        await UntilAsync(admin, "/designer/form/wash?locality=330110", "[data-testid=active]");
        await Assertions.Expect(page.Locator("[data-testid=schedule-note]")).ToHaveCountAsync(0);
        admin.AssertContent();
    }

    [Fact]
    public async Task A_former_version_is_put_in_force_again_by_keyboard_after_a_look_at_both()
    {
        await using var admin = await site.VisitAsync("publish-again", Device.Handset);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        var page = admin.Page;
        await admin.WriteDefinitionAsync("codeTable/glow", """{"key":"glow","title":{"zh-CN":"光泽","en":"Glow"},"entries":[{"code":"a","label":{"zh-CN":"亮","en":"Bright"}}]}""");
        await PublishAsync(admin, "codeTable/glow", 1);
        await admin.WriteDefinitionAsync("codeTable/glow", """{"key":"glow","title":{"zh-CN":"光泽","en":"Glow"},"entries":[{"code":"a","label":{"zh-CN":"暗","en":"Dim"}}]}""");
        await admin.OpenAsync("/designer/codeTable/glow?locality=330110&view=publish");
        await admin.EnterAsync("[data-testid=diff-side]", "[data-testid=side-by-side]");
        await Assertions.Expect(page.Locator("[data-testid=side-by-side] .side-gone")).ToContainTextAsync(["−", "−"]);
        await Assertions.Expect(page.Locator("[data-testid=side-by-side] .side-new").First).ToContainTextAsync("暗");
        await admin.LookAsync("side-by-side");
        await page.Locator("[data-testid=diff-words]").PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=changes]")).ToBeVisibleAsync();
        await PublishAsync(admin, "codeTable/glow", 2);

        await page.Locator("[data-testid=again]").PressAsync("Enter");
        await Assertions.Expect(page.Locator("#again-title")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("[data-testid=again-ask]")).ToContainTextAsync("版本 1");
        await Assertions.Expect(page.Locator("[data-testid=again-ask] [data-testid=changes] del").First).ToHaveTextAsync("暗");
        await Assertions.Expect(page.Locator("[data-testid=again-ask] [data-testid=changes] ins").First).ToHaveTextAsync("亮");
        await admin.LookAsync("ask");
        await page.Locator("[data-testid=again-yes]").PressAsync("Enter");
        await Assertions.Expect(page.Locator(".notice.good").First).ToContainTextAsync("版本 3");
        await Assertions.Expect(page.Locator("[data-testid=versions] tbody tr")).ToHaveCountAsync(3);

        // A version becomes the draft at once; a draft that says something of its own is replaced only after a question.
        var (restore, question) = (page.Locator("[data-testid=restore]"), page.Locator("[data-testid=restore-ask]"));
        await restore.First.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=changes]")).ToContainTextAsync("暗");
        await Assertions.Expect(question).ToHaveCountAsync(0);
        await restore.Last.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#restore-title")).ToBeFocusedAsync();
        await Assertions.Expect(question).ToContainTextAsync(new System.Text.RegularExpressions.Regex("（[1-9] 处）"));
        await admin.LookAsync("restore");
        await page.Locator("[data-testid=restore-no]").PressAsync("Enter");
        await Assertions.Expect(question).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("[data-testid=changes]")).ToContainTextAsync("暗");
        await restore.Last.PressAsync("Enter");
        await page.Locator("[data-testid=restore-yes]").PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=changes]")).ToHaveCountAsync(0);
        await admin.OpenAsync("/designer/codeTable/glow?locality=330110&view=json");
        await Assertions.Expect(page.Locator("[data-testid=json]")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("亮"));
        admin.AssertContent();
    }

    [Fact]
    public async Task Cases_on_the_version_before_are_looked_at_moved_and_moved_back()
    {
        var api = await site.Office.AsAsync("he.jie");
        await PublishFlowAsync(api, text => text);
        var number = (await site.Office.FileAsync())["number"]!.GetValue<string>();
        await PublishFlowAsync(api, text => text.Replace("\"examine\"", "\"examination\"", StringComparison.Ordinal));

        await using var admin = await site.VisitAsync("moves", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        var page = admin.Page;
        await admin.OpenAsync($"/designer/flow/hygiene-permit?locality={CaseOffice.Street}&view=publish");
        await Assertions.Expect(page.Locator("[data-testid=moves-offer]")).ToContainTextAsync("1 件");
        await admin.PressAsync("[data-testid=moves-open]");
        await page.Locator("[data-testid=moves-step-examine]").SelectOptionAsync("examination");
        await admin.LookAsync("plan");
        await page.Locator("[data-testid=moves-look]").PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=moves-stage]")).ToContainTextAsync("等待决定", new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator("[data-testid=moves-cases]")).ToContainTextAsync(number);
        await admin.LookAsync("ready");
        await page.Locator("[data-testid=moves-start]").PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=moves-counts]")).ToContainTextAsync("已迁移：1 件", new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator("[data-testid=moves-stage]")).ToHaveTextAsync("已迁移", new() { Timeout = 30_000 });
        await admin.LookAsync("moved");
        await page.ClickAsync("[data-testid=moves-undo]");
        await Assertions.Expect(page.Locator("[data-testid=moves-stage]")).ToHaveTextAsync("已退回", new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator("[data-testid=moves-plan]")).ToContainTextAsync("1 件");
        await page.SetViewportSizeAsync(390, 844);
        await admin.LookAsync("narrow");
        admin.AssertContent();

        // The others of this site go on with the flow they know.
        using var back = await api.PostAsync(new Uri($"/api/v1/definitions/flow/hygiene-permit/versions/1/publish?locality={CaseOffice.Street}", UriKind.Relative), null);
        await CaseOffice.ReadAsync(back);
    }

    /// <summary>As the field of day and time takes it.</summary>
    private string Soon(int minutes) => site.Office.Server.Clock.GetUtcNow().ToOffset(China).AddMinutes(minutes).ToString("yyyy-MM-ddTHH:mm", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task PublishFlowAsync(HttpClient api, Func<string, string> change)
    {
        var path = $"/api/v1/definitions/flow/hygiene-permit";
        var text = change(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Templates", "GovernmentServices", "flows", "hygiene-permit.json")));
        using var present = await api.GetAsync(new Uri($"{path}?locality={CaseOffice.Street}", UriKind.Relative));
        using var save = new HttpRequestMessage(HttpMethod.Put, $"{path}?locality={CaseOffice.Street}") { Content = JsonContent.Create(JsonNode.Parse(text)) };
        if (present.IsSuccessStatusCode && present.Headers.ETag is { } tag)
        {
            save.Headers.TryAddWithoutValidation("If-Match", tag.Tag);
        }

        using var saved = await api.SendAsync(save);
        await CaseOffice.ReadAsync(saved);
        using var published = await api.PostAsync(new Uri($"{path}/publish?locality={CaseOffice.Street}", UriKind.Relative), null);
        await CaseOffice.ReadAsync(published);
    }

    private static async Task ChooseAsync(IPage page, params string[] titles)
    {
        await page.GotoAsync("/designer/publish?locality=330110");
        await page.Locator("[data-testid=selection]").WaitForAsync();
        foreach (var box in await page.Locator("[data-testid=selection] input[type=checkbox]").AllAsync())
        {
            await box.UncheckAsync();
        }

        foreach (var title in titles)
        {
            await page.GetByLabel($"一起发布“{title}”").CheckAsync();
        }
    }

    /// <summary>Comes back until it is there: the server works by itself.</summary>
    private static async Task UntilAsync(Visitor visitor, string path, string selector)
    {
        for (var tries = 0; tries < 20; tries++)
        {
            await visitor.OpenAsync(path);
            await visitor.Page.Locator("h1:not(.hidden-visually)").First.WaitForAsync();
            await visitor.Page.Locator(".loading").WaitForAsync(new() { State = WaitForSelectorState.Detached });
            if (await visitor.Page.Locator(selector).CountAsync() > 0)
            {
                return;
            }

            await Task.Delay(500);
        }

        Assert.Fail($"{selector} never came at {path}.");
    }

    private static async Task PublishAsync(Visitor admin, string path, int version)
    {
        await admin.OpenAsync($"/designer/{path}?locality=330110&view=publish");
        await admin.Page.ClickAsync("[data-testid=publish]");
        await Assertions.Expect(admin.Page.Locator("[data-testid=active]")).ToContainTextAsync(version.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await Assertions.Expect(admin.Page.Locator("[data-testid=publish]")).ToHaveCountAsync(0);
    }
}
