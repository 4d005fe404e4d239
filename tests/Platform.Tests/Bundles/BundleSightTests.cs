using System.Net;
using System.Text.Json.Nodes;
using Platform.Model.Identity;
using Platform.Server.Cases;
using Platform.Server.Cases.Bundles;
using Platform.Tests.Cases;

namespace Platform.Tests.Bundles;

/// <summary>Who sees what of a bundle.</summary>
public sealed class BundleSightTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    [Fact]
    public async Task The_code_of_the_bundle_opens_all_of_it_and_the_code_of_a_case_opens_that_case_alone()
    {
        var filed = await Births.FileAsync(office);
        var nobody = office.Server.Client;
        var whole = await CaseOffice.GetAsync(nobody, $"/api/v1/bundles/{filed.Number()}?code={filed.Code().ToLowerInvariant()}");
        foreach (var one in whole["cases"]!.AsArray())
        {
            using var opened = await nobody.GetAsync(new Uri($"/api/v1/cases/{one!["number"]}?code={one["trackingCode"]}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
            await UnknownAsync(nobody, $"/api/v1/bundles/{filed.Number()}?code={one["trackingCode"]}");
            using var crossed = await nobody.GetAsync(new Uri($"/api/v1/cases/{one["number"]}?code={filed.Code()}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, crossed.StatusCode);
        }

        Assert.Equal("王*", whole["applicant"]!.GetValue<string>());
        Assert.Equal("王芳", (await CaseOffice.GetAsync(await office.ResidentAsync(), $"/api/v1/bundles/{filed.Number()}"))["applicant"]!.GetValue<string>());
        Assert.DoesNotContain("王小宝", whole.ToJsonString(Platform.Model.ModelJson.Readable), StringComparison.Ordinal);
        await UnknownAsync(nobody, $"/api/v1/bundles/{filed.Number()}");
        await UnknownAsync(nobody, $"/api/v1/bundles/{filed.Number()}?code=");
        await UnknownAsync(nobody, "/api/v1/bundles/B-330110012-20260302-9999?code=" + filed.Code());
        await UnknownAsync(await office.AsAsync("33011019850217001X"), $"/api/v1/bundles/{filed.Number()}");
    }

    [Fact]
    public async Task Staff_see_the_cases_they_may_read_and_no_code()
    {
        var filed = await Births.FileAsync(office);
        var police = await CaseOffice.GetAsync(await office.AsAsync("ren.jie"), $"/api/v1/bundles/{filed.Number()}");
        Assert.Equal(["birth-registration"], police["cases"]!.AsArray().Select(c => c!["item"]!.GetValue<string>()));
        Assert.Equal(3, police["others"]!.GetValue<int>());
        Assert.Null(police["applicant"]);
        var text = police.ToJsonString();
        Assert.All(filed["cases"]!.AsArray().Select(c => c!["trackingCode"]!.GetValue<string>()).Append(filed.Code()), code => Assert.DoesNotContain(code, text, StringComparison.Ordinal));
        Assert.DoesNotContain(Births.Insurance, text, StringComparison.Ordinal);
        Assert.Equal(4, (await CaseOffice.GetAsync(await office.AsAsync("li.na"), $"/api/v1/bundles/{filed.Number()}"))["cases"]!.AsArray().Count);
        await UnknownAsync(await office.AsAsync("xie.ling"), $"/api/v1/bundles/{filed.Number()}");
        Assert.Empty((await CaseOffice.GetAsync(await office.AsAsync("li.na"), "/api/v1/bundles"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Beside_a_case_stand_those_of_its_siblings_the_caseworker_may_see()
    {
        var filed = await Births.FileAsync(office);
        var desk = office.Server.Get<BundleDesk>();
        var file = (await office.Server.Get<CaseReader>().FindAsync(filed.CaseOf("birth-registration"), default))!;
        var all = (await desk.SiblingsAsync(await ActorAsync("li.na"), file, default))!;
        Assert.Equal((filed.Number(), 3, 0), (all.Number, all.Cases.Count, all.Hidden));
        var police = (await desk.SiblingsAsync(await ActorAsync("ren.jie"), file, default))!;
        Assert.Equal((0, 3), (police.Cases.Count, police.Hidden));
        var alone = (await office.Server.Get<CaseReader>().FindAsync((await office.FileAsync()).Number(), default))!;
        Assert.Null(await desk.SiblingsAsync(await ActorAsync("li.na"), alone, default));
    }

    [Fact]
    public async Task A_window_files_for_whoever_stands_there_where_it_may_file_every_item()
    {
        var clerk = await office.AsAsync("zhang.wei");
        var filing = await Births.FilingAsync(clerk);
        filing["channel"] = "window";
        using var answer = await CaseOffice.PostAsync(clerk, "/api/v1/bundles", filing.DeepClone(), office.NewKey());
        var filed = await CaseOffice.ReadAsync(answer, HttpStatusCode.Created);
        Assert.Contains((await CaseOffice.GetAsync(await office.ResidentAsync(), "/api/v1/bundles?take=100"))["items"]!.AsArray(), b => b!.Number() == filed.Number());
        var police = await office.AsAsync("ren.jie");
        using var refused = await CaseOffice.PostAsync(police, "/api/v1/bundles", await Births.FilingAsync(police), office.NewKey());
        Assert.Contains("case.file.forbidden", await CaseOffice.CodesAsync(refused, HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task Bundles_of_a_person_come_in_pages_last_first()
    {
        var filed = new List<string> { (await Births.FileAsync(office)).Number(), (await Births.FileAsync(office)).Number(), (await Births.FileAsync(office)).Number() };
        var resident = await office.ResidentAsync();
        var first = await CaseOffice.GetAsync(resident, "/api/v1/bundles?take=2");
        Assert.Equal([filed[2], filed[1]], first["items"]!.AsArray().Select(b => b!.Number()));
        var second = await CaseOffice.GetAsync(resident, $"/api/v1/bundles?take=2&cursor={first["next"]}");
        Assert.Equal(filed[0], second["items"]![0]!.Number());
    }

    private async Task<Actor> ActorAsync(string user) => (await office.Server.Get<IAccounts>().FindStaffAsync(user, default))!.Value.Actor;

    private static async Task UnknownAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(["bundle.unknown"], await CaseOffice.CodesAsync(answer, HttpStatusCode.NotFound));
    }
}
