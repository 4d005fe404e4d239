using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Platform.Server.Cases;
using Platform.Server.Hosting.Housekeeping;
using Platform.Tests.Hosting;
using Platform.Tests.Portal;

namespace Platform.Tests.Cases;

/// <summary>Who has only number and tracking code answers the supplement notice: files belong to the case, and to no other.</summary>
public sealed class SupplementByCodeTests(CounterOffice office) : IClassFixture<CounterOffice>
{
    private static readonly byte[] Pdf = Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\ncode");

    private HttpClient Visitor => office.Server.Client;

    [Fact]
    public async Task The_code_puts_up_the_files_and_hands_in_what_was_asked()
    {
        var (number, code) = await office.WaitingAsync();
        var plans = await CounterOffice.PutUpFileAsync(Visitor, number, code);
        using var answer = await CaseOffice.PostAsync(Visitor, $"/api/v1/cases/{number}/supplement?code={code}", CounterOffice.Supplied(plans));
        Assert.Equal("received", (await CaseOffice.ReadAsync(answer))["state"]!.GetValue<string>());

        var file = (await office.Server.Get<CaseReader>().FindAsync(number, default))!;
        Assert.Equal([plans], file.Content.Materials.Find(m => m.Key == "site-plans")!.Files);
        Assert.Equal("13800000009", file.Content.Answers.Text("managerPhone"));
        using var seen = await (await office.AsAsync("li.na")).GetAsync($"/api/v1/files/{plans}");
        Assert.Equal(HttpStatusCode.OK, seen.StatusCode);
    }

    [Fact]
    public async Task A_wrong_code_is_no_case()
    {
        var (number, code) = await office.WaitingAsync();
        var (_, other) = await office.WaitingAsync();
        foreach (var wrong in new[] { other, code[..^1], "", null })
        {
            using var put = await CounterOffice.PutUpAsync(Visitor, number, wrong);
            Assert.Equal(["case.unknown"], await CaseOffice.CodesAsync(put, HttpStatusCode.NotFound));
            using var supplied = await CaseOffice.PostAsync(Visitor, $"/api/v1/cases/{number}/supplement?code={wrong}", CounterOffice.Supplied(Guid.Empty));
            Assert.Equal(["case.unknown"], await CaseOffice.CodesAsync(supplied, HttpStatusCode.NotFound));
        }
    }

    [Fact]
    public async Task A_file_put_up_for_one_case_is_attached_to_no_other()
    {
        var (mine, code) = await office.WaitingAsync();
        var (other, otherCode) = await office.WaitingAsync();
        var foreign = await CounterOffice.PutUpFileAsync(Visitor, other, otherCode);
        using var answer = await CaseOffice.PostAsync(Visitor, $"/api/v1/cases/{mine}/supplement?code={code}", CounterOffice.Supplied(foreign));
        Assert.Contains("file.unknown", await CaseOffice.CodesAsync(answer, HttpStatusCode.BadRequest));

        // Nor by somebody with an account: neither in a first filing, nor in their own supplement, nor by reading it.
        var resident = await office.ResidentAsync();
        using var filed = await CaseOffice.PostAsync(resident, "/api/v1/cases", CaseOffice.Filing(foreign));
        Assert.Contains("file.unknown", await CaseOffice.CodesAsync(filed, HttpStatusCode.BadRequest));
        using var read = await resident.GetAsync($"/api/v1/files/{foreign}");
        Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
        var own = (await office.FileAsync())["number"]!.GetValue<string>();
        await office.AskAsync(own);
        using var slipped = await CaseOffice.PostAsync(resident, $"/api/v1/cases/{own}/supplement", CounterOffice.Supplied(foreign));
        Assert.Contains("file.unknown", await CaseOffice.CodesAsync(slipped, HttpStatusCode.BadRequest));

        // And what an account has uploaded is not the case's.
        var theirs = await CaseOffice.UploadAsync(resident);
        using var taken = await CaseOffice.PostAsync(Visitor, $"/api/v1/cases/{mine}/supplement?code={code}", CounterOffice.Supplied(theirs));
        Assert.Contains("file.unknown", await CaseOffice.CodesAsync(taken, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task The_same_key_is_carried_out_once_and_another_body_under_it_refused()
    {
        var (number, code) = await office.WaitingAsync();
        var key = office.NewKey();
        using var first = await CounterOffice.PutUpAsync(Visitor, number, code, key: key);
        using var again = await CounterOffice.PutUpAsync(Visitor, number, code, key: key);
        var plans = (await CaseOffice.ReadAsync(first, HttpStatusCode.Created))["id"]!.GetValue<Guid>();
        Assert.Equal(plans, (await CaseOffice.ReadAsync(again, HttpStatusCode.Created))["id"]!.GetValue<Guid>());
        using var other = await CounterOffice.PutUpAsync(Visitor, number, code, "another.pdf", key);
        Assert.Equal(["request.keyReused"], await CaseOffice.CodesAsync(other, HttpStatusCode.UnprocessableEntity));

        var (path, send) = ($"/api/v1/cases/{number}/supplement?code={code}", office.NewKey());
        using var supplied = await CaseOffice.PostAsync(Visitor, path, CounterOffice.Supplied(plans), send);
        using var repeated = await CaseOffice.PostAsync(Visitor, path, CounterOffice.Supplied(plans), send);
        Assert.Equal((await CaseOffice.ReadAsync(supplied)).ToJsonString(), (await CaseOffice.ReadAsync(repeated)).ToJsonString());
        using var anew = await CaseOffice.PostAsync(Visitor, path, CounterOffice.Supplied(plans), office.NewKey());
        Assert.Equal(HttpStatusCode.Conflict, anew.StatusCode);
        Assert.Single(await EventsAsync(number), e => e!["name"]!.GetValue<string>() == "application.supplemented");
    }

    [Fact]
    public async Task A_case_that_waits_for_nothing_takes_nothing()
    {
        var (number, code) = await office.FileForStrangerAsync();
        using var put = await CounterOffice.PutUpAsync(Visitor, number, code);
        Assert.Equal(["supplement.notAsked"], await CaseOffice.CodesAsync(put, HttpStatusCode.Conflict));
        using var supplied = await CaseOffice.PostAsync(Visitor, $"/api/v1/cases/{number}/supplement?code={code}", new JsonObject { ["answers"] = new JsonObject { ["placeName"] = "别处" } });
        Assert.Equal(["case.transition.notAllowed"], await CaseOffice.CodesAsync(supplied, HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Where_the_case_has_an_account_the_code_does_not_speak_for_it()
    {
        var filed = await office.FileAsync();
        var (number, code) = (filed["number"]!.GetValue<string>(), filed["trackingCode"]!.GetValue<string>());
        await office.AskAsync(number);
        using var put = await CounterOffice.PutUpAsync(Visitor, number, code);
        Assert.Equal(["case.notApplicant"], await CaseOffice.CodesAsync(put, HttpStatusCode.Forbidden));
        using var visitor = await PortalVisitor.Nobody(office.Server).OpenAsync($"/cases/{number}/supplement?code={code}");
        Assert.DoesNotContain("id=\"supplement\"", visitor.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("13800000002", visitor.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contents_are_looked_at_as_always()
    {
        var (number, code) = await office.WaitingAsync();
        var program = new ByteArrayContent([.. "MZ"u8, 0x90, 0, 3, .. new byte[200]]);
        program.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        using var form = new MultipartFormDataContent { { program, "file", "plan.pdf" } };
        using var answer = await Visitor.PostAsync($"/api/v1/cases/{number}/files?code={code}", form);
        Assert.Equal(["file.type"], await CaseOffice.CodesAsync(answer, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task The_pages_do_it_without_script_from_tracking_to_the_end()
    {
        var (number, code) = await office.WaitingAsync();
        using var visitor = await PortalVisitor.Nobody(office.Server).OpenAsync("/track");
        await visitor.Fill("number", number).Fill("code", code).PressAsync("");
        Assert.Contains("/supplement?code=", visitor.Html, StringComparison.Ordinal);
        await visitor.OpenAsync($"/cases/{number}/supplement?code={code}");
        Assert.Contains("name=\"mu.site-plans\"", visitor.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("unitName", visitor.Html, StringComparison.Ordinal);

        // The first try forgets the phone; the file stays on the page.
        await visitor.Fill("a.managerPhone", "").Attach("mu.site-plans", "plans.pdf", Pdf).PressAsync("send");
        Assert.NotEmpty(visitor.Errors);
        Assert.Contains("plans.pdf", visitor.Html, StringComparison.Ordinal);
        await visitor.Fill("a.managerPhone", "13800000009").Fill("a.placeName", "清波美容店文一店").PressAsync("send");
        Assert.StartsWith($"/cases/{number}?code=", visitor.At, StringComparison.Ordinal);
        var file = (await office.Server.Get<CaseReader>().FindAsync(number, default))!;
        Assert.Equal(Platform.Model.Cases.CaseState.Received, file.State);
        Assert.Single(file.Content.Materials.Find(m => m.Key == "site-plans")!.Files);
    }

    [Fact]
    public async Task The_page_tells_nothing_of_a_file_of_another_case()
    {
        var (number, code) = await office.WaitingAsync();
        var (other, otherCode) = await office.WaitingAsync();
        var foreign = await CounterOffice.PutUpFileAsync(Visitor, other, otherCode, "secret-name.pdf");
        using var visitor = await PortalVisitor.Nobody(office.Server).OpenAsync($"/cases/{number}/supplement?code={code}");
        await visitor.Fill("mk.site-plans", foreign.ToString()).PressAsync("send");
        Assert.NotEmpty(visitor.Errors);
        Assert.DoesNotContain("secret-name", visitor.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_were_never_handed_in_are_purged()
    {
        await using var own = new CounterOffice();
        await own.InitializeAsync();
        var (number, code) = await own.WaitingAsync();
        var left = await CounterOffice.PutUpFileAsync(own.Server.Client, number, code, "left.pdf");
        var kept = await CounterOffice.PutUpFileAsync(own.Server.Client, number, code, "kept.pdf");
        using var answer = await CaseOffice.PostAsync(own.Server.Client, $"/api/v1/cases/{number}/supplement?code={code}", CounterOffice.Supplied(kept));
        await CaseOffice.ReadAsync(answer);
        own.Server.Clock.Advance(TimeSpan.FromDays(8));
        await own.Server.Get<Housekeeper>().SweepAsync(CancellationToken.None);
        var files = own.Server.Get<Platform.Model.Files.IFiles>();
        Assert.Equal((null, kept), (await files.FindAsync(left, default), (await files.FindAsync(kept, default))?.Id));
    }

    [Fact]
    public async Task Guessing_codes_is_limited_like_tracking()
    {
        await using var server = await TestServer.StartAsync(configure: b => b.Configuration["Limits:SignInPerMinute"] = "3");
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            using var answer = await CounterOffice.PutUpAsync(server.Client, "none", "guess");
            answers.Add(answer.StatusCode);
        }

        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.TooManyRequests], answers);
    }

    private async Task<JsonArray> EventsAsync(string number) =>
        (await CaseOffice.GetAsync(await office.AsAsync("li.na"), $"/api/v1/cases/{number}/events"))["items"]!.AsArray();
}
