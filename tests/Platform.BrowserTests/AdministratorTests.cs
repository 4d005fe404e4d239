using Platform.Tests.Cases;

namespace Platform.BrowserTests;

/// <summary>The administrator's part: people and figures.</summary>
[Collection(nameof(Site))]
public sealed class AdministratorTests(Site site)
{
    [Theory]
    [InlineData("zh-CN", "new.one")]
    [InlineData("en-GB", "new.two")]
    public async Task A_user_is_made_and_can_sign_in_and_the_figures_are_there(string language, string name)
    {
        await using var admin = await site.VisitAsync("admin", Device.Desk, language);
        await admin.SignInAsync("admin", "demo-Platform-1");
        await admin.OpenAsync("/admin/users");
        await admin.Page.Locator("table.grid tbody tr").First.WaitForAsync();
        await admin.LookAsync("users");
        await admin.Page.Locator(".page-head button.primary").ClickAsync();
        await admin.Page.FillAsync("#e-userName", name);
        await admin.Page.FillAsync("#e-name", "新来");
        await admin.Page.SelectOptionAsync("#e-locality", "330110");
        var grant = admin.Page.Locator(".grant-row");
        if (await grant.CountAsync() == 0)
        {
            await admin.Page.Locator("fieldset button.small").Last.ClickAsync();
        }

        await grant.Locator("select").First.SelectOptionAsync("case-officer");
        await admin.Page.SelectOptionAsync("#e-grant-0-place", "330110");
        await admin.LookAsync("new-user");
        await admin.Page.Locator(".mud-dialog-actions button.primary").ClickAsync();
        var password = await admin.Page.Locator("#secret").InnerTextAsync();
        await admin.LookAsync("new-password");

        using var signedIn = await CaseOffice.PostAsync(site.Office.Server.Client, "/api/v1/tokens", new System.Text.Json.Nodes.JsonObject { ["user"] = name, ["password"] = password });
        Assert.Contains("password.mustChange", await signedIn.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        await admin.OpenAsync("/admin/figures");
        await admin.Page.Locator("main h1").WaitForAsync();
        await admin.Page.Locator(".loading").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });
        await admin.LookAsync("figures");
        admin.AssertContent();
    }
}
