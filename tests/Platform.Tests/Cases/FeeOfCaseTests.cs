using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Platform.Tests.Portal;

namespace Platform.Tests.Cases;

/// <summary>What an application costs by a decision table, as its applicant reads it before and after filing.</summary>
public sealed class FeeOfCaseTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    private const string Item = """
        {"key":"pool-permit","offered":"below","name":"游泳场所登记","authority":{"code":"11330110YL00000126","name":"局"},"statutoryLimit":{"amount":5,"unit":"workingDay"},"promisedLimit":{"amount":1,"unit":"workingDay"},
         "form":"lease-registration","flow":"lease-registration","fee":{"charged":true,"lines":[{"name":"登记费","table":"pool-rates"}]}}
        """;

    [Fact]
    public async Task A_case_keeps_the_table_it_was_filed_with()
    {
        var admin = await office.AsAsync("he.jie");
        await PublishAsync(admin, "decisionTable/pool-rates", Rates(amount: 80));
        await PublishAsync(admin, "item/pool-permit", Item);
        var answers = JsonNode.Parse(TestData.Text("Templates/Data/answers.json"))!["lease-registration"]!.AsObject();

        var open = (JsonObject)answers.DeepClone();
        open.Remove("area");
        Assert.Contains("按建筑面积确定", await ReviewAsync("019aaaaa-0000-7000-8000-000000000001", open), StringComparison.Ordinal);
        Assert.Contains("80.00 元", await ReviewAsync("019aaaaa-0000-7000-8000-000000000002", answers), StringComparison.Ordinal);

        var filed = await office.FileAsync(await CaseOffice.FilingAsync(await office.ResidentAsync(), "pool-permit", (JsonObject)answers.DeepClone(), [], []));
        await PublishAsync(admin, "decisionTable/pool-rates", Rates(amount: 90));
        Assert.Contains("80.00 元", await ReadAsync($"/cases/{filed["number"]}"), StringComparison.Ordinal);
        Assert.Contains("90.00 元", await ReviewAsync("019aaaaa-0000-7000-8000-000000000003", answers), StringComparison.Ordinal);
    }

    private static string Rates(int amount) => $$"""
        {"key":"pool-rates","name":{"zh-CN":"登记费标准","en":"Rates"},"hitPolicy":"unique","inputs":[{"id":"area","label":{"zh-CN":"建筑面积","en":"Floor area"},"type":"number","reads":"answers.area"}],
         "outputs":[{"name":"fee","label":{"zh-CN":"费用","en":"Fee"},"type":"number"}],"rules":[{"id":"a","when":["> 0"],"then":["{{amount}}"]}],"default":["0"]}
        """;

    private static async Task PublishAsync(HttpClient admin, string name, string document)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/definitions/{name}?locality=330110") { Content = JsonContent.Create(JsonNode.Parse(document)) };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        await CaseOffice.ReadAsync(await admin.SendAsync(request));
        await CaseOffice.ReadAsync(await admin.PostAsync(new Uri($"/api/v1/definitions/{name}/publish?locality=330110", UriKind.Relative), null));
    }

    /// <summary>The fees on the last page of an application with these answers.</summary>
    private async Task<string> ReviewAsync(string draft, JsonObject answers)
    {
        using var saved = await (await office.ResidentAsync()).PutAsJsonAsync($"/api/v1/drafts/{draft}", new { locality = CaseOffice.Street, item = "pool-permit", answers });
        saved.EnsureSuccessStatusCode();
        return await ReadAsync($"/drafts/{draft}/review");
    }

    private async Task<string> ReadAsync(string page)
    {
        using var resident = await PortalVisitor.SignedInAsync(office.Server, CaseOffice.Resident, "demo-Resident-1");
        var html = (await resident.OpenAsync(page)).Html;
        Assert.Equal(HttpStatusCode.OK, resident.Status);
        var fees = html[html.IndexOf("data-testid=\"fees\"", StringComparison.Ordinal)..];
        return WebUtility.HtmlDecode(fees[..fees.IndexOf("</section>", StringComparison.Ordinal)]);
    }
}
