using System.Net;
using System.Text.Json.Nodes;
using Platform.Tests.Cases;

namespace Platform.Tests.Templates;

/// <summary>Shipped services from the application to the rating, and what their papers say.</summary>
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
        var denial = await PaperAsync(number, "decision-deny");
        Assert.Contains("60 日内", denial.Text, StringComparison.Ordinal);
        Assert.Contains("第三十三条", denial.Text, StringComparison.Ordinal);
        Assert.StartsWith("余市监不准〔2026〕", denial.Number, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_construction_permit_is_countersigned_by_both_departments_before_the_decision()
    {
        var number = await FileAsync(
            "construction-permit",
            new JsonObject { ["works"] = "building", ["expropriation"] = "no", ["supervision"] = "yes", ["agent"] = "self" },
            ["land-approval", "planning-permit", "contractor", "funds-commitment", "drawings-review", "safety-measures", "supervision-contract"]);
        await office.CompleteAsync("li.na", number, "Accept");
        await office.CompleteAsync("wang.lei", number, "Pass");
        Assert.Equal(3, (await office.CaseAsync(number))["steps"]!.AsArray().Count);

        await office.CompleteAsync("gao.feng", number, "Approve", opinion: "施工单位已确定");
        var again = await office.TaskAsync("lin.yan", number);
        using var twice = await CaseOffice.PostAsync(await office.AsAsync("gao.feng"), $"/api/v1/tasks/{again["id"]}/complete", new JsonObject { ["outcome"] = "Approve" });
        Assert.Equal(["task.signedAlready"], await CaseOffice.CodesAsync(twice, HttpStatusCode.Forbidden));

        await office.CompleteAsync("lin.yan", number, "Approve", opinion: "质量安全措施齐全");
        await Assert.ThrowsAsync<InvalidOperationException>(() => office.TaskAsync("chen.jing", number));
        await office.CompleteAsync("luo.min", number, "Approve", opinion: "与规划许可一致");
        await office.CompleteAsync("chen.jing", number, "Grant");
        await office.CompleteAsync("zhao.qiang", number, "Delivered", new JsonObject { ["method"] = "electronic", ["proof"] = "电子证照已下载" });
        Assert.Equal("delivered", await office.StateAsync(number));

        var licence = await PaperAsync(number, "licence");
        Assert.StartsWith("余建证〔2026〕", licence.Number, StringComparison.Ordinal);
        Assert.Contains("样例花园一期", licence.Text, StringComparison.Ordinal);
        Assert.Contains("15300.5 平方米", licence.Text, StringComparison.Ordinal);
        await RateAsync(number);
    }

    [Fact]
    public async Task A_street_registers_a_lease_by_itself()
    {
        var number = await FileAsync("lease-registration", new JsonObject { ["owner"] = "owner", ["agent"] = "self" }, ["contract", "identity", "title"]);
        Assert.Equal("11330110YL0000047Q", (await office.CaseAsync(number))["authority"]!.GetValue<string>());
        await office.CompleteAsync("zheng.shuang", number, "Accept");
        await Assert.ThrowsAsync<InvalidOperationException>(() => office.TaskAsync("gao.feng", number));
        await office.CompleteAsync("zheng.shuang", number, "Pass");
        await office.CompleteAsync("cao.lin", number, "Grant");
        await office.CompleteAsync("zheng.shuang", number, "Delivered", new JsonObject { ["method"] = "window", ["proof"] = "本人领取" });
        Assert.Equal("delivered", await office.StateAsync(number));
        Assert.StartsWith("仓街证〔2026〕", (await PaperAsync(number, "licence")).Number, StringComparison.Ordinal);
        await RateAsync(number);
    }

    private async Task RateAsync(string number)
    {
        var resident = await office.ResidentAsync();
        var service = (await office.CaseAsync(number))["services"]!.AsArray().Single(s => s!["name"]!.GetValue<string>() == "collect")!["serviceNumber"]!.GetValue<int>();
        using var rated = await CaseOffice.PostAsync(
            resident, $"/api/v1/cases/{number}/evaluations", new JsonObject { ["serviceNumber"] = service, ["grade"] = 1, ["tags"] = new JsonArray(), ["text"] = "很快", ["channel"] = "pc" });
        Assert.True(rated.IsSuccessStatusCode, await rated.Content.ReadAsStringAsync());
    }

    private async Task<(string Number, string Text)> PaperAsync(string number, string kind)
    {
        var resident = await office.ResidentAsync();
        var documents = await CaseOffice.GetAsync(resident, $"/api/v1/cases/{number}/documents");
        var paper = documents["items"]!.AsArray().Single(d => d!["kind"]!.GetValue<string>() == kind)!;
        using var page = await resident.GetAsync(new Uri($"/api/v1/cases/{number}/documents/{paper["id"]}", UriKind.Relative));
        var text = await page.Content.ReadAsStringAsync();
        Assert.True(page.IsSuccessStatusCode, text);
        return (paper["number"]!.GetValue<string>(), text);
    }

    private async Task<string> FileAsync(string item, JsonObject scenario, string[] materials)
    {
        var answers = JsonNode.Parse(TestData.Text("Templates/Data/answers.json"))![item]!.DeepClone().AsObject();
        var filed = await office.FileAsync(await CaseOffice.FilingAsync(await office.ResidentAsync(), item, answers, scenario, materials));
        return filed["number"]!.GetValue<string>();
    }

    private Task<string> FileAsync() => FileAsync(
        "food-business-licence",
        new JsonObject { ["businessType"] = "catering", ["highRisk"] = "yes", ["network"] = "yes", ["agent"] = "self" },
        ["identity-proof", "layout", "safety-rules", "cold-room-plan", "network-statement"]);
}
