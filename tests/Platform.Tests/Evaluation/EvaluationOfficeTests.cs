using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Platform.Model.Effects;
using Platform.Model.Evaluation;
using Platform.Server.Evaluation;
using Platform.Tests.Cases;
using Platform.Tests.Cases.Journal;
using Platform.Tests.Documents;

namespace Platform.Tests.Evaluation;

/// <summary>Ratings of real cases, with the people of the demo office.</summary>
public sealed class EvaluationOfficeTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    private const string Secret = "跑了四趟还要盖章";

    /// <summary>Everybody of the rated unit or its cases, and whoever reads what it did: none may learn that this case was rated, how, or by whom.</summary>
    private static readonly string[] Unit = ["li.na", "wang.lei", "liu.yang", "chen.jing", "zhao.qiang", "zhang.wei", "xu.min", "tang.min", "sun.li", "jin.cha", "he.jie", "feng.jie"];

    [Fact]
    public async Task Nobody_of_the_rated_unit_learns_who_rated_from_anything_they_can_open()
    {
        var (number, code) = await DeliveredAsync();
        var papers = (await CaseOffice.GetAsync(await office.ResidentAsync(), $"/api/v1/cases/{number}/documents"))["items"]!.AsArray().Select(d => d!["id"]!.GetValue<string>()).ToList();
        string[] ofCase =
        [
            $"/api/v1/cases/{number}", $"/api/v1/cases/{number}/events", $"/api/v1/cases/{number}/documents", $"/api/v1/cases?q={number}", $"/api/v1/tasks?q={number}",
            .. papers.Select(p => $"/api/v1/cases/{number}/documents/{p}"),
        ];
        var before = await ReadAllAsync(Unit, ofCase);

        var service = await LastServiceAsync(number);
        // When it was rated is told apart from when it was confirmed.
        office.Server.Clock.Advance(TimeSpan.FromSeconds(97));
        await RateAsync(number, service, 5, $"{Secret}，我是王芳 13800000001");
        office.Server.Clock.Advance(TimeSpan.FromSeconds(61));
        var id = await DeskTaskAsync(number);
        await ActAsync("zhou.tao", $"/api/v1/evaluation-desk/tasks/{id}/claim");
        await ActAsync("zhou.tao", $"/api/v1/evaluation-desk/tasks/{id}/verify", new { result = "confirmed", finding = "回访王芳属实", released = "办理慢" });
        var item = (await CaseOffice.GetAsync(await office.AsAsync("tang.min"), "/api/v1/rectifications"))["items"]!.AsArray().Single(i => i!["text"]!.GetValue<string>() == "办理慢")!;
        await ActAsync("tang.min", $"/api/v1/rectifications/{item["id"]}/take-up");
        await ActAsync("tang.min", $"/api/v1/rectifications/{item["id"]}/report", new { text = "已整改" });
        await ActAsync("zhou.tao", $"/api/v1/evaluation-desk/tasks/{id}/answer", new { text = "对不起" });

        // The case itself reads exactly as before, to everybody.
        var after = await ReadAllAsync(Unit, ofCase);
        Assert.Equal(before, after);

        // What is not the case names neither it nor its applicant nor the words that were not released; the case's own pages do not know of the rating.
        string[] beside =
        [
            "/api/v1/inbox", "/api/v1/rectifications", "/api/v1/rectifications?closed=true", "/api/v1/audit", "/api/v1/evaluation-desk/tasks", $"/api/v1/evaluation-desk/tasks/{id}",
            $"/api/v1/evaluation-desk/tasks/{id}/steps", $"/api/v1/cases/{number}/evaluations", $"/api/v1/cases/{number}/evaluations?code={code}", .. Figures("figures"), .. Figures("figures.csv"),
        ];
        var ratedAt = (await Ratings().ListAsync(number, CancellationToken.None))[0].RatedAt;
        string[] traces =
        [
            number, code, "王芳", "13800000001", "330110195803120004", Secret, "回访王芳属实", id, ratedAt.ToString("yyyy-MM-ddTHH:mm:ss", System.Globalization.CultureInfo.InvariantCulture),
            (await Ratings().ListAsync(number, CancellationToken.None))[0].RatedBy!.Value.ToString(),
        ];
        foreach (var ((user, path), text) in await ReadAllAsync(Unit, beside))
        {
            // The address asked for is no news: a refusal repeats it.
            var told = text.Replace(path, "", StringComparison.Ordinal);
            Assert.All(traces.Where(t => !path.Contains(t, StringComparison.Ordinal) || !told.Contains("urn:platform:problem", StringComparison.Ordinal)), t => Assert.False(told.Contains(t, StringComparison.Ordinal), $"{user} reads {t} at {path}: {told}"));
        }

        // The papers of the case carry the tracking code; it opens no rating.
        var open = await office.Server.Client.GetStringAsync($"/api/v1/cases/{number}/evaluations?code={code}");
        Assert.DoesNotContain("grade", open, StringComparison.Ordinal);
        foreach (var page in (string[])[$"/cases/{number}?code={code}", $"/cases/{number}/rate/{service}?code={code}"])
        {
            var html = await office.Server.Client.PageAsync(page);
            Assert.DoesNotContain(Secret, html, StringComparison.Ordinal);
            Assert.DoesNotContain("非常不满意", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_call_taker_enters_what_the_applicant_says_and_is_recorded_while_officers_of_the_case_are_refused()
    {
        var (number, _) = await DeliveredAsync();
        await RefusedAsync("feng.jie", number, "0005", "evaluation.noMatch");
        await RefusedAsync("feng.jie", "330110-20990101-0001", "0004", "evaluation.noMatch");
        await RefusedAsync("li.na", number, "0004", "access.forbidden");
        await ActAsync("feng.jie", "/api/v1/evaluation-desk/ratings", new { projectNo = number, idLastFour = "0004", grade = 4, tags = new[] { "办理缓慢" } }, HttpStatusCode.Created);
        await RefusedAsync("feng.jie", number, "0004", "evaluation.alreadyRated", await LastServiceAsync(number));
        var rating = (await Ratings().ListAsync(number, CancellationToken.None))[^1];
        Assert.Equal((RatingChannel.Phone, 4, null), (rating.Channel, rating.Grade, rating.RatedBy));
        Assert.NotNull(rating.EnteredBy);
        Assert.True((await CaseOffice.GetAsync(await office.ResidentAsync(), $"/api/v1/cases/{number}/evaluations"))["items"]!.AsArray()[^1]!["rating"]!["enteredByPhone"]!.GetValue<bool>());
        Assert.NotEmpty((await CaseOffice.GetAsync(await office.AsAsync("jin.cha"), "/api/v1/audit?act=rating.entered"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Whoever_handled_the_case_does_not_enter_its_rating_whatever_roles_they_were_given_since()
    {
        var (number, _) = await DeliveredAsync();
        var enter = office.Server.Get<EnterRating>();
        var accounts = office.Server.Get<Platform.Model.Identity.IAccounts>();
        var district = Platform.Model.Localities.LocalityCode.Parse("330110");
        var officer = (await accounts.ListByRoleAsync("case-officer", district, null, CancellationToken.None)).Single(a => a.UserName == "wang.lei");
        var promoted = new Platform.Model.Identity.Actor(Platform.Model.Identity.ActorKind.Staff, officer.Id, officer.Name, [new("call-taker", district)]);
        var refused = await enter.EnterAsync(promoted, new(number, "0004", 1), CancellationToken.None);
        Assert.Equal("evaluation.entry.handled", Assert.Single(refused.Problems).Code);
    }

    [Fact]
    public async Task A_hall_system_says_the_last_four_characters_and_a_link_by_sms_reaches_the_applicants_phone()
    {
        var (number, _) = await DeliveredAsync();
        var service = await LastServiceAsync(number);
        using var sms = await (await office.AsAsync("zhao.qiang")).PostAsJsonAsync($"/api/v1/cases/{number}/evaluations/{service}/links", new { channel = "sms" });
        var sent = await CaseOffice.ReadAsync(sms, HttpStatusCode.Created);
        Assert.Null(sent["url"]);
        var box = office.Server.Get<Platform.Model.Notifications.ISmsBox>();
        var message = await UntilAsync(async () => (await box.ListAsync(50, CancellationToken.None)).FirstOrDefault(m => m.Text.Contains("/rate/", StringComparison.Ordinal)));
        Assert.Equal("13800000001", message.Phone);
        var path = message.Text[message.Text.IndexOf("/rate/", StringComparison.Ordinal)..];
        using var rated = await office.Server.Client.PostFormAsync(path, "name=\"grade\"", ("grade", "1"));
        Assert.Equal(HttpStatusCode.Found, rated.StatusCode);
        Assert.Equal(RatingChannel.Sms, (await Ratings().ListAsync(number, CancellationToken.None))[^1].Channel);
    }

    [Fact]
    public async Task A_confirmed_rating_corrects_the_case_once_with_the_applicants_word_and_leaves_the_record_as_it_was()
    {
        var (number, _) = await DeliveredAsync();
        var history = (await CaseOffice.GetAsync(await office.AsAsync("wang.lei"), $"/api/v1/cases/{number}/events"))["items"]!.AsArray().Select(e => e!.ToJsonString()).ToList();
        await RateAsync(number, await LastServiceAsync(number), 4, "证上的地址写错了");
        var id = await DeskTaskAsync(number);
        await ActAsync("zhou.tao", $"/api/v1/evaluation-desk/tasks/{id}/claim");
        await ActAsync("zhou.tao", $"/api/v1/evaluation-desk/tasks/{id}/verify", new { result = "confirmed", finding = "属实", released = "" });
        using var silent = await (await office.AsAsync("zhou.tao")).PostAsJsonAsync($"/api/v1/evaluation-desk/tasks/{id}/correction", new { what = "地址", applicantAgreed = false });
        Assert.Equal("evaluation.correction.consent", (await CaseOffice.CodesAsync(silent, HttpStatusCode.BadRequest))[0]);
        await ActAsync("zhou.tao", $"/api/v1/evaluation-desk/tasks/{id}/correction", new { what = "许可证地址应为 9 号", applicantAgreed = true });
        var task = await UntilAsync(async () => (await CaseOffice.GetAsync(await office.AsAsync("wang.lei"), $"/api/v1/tasks?q={number}"))["items"]!.AsArray().FirstOrDefault());
        Assert.Equal("correct", task["kind"]!.GetValue<string>());

        // The event arrives once more, as the outbox may deliver it.
        var handler = office.Server.Services.GetServices<IEventHandler>().Single(h => h.Name == "case-correction");
        var again = new PlatformEvent(OutputsServer.NextId(), "rating.correctionRequested", number, Platform.Model.Localities.LocalityCode.Parse("330110"), default, new JsonObject { ["projectNo"] = number, ["what"] = "许可证电话有误" }.ToJsonString());
        await handler.HandleAsync(again, CancellationToken.None);
        await handler.HandleAsync(again, CancellationToken.None);
        Assert.Equal(2, (await CaseOffice.GetAsync(await office.AsAsync("wang.lei"), $"/api/v1/tasks?q={number}"))["items"]!.AsArray().Count);

        await office.CompleteAsync("wang.lei", number, "Corrected", opinion: "已换发");
        var events = (await CaseOffice.GetAsync(await office.AsAsync("wang.lei"), $"/api/v1/cases/{number}/events"))["items"]!.AsArray().Select(e => e!.ToJsonString()).ToList();
        Assert.Equal(history, events.Take(history.Count));
        Assert.Equal(["correction.requested", "correction.requested", "task.completed"], events.Skip(history.Count).Select(e => JsonNode.Parse(e)!["name"]!.GetValue<string>()));
        Assert.Equal("delivered", await office.StateAsync(number));
        Assert.Equal(0, (await (await ExportedJournal.OfAsync(office.Server)).VerifyAsync()).Code);
    }

    private static IEnumerable<string> Figures(string file) => ((string[])["item", "authority", "window", "area"]).Select(by => $"/api/v1/evaluations/{file}?by={by}");

    private RatingStore Ratings() => office.Server.Get<RatingStore>();

    private async Task<Dictionary<(string User, string Path), string>> ReadAllAsync(string[] users, string[] paths)
    {
        var read = new Dictionary<(string, string), string>();
        foreach (var user in users)
        {
            var client = await office.AsAsync(user);
            foreach (var path in paths)
            {
                using var answer = await client.GetAsync(path);
                var text = await answer.Content.ReadAsStringAsync();
                // Every refusal has a trace id of its own.
                read[(user, path)] = answer.IsSuccessStatusCode ? text : System.Text.RegularExpressions.Regex.Replace(text, "\"traceId\":\"[^\"]*\"", "");
            }
        }

        return read;
    }

    private async Task<(string Number, string Code)> DeliveredAsync()
    {
        var filed = await office.FileAsync();
        var number = filed["number"]!.GetValue<string>();
        (string User, string Outcome)[] path = [("li.na", "Accept"), ("wang.lei", "Pass"), ("liu.yang", "Pass"), ("chen.jing", "Grant")];
        foreach (var (user, outcome) in path)
        {
            await office.CompleteAsync(user, number, outcome, opinion: "符合条件");
        }

        await office.CompleteAsync("zhao.qiang", number, "Delivered", new JsonObject { ["method"] = "window", ["proof"] = "本人签收" });
        return (number, filed["trackingCode"]!.GetValue<string>());
    }

    private async Task<int> LastServiceAsync(string number) => (await office.CaseAsync(number))["services"]!.AsArray()[^1]!["serviceNumber"]!.GetValue<int>();

    private async Task RateAsync(string number, int service, int grade, string text)
    {
        using var rated = await (await office.ResidentAsync()).PostAsJsonAsync($"/api/v1/cases/{number}/evaluations", new { serviceNumber = service, grade, text });
        await CaseOffice.ReadAsync(rated, HttpStatusCode.Created);
    }

    private async Task<string> DeskTaskAsync(string number) =>
        (await CaseOffice.GetAsync(await office.AsAsync("zhou.tao"), "/api/v1/evaluation-desk/tasks?state=received"))["items"]!.AsArray()
        .Single(t => t!["projectNo"]!.GetValue<string>() == number)!["id"]!.GetValue<string>();

    private async Task ActAsync(string user, string path, object? body = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await (await office.AsAsync(user)).PostAsync(path, body is null ? null : JsonContent.Create(body));
        await CaseOffice.ReadAsync(answer, expected);
    }

    private async Task RefusedAsync(string user, string number, string lastFour, string code, int? service = null)
    {
        using var answer = await (await office.AsAsync(user)).PostAsJsonAsync("/api/v1/evaluation-desk/ratings", new { projectNo = number, idLastFour = lastFour, grade = 1, serviceNumber = service });
        Assert.Equal(code, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]!.GetValue<string>());
    }

    private static async Task<T> UntilAsync<T>(Func<Task<T?>> read)
        where T : class
    {
        for (var i = 0; i < 200; i++)
        {
            if (await read() is { } found)
            {
                return found;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("It never came.");
    }
}
