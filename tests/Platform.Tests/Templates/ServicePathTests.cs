using System.Text.Json.Nodes;
using Platform.Tests.Cases;

namespace Platform.Tests.Templates;

/// <summary>What the papers of a shipped service say when it is refused.</summary>
public sealed class ServicePathTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    [Fact]
    public async Task A_failed_inspection_leads_to_the_decision_and_a_denial_names_remedies()
    {
        var number = await FileAsync();
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
        Assert.StartsWith("余市监不准〔2026〕", denial["number"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private async Task<string> FileAsync()
    {
        var answers = JsonNode.Parse(TestData.Text("Templates/Data/answers.json"))!["food-business-licence"]!.DeepClone().AsObject();
        var scenario = new JsonObject { ["businessType"] = "catering", ["highRisk"] = "yes", ["network"] = "yes", ["agent"] = "self" };
        string[] materials = ["identity-proof", "layout", "safety-rules", "cold-room-plan", "network-statement"];
        var filed = await office.FileAsync(await CaseOffice.FilingAsync(await office.ResidentAsync(), "food-business-licence", answers, scenario, materials));
        return filed["number"]!.GetValue<string>();
    }
}
