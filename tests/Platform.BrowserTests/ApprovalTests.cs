using Microsoft.Playwright;

namespace Platform.BrowserTests;

/// <summary>Caseworkers who move a case about among themselves: take back, add a signer, send back.</summary>
[Collection(nameof(Site))]
public sealed class ApprovalTests(Site site)
{
    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en-GB")]
    public async Task A_finished_task_is_taken_back_a_signer_added_and_the_case_sent_back(string language)
    {
        var number = (await site.Office.FileAsync())["number"]!.GetValue<string>();
        await site.Office.CompleteAsync("li.na", number, "Accept");

        await using (var officer = await AtCaseAsync("wang.lei", "demo-Officer-1", number, language))
        {
            await PassAsync(officer);
            await officer.Page.Locator("[data-testid=recall]").ClickAsync();
            await officer.Page.Locator("[data-testid=move-opinion]").FillAsync("结论有误");
            await officer.LookAsync("recall");
            await officer.Page.Locator("[data-testid=move-confirm]").ClickAsync();
            await officer.Page.Locator("[data-testid=task-panel] [data-testid=outcome-Pass]").WaitForAsync();
            await officer.LookAsync("recalled");
            await officer.Page.Locator("[data-testid=move-confirm]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
            await PassAsync(officer);
            officer.AssertContent();
        }

        await using (var reviewer = await AtCaseAsync("liu.yang", "demo-Reviewer-1", number, language))
        {
            var page = reviewer.Page;
            await page.Locator("[data-testid=claim]").ClickAsync();
            await page.Locator("[data-testid=moves] summary").ClickAsync();
            await reviewer.LookAsync("moves");
            await page.Locator("[data-testid=move-add]").ClickAsync();
            await page.Locator("#signer-place").SelectOptionAsync("After");
            await page.Locator("#signer-role").SelectOptionAsync("case-officer");
            await page.Locator("[data-testid=signer-to]").SelectOptionAsync(new SelectOptionValue { Label = "王磊" });
            await page.Locator("[data-testid=move-opinion]").FillAsync("请复核现场");
            await reviewer.LookAsync("add-signer");
            await page.Locator("[data-testid=move-confirm]").ClickAsync();
            await page.Locator("[data-testid=signers]").WaitForAsync();
            await reviewer.LookAsync("signers");
            reviewer.AssertContent();
        }

        await site.Office.CompleteAsync("liu.yang", number, "Pass");
        await site.Office.CompleteAsync("wang.lei", number, "Approve");
        await using var approver = await AtCaseAsync("chen.jing", "demo-Approver-1", number, language);
        var panel = approver.Page.Locator("[data-testid=task-panel]");
        await panel.Locator("[data-testid=claim]").ClickAsync();
        await panel.Locator("[data-testid=outcome-SendBack]").CheckAsync();
        await panel.Locator("[data-testid=send-back-to]").SelectOptionAsync("check");
        await panel.Locator("[data-testid=opinion]").FillAsync("请再核对一次");
        await approver.LookAsync("send-back");
        await panel.Locator("[data-testid=complete]").ClickAsync();
        await panel.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await approver.OpenAsync($"/workbench/cases/{number}?tab=history");
        await approver.LookAsync("history");
        approver.AssertContent();
        Assert.Equal("刘洋", (await site.Office.TaskAsync("liu.yang", number))["assignee"]!.GetValue<string>());
    }

    private static async Task PassAsync(Visitor officer)
    {
        var panel = officer.Page.Locator("[data-testid=task-panel]");
        if (await panel.Locator("[data-testid=claim]").CountAsync() > 0)
        {
            await panel.Locator("[data-testid=claim]").ClickAsync();
        }

        await panel.Locator("[data-testid=outcome-Pass]").CheckAsync();
        await panel.Locator("[data-testid=complete]").ClickAsync();
        await panel.WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    private async Task<Visitor> AtCaseAsync(string user, string password, string number, string language)
    {
        var visitor = await site.VisitAsync(user, Device.Desk, language);
        await visitor.SignInAsync(user, password);
        await visitor.OpenAsync($"/workbench/cases/{number}");
        await visitor.Page.Locator("[data-testid=task-panel]").WaitForAsync();
        return visitor;
    }
}
