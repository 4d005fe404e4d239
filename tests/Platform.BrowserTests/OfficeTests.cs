using Microsoft.Playwright;
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
}
