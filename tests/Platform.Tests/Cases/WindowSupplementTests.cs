using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Platform.Model.Cases;
using Platform.Server.Cases;
using Platform.Tests.Portal;

namespace Platform.Tests.Cases;

/// <summary>The window takes the supplement for whoever stands there, on the page residents use.</summary>
public sealed class WindowSupplementTests(CounterOffice office) : IClassFixture<CounterOffice>
{
    private static readonly byte[] Pdf = Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\nscan");

    [Theory]
    [InlineData("zhang.wei", "agent")]
    [InlineData("li.na", "applicant")]
    public async Task The_page_takes_it_and_the_journal_says_who_stood_there(string officer, string bringer)
    {
        var number = await WaitingAsync(officer == "li.na");
        using var page = await PortalVisitor.SignedInAsync(office.Server, officer, DemoPeople.PasswordOf(officer));
        await page.OpenAsync($"/cases/{number}/supplement");
        Assert.Contains("name=\"a.placeName\"", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("a.unitName", page.Html, StringComparison.Ordinal);

        // What the officer does not see in the workbench does not stand here either.
        Assert.DoesNotContain("13800000002", page.Html, StringComparison.Ordinal);

        await page.Fill("a.managerPhone", "13800000009").Fill("a.placeName", "清波美容店文一店").Attach("mu.site-plans", "scan.pdf", Pdf).PressAsync("send");
        Assert.Contains("请选择由谁送来", page.Errors, StringComparison.Ordinal);
        await page.Fill("broughtBy", bringer).Fill("broughtBy.name", bringer == "agent" ? "钱代理" : "").Fill("a.managerPhone", "13800000009").Fill("a.placeName", "清波美容店文一店").PressAsync("send");
        Assert.Equal("", page.Errors);

        var file = (await office.Server.Get<CaseReader>().FindAsync(number, default))!;
        Assert.Equal((CaseState.Received, "13800000009"), (file.State, file.Content.Answers.Text("managerPhone")));
        Assert.Equal(("staff", "window", officer == "li.na" ? "李娜" : "张伟"), (file.Content.Origins[^1].Source, file.Content.Origins[^1].Channel, file.Content.Origins[^1].By));
        var events = await EventsAsync(number);
        foreach (var name in new[] { "supplement.brought", "application.supplemented" })
        {
            var entry = Assert.Single(events, e => e!["name"]!.GetValue<string>() == name)!;
            Assert.Equal(("applicant", "window", "staff"), (entry["onBehalfOf"]!.GetValue<string>(), entry["channel"]!.GetValue<string>(), entry["actorRole"]!.GetValue<string>()));
            Assert.Equal(officer == "li.na" ? "李娜" : "张伟", entry["actor"]!.GetValue<string>());
        }

        var brought = events.Single(e => e!["name"]!.GetValue<string>() == "supplement.brought")!["payload"]!;
        Assert.Equal((bringer, bringer == "agent" ? "钱代理" : null), (brought["who"]!.GetValue<string>(), brought["name"]?.GetValue<string>()));
    }

    [Fact]
    public async Task Who_has_opened_the_personal_data_sees_the_old_answer()
    {
        var (number, _) = await office.FileForStrangerAsync();
        var officer = await office.AsAsync("li.na");
        using var opened = await CaseOffice.PostAsync(officer, $"/api/v1/cases/{number}/unmask", new JsonObject { ["reason"] = "核对联系电话" });
        await CaseOffice.ReadAsync(opened);
        await office.AskAsync(number);
        var page = await officer.GetStringAsync($"/cases/{number}/supplement");
        Assert.Contains("13800000002", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Paper_that_the_officer_has_seen_counts_for_a_material()
    {
        var number = await WaitingAsync(false);
        using var page = await PortalVisitor.SignedInAsync(office.Server, "zhang.wei", DemoPeople.PasswordOf("zhang.wei"));
        await page.OpenAsync($"/cases/{number}/supplement");
        await page.Fill("broughtBy", "applicant").Fill("a.managerPhone", "13800000009").Fill("paper.site-plans", "true").PressAsync("send");
        Assert.Equal("", page.Errors);
        var file = (await office.Server.Get<CaseReader>().FindAsync(number, default))!;
        Assert.Equal((MaterialStatus.OnPaper, "B"), (file.Content.Materials.Find(m => m.Key == "site-plans")!.Status, file.Content.Materials.Find(m => m.Key == "site-plans")!.TrustGrade));
    }

    [Fact]
    public async Task Staff_must_name_who_brought_it_through_the_api_too()
    {
        var number = await WaitingAsync(false);
        var clerk = await office.AsAsync("zhang.wei");
        var supplied = CounterOffice.Supplied(await CaseOffice.UploadAsync(clerk));
        using var unnamed = await CaseOffice.PostAsync(clerk, $"/api/v1/cases/{number}/supplement", supplied);
        Assert.Equal(["supplement.broughtBy"], await CaseOffice.CodesAsync(unnamed, HttpStatusCode.BadRequest));
        supplied["broughtBy"] = new JsonObject { ["who"] = "agent" };
        using var nameless = await CaseOffice.PostAsync(clerk, $"/api/v1/cases/{number}/supplement", supplied);
        Assert.Equal(["supplement.broughtBy.name"], await CaseOffice.CodesAsync(nameless, HttpStatusCode.BadRequest));
        supplied["broughtBy"] = new JsonObject { ["who"] = "applicant" };
        using var taken = await CaseOffice.PostAsync(clerk, $"/api/v1/cases/{number}/supplement", supplied);
        Assert.Equal("received", (await CaseOffice.ReadAsync(taken))["state"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("wang.lei")]
    [InlineData("wu.hao")]
    [InlineData("he.jie")]
    public async Task Who_may_not_file_for_people_gets_no_form(string officer)
    {
        var number = await WaitingAsync(false);
        using var page = await PortalVisitor.SignedInAsync(office.Server, officer, DemoPeople.PasswordOf(officer));
        await page.OpenAsync($"/cases/{number}/supplement");
        Assert.DoesNotContain("id=\"supplement\"", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("清波美容店", page.Html, StringComparison.Ordinal);
    }

    /// <summary>A case that waits for its supplement; of 王芳, who has an account, or of somebody who has none.</summary>
    private async Task<string> WaitingAsync(bool account)
    {
        if (!account)
        {
            return (await office.WaitingAsync()).Number;
        }

        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        await office.AskAsync(number);
        return number;
    }

    private async Task<JsonArray> EventsAsync(string number) =>
        (await CaseOffice.GetAsync(await office.AsAsync("li.na"), $"/api/v1/cases/{number}/events"))["items"]!.AsArray();
}
