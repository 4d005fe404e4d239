using System.Net;
using System.Text.Json.Nodes;
using Platform.Tests.Cases;

namespace Platform.Tests.Templates;

/// <summary>The other two shipped services from filing to delivery, by the people of the demo.</summary>
public sealed class ServicePathTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    [Fact]
    public async Task A_card_is_accepted_decided_and_handed_over_at_one_window()
    {
        var number = await FileAsync("elderly-card", new JsonObject { ["household"] = "other", ["agent"] = "self" }, ["identity-card", "photo", "residence-proof"]);
        await office.CompleteAsync("zheng.shuang", number, "Accept");
        await office.CompleteAsync("zheng.shuang", number, "Grant");
        await office.CompleteAsync("zheng.shuang", number, "Delivered", new JsonObject { ["method"] = "window", ["proof"] = "本人签收" });
        var done = await office.CaseAsync(number);
        Assert.Equal("delivered", done["state"]!.GetValue<string>());
        Assert.Equal(["file", "collect"], done["services"]!.AsArray().Select(s => s!["name"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_food_licence_is_inspected_and_checked_by_two_departments()
    {
        var number = await FileAsync("food-business-licence", Scenario(), ["identity-proof", "layout", "safety-rules", "cold-room-plan", "network-statement"]);
        await office.CompleteAsync("li.na", number, "Accept");
        await office.CompleteAsync("wang.lei", number, "Pass");
        await office.CompleteAsync("wang.lei", number, "Propose", new JsonObject { ["reason"] = "需要现场核查", ["toldDays"] = 5 });
        await office.CompleteAsync("chen.jing", number, "Approve");
        Assert.Equal("suspended", await office.StateAsync(number));
        await office.CompleteAsync("wang.lei", number, "Passed", new JsonObject { ["findings"] = "现场符合要求" });
        Assert.Equal("inReview", await office.StateAsync(number));

        await office.CompleteAsync("wu.hao", number, "Pass");
        await Assert.ThrowsAsync<InvalidOperationException>(() => office.TaskAsync("chen.jing", number));
        await office.CompleteAsync("liu.yang", number, "Pass");
        await office.CompleteAsync("chen.jing", number, "Grant");
        await office.CompleteAsync("zhao.qiang", number, "Delivered", new JsonObject { ["method"] = "electronic", ["proof"] = "已阅读" });
        Assert.Equal("delivered", await office.StateAsync(number));

        var documents = await CaseOffice.GetAsync(await office.ResidentAsync(), $"/api/v1/cases/{number}/documents");
        var notice = documents["items"]!.AsArray().Single(d => d!["kind"]!.GetValue<string>() == "special-procedure-notice")!;
        Assert.StartsWith("余市监特〔2026〕", notice["number"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_inspection_leads_to_the_decision_and_a_denial_names_remedies()
    {
        var number = await FileAsync("food-business-licence", Scenario(), ["identity-proof", "layout", "safety-rules", "cold-room-plan", "network-statement"]);
        await office.CompleteAsync("li.na", number, "Accept");
        await office.CompleteAsync("wang.lei", number, "Pass");
        await office.CompleteAsync("wang.lei", number, "Propose", new JsonObject { ["reason"] = "需要现场核查", ["toldDays"] = 5 });
        await office.CompleteAsync("chen.jing", number, "Approve");
        await office.CompleteAsync("wang.lei", number, "Failed", new JsonObject { ["findings"] = "无专间" });
        await office.CompleteAsync("chen.jing", number, "Deny", new JsonObject { ["reasons"] = "没有与冷食类食品相适应的专间。", ["legalBasis"] = "《中华人民共和国食品安全法》第三十三条" });
        var resident = await office.ResidentAsync();
        var documents = await CaseOffice.GetAsync(resident, $"/api/v1/cases/{number}/documents");
        var denial = documents["items"]!.AsArray().Single(d => d!["kind"]!.GetValue<string>() == "decision-deny")!;
        using var page = await resident.GetAsync(new Uri($"/api/v1/cases/{number}/documents/{denial["id"]}", UriKind.Relative));
        var text = await page.Content.ReadAsStringAsync();
        Assert.True(page.IsSuccessStatusCode, text);
        Assert.Contains("60 日内", text, StringComparison.Ordinal);
        Assert.Contains("第三十三条", text, StringComparison.Ordinal);
    }

    private static JsonObject Scenario() => new() { ["businessType"] = "catering", ["highRisk"] = "yes", ["network"] = "yes", ["agent"] = "self" };

    private async Task<string> FileAsync(string item, JsonObject scenario, IReadOnlyList<string> materials)
    {
        var resident = await office.ResidentAsync();
        var filing = await CaseOffice.FilingAsync(resident, item);
        var file = await CaseOffice.UploadAsync(resident);
        filing["scenario"] = scenario;
        filing["answers"] = JsonNode.Parse(TestData.Text("Templates/Data/answers.json"))![item]!.DeepClone();
        filing["materials"] = new JsonArray([.. materials.Select(key => (JsonNode)new JsonObject { ["key"] = key, ["files"] = new JsonArray(file) })]);
        using var answer = await CaseOffice.PostAsync(resident, "/api/v1/cases", filing, office.NewKey());
        return (await CaseOffice.ReadAsync(answer, HttpStatusCode.Created))["number"]!.GetValue<string>();
    }
}
