using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Platform.Tests.Hosting;

namespace Platform.Tests.Cases;

/// <summary>Tasks that are given to somebody when they open (C7): by load, in turn, to who did the earlier step; among those who are there.</summary>
public sealed class AssignmentTests : IAsyncLifetime
{
    private const string Flow = "/api/v1/definitions/flow/hygiene-permit";

    private readonly CaseOffice _office = new();

    private HttpClient _colleague = null!;
    private string _colleagueId = "";

    /// <summary>和平 examines hygiene permits beside 王磊.</summary>
    public async ValueTask InitializeAsync()
    {
        await _office.InitializeAsync();
        using var made = await (await _office.AsAsync("he.jie")).PostAsJsonAsync(
            "/api/v1/users",
            new { userName = "he.ping", name = "和平", locality = "330110", password = "Assigned-2026", mustChangePassword = false, grants = new[] { new { role = "case-officer", locality = "330110" } } });
        _colleagueId = (await CaseOffice.ReadAsync(made, HttpStatusCode.Created))["user"]!["id"]!.GetValue<string>();
        _colleague = await _office.Server.AsAsync("he.ping", "Assigned-2026");
    }

    public async ValueTask DisposeAsync()
    {
        _colleague.Dispose();
        await _office.DisposeAsync();
    }

    [Fact]
    public async Task The_one_with_the_fewest_open_tasks_is_given_the_next_and_told_so()
    {
        await PublishAsync("leastLoaded");
        var (first, second) = (await InReviewAsync(), await InReviewAsync());
        Assert.Equal(2, new[] { first.Holder, second.Holder }.Distinct().Count());

        // Whoever has finished theirs has room for the next one.
        var done = first.Holder == "王磊" ? await _office.AsAsync("wang.lei") : _colleague;
        var task = (await CaseOffice.GetAsync(done, $"/api/v1/tasks?q={first.Number}"))["items"]!.AsArray().Single()!["id"]!.GetValue<string>();
        using (var passed = await CaseOffice.PostAsync(done, $"/api/v1/tasks/{task}/complete", new JsonObject { ["outcome"] = "Pass" }))
        {
            await CaseOffice.ReadAsync(passed);
        }

        Assert.Equal(first.Holder, (await InReviewAsync()).Holder);
        Assert.Contains((await CaseOffice.GetAsync(done, "/api/v1/inbox"))["items"]!.AsArray(), m => m!["link"]?.GetValue<string>() == $"/workbench/cases/{first.Number}");
        var assigned = Assert.Single((await CaseOffice.GetAsync(await _office.AsAsync("sun.li"), $"/api/v1/cases/{first.Number}/events"))["items"]!.AsArray(), e => e!["name"]!.GetValue<string>() == "task.assigned")!;
        Assert.Equal((first.Holder, "leastLoaded"), (assigned["payload"]!["toName"]!.GetValue<string>(), assigned["payload"]!["rule"]!.GetValue<string>()));
    }

    [Fact]
    public async Task In_turn_nobody_is_passed_over_whatever_they_have_open()
    {
        await PublishAsync("roundRobin");
        var holders = new List<string?>();
        for (var i = 0; i < 4; i++)
        {
            holders.Add((await InReviewAsync()).Holder);
        }

        Assert.Equal(2, holders.Distinct().Count());
        Assert.Equal(holders[..2], holders[2..]);
        await _office.RestartAsync();
        Assert.Equal(holders[0], (await InReviewAsync()).Holder);
    }

    [Fact]
    public async Task Who_is_away_is_given_nothing()
    {
        await PublishAsync("roundRobin");
        using (var named = await CaseOffice.PostAsync(await _office.AsAsync("wang.lei"), "/api/v1/substitutes", new JsonObject { ["substitute"] = _colleagueId, ["until"] = "2026-03-06" }))
        {
            await CaseOffice.ReadAsync(named, HttpStatusCode.Created);
        }

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("和平", (await InReviewAsync()).Holder);
        }
    }

    private async Task<(string Number, string? Holder)> InReviewAsync()
    {
        _office.Server.Clock.Advance(TimeSpan.FromSeconds(1));
        var number = (await _office.FileAsync())["number"]!.GetValue<string>();
        await _office.CompleteAsync("li.na", number, "Accept");
        var task = (await CaseOffice.GetAsync(await _office.AsAsync("wang.lei"), $"/api/v1/tasks?q={number}"))["items"]!.AsArray().Single()!;
        return (number, task["assignee"]?.GetValue<string>());
    }

    /// <summary>The flow with a rule for its examination, in force in the district.</summary>
    private async Task PublishAsync(string rule)
    {
        var admin = await _office.AsAsync("he.jie");
        var flow = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Templates", "GovernmentServices", "flows", "hygiene-permit.json")))!;
        Examination(flow)!["assign"] = new JsonObject { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = rule } };
        using var saved = await admin.PutAsJsonAsync(Flow + "?locality=330110", flow);
        await CaseOffice.ReadAsync(saved);
        await CaseOffice.ReadAsync(await admin.PostAsync(Flow + "/publish?locality=330110", null));
    }

    private static JsonObject? Examination(JsonNode? node) => node switch
    {
        JsonObject o when o["id"] is JsonValue id && id.TryGetValue<string>(out var text) && text == "examine" && o["type"] is not null => o,
        JsonObject o => o.Select(m => Examination(m.Value)).FirstOrDefault(f => f is not null),
        JsonArray a => a.Select(Examination).FirstOrDefault(f => f is not null),
        _ => null,
    };
}
