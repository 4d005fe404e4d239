using System.Text;
using Microsoft.Playwright;
using Platform.Tests.Cases;

namespace Platform.BrowserTests;

/// <summary>A local administrator sets up the site of the place in the designer, sees it beside the editor, publishes it, and goes back in one click.</summary>
[Collection(nameof(Site))]
public sealed class SiteEditorTests(Site site)
{
    private const string Address = "/designer/site/site?locality=330110";
    private const string Logo = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 48"><path d="M4 40 24 8l20 32z" fill="#ffd23f"/><circle cx="72" cy="24" r="18" fill="#ffffff"/></svg>""";
    private static readonly string[] Looks = ["blue", "red", "green", "slate"];

    [Fact]
    public async Task Name_look_logo_announcement_featured_and_hidden_items_come_to_the_portal_and_go_again()
    {
        await using var admin = await site.VisitAsync("site-editor", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        var page = admin.Page;
        await admin.OpenAsync(Address);
        var preview = page.FrameLocator("[data-testid=preview]");
        await Assertions.Expect(preview.Locator(".brand img")).ToHaveCountAsync(1);
        await admin.LookAsync("editor");

        // A first version to come back to.
        await TypeAsync(page, "#e-name-zh-CN", "良渚政务");
        await Assertions.Expect(preview.Locator(".brand")).ToContainTextAsync("良渚政务");
        await PublishAsync(admin);

        await admin.OpenAsync(Address);
        await TypeAsync(page, "#e-name-zh-CN", "余杭政务");
        await TypeAsync(page, "#e-name-en", "Yuhang Services");
        await page.SelectOptionAsync("#e-look", "green");
        await Assertions.Expect(preview.Locator("html")).ToHaveAttributeAsync("data-look", "green");
        await page.SetInputFilesAsync("#e-logo_image", Svg("evil.svg", Logo.Replace("<path", "<script>alert(1)</script><path", StringComparison.Ordinal)));
        await Assertions.Expect(page.Locator("[data-testid=logo-refused]")).ToContainTextAsync("<script>");
        await page.SetInputFilesAsync("#e-logo_image", Svg("logo.svg", Logo));
        await Assertions.Expect(page.Locator("[data-testid=logo-refused]")).ToHaveCountAsync(0);
        await Assertions.Expect(preview.Locator(".brand img")).ToHaveAttributeAsync("src", "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(Logo)));

        var announcements = page.Locator("[data-testid='list-home.announcements']");
        while (await announcements.Locator("[data-testid=entry]").CountAsync() is > 0 and var left)
        {
            await announcements.Locator("[data-testid=entry] [data-testid=remove]").First.ClickAsync();
            await Assertions.Expect(announcements.Locator("[data-testid=entry]")).ToHaveCountAsync(left - 1);
        }

        await announcements.Locator("[data-testid=add]").ClickAsync();
        await announcements.Locator("input[id$='_title-zh-CN']").FillAsync("系统升级");
        await announcements.Locator("textarea[id$='_text-zh-CN']").FillAsync("周六 22:00 起停机两小时。");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(preview.Locator(".announcements")).ToContainTextAsync("停机两小时");

        var featured = page.Locator("[data-testid='member-home.featured']");
        await featured.Locator("[data-testid=down]").First.ClickAsync();
        await Assertions.Expect(preview.Locator(".cards").First.Locator("h3").First).ToContainTextAsync("食品经营许可");
        await page.Locator("[data-testid=choice-track] [data-testid=up]").ClickAsync();
        await page.Locator("[data-testid=choice-themes] input").UncheckAsync();
        await Assertions.Expect(preview.Locator("h2", new() { HasText = "按主题查找" })).ToHaveCountAsync(0);

        var channels = page.Locator("[data-testid=list-channels]");
        await channels.Locator("[data-testid=add]").First.ClickAsync();
        await channels.Locator("select").First.SelectOptionAsync("kiosk");
        var hidden = channels.Locator("[data-testid='member-channels[0].hiddenItems']");
        await hidden.Locator("[data-testid=ticks-search]").FillAsync("公共场所");
        await Assertions.Expect(hidden.Locator(".offered li")).ToHaveCountAsync(1);
        await hidden.GetByLabel("公共场所卫生许可").CheckAsync();
        await Assertions.Expect(hidden.Locator("[data-testid=chosen]")).ToContainTextAsync("公共场所卫生许可");
        await admin.LookAsync("edited");
        await page.ClickAsync("[data-testid=preview-desktop]");
        await Assertions.Expect(page.Locator("iframe.preview-frame.desktop")).ToBeVisibleAsync();
        await admin.LookAsync("desktop");
        await PublishAsync(admin);

        await using var resident = await site.VisitAsync("site-portal", Device.Handset);
        await resident.OpenAsync("/?locality=330110");
        await Assertions.Expect(resident.Page.Locator(".brand")).ToContainTextAsync("余杭政务");
        await Assertions.Expect(resident.Page.Locator("html")).ToHaveAttributeAsync("data-look", "green");
        await Assertions.Expect(resident.Page.Locator(".announcements")).ToContainTextAsync("系统升级");
        Assert.True(await resident.Page.EvaluateAsync<bool>("document.querySelector('.brand img').naturalWidth > 0"));
        await resident.LookAsync("home");
        Assert.DoesNotContain(CaseOffice.Hygiene, await ItemsAsync("kiosk"), StringComparison.Ordinal);
        Assert.Contains(CaseOffice.Hygiene, await ItemsAsync("pc"), StringComparison.Ordinal);

        // The site is called by its name where it is listed; the version before comes back by one press, and one more to be sure.
        await admin.OpenAsync("/designer?locality=330110");
        await Assertions.Expect(page.Locator("a.row-link[href*='/designer/site/site']")).ToHaveTextAsync("余杭政务");
        await admin.OpenAsync(Address + "&view=publish");
        await page.Locator("[data-testid=again]").First.ClickAsync();
        await page.Locator("[data-testid=again-yes]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-testid=again-yes]")).ToHaveCountAsync(0);
        await resident.OpenAsync("/?locality=330110");
        await Assertions.Expect(resident.Page.Locator(".brand")).ToContainTextAsync("良渚政务");
        await Assertions.Expect(resident.Page.Locator("html")).ToHaveAttributeAsync("data-look", "blue");
        Assert.Contains(CaseOffice.Hygiene, await ItemsAsync("kiosk"), StringComparison.Ordinal);
        admin.AssertContent();
        resident.AssertContent();
        await RetireAsync(admin);
    }

    [Theory]
    [InlineData("zh-CN", true)]
    [InlineData("en-GB", false)]
    public async Task Every_look_can_be_read_in_small_letters_and_large(string language, bool phone)
    {
        await using var admin = await site.VisitAsync("site-looks-admin", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await using var visitor = await site.VisitAsync("site-look", phone ? Device.Handset : Device.Desk, language);
        foreach (var look in Looks)
        {
            await admin.WriteDefinitionAsync("site/site", $$$"""
                {"look":"{{{look}}}","logo":{"image":"data:image/svg+xml;base64,{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(Logo))}}}","alt":{"zh-CN":"山与月","en":"Hill and moon"}},
                "name":{"zh-CN":"余杭政务","en":"Yuhang Services"},
                "home":{"announcements":[{"title":{"zh-CN":"系统升级","en":"Maintenance"},"text":{"zh-CN":"周六停机两小时。","en":"Two hours on Saturday."}}],"featured":["public-place-hygiene-permit"]},
                "contacts":{"hotline":"0571-88888888","address":{"zh-CN":"文一西路 1500 号","en":"1500 Wenyi West Road"},"hours":{"zh-CN":"周一至周五 9:00–17:00","en":"Monday–Friday 9:00–17:00"},"organiser":{"zh-CN":"余杭区人民政府","en":"Yuhang District"},"icpRecord":"浙ICP备00000001号","policeRecord":"浙公网安备 33011000000001号"}}
                """);
            await PublishAsync(admin);
            await visitor.OpenAsync("/?locality=330110");
            await Assertions.Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-look", look);
            await visitor.LookAsync(look);
            await visitor.OpenAsync("/preferences?large=1&locality=330110&back=%2Fitems%2Ffood-business-licence");
            await visitor.LookAsync(look + "-large");
            await visitor.OpenAsync("/preferences?large=0&back=%2Ftrack");
            await visitor.LookAsync(look + "-track");
        }

        visitor.AssertContent();
        await RetireAsync(admin);
    }

    private static FilePayload Svg(string name, string text) => new() { Name = name, MimeType = "image/svg+xml", Buffer = Encoding.UTF8.GetBytes(text) };

    private static async Task TypeAsync(IPage page, string selector, string text)
    {
        await page.FillAsync(selector, text);
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
    }

    private static async Task PublishAsync(Visitor admin)
    {
        await admin.OpenAsync(Address + "&view=publish");
        await admin.Page.Locator("[data-testid=publish]").ClickAsync();
        await Assertions.Expect(admin.Page.Locator("[data-testid=draft]")).ToHaveCountAsync(0);
        await Assertions.Expect(admin.Page.Locator("[data-testid=active]")).ToBeVisibleAsync();
    }

    /// <summary>The district goes back to the site of the province.</summary>
    private static async Task RetireAsync(Visitor admin)
    {
        await admin.OpenAsync(Address + "&view=publish");
        await admin.EnterAsync("[data-testid=retire]", "[data-testid=retire-yes]");
        await admin.Page.Locator("[data-testid=retire-yes]").PressAsync("Enter");
        await Assertions.Expect(admin.Page.Locator("[data-testid=active]")).ToHaveCountAsync(0);
    }

    private async Task<string> ItemsAsync(string channel) =>
        await site.Office.Server.Client.GetStringAsync($"/api/v1/items?locality=330110&take=100&channel={channel}", TestContext.Current.CancellationToken);
}
