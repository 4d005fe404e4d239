using System.Net;
using System.Text.Json.Nodes;
using Platform.Tests.Documents.Pdf;
using Platform.Tests.Hosting;

namespace Platform.Tests.Cases;

/// <summary>Papers as PDF files, where their pages are read and for the same people.</summary>
public sealed class PaperPdfTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_paper_is_the_same_as_its_page_and_for_the_same_people()
    {
        Press.NeedsBrowser();
        var filed = await office.FileAsync();
        var (number, code) = (filed["number"]!.GetValue<string>(), filed["trackingCode"]!.GetValue<string>());
        var resident = await office.ResidentAsync();
        var paper = (await CaseOffice.GetAsync(resident, $"/api/v1/cases/{number}/documents"))["items"]!.AsArray()[0]!;
        var path = $"/cases/{number}/documents/{paper["id"]}.pdf";
        using var answer = await resident.GetAsync("/api/v1" + path, Ct);
        Assert.Equal((HttpStatusCode.OK, "application/pdf"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Contains(paper["number"]!.GetValue<string>(), answer.Content.Headers.ContentDisposition!.FileNameStar, StringComparison.Ordinal);
        var text = string.Concat(Press.Read(await answer.Content.ReadAsByteArrayAsync(Ct)));
        Assert.Contains(paper["number"]!.GetValue<string>(), text, StringComparison.Ordinal);
        Assert.Contains(paper["contentHash"]!.GetValue<string>()[..16], text, StringComparison.Ordinal);
        Assert.Contains("第1页共", text, StringComparison.Ordinal);

        foreach (var prefix in new[] { "", "/api/v1" })
        {
            using var withCode = await office.Server.Client.GetAsync($"{prefix}{path}?code={code}", Ct);
            Assert.Equal((HttpStatusCode.OK, "application/pdf"), (withCode.StatusCode, withCode.Content.Headers.ContentType!.MediaType));
            foreach (var wrong in new[] { "", "?code=AAAA-BBBB-CCCC" })
            {
                using var refused = await office.Server.Client.GetAsync(prefix + path + wrong, Ct);
                Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
            }

            using var stranger = await (await office.AsAsync("ren.jie")).GetAsync(prefix + path, Ct);
            Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
        }

        Assert.Contains(path, await PageAsync(office.Server, $"/cases/{number}?code={code}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_browser_no_page_offers_a_file_and_the_api_names_the_setting()
    {
        await using var server = await TestServer.StartAsync(demo: true, settings: new Dictionary<string, string?> { ["Documents:Pdf:Browser"] = "none" });
        using var resident = await server.AsAsync(CaseOffice.Resident, DemoPeople.PasswordOf(CaseOffice.Resident));
        var filed = await CaseOffice.ReadAsync(await CaseOffice.PostAsync(resident, "/api/v1/cases", await CaseOffice.FilingAsync(resident), key: "k"), HttpStatusCode.Created);
        var (number, code) = (filed["number"]!.GetValue<string>(), filed["trackingCode"]!.GetValue<string>());
        var paper = (await CaseOffice.GetAsync(resident, $"/api/v1/cases/{number}/documents"))["items"]!.AsArray()[0]!["id"]!;
        var refused = await CaseOffice.ReadAsync(await resident.GetAsync($"/api/v1/cases/{number}/documents/{paper}.pdf", Ct), HttpStatusCode.Conflict);
        Assert.Equal("pdf.unavailable", refused["code"]!.GetValue<string>());
        Assert.Contains("Documents:Pdf:Browser", refused["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        var page = await PageAsync(server, $"/cases/{number}?code={code}");
        Assert.Contains($"/documents/{paper}", page, StringComparison.Ordinal);
        Assert.DoesNotContain(".pdf", page, StringComparison.Ordinal);
        using var officer = await server.AsAsync("li.na", DemoPeople.PasswordOf("li.na"));
        Assert.Equal(["pdf.unavailable"], await CaseOffice.CodesAsync(await CaseOffice.PostAsync(officer, $"/api/v1/cases/{number}/dossier", new JsonObject()), HttpStatusCode.Conflict));
    }

    private static async Task<string> PageAsync(TestServer server, string path) => WebUtility.HtmlDecode(await server.Client.GetStringAsync(path, Ct));
}
