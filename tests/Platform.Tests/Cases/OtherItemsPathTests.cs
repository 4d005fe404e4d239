using System.Net;
using System.Text.Json.Nodes;

namespace Platform.Tests.Cases;

/// <summary>The food licence (inspection as special procedure, two departments in parallel) and the card that is decided on the spot.</summary>
public sealed class OtherItemsPathTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    [Fact]
    public async Task The_food_licence_stands_still_during_the_inspection_and_waits_for_both_departments()
    {
        var answers = (JsonObject)JsonNode.Parse(TestData.Text("Cases/Data/food-answers.json"))!;
        var scenario = new JsonObject { ["businessType"] = "catering", ["highRisk"] = "no", ["network"] = "no", ["agent"] = "self" };
        var filing = await CaseOffice.FilingAsync(await office.ResidentAsync(), "food-business-licence", answers, scenario, ["identity-proof", "layout", "safety-rules"]);
        var number = (await office.FileAsync(filing))["number"]!.GetValue<string>();

        await office.CompleteAsync("li.na", number, "Accept");
        await office.CompleteAsync("wang.lei", number, "Pass");
        await office.CompleteAsync("wang.lei", number, "Propose", new JsonObject { ["reason"] = "需要现场核查", ["toldDays"] = 5 });
        await office.CompleteAsync("chen.jing", number, "Approve");
        var paused = await office.CaseAsync(number);
        Assert.Equal("suspended", paused["state"]!.GetValue<string>());
        Assert.Equal("paused", paused["clocks"]!["statutory"]!["state"]!.GetValue<string>());
        Assert.Null(paused["clocks"]!["statutory"]!["deadline"]);

        await office.CompleteAsync("wang.lei", number, "Passed", new JsonObject { ["findings"] = "现场符合要求", ["result"] = "符合" });
        var joint = await office.CaseAsync(number);
        Assert.Equal("inReview", joint["state"]!.GetValue<string>());
        Assert.Equal(2, joint["steps"]!.AsArray().Count);
        await office.CompleteAsync("wu.hao", number, "Pass", opinion: "油烟净化符合要求");
        Assert.Single((await office.CaseAsync(number))["steps"]!.AsArray());
        await office.CompleteAsync("liu.yang", number, "Pass", opinion: "同意");
        await office.CompleteAsync("chen.jing", number, "Deny", new JsonObject { ["reasons"] = "面积不足", ["legalBasis"] = "食品经营许可和备案管理办法" }, "不予许可");
        await office.CompleteAsync("zhao.qiang", number, "Delivered", new JsonObject { ["method"] = "post", ["proof"] = "EMS 1234567890" });
        Assert.Equal("delivered", await office.StateAsync(number));
        var documents = await CaseOffice.GetAsync(await office.ResidentAsync(), $"/api/v1/cases/{number}/documents");
        Assert.Contains(documents["items"]!.AsArray(), d => d!["kind"]!.GetValue<string>() == "decision-deny");
        Assert.DoesNotContain(documents["items"]!.AsArray(), d => d!["kind"]!.GetValue<string>() == "licence");
    }

    [Fact]
    public async Task The_card_is_decided_by_the_officer_who_accepted_and_delivered_at_the_window()
    {
        var answers = (JsonObject)JsonNode.Parse(TestData.Text("Cases/Data/elderly-answers.json"))!;
        var filing = await CaseOffice.FilingAsync(
            await office.ResidentAsync(), "elderly-card", answers, new JsonObject { ["household"] = "local", ["agent"] = "self" }, ["identity-card", "photo"], "photo.png");
        var number = (await office.FileAsync(filing))["number"]!.GetValue<string>();
        await office.CompleteAsync("zheng.shuang", number, "Accept");
        await office.CompleteAsync("zheng.shuang", number, "Grant");
        await office.CompleteAsync("zheng.shuang", number, "Delivered", new JsonObject { ["method"] = "window", ["proof"] = "本人领取" });
        Assert.Equal("delivered", await office.StateAsync(number));
    }

    [Fact]
    public async Task A_promised_material_is_named_at_acceptance_and_handed_in_before_the_decision()
    {
        var filing = await CaseOffice.FilingAsync(await office.ResidentAsync());
        var report = filing["materials"]!.AsArray().Single(m => m!["key"]!.GetValue<string>() == "test-report")!;
        report["files"] = new JsonArray();
        report["deferred"] = true;
        var number = (await office.FileAsync(filing))["number"]!.GetValue<string>();
        using var plain = await CaseOffice.PostAsync(
            await office.AsAsync("li.na"), $"/api/v1/tasks/{(await office.TaskAsync("li.na", number))["id"]}/complete", new JsonObject { ["outcome"] = "Accept" });
        Assert.Equal(["case.accept.incomplete"], await CaseOffice.CodesAsync(plain, HttpStatusCode.Conflict));

        var promise = new JsonObject { ["materials"] = new JsonArray("test-report"), ["dueOn"] = "2026-03-10", ["commitmentSigned"] = true };
        await office.CompleteAsync("li.na", number, "Accept", new JsonObject { ["withGap"] = true, ["promise"] = promise });
        await office.CompleteAsync("wang.lei", number, "Pass");
        await office.CompleteAsync("liu.yang", number, "Pass");
        var decision = await office.TaskAsync("chen.jing", number);
        using var early = await CaseOffice.PostAsync(await office.AsAsync("chen.jing"), $"/api/v1/tasks/{decision["id"]}/complete", new JsonObject { ["outcome"] = "Grant" });
        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);

        var file = await CaseOffice.UploadAsync(await office.ResidentAsync(), "report.pdf");
        using var supplied = await CaseOffice.PostAsync(
            await office.ResidentAsync(), $"/api/v1/cases/{number}/supplement",
            new JsonObject { ["materials"] = new JsonArray(new JsonObject { ["key"] = "test-report", ["files"] = new JsonArray(file) }) });
        await CaseOffice.ReadAsync(supplied);
        await office.CompleteAsync("chen.jing", number, "Grant");
        Assert.Equal("completed", await office.StateAsync(number));
    }

    [Fact]
    public async Task A_material_takes_only_the_file_types_it_names()
    {
        var answers = (JsonObject)JsonNode.Parse(TestData.Text("Cases/Data/elderly-answers.json"))!;
        var filing = await CaseOffice.FilingAsync(
            await office.ResidentAsync(), "elderly-card", answers, new JsonObject { ["household"] = "local", ["agent"] = "self" }, ["identity-card", "photo"]);
        using var answer = await CaseOffice.PostAsync(await office.ResidentAsync(), "/api/v1/cases", filing);
        Assert.Equal(["material.fileType"], await CaseOffice.CodesAsync(answer, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Somebody_else_s_identity_and_wrong_answers_are_refused_with_field_and_expectation()
    {
        var filing = await CaseOffice.FilingAsync(await office.ResidentAsync());
        filing["applicant"]!["idNumber"] = "11010519491231002X";
        filing["answers"]!["creditCode"] = "11440100007482532L";
        filing["answers"]!["nonsense"] = 1;
        ((JsonArray)filing["materials"]!).RemoveAt(0);
        using var answer = await CaseOffice.PostAsync(await office.ResidentAsync(), "/api/v1/cases", filing);
        var errors = (await CaseOffice.ReadAsync(answer, (HttpStatusCode)(int)answer.StatusCode))["errors"]!.AsArray();
        Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden);
        var fields = errors.Select(e => e!["field"]!.GetValue<string>()).ToList();
        Assert.Contains("applicant.idNumber", fields);
        Assert.Contains("answers.creditCode", fields);
        Assert.Contains("answers.nonsense", fields);
        Assert.Contains("materials.identity-proof", fields);
    }
}
