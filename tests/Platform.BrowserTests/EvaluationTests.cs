using System.Text.Json.Nodes;
using Platform.Tests.Cases;

namespace Platform.BrowserTests;

/// <summary>A bad rating, from the tablet at the window to the resident's verdict on what was done about it.</summary>
[Collection(nameof(Site))]
public sealed class EvaluationTests(Site site)
{
    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en-GB")]
    public async Task A_bad_rating_is_answered_and_the_resident_has_the_last_word(string language)
    {
        var number = await DeliverAsync();
        await using var issuer = await site.VisitAsync("issuer", Device.Desk, language);
        await issuer.SignInAsync("zhao.qiang", "demo-Issuer-1");
        await issuer.OpenAsync("/workbench/rating-link");
        await issuer.Page.Locator("[data-testid=number]").FillAsync(number);
        await issuer.Page.Locator("[data-testid=find]").ClickAsync();
        await issuer.Page.Locator("[data-testid=counter]").FillAsync("3号窗口");
        await issuer.Page.Locator("[data-testid=open]").ClickAsync();
        var link = await issuer.Page.Locator("[data-testid=link]").GetAttributeAsync("href");
        await issuer.LookAsync("rating-link");
        issuer.AssertContent();

        // The tablet at the window, and the same page on the applicant's own phone; scripts are off.
        foreach (var device in (Device[])[new("tablet", 820, 1180, true), Device.Handset])
        {
            await using var looked = await site.VisitAsync("hall", device, language, script: device.Name == "tablet");
            await looked.OpenAsync(new Uri(link!).PathAndQuery);
            await looked.LookAsync("hall-rate");
            foreach (var pick in await looked.Page.Locator(".pick").AllAsync())
            {
                Assert.True((await pick.BoundingBoxAsync())!.Height >= 64, "A target in the hall is too small.");
            }

            if (device.Name == "tablet")
            {
                continue;
            }

            await looked.Page.Locator("button[type=submit]").ClickAsync();
            await looked.LookAsync("hall-nothing-chosen");
            await looked.Page.Locator("input[name=grade][value='4']").CheckAsync();
            await looked.Page.Locator("input[name=tags][value='slow']").CheckAsync();
            await looked.Page.Locator("textarea[name=text]").FillAsync("等了很久");
            await looked.Page.Locator("button[type=submit]").ClickAsync();
            await looked.Page.Locator(".notice").First.WaitForAsync();
            await looked.LookAsync("hall-thanks");
            looked.AssertContent();
        }

        await using var desk = await site.VisitAsync("evaluation", Device.Desk, language);
        await desk.SignInAsync("zhou.tao", "demo-Evaluation-1");
        await OpenRowAsync(desk, number, "received", "claim");
        await desk.OpenAsync("/workbench/evaluation-desk?state=verifying");
        var row = Row(desk, number);
        await row.Locator("[data-testid=contact]").ClickAsync();
        await desk.Page.GetByText("13800000001").WaitForAsync();
        await desk.LookAsync("contact");
        await desk.Page.Locator(".mud-dialog button").Last.ClickAsync();
        await row.Locator("[data-testid=act-verify]").ClickAsync();
        await desk.Page.Locator("[data-testid=words]").FillAsync("电话回访属实");
        await desk.Page.Locator("[data-testid=released]").FillAsync("等了很久，我是王芳");
        await desk.Page.Locator("[data-testid=save]").ClickAsync();
        await desk.Page.Locator("#released-e:not(:empty)").WaitForAsync();
        await desk.LookAsync("verify");
        await desk.Page.Locator("[data-testid=released]").FillAsync("等了很久");
        await SaveAsync(desk);

        await using var liaison = await site.VisitAsync("rectify", Device.Desk, language);
        await liaison.SignInAsync("tang.min", "demo-Liaison-1");
        await liaison.OpenAsync("/workbench/rectifications");
        var item = liaison.Page.Locator("[data-testid=rectification]").Filter(new() { Has = liaison.Page.Locator("[data-testid=act-takeUp]") }).Last;
        await liaison.LookAsync("rectifications");
        Assert.DoesNotContain(number, await liaison.Page.ContentAsync(), StringComparison.Ordinal);
        await item.Locator("[data-testid=act-takeUp]").ClickAsync();
        var taken = liaison.Page.Locator("[data-testid=rectification]").Filter(new() { Has = liaison.Page.Locator("[data-testid=act-report]") }).Last;
        await taken.Locator("[data-testid=act-report]").ClickAsync();
        await liaison.Page.Locator("[data-testid=words]").FillAsync("增设叫号，一次告知");
        await liaison.LookAsync("report");
        await SaveAsync(liaison);
        liaison.AssertContent();

        await desk.OpenAsync("/workbench/evaluation-desk?state=rectified");
        await Row(desk, number).Locator("[data-testid=act-sendAnswer]").ClickAsync();
        await desk.Page.Locator("[data-testid=words]").FillAsync("您反映的问题属实，已增设叫号。");
        await SaveAsync(desk);
        await desk.OpenAsync("/workbench/evaluation-desk?state=answered");
        await desk.LookAsync("answered");
        desk.AssertContent();

        await using var resident = await site.VisitAsync("verdict", Device.Handset, language, script: language != "zh-CN");
        await resident.SignInAsync(CaseOffice.Resident, "demo-Resident-1");
        await resident.OpenAsync("/inbox");
        await resident.LookAsync("inbox");
        await resident.OpenAsync($"/cases/{number}/rate/{await ServiceAsync(number)}");
        await resident.Page.GetByText("已增设叫号").WaitForAsync();
        await resident.LookAsync("answer");
        await resident.Page.Locator("input[name=verdict][value=Satisfied]").CheckAsync();
        await resident.Page.Locator("form:has(input[name=verdict]) button[type=submit]").ClickAsync();
        await resident.Page.Locator("#answer").WaitForAsync();
        await resident.LookAsync("verdict-given");
        resident.AssertContent();

        await desk.OpenAsync("/workbench/evaluation-desk?state=closed");
        await Row(desk, number).Locator("[data-testid=steps]").ClickAsync();
        await desk.Page.Locator(".mud-dialog ol li").First.WaitForAsync();
        await desk.LookAsync("steps");
    }

    private static Microsoft.Playwright.ILocator Row(Visitor visitor, string number) => visitor.Page.Locator("[data-testid=rating-task]").Filter(new() { HasText = number });

    private static async Task OpenRowAsync(Visitor visitor, string number, string state, string act)
    {
        await visitor.OpenAsync($"/workbench/evaluation-desk?state={state}");
        var row = Row(visitor, number);
        await row.WaitForAsync();
        await visitor.LookAsync(state);
        await row.Locator($"[data-testid=act-{act}]").ClickAsync();
        await row.WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });
    }

    private static async Task SaveAsync(Visitor visitor)
    {
        await visitor.Page.Locator("[data-testid=save]").ClickAsync();
        await visitor.Page.Locator("[data-testid=words]").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });
    }

    private async Task<string> DeliverAsync()
    {
        var number = (await site.Office.FileAsync())["number"]!.GetValue<string>();
        (string User, string Outcome)[] path = [("li.na", "Accept"), ("wang.lei", "Pass"), ("liu.yang", "Pass"), ("chen.jing", "Grant")];
        foreach (var (user, outcome) in path)
        {
            await site.Office.CompleteAsync(user, number, outcome, opinion: "符合条件");
        }

        await site.Office.CompleteAsync("zhao.qiang", number, "Delivered", new JsonObject { ["method"] = "window", ["proof"] = "本人签收" });
        return number;
    }

    private async Task<int> ServiceAsync(string number) => (await site.Office.CaseAsync(number))["services"]!.AsArray()[^1]!["serviceNumber"]!.GetValue<int>();
}
