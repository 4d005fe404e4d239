using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Platform.Model.Identity;

namespace Platform.Tests.Cases;

/// <summary>Views of the work list: one's own, and those a group shares.</summary>
public sealed class TaskViewTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    private const string Path = "/api/v1/task-views";
    private const string Office = "11330110YL0000063E";
    private static int _names;

    [Fact]
    public async Task A_view_of_ones_own_is_kept_renamed_begun_with_and_deleted()
    {
        var (client, name) = (await office.AsAsync("li.na"), NewName());
        var filter = new JsonObject { ["scope"] = "group", ["kind"] = "accept", ["state"] = "received", ["locality"] = "330110012", ["due"] = "week", ["q"] = "1133", ["sort"] = "opened" };
        var saved = await SaveAsync(client, name, new JsonObject { ["filter"] = filter.DeepClone(), ["default"] = true });
        Assert.True(JsonNode.DeepEquals(filter, saved["filter"]), saved.ToJsonString());
        Assert.Equal((true, true, null), (Flag(saved, "mayChange"), Flag(saved, "isDefault"), saved["group"]));
        Assert.True(JsonNode.DeepEquals(saved, await FindAsync("li.na", saved)));
        Assert.Null(await FindAsync("wang.lei", saved));

        var renamed = NewName();
        for (var i = 0; i < 2; i++)
        {
            var changed = await ChangeAsync(client, saved, new JsonObject { ["name"] = $" {renamed} " });
            Assert.Equal((renamed, true), (changed["name"]!.GetValue<string>(), Flag(changed, "isDefault")));
        }

        // Another one to begin with takes its place.
        var other = await SaveAsync(client, NewName(), new JsonObject { ["default"] = true });
        Assert.False(Flag((await FindAsync("li.na", saved))!, "isDefault"));
        Assert.False(Flag(await ChangeAsync(client, other, new JsonObject { ["default"] = false }), "isDefault"));

        using var gone = await client.DeleteAsync($"{Path}/{saved["id"]}");
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        using var again = await client.DeleteAsync($"{Path}/{saved["id"]}");
        Assert.Equal(["taskView.unknown"], await CaseOffice.CodesAsync(again, HttpStatusCode.NotFound));
        Assert.Null(await FindAsync("li.na", saved));
    }

    [Fact]
    public async Task A_shared_view_is_known_to_its_group_alone_and_changed_by_its_maker_or_who_supervises()
    {
        var group = await GroupAsync("li.na", "wang.lei", "sun.li");
        var saved = await SaveAsync(await office.AsAsync("li.na"), NewName(), new JsonObject { ["group"] = group, ["filter"] = new JsonObject { ["scope"] = "all" } });
        foreach (var (user, mayChange) in new[] { ("li.na", true), ("wang.lei", false), ("sun.li", true) })
        {
            var seen = (await FindAsync(user, saved))!;
            Assert.Equal((group, mayChange), (seen["group"]!["id"]!.GetValue<Guid>(), Flag(seen, "mayChange")));
        }

        var outsider = await office.AsAsync("liu.yang");
        Assert.Null(await FindAsync("liu.yang", saved));
        using var asked = await outsider.PutAsJsonAsync($"{Path}/{saved["id"]}", new { @default = true });
        Assert.Equal(["taskView.unknown"], await CaseOffice.CodesAsync(asked, HttpStatusCode.NotFound));
        using var deleted = await outsider.DeleteAsync($"{Path}/{saved["id"]}");
        Assert.Equal(["taskView.unknown"], await CaseOffice.CodesAsync(deleted, HttpStatusCode.NotFound));
        using var shared = await CaseOffice.PostAsync(outsider, Path, new JsonObject { ["name"] = NewName(), ["group"] = group });
        Assert.Equal(["taskView.group"], await CaseOffice.CodesAsync(shared, HttpStatusCode.BadRequest));

        // Whoever sees it may begin with it, for themself.
        var colleague = await office.AsAsync("wang.lei");
        Assert.True(Flag(await ChangeAsync(colleague, saved, new JsonObject { ["default"] = true }), "isDefault"));
        Assert.False(Flag((await FindAsync("li.na", saved))!, "isDefault"));
        foreach (var change in new object[] { new { name = "x" }, new { filter = new { scope = "mine" } } })
        {
            using var refused = await colleague.PutAsJsonAsync($"{Path}/{saved["id"]}", change);
            Assert.Equal(["taskView.notYours"], await CaseOffice.CodesAsync(refused, HttpStatusCode.Forbidden));
        }

        using var kept = await colleague.DeleteAsync($"{Path}/{saved["id"]}");
        Assert.Equal(["taskView.notYours"], await CaseOffice.CodesAsync(kept, HttpStatusCode.Forbidden));

        // Who leaves the group knows of it no more.
        using (var left = await (await office.AsAsync("he.jie")).PutAsJsonAsync($"/api/v1/groups/{group}", new { members = new[] { await IdAsync("li.na"), await IdAsync("sun.li") } }))
        {
            await CaseOffice.ReadAsync(left);
        }

        Assert.Null(await FindAsync("wang.lei", saved));
        await ChangeAsync(await office.AsAsync("sun.li"), saved, new JsonObject { ["name"] = NewName() });
        using var gone = await (await office.AsAsync("sun.li")).DeleteAsync($"{Path}/{saved["id"]}");
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Null(await FindAsync("li.na", saved));
    }

    [Fact]
    public async Task A_view_shows_each_what_they_may_see()
    {
        var group = await GroupAsync("li.na", "wang.lei");
        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        var saved = await SaveAsync(await office.AsAsync("li.na"), NewName(), new JsonObject { ["group"] = group, ["filter"] = new JsonObject { ["scope"] = "all", ["q"] = number } });
        foreach (var (user, count) in new[] { ("li.na", 1), ("wang.lei", 0) })
        {
            var filter = (await FindAsync(user, saved))!["filter"]!;
            var found = await CaseOffice.GetAsync(await office.AsAsync(user), $"/api/v1/tasks?scope={filter["scope"]}&q={filter["q"]}&sort={filter["sort"]}");
            Assert.Equal(count, found["items"]!.AsArray().Count);
        }
    }

    [Fact]
    public async Task Sent_twice_it_is_kept_once()
    {
        var (client, key, body) = (await office.AsAsync("li.na"), office.NewKey(), new JsonObject { ["name"] = NewName() });
        using var first = await CaseOffice.PostAsync(client, Path, body, key);
        using var again = await CaseOffice.PostAsync(client, Path, body, key);
        Assert.True(JsonNode.DeepEquals(await CaseOffice.ReadAsync(first, HttpStatusCode.Created), await CaseOffice.ReadAsync(again, HttpStatusCode.Created)));
        using var other = await CaseOffice.PostAsync(client, Path, body);
        Assert.Equal(["taskView.nameTaken"], await CaseOffice.CodesAsync(other, HttpStatusCode.BadRequest));

        // The name is free for somebody else.
        await SaveAsync(await office.AsAsync("wang.lei"), body["name"]!.GetValue<string>(), []);
    }

    [Theory]
    [InlineData("""{"name":" "}""", "taskView.name", "name")]
    [InlineData("""{"name":"一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一"}""", "taskView.name", "name")]
    [InlineData("""{"name":"x","filter":{"scope":"everything"}}""", "query.scope", "filter.scope")]
    [InlineData("""{"name":"x","filter":{"sort":"size"}}""", "query.sort", "filter.sort")]
    [InlineData("""{"name":"x","filter":{"due":"tomorrow"}}""", "query.due", "filter.due")]
    public async Task What_cannot_be_shown_is_not_kept(string body, string code, string field)
    {
        using var answer = await CaseOffice.PostAsync(await office.AsAsync("li.na"), Path, JsonNode.Parse(body)!);
        var error = Assert.Single((await CaseOffice.ReadAsync(answer, HttpStatusCode.BadRequest))["errors"]!.AsArray())!;
        Assert.Equal((code, field), (error["code"]!.GetValue<string>(), error["field"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Nobody_keeps_more_than_fifty()
    {
        var client = await office.AsAsync("zhao.qiang");
        for (var i = 0; i < 50; i++)
        {
            await SaveAsync(client, NewName(), []);
        }

        using var more = await CaseOffice.PostAsync(client, Path, new JsonObject { ["name"] = NewName() });
        Assert.Equal(["taskView.most"], await CaseOffice.CodesAsync(more, HttpStatusCode.Conflict));
    }

    private static string NewName() => $"视图 {Interlocked.Increment(ref _names)}";

    private async Task<Guid> GroupAsync(params string[] members)
    {
        var ids = new JsonArray();
        foreach (var member in members)
        {
            ids.Add(await IdAsync(member));
        }

        using var made = await CaseOffice.PostAsync(
            await office.AsAsync("he.jie"), "/api/v1/groups", new JsonObject { ["name"] = new JsonObject { ["zh-CN"] = "早班", ["en"] = "Early shift" }, ["authority"] = Office, ["members"] = ids });
        return (await CaseOffice.ReadAsync(made, HttpStatusCode.Created))["id"]!.GetValue<Guid>();
    }

    private static async Task<JsonNode> SaveAsync(HttpClient client, string name, JsonObject more)
    {
        more["name"] = name;
        using var answer = await CaseOffice.PostAsync(client, Path, more);
        return await CaseOffice.ReadAsync(answer, HttpStatusCode.Created);
    }

    private static async Task<JsonNode> ChangeAsync(HttpClient client, JsonNode view, JsonObject change)
    {
        using var answer = await client.PutAsJsonAsync($"{Path}/{view["id"]}", change);
        return await CaseOffice.ReadAsync(answer);
    }

    private async Task<JsonNode?> FindAsync(string user, JsonNode view) =>
        (await CaseOffice.GetAsync(await office.AsAsync(user), Path))["items"]!.AsArray().FirstOrDefault(v => v!["id"]!.GetValue<Guid>() == view["id"]!.GetValue<Guid>());

    private static bool Flag(JsonNode view, string name) => view[name]!.GetValue<bool>();

    private async Task<Guid> IdAsync(string user) => (await office.Server.Get<IAccounts>().FindStaffAsync(user, default))!.Value.Account.Id;
}
