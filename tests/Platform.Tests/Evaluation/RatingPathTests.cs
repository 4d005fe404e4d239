using System.Net;
using Platform.Model.Identity;
using Platform.Server.Cases.Portal;
using Platform.Tests.Cases;
using Platform.Tests.Documents;

namespace Platform.Tests.Evaluation;

/// <summary>From a real case to its rating: what the case opens to rating is offered on its page until it is rated.</summary>
public sealed class RatingPathTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    [Fact]
    public async Task The_page_of_a_case_offers_its_services_until_they_are_rated()
    {
        var filed = await office.FileAsync();
        var (number, code) = (filed["number"]!.GetValue<string>(), filed["trackingCode"]!.GetValue<string>());
        var client = office.Server.Client;
        var link = $"/cases/{number}/rate/1?code={code}";
        Assert.Contains(link, await client.PageAsync($"/cases/{number}?code={code}"), StringComparison.Ordinal);
        using var sent = await client.PostFormAsync(link, "name=\"grade\"", ("grade", "2"));
        Assert.Equal(HttpStatusCode.Found, sent.StatusCode);
        var page = await client.PageAsync($"/cases/{number}?code={code}");
        Assert.DoesNotContain(link, page, StringComparison.Ordinal);
        Assert.Contains("已评价", page, StringComparison.Ordinal);
        Assert.DoesNotContain("满意", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task My_cases_say_which_wait_to_be_rated_and_staff_never_see_the_grade()
    {
        var filed = await office.FileAsync();
        var (number, code) = (filed["number"]!.GetValue<string>(), filed["trackingCode"]!.GetValue<string>());
        var portal = (ICasePortal)office.Server.Services.GetService(typeof(ICasePortal))!;
        var account = await office.Server.Get<IAccounts>().FindResidentAsync("111", "330110195803120004", CancellationToken.None);
        var owner = new Actor(ActorKind.Resident, account!.Value, "王芳", []);
        Assert.True((await portal.ListCasesAsync(owner, CancellationToken.None)).Single(c => c.Number == number).CanRate);
        using var sent = await office.Server.Client.PostFormAsync($"/cases/{number}/rate/1?code={code}", "name=\"grade\"", ("grade", "5"));
        Assert.False((await portal.ListCasesAsync(owner, CancellationToken.None)).Single(c => c.Number == number).CanRate);
        Assert.Equal(5, (await portal.ViewAsync(owner, number, null, CancellationToken.None))!.Services[0].Grade);
        var officer = new Actor(ActorKind.Staff, OutputsServer.NextId(), "王磊", [new Grant(Roles.CaseOfficer, OutputsServer.Yuhang)]);
        Assert.Empty((await portal.ViewAsync(officer, number, null, CancellationToken.None))?.Services ?? []);
    }
}
