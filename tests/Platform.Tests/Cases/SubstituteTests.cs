using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Platform.Tests.Hosting;

namespace Platform.Tests.Cases;

/// <summary>Holidays and leavers (C7): claimed tasks are done by a substitute, and none stays with somebody who cannot do it. Each test has a server of its own.</summary>
public sealed class SubstituteTests : IAsyncLifetime
{
    private const string Colleague = "he.ping";
    private const string Name = "和平";
    private readonly CaseOffice _office = new();
    private HttpClient _colleague = null!;
    private string _colleagueId = "";

    public async ValueTask InitializeAsync()
    {
        await _office.InitializeAsync();
        (_colleague, _colleagueId) = await NewOfficerAsync(Colleague);
    }

    public async ValueTask DisposeAsync()
    {
        _colleague.Dispose();
        await _office.DisposeAsync();
    }

    [Fact]
    public async Task A_substitute_does_what_the_absent_one_has_claimed_and_the_journal_says_in_whose_place()
    {
        var number = await InReviewAsync();
        var task = await ClaimedAsync("wang.lei", number);
        Assert.DoesNotContain(number, await MineAsync(_colleague));
        using var early = await CompleteAsync(_colleague, task);
        Assert.Equal(["task.claimedByOther"], await CaseOffice.CodesAsync(early, HttpStatusCode.Conflict));

        var named = await NameAsync(await _office.AsAsync("wang.lei"), "2026-03-02", "2026-03-06");
        Assert.Contains(number, await MineAsync(_colleague));
        var seen = (await CaseOffice.GetAsync(_colleague, $"/api/v1/tasks?q={number}"))["items"]!.AsArray().Single()!;
        Assert.Equal((true, false), (seen["inPlace"]!.GetValue<bool>(), seen["mine"]!.GetValue<bool>()));
        using var done = await CompleteAsync(_colleague, task);
        await CaseOffice.ReadAsync(done);
        var entry = (await CaseOffice.GetAsync(await _office.AsAsync("sun.li"), $"/api/v1/cases/{number}/events"))["items"]!.AsArray().Last(e => e!["name"]!.GetValue<string>() == "task.completed")!;
        Assert.Equal((Name, "王磊"), (entry["actor"]!.GetValue<string>(), entry["onBehalfOf"]!.GetValue<string>()));

        // Whoever examined does not approve, and neither does the one in whose place it was examined.
        await _office.CompleteAsync("liu.yang", number, "Pass");
        foreach (var (user, client) in new[] { ("wang.lei", await _office.AsAsync("wang.lei")), (Colleague, _colleague) })
        {
            await GrantAsync(user, "approver");
            var decide = (await CaseOffice.GetAsync(client, $"/api/v1/tasks?q={number}"))["items"]!.AsArray().Single()!["id"]!.GetValue<string>();
            using var refused = await CaseOffice.PostAsync(client, $"/api/v1/tasks/{decide}/complete", new JsonObject { ["outcome"] = "Grant" });
            Assert.Equal(["case.separation.officerIsApprover"], await CaseOffice.CodesAsync(refused, HttpStatusCode.Forbidden));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await _colleague.DeleteAsync($"/api/v1/substitutes/{named["id"]}")).StatusCode);
    }

    [Fact]
    public async Task It_ends_with_its_last_day_and_when_it_is_taken_back()
    {
        var number = await InReviewAsync();
        var task = await ClaimedAsync("wang.lei", number);
        await NameAsync(await _office.AsAsync("wang.lei"), "2026-03-03", "2026-03-04");
        Assert.DoesNotContain(number, await MineAsync(_colleague));
        await _office.MoveToAsync(At(4, 23));
        var substitute = await _office.Server.AsAsync(Colleague, Password);
        Assert.Contains(number, await MineAsync(substitute));
        await _office.MoveToAsync(At(5, 0));
        substitute = await _office.Server.AsAsync(Colleague, Password);
        Assert.DoesNotContain(number, await MineAsync(substitute));
        using var late = await CompleteAsync(substitute, task);
        Assert.Equal(["task.claimedByOther"], await CaseOffice.CodesAsync(late, HttpStatusCode.Conflict));

        var again = await NameAsync(await _office.AsAsync("wang.lei"), "2026-03-05", "2026-03-05");
        Assert.Contains(number, await MineAsync(substitute));
        using var overlapping = await NameResponseAsync(await _office.AsAsync("wang.lei"), _colleagueId, "2026-03-04", "2026-03-06");
        Assert.Equal(["substitute.overlap"], await CaseOffice.CodesAsync(overlapping, HttpStatusCode.Conflict));
        for (var i = 0; i < 2; i++)
        {
            using var ended = await (await _office.AsAsync("wang.lei")).DeleteAsync($"/api/v1/substitutes/{again["id"]}");
            Assert.Equal(i == 0 ? HttpStatusCode.NoContent : HttpStatusCode.NotFound, ended.StatusCode);
        }

        Assert.DoesNotContain(number, await MineAsync(substitute));
    }

    [Fact]
    public async Task Only_oneself_or_an_administrator_names_a_colleague_of_the_same_role()
    {
        var li = await IdAsync("li.na");
        using var otherRole = await NameResponseAsync(await _office.AsAsync("wang.lei"), li, "2026-03-02", "2026-03-03");
        Assert.Equal(["substitute.role"], await CaseOffice.CodesAsync(otherRole, HttpStatusCode.BadRequest));
        using var reversed = await NameResponseAsync(await _office.AsAsync("wang.lei"), _colleagueId, "2026-03-05", "2026-03-03");
        Assert.Equal(["substitute.period"], await CaseOffice.CodesAsync(reversed, HttpStatusCode.BadRequest));
        var wang = await IdAsync("wang.lei");
        using var self = await NameResponseAsync(await _office.AsAsync("wang.lei"), wang, "2026-03-02", "2026-03-03");
        Assert.Equal(["substitute.self"], await CaseOffice.CodesAsync(self, HttpStatusCode.BadRequest));
        using var foreign = await NameResponseAsync(await _office.AsAsync("li.na"), _colleagueId, "2026-03-02", "2026-03-03", wang);
        Assert.Equal(["user.notFound"], await CaseOffice.CodesAsync(foreign, HttpStatusCode.NotFound));
        using var admin = await NameResponseAsync(await _office.AsAsync("he.jie"), _colleagueId, "2026-03-02", "2026-03-03", wang);
        await CaseOffice.ReadAsync(admin, HttpStatusCode.Created);
        Assert.Contains((await CaseOffice.GetAsync(await _office.AsAsync("wang.lei"), "/api/v1/substitutes/candidates")).AsArray(), p => p!["id"]!.GetValue<string>() == _colleagueId);
        Assert.Single((await CaseOffice.GetAsync(_colleague, "/api/v1/substitutes"))["items"]!.AsArray());
        Assert.Equal(HttpStatusCode.NotFound, (await (await _office.ResidentAsync()).GetAsync("/api/v1/substitutes")).StatusCode);
    }

    [Theory]
    [InlineData("disabled")]
    [InlineData("role")]
    public async Task Who_leaves_gives_their_tasks_back_at_once(string how)
    {
        var number = await InReviewAsync();
        var task = (await CaseOffice.GetAsync(_colleague, $"/api/v1/tasks?q={number}"))["items"]!.AsArray().Single()!["id"]!.GetValue<string>();
        using (var claimed = await CaseOffice.PostAsync(_colleague, $"/api/v1/tasks/{task}/claim", new JsonObject()))
        {
            await CaseOffice.ReadAsync(claimed);
        }

        var admin = await _office.AsAsync("he.jie");
        using var gone = how == "disabled"
            ? await admin.PostAsync($"/api/v1/users/{_colleagueId}/disable", null)
            : await admin.PutAsJsonAsync($"/api/v1/users/{_colleagueId}", new { name = Name, locality = "330110", grants = new[] { new { role = "reviewer", locality = "330110" } } });
        await CaseOffice.ReadAsync(gone);
        for (var i = 0; i < 100 && (await _office.TaskAsync("wang.lei", number))["assignee"] is not null; i++)
        {
            await Task.Delay(50);
        }

        Assert.Null((await _office.TaskAsync("wang.lei", number))["assignee"]);
        Assert.Single((await CaseOffice.GetAsync(await _office.AsAsync("sun.li"), $"/api/v1/cases/{number}/events"))["items"]!.AsArray(), e => e!["name"]!.GetValue<string>() == "task.returned");
        await _office.CompleteAsync("wang.lei", number, "Pass");
    }

    private const string Password = "Substitute-2026";

    private static DateTimeOffset At(int day, int hour) => new(2026, 3, day, hour, 0, 0, TimeSpan.FromHours(8));

    private async Task<(HttpClient Client, string Id)> NewOfficerAsync(string userName)
    {
        using var made = await (await _office.AsAsync("he.jie")).PostAsJsonAsync(
            "/api/v1/users", new { userName, name = Name, locality = "330110", password = Password, mustChangePassword = false, grants = new[] { new { role = "case-officer", locality = "330110" } } });
        var id = (await CaseOffice.ReadAsync(made, HttpStatusCode.Created))["user"]!["id"]!.GetValue<string>();
        return (await _office.Server.AsAsync(userName, Password), id);
    }

    private async Task GrantAsync(string user, string role)
    {
        var admin = await _office.AsAsync("he.jie");
        var id = user == Colleague ? _colleagueId : await IdAsync(user);
        using var changed = await admin.PutAsJsonAsync(
            $"/api/v1/users/{id}", new { name = user == Colleague ? Name : "王磊", locality = "330110", grants = new[] { new { role = "case-officer", locality = "330110" }, new { role, locality = "330110" } } });
        await CaseOffice.ReadAsync(changed);
    }

    private async Task<string> IdAsync(string user) =>
        (await CaseOffice.GetAsync(await _office.AsAsync("he.jie"), $"/api/v1/users?search={user}"))["items"]!.AsArray().Single(u => u!["userName"]!.GetValue<string>() == user)!["id"]!.GetValue<string>();

    private async Task<string> InReviewAsync()
    {
        var number = (await _office.FileAsync())["number"]!.GetValue<string>();
        await _office.CompleteAsync("li.na", number, "Accept");
        return number;
    }

    private async Task<string> ClaimedAsync(string user, string number)
    {
        var task = (await _office.TaskAsync(user, number))["id"]!.GetValue<string>();
        using var claimed = await CaseOffice.PostAsync(await _office.AsAsync(user), $"/api/v1/tasks/{task}/claim", new JsonObject());
        await CaseOffice.ReadAsync(claimed);
        return task;
    }

    private static Task<HttpResponseMessage> CompleteAsync(HttpClient client, string task) =>
        CaseOffice.PostAsync(client, $"/api/v1/tasks/{task}/complete", new JsonObject { ["outcome"] = "Pass", ["opinion"] = "符合条件" });

    private static async Task<IReadOnlyList<string>> MineAsync(HttpClient client) =>
        [.. (await CaseOffice.GetAsync(client, "/api/v1/tasks?scope=mine"))["items"]!.AsArray().Select(t => t!["caseNumber"]!.GetValue<string>())];

    private async Task<JsonNode> NameAsync(HttpClient client, string from, string until)
    {
        using var named = await NameResponseAsync(client, _colleagueId, from, until);
        return await CaseOffice.ReadAsync(named, HttpStatusCode.Created);
    }

    private static Task<HttpResponseMessage> NameResponseAsync(HttpClient client, string substitute, string from, string until, string? account = null) =>
        CaseOffice.PostAsync(client, "/api/v1/substitutes", new JsonObject { ["account"] = account, ["substitute"] = substitute, ["from"] = from, ["until"] = until });
}
