using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Platform.Server.Cases;
using Platform.Tests.Hosting;

namespace Platform.Tests.Cases;

/// <summary>容缺受理 from the promise to its end (C5). Each test has a server of its own: time is moved, and a broken promise stays on the list.</summary>
public sealed class PromiseTests : IAsyncLifetime
{
    private const string Promised = "test-report";
    private readonly CaseOffice _office = new();

    public ValueTask InitializeAsync() => _office.InitializeAsync();

    public ValueTask DisposeAsync() => _office.DisposeAsync();

    [Fact]
    public async Task Not_handed_in_by_its_day_the_case_ends_and_the_next_promise_is_not_taken()
    {
        var number = await AcceptedAsync("2026-03-12");
        Assert.True((await _office.CaseAsync(number))["materials"]!.AsArray().Single(m => m!["key"]!.GetValue<string>() == Promised)!["status"]!.GetValue<string>() == "missing");

        await _office.MoveToAsync(At(9, 0));
        Assert.Empty(await AboutAsync(number, "2026-03-12"));
        await _office.MoveToAsync(At(9, 9));
        await _office.Server.Get<TimerWorker>().FireDueAsync(CancellationToken.None);
        Assert.Single(await AboutAsync(number, "2026-03-12"));

        await _office.MoveToAsync(At(12, 23));
        Assert.Equal("inReview", await _office.StateAsync(number));
        await _office.MoveToAsync(At(13, 0));
        await _office.Server.Get<TimerWorker>().FireDueAsync(CancellationToken.None);
        Assert.Equal("terminated", await _office.StateAsync(number));
        var events = (await CaseOffice.GetAsync(await _office.ResidentAsync(), $"/api/v1/cases/{number}/events"))["items"]!.AsArray();
        var end = Assert.Single(events, e => e!["name"]!.GetValue<string>() == "case.terminated");
        Assert.Contains("2026-03-12", end!["payload"]!["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Single(await DocumentsAsync(number), k => k == "termination-notice");
        Assert.Empty((await CaseOffice.GetAsync(await _office.AsAsync("wang.lei"), $"/api/v1/tasks?q={number}"))["items"]!.AsArray());

        // The place keeps the list; the system has entered the applicant once.
        var entry = Assert.Single(await EntriesAsync());
        Assert.Equal(("brokenPromise", number, "2027-03-13"), (entry["mark"]!.GetValue<string>(), entry["caseNumber"]!.GetValue<string>(), entry["until"]!.GetValue<string>()));
        var next = await FiledAsync();
        using var refused = await AcceptAsync(next, "2026-03-20");
        Assert.Equal(["case.promise.barred"], await CaseOffice.CodesAsync(refused, HttpStatusCode.Conflict));

        // Lifted, the promise counts again.
        using var lifted = await CaseOffice.PostAsync(await _office.AsAsync("he.jie"), $"/api/v1/credit-entries/{entry["id"]}/lift", new JsonObject { ["reason"] = "系统故障所致" });
        await CaseOffice.ReadAsync(lifted);
        using var accepted = await AcceptAsync(next, "2026-03-20");
        await CaseOffice.ReadAsync(accepted);
    }

    [Fact]
    public async Task Handed_in_and_unsuitable_it_ends_too()
    {
        var number = await AcceptedAsync("2026-03-12");
        await HandInAsync(number);
        using var check = await CaseOffice.PostAsync(
            await _office.AsAsync("wang.lei"), $"/api/v1/cases/{number}/materials/{Promised}/check", new JsonObject { ["accepted"] = false, ["reason"] = "检测项目不全" });
        await CaseOffice.ReadAsync(check);
        Assert.Equal("terminated", await _office.StateAsync(number));
        Assert.Single(await EntriesAsync());
    }

    [Fact]
    public async Task Handed_in_and_suitable_the_day_passes_without_harm()
    {
        var number = await AcceptedAsync("2026-03-12");
        var decision = await ToDecisionAsync(number);
        using var early = await CaseOffice.PostAsync(await _office.AsAsync("chen.jing"), $"/api/v1/tasks/{decision}/complete", new JsonObject { ["outcome"] = "Grant" });
        Assert.Equal(["case.promise.open"], await CaseOffice.CodesAsync(early, HttpStatusCode.Conflict));
        await HandInAsync(number);
        using var check = await CaseOffice.PostAsync(await _office.AsAsync("wang.lei"), $"/api/v1/cases/{number}/materials/{Promised}/check", new JsonObject { ["accepted"] = true });
        await CaseOffice.ReadAsync(check);
        await _office.MoveToAsync(At(13, 1));
        Assert.Equal("inReview", await _office.StateAsync(number));
        Assert.Empty(await AboutAsync(number, "2026-03-12"));
        await _office.CompleteAsync("chen.jing", number, "Grant");
        Assert.Empty(await EntriesAsync());
    }

    [Fact]
    public async Task The_window_takes_it_on_paper_and_the_applicant_may_not_claim_so()
    {
        var number = await AcceptedAsync("2026-03-12");
        var paper = new JsonObject { ["materials"] = new JsonArray(new JsonObject { ["key"] = Promised, ["onPaper"] = true }), ["broughtBy"] = new JsonObject { ["who"] = "applicant" } };
        using var claimed = await CaseOffice.PostAsync(await _office.ResidentAsync(), $"/api/v1/cases/{number}/supplement", paper.DeepClone());
        Assert.Equal(HttpStatusCode.BadRequest, claimed.StatusCode);
        using var taken = await CaseOffice.PostAsync(await _office.AsAsync("zhang.wei"), $"/api/v1/cases/{number}/supplement", paper);
        await CaseOffice.ReadAsync(taken);
        var material = (await CaseOffice.GetAsync(await _office.AsAsync("wang.lei"), $"/api/v1/cases/{number}"))["materials"]!.AsArray().Single(m => m!["key"]!.GetValue<string>() == Promised)!;
        Assert.Equal("onPaper", material["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Only_what_is_missing_can_be_promised_and_not_beyond_the_promised_limit()
    {
        var number = await FiledAsync();
        using var there = await AcceptAsync(number, "2026-03-12", "site-plans");
        Assert.Equal(HttpStatusCode.BadRequest, there.StatusCode);
        using var late = await AcceptAsync(number, "2026-03-17");
        Assert.Equal(["case.promise.dueOutside"], await CaseOffice.CodesAsync(late, HttpStatusCode.BadRequest));
        using var last = await AcceptAsync(number, "2026-03-16");
        await CaseOffice.ReadAsync(last);
    }

    [Fact]
    public async Task Bad_credit_is_entered_by_the_place_and_counts_below_it()
    {
        var admin = await _office.AsAsync("he.jie");
        var entry = new JsonObject { ["locality"] = "330110", ["idNumber"] = "33011019580312000 4", ["name"] = "王芳", ["reason"] = "列入失信被执行人" };
        using var entered = await CaseOffice.PostAsync(admin, "/api/v1/credit-entries", entry);
        Assert.Equal("330110********0004", (await CaseOffice.ReadAsync(entered, HttpStatusCode.Created))["person"]!["idNumber"]!.GetValue<string>());
        var found = (await CaseOffice.GetAsync(admin, "/api/v1/credit-entries?locality=330110&idNumber=330110195803120004"))["items"]!.AsArray();
        Assert.All(found, e => Assert.Equal("330110********0004", e!["person"]!["idNumber"]!.GetValue<string>()));
        using var refused = await AcceptAsync(await FiledAsync(), "2026-03-12");
        Assert.Equal(["case.promise.barred"], await CaseOffice.CodesAsync(refused, HttpStatusCode.Conflict));

        Assert.Equal(HttpStatusCode.Forbidden, (await (await _office.AsAsync("li.na")).GetAsync("/api/v1/credit-entries?locality=330110")).StatusCode);
        using var elsewhere = await admin.PostAsJsonAsync("/api/v1/credit-entries", new { locality = "330106", idNumber = "330110195803120004", name = "王芳", reason = "…" });
        Assert.Equal(["credit.forbidden"], await CaseOffice.CodesAsync(elsewhere, HttpStatusCode.Forbidden));
        using var wrong = await admin.PostAsJsonAsync("/api/v1/credit-entries", new { locality = "330110", idNumber = "330110195803120005", name = "", reason = "" });
        Assert.Equal(3, (await CaseOffice.CodesAsync(wrong, HttpStatusCode.BadRequest)).Length);
    }

    /// <summary>An hour of a day of March 2026 in China.</summary>
    private static DateTimeOffset At(int day, int hour) => new(2026, 3, day, hour, 0, 0, TimeSpan.FromHours(8));

    private async Task<string> FiledAsync()
    {
        var filing = await CaseOffice.FilingAsync(await _office.ResidentAsync());
        var report = filing["materials"]!.AsArray().Single(m => m!["key"]!.GetValue<string>() == Promised)!;
        report["files"] = new JsonArray();
        report["deferred"] = true;
        return (await _office.FileAsync(filing))["number"]!.GetValue<string>();
    }

    private async Task<HttpResponseMessage> AcceptAsync(string number, string dueOn, string material = Promised)
    {
        var promise = new JsonObject { ["materials"] = new JsonArray(material), ["dueOn"] = dueOn, ["commitmentSigned"] = true };
        return await CaseOffice.PostAsync(
            await _office.AsAsync("li.na"), $"/api/v1/tasks/{(await _office.TaskAsync("li.na", number))["id"]}/complete",
            new JsonObject { ["outcome"] = "Accept", ["data"] = new JsonObject { ["withGap"] = true, ["promise"] = promise } });
    }

    private async Task<string> AcceptedAsync(string dueOn)
    {
        var number = await FiledAsync();
        using var accepted = await AcceptAsync(number, dueOn);
        await CaseOffice.ReadAsync(accepted);
        return number;
    }

    private async Task<string> ToDecisionAsync(string number)
    {
        await _office.CompleteAsync("wang.lei", number, "Pass");
        await _office.CompleteAsync("liu.yang", number, "Pass");
        return (await _office.TaskAsync("chen.jing", number))["id"]!.GetValue<string>();
    }

    private async Task HandInAsync(string number)
    {
        var file = await CaseOffice.UploadAsync(await _office.ResidentAsync(), "report.pdf");
        using var supplied = await CaseOffice.PostAsync(
            await _office.ResidentAsync(), $"/api/v1/cases/{number}/supplement",
            new JsonObject { ["materials"] = new JsonArray(new JsonObject { ["key"] = Promised, ["files"] = new JsonArray(file) }) });
        await CaseOffice.ReadAsync(supplied);
    }

    /// <summary>Messages of the applicant about this case that name the day.</summary>
    private async Task<IReadOnlyList<JsonNode>> AboutAsync(string number, string day) =>
        [.. (await CaseOffice.GetAsync(await _office.ResidentAsync(), "/api/v1/inbox"))["items"]!.AsArray().Select(m => m!)
            .Where(m => m["link"]?.GetValue<string>() == $"/cases/{number}" && m["body"]!.ToJsonString().Contains(day, StringComparison.Ordinal))];

    private async Task<IReadOnlyList<string>> DocumentsAsync(string number) =>
        [.. (await CaseOffice.GetAsync(await _office.ResidentAsync(), $"/api/v1/cases/{number}/documents"))["items"]!.AsArray().Select(d => d!["kind"]!.GetValue<string>())];

    private async Task<IReadOnlyList<JsonNode>> EntriesAsync() =>
        [.. (await CaseOffice.GetAsync(await _office.AsAsync("he.jie"), "/api/v1/credit-entries?locality=330110&idNumber=330110195803120004"))["items"]!.AsArray().Select(e => e!)];
}
