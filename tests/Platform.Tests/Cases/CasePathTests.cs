using System.Net;
using System.Text.Json.Nodes;
using Platform.Tests.Storage.Contract;

namespace Platform.Tests.Cases;

/// <summary>The whole path of one application over HTTP, by everybody who has a part in it.</summary>
public abstract class CasePathContract(CaseOffice office)
{
    [Fact]
    public async Task A_permit_goes_from_filing_to_rating()
    {
        var filed = await office.FileAsync();
        var number = filed["number"]!.GetValue<string>();
        Assert.Equal("received", filed["state"]!.GetValue<string>());
        Assert.Equal(16, filed["trackingCode"]!.GetValue<string>().Length);
        Assert.Equal("file", Assert.Single(filed["services"]!.AsArray())!["name"]!.GetValue<string>());

        await office.CompleteAsync("li.na", number, "Accept");
        Assert.Equal("inReview", await office.StateAsync(number));
        await office.CompleteAsync("wang.lei", number, "Pass", opinion: "材料齐全，现场符合要求。");
        await office.CompleteAsync("liu.yang", number, "Pass");
        await office.CompleteAsync("chen.jing", number, "Grant");
        Assert.Equal("completed", await office.StateAsync(number));
        await office.CompleteAsync("zhao.qiang", number, "Delivered", new JsonObject { ["method"] = "window", ["proof"] = "本人签收" });

        var done = await office.CaseAsync(number);
        Assert.Equal("delivered", done["state"]!.GetValue<string>());
        Assert.Equal("stopped", done["clocks"]!["statutory"]!["state"]!.GetValue<string>());
        var service = done["services"]!.AsArray().Single(s => s!["name"]!.GetValue<string>() == "collect")!["serviceNumber"]!.GetValue<int>();
        var rating = new JsonObject { ["serviceNumber"] = service, ["grade"] = 1, ["tags"] = new JsonArray(), ["text"] = "很快", ["channel"] = "pc" };
        using var rated = await CaseOffice.PostAsync(await office.ResidentAsync(), $"/api/v1/cases/{number}/evaluations", rating);
        Assert.True(rated.IsSuccessStatusCode, await rated.Content.ReadAsStringAsync());

        var documents = await CaseOffice.GetAsync(await office.ResidentAsync(), $"/api/v1/cases/{number}/documents");
        var kinds = documents["items"]!.AsArray().Select(d => d!["kind"]!.GetValue<string>()).ToList();
        Assert.Equal(["application", "receipt", "acceptance-notice", "decision-grant", "licence", "delivery-proof"], kinds);
        var events = await CaseOffice.GetAsync(await office.AsAsync("wang.lei"), $"/api/v1/cases/{number}/events");
        Assert.Contains(events["items"]!.AsArray(), e => e!["name"]!.GetValue<string>() == "case.decided");
    }

    [Fact]
    public async Task The_same_key_files_one_case_and_another_body_under_it_is_refused()
    {
        var resident = await office.ResidentAsync();
        var filing = await CaseOffice.FilingAsync(resident);
        var key = office.NewKey();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CaseOffice.PostAsync(resident, "/api/v1/cases", filing.DeepClone(), key)));
        var numbers = new HashSet<string>();
        foreach (var answer in answers)
        {
            numbers.Add((await CaseOffice.ReadAsync(answer, HttpStatusCode.Created))["number"]!.GetValue<string>());
        }

        Assert.Single(numbers);
        filing["channel"] = "mobile";
        using var other = await CaseOffice.PostAsync(resident, "/api/v1/cases", filing, key);
        Assert.Equal(["request.keyReused"], await CaseOffice.CodesAsync(other, HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task A_supplement_opens_only_what_was_marked_and_brings_the_case_back()
    {
        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        var notice = new JsonObject
        {
            ["notice"] = new JsonObject
            {
                ["fields"] = new JsonArray(new JsonObject { ["key"] = "managerPhone", ["reason"] = "号码无法接通" }),
                ["materials"] = new JsonArray(new JsonObject { ["key"] = "site-plans", ["reason"] = "平面图不清晰" }),
            },
        };
        await office.CompleteAsync("li.na", number, "Supplement", notice);
        Assert.Equal("supplementing", await office.StateAsync(number));

        var resident = await office.ResidentAsync();
        using var other = await CaseOffice.PostAsync(resident, $"/api/v1/cases/{number}/supplement", new JsonObject { ["answers"] = new JsonObject { ["unitName"] = "别的名字" } });
        Assert.Contains("supplement.notMarked", await CaseOffice.CodesAsync(other, HttpStatusCode.BadRequest));

        var plan = await CaseOffice.UploadAsync(resident, "better.pdf");
        var supplied = new JsonObject
        {
            ["answers"] = new JsonObject { ["managerPhone"] = "13800000009" },
            ["materials"] = new JsonArray(new JsonObject { ["key"] = "site-plans", ["files"] = new JsonArray(plan) }),
        };
        using var back = await CaseOffice.PostAsync(resident, $"/api/v1/cases/{number}/supplement", supplied);
        Assert.Equal("received", (await CaseOffice.ReadAsync(back))["state"]!.GetValue<string>());
        using var again = await CaseOffice.PostAsync(resident, $"/api/v1/cases/{number}/supplement", supplied.DeepClone());
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);

        var task = await office.TaskAsync("li.na", number);
        using var twice = await CaseOffice.PostAsync(
            await office.AsAsync("li.na"), $"/api/v1/tasks/{task["id"]}/complete", new JsonObject { ["outcome"] = "Supplement", ["data"] = notice.DeepClone() });
        Assert.Equal(["case.supplement.alreadyUsed"], await CaseOffice.CodesAsync(twice, HttpStatusCode.Conflict));
        await office.CompleteAsync("li.na", number, "Accept");
        Assert.Equal("inReview", await office.StateAsync(number));
    }

    [Fact]
    public async Task One_of_a_hundred_concurrent_completions_of_a_task_counts()
    {
        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        var task = await office.TaskAsync("li.na", number);
        var officer = await office.AsAsync("li.na");
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ =>
            CaseOffice.PostAsync(officer, $"/api/v1/tasks/{task["id"]}/complete", new JsonObject { ["outcome"] = "Accept" })));
        Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.OK));
        Assert.Equal(99, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task The_officer_who_examined_may_not_decide()
    {
        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        await office.CompleteAsync("li.na", number, "Accept");
        using var forbidden = await CaseOffice.PostAsync(
            await office.AsAsync("chen.jing"), $"/api/v1/tasks/{(await office.TaskAsync("wang.lei", number))["id"]}/complete", new JsonObject { ["outcome"] = "Pass" });
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
    }

    [Fact]
    public async Task A_case_is_tracked_without_an_account_by_number_and_code_only()
    {
        var filed = await office.FileAsync();
        var number = filed["number"]!.GetValue<string>();
        var visitor = office.Server.Client;
        var seen = await CaseOffice.GetAsync(visitor, $"/api/v1/cases/{number}?code={filed["trackingCode"]}");
        Assert.Equal("王*", seen["applicant"]!["name"]!.GetValue<string>());
        Assert.Null(seen["answers"]);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/api/v1/cases/{number}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/api/v1/cases/{number}?code=0000000000000000")).StatusCode);
        using var withdrawn = await CaseOffice.PostAsync(visitor, $"/api/v1/cases/{number}/withdraw?code={filed["trackingCode"]}", new JsonObject());
        Assert.Equal(HttpStatusCode.Forbidden, withdrawn.StatusCode);
    }

    [Fact]
    public async Task A_withdrawn_case_closes_its_tasks_and_cannot_be_withdrawn_again()
    {
        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        var resident = await office.ResidentAsync();
        using var withdrawn = await CaseOffice.PostAsync(resident, $"/api/v1/cases/{number}/withdraw", new JsonObject { ["reason"] = "不办了" });
        Assert.Equal("withdrawn", (await CaseOffice.ReadAsync(withdrawn))["state"]!.GetValue<string>());
        Assert.Empty((await office.CaseAsync(number))["steps"]!.AsArray());
        using var again = await CaseOffice.PostAsync(resident, $"/api/v1/cases/{number}/withdraw", new JsonObject());
        Assert.Equal(["case.transition.notAllowed"], await CaseOffice.CodesAsync(again, HttpStatusCode.Conflict));
    }
}

public sealed class CasePathTests(CaseOffice office) : CasePathContract(office), IClassFixture<CaseOffice>;

public sealed class PostgresCasePathTests(PostgresOffice office) : CasePathContract(office), IClassFixture<PostgresOffice>;
