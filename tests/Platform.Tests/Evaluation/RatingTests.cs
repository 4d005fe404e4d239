using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Tests.Documents;

namespace Platform.Tests.Evaluation;

public sealed class RatingTests
{
    private const string Code = "K7PM4QX2TRACKING";
    private static readonly Grant AtTheDesk = new(Roles.EvaluationDesk, LocalityCode.Parse("3301"));

    [Fact]
    public async Task A_service_is_rated_once_by_its_applicant_and_the_next_service_of_the_case_again()
    {
        await using var server = await OutputsServer.StartAsync();
        var applicant = OutputsServer.Resident();
        await server.ApplyAsync(Service(1, applicant.AccountId), Service(2, applicant.AccountId));
        var client = server.As(applicant);
        using var first = await RateAsync(client, new { serviceNumber = 1, grade = 1, tags = new[] { "态度好" }, text = "很快", channel = "mobile" });
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        using var again = await RateAsync(client, new { serviceNumber = 1, grade = 5 });
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Equal("evaluation.alreadyRated", await OutputsServer.CodeAsync(again));
        using var second = await RateAsync(client, new { serviceNumber = 2, grade = 2 });
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        var list = (await OutputsServer.BodyAsync(await client.GetAsync(Path))).GetProperty("items");
        Assert.Equal([1, 2], list.EnumerateArray().Select(i => i.GetProperty("rating").GetProperty("grade").GetInt32()));
        Assert.Equal("mobile", list[0].GetProperty("rating").GetProperty("channel").GetString());
    }

    [Fact]
    public async Task Fifty_ratings_of_one_service_at_once_leave_exactly_one()
    {
        await using var server = await OutputsServer.StartAsync();
        await server.ApplyAsync(Service(1));
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => RateAsync(server.Server.Client, new { serviceNumber = 1, grade = (i % 5) + 1 }, Code)));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        Assert.Equal(49, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Whoever_holds_the_tracking_code_or_a_channel_may_rate_but_strangers_and_staff_may_not()
    {
        await using var server = await OutputsServer.StartAsync();
        await server.ApplyAsync([.. Enumerable.Range(1, 3).Select(i => Service(i, OutputsServer.NextId()))]);
        var body = new { serviceNumber = 1, grade = 2 };
        foreach (var refused in new[] { await RateAsync(server.Server.Client, body), await RateAsync(server.Server.Client, body, "WRONG"), await RateAsync(server.As(OutputsServer.Resident()), body), await RateAsync(server.As(OutputsServer.Staff("李娜", new Grant(Roles.WindowClerk, OutputsServer.Yuhang))), body) })
        {
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        Assert.Equal(HttpStatusCode.Created, (await RateAsync(server.Server.Client, body, Code)).StatusCode);
        var tablet = new Actor(ActorKind.Channel, OutputsServer.NextId(), "hall", [new(Roles.Channel, OutputsServer.Yuhang)]);
        Assert.Equal(HttpStatusCode.Forbidden, (await RateAsync(server.As(tablet), new { serviceNumber = 2, grade = 2, channel = "hallTablet" })).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await RateAsync(server.As(tablet), new { serviceNumber = 2, grade = 2, channel = "hallTablet" }, Code)).StatusCode);
        var elsewhere = tablet with { AccountId = OutputsServer.NextId(), Grants = [new(Roles.Channel, LocalityCode.Parse("330106"))] };
        Assert.Equal(HttpStatusCode.Forbidden, (await RateAsync(server.As(elsewhere), new { serviceNumber = 3, grade = 2 }, Code)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await RateAsync(server.As(OutputsServer.Staff("帮办员", new Grant(Roles.WindowClerk, OutputsServer.Yuhang))), new { serviceNumber = 3, grade = 1 }, Code)).StatusCode);
        using var claimed = await RateAsync(server.Server.Client, new { serviceNumber = 3, grade = 2, channel = "hallTablet" }, Code);
        Assert.Equal("evaluation.channel.notYours", await OutputsServer.CodeAsync(claimed));
    }

    [Fact]
    public async Task The_window_closes_at_the_end_of_its_last_day_in_china()
    {
        await using var server = await OutputsServer.StartAsync();
        await server.ApplyAsync(Service(1), Service(2));
        server.Server.Clock.Set(new(2026, 3, 9, 15, 59, 59, TimeSpan.Zero));
        Assert.Equal(HttpStatusCode.Created, (await RateAsync(server.Server.Client, new { serviceNumber = 1, grade = 3 }, Code)).StatusCode);
        server.Server.Clock.Set(new(2026, 3, 9, 16, 0, 0, TimeSpan.Zero));
        using var late = await RateAsync(server.Server.Client, new { serviceNumber = 2, grade = 3 }, Code);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Equal("evaluation.windowClosed", await OutputsServer.CodeAsync(late));
    }

    [Fact]
    public async Task Wrong_ratings_are_refused_by_name()
    {
        await using var server = await OutputsServer.StartAsync();
        await server.ApplyAsync(Service(1));
        (string Body, string Code, int Status)[] wrong =
        [
            ("""{"serviceNumber":1,"grade":0}""", "evaluation.grade.range", 400),
            ("""{"serviceNumber":1,"grade":6}""", "evaluation.grade.range", 400),
            ("""{"serviceNumber":1,"grade":2,"channel":"pigeon"}""", "evaluation.channel", 400),
            ("""{"serviceNumber":9,"grade":2}""", "evaluation.unknownService", 404),
            ("""{"serviceNumber":1,"grade":2,"colour":"red"}""", "request.member", 400),
        ];
        foreach (var (body, code, status) in wrong)
        {
            using var answer = await server.Server.Client.PostAsync($"{Path}?code={Code}", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
            Assert.Equal((status, code), ((int)answer.StatusCode, await OutputsServer.CodeAsync(answer)));
        }
    }

    [Fact]
    public async Task A_negative_rating_reaches_the_neutral_desk_without_who_gave_it()
    {
        await using var server = await OutputsServer.StartAsync();
        var applicant = OutputsServer.Resident("张伟");
        await server.ApplyAsync(Service(1, applicant.AccountId), Service(2, applicant.AccountId));
        await RateAsync(server.As(applicant), new { serviceNumber = 1, grade = 3 });
        await RateAsync(server.As(applicant), new { serviceNumber = 2, grade = 5, text = "跑了四趟" });
        var desk = OutputsServer.Staff("评价员甲", AtTheDesk);
        using var answer = await server.As(desk).GetAsync("/api/v1/evaluation-desk/tasks");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain(applicant.AccountId!.Value.ToString(), text, StringComparison.Ordinal);
        Assert.DoesNotContain("张伟", text, StringComparison.Ordinal);
        var task = Assert.Single(JsonDocument.Parse(text).RootElement.GetProperty("items").EnumerateArray());
        Assert.Equal((5, "跑了四趟", "received", false), (task.GetProperty("grade").GetInt32(), task.GetProperty("text").GetString(), task.GetProperty("state").GetString(), task.GetProperty("overdue").GetBoolean()));
        server.Server.Clock.Advance(TimeSpan.FromHours(49));
        Assert.True((await OutputsServer.BodyAsync(await server.As(desk).GetAsync("/api/v1/evaluation-desk/tasks"))).GetProperty("items")[0].GetProperty("overdue").GetBoolean());
        Assert.Equal(1, (await OutputsServer.BodyAsync(await server.As(desk).GetAsync("/api/v1/inbox"))).GetProperty("unread").GetInt32());
    }

    [Fact]
    public async Task Only_the_desk_of_the_place_outside_the_rated_unit_may_handle_it()
    {
        await using var server = await OutputsServer.StartAsync();
        var id = await NegativeAsync(server);
        var path = $"/api/v1/evaluation-desk/tasks/{id}/claim";
        Assert.Equal(HttpStatusCode.Forbidden, (await server.As(OutputsServer.Staff("承办人", new Grant(Roles.CaseOfficer, OutputsServer.Yuhang))).PostAsync(path, null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.As(OutputsServer.Staff("外地评价员", new Grant(Roles.EvaluationDesk, LocalityCode.Parse("3302")))).PostAsync(path, null)).StatusCode);
        var both = OutputsServer.Staff("双重身份", AtTheDesk, new Grant(Roles.Reviewer, OutputsServer.Yuhang, OutputsServer.HealthBureau));
        using var own = await server.As(both).PostAsync(path, null);
        Assert.Equal(HttpStatusCode.Forbidden, own.StatusCode);
        Assert.Equal("evaluation.verifier.ratedUnit", await OutputsServer.CodeAsync(own));
        Assert.Empty((await OutputsServer.BodyAsync(await server.As(both).GetAsync("/api/v1/evaluation-desk/tasks"))).GetProperty("items").EnumerateArray());
        Assert.Equal(HttpStatusCode.OK, (await server.As(OutputsServer.Staff("评价员", AtTheDesk)).PostAsync(path, null)).StatusCode);
    }

    [Fact]
    public async Task One_of_twenty_who_claim_at_once_gets_the_task_and_only_they_may_verify()
    {
        await using var server = await OutputsServer.StartAsync();
        var id = await NegativeAsync(server);
        var desk = Enumerable.Range(0, 20).Select(i => OutputsServer.Staff($"评价员{i}", AtTheDesk)).ToList();
        var answers = await Task.WhenAll(desk.Select(d => server.As(d).PostAsync($"/api/v1/evaluation-desk/tasks/{id}/claim", null)));
        var winner = Assert.Single(answers.Index(), a => a.Item.StatusCode == HttpStatusCode.OK).Index;
        using var other = await VerifyAsync(server, desk[(winner + 1) % 20], id, "confirmed");
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        using var unexplained = await VerifyAsync(server, desk[winner], id, "confirmed", " ");
        Assert.Equal("evaluation.textRequired", await OutputsServer.CodeAsync(unexplained));
        using var verified = await VerifyAsync(server, desk[winner], id, "confirmed");
        Assert.Equal("confirmed", (await OutputsServer.BodyAsync(verified)).GetProperty("state").GetString());
        using var twice = await VerifyAsync(server, desk[winner], id, "mistaken");
        Assert.Equal("evaluation.taskState", await OutputsServer.CodeAsync(twice));
        Assert.Equal(1, (await FiguresAsync(server)).GetProperty("total").GetProperty("effective").GetInt32());
    }

    [Theory]
    [InlineData("mistaken")]
    [InlineData("malicious")]
    public async Task A_rating_counts_until_a_second_person_agrees_to_set_it_aside_and_the_public_learns_which_units_did(string finding)
    {
        await using var server = await OutputsServer.StartAsync();
        var (id, first, second) = (await NegativeAsync(server), OutputsServer.Staff("评价员甲", AtTheDesk), OutputsServer.Staff("评价员乙", AtTheDesk));
        await server.As(first).PostAsync($"/api/v1/evaluation-desk/tasks/{id}/claim", null);
        await VerifyAsync(server, first, id, finding);
        Assert.Equal(0, (await FiguresAsync(server)).GetProperty("total").GetProperty("excluded").GetInt32());
        using var self = await server.As(first).PostAsJsonAsync($"/api/v1/evaluation-desk/tasks/{id}/agree", new { agreed = true });
        Assert.Equal("evaluation.exclusion.secondPerson", await OutputsServer.CodeAsync(self));
        using var no = await server.As(second).PostAsJsonAsync($"/api/v1/evaluation-desk/tasks/{id}/agree", new { agreed = false });
        Assert.Equal("verifying", (await OutputsServer.BodyAsync(no)).GetProperty("state").GetString());
        await VerifyAsync(server, first, id, finding);
        using var rated = await server.As(OutputsServer.Staff("兼职", AtTheDesk, new Grant(Roles.ItemAdmin, OutputsServer.Yuhang, OutputsServer.HealthBureau)))
            .PostAsJsonAsync($"/api/v1/evaluation-desk/tasks/{id}/agree", new { agreed = true });
        Assert.Equal("evaluation.verifier.ratedUnit", await OutputsServer.CodeAsync(rated));
        using var yes = await server.As(second).PostAsJsonAsync($"/api/v1/evaluation-desk/tasks/{id}/agree", new { agreed = true });
        Assert.Equal("closed", (await OutputsServer.BodyAsync(yes)).GetProperty("state").GetString());
        using var answer = await server.Server.Client.GetAsync("/api/v1/evaluations/figures");
        var text = await answer.Content.ReadAsStringAsync();
        var figures = JsonDocument.Parse(text).RootElement;
        Assert.Equal((0, 1), (figures.GetProperty("total").GetProperty("effective").GetInt32(), figures.GetProperty("total").GetProperty("excluded").GetInt32()));
        var exclusion = Assert.Single(figures.GetProperty("exclusions").EnumerateArray());
        Assert.Equal((finding, "evaluation-desk", 1), (exclusion.GetProperty("reason").GetString(), exclusion.GetProperty("role").GetString(), exclusion.GetProperty("count").GetInt32()));
        Assert.Contains("评价管理员", await server.Server.Client.PageAsync("/evaluations?from=2026-03-01&to=2026-03-31"), StringComparison.Ordinal);
        foreach (var person in (string[])["评价员甲", "评价员乙", first.AccountId.ToString()!, second.AccountId.ToString()!])
        {
            Assert.DoesNotContain(person, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_rating_may_be_changed_once_before_its_verification_begins()
    {
        await using var server = await OutputsServer.StartAsync();
        var (id, link) = await NegativeWithLinkAsync(server);
        var client = server.Server.Client;
        using var guessed = await client.PutAsJsonAsync($"{Path}/1?code={Code}", new { grade = 2 });
        Assert.Equal("evaluation.notYours", await OutputsServer.CodeAsync(guessed));
        using var better = await client.PutAsJsonAsync($"{Path}/1?link={link}", new { grade = 2 });
        Assert.Equal(HttpStatusCode.OK, better.StatusCode);
        var desk = OutputsServer.Staff("评价员", AtTheDesk);
        Assert.Equal(HttpStatusCode.NotFound, (await server.As(desk).PostAsync($"/api/v1/evaluation-desk/tasks/{id}/claim", null)).StatusCode);
        using var more = await client.PutAsJsonAsync($"{Path}/1?link={link}", new { grade = 5 });
        Assert.Equal(HttpStatusCode.Conflict, more.StatusCode);
        await server.ApplyAsync(Service(2));
        var own = (await OutputsServer.BodyAsync(await RateAsync(client, new { serviceNumber = 2, grade = 4 }, Code))).GetProperty("ownLink").GetString();
        var next = (await OutputsServer.BodyAsync(await server.As(desk).GetAsync("/api/v1/evaluation-desk/tasks"))).GetProperty("items")[0].GetProperty("id").GetGuid();
        await server.As(desk).PostAsync($"/api/v1/evaluation-desk/tasks/{next}/claim", null);
        using var begun = await client.PutAsJsonAsync($"{Path}/2?link={own}", new { grade = 1 });
        Assert.Equal("evaluation.verificationBegun", await OutputsServer.CodeAsync(begun));
    }

    [Fact]
    public async Task A_rating_may_be_taken_back_once_and_counts_nowhere()
    {
        await using var server = await OutputsServer.StartAsync();
        var (id, link) = await NegativeWithLinkAsync(server);
        var client = server.Server.Client;
        using var other = await client.DeleteAsync($"{Path}/1?code={Code}");
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"{Path}/1?link={link}")).StatusCode);
        using var twice = await client.DeleteAsync($"{Path}/1?link={link}");
        Assert.Equal("evaluation.withdrawn", await OutputsServer.CodeAsync(twice));
        using var again = await RateAsync(client, new { serviceNumber = 1, grade = 1 }, Code);
        Assert.Equal("evaluation.withdrawn", await OutputsServer.CodeAsync(again));
        Assert.Equal(HttpStatusCode.NotFound, (await server.As(OutputsServer.Staff("评价员", AtTheDesk)).PostAsync($"/api/v1/evaluation-desk/tasks/{id}/claim", null)).StatusCode);
        var total = (await FiguresAsync(server)).GetProperty("total");
        Assert.Equal((1, 0, 0), (total.GetProperty("events").GetInt32(), total.GetProperty("ratings").GetInt32(), total.GetProperty("excluded").GetInt32()));
        Assert.Empty(await server.Server.Get<IRatings>().OpenAsync([Number], CancellationToken.None));
    }

    [Fact]
    public async Task Figures_say_what_was_left_out_and_hide_small_groups()
    {
        await using var server = await OutputsServer.StartAsync();
        await server.ApplyAsync([.. Enumerable.Range(1, 8).Select(i => Service(i)), .. Enumerable.Range(9, 3).Select(i => Service(i) with { ItemCode = "senior-card", ItemName = LocalizedText.Of("老年人优待证") })]);
        foreach (var (index, grade) in new[] { 1, 1, 2, 3, 4, 5 }.Index())
        {
            await RateAsync(server.Server.Client, new { serviceNumber = index + 1, grade }, Code);
        }

        await RateAsync(server.Server.Client, new { serviceNumber = 9, grade = 5 }, Code);
        // Somebody else must be hidden with the single one: the smallest large group.
        await server.ApplyAsync([.. Enumerable.Range(12, 5).Select(i => Service(i) with { ItemCode = "food-licence" })]);
        foreach (var number in Enumerable.Range(12, 5))
        {
            await RateAsync(server.Server.Client, new { serviceNumber = number, grade = 1 }, Code);
        }

        var full = await FiguresAsync(server);
        Assert.False(full.GetProperty("public").GetBoolean());
        var licence = full.GetProperty("groups").EnumerateArray().Single(g => g.GetProperty("item").GetString() == "hygiene-licence").GetProperty("figures");
        Assert.Equal((8, 6, 2), (licence.GetProperty("events").GetInt32(), licence.GetProperty("effective").GetInt32(), licence.GetProperty("negatives").GetInt32()));
        Assert.Equal(16d / 6, licence.GetProperty("average").GetDouble(), 6);
        Assert.Equal(4d / 6, licence.GetProperty("satisfactionRate").GetDouble(), 6);
        Assert.Equal(6d / 8, licence.GetProperty("ratingRate").GetDouble(), 6);
        var card = full.GetProperty("groups").EnumerateArray().Single(g => g.GetProperty("item").GetString() == "senior-card").GetProperty("figures");
        Assert.True(card.GetProperty("hidden").GetBoolean());
        Assert.Equal((3, 1), (card.GetProperty("events").GetInt32(), card.GetProperty("effective").GetInt32()));
        Assert.False(card.TryGetProperty("average", out _));
        Assert.False(card.TryGetProperty("negatives", out _));
        Assert.True(full.GetProperty("groups").EnumerateArray().Single(g => g.GetProperty("item").GetString() == "food-licence").GetProperty("figures").GetProperty("hidden").GetBoolean());

        var open = await OutputsServer.BodyAsync(await server.Server.Client.GetAsync("/api/v1/evaluations/figures"));
        Assert.True(open.GetProperty("public").GetBoolean());
        var shown = Assert.Single(open.GetProperty("groups").EnumerateArray());
        Assert.Equal("hygiene-licence", shown.GetProperty("item").GetString());
        Assert.False(shown.GetProperty("figures").TryGetProperty("average", out _));
        Assert.Equal(4d / 6, shown.GetProperty("figures").GetProperty("satisfactionRate").GetDouble(), 6);

        // Whole months: a day more or less shows the same.
        Assert.Equal(16, (await FiguresAsync(server, "from=2026-03-03&to=2026-03-03")).GetProperty("total").GetProperty("events").GetInt32());
        Assert.Equal(0, (await FiguresAsync(server, "from=2026-04-01")).GetProperty("total").GetProperty("events").GetInt32());
        Assert.Equal(16, (await FiguresAsync(server, "from=2026-03-02&to=2026-03-02")).GetProperty("total").GetProperty("events").GetInt32());
        Assert.Equal(3, (await FiguresAsync(server, "item=senior-card")).GetProperty("total").GetProperty("events").GetInt32());
        Assert.Equal(0, (await FiguresAsync(server, "locality=330106")).GetProperty("total").GetProperty("events").GetInt32());
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Server.Client.GetAsync("/api/v1/evaluations/figures?locality=x")).StatusCode);
    }

    [Fact]
    public async Task Figures_can_be_taken_into_a_spreadsheet_without_becoming_formulas()
    {
        await using var server = await OutputsServer.StartAsync();
        await server.ApplyAsync(Service(1) with { ItemName = LocalizedText.Of("=1+1,\"许可\"") });
        using var answer = await server.As(OutputsServer.Staff("督查员", new Grant(Roles.Supervisor, LocalityCode.Parse("3301")))).GetAsync("/api/v1/evaluations/figures.csv?lang=en");
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync()).TrimStart('\uFEFF').Split("\r\n");
        Assert.StartsWith("Item code,Item,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("hygiene-licence,\"'=1+1,\"\"许可\"\"\",11330110MB1A23456X,", lines[1], StringComparison.Ordinal);
        Assert.Contains(",Total,", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rated_unit_does_not_see_ratings_of_a_case()
    {
        await using var server = await OutputsServer.StartAsync();
        await NegativeAsync(server);
        Assert.Equal(HttpStatusCode.NotFound, (await server.As(OutputsServer.Staff("承办人", new Grant(Roles.CaseOfficer, OutputsServer.Yuhang, OutputsServer.HealthBureau))).GetAsync(Path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Server.Client.GetAsync(Path)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.As(OutputsServer.Staff("评价员", AtTheDesk)).GetAsync(Path)).StatusCode);
    }

    [Fact]
    public async Task Pages_of_the_case_learn_what_waits_to_be_rated()
    {
        await using var server = await OutputsServer.StartAsync();
        await server.ApplyAsync(Service(1), Service(2));
        var ratings = server.Server.Get<IRatings>();
        await RateAsync(server.Server.Client, new { serviceNumber = 1, grade = 2 }, Code);
        Assert.Equal([2, null], (await ratings.ListAsync(Number, CancellationToken.None)).Select(s => s.Grade));
        Assert.Equal([Number], await ratings.OpenAsync([Number, "other"], CancellationToken.None));
        await RateAsync(server.Server.Client, new { serviceNumber = 2, grade = 2 }, Code);
        Assert.Empty(await ratings.OpenAsync([Number, "other"], CancellationToken.None));
    }

    private const string Number = "330110-20260302-0001";
    private const string Path = $"/api/v1/cases/{Number}/evaluations";

    internal static ServiceRenderedEffect Service(int number, Guid? applicant = null) => new(
        OutputsServer.NextId(), Number, number, "file", "hygiene-licence", LocalizedText.Of("公共场所卫生许可", "Hygiene licence for public places"), OutputsServer.Yuhang,
        OutputsServer.HealthBureau, applicant, Code, "李娜", Hosting.TestClock.Start, 7);

    private static Task<HttpResponseMessage> RateAsync(HttpClient client, object body, string? code = null) =>
        client.PostAsJsonAsync(code is null ? Path : $"{Path}?code={code}", body);

    private static Task<HttpResponseMessage> VerifyAsync(OutputsServer server, Actor desk, Guid id, string result, string finding = "已电话回访") =>
        server.As(desk).PostAsJsonAsync($"/api/v1/evaluation-desk/tasks/{id}/verify", new { result, finding });

    private static async Task<Guid> NegativeAsync(OutputsServer server) => (await NegativeWithLinkAsync(server)).Id;

    private static async Task<(Guid Id, string Link)> NegativeWithLinkAsync(OutputsServer server)
    {
        await server.ApplyAsync(Service(1));
        using var rated = await RateAsync(server.Server.Client, new { serviceNumber = 1, grade = 4, text = "慢" }, Code);
        Assert.Equal(HttpStatusCode.Created, rated.StatusCode);
        var link = (await OutputsServer.BodyAsync(rated)).GetProperty("ownLink").GetString()!;
        var items = (await OutputsServer.BodyAsync(await server.As(OutputsServer.Staff("看", AtTheDesk)).GetAsync("/api/v1/evaluation-desk/tasks"))).GetProperty("items");
        return (items[0].GetProperty("id").GetGuid(), link);
    }

    private static async Task<JsonElement> FiguresAsync(OutputsServer server, string query = "") =>
        await OutputsServer.BodyAsync(await server.As(OutputsServer.Staff("督查员", new Grant(Roles.Supervisor, LocalityCode.Parse("3301")))).GetAsync($"/api/v1/evaluations/figures?{query}"));
}
