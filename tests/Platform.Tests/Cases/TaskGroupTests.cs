using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Tests.Hosting;
using Platform.Tests.Identity;

namespace Platform.Tests.Cases;

/// <summary>The examination of a food licence is for the people of one group: 王磊 is in it, 谢玲 holds the same role and is not.</summary>
public sealed class TaskGroupTests(TaskGroupTests.Office office) : IClassFixture<TaskGroupTests.Office>
{
    private const string Member = "wang.lei";
    private const string Outsider = "xie.ling";
    private const string Group = "food-reviewers";

    [Fact]
    public async Task Only_members_see_claim_and_finish_a_task_of_their_group()
    {
        var number = await ToExaminationAsync();
        foreach (var scope in new[] { "group", "all" })
        {
            var mine = Assert.Single(await ListAsync(Member, scope, number))!;
            Assert.Equal((Group, "食品许可审查组", false), (mine["group"]!["key"]!.GetValue<string>(), mine["group"]!["name"]!["zh-CN"]!.GetValue<string>(), mine["group"]!["isEmpty"]!.GetValue<bool>()));
            Assert.Empty(await ListAsync(Outsider, scope, number));
        }

        var (id, outsider) = ((await office.TaskAsync(Member, number))["id"]!.GetValue<string>(), await office.AsAsync(Outsider));
        var read = await CaseOffice.GetAsync(outsider, $"/api/v1/tasks/{id}");
        Assert.Equal((0, Group), (read["outcomes"]!.AsArray().Count, read["group"]!["key"]!.GetValue<string>()));
        foreach (var (act, body) in new (string, JsonObject)[]
        {
            ("claim", []), ("release", []), ("complete", new() { ["outcome"] = "Pass", ["opinion"] = "x" }), ("send-back", new() { ["opinion"] = "x" }),
        })
        {
            using var refused = await CaseOffice.PostAsync(outsider, $"/api/v1/tasks/{id}/{act}", body);
            Assert.Equal(["task.otherGroup"], await CaseOffice.CodesAsync(refused, HttpStatusCode.Forbidden));
        }

        using var given = await CaseOffice.PostAsync(outsider, $"/api/v1/tasks/{id}/transfer", new JsonObject { ["to"] = await IdAsync(Outsider) });
        Assert.Equal(HttpStatusCode.NotFound, given.StatusCode);
        using var typed = await outsider.PutAsJsonAsync($"/api/v1/tasks/{id}/opinion", new { text = "x" });
        Assert.Equal(HttpStatusCode.NotFound, typed.StatusCode);

        // Reading cases there is another right; search still finds it.
        var found = await CaseOffice.GetAsync(outsider, $"/api/v1/cases?q={number}");
        Assert.Single(found["items"]!.AsArray());

        using var claimed = await CaseOffice.PostAsync(await office.AsAsync(Member), $"/api/v1/tasks/{id}/claim", new JsonObject());
        await CaseOffice.ReadAsync(claimed);
        await office.CompleteAsync(Member, number, "Pass");
    }

    [Fact]
    public async Task The_explanation_names_the_group()
    {
        var number = await ToExaminationAsync();
        var admin = await office.AsAsync("he.jie");
        var no = Reasons(await CaseOffice.GetAsync(admin, $"/api/v1/cases/{number}/access?user={Outsider}"));
        Assert.Contains("task:group", no);
        var yes = Reasons(await CaseOffice.GetAsync(admin, $"/api/v1/cases/{number}/access?user={Member}"));
        Assert.Contains("task:", yes);

        static IReadOnlyList<string> Reasons(JsonNode answer) =>
            [.. answer["reasons"]!.AsArray().Select(r => $"{r!["rule"]}:{string.Join(',', r["lacks"]!.AsArray().Select(l => l!.GetValue<string>()))}")];
    }

    [Fact]
    public async Task Who_supervises_gives_it_away_and_to_members_only()
    {
        var number = await ToExaminationAsync();
        var (id, supervisor) = ((await office.TaskAsync(Member, number))["id"]!.GetValue<string>(), await office.AsAsync("sun.li"));
        Assert.Single(await ListAsync("sun.li", "all", number));
        Assert.Empty(await ListAsync("sun.li", "group", number));
        using var claimed = await CaseOffice.PostAsync(supervisor, $"/api/v1/tasks/{id}/claim", new JsonObject());
        Assert.Equal(HttpStatusCode.Forbidden, claimed.StatusCode);
        using var done = await CaseOffice.PostAsync(supervisor, $"/api/v1/tasks/{id}/complete", new JsonObject { ["outcome"] = "Pass" });
        Assert.Equal(HttpStatusCode.Forbidden, done.StatusCode);
        using var astray = await CaseOffice.PostAsync(supervisor, $"/api/v1/tasks/{id}/transfer", new JsonObject { ["to"] = await IdAsync(Outsider) });
        Assert.Equal(["task.transfer.target"], await CaseOffice.CodesAsync(astray, HttpStatusCode.BadRequest));
        using var given = await CaseOffice.PostAsync(supervisor, $"/api/v1/tasks/{id}/transfer", new JsonObject { ["to"] = await IdAsync(Member), ["reason"] = "急" });
        await CaseOffice.ReadAsync(given);
        Assert.Single(await ListAsync(Member, "mine", number));

        // Twice changes nothing.
        using var again = await CaseOffice.PostAsync(supervisor, $"/api/v1/tasks/{id}/transfer", new JsonObject { ["to"] = await IdAsync(Member), ["reason"] = "急" });
        await CaseOffice.ReadAsync(again);
        var events = (await CaseOffice.GetAsync(supervisor, $"/api/v1/cases/{number}/events"))["items"]!.AsArray();
        Assert.Equal("supervisor", Assert.Single(events, e => e!["name"]!.GetValue<string>() == "task.transferred")!["actorRole"]!.GetValue<string>());
        await office.CompleteAsync(Member, number, "Pass");
    }

    [Fact]
    public async Task With_nobody_in_the_group_who_holds_the_role_everybody_may_and_it_is_said()
    {
        await using var own = new Office();
        await own.InitializeAsync();
        await MembersAsync(own, "liu.yang");
        var number = await ToExaminationAsync(own);
        Assert.Contains(own.Log.Text.Split((char)10), l => l.Contains(number, StringComparison.Ordinal) && l.Contains($"names group {Group} of", StringComparison.Ordinal));
        foreach (var user in new[] { Member, Outsider })
        {
            var shown = Assert.Single(await ListAsync(user, "group", number, own))!;
            Assert.True(shown["group"]!["isEmpty"]!.GetValue<bool>());
        }

        // It closes again the moment somebody is in it, for who is outside now.
        await MembersAsync(own, Outsider);
        Assert.Empty(await ListAsync(Member, "group", number, own));
        var id = Assert.Single(await ListAsync(Outsider, "group", number, own))!["id"]!.GetValue<string>();
        using var refused = await CaseOffice.PostAsync(await own.AsAsync(Member), $"/api/v1/tasks/{id}/claim", new JsonObject());
        Assert.Equal(["task.otherGroup"], await CaseOffice.CodesAsync(refused, HttpStatusCode.Forbidden));

        // And opens when the last of them is disabled.
        using var off = await CaseOffice.PostAsync(await own.AsAsync("he.jie"), $"/api/v1/users/{await IdAsync(Outsider, own)}/disable", new JsonObject());
        await CaseOffice.ReadAsync(off);
        await own.CompleteAsync(Member, number, "Pass");
    }

    [Fact]
    public async Task A_key_is_of_one_group_of_the_authority()
    {
        var admin = await office.AsAsync("he.jie");
        foreach (var (key, code) in new[] { (Group, "group.keyTaken"), ("Food Reviewers", "group.key"), (new string('a', 41), "group.key") })
        {
            using var answer = await CaseOffice.PostAsync(admin, "/api/v1/groups", new JsonObject { ["name"] = new JsonObject { ["zh-CN"] = "另一组" }, ["authority"] = "11330110YL00000201", ["key"] = key });
            Assert.Equal([code], await CaseOffice.CodesAsync(answer, HttpStatusCode.BadRequest));
        }

        using var elsewhere = await CaseOffice.PostAsync(admin, "/api/v1/groups", new JsonObject { ["name"] = new JsonObject { ["zh-CN"] = "另一组" }, ["authority"] = "11330110YL00000126", ["key"] = Group });
        Assert.Equal(Group, (await CaseOffice.ReadAsync(elsewhere, HttpStatusCode.Created))["key"]!.GetValue<string>());
    }

    private static async Task MembersAsync(Office own, string user)
    {
        var admin = await own.AsAsync("he.jie");
        var group = (await CaseOffice.GetAsync(admin, "/api/v1/groups"))["items"]!.AsArray().Single(g => g!["key"]?.GetValue<string>() == Group)!;
        using var saved = await admin.PutAsJsonAsync($"/api/v1/groups/{group["id"]}", new { members = new[] { await IdAsync(user, own) } });
        await CaseOffice.ReadAsync(saved);
    }

    private static async Task<Guid> IdAsync(string user, CaseOffice own) =>
        (await own.Server.Get<Platform.Model.Identity.IAccounts>().FindStaffAsync(user, default))!.Value.Account.Id;

    private Task<Guid> IdAsync(string user) => IdAsync(user, office);

    private static async Task<JsonArray> ListAsync(string user, string scope, string number, CaseOffice own) =>
        (await CaseOffice.GetAsync(await own.AsAsync(user), $"/api/v1/tasks?scope={scope}&q={number}"))["items"]!.AsArray();

    private Task<JsonArray> ListAsync(string user, string scope, string number) => ListAsync(user, scope, number, office);

    private Task<string> ToExaminationAsync() => ToExaminationAsync(office);

    private static async Task<string> ToExaminationAsync(CaseOffice own)
    {
        var answers = (JsonObject)JsonNode.Parse(TestData.Text("Cases/Data/food-answers.json"))!;
        var scenario = new JsonObject { ["businessType"] = "catering", ["highRisk"] = "no", ["network"] = "no", ["agent"] = "self" };
        var filing = await CaseOffice.FilingAsync(await own.ResidentAsync(), "food-business-licence", answers, scenario, ["identity-proof", "layout", "safety-rules"]);
        var number = (await own.FileAsync(filing))["number"]!.GetValue<string>();
        await own.CompleteAsync("li.na", number, "Accept");
        return number;
    }

    /// <summary>An office whose warnings are collected.</summary>
    public sealed class Office : CaseOffice
    {
        internal CollectedLog Log { get; } = new();

        internal override Task<TestServer> StartAsync() =>
            TestServer.StartAsync(demo: true, clock: new TestClock(TestClock.Start), configure: builder => builder.Services.AddSingleton<ILoggerProvider>(Log));
    }
}
