using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Platform.Tests.Bundles;
using Platform.Tests.Cases;

namespace Platform.BrowserTests;

/// <summary>A resident with a phone, from the home page to the rating.</summary>
[Collection(nameof(Site))]
public sealed class ResidentTests(Site site)
{
    private const string Demo = "demo-Resident-1";

    private static readonly byte[] Plan = Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\nplan");

    [Theory]
    [InlineData("zh-CN", true)]
    [InlineData("zh-CN", false)]
    [InlineData("en-GB", true)]
    public async Task A_permit_is_applied_for_on_a_phone_supplemented_and_rated(string language, bool script)
    {
        await using var visitor = await site.VisitAsync("resident", Device.Handset, language, script);
        var number = await FileAsync(visitor);

        // The office asks for something; the resident sees only that and gives it.
        var notice = new JsonObject
        {
            ["notice"] = new JsonObject
            {
                ["fields"] = new JsonArray(new JsonObject { ["key"] = "managerPhone", ["reason"] = "号码无法接通" }),
                ["materials"] = new JsonArray(new JsonObject { ["key"] = "site-plans", ["reason"] = "平面图不清晰" }),
            },
        };
        await site.Office.CompleteAsync("li.na", number, "Supplement", notice);
        await visitor.OpenAsync($"/cases/{number}");
        await visitor.LookAsync("asked-to-supplement");
        await visitor.PressAsync("a[href$='/supplement']");
        Assert.Equal(0, await visitor.Page.Locator("[name='a.unitName']").CountAsync());
        await visitor.FillAsync(new JsonObject { ["managerPhone"] = "13800000009" });
        await visitor.Page.SetInputFilesAsync("[name='mu.site-plans']", new FilePayload { Name = "新平面图.pdf", MimeType = "application/pdf", Buffer = Plan });
        await visitor.LookAsync("supplement");
        await visitor.PressAsync("form#supplement .actions button[value=send]");
        Assert.Equal("received", await site.Office.StateAsync(number));

        await site.Office.CompleteAsync("li.na", number, "Accept");
        await site.Office.CompleteAsync("wang.lei", number, "Pass", opinion: "材料齐全。");
        await site.Office.CompleteAsync("liu.yang", number, "Pass");
        await site.Office.CompleteAsync("chen.jing", number, "Grant");
        await site.Office.CompleteAsync("zhao.qiang", number, "Delivered", new JsonObject { ["method"] = "window", ["proof"] = "本人签收" });
        await visitor.OpenAsync($"/cases/{number}");
        await visitor.LookAsync("delivered");

        await visitor.PressAsync("a[href*='/rate/']");
        await visitor.Page.CheckAsync("input[name=grade][value='1']");
        await visitor.Page.FillAsync("#text", "办得很快");
        await visitor.LookAsync("rate");
        await visitor.Page.ClickAsync("main form button.primary");
        await visitor.Page.Locator(".notice.good").WaitForAsync();
        await visitor.LookAsync("rated");
        var ratings = await CaseOffice.GetAsync(await site.Office.ResidentAsync(), $"/api/v1/cases/{number}/evaluations");
        Assert.Contains("办得很快", ratings.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }), StringComparison.Ordinal);
        visitor.AssertContent();
    }

    [Theory]
    [InlineData("zh-CN", true)]
    [InlineData("en-GB", false)]
    public async Task Four_services_after_a_birth_are_applied_for_with_one_form(string language, bool script)
    {
        await using var visitor = await site.VisitAsync("parent", Device.Handset, language, script);
        await visitor.OpenAsync($"/preferences?locality={CaseOffice.Street}&back=%2F");
        await visitor.PressAsync("a[href='/life-events/birth']");
        await visitor.LookAsync("bundle-guide");
        await visitor.PressAsync("a[href^='/life-events/birth/apply']");
        await visitor.Page.FillAsync("#user", CaseOffice.Resident);
        await visitor.Page.FillAsync("#password", Demo);
        await visitor.PressAsync("main form button.primary");
        await visitor.LookAsync("bundle-apply");
        await visitor.PressAsync("button[value=start]");
        await visitor.PressAsync(".actions button[value=next]");
        for (var page = 0; page < 8 && visitor.Path.Contains("/pages/", StringComparison.Ordinal); page++)
        {
            await visitor.FillAsync(Births.Answers());
            await visitor.LookAsync($"bundle-page-{page + 1}");
            await visitor.PressAsync(".actions button[value=next]");
        }

        foreach (var material in new[] { "parents-identity", "delivery-record", "household-register" })
        {
            await visitor.Page.SetInputFilesAsync($"[name='mu.{material}']", new FilePayload { Name = $"{material}.pdf", MimeType = "application/pdf", Buffer = Plan });
        }

        await visitor.PressAsync(".actions button[value=next]");
        await visitor.LookAsync("bundle-review");
        await visitor.Page.CheckAsync("[name=declare]");
        await visitor.PressAsync(".actions button[value=next]");
        Assert.EndsWith("/receipt", visitor.Path, StringComparison.Ordinal);
        await visitor.LookAsync("bundle-receipt");
        var root = visitor.Path[..^"/receipt".Length];
        var filed = await CaseOffice.GetAsync(await site.Office.ResidentAsync(), "/api/v1" + root);
        await site.Office.CompleteAsync("li.na", filed.CaseOf("birth-certificate"), "Accept");
        await site.Office.CompleteAsync("li.na", filed.CaseOf("birth-certificate"), "Grant");
        await visitor.OpenAsync(root);
        await visitor.LookAsync("bundle-tracker");
        Assert.Equal(4, await visitor.Page.Locator("ul.rows > li").CountAsync());
        Assert.Equal(2, await visitor.Page.Locator("a[href*='/documents/']:not([href*='.pdf'])").CountAsync());
        Assert.Equal(2, await visitor.Page.Locator("a[href*='/documents/'][href*='.pdf']").CountAsync());

        await using var officer = await site.VisitAsync("officer", Device.Desk, language);
        await officer.SignInAsync("ren.jie", "demo-Police-1");
        await officer.OpenAsync($"/workbench/cases/{filed.CaseOf("birth-registration")}");
        await officer.Page.Locator("[data-testid=bundle]").WaitForAsync();
        await officer.LookAsync("bundle-case");
        Assert.Equal(0, await officer.Page.Locator("[data-testid=bundle] a").CountAsync());
        officer.AssertContent();
        visitor.AssertContent();
    }

    [Fact]
    public async Task Somebody_new_registers_with_the_code_sent_to_their_phone()
    {
        await using var visitor = await site.VisitAsync("newcomer", Device.Handset);
        await visitor.OpenAsync("/register");
        await visitor.LookAsync("register");
        await visitor.Page.FillAsync("#phone", "13800000021");
        await visitor.Page.ClickAsync("main form button.primary");
        await visitor.Page.Locator("#code").WaitForAsync();
        await using var box = await site.VisitAsync("newcomer-sms", Device.Handset);
        await box.OpenAsync("/demo/sms");
        await box.LookAsync("sms");
        var code = Regex.Match(await box.Page.Locator("main").InnerTextAsync(), @"\b(\d{6})\b").Groups[1].Value;
        await visitor.Page.FillAsync("#code", code);
        await visitor.Page.FillAsync("#name", "赵敏");
        await visitor.Page.FillAsync("#idNumber", "11010519491231002X");
        await visitor.Page.FillAsync("#password", "a-Password-of-1-newcomer");
        await visitor.Page.FillAsync("#repeat", "a-Password-of-1-newcomer");
        await visitor.LookAsync("register-details");
        await visitor.PressAsync("main form button.primary");
        await visitor.OpenAsync("/my/cases");
        await visitor.LookAsync("my-cases-empty");
        visitor.AssertContent();
        box.AssertContent();
    }

    private async Task<string> FileAsync(Visitor visitor)
    {
        var page = visitor.Page;
        await visitor.OpenAsync($"/preferences?locality={CaseOffice.Street}&back=%2F");
        await visitor.LookAsync("home");
        await page.FillAsync("#q", "卫生");
        await visitor.PressAsync("form.search button");
        await visitor.LookAsync("search");
        await visitor.PressAsync($"main a[href*='/items/{CaseOffice.Hygiene}']");
        await visitor.LookAsync("guide");
        await visitor.PressAsync($"a[href*='/apply/{CaseOffice.Hygiene}']");
        await page.FillAsync("#user", CaseOffice.Resident);
        await page.FillAsync("#password", Demo);
        await visitor.LookAsync("sign-in");
        await visitor.PressAsync("main form button.primary");

        Assert.StartsWith("/apply/", visitor.Path, StringComparison.Ordinal);
        await page.CheckAsync("[name='s.placeType'][value=hairdressing]");
        await page.CheckAsync("[name='s.centralAir'][value=no]");
        await page.CheckAsync("[name='s.agent'][value=self]");
        await visitor.LookAsync("scenario");
        await visitor.PressAsync("button[value=start]");

        var answers = CaseOffice.Answers();
        foreach (var step in (string[])["applicant", "operator", "place", "hygiene", "staff"])
        {
            Assert.EndsWith(step, visitor.Path, StringComparison.Ordinal);
            await visitor.FillAsync(answers);
            await visitor.LookAsync(step);
            await visitor.PressAsync("#wizard .actions button.primary");
        }

        Assert.EndsWith("/materials", visitor.Path, StringComparison.Ordinal);
        foreach (var material in (string[])["identity-proof", "site-plans", "test-report", "management-rules"])
        {
            await page.SetInputFilesAsync($"[name='mu.{material}']", new FilePayload { Name = $"{material}.pdf", MimeType = "application/pdf", Buffer = [.. Plan, .. Encoding.ASCII.GetBytes(material)] });
        }

        await visitor.LookAsync("materials");
        await visitor.PressAsync("#wizard .actions button.primary");
        Assert.EndsWith("/review", visitor.Path, StringComparison.Ordinal);
        await page.CheckAsync("[name=declare]");
        await visitor.LookAsync("review");
        await visitor.PressAsync("#wizard .actions button.primary");
        Assert.EndsWith("/receipt", visitor.Path, StringComparison.Ordinal);
        await visitor.LookAsync("receipt");
        var numbers = await page.Locator(".receipt-numbers").AllInnerTextsAsync();

        // Anybody who has both numbers may follow it.
        await using var other = await site.VisitAsync("tracker", Device.Handset);
        await other.OpenAsync("/track");
        await other.Page.FillAsync("main #number", numbers[0]);
        await other.Page.FillAsync("main #code", numbers[1]);
        await other.LookAsync("track");
        await other.PressAsync("main form.panel button.primary");
        await other.LookAsync("tracked");
        Assert.DoesNotContain(CaseOffice.Resident, await other.Page.ContentAsync(), StringComparison.Ordinal);
        other.AssertContent();
        return numbers[0];
    }
}
