using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Definitions;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Model.Sites;
using Platform.Server.Evaluation;
using Platform.Tests.Documents;
using Platform.Tests.Hosting;

namespace Platform.Tests.Evaluation;

/// <summary>A negative rating from the resident's click to the resident's verdict, over HTTP.</summary>
public sealed class HandlingLoopTests
{
    private const string Number = "330110-20260302-0001";
    private const string Code = "K7PM4QX2TRACKING";
    private const string Ratings = $"/api/v1/cases/{Number}/evaluations";
    private static readonly Grant AtTheDesk = new(Roles.EvaluationDesk, LocalityCode.Parse("3301"));
    private static readonly Actor First = OutputsServer.Staff("评价员甲", AtTheDesk);
    private static readonly Actor Second = OutputsServer.Staff("评价员乙", AtTheDesk);
    private static readonly Actor Liaison = OutputsServer.Staff("联络员", new Grant(Roles.DepartmentLiaison, OutputsServer.Yuhang, OutputsServer.HealthBureau));
    private static readonly Actor OtherLiaison = OutputsServer.Staff("别局联络员", new Grant(Roles.DepartmentLiaison, OutputsServer.Yuhang, "11330110YL00000201"));

    [Fact]
    public async Task The_loop_is_closed_and_the_resident_has_the_last_word()
    {
        await using var server = await OutputsServer.StartAsync();
        var resident = OutputsServer.Resident("张伟");
        await server.ApplyAsync(RatingTests.Service(1, resident.AccountId));
        await OkAsync(await server.As(resident).PostAsJsonAsync(Ratings, new { serviceNumber = 1, grade = 5, tags = new[] { "办理缓慢", "我是张伟" }, text = "跑了四趟，我是张伟" }), HttpStatusCode.Created);
        var id = await TaskIdAsync(server);
        await OkAsync(await DeskAsync(server, First, id, "claim"));
        using var personal = await DeskAsync(server, First, id, "verify", new { result = "confirmed", finding = "属实", released = $"办件 {Number} 跑了四趟" });
        Assert.Equal("evaluation.released.personal", await OutputsServer.CodeAsync(personal));
        await OkAsync(await DeskAsync(server, First, id, "verify", new { result = "confirmed", finding = "电话回访属实", released = "跑了四趟" }));

        Assert.Empty((await GetAsync(server, OtherLiaison, "/api/v1/rectifications")).GetProperty("items").EnumerateArray());
        var item = Assert.Single((await GetAsync(server, Liaison, "/api/v1/rectifications")).GetProperty("items").EnumerateArray());
        var reference = item.GetProperty("id").GetGuid();
        Assert.Equal(("跑了四趟", "confirmed", 5), (item.GetProperty("text").GetString(), item.GetProperty("state").GetString(), item.GetProperty("grade").GetInt32()));
        Assert.Equal(["办理缓慢"], item.GetProperty("tags").EnumerateArray().Select(t => t.GetString()));
        Assert.Equal(["takeUp", "appeal"], item.GetProperty("acts").EnumerateArray().Select(t => t.GetString()));
        using var foreign = await DepartmentAsync(server, OtherLiaison, reference, "take-up");
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        using var byTask = await DepartmentAsync(server, Liaison, id, "take-up");
        Assert.Equal(HttpStatusCode.NotFound, byTask.StatusCode);
        await OkAsync(await DepartmentAsync(server, Liaison, reference, "take-up"));
        await OkAsync(await DepartmentAsync(server, Liaison, reference, "report", new { text = "已增设窗口" }));
        await OkAsync(await DeskAsync(server, First, id, "return", new { reason = "请说明一次告知" }));
        await OkAsync(await DepartmentAsync(server, Liaison, reference, "report", new { text = "已增设窗口，并一次告知" }));

        var line = (await GetAsync(server, resident, Ratings)).GetProperty("items")[0];
        Assert.Equal("rectified", line.GetProperty("handling").GetProperty("state").GetString());
        using var early = await server.As(resident).PostAsJsonAsync($"{Ratings}/1/handling", new { grade = "satisfied" });
        Assert.Equal("evaluation.taskState", await OutputsServer.CodeAsync(early));
        await OkAsync(await DeskAsync(server, First, id, "answer", new { text = "对不起，今后一次告知" }));
        line = (await GetAsync(server, resident, Ratings)).GetProperty("items")[0].GetProperty("handling");
        Assert.Equal(("answered", "对不起，今后一次告知"), (line.GetProperty("state").GetString(), line.GetProperty("answer").GetString()));

        using var stranger = await server.Server.Client.PostAsJsonAsync($"{Ratings}/1/handling?code={Code}", new { grade = "satisfied" });
        Assert.Equal(HttpStatusCode.Forbidden, stranger.StatusCode);
        await OkAsync(await server.As(resident).PostAsJsonAsync($"{Ratings}/1/handling", new { grade = "notSatisfied", text = "还是慢" }));
        await OkAsync(await DeskAsync(server, First, id, "reopen", new { reason = "仍需排队" }));
        await OkAsync(await DepartmentAsync(server, Liaison, reference, "report", new { text = "增加叫号" }));
        await OkAsync(await DeskAsync(server, First, id, "answer", new { text = "已增加叫号" }));
        await OkAsync(await server.As(resident).PostAsJsonAsync($"{Ratings}/1/handling", new { grade = "basically" }));
        var closed = await GetAsync(server, First, $"/api/v1/evaluation-desk/tasks/{id}");
        Assert.Equal(("closed", "basically", "confirmed"), (closed.GetProperty("state").GetString(), closed.GetProperty("reRating").GetString(), closed.GetProperty("outcome").GetString()));
        using var twice = await server.As(resident).PostAsJsonAsync($"{Ratings}/1/handling", new { grade = "satisfied" });
        Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);

        var steps = (await GetAsync(server, First, $"/api/v1/evaluation-desk/tasks/{id}/steps")).GetProperty("items").EnumerateArray().Select(s => s.GetProperty("act").GetString());
        Assert.Equal(["claim", "confirm", "takeUp", "report", "returnReport", "report", "sendAnswer", "reRate", "reopen", "report", "sendAnswer", "reRate"], steps);
        Assert.Single((await GetAsync(server, Liaison, "/api/v1/rectifications?closed=true")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task An_appeal_is_decided_outside_the_department_by_other_people_than_the_verifier()
    {
        await using var server = await OutputsServer.StartAsync();
        var (id, reference, _) = await ConfirmedAsync(server);
        await OkAsync(await DepartmentAsync(server, Liaison, reference, "appeal", new { reason = "并非我局服务" }));
        using var verifier = await DeskAsync(server, First, id, "appeal", new { upheld = true, reason = "x" });
        Assert.Equal("evaluation.appeal.verifier", await OutputsServer.CodeAsync(verifier));
        var ratedUnit = OutputsServer.Staff("卫健局兼职", AtTheDesk, new Grant(Roles.Approver, OutputsServer.Yuhang, OutputsServer.HealthBureau));
        using var own = await DeskAsync(server, ratedUnit, id, "appeal", new { upheld = true, reason = "x" });
        Assert.Equal("evaluation.verifier.ratedUnit", await OutputsServer.CodeAsync(own));
        using var liaison = await DeskAsync(server, Liaison, id, "appeal", new { upheld = true, reason = "x" });
        Assert.Equal(HttpStatusCode.Forbidden, liaison.StatusCode);
        await OkAsync(await DeskAsync(server, Second, id, "appeal", new { upheld = true, reason = "确非该局服务" }));
        using var alone = await DeskAsync(server, Second, id, "agree", new { agreed = true });
        Assert.Equal("evaluation.exclusion.secondPerson", await OutputsServer.CodeAsync(alone));
        await OkAsync(await DeskAsync(server, First, id, "agree", new { agreed = true }));
        var figures = await GetAsync(server, First, "/api/v1/evaluations/figures");
        Assert.Equal((1, 0), (figures.GetProperty("total").GetProperty("excluded").GetInt32(), figures.GetProperty("total").GetProperty("effective").GetInt32()));
        Assert.Equal("appealUpheld", figures.GetProperty("exclusions")[0].GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("agree", "mistaken")]
    [InlineData("claim", "received")]
    [InlineData("answer", "rectified")]
    public async Task Of_twenty_who_decide_at_once_one_does(string act, string state)
    {
        await using var server = await OutputsServer.StartAsync();
        var (id, reference, _) = state == "received" ? (await NegativeAsync(server), Guid.Empty, "") : state == "rectified" ? await ConfirmedAsync(server) : (await NegativeAsync(server), Guid.Empty, "");
        object? body = null;
        if (state == "mistaken")
        {
            await DeskAsync(server, First, id, "claim");
            await OkAsync(await DeskAsync(server, First, id, "verify", new { result = "mistaken", finding = "点错了" }));
            body = new { agreed = true };
        }
        else if (state == "rectified")
        {
            await DepartmentAsync(server, Liaison, reference, "take-up");
            await OkAsync(await DepartmentAsync(server, Liaison, reference, "report", new { text = "已整改" }));
            body = new { text = "已整改" };
        }

        var people = Enumerable.Range(0, 20).Select(i => OutputsServer.Staff($"评价员{i}", AtTheDesk)).ToList();
        var answers = await Task.WhenAll(people.Select(p => DeskAsync(server, p, id, act, body)));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        Assert.Equal(19, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
        var steps = (await GetAsync(server, Second, $"/api/v1/evaluation-desk/tasks/{id}/steps")).GetProperty("items").EnumerateArray().Select(s => s.GetProperty("act").GetString()).ToList();
        Assert.Equal(steps.Distinct(), steps);
    }

    [Fact]
    public async Task Clocks_run_per_stage_are_shown_when_late_and_act_once_however_often_they_are_looked_at()
    {
        await using var server = await OutputsServer.StartAsync();
        var (id, reference, link) = await ConfirmedAsync(server);
        var worker = server.Server.Get<HandlingWorker>();
        Assert.Equal(0, await worker.RunDueAsync(CancellationToken.None));
        server.Server.Clock.Set(ChinaTime.EndOfDay(new(2026, 3, 5)));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => worker.RunOutAsync(id, CancellationToken.None)));
        await worker.RunDueAsync(CancellationToken.None);
        Assert.Equal(["claim", "confirm", "takeUpRunsOut"], await StepsAsync(server, id));

        server.Server.Clock.Set(ChinaTime.EndOfDay(new(2026, 3, 17)));
        var page = await GetAsync(server, First, "/api/v1/evaluation-desk/tasks?state=rectifying");
        Assert.True(page.GetProperty("items")[0].GetProperty("overdue").GetBoolean());
        var count = Assert.Single(page.GetProperty("counts").EnumerateArray());
        Assert.Equal(("rectifying", 1, 1), (count.GetProperty("state").GetString(), count.GetProperty("open").GetInt32(), count.GetProperty("overdue").GetInt32()));
        Assert.True((await GetAsync(server, Liaison, "/api/v1/rectifications")).GetProperty("items")[0].GetProperty("overdue").GetBoolean());

        await OkAsync(await DepartmentAsync(server, Liaison, reference, "report", new { text = "已整改" }));
        await OkAsync(await DeskAsync(server, First, id, "answer", new { text = "已整改" }));
        server.Server.Clock.Advance(TimeSpan.FromDays(9));
        await worker.RunDueAsync(CancellationToken.None);
        Assert.Equal(0, await worker.RunDueAsync(CancellationToken.None));
        Assert.False(await worker.RunOutAsync(id, CancellationToken.None));
        Assert.Equal(["claim", "confirm", "takeUpRunsOut", "report", "sendAnswer", "reRateRunsOut"], await StepsAsync(server, id));
        using var late = await server.Server.Client.PostAsJsonAsync($"{Ratings}/1/handling?link={link}", new { grade = "satisfied" });
        Assert.Equal("evaluation.taskState", await OutputsServer.CodeAsync(late));
        Assert.Equal(2, (await GetAsync(server, First, $"/api/v1/evaluation-desk/tasks/{id}")).GetProperty("late").GetInt32());
    }

    [Fact]
    public async Task A_site_sets_its_own_limits_and_says_so_as_data()
    {
        await using var server = await OutputsServer.StartAsync();
        server.Publish(DefinitionKind.Site, SiteSettings.Key, """{"draftDays":10,"evaluation":{"verify":{"amount":24,"unit":"hour"}}}""");
        await NegativeAsync(server);
        var due = (await GetAsync(server, First, "/api/v1/evaluation-desk/tasks")).GetProperty("items")[0].GetProperty("dueAt").GetDateTimeOffset();
        Assert.Equal(server.Server.Clock.GetUtcNow().AddHours(24), due);
    }

    [Fact]
    public async Task A_link_opens_one_service_for_a_while_and_records_its_own_channel_and_window()
    {
        await using var server = await OutputsServer.StartAsync();
        await server.ApplyAsync(RatingTests.Service(1), RatingTests.Service(2), RatingTests.Service(3));
        var clerk = OutputsServer.Staff("窗口", new Grant(Roles.WindowClerk, OutputsServer.Yuhang));
        using var resident = await server.As(OutputsServer.Resident()).PostAsJsonAsync($"{Ratings}/1/links", new { });
        Assert.Equal(HttpStatusCode.Forbidden, resident.StatusCode);
        using var elsewhere = await server.As(OutputsServer.Staff("外地", new Grant(Roles.WindowClerk, LocalityCode.Parse("330106")))).PostAsJsonAsync($"{Ratings}/1/links", new { });
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        using var claimed = await server.As(clerk).PostAsJsonAsync($"{Ratings}/1/links", new { channel = "phone" });
        Assert.Equal("evaluation.channel.notYours", await OutputsServer.CodeAsync(claimed));
        var url = new Uri((await BodyAsync(await server.As(clerk).PostAsJsonAsync($"{Ratings}/1/links", new { counter = "3号窗口" }), HttpStatusCode.Created)).GetProperty("url").GetString()!);
        var token = url.AbsolutePath["/rate/".Length..];

        using var other = await server.Server.Client.PostAsJsonAsync($"{Ratings}?link={token}", new { serviceNumber = 2, grade = 5 });
        Assert.Equal("evaluation.link", await OutputsServer.CodeAsync(other));
        using var forged = await server.Server.Client.PostAsJsonAsync($"{Ratings}?link={token[..^1]}{(token[^1] == '0' ? '1' : '0')}", new { serviceNumber = 1, grade = 5 });
        Assert.Equal("evaluation.link", await OutputsServer.CodeAsync(forged));
        using var staff = await server.As(clerk).PostAsJsonAsync($"{Ratings}?link={token}", new { serviceNumber = 1, grade = 1 });
        Assert.Equal(HttpStatusCode.Forbidden, staff.StatusCode);
        await server.As(clerk).PageAsync(url.AbsolutePath);

        var client = server.Server.Client;
        var page = await client.PageAsync(url.AbsolutePath);
        Assert.DoesNotContain(Number, page, StringComparison.Ordinal);
        using var sent = await client.PostFormAsync(url.AbsolutePath, "name=\"grade\"", ("grade", "2"));
        Assert.Equal(HttpStatusCode.Found, sent.StatusCode);
        Assert.Contains("感谢", await client.PageAsync(sent.Headers.Location!.ToString()), StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"grade\"", await client.PageAsync(url.AbsolutePath), StringComparison.Ordinal);
        Assert.Equal(RatingChannel.HallTablet, Assert.Single(await server.Server.Get<RatingStore>().ListAsync(Number, CancellationToken.None)).Channel);
        // Whether it has been rated is not for the window to know.
        await BodyAsync(await server.As(clerk).PostAsJsonAsync($"{Ratings}/1/links", new { counter = "3号窗口" }), HttpStatusCode.Created);

        var second = new Uri((await BodyAsync(await server.As(clerk).PostAsJsonAsync($"{Ratings}/2/links", new { channel = "qr" }), HttpStatusCode.Created)).GetProperty("url").GetString()!);
        server.Server.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Contains("链接已失效", await client.PageAsync(second.AbsolutePath), StringComparison.Ordinal);
        var windows = await GetAsync(server, First, "/api/v1/evaluations/figures?by=window");
        Assert.Equal([(null, 2), ("3号窗口", 1)], windows.GetProperty("groups").EnumerateArray()
            .Select(g => (g.TryGetProperty("window", out var w) ? w.GetString() : null, g.GetProperty("figures").GetProperty("events").GetInt32())).OrderBy(g => g.Item1, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Figures_are_counted_by_item_authority_window_and_area_with_what_became_of_negatives()
    {
        await using var server = await OutputsServer.StartAsync();
        await server.ApplyAsync([.. Enumerable.Range(1, 6).Select(i => RatingTests.Service(i))]);
        foreach (var number in Enumerable.Range(1, 6))
        {
            await OkAsync(await server.Server.Client.PostAsJsonAsync($"{Ratings}?code={Code}", new { serviceNumber = number, grade = number == 1 ? 4 : 1 }), HttpStatusCode.Created);
        }

        var id = await TaskIdAsync(server);
        var reference = await ConfirmAsync(server, id);
        await DepartmentAsync(server, Liaison, reference, "take-up");
        await OkAsync(await DepartmentAsync(server, Liaison, reference, "report", new { text = "已整改" }));
        foreach (var by in (string[])["item", "authority", "window", "area"])
        {
            var answer = await GetAsync(server, Actor.Visitor, $"/api/v1/evaluations/figures?by={by}");
            var figures = Assert.Single(answer.GetProperty("groups").EnumerateArray()).GetProperty("figures");
            Assert.Equal((6, 1, 1.0, 0), (figures.GetProperty("effective").GetInt32(), figures.GetProperty("negatives").GetInt32(), figures.GetProperty("rectifiedRate").GetDouble(), figures.GetProperty("overdue").GetInt32()));
            var sheet = await server.Server.Client.GetStringAsync($"/api/v1/evaluations/figures.csv?by={by}&lang=en");
            Assert.Contains("Put right in time", sheet, StringComparison.Ordinal);
        }

        server.Server.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(1, (await GetAsync(server, Actor.Visitor, "/api/v1/evaluations/figures")).GetProperty("total").GetProperty("overdue").GetInt32());
        var page = await server.Server.Client.PageAsync("/evaluations?from=2026-03-01&to=2026-03-31");
        Assert.Contains("公共场所卫生许可", page, StringComparison.Ordinal);
        Assert.DoesNotContain("级别分布", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_resident_without_account_comes_back_with_the_link_of_the_rating_and_rates_the_handling_on_a_page_without_script()
    {
        await using var server = await OutputsServer.StartAsync();
        var (id, reference, link) = await ConfirmedAsync(server);
        await DepartmentAsync(server, Liaison, reference, "take-up");
        await DepartmentAsync(server, Liaison, reference, "report", new { text = "已整改" });
        await OkAsync(await DeskAsync(server, First, id, "answer", new { text = "今后一次告知" }));
        var path = $"/cases/{Number}/rate/1?link={link}";
        var client = server.Server.Client;
        Assert.Contains("今后一次告知", await client.PageAsync(path), StringComparison.Ordinal);
        Assert.DoesNotContain("今后一次告知", await client.PageAsync($"/cases/{Number}/rate/1?code={Code}"), StringComparison.Ordinal);
        using var empty = await client.PostFormAsync(path, "name=\"verdict\"");
        Assert.Contains("请选择您对处理情况的评价", WebUtility.HtmlDecode(await empty.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        using var sent = await client.PostFormAsync(path, "name=\"verdict\"", ("verdict", "Satisfied"));
        Assert.Equal(HttpStatusCode.Found, sent.StatusCode);
        Assert.Equal("closed", (await GetAsync(server, First, $"/api/v1/evaluation-desk/tasks/{id}")).GetProperty("state").GetString());
    }

    private static async Task<Guid> NegativeAsync(OutputsServer server)
    {
        await server.ApplyAsync(RatingTests.Service(1));
        await OkAsync(await server.Server.Client.PostAsJsonAsync($"{Ratings}?code={Code}", new { serviceNumber = 1, grade = 4, text = "慢" }), HttpStatusCode.Created);
        return await TaskIdAsync(server);
    }

    private static async Task<(Guid Id, Guid Reference, string Link)> ConfirmedAsync(OutputsServer server)
    {
        await server.ApplyAsync(RatingTests.Service(1));
        var rated = await BodyAsync(await server.Server.Client.PostAsJsonAsync($"{Ratings}?code={Code}", new { serviceNumber = 1, grade = 4, text = "慢" }), HttpStatusCode.Created);
        var id = await TaskIdAsync(server);
        return (id, await ConfirmAsync(server, id), rated.GetProperty("ownLink").GetString()!);
    }

    private static async Task<Guid> ConfirmAsync(OutputsServer server, Guid id)
    {
        await OkAsync(await DeskAsync(server, First, id, "claim"));
        await OkAsync(await DeskAsync(server, First, id, "verify", new { result = "confirmed", finding = "属实", released = "慢" }));
        return (await GetAsync(server, Liaison, "/api/v1/rectifications")).GetProperty("items")[0].GetProperty("id").GetGuid();
    }

    private static async Task<Guid> TaskIdAsync(OutputsServer server) => (await GetAsync(server, First, "/api/v1/evaluation-desk/tasks")).GetProperty("items")[0].GetProperty("id").GetGuid();

    private static async Task<IEnumerable<string?>> StepsAsync(OutputsServer server, Guid id) =>
        (await GetAsync(server, First, $"/api/v1/evaluation-desk/tasks/{id}/steps")).GetProperty("items").EnumerateArray().Select(s => s.GetProperty("act").GetString());

    private static Task<HttpResponseMessage> DeskAsync(OutputsServer server, Actor actor, Guid id, string act, object? body = null) =>
        server.As(actor).PostAsync($"/api/v1/evaluation-desk/tasks/{id}/{act}", body is null ? null : JsonContent.Create(body));

    private static Task<HttpResponseMessage> DepartmentAsync(OutputsServer server, Actor actor, Guid reference, string act, object? body = null) =>
        server.As(actor).PostAsync($"/api/v1/rectifications/{reference}/{act}", body is null ? null : JsonContent.Create(body));

    private static async Task<JsonElement> GetAsync(OutputsServer server, Actor actor, string path) => await BodyAsync(await server.As(actor).GetAsync(path), HttpStatusCode.OK);

    private static async Task OkAsync(HttpResponseMessage answer, HttpStatusCode expected = HttpStatusCode.OK) => await BodyAsync(answer, expected);

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} instead of {(int)expected}{FailureLog.Behind(answer.StatusCode)}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
