using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Platform.Tests.Cases;

/// <summary>A flow that is being drawn is tried before it comes into force: on scripts, on ended cases, and by its own samples when it is published (A14).</summary>
public sealed class RehearsalTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    private const string Flow = "/api/v1/definitions/flow/hygiene-permit?locality=330110";

    [Fact]
    public async Task A_script_goes_from_filing_to_delivery_and_nothing_is_written()
    {
        var before = await CountAsync();
        var answer = await RehearseAsync(Moves(
            Complete("accept", "Accept"), Wait(2), Complete("examine", "Pass"), Complete("check", "Pass"), Complete("decide", "Grant"),
            Complete("deliver", "Delivered", new JsonObject { ["method"] = "window", ["proof"] = "本人签收" })));
        var run = answer["run"]!;
        Assert.Equal(("delivered", "grant", "finished"), (Text(run, "state"), Text(run, "decision"), Text(run, "flow")));
        Assert.Equal(["accept:Accept", "examine:Pass", "check:Pass", "decide:Grant", "deliver:Delivered"], Strings(run["path"]));
        var effects = run["moments"]!.AsArray().SelectMany(m => m!["effects"]!.AsArray()).Select(e => $"{e!["kind"]} {e["name"]}").ToList();
        Assert.Contains("document acceptance-notice", effects);
        Assert.Contains("document licence", effects);
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task Thirty_working_days_later_the_law_has_accepted_and_the_case_is_overdue()
    {
        var run = (await RehearseAsync(Moves(Wait(30)), new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.Zero)))["run"]!;
        Assert.Equal("inReview", Text(run, "state"));
        var events = run["moments"]!.AsArray().SelectMany(m => Strings(m!["events"])).ToList();
        Assert.Contains("deadline.overdue", events);
        Assert.Equal("2026-04-14", Text(run, "now")[..10]);
        Assert.Equal("examine", Text(Assert.Single(run["open"]!.AsArray())!, "step"));
    }

    [Fact]
    public async Task It_stops_at_the_move_that_is_refused_and_says_why()
    {
        var own = await RehearseAsync(Moves(Complete("accept", "Accept"), Complete("examine", "Pass", by: "a"), Complete("check", "Pass", by: "b"), Complete("decide", "Grant", by: "a")));
        Assert.Equal((4, "case.separation.officerIsApprover"), (own["stoppedAt"]!.GetValue<int>(), Text(own["stopped"]![0]!, "code")));

        var closed = await RehearseAsync(Moves(Complete("accept", "Accept"), Complete("decide", "Grant")));
        Assert.Equal((2, "rehearsal.stepNotOpen"), (closed["stoppedAt"]!.GetValue<int>(), Text(closed["stopped"]![0]!, "code")));
        Assert.Contains("examine", Text(closed["stopped"]![0]!, "message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_script_gives_the_same_run()
    {
        var moves = Moves(Wait(1), Complete("accept", "Accept"), Wait(3), Complete("examine", "Pass"), new JsonObject { ["do"] = "withdraw", ["reason"] = "不办了" });
        var at = new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);
        Assert.Equal((await RehearseAsync((JsonArray)moves.DeepClone(), at)).ToJsonString(), (await RehearseAsync(moves, at)).ToJsonString());
    }

    [Fact]
    public async Task Ended_cases_played_on_a_draft_show_what_would_be_different()
    {
        await using var own = new OwnOffice();
        await own.InitializeAsync();
        var granted = await EndedAsync(own.Office, "Grant");
        var unchanged = await ReplayAsync(own.Office, Shipped());
        var same = Assert.Single(unchanged, r => Text(r!, "number") == granted)!;
        Assert.True(same["same"]!.GetValue<bool>(), same.ToJsonString());

        var changed = await ReplayAsync(own.Office, WithoutCheck());
        var other = Assert.Single(changed, r => Text(r!, "number") == granted)!;
        Assert.False(other["same"]!.GetValue<bool>());
        Assert.Contains("replay.stops", other["differences"]!.AsArray().Select(d => Text(d!, "code")));
        Assert.Contains("check:Pass", Strings(other["path"]));
        Assert.DoesNotContain("check:Pass", Strings(other["draft"]));
    }

    [Fact]
    public async Task A_replay_tells_nobody_what_they_may_not_see()
    {
        await using var own = new OwnOffice();
        await own.InitializeAsync();
        await EndedAsync(own.Office, "Grant");
        var spy = Shipped();
        spy["root"]!["activities"]!.AsArray().Single(a => Text(a!, "id") == "evaluate")!.ReplaceWith(new JsonObject
        {
            ["id"] = "evaluate",
            ["type"] = "Platform.Notify",
            ["template"] = new JsonObject { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "JSON.stringify(answers)" } },
        });

        using var administrator = await CaseOffice.PostAsync(await own.Office.AsAsync("he.jie"), "/api/v1/rehearsals/replay", Replay(spy));
        Assert.Equal(["replay.forbidden"], await CaseOffice.CodesAsync(administrator, HttpStatusCode.Forbidden));

        var told = (await ReplayAsync(own.Office, spy)).ToJsonString();
        Assert.Contains("replay.effects", told, StringComparison.Ordinal);
        Assert.DoesNotContain("13800000001", told, StringComparison.Ordinal);
        Assert.DoesNotContain("330110195803120004", told, StringComparison.Ordinal);
        var audit = await CaseOffice.GetAsync(await own.Office.AsAsync("jin.cha"), "/api/v1/audit?act=flow.replayed");
        Assert.Contains("flow.replayed", audit.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"do":"wait","workingDays":-1}""", "rehearsal.wait")]
    [InlineData("""{"do":"wait","workingDays":2147483647}""", "rehearsal.wait")]
    [InlineData("""{"do":"wait","hours":1e300}""", "rehearsal.wait")]
    [InlineData("""{"do":"wait","until":"1999-01-01T00:00:00Z"}""", "rehearsal.wait")]
    [InlineData("""{"do":"complete","step":"nowhere","outcome":"x"}""", "rehearsal.stepNotOpen")]
    public async Task A_move_that_makes_no_sense_stops_the_rehearsal(string move, string code)
    {
        var answer = await RehearseAsync(Moves((JsonObject)JsonNode.Parse(move)!));
        Assert.Equal((1, code), (answer["stoppedAt"]!.GetValue<int>(), Text(answer["stopped"]![0]!, "code")));
    }

    [Theory]
    [InlineData("""{"filedAt":"9999-12-31T00:00:00Z"}""", "rehearsal.filedAt")]
    [InlineData("""{"moves":[null]}""", "request.body")]
    public async Task A_script_that_cannot_be_is_refused(string script, string code)
    {
        var request = Request(Moves());
        request["script"] = JsonNode.Parse(script);
        using var answer = await CaseOffice.PostAsync(await office.AsAsync("he.jie"), "/api/v1/rehearsals", request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(code.Split('.')[0], string.Join(' ', await CaseOffice.CodesAsync(answer, HttpStatusCode.BadRequest)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sample_that_ends_elsewhere_keeps_the_flow_from_coming_into_force()
    {
        await using var own = new OwnOffice();
        await own.InitializeAsync();
        var admin = await own.Office.AsAsync("he.jie");
        var flow = WithSample(Shipped(), "delivered");
        using (var saved = await admin.PutAsJsonAsync(Flow, flow))
        {
            await CaseOffice.ReadAsync(saved);
        }

        await CaseOffice.ReadAsync(await admin.PostAsync(Flow.Replace("?", "/publish?", StringComparison.Ordinal), null));
        var tag = (await admin.GetAsync(Flow)).Headers.ETag!.Tag;
        foreach (var (broken, code) in new[] { (WithSample(WithoutCheck(), "delivered"), "flow.sample.stops"), (WithSample(Shipped(), "withdrawn"), "flow.sample.differs") })
        {
            using var save = new HttpRequestMessage(HttpMethod.Put, Flow) { Content = JsonContent.Create(broken) };
            save.Headers.TryAddWithoutValidation("If-Match", tag);
            using var draft = await admin.SendAsync(save);
            await CaseOffice.ReadAsync(draft);
            tag = draft.Headers.ETag!.Tag;
            var refused = await admin.PostAsync(Flow.Replace("?", "/publish?", StringComparison.Ordinal), null);
            Assert.Contains(code, await CaseOffice.CodesAsync(refused, HttpStatusCode.BadRequest));
        }
    }

    [Fact]
    public async Task Who_may_not_edit_flows_rehearses_none_and_a_broken_flow_is_named()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await CaseOffice.PostAsync(await office.AsAsync("li.na"), "/api/v1/rehearsals", Request(Moves()))).StatusCode);
        var admin = await office.AsAsync("he.jie");
        var elsewhere = Request(Moves());
        elsewhere["locality"] = "33";
        Assert.Equal(["definition.forbidden"], await CaseOffice.CodesAsync(await CaseOffice.PostAsync(admin, "/api/v1/rehearsals", elsewhere), HttpStatusCode.Forbidden));
        var broken = Request(Moves());
        broken["flow"] = JsonNode.Parse("""{"definitionId":"x","root":{"id":"f","type":"Elsa.Flowchart","activities":[{"id":"a","type":"No.Such"}],"connections":[]}}""");
        Assert.Contains("flow.unknownActivity", await CaseOffice.CodesAsync(await CaseOffice.PostAsync(admin, "/api/v1/rehearsals", broken), HttpStatusCode.BadRequest));
        var unknown = Request(Moves());
        unknown["item"] = "nothing";
        Assert.Equal(["item.unknown"], await CaseOffice.CodesAsync(await CaseOffice.PostAsync(admin, "/api/v1/rehearsals", unknown), HttpStatusCode.NotFound));
    }

    private static JsonNode Shipped() => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Templates", "GovernmentServices", "flows", "hygiene-permit.json")))!;

    private static JsonNode WithoutCheck()
    {
        var flow = Shipped();
        var root = flow["root"]!;
        root["activities"]!.AsArray().Remove(root["activities"]!.AsArray().Single(a => Text(a!, "id") == "check"));
        var connections = root["connections"]!.AsArray();
        foreach (var gone in connections.Where(c => Text(c!["source"]!, "activity") == "check").ToList())
        {
            connections.Remove(gone);
        }

        connections.Single(c => Text(c!["target"]!, "activity") == "check")!["target"]!["activity"] = "decide";
        return flow;
    }

    private static JsonNode WithSample(JsonNode flow, string state)
    {
        flow["customProperties"]!["samples"] = new JsonArray(new JsonObject
        {
            ["name"] = new JsonObject { ["zh-CN"] = "一路准予", ["en"] = "Granted straight away" },
            ["item"] = CaseOffice.Hygiene,
            ["state"] = state,
            ["script"] = new JsonObject
            {
                ["answers"] = CaseOffice.Answers(),
                ["filedAt"] = "2026-03-02T09:00:00+08:00",
                ["moves"] = Moves(
                    Complete("accept", "Accept"), Complete("examine", "Pass"), Complete("check", "Pass"), Complete("decide", "Grant"),
                    Complete("deliver", "Delivered", new JsonObject { ["method"] = "window", ["proof"] = "本人签收" })),
            },
        });
        return flow;
    }

    private static JsonObject Complete(string step, string outcome, JsonObject? data = null, string? by = null)
    {
        var move = new JsonObject { ["do"] = "complete", ["step"] = step, ["outcome"] = outcome };
        if (data is not null)
        {
            move["data"] = data;
        }

        if (by is not null)
        {
            move["by"] = by;
        }

        return move;
    }

    private static JsonObject Wait(int workingDays) => new() { ["do"] = "wait", ["workingDays"] = workingDays };

    private static JsonArray Moves(params JsonObject[] moves) => new([.. moves.Cast<JsonNode>()]);

    private static JsonObject Request(JsonArray moves, DateTimeOffset? filedAt = null) => new()
    {
        ["item"] = CaseOffice.Hygiene,
        ["locality"] = "330110",
        ["script"] = new JsonObject { ["answers"] = CaseOffice.Answers(), ["filedAt"] = filedAt?.ToString("O"), ["moves"] = moves },
    };

    private async Task<JsonNode> RehearseAsync(JsonArray moves, DateTimeOffset? filedAt = null)
    {
        using var answer = await CaseOffice.PostAsync(await office.AsAsync("he.jie"), "/api/v1/rehearsals", Request(moves, filedAt));
        return await CaseOffice.ReadAsync(answer);
    }

    private static async Task<JsonArray> ReplayAsync(CaseOffice office, JsonNode flow)
    {
        using var designer = await DesignerAsync(office);
        using var answer = await CaseOffice.PostAsync(designer, "/api/v1/rehearsals/replay", Replay(flow));
        return (await CaseOffice.ReadAsync(answer))["items"]!.AsArray();
    }

    private static JsonObject Replay(JsonNode flow) => new() { ["item"] = CaseOffice.Hygiene, ["locality"] = "330110", ["flow"] = flow.DeepClone(), ["cases"] = 10 };

    /// <summary>Somebody who draws flows and may read cases too.</summary>
    private static async Task<HttpClient> DesignerAsync(CaseOffice office)
    {
        using (await (await office.AsAsync("he.jie")).PostAsJsonAsync(
            "/api/v1/users",
            new { userName = "hua.tu", name = "画图", locality = "330110", password = "Designer-2026", mustChangePassword = false, grants = new[] { new { role = "item-admin", locality = "330110" }, new { role = "supervisor", locality = "330110" } } }))
        {
            return await office.Server.AsAsync("hua.tu", "Designer-2026");
        }
    }

    private static async Task<string> EndedAsync(CaseOffice office, string decision)
    {
        var number = Text(await office.FileAsync(), "number");
        foreach (var (user, outcome, data) in new (string, string, JsonObject?)[]
        {
            ("li.na", "Accept", null), ("wang.lei", "Pass", null), ("liu.yang", "Pass", null), ("chen.jing", decision, null),
            ("zhao.qiang", "Delivered", new JsonObject { ["method"] = "window", ["proof"] = "本人签收" }),
        })
        {
            await office.CompleteAsync(user, number, outcome, data);
        }

        return number;
    }

    private async Task<int> CountAsync() => (await CaseOffice.GetAsync(await office.AsAsync("sun.li"), "/api/v1/cases?take=200"))["items"]!.AsArray().Count;

    private static string Text(JsonNode node, string member) => node[member]?.GetValue<string>() ?? "";

    private static string[] Strings(JsonNode? node) => [.. node!.AsArray().Select(n => n!.GetValue<string>())];

    /// <summary>A server of its own, because the test changes what is in force.</summary>
    private sealed class OwnOffice : IAsyncDisposable
    {
        public CaseOffice Office { get; } = new();

        public ValueTask InitializeAsync() => Office.InitializeAsync();

        public ValueTask DisposeAsync() => Office.DisposeAsync();
    }
}
