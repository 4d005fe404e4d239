using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Platform.Server.Cases;
using Platform.Server.Cases.Moves;

namespace Platform.Tests.Cases;

/// <summary>Running cases and a new version of their flow (A15): looked at first, moved one by one, moved back while untouched.</summary>
public sealed class CaseMoveTests : IAsyncLifetime
{
    private const string Flow = "/api/v1/definitions/flow/hygiene-permit";
    private const string Moves = "/api/v1/flow-moves";

    private readonly CaseOffice _office = new();

    public async ValueTask InitializeAsync()
    {
        await _office.InitializeAsync();
        await _office.Server.Get<CaseMoveWorker>().StopAsync(CancellationToken.None);
        await PublishAsync(text => text);
    }

    public ValueTask DisposeAsync() => _office.DisposeAsync();

    [Fact]
    public async Task A_case_at_a_renamed_step_goes_on_in_the_new_version_with_the_task_in_hand()
    {
        var (waiting, examined) = (await FileAsync(), await ExaminedAsync());
        var task = await _office.TaskAsync("wang.lei", examined);
        await PublishAsync(Renamed);

        var move = await PlanAsync(new JsonObject { ["examine"] = "examination" });
        await WorkAsync();
        var ready = await ShownAsync(move);
        Assert.Equal(("ready", 2), (Stage(ready), ready["cases"]!["movable"]!.GetValue<int>()));
        Assert.Equal("examine", await StepAsync(examined));

        await DecideAsync(move, "start");
        await WorkAsync();
        var moved = await ShownAsync(move);
        Assert.Equal(("moved", 2), (Stage(moved), moved["cases"]!["moved"]!.GetValue<int>()));
        Assert.Equal((task["id"]!.GetValue<string>(), "examination"), ((await _office.TaskAsync("wang.lei", examined))["id"]!.GetValue<string>(), await StepAsync(examined)));
        var entry = Assert.Single(await EventsAsync(examined), e => e["name"]!.GetValue<string>() == "flow.moved")["payload"]!;
        Assert.Equal((1, 2, "examination"), (entry["fromVersion"]!.GetValue<int>(), entry["version"]!.GetValue<int>(), entry["steps"]!["examine"]!.GetValue<string>()));

        // The new version has no check between examination and decision.
        await _office.CompleteAsync("wang.lei", examined, "Pass");
        await _office.CompleteAsync("chen.jing", examined, "Grant");
        await _office.CompleteAsync("li.na", waiting, "Accept");
        Assert.Equal("examination", await StepAsync(waiting));
    }

    [Fact]
    public async Task What_cannot_be_moved_says_why_and_stays_on_its_version()
    {
        var (waiting, examined) = (await FileAsync(), await ExaminedAsync());
        await PublishAsync(Renamed);
        var move = await PlanAsync([]);
        await WorkAsync();

        var lines = (await CaseOffice.GetAsync(await AdminAsync(), $"{Moves}/{move}/cases?outcome=blocked"))["items"]!.AsArray();
        var line = Assert.Single(lines)!;
        Assert.Equal((examined, 1), (line["number"]!.GetValue<string>(), line["fromVersion"]!.GetValue<int>()));
        var reason = Assert.Single(line["reasons"]!.AsArray())!;
        Assert.Equal(("flow.move.stepGone", "examine"), (reason["code"]!.GetValue<string>(), reason["field"]!.GetValue<string>()));
        Assert.Contains("承办人审查", reason["message"]!.GetValue<string>(), StringComparison.Ordinal);

        await DecideAsync(move, "start");
        await WorkAsync();
        var cases = (await ShownAsync(move))["cases"]!;
        Assert.Equal((1, 1), (cases["moved"]!.GetValue<int>(), cases["blocked"]!.GetValue<int>()));
        Assert.DoesNotContain(await EventsAsync(examined), e => e["name"]!.GetValue<string>() == "flow.moved");
        Assert.Single(await EventsAsync(waiting), e => e["name"]!.GetValue<string>() == "flow.moved");
        await _office.CompleteAsync("wang.lei", examined, "Pass");
    }

    [Fact]
    public async Task What_was_done_can_still_be_undone_in_the_new_version_and_back()
    {
        await PublishAsync(flow => Undoable(flow, "remark"));
        var number = await FileAsync();
        Assert.Equal(["remark"], (await FileOfAsync(number)).Undoable!);

        await PublishAsync(flow => Undoable(flow, "note"));
        var lost = await PlanAsync([]);
        await WorkAsync();
        var line = Assert.Single((await CaseOffice.GetAsync(await AdminAsync(), $"{Moves}/{lost}/cases?outcome=blocked"))["items"]!.AsArray())!;
        var reason = Assert.Single(line["reasons"]!.AsArray())!;
        Assert.Equal(("flow.move.compensationGone", "remark"), (reason["code"]!.GetValue<string>(), reason["field"]!.GetValue<string>()));
        Assert.Contains("remark", reason["message"]!.GetValue<string>(), StringComparison.Ordinal);
        await DecideAsync(lost, "drop");

        var move = await PlanAsync(new JsonObject { ["remark"] = "note" });
        await WorkAsync();
        await DecideAsync(move, "start");
        await WorkAsync();
        Assert.Equal(["note"], (await FileOfAsync(number)).Undoable!);
        await DecideAsync(move, "undo");
        await WorkAsync();
        Assert.Equal(["remark"], (await FileOfAsync(number)).Undoable!);
    }

    [Fact]
    public async Task Moved_back_is_what_nobody_has_worked_on_since()
    {
        var (untouched, touched) = (await ExaminedAsync(), await ExaminedAsync());
        var before = (await _office.TaskAsync("wang.lei", untouched))["id"]!.GetValue<string>();
        await PublishAsync(Renamed);
        var move = await PlanAsync(new JsonObject { ["examine"] = "examination" });
        await WorkAsync();
        await DecideAsync(move, "start");
        await WorkAsync();
        await _office.CompleteAsync("wang.lei", touched, "Pass");

        await DecideAsync(move, "undo");
        await WorkAsync();
        var undone = await ShownAsync(move);
        Assert.Equal(("undone", 1, 1), (Stage(undone), undone["cases"]!["undone"]!.GetValue<int>(), undone["cases"]!["kept"]!.GetValue<int>()));
        var kept = (await CaseOffice.GetAsync(await AdminAsync(), $"{Moves}/{move}/cases?outcome=kept"))["items"]!.AsArray().Single()!;
        Assert.Equal((touched, "case.stale"), (kept["number"]!.GetValue<string>(), kept["reasons"]![0]!["code"]!.GetValue<string>()));
        Assert.Equal((before, "examine"), ((await _office.TaskAsync("wang.lei", untouched))["id"]!.GetValue<string>(), await StepAsync(untouched)));
        await _office.CompleteAsync("wang.lei", untouched, "Pass");
        Assert.Equal("check", await StepAsync(untouched));
    }

    [Fact]
    public async Task Stopped_in_the_middle_it_goes_on_and_moves_each_case_once()
    {
        var numbers = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            numbers.Add(await FileAsync());
        }

        await PublishAsync(Renamed);
        var move = await PlanAsync([]);
        await WorkerAsync(2);
        Assert.Equal(("looking", 2), (Stage(await ShownAsync(move)), (await ShownAsync(move))["move"]!["seenCases"]!.GetValue<int>()));
        await RestartAsync();
        await WorkAsync();
        Assert.Equal(5, (await ShownAsync(move))["cases"]!["movable"]!.GetValue<int>());

        await DecideAsync(move, "start");
        await WorkerAsync(2);
        await RestartAsync();
        await Task.WhenAll(WorkAsync(), WorkAsync(), WorkAsync());
        await DecideAsync(move, "start", HttpStatusCode.Conflict);
        Assert.Equal(5, (await ShownAsync(move))["cases"]!["moved"]!.GetValue<int>());
        foreach (var number in numbers)
        {
            Assert.Single(await EventsAsync(number), e => e["name"]!.GetValue<string>() == "flow.moved");
        }
    }

    [Fact]
    public async Task Nothing_is_moved_before_somebody_decides_nor_after_it_was_dropped()
    {
        var number = await FileAsync();
        await PublishAsync(Renamed);
        var move = await PlanAsync([]);
        await DecideAsync(move, "start", HttpStatusCode.Conflict);
        await WorkAsync();
        await DecideAsync(move, "drop");
        await DecideAsync(move, "drop");
        await DecideAsync(move, "start", HttpStatusCode.Conflict);
        await WorkAsync();
        Assert.Equal("dropped", Stage(await ShownAsync(move)));
        Assert.DoesNotContain(await EventsAsync(number), e => e["name"]!.GetValue<string>() == "flow.moved");
    }

    [Fact]
    public async Task An_order_to_a_version_that_is_no_longer_in_force_is_not_begun()
    {
        var number = await FileAsync();
        await PublishAsync(Renamed);
        var late = await PlanAsync([]);
        await WorkAsync();
        await PublishAsync(text => text);
        using var refused = await (await AdminAsync()).PostAsync($"{Moves}/{late}/start", null);
        Assert.Equal(["flow.move.outdated"], await CaseOffice.CodesAsync(refused, HttpStatusCode.Conflict));
        Assert.DoesNotContain(await EventsAsync(number), e => e["name"]!.GetValue<string>() == "flow.moved");
    }

    [Fact]
    public async Task Orders_are_for_those_who_may_put_the_flow_in_force()
    {
        await PublishAsync(Renamed);
        var move = await PlanAsync([]);
        using (var made = await (await AdminAsync()).PostAsJsonAsync(
            "/api/v1/users",
            new { userName = "jie.dao", name = "街道", locality = "330110012", password = "Elsewhere-2026", mustChangePassword = false, grants = new[] { new { role = "site-admin", locality = "330110012" } } }))
        {
            await CaseOffice.ReadAsync(made, HttpStatusCode.Created);
        }

        using var elsewhere = await _office.Server.AsAsync("jie.dao", "Elsewhere-2026");
        foreach (var path in new[] { $"{Moves}/{move}", $"{Moves}/{move}/cases" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await (await _office.AsAsync("li.na")).GetAsync(path)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await elsewhere.GetAsync(path)).StatusCode);
        }

        var admin = await AdminAsync();
        Assert.Equal(["locality.code"], await CaseOffice.CodesAsync(await CaseOffice.PostAsync(admin, Moves, Order("moon", [])), HttpStatusCode.BadRequest));
        Assert.Equal(["definition.forbidden"], await CaseOffice.CodesAsync(await CaseOffice.PostAsync(admin, Moves, Order("33", [])), HttpStatusCode.Forbidden));
        var unknown = await CaseOffice.PostAsync(admin, Moves, new JsonObject { ["flow"] = "nothing", ["locality"] = "330110" });
        Assert.Equal(["flow.move.flowUnknown"], await CaseOffice.CodesAsync(unknown, HttpStatusCode.NotFound));
        var wrong = await CaseOffice.PostAsync(admin, Moves, Order("330110", new() { ["examine"] = "nowhere" }));
        Assert.Equal(["flow.move.unknownTarget"], await CaseOffice.CodesAsync(wrong, HttpStatusCode.BadRequest));
    }

    private static string Renamed(string flow)
    {
        var json = JsonNode.Parse(flow.Replace("\"examine\"", "\"examination\"", StringComparison.Ordinal))!;
        var root = json["root"]!;
        root["activities"]!.AsArray().Remove(root["activities"]!.AsArray().Single(a => a!["id"]!.GetValue<string>() == "check"));
        var connections = root["connections"]!.AsArray();
        foreach (var gone in connections.Where(c => c!["source"]!["activity"]!.GetValue<string>() == "check").ToList())
        {
            connections.Remove(gone);
        }

        connections.Single(c => c!["target"]!["activity"]!.GetValue<string>() == "check")!["target"]!["activity"] = "decide";
        return json.ToJsonString();
    }

    /// <summary>With a step before all others that can be undone.</summary>
    private static string Undoable(string flow, string id)
    {
        var json = JsonNode.Parse(flow)!;
        var root = json["root"]!;
        var connections = root["connections"]!.AsArray();
        var first = connections.Single(c => c!["source"]!["activity"]!.GetValue<string>() == "start")!;
        var next = first["target"]!.DeepClone();
        first["target"]!["activity"] = id;
        connections.Add(new JsonObject { ["source"] = new JsonObject { ["activity"] = id, ["port"] = "Done" }, ["target"] = next });
        root["activities"]!.AsArray().Add(JsonNode.Parse($$$"""
            {"id":"{{{id}}}","type":"Elsa.WriteLine","text":"done","customProperties":{"compensation":{"id":"{{{id}}}-undone","type":"Elsa.WriteLine","text":"undone"} } }
            """));
        return json.ToJsonString();
    }

    private async Task<CaseFile> FileOfAsync(string number) => (await _office.Server.Get<CaseReader>().FindAsync(number, default))!;

    private static JsonObject Order(string locality, JsonObject mapping) => new() { ["flow"] = "hygiene-permit", ["locality"] = locality, ["mapping"] = mapping };

    private static string Stage(JsonNode answer) => answer["move"]!["stage"]!.GetValue<string>();

    private Task<HttpClient> AdminAsync() => _office.AsAsync("he.jie");

    private async Task<string> FileAsync() => (await _office.FileAsync())["number"]!.GetValue<string>();

    private async Task<string> ExaminedAsync()
    {
        var number = await FileAsync();
        await _office.CompleteAsync("li.na", number, "Accept");
        return number;
    }

    /// <summary>The step of the one open task.</summary>
    private async Task<string> StepAsync(string number) => Assert.Single((await _office.Server.Get<CaseReader>().FindAsync(number, default))!.Tasks).StepId;

    private async Task<IReadOnlyList<JsonNode>> EventsAsync(string number) =>
        [.. (await CaseOffice.GetAsync(await _office.AsAsync("sun.li"), $"/api/v1/cases/{number}/events"))["items"]!.AsArray().Select(e => e!)];

    /// <summary>Puts the district's own version in force.</summary>
    private async Task PublishAsync(Func<string, string> change)
    {
        var admin = await AdminAsync();
        var flow = change(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Templates", "GovernmentServices", "flows", "hygiene-permit.json")));
        var present = await admin.GetAsync(Flow + "?locality=330110");
        using var save = new HttpRequestMessage(HttpMethod.Put, Flow + "?locality=330110") { Content = JsonContent.Create(JsonNode.Parse(flow)) };
        if (present.IsSuccessStatusCode && present.Headers.ETag is { } tag)
        {
            save.Headers.TryAddWithoutValidation("If-Match", tag.Tag);
        }

        await CaseOffice.ReadAsync(await admin.SendAsync(save));
        await CaseOffice.ReadAsync(await admin.PostAsync(Flow + "/publish?locality=330110", null));
    }

    private async Task<string> PlanAsync(JsonObject mapping)
    {
        using var made = await CaseOffice.PostAsync(await AdminAsync(), Moves, Order("330110", mapping));
        return (await CaseOffice.ReadAsync(made, HttpStatusCode.Created))["move"]!["id"]!.GetValue<string>();
    }

    private async Task DecideAsync(string move, string what, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await (await AdminAsync()).PostAsync($"{Moves}/{move}/{what}", null);
        await CaseOffice.ReadAsync(answer, expected);
    }

    private async Task<JsonNode> ShownAsync(string move) => await CaseOffice.GetAsync(await AdminAsync(), $"{Moves}/{move}");

    private Task<bool> WorkerAsync(int take) => _office.Server.Get<CaseMoveWorker>().AdvanceAsync(take, CancellationToken.None);

    /// <summary>Works until nothing is left to do.</summary>
    private async Task WorkAsync()
    {
        while (await WorkerAsync(3))
        {
            // There is more.
        }
    }

    private async Task RestartAsync()
    {
        await _office.RestartAsync();
        await _office.Server.Get<CaseMoveWorker>().StopAsync(CancellationToken.None);
    }
}
