using System.Text;
using Microsoft.Playwright;
using Platform.Tests.Bundles;
using Platform.Tests.Cases;

namespace Platform.BrowserTests;

/// <summary>Caseworkers at their desks.</summary>
[Collection(nameof(Site))]
public sealed class OfficeTests(Site site)
{
    private static readonly (string User, string Password, string Outcome)[] Path =
    [
        ("li.na", "demo-Acceptance-1", "Accept"),
        ("wang.lei", "demo-Officer-1", "Pass"),
        ("liu.yang", "demo-Reviewer-1", "Pass"),
        ("chen.jing", "demo-Approver-1", "Grant"),
        ("zhao.qiang", "demo-Issuer-1", "Delivered"),
    ];

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en-GB")]
    public async Task A_case_is_taken_from_receipt_to_delivery(string language)
    {
        var number = (await site.Office.FileAsync())["number"]!.GetValue<string>();
        foreach (var (user, password, outcome) in Path)
        {
            await using var officer = await site.VisitAsync(user, Device.Desk, language);
            await officer.SignInAsync(user, password);
            await officer.OpenAsync($"/workbench?scope=group&q={number}");
            await officer.Page.Locator("[data-testid=task-row]").First.WaitForAsync();
            await officer.LookAsync("tasks");
            await officer.OpenAsync($"/workbench/cases/{number}");
            var panel = officer.Page.Locator("[data-testid=task-panel]");
            await panel.Locator("[data-testid=claim]").ClickAsync();
            await panel.Locator($"[data-testid=outcome-{outcome}]").CheckAsync();
            if (await panel.Locator("[data-testid=opinion]").CountAsync() > 0)
            {
                await panel.Locator("[data-testid=opinion]").FillAsync("材料齐全，符合要求。");
            }

            if (outcome == "Delivered")
            {
                await panel.Locator("input[id*=proof]").FillAsync("本人签收");
            }

            await officer.LookAsync($"case-{outcome}");
            await panel.Locator("[data-testid=complete]").ClickAsync();
            await panel.WaitForAsync(new() { State = WaitForSelectorState.Detached });
            await officer.LookAsync("done");
            officer.AssertContent();
        }

        Assert.Equal("delivered", await site.Office.StateAsync(number));
    }

    [Theory]
    [InlineData("zh-CN", false)]
    [InlineData("en-GB", true)]
    public async Task Four_services_after_a_birth_are_filed_at_the_window(string language, bool phone)
    {
        await using var clerk = await site.VisitAsync("window", phone ? Device.Handset : Device.Desk, language);
        var page = clerk.Page;
        await clerk.SignInAsync("zhang.wei", "demo-Clerk-1");
        await clerk.OpenAsync("/workbench/new");
        await page.Locator("[data-testid=new-place]").SelectOptionAsync(CaseOffice.Street);
        await clerk.LookAsync("new");
        await page.Locator("[data-testid=new-item]").SelectOptionAsync("bundle:birth");
        await page.Locator("[data-testid=new-parts] li").Nth(3).WaitForAsync();
        await clerk.LookAsync("new-bundle");
        await clerk.PressAsync("[data-testid=new-start]:enabled");

        await page.FillAsync("#f-name", "周末");
        await page.FillAsync("#f-idNumber", "330110199001011234");
        await page.FillAsync("#f-phone", "13900000001");
        await clerk.LookAsync("applicant");
        await clerk.PressAsync("#wizard .actions button.primary");
        for (var step = 0; step < 8 && clerk.Path.Contains("/pages/", StringComparison.Ordinal); step++)
        {
            await clerk.FillAsync(Births.Answers());
            await clerk.LookAsync($"page-{step + 1}");
            await clerk.PressAsync("#wizard .actions button.primary");
        }

        Assert.EndsWith("/materials", clerk.Path, StringComparison.Ordinal);
        await page.CheckAsync("[name='paper.parents-identity']");
        await page.CheckAsync("[name='paper.household-register']");
        await page.SetInputFilesAsync("[name='mu.delivery-record']", new FilePayload { Name = "登记表.pdf", MimeType = "application/pdf", Buffer = Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\nscan") });
        await clerk.LookAsync("materials");
        await clerk.PressAsync("#wizard .actions button.primary");
        await page.CheckAsync("[name=declare]");
        await clerk.LookAsync("review");
        await clerk.PressAsync("#wizard .actions button.primary");

        Assert.Matches("^/bundles/B-[0-9]+-[0-9]{8}-[0-9]{4}/receipt$", clerk.Path);
        await page.Locator("[data-print]").WaitForAsync();
        await clerk.LookAsync("receipt");
        Assert.Equal(4, await page.Locator("main a[href^='/workbench/cases/']").CountAsync());
        var receipt = clerk.Path;
        await clerk.OpenAsync(receipt[..^"/receipt".Length]);
        await clerk.LookAsync("tracker");
        await clerk.OpenAsync(receipt);
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await clerk.LookAsync("printed");
        await page.EmulateMediaAsync(new() { Media = Media.Screen });
        await clerk.PressAsync("main a[href^='/workbench/cases/']");
        await page.Locator("[data-testid=bundle]").WaitForAsync();
        await clerk.LookAsync("case");
        clerk.AssertContent();
    }

    [Theory]
    [InlineData("zh-CN", false)]
    [InlineData("en-GB", true)]
    public async Task One_authority_is_told_that_a_bundle_of_several_is_not_its_to_file(string language, bool phone)
    {
        await using var police = await site.VisitAsync("window-police", phone ? Device.Handset : Device.Desk, language);
        await police.SignInAsync("ren.jie", "demo-Police-1");
        await police.OpenAsync("/workbench/new");
        await police.Page.Locator("[data-testid=new-item]").SelectOptionAsync("bundle:birth");
        await police.Page.Locator("[role=alert], .error").First.WaitForAsync();
        await police.LookAsync("refused");
        Assert.True(await police.Page.Locator("[data-testid=new-start]").IsDisabledAsync());
        await police.Page.Locator("[data-testid=new-item]").SelectOptionAsync("item:birth-registration");
        await police.Page.Locator("[data-testid=new-start]:enabled").WaitForAsync();
        await police.LookAsync("own-item");
        police.AssertContent();
    }

    [Fact]
    public async Task A_supplement_notice_marks_a_field_and_a_material()
    {
        var number = (await site.Office.FileAsync())["number"]!.GetValue<string>();
        await using var officer = await site.VisitAsync("li.na-notice", Device.Desk);
        await officer.SignInAsync("li.na", "demo-Acceptance-1");
        await officer.OpenAsync($"/workbench/cases/{number}");
        var panel = officer.Page.Locator("[data-testid=task-panel]");
        await panel.Locator("[data-testid=claim]").ClickAsync();
        await panel.Locator("[data-testid=outcome-Supplement]").CheckAsync();
        await panel.Locator("[data-testid=mark-site-plans]").CheckAsync();
        await panel.Locator("[id='reasons-notice-material-site-plans'], [id^='reasons-notice-material'][id*=site]").First.FillAsync("平面图不清晰");
        await panel.Locator("[data-testid=mark-managerPhone]").CheckAsync();
        await panel.Locator("[id^='reasons-notice-field'][id*=managerPhone]").First.FillAsync("号码无法接通");
        await officer.LookAsync("notice");
        await panel.Locator("[data-testid=complete]").ClickAsync();
        await panel.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.Equal("supplementing", await site.Office.StateAsync(number));
        foreach (var tab in (string[])["materials", "documents", "history", "notes"])
        {
            await officer.Page.Locator($"[data-testid=tab-{tab}]").ClickAsync();
            await officer.Page.Locator($"[data-testid=tab-{tab}][aria-current=page]").WaitForAsync();
            await officer.LookAsync(tab);
        }

        officer.AssertContent();
    }

    [Fact]
    public async Task What_was_typed_by_one_is_not_overwritten_when_another_was_quicker()
    {
        var number = (await site.Office.FileAsync())["number"]!.GetValue<string>();
        await using var officer = await site.VisitAsync("li.na-late", Device.Desk);
        await officer.SignInAsync("li.na", "demo-Acceptance-1");
        await officer.OpenAsync($"/workbench/cases/{number}");
        var panel = officer.Page.Locator("[data-testid=task-panel]");
        await panel.Locator("[data-testid=claim]").ClickAsync();
        await panel.Locator("[data-testid=outcome-Accept]").CheckAsync();
        await panel.Locator("[data-testid=opinion]").FillAsync("这句话不能丢");
        await site.Office.CompleteAsync("li.na", number, "Accept");
        await panel.Locator("blockquote").Or(panel.Locator("[data-testid=complete]")).First.WaitForAsync();
        if (await panel.Locator("[data-testid=complete]").CountAsync() > 0)
        {
            await panel.Locator("[data-testid=complete]").ClickAsync();
        }

        await panel.Locator("blockquote", new() { HasText = "这句话不能丢" }).WaitForAsync();
        await officer.LookAsync("closed-by-another");
        officer.AssertContent();
    }

    [Theory]
    [InlineData("zh-CN", false)]
    [InlineData("en-GB", true)]
    public async Task Several_tasks_are_worked_on_at_once_and_what_was_refused_is_said(string language, bool phone)
    {
        var numbers = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            numbers.Add((await site.Office.FileAsync())["number"]!.GetValue<string>());
        }

        await using var officer = await site.VisitAsync("bulk", phone ? Device.Handset : Device.Desk, language);
        await officer.SignInAsync("li.na", "demo-Acceptance-1");
        await officer.OpenAsync("/workbench?scope=group&sort=number");
        await TickAsync(numbers);
        await officer.LookAsync("selected");
        await officer.Page.Locator("[data-testid=bulk-claim]").ClickAsync();
        await officer.Page.Locator("[data-testid=bulk-done] li").Nth(2).WaitForAsync();
        await officer.LookAsync("claimed");
        await officer.Page.Locator("[data-testid=bulk-close]").ClickAsync();

        // Asked about all of them, the colleague has not answered yet: they are taken back.
        await officer.OpenAsync("/workbench?sort=number");
        await TickAsync(numbers);
        await officer.Page.Locator("[data-testid=bulk-delegate]").ClickAsync();
        await officer.Page.Locator("#bulk-to").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await officer.Page.Locator("#bulk-opinion").FillAsync("是否属于本街道？");
        await officer.LookAsync("delegate");
        await officer.Page.Locator("[data-testid=bulk-confirm]").ClickAsync();
        await officer.Page.Locator("[data-testid=bulk-undo]").ClickAsync();
        await officer.Page.Locator("[data-testid=bulk-undo]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await officer.Page.Locator("[data-testid=bulk-result]").WaitForAsync();
        await officer.Page.Locator("[data-testid=bulk-close]").ClickAsync();
        await officer.Page.Locator("[data-testid=bulk]").WaitForAsync(new() { State = WaitForSelectorState.Detached });

        // A colleague finishes one of them before the officer does, who still sees it in the list.
        await officer.OpenAsync("/workbench?sort=number");
        await TickAsync(numbers);
        await site.Office.CompleteAsync("li.na", numbers[1], "Accept");
        await officer.Page.Locator("[data-testid=bulk-transfer]").ClickAsync();
        await officer.Page.Locator("#bulk-to").WaitForAsync();
        await officer.LookAsync("transfer");
        await officer.Page.Locator(".mud-dialog-actions .btn").First.ClickAsync();
        await officer.Page.Locator("#bulk-to").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await officer.Page.Locator("[data-testid=bulk-complete]").ClickAsync();
        await officer.Page.Locator("[data-testid=bulk-outcome-Accept]").CheckAsync();
        await officer.Page.Locator("#bulk-opinion").FillAsync("材料齐全，符合要求。");
        await officer.LookAsync("outcome");
        await officer.Page.Locator("[data-testid=bulk-confirm]").ClickAsync();
        await officer.Page.Locator("[data-testid=bulk-result]").WaitForAsync();
        await officer.LookAsync("result");
        Assert.Equal((2, 1), (await officer.Page.Locator("[data-testid=bulk-done] li").CountAsync(), await officer.Page.Locator("[data-testid=bulk-refused] li").CountAsync()));
        await officer.Page.Locator("[data-testid=bulk-close]").ClickAsync();
        Assert.All(await Task.WhenAll(numbers.Select(site.Office.StateAsync)), state => Assert.Equal("inReview", state));
        await officer.Page.Locator("[data-testid=bulk]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        officer.AssertContent();

        async Task TickAsync(IReadOnlyList<string> wanted)
        {
            foreach (var number in wanted)
            {
                var row = officer.Page.Locator($"[data-testid=task-row][data-number='{number}']");
                while (await row.CountAsync() == 0 && await officer.Page.Locator(".more button").CountAsync() > 0)
                {
                    await officer.Page.Locator(".more button").ClickAsync();
                    await officer.Page.WaitForTimeoutAsync(300);
                }

                await row.Locator("[data-testid=select]").CheckAsync();
            }

            await Assertions.Expect(officer.Page.Locator("[data-testid=selected]")).ToContainTextAsync(wanted.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData("zh-CN", false)]
    [InlineData("en-GB", true)]
    public async Task A_view_of_the_work_list_is_kept_begun_with_and_deleted(string language, bool phone)
    {
        await site.Office.FileAsync();
        await using var officer = await site.VisitAsync("views", phone ? Device.Handset : Device.Desk, language);
        await officer.SignInAsync("wang.lei", "demo-Officer-1");
        await officer.OpenAsync("/workbench?scope=all&sort=number");
        await officer.Page.Locator("[data-testid=view-save]").ClickAsync();
        await officer.Page.Locator("#v-name").FillAsync("按编号看全部");
        await officer.Page.Locator(".mud-dialog .tick input").CheckAsync();
        await officer.LookAsync("save");
        await officer.Page.Locator("[data-testid=view-confirm]").ClickAsync();
        await officer.Page.Locator("#v-pick").WaitForAsync();
        await officer.LookAsync("kept");

        // Whoever comes without asking for anything begins with it.
        await officer.OpenAsync("/workbench");
        await officer.Page.Locator("[data-testid=scope-all][aria-current=page]").WaitForAsync();
        Assert.EndsWith("/workbench?scope=all&sort=number", officer.Page.Url, StringComparison.Ordinal);
        await officer.Page.Locator("#v-pick").SelectOptionAsync("");
        await officer.Page.Locator("[data-testid=scope-mine][aria-current=page]").WaitForAsync();
        await officer.Page.Locator("#v-pick").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await officer.Page.Locator("[data-testid=scope-all][aria-current=page]").WaitForAsync();
        Assert.EndsWith("/workbench?scope=all&sort=number", officer.Page.Url, StringComparison.Ordinal);

        await officer.Page.Locator("[data-testid=view-manage]").ClickAsync();
        await officer.Page.Locator("[data-testid=view-delete]").ClickAsync();
        await officer.LookAsync("manage");
        await officer.Page.Locator("[data-testid=view-delete-sure]").ClickAsync();
        await officer.Page.Locator("[data-testid=view-list]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await officer.Page.Locator("#v-pick").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        officer.AssertContent();
    }
}
