using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Platform.Tests.Cases;

namespace Platform.Tests.Hostile;

/// <summary>Applications nobody should hand in, and what becomes of those that may be.</summary>
public sealed class FilingTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    [Fact]
    public async Task A_filing_with_any_of_its_values_replaced_is_refused_or_filed_and_can_be_read()
    {
        var prober = new Prober();
        var resident = await office.ResidentAsync();
        var officer = await office.AsAsync("li.na");
        var filing = await CaseOffice.FilingAsync(resident);
        filing["agent"] = new JsonObject { ["type"] = "1", ["name"] = "李强", ["idType"] = "111", ["idNumber"] = "33011019850217001X", ["phone"] = "13800000002" };
        await Parallel.ForEachAsync(Bodies.Mutations(filing, Bodies.WrongValues), HostileOffice.Eight, async (mutation, _) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/cases") { Content = Bodies.Json(mutation.Body) };
            using var answer = await prober.SendAsync(resident, request, mutation.What);
            if (answer?.StatusCode != HttpStatusCode.Created)
            {
                return;
            }

            var number = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["number"]!.GetValue<string>();
            foreach (var (client, path) in ((HttpClient, string)[])[(resident, ""), (resident, "/documents"), (officer, "/events")])
            {
                using var read = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/cases/{number}{path}");
                (await prober.SendAsync(client, read, $"{mutation.What}, then {path}"))?.Dispose();
            }
        });
        prober.AssertClean(1_000);
    }

    [Fact]
    public async Task A_draft_takes_any_answers_or_says_why_not_and_is_never_submitted_with_them()
    {
        var prober = new Prober();
        var resident = await office.ResidentAsync();
        var filing = await CaseOffice.FilingAsync(resident);
        var drafts = 0;
        await Parallel.ForEachAsync(Bodies.Mutations(filing, Bodies.WrongValues), HostileOffice.Eight, async (mutation, _) =>
        {
            var path = $"/api/v1/drafts/{new Guid(Interlocked.Increment(ref drafts), 0, 0, new byte[8])}";
            using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = Bodies.Json(mutation.Body) };
            using var answer = await prober.SendAsync(resident, request, mutation.What);
            if (answer?.IsSuccessStatusCode != true)
            {
                return;
            }

            using var read = new HttpRequestMessage(HttpMethod.Get, path);
            (await prober.SendAsync(resident, read, $"{mutation.What}, then read"))?.Dispose();
            using var submit = new HttpRequestMessage(HttpMethod.Post, path + "/submit") { Content = Bodies.Json("{}") };
            (await prober.SendAsync(resident, submit, $"{mutation.What}, then submit"))?.Dispose();
            using var delete = new HttpRequestMessage(HttpMethod.Delete, path);
            (await prober.SendAsync(resident, delete, $"{mutation.What}, then delete"))?.Dispose();
        });
        prober.AssertClean(1_000);
    }

    [Fact]
    public async Task Every_cut_of_a_filing_is_refused_as_bad_json()
    {
        var resident = await office.ResidentAsync();
        var whole = Encoding.UTF8.GetBytes((await CaseOffice.FilingAsync(resident)).ToJsonString());
        for (var length = 1; length < whole.Length; length += 37)
        {
            using var answer = await resident.PostAsync("/api/v1/cases", Bodies.Json(whole[..length]));
            Assert.Equal(["request.json"], await CaseOffice.CodesAsync(answer, HttpStatusCode.BadRequest));
        }
    }

    [Fact]
    public async Task Unknown_members_are_refused_with_their_path()
    {
        var resident = await office.ResidentAsync();
        var filing = await CaseOffice.FilingAsync(resident);
        filing["applicant"]!["isAdmin"] = true;
        using var outer = await CaseOffice.PostAsync(resident, "/api/v1/cases", filing);
        var error = (await CaseOffice.ReadAsync(outer, HttpStatusCode.BadRequest))["errors"]![0]!;
        Assert.Equal(("request.member", "applicant.isAdmin"), (error["code"]!.GetValue<string>(), error["field"]!.GetValue<string>()));
        filing["applicant"]!.AsObject().Remove("isAdmin");
        filing["answers"]!["state"] = "delivered";
        using var inner = await CaseOffice.PostAsync(resident, "/api/v1/cases", filing);
        var answers = (await CaseOffice.ReadAsync(inner, HttpStatusCode.BadRequest))["errors"]!.AsArray();
        Assert.Contains(answers, e => e!["field"]!.GetValue<string>() == "answers.state");
    }

    [Fact]
    public async Task A_body_over_the_limit_is_413()
    {
        var resident = await office.ResidentAsync();
        var filing = await CaseOffice.FilingAsync(resident);
        filing["answers"]!["remarks"] = new string('x', 5 * 1024 * 1024);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/cases") { Content = Bodies.Json(filing.ToJsonString()), Headers = { ExpectContinue = true } };
        using var answer = await resident.SendAsync(request);
        Assert.Equal(["request.tooLarge"], await CaseOffice.CodesAsync(answer, HttpStatusCode.RequestEntityTooLarge));
    }

    [Fact]
    public async Task Ten_thousand_rows_are_counted_and_refused_without_an_error_for_each()
    {
        var resident = await office.ResidentAsync();
        var filing = await CaseOffice.FilingAsync(resident);
        filing["answers"]!["rooms"] = new JsonArray([.. Enumerable.Range(0, 10_000).Select(n => (JsonNode)new JsonObject { ["roomName"] = $"{n}", ["purpose"] = "none", ["area"] = -1 })]);
        using var answer = await CaseOffice.PostAsync(resident, "/api/v1/cases", filing);
        var errors = (await CaseOffice.ReadAsync(answer, HttpStatusCode.BadRequest))["errors"]!.AsArray();
        Assert.Contains(errors, e => e!["field"]!.GetValue<string>() == "answers.rooms");
        Assert.InRange(errors.Count, 1, 500);
    }

    [Fact]
    public async Task A_stale_version_is_refused_and_a_strange_one_too()
    {
        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        var task = (await office.TaskAsync("li.na", number))["id"];
        var officer = await office.AsAsync("li.na");
        using var claimed = await CaseOffice.PostAsync(officer, $"/api/v1/tasks/{task}/claim", new JsonObject());
        Assert.Equal(HttpStatusCode.OK, claimed.StatusCode);
        foreach (var seen in (string[])["1", "0", "-1", "99999999999999999999", "x", HostileText.Sql, "W/1"])
        {
            using var answer = await CaseOffice.PostAsync(officer, $"/api/v1/tasks/{task}/complete", new JsonObject { ["outcome"] = "Accept" }, ifMatch: seen);
            Assert.Equal(["case.stale"], await CaseOffice.CodesAsync(answer, HttpStatusCode.PreconditionFailed));
        }

        Assert.Equal("received", await office.StateAsync(number));
    }

    [Fact]
    public async Task An_idempotency_key_may_hold_anything_a_header_can_and_no_more_than_a_hundred_characters()
    {
        var resident = await office.ResidentAsync();
        var filing = await CaseOffice.FilingAsync(resident);
        using var odd = await CaseOffice.PostAsync(resident, "/api/v1/cases", filing, key: HostileText.Sql);
        var first = await CaseOffice.ReadAsync(odd, HttpStatusCode.Created);
        using var again = await CaseOffice.PostAsync(resident, "/api/v1/cases", filing, key: HostileText.Sql);
        Assert.Equal(first["number"]!.GetValue<string>(), (await CaseOffice.ReadAsync(again, HttpStatusCode.Created))["number"]!.GetValue<string>());
        using var longer = await CaseOffice.PostAsync(resident, "/api/v1/cases", filing, key: new string('k', 101));
        Assert.Equal(["request.keyTooLong"], await CaseOffice.CodesAsync(longer, HttpStatusCode.BadRequest));
    }
}
