using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Server.Hosting.Repetition;
using Platform.Tests.Cases;

namespace Platform.Tests.Hosting;

/// <summary>An Idempotency-Key makes every request that writes one request, however often it is sent.</summary>
public sealed class RepetitionTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    /// <summary>Routes that write and are carried out again all the same; each says why in its metadata.</summary>
    private static readonly string[] Anew = ["POST /api/v1/me/password", "POST /api/v1/tokens"];

    [Fact]
    public void Every_route_that_writes_honours_the_key()
    {
        var writing = office.Server.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Where(RepeatedRequests.IsWriting).Distinct().ToList();
        Assert.InRange(writing.Count, 40, 400);
        Assert.Equal(Anew, writing.Where(e => !RepeatedRequests.IsHonoured(e)).Select(NameOf).Distinct().Order(StringComparer.Ordinal));
        Assert.All(writing.Where(e => !RepeatedRequests.IsHonoured(e)), e => Assert.NotEmpty(e.Metadata.GetMetadata<AnswersAnew>()!.Reason));

        // What reads is not looked at.
        Assert.DoesNotContain(writing, e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("GET"));
    }

    [Fact]
    public async Task A_note_sent_twice_stands_once_and_another_text_under_the_key_is_refused()
    {
        var number = await FiledAsync();
        var officer = await office.AsAsync("wang.lei");
        var path = $"/api/v1/cases/{number}/notes";
        await TwiceAsync(officer, HttpMethod.Post, path, Note("第一次"), Note("第二次"));
        var notes = (await CaseOffice.GetAsync(officer, $"/api/v1/cases/{number}/events"))["items"]!.AsArray().Count(e => e!["name"]!.GetValue<string>() == "note.internal");
        Assert.Equal(1, notes);
    }

    [Fact]
    public async Task Claiming_transferring_checking_extending_and_completing_happen_once()
    {
        var number = await FiledAsync();
        var acceptance = await office.AsAsync("li.na");
        await TwiceAsync(
            acceptance, HttpMethod.Post, $"/api/v1/cases/{number}/materials/test-report/check", new JsonObject { ["accepted"] = true }, new JsonObject { ["accepted"] = false, ["reason"] = "模糊" });
        var task = (await office.TaskAsync("li.na", number))["id"]!.GetValue<string>();
        await TwiceAsync(acceptance, HttpMethod.Post, $"/api/v1/tasks/{task}/claim", null, new JsonObject());
        await TwiceAsync(acceptance, HttpMethod.Post, $"/api/v1/tasks/{task}/release", null, new JsonObject());
        await TwiceAsync(acceptance, HttpMethod.Put, $"/api/v1/tasks/{task}/opinion", new JsonObject { ["text"] = "齐全" }, new JsonObject { ["text"] = "不齐" });
        await TwiceAsync(acceptance, HttpMethod.Post, $"/api/v1/tasks/{task}/complete", new JsonObject { ["outcome"] = "Accept" }, new JsonObject { ["outcome"] = "Supplement" });
        Assert.Equal("inReview", await office.StateAsync(number));

        var officer = await office.AsAsync("wang.lei");
        await TwiceAsync(
            officer, HttpMethod.Post, $"/api/v1/cases/{number}/extend", new JsonObject { ["days"] = 3, ["reason"] = "补充检测" }, new JsonObject { ["days"] = 5, ["reason"] = "补充检测" });
        await office.CompleteAsync("wang.lei", number, "Pass");
        var review = (await office.TaskAsync("liu.yang", number))["id"]!.GetValue<string>();
        await TwiceAsync(await office.AsAsync("liu.yang"), HttpMethod.Post, $"/api/v1/tasks/{review}/send-back", new JsonObject { ["opinion"] = "请补充" }, new JsonObject { ["opinion"] = "另一意见" });
        var again = (await office.TaskAsync("wang.lei", number))["id"]!.GetValue<string>();
        var self = await CaseOffice.GetAsync(officer, $"/api/v1/tasks/{again}");
        Assert.Equal("examine", self["stepId"]!.GetValue<string>()[..7]);
    }

    [Fact]
    public async Task A_rating_a_user_and_an_upload_are_made_once()
    {
        var number = await FiledAsync();
        var resident = await office.ResidentAsync();
        await TwiceAsync(resident, HttpMethod.Post, $"/api/v1/cases/{number}/evaluations", Rating(1), Rating(2));

        var admin = await office.AsAsync("he.jie");
        var key = new JsonObject { ["name"] = "大厅自助机", ["channel"] = "kiosk", ["locality"] = "330110", ["days"] = 30 };
        var other = (JsonObject)key.DeepClone();
        other["name"] = "另一台";
        await TwiceAsync(admin, HttpMethod.Post, "/api/v1/api-keys", key, other);

        // Every try of a form has another boundary and is the same request.
        var ids = new HashSet<string>();
        for (var i = 0; i < 2; i++)
        {
            using var form = CaseOffice.PdfForm("plan.pdf");
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/files") { Content = form };
            request.Headers.Add(RepeatedRequests.Header, "upload-1");
            ids.Add((await CaseOffice.ReadAsync(await resident.SendAsync(request), HttpStatusCode.Created))["id"]!.GetValue<string>());
        }

        Assert.Single(ids);
        using var third = CaseOffice.PdfForm("other.pdf");
        using var different = new HttpRequestMessage(HttpMethod.Post, "/api/v1/files") { Content = third };
        different.Headers.Add(RepeatedRequests.Header, "upload-1");
        Assert.Equal(["request.keyReused"], await CaseOffice.CodesAsync(await resident.SendAsync(different), HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task Two_at_once_are_one_and_a_refusal_may_be_tried_again()
    {
        var number = await FiledAsync();
        var officer = await office.AsAsync("wang.lei");
        var key = office.NewKey();
        using var refused = await CaseOffice.PostAsync(officer, $"/api/v1/cases/{number}/notes", Note(""), key);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CaseOffice.PostAsync(officer, $"/api/v1/cases/{number}/notes", Note("同时"), key)));
        var bodies = new HashSet<string>();
        foreach (var answer in answers)
        {
            bodies.Add((await CaseOffice.ReadAsync(answer)).ToJsonString());
            answer.Dispose();
        }

        Assert.Single(bodies);
        var notes = (await CaseOffice.GetAsync(officer, $"/api/v1/cases/{number}/events"))["items"]!.AsArray().Count(e => e!["name"]!.GetValue<string>() == "note.internal");
        Assert.Equal(1, notes);
    }

    [Fact]
    public async Task The_same_key_of_two_people_is_two_keys()
    {
        var number = await FiledAsync();
        var key = office.NewKey();
        using var one = await CaseOffice.PostAsync(await office.AsAsync("wang.lei"), $"/api/v1/cases/{number}/notes", Note("甲"), key);
        using var other = await CaseOffice.PostAsync(await office.AsAsync("liu.yang"), $"/api/v1/cases/{number}/notes", Note("乙"), key);
        await CaseOffice.ReadAsync(one);
        await CaseOffice.ReadAsync(other);
    }

    private async Task<string> FiledAsync() => (await office.FileAsync())["number"]!.GetValue<string>();

    private static JsonObject Note(string text) => new() { ["kind"] = "internal", ["text"] = text };

    private static JsonObject Rating(int service) => new() { ["serviceNumber"] = service, ["grade"] = 1, ["tags"] = new JsonArray(), ["text"] = "很快", ["channel"] = "pc" };

    private static string NameOf(RouteEndpoint endpoint) =>
        $"{string.Join('|', endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)} /{endpoint.RoutePattern.RawText!.TrimStart('/')}";

    /// <summary>Sends it twice under one key and compares the answers, then something else under that key.</summary>
    private async Task TwiceAsync(HttpClient client, HttpMethod method, string path, JsonNode? body, JsonNode other)
    {
        var key = office.NewKey() + path.GetHashCode(StringComparison.Ordinal);
        var (status, first, tag) = await SendAsync(client, method, path, body, key);
        Assert.True((int)status is >= 200 and < 300, $"{method} {path}: {(int)status} {first}");
        Assert.Equal((status, first, tag), await SendAsync(client, method, path, body, key));
        var (refused, problem, _) = await SendAsync(client, method, path, other, key);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused);
        Assert.Equal("request.keyReused", JsonNode.Parse(problem)!["code"]!.GetValue<string>());
    }

    private static async Task<(HttpStatusCode Status, string Body, string? Tag)> SendAsync(HttpClient client, HttpMethod method, string path, JsonNode? body, string key)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add(RepeatedRequests.Header, key);
        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.ETag?.Tag);
    }
}
