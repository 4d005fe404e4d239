using System.Net;
using System.Text.Json.Nodes;
using Platform.Model.Identity;
using Platform.Server.Cases.Tasks;
using Platform.Server.Hosting.Repetition;

namespace Platform.Tests.Cases;

/// <summary>One act on many tasks: an answer for each, and each as if it had been asked alone.</summary>
public sealed class BulkTasksTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    private const string Path = "/api/v1/tasks/bulk";
    private const string Acceptance = "li.na";

    /// <summary>Holds the role of 李娜 in the street of the cases.</summary>
    private const string Colleague = "zheng.shuang";

    [Fact]
    public async Task What_is_refused_stops_nothing_else_and_answers_come_in_the_order_asked()
    {
        var (first, taken, last) = (await FileAsync(), await FileAsync(), await FileAsync());
        await ReadAsync(Colleague, Bulk("claim", [taken.Task]));
        var stranger = Guid.Parse("00000000-0000-7000-8000-00000000abcd");

        var items = await ReadAsync(Acceptance, Bulk("complete", [first.Task, taken.Task, stranger, last.Task], ("outcome", "Accept"), ("opinion", "齐全")));

        Assert.Equal([first.Task, taken.Task, stranger, last.Task], items.Select(i => i.Task));
        Assert.Equal([null, "task.claimedByOther", "task.unknown", null], items.Select(i => i.Code));
        Assert.Equal([first.Number, taken.Number, null, last.Number], items.Select(i => i.Case));
        Assert.Contains("郑爽", items[1].Message, StringComparison.Ordinal);
        Assert.Equal(("inReview", "received", "inReview"), (await office.StateAsync(first.Number), await office.StateAsync(taken.Number), await office.StateAsync(last.Number)));
        var done = Assert.Single(await EventsAsync(first.Number, "task.completed"));
        Assert.Equal(("李娜", "acceptance-officer", "齐全"), (Text(done, "actor"), Text(done, "actorRole"), Text(done["payload"]!, "opinion")));
    }

    [Fact]
    public async Task Tasks_are_claimed_and_given_to_one_colleague()
    {
        var (a, b) = (await FileAsync(), await FileAsync());
        Assert.All(await ReadAsync(Acceptance, Bulk("claim", [a.Task, b.Task])), i => Assert.True(i.Ok));
        Assert.Equal(2, (await MineAsync(Acceptance)).Intersect([a.Task, b.Task]).Count());

        var given = await ReadAsync(Acceptance, Bulk("transfer", [a.Task, b.Task], ("to", await IdAsync(Colleague)), ("reason", "休假")));
        Assert.All(given, i => Assert.True(i.Ok));
        Assert.Equal(2, (await MineAsync(Colleague)).Intersect([a.Task, b.Task]).Count());
        Assert.Empty((await MineAsync(Acceptance)).Intersect([a.Task, b.Task]));

        // To somebody who does not hold the role: refused for each, given to nobody.
        var astray = await ReadAsync(Colleague, Bulk("transfer", [a.Task, b.Task], ("to", await IdAsync("wang.lei"))));
        Assert.Equal(["task.transfer.target", "task.transfer.target"], astray.Select(i => i.Code));
        Assert.Equal(2, (await MineAsync(Colleague)).Intersect([a.Task, b.Task]).Count());
    }

    [Fact]
    public async Task What_was_claimed_or_given_away_can_be_undone_while_nobody_has_touched_it()
    {
        var (a, b, c) = (await FileAsync(), await FileAsync(), await FileAsync());
        await ReadAsync(Acceptance, Bulk("claim", [a.Task]));
        await ReadAsync(Acceptance, Bulk("transfer", [a.Task, b.Task, c.Task], ("to", await IdAsync(Colleague))));
        using (var released = await CaseOffice.PostAsync(await office.AsAsync(Colleague), $"/api/v1/tasks/{c.Task}/release", new JsonObject()))
        {
            await CaseOffice.ReadAsync(released);
        }

        // Only who did it undoes it: to whoever had it before, once, and not what has changed since.
        Assert.Equal("task.undo.nothing", Assert.Single(await ReadAsync(Colleague, Bulk("undo", [a.Task]))).Code);
        Assert.Equal([null, null, "task.undo.nothing"], (await ReadAsync(Acceptance, Bulk("undo", [a.Task, b.Task, c.Task]))).Select(i => i.Code));
        Assert.Equal([a.Task], (await MineAsync(Acceptance)).Intersect([a.Task, b.Task, c.Task]));
        Assert.Empty((await MineAsync(Colleague)).Intersect([a.Task, b.Task, c.Task]));
        Assert.Equal(["task.undo.nothing", "task.undo.nothing"], (await ReadAsync(Acceptance, Bulk("undo", [a.Task, b.Task]))).Select(i => i.Code));
        Assert.Single(await EventsAsync(b.Number, "task.handoverUndone"));
    }

    [Fact]
    public async Task A_colleague_is_asked_about_several_tasks_and_what_is_not_answered_is_taken_back()
    {
        var (a, b, free) = (await FileAsync(), await FileAsync(), await FileAsync());
        await ReadAsync(Acceptance, Bulk("claim", [a.Task, b.Task]));
        Assert.Equal(["task.reason.required"], (await ReadAsync(Acceptance, Bulk("delegate", [a.Task], ("to", await IdAsync(Colleague))))).Select(i => i.Code));
        var asked = Bulk("delegate", [a.Task, free.Task, b.Task], ("to", await IdAsync(Colleague)), ("opinion", "材料是否齐全？"));
        Assert.Equal([null, "task.claimFirst", null], (await ReadAsync(Acceptance, asked)).Select(i => i.Code));
        Assert.Equal(2, (await MineAsync(Colleague)).Intersect([a.Task, b.Task]).Count());
        using (var answered = await CaseOffice.PostAsync(await office.AsAsync(Colleague), $"/api/v1/tasks/{a.Task}/advise", new JsonObject { ["opinion"] = "齐全" }))
        {
            await CaseOffice.ReadAsync(answered);
        }

        // Whoever was asked does not take back; whose it is does, once, and not what was answered.
        Assert.Equal("task.lend.notYours", Assert.Single(await ReadAsync(Colleague, Bulk("reclaim", [b.Task]))).Code);
        Assert.Equal(["task.notLent", null], (await ReadAsync(Acceptance, Bulk("reclaim", [a.Task, b.Task]))).Select(i => i.Code));
        Assert.Equal("task.notLent", Assert.Single(await ReadAsync(Acceptance, Bulk("reclaim", [b.Task]))).Code);
        Assert.Equal(2, (await MineAsync(Acceptance)).Intersect([a.Task, b.Task]).Count());
        Assert.Single(await EventsAsync(b.Number, "task.reclaimed"));
    }

    [Fact]
    public async Task An_outcome_that_needs_more_or_that_a_task_does_not_have_is_refused_for_that_task()
    {
        var (fresh, examined) = (await FileAsync(), await FileAsync());
        await office.CompleteAsync(Acceptance, examined.Number, "Accept");
        var examination = (await office.TaskAsync("wang.lei", examined.Number))["id"]!.GetValue<Guid>();
        var officer = await ReadAsync("wang.lei", Bulk("complete", [examination, fresh.Task], ("outcome", "Pass"), ("opinion", "x")));
        Assert.Equal([null, "task.notYours"], officer.Select(i => i.Code));
        var refusal = await ReadAsync(Acceptance, Bulk("complete", [fresh.Task], ("outcome", "Refuse"), ("opinion", "x")));
        Assert.Equal("case.competentBody.required", Assert.Single(refusal).Code);
        var unknown = await ReadAsync(Acceptance, Bulk("complete", [fresh.Task], ("outcome", "Grant"), ("opinion", "x")));
        Assert.Equal("task.outcome", Assert.Single(unknown).Code);
        Assert.Equal("received", await office.StateAsync(fresh.Number));
    }

    [Fact]
    public async Task Whoever_examined_a_case_does_not_decide_it_in_a_crowd_either()
    {
        using var made = await CaseOffice.PostAsync(await office.AsAsync("he.jie"), "/api/v1/users", new JsonObject
        {
            ["userName"] = "both.hats", ["name"] = "双岗", ["locality"] = "330110", ["password"] = "both-Hats-2026", ["mustChangePassword"] = false,
            ["grants"] = new JsonArray(new JsonObject { ["role"] = "case-officer", ["locality"] = "330110" }, new JsonObject { ["role"] = "approver", ["locality"] = "330110" }),
        });
        await CaseOffice.ReadAsync(made, HttpStatusCode.Created);
        using var both = await office.Server.AsAsync("both.hats", "both-Hats-2026");
        var (own, others) = (await FileAsync(), await FileAsync());
        foreach (var number in new[] { own.Number, others.Number })
        {
            await office.CompleteAsync(Acceptance, number, "Accept");
        }

        var examination = (await office.TaskAsync("wang.lei", own.Number))["id"]!.GetValue<Guid>();
        Assert.True(Assert.Single(Items(await SendAsync(both, Bulk("complete", [examination], ("outcome", "Pass"), ("opinion", "符合"))))).Ok);
        await office.CompleteAsync("wang.lei", others.Number, "Pass");
        var decisions = new List<Guid>();
        foreach (var number in new[] { own.Number, others.Number })
        {
            await office.CompleteAsync("liu.yang", number, "Pass");
            decisions.Add((await office.TaskAsync("chen.jing", number))["id"]!.GetValue<Guid>());
        }

        var decided = Items(await SendAsync(both, Bulk("complete", decisions, ("outcome", "Grant"), ("opinion", "同意"))));
        Assert.Equal(["case.separation.officerIsApprover", null], decided.Select(i => i.Code));
        Assert.Equal(("inReview", "completed"), (await office.StateAsync(own.Number), await office.StateAsync(others.Number)));
    }

    [Theory]
    [InlineData(0, "claim", "task.bulk.count")]
    [InlineData(501, "claim", "task.bulk.count")]
    [InlineData(1, "complete", "request.required")]
    [InlineData(1, "transfer", "request.required")]
    [InlineData(1, "delegate", "request.required")]
    public async Task A_request_that_is_wrong_as_a_whole_is_refused_as_a_whole(int count, string action, string code)
    {
        var asked = Bulk(action, [.. Enumerable.Range(1, count).Select(n => new Guid(n, 0, 0, new byte[8]))]);
        using var answer = await CaseOffice.PostAsync(await office.AsAsync(Acceptance), Path, asked);
        Assert.Equal([code], await CaseOffice.CodesAsync(answer, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_task_named_twice_or_an_action_that_does_not_exist_is_refused()
    {
        var (filed, client) = (await FileAsync(), await office.AsAsync(Acceptance));
        using var twice = await CaseOffice.PostAsync(client, Path, Bulk("claim", [filed.Task, filed.Task]));
        Assert.Equal(["task.bulk.twice"], await CaseOffice.CodesAsync(twice, HttpStatusCode.BadRequest));
        foreach (var wrong in new[] { Bulk("delete", [filed.Task]), new JsonObject { ["action"] = "claim" }, Bulk("claim", [filed.Task], ("outcomes", "Accept")) })
        {
            using var refused = await CaseOffice.PostAsync(client, Path, wrong);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        Assert.DoesNotContain(filed.Task, await MineAsync(Acceptance));
    }

    [Fact]
    public async Task A_hundred_tasks_are_answered_one_by_one()
    {
        var filed = await FileAsync();
        Guid[] asked = [.. Enumerable.Range(1, 99).Select(n => new Guid(n, 0, 0, new byte[8])), filed.Task];
        var items = await ReadAsync(Acceptance, Bulk("claim", asked));
        Assert.Equal(asked, items.Select(i => i.Task));
        Assert.Equal(filed.Number, Assert.Single(items, i => i.Ok).Case);
    }

    [Fact]
    public async Task The_same_request_again_is_the_same_answer_and_another_under_its_key_is_refused()
    {
        var (a, b, client, key) = (await FileAsync(), await FileAsync(), await office.AsAsync(Acceptance), office.NewKey());
        await ReadAsync(Colleague, Bulk("claim", [b.Task]));
        var asked = Bulk("complete", [a.Task, b.Task], ("outcome", "Accept"), ("opinion", "齐全"));
        var first = await SendAsync(client, asked, key);
        var again = await SendAsync(client, asked, key);
        Assert.True(JsonNode.DeepEquals(first, again));
        Assert.Equal([null, "task.claimedByOther"], Items(again).Select(i => i.Code));
        Assert.Single(await EventsAsync(a.Number, "task.completed"));
        using var other = await CaseOffice.PostAsync(client, Path, Bulk("claim", [a.Task, b.Task]), key);
        Assert.Equal(["request.keyReused"], await CaseOffice.CodesAsync(other, HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task What_stopped_half_way_goes_on_where_it_stopped()
    {
        var (a, b) = (await FileAsync(), await FileAsync());
        var (bulk, actor) = (office.Server.Get<BulkTasks>(), await ActorAsync());
        var (request, key) = (new BulkRequest(BulkAction.Complete, [a.Task, b.Task], "Accept", "齐全"), new RequestKey(actor.AccountId.ToString()!, "half-way", new string('a', 64)));
        await foreach (var item in bulk.RunAsync(actor, request, key, default))
        {
            Assert.Equal((a.Task, null), (item.Task, item.Problem));
            break;
        }

        Assert.Equal("received", await office.StateAsync(b.Number));
        var rest = new List<BulkItem>();
        await foreach (var item in bulk.RunAsync(actor, request, key, default))
        {
            rest.Add(item);
        }

        Assert.All(rest, i => Assert.Null(i.Problem));
        Assert.Single(await EventsAsync(a.Number, "task.completed"));
        Assert.Single(await EventsAsync(b.Number, "task.completed"));
    }

    [Fact]
    public async Task Everybody_is_told_the_same_as_for_the_single_task()
    {
        var (filed, to) = (await FileAsync(), await IdAsync(Colleague));
        var told = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var user in new[] { "33011019850217001X", CaseOffice.Resident, "admin", "he.jie", "jin.cha", "zhang.wei", "wang.lei", "liu.yang", "chen.jing", "sun.li", "gao.feng", "xie.ling", "cao.lin" })
        {
            var client = await office.AsAsync(user);
            foreach (var (action, body) in new (string, (string, JsonNode)[])[] { ("claim", []), ("complete", [("outcome", "Accept"), ("opinion", "x")]), ("transfer", [("to", Guid.Empty)]) })
            {
                using var single = await CaseOffice.PostAsync(client, $"/api/v1/tasks/{filed.Task}/{action}", new JsonObject(body.Select(b => KeyValuePair.Create(b.Item1, (JsonNode?)b.Item2.DeepClone()))));
                Assert.False(single.IsSuccessStatusCode, $"{user} {action}");
                var code = Assert.Single(await CaseOffice.CodesAsync(single, single.StatusCode));
                var item = Assert.Single(Items(await SendAsync(client, Bulk(action, [filed.Task], body))));
                Assert.Equal((user, action, code, false), (user, action, item.Code, item.Ok));
                Assert.Equal(single.StatusCode == HttpStatusCode.NotFound ? null : filed.Number, item.Case);
                told.Add(code);
            }
        }

        Assert.Superset(new HashSet<string> { "task.unknown", "task.notYours", "task.transfer.target" }, told);
        using var visitor = await CaseOffice.PostAsync(office.Server.Client, Path, Bulk("claim", [filed.Task]));
        Assert.Equal(HttpStatusCode.Unauthorized, visitor.StatusCode);

        // Who supervises there may not do the tasks, but give them away.
        Assert.True(Assert.Single(await ReadAsync("sun.li", Bulk("transfer", [filed.Task], ("to", to)))).Ok);
    }

    private async Task<(string Number, Guid Task)> FileAsync()
    {
        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        return (number, (await office.TaskAsync(Acceptance, number))["id"]!.GetValue<Guid>());
    }

    private static JsonObject Bulk(string action, IReadOnlyList<Guid> tasks, params (string Name, JsonNode Value)[] more)
    {
        var body = new JsonObject { ["action"] = action, ["tasks"] = new JsonArray([.. tasks.Select(t => (JsonNode)t)]) };
        foreach (var (name, value) in more)
        {
            body[name] = value.DeepClone();
        }

        return body;
    }

    private async Task<IReadOnlyList<Item>> ReadAsync(string user, JsonObject body) => Items(await SendAsync(await office.AsAsync(user), body));

    private static async Task<JsonNode> SendAsync(HttpClient client, JsonObject body, string? key = null)
    {
        using var answer = await CaseOffice.PostAsync(client, Path, body, key);
        return await CaseOffice.ReadAsync(answer);
    }

    private static IReadOnlyList<Item> Items(JsonNode answer) => [.. answer["items"]!.AsArray().Select(i => new Item(
        i!["task"]!.GetValue<Guid>(), i["ok"]!.GetValue<bool>(), i["case"]?.GetValue<string>(), i["problem"]?["code"]?.GetValue<string>(), i["problem"]?["message"]?.GetValue<string>()))];

    private async Task<IReadOnlyList<JsonNode>> EventsAsync(string number, string name) =>
        [.. (await CaseOffice.GetAsync(await office.AsAsync("sun.li"), $"/api/v1/cases/{number}/events"))["items"]!.AsArray().Where(e => e!["name"]!.GetValue<string>() == name).Select(e => e!)];

    private static string? Text(JsonNode node, string name) => node[name]?.GetValue<string>();

    private async Task<IReadOnlyList<Guid>> MineAsync(string user) =>
        [.. (await CaseOffice.GetAsync(await office.AsAsync(user), "/api/v1/tasks?scope=mine&take=200"))["items"]!.AsArray().Select(t => t!["id"]!.GetValue<Guid>())];

    private async Task<Guid> IdAsync(string user) => (await office.Server.Get<IAccounts>().FindStaffAsync(user, default))!.Value.Account.Id;

    private async Task<Actor> ActorAsync() => (await office.Server.Get<IAccounts>().FindStaffAsync(Acceptance, default))!.Value.Actor;

    private sealed record Item(Guid Task, bool Ok, string? Case, string? Code, string? Message);
}
