using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Platform.Model.Cases;
using Platform.Model.Connectors;
using Platform.Model.Flows;
using Platform.Server.Cases;
using Platform.Server.Data;
using Platform.Tests.Hosting;

namespace Platform.Tests.Cases;

/// <summary>Cases that come to nothing after their steps did something elsewhere: what was reserved is released.</summary>
public sealed class UndoingTests : IAsyncLifetime
{
    private readonly Desk _desk = new();
    private ReservingOffice _office = null!;

    public async ValueTask InitializeAsync()
    {
        await _desk.StartAsync();
        _office = new ReservingOffice(_desk.Origin);
        await _office.InitializeAsync();
        await PublishAsync("connector-binding", "desk", Binding(repeatable: true));
        await PublishAsync("flow", "hygiene-permit", Flow);
    }

    public async ValueTask DisposeAsync()
    {
        await _office.DisposeAsync();
        await _desk.DisposeAsync();
    }

    [Fact]
    public async Task Withdrawn_the_last_step_is_undone_first_and_each_once()
    {
        var number = await ReservedAsync();
        Assert.Equal(["first", "second"], (await ReadAsync(number)).Undoable!);
        var before = (await ReadAsync(number)).Version;
        await WithdrawAsync(number);
        var file = await UntilAsync(number, f => f.FlowStatus == FlowStatus.Finished);
        Assert.Equal(["/reserve a", "/reserve b", "/release 2", "/release 1"], _desk.Calls);
        Assert.Equal((CaseState.Withdrawn, true), (file.State, file.Version > before));
        Assert.Equal(["flow.undoing", "flow.undone"], (await EventsAsync(number)).Where(e => e.StartsWith("flow.undo", StringComparison.Ordinal)));

        await WithdrawAsync(number, System.Net.HttpStatusCode.Conflict);
        Assert.Equal(4, _desk.Calls.Count);
    }

    [Fact]
    public async Task What_cannot_be_undone_is_an_incident_and_the_case_is_withdrawn_all_the_same()
    {
        var number = await ReservedAsync();
        _desk.Refuses = true;
        await WithdrawAsync(number);
        var file = await UntilAsync(number, f => !f.Incidents.IsEmpty);
        Assert.Equal((CaseState.Withdrawn, "release-b", "connector.http.refused"), (file.State, file.Incidents[0].StepId, file.Incidents[0].Code));

        await _office.RestartAsync();
        _desk.Refuses = false;
        using var skipped = await CaseOffice.PostAsync(
            await _office.AsAsync("sun.li"), $"/api/v1/cases/{number}/skip", new JsonObject { ["step"] = "release-b", ["outcome"] = "Done", ["reason"] = "电话取消" }, _office.NewKey());
        await CaseOffice.ReadAsync(skipped);
        await UntilAsync(number, f => f.FlowStatus == FlowStatus.Finished);
        Assert.Equal(["/reserve a", "/reserve b", "/release 2", "/release 1"], _desk.Calls);
    }

    [Fact]
    public async Task What_is_under_way_when_the_case_is_withdrawn_is_undone_when_its_end_is_known()
    {
        _desk.Holds = "b";
        var number = (await _office.FileAsync())["number"]!.GetValue<string>();
        await UntilAsync(number, f => f.Calls is [{ StepId: "second" }]);
        await UntilCalledAsync(2);
        await WithdrawAsync(number);
        var file = await ReadAsync(number);
        Assert.Equal((CaseState.Withdrawn, 2, true), (file.State, _desk.Calls.Count, Assert.Single(file.Calls!).Ending));

        _desk.Holds = null;
        file = await UntilAsync(number, f => f.FlowStatus == FlowStatus.Finished);
        Assert.Equal(["/reserve a", "/reserve b", "/release 2", "/release 1"], _desk.Calls);
        Assert.Empty(file.Incidents);

        var answers = _office.Server.Get<IConnectorAnswers>();
        foreach (var key in _desk.Keys)
        {
            await answers.TellAsync(file.Id, key, 1, ConnectorAnswer.Of(JsonElement.Parse("""{"slot":9}""")), default);
        }

        Assert.Equal((file.Version, 4), ((await ReadAsync(number)).Version, _desk.Calls.Count));
    }

    [Fact]
    public async Task What_was_tried_in_vain_is_found_out_and_what_was_refused_is_not_undone()
    {
        _desk.Lost = "b";
        var number = (await _office.FileAsync())["number"]!.GetValue<string>();
        await UntilCalledAsync(2);
        await UntilPutOffAsync();
        await WithdrawAsync(number);
        (_desk.Lost, _desk.Full) = (null, true);
        _office.Server.Clock.Advance(TimeSpan.FromSeconds(5));
        var file = await UntilAsync(number, f => f.FlowStatus == FlowStatus.Finished);
        Assert.Equal(["/reserve a", "/reserve b", "/reserve b", "/release 1"], _desk.Calls);
        Assert.Empty(file.Incidents);
        Assert.Equal(2, _desk.Keys.Distinct().Count());
    }

    [Fact]
    public async Task A_call_whose_end_nobody_knows_stays_an_incident_of_the_withdrawn_case()
    {
        await PublishAsync("connector-binding", "desk", Binding(repeatable: false));
        _desk.Lost = "b";
        var number = (await _office.FileAsync())["number"]!.GetValue<string>();
        var file = await UntilAsync(number, f => !f.Incidents.IsEmpty);
        Assert.Equal(("second", "connector.unknownEnd"), (file.Incidents[0].StepId, file.Incidents[0].Code));
        await WithdrawAsync(number);
        file = await ReadAsync(number);
        Assert.Equal((CaseState.Withdrawn, "second", "connector.unknownEnd"), (file.State, Assert.Single(file.Incidents).StepId, file.Incidents[0].Code));

        await _office.RestartAsync();
        var supervisor = await _office.AsAsync("sun.li");
        Assert.NotNull((await CaseOffice.GetAsync(supervisor, $"/api/v1/cases/{number}/incident?step=second"))["outcomes"]);
        using var skipped = await CaseOffice.PostAsync(
            supervisor, $"/api/v1/cases/{number}/skip",
            new JsonObject { ["step"] = "second", ["outcome"] = "Done", ["outputs"] = new JsonObject { ["result"] = new JsonObject { ["slot"] = 8 } }, ["reason"] = "电话核实已预约" }, _office.NewKey());
        await CaseOffice.ReadAsync(skipped);
        await UntilAsync(number, f => f.FlowStatus == FlowStatus.Finished);
        Assert.Equal(["/reserve a", "/reserve b", "/release 8", "/release 1"], _desk.Calls);
    }

    [Fact]
    public async Task A_call_the_case_was_sent_back_past_is_undone_when_it_was_carried_out()
    {
        await PublishAsync("flow", "hygiene-permit", Besides);
        _desk.Holds = "b";
        var number = await SentBackAsync();
        var call = Assert.Single((await ReadAsync(number)).Calls!);
        Assert.Equal(("second", true, null), (call.StepId, call.Ending, call.Answer));
        _desk.Holds = null;
        var file = await UntilAsync(number, f => f.Calls is [{ Answer.Succeeded: true }]);
        Assert.Equal("check", Assert.Single(file.Tasks).StepId);

        await WithdrawAsync(number);
        file = await UntilAsync(number, f => f.FlowStatus == FlowStatus.Finished);
        Assert.Equal((CaseState.Withdrawn, null), (file.State, file.Calls));
        Assert.Equal(["/reserve b", "/release 1"], _desk.Calls);
    }

    [Fact]
    public async Task A_call_the_case_was_sent_back_past_is_of_no_account_when_it_was_refused_or_is_made_again()
    {
        await PublishAsync("flow", "hygiene-permit", Besides);
        _desk.Holds = "b";
        var refused = await SentBackAsync();
        (_desk.Full, _desk.Holds) = (true, null);
        await UntilAsync(refused, f => f.Calls is null);
        await WithdrawAsync(refused);
        Assert.Null((await ReadAsync(refused)).Undoing);

        (_desk.Full, _desk.Holds) = (false, "b");
        var again = await SentBackAsync();
        await _office.CompleteAsync("wang.lei", again, "Pass");
        await UntilCalledAsync(3);
        _desk.Holds = null;
        await UntilAsync(again, f => f.Calls is null);
        await WithdrawAsync(again);
        await UntilAsync(again, f => f.FlowStatus == FlowStatus.Finished);
        Assert.Equal(3, _desk.Keys.Distinct().Count());
        Assert.Single(_desk.Calls, c => c.StartsWith("/release", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_left_a_call_behind_cannot_be_taken_back()
    {
        await PublishAsync("flow", "hygiene-permit", Besides);
        _desk.Holds = "b";
        var number = await SentBackAsync();
        using var recalled = await CaseOffice.PostAsync(
            await _office.AsAsync("wang.lei"), $"/api/v1/tasks/{(await ReadAsync(number)).LastAct!.Task}/recall", new JsonObject { ["opinion"] = "误操作" }, _office.NewKey());
        Assert.Equal(["task.recall.left"], await CaseOffice.CodesAsync(recalled, System.Net.HttpStatusCode.Conflict));
        _desk.Holds = null;
        await UntilAsync(number, f => f.Calls is [{ Answer.Succeeded: true }]);
    }

    [Fact]
    public async Task A_call_the_flow_went_on_without_is_undone_when_it_was_carried_out_late()
    {
        await PublishAsync("flow", "hygiene-permit", Flow.Replace("\"id\":\"second\",", "\"id\":\"second\",\"timeLimit\":\"00:05:00\",", StringComparison.Ordinal).Replace(
            "\"connections\":[", """ "connections":[{"source":{"activity":"second","port":"Timeout"},"target":{"activity":"accept"} },""", StringComparison.Ordinal));
        _desk.Holds = "b";
        var number = (await _office.FileAsync())["number"]!.GetValue<string>();
        await UntilCalledAsync(2);
        await UntilAsync(number, f => f.Timers.Exists(t => t.Kind == CaseTimerKind.Flow));
        _office.Server.Clock.Advance(TimeSpan.FromMinutes(6));
        await UntilAsync(number, f => f.Tasks is [{ StepId: "accept" }]);
        Assert.Equal(["first"], (await ReadAsync(number)).Undoable!);

        // By now the try has run out as well: it is made again under its key.
        _desk.Holds = null;
        await UntilPutOffAsync();
        _office.Server.Clock.Advance(TimeSpan.FromSeconds(5));
        await UntilAsync(number, f => f.Calls is [{ Answer.Succeeded: true }]);
        await WithdrawAsync(number);
        await UntilAsync(number, f => f.FlowStatus == FlowStatus.Finished);
        Assert.Equal(["/reserve a", "/reserve b", "/reserve b", "/release 2", "/release 1"], _desk.Calls);
        Assert.Equal(2, _desk.Keys.Distinct().Count());
    }

    [Fact]
    public async Task A_replay_is_answered_as_the_case_was()
    {
        await PublishAsync("flow", "hygiene-permit", Flow
            .Replace("""{"source":{"activity":"second","port":"Done"},"target":{"activity":"accept"} },""", """
                {"source":{"activity":"second","port":"Done"},"target":{"activity":"how"} },{"source":{"activity":"second","port":"Refused"},"target":{"activity":"full"} },
                {"source":{"activity":"how","port":"True"},"target":{"activity":"late"} },{"source":{"activity":"how","port":"False"},"target":{"activity":"accept"} },
                """, StringComparison.Ordinal)
            .Replace("""{"id":"review",""", """
                {"id":"how","type":"Elsa.FlowDecision","condition":{"typeName":"Boolean","expression":{"type":"JavaScript","value":"getB().slot > 2"} } },
                {"id":"late","type":"Platform.Accept"},{"id":"full","type":"Platform.Accept"},{"id":"review",
                """, StringComparison.Ordinal));
        string[] ways = ["accept", "late", "full"];
        var numbers = new List<string>();
        foreach (var way in ways)
        {
            _desk.Full = false;
            var filing = _office.FileAsync();
            if (way == "full")
            {
                // The first reservation still finds a place.
                _desk.Holds = "b";
                await UntilCalledAsync(6);
                (_desk.Full, _desk.Holds) = (true, null);
            }

            var number = (await filing)["number"]!.GetValue<string>();
            await UntilAsync(number, f => f.Tasks is [{ } task] && task.StepId == way);
            await _office.CompleteAsync("li.na", number, "NotRequired", new JsonObject { ["reason"] = "不需要" });
            numbers.Add(number);
        }

        // What was undone is told too: the withdrawal, and what was answered to it.
        _desk.Full = false;
        var withdrawn = await ReservedAsync();
        await WithdrawAsync(withdrawn);
        await UntilAsync(withdrawn, f => f.FlowStatus == FlowStatus.Finished);

        using (await (await _office.AsAsync("he.jie")).PostAsJsonAsync(
            "/api/v1/users",
            new { userName = "hua.tu", name = "画图", locality = "330110", password = "Designer-2026", mustChangePassword = false, grants = new[] { new { role = "item-admin", locality = "330110" }, new { role = "supervisor", locality = "330110" } } }))
        {
            using var designer = await _office.Server.AsAsync("hua.tu", "Designer-2026");
            using var answer = await CaseOffice.PostAsync(designer, "/api/v1/rehearsals/replay", new JsonObject { ["item"] = CaseOffice.Hygiene, ["locality"] = "330110", ["cases"] = 10 });
            var played = (await CaseOffice.ReadAsync(answer))["items"]!.AsArray();
            Assert.All(numbers.Zip(ways), c =>
            {
                var one = played.Single(r => r!["number"]!.GetValue<string>() == c.First)!;
                Assert.True(one["same"]!.GetValue<bool>(), one.ToJsonString());
                Assert.Equal([$"{c.Second}:NotRequired"], one["path"]!.AsArray().Select(s => s!.GetValue<string>()));
            });
            var undone = played.Single(r => r!["number"]!.GetValue<string>() == withdrawn)!;
            Assert.True(undone["same"]!.GetValue<bool>(), undone.ToJsonString());
        }

        Assert.Equal(8, _desk.Keys.Count);
    }

    [Fact]
    public async Task Annulled_long_after_the_flow_has_ended_it_is_undone_too()
    {
        var number = await ReservedAsync();
        await _office.CompleteAsync("li.na", number, "Accept");
        await _office.CompleteAsync("wang.lei", number, "Pass");
        await _office.CompleteAsync("chen.jing", number, "Grant");
        await _office.CompleteAsync("zhao.qiang", number, "Delivered", new JsonObject { ["method"] = "window", ["proof"] = "本人领取" });
        Assert.Equal(FlowStatus.Finished, (await ReadAsync(number)).FlowStatus);
        using var annulled = await CaseOffice.PostAsync(
            await _office.AsAsync("chen.jing"), $"/api/v1/cases/{number}/annul", new JsonObject { ["reason"] = "材料虚假", ["legalBasis"] = "行政许可法第六十九条" }, _office.NewKey());
        await CaseOffice.ReadAsync(annulled);
        await UntilAsync(number, f => f is { FlowStatus: FlowStatus.Finished, Undoing: not null });
        Assert.Equal(["/release 2", "/release 1"], _desk.Calls.Skip(2));
        Assert.Equal(CaseState.Annulled, (await ReadAsync(number)).State);
    }

    [Fact]
    public async Task A_rehearsal_shows_what_would_be_undone()
    {
        using var answer = await CaseOffice.PostAsync(await _office.AsAsync("he.jie"), "/api/v1/rehearsals", new JsonObject
        {
            ["locality"] = CaseOffice.Street,
            ["item"] = CaseOffice.Hygiene,
            ["script"] = new JsonObject { ["answers"] = CaseOffice.Answers(), ["moves"] = new JsonArray(new JsonObject { ["do"] = "withdraw" }) },
        });
        var run = (await CaseOffice.ReadAsync(answer))["run"]!;
        var calls = run["moments"]!.AsArray().SelectMany(m => m!["effects"]!.AsArray()).Where(e => e!["kind"]!.GetValue<string>() == "call").Select(e => e!["name"]!.GetValue<string>());
        Assert.Equal(["desk.reserve", "desk.reserve", "desk.release", "desk.release"], calls);
        Assert.Empty(_desk.Calls);
    }

    private string Binding(bool repeatable) => $$$"""
        {"name":{"zh-CN":"预约处","en":"Desk"},"connector":"http","settings":{"origin":"{{{_desk.Origin}}}"},
         "operations":{"reserve":{"operation":"request","settings":{"path":"/reserve"},"rehearsal":{"slot":1},"repeatable":{{{(repeatable ? "true" : "false")}}} },"release":{"operation":"request","settings":{"path":"/release"},"rehearsal":{} } } }
        """;

    private async Task UntilCalledAsync(int times)
    {
        for (var i = 0; i < 400 && _desk.Calls.Count < times; i++)
        {
            await Task.Delay(50);
        }

        Assert.Equal(times, _desk.Calls.Count);
    }

    /// <summary>Until a delivery waits for its next try.</summary>
    private async Task UntilPutOffAsync()
    {
        for (var i = 0; i < 400 && await _office.Server.Get<OutboxStore>().NextDueAsync("channel:connector", default) is null; i++)
        {
            await Task.Delay(50);
        }
    }

    private static string Flow { get; } = $$"""
        {"definitionId":"hygiene-permit","name":"slots","version":1,"inputs":[],
         "variables":[{"id":"a","name":"A","typeName":"Object"},{"id":"b","name":"B","typeName":"Object"}],
         "root":{"id":"flow","type":"Elsa.Flowchart","activities":[
           {"id":"start","type":"Elsa.Start"},
           {{Reserve("first", "a")}},
           {{Reserve("second", "b")}},
           {"id":"accept","type":"Platform.Accept"},{"id":"review","type":"Platform.Review"},{"id":"decide","type":"Platform.Decide"},{"id":"deliver","type":"Platform.Deliver"},{"id":"end","type":"Elsa.Finish"}],
          "connections":[
           {"source":{"activity":"start","port":"Done"},"target":{"activity":"first"} },
           {"source":{"activity":"first","port":"Done"},"target":{"activity":"second"} },
           {"source":{"activity":"second","port":"Done"},"target":{"activity":"accept"} },
           {"source":{"activity":"accept","port":"Accepted"},"target":{"activity":"review"} },
           {"source":{"activity":"review","port":"Pass"},"target":{"activity":"decide"} },
           {"source":{"activity":"accept","port":"Supplement"},"target":{"activity":"end"} },
           {"source":{"activity":"accept","port":"Refused"},"target":{"activity":"end"} },
           {"source":{"activity":"accept","port":"NotRequired"},"target":{"activity":"end"} },
           {"source":{"activity":"decide","port":"Granted"},"target":{"activity":"deliver"} },
           {"source":{"activity":"decide","port":"Denied"},"target":{"activity":"deliver"} }] } }
        """;

    /// <summary>Reserves while somebody reviews.</summary>
    private static string Besides { get; } = $$"""
        {"definitionId":"hygiene-permit","name":"slots","version":1,"inputs":[],
         "variables":[{"id":"b","name":"B","typeName":"Object"}],
         "root":{"id":"flow","type":"Elsa.Flowchart","activities":[
           {"id":"start","type":"Elsa.Start"},{"id":"accept","type":"Platform.Accept"},{"id":"check","type":"Platform.Review"},
           {{Reserve("second", "b")}},
           {"id":"review","type":"Platform.Review"},{"id":"decide","type":"Platform.Decide","joinMode":"WaitAll"},{"id":"end","type":"Elsa.Finish"}],
          "connections":[
           {"source":{"activity":"start","port":"Done"},"target":{"activity":"accept"} },
           {"source":{"activity":"accept","port":"Accepted"},"target":{"activity":"check"} },
           {"source":{"activity":"accept","port":"Supplement"},"target":{"activity":"end"} },
           {"source":{"activity":"accept","port":"Refused"},"target":{"activity":"end"} },
           {"source":{"activity":"accept","port":"NotRequired"},"target":{"activity":"end"} },
           {"source":{"activity":"check","port":"Pass"},"target":{"activity":"second"} },
           {"source":{"activity":"check","port":"Pass"},"target":{"activity":"review"} },
           {"source":{"activity":"second","port":"Done"},"target":{"activity":"decide"} },
           {"source":{"activity":"review","port":"Pass"},"target":{"activity":"decide"} },
           {"source":{"activity":"decide","port":"Granted"},"target":{"activity":"end"} },
           {"source":{"activity":"decide","port":"Denied"},"target":{"activity":"end"} }] } }
        """;

    /// <summary>Reserves under the name of the variable, and releases the slot that was given.</summary>
    private static string Reserve(string id, string variable) => $$$"""
        {"id":"{{{id}}}","type":"Platform.CallConnector","binding":"desk","operation":"reserve",
         "input":{"typeName":"Object","expression":{"type":"JavaScript","value":"({ what: '{{{variable}}}' })"} },"result":{"typeName":"Object","memoryReference":{"id":"{{{variable}}}"} },
         "customProperties":{"compensation":{"id":"release-{{{variable}}}","type":"Platform.CallConnector","binding":"desk","operation":"release",
          "input":{"typeName":"Object","expression":{"type":"JavaScript","value":"({ what: get{{{variable.ToUpperInvariant()}}}().slot })"} } } } }
        """;

    private async Task<string> ReservedAsync()
    {
        var number = (await _office.FileAsync())["number"]!.GetValue<string>();
        await UntilAsync(number, f => !f.Tasks.IsEmpty);
        return number;
    }

    /// <summary>A case with <see cref="Besides"/> that was sent back while the reservation was under way.</summary>
    private async Task<string> SentBackAsync()
    {
        var number = await ReservedAsync();
        await _office.CompleteAsync("li.na", number, "Accept");
        var before = _desk.Calls.Count(c => c.StartsWith("/reserve", StringComparison.Ordinal));
        await _office.CompleteAsync("wang.lei", number, "Pass");
        await UntilAsync(number, f => f.Calls is [{ StepId: "second" }]);
        for (var i = 0; i < 400 && _desk.Keys.Count == before; i++)
        {
            await Task.Delay(50);
        }

        var review = (await ReadAsync(number)).Tasks.Single(t => t.StepId == "review").Id;
        using var answer = await CaseOffice.PostAsync(await _office.AsAsync("wang.lei"), $"/api/v1/tasks/{review}/send-back", new JsonObject { ["opinion"] = "请再核对", ["to"] = "check" }, _office.NewKey());
        await CaseOffice.ReadAsync(answer);
        return number;
    }

    private async Task WithdrawAsync(string number, System.Net.HttpStatusCode expected = System.Net.HttpStatusCode.OK)
    {
        using var answer = await CaseOffice.PostAsync(await _office.ResidentAsync(), $"/api/v1/cases/{number}/withdraw", new JsonObject { ["reason"] = "不办了" }, _office.NewKey());
        await CaseOffice.ReadAsync(answer, expected);
    }

    private async Task<IReadOnlyList<string>> EventsAsync(string number) =>
        [.. (await CaseOffice.GetAsync(await _office.AsAsync("sun.li"), $"/api/v1/cases/{number}/events"))["items"]!.AsArray().Select(e => e!["name"]!.GetValue<string>())];

    private async Task<CaseFile> ReadAsync(string number) => (await _office.Server.Get<CaseReader>().FindAsync(number, default))!;

    private async Task<CaseFile> UntilAsync(string number, Func<CaseFile, bool> holds)
    {
        for (var i = 0; i < 400; i++)
        {
            if (await ReadAsync(number) is var file && holds(file))
            {
                return file;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"Case {number} does not come so far.");
    }

    private async Task PublishAsync(string kind, string key, string document)
    {
        var admin = await _office.AsAsync("admin");
        var path = $"/api/v1/definitions/{kind}/{key}";
        var current = await admin.GetAsync(path + "?locality=330110");
        using var request = new HttpRequestMessage(HttpMethod.Put, path + "?locality=330110") { Content = JsonContent.Create(JsonNode.Parse(document)) };
        request.Headers.TryAddWithoutValidation("If-Match", current.Headers.ETag?.ToString());
        await CaseOffice.ReadAsync(await admin.SendAsync(request));
        await CaseOffice.ReadAsync(await admin.PostAsync(path + "/publish?locality=330110", null));
    }

    private sealed class ReservingOffice(string origin) : CaseOffice
    {
        internal override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?> { ["Connectors:Http:Origins:0"] = origin };
    }

    /// <summary>Gives slots 1, 2, 3 … and takes them back.</summary>
    private sealed class Desk : IAsyncDisposable
    {
        private readonly ConcurrentQueue<string> _calls = [];
        private readonly ConcurrentQueue<Guid> _keys = [];
        private WebApplication _app = null!;
        private int _slots;

        public bool Refuses { get; set; }

        /// <summary>Reservations of this arrive and are not answered as long as it is set.</summary>
        public string? Holds { get; set; }

        /// <summary>Of reservations of this nobody learns the end.</summary>
        public string? Lost { get; set; }

        /// <summary>There are no slots any more.</summary>
        public bool Full { get; set; }

        /// <summary>Idempotency keys of the reservations.</summary>
        public IReadOnlyCollection<Guid> Keys => _keys;

        public IReadOnlyCollection<string> Calls => _calls;

        public string Origin => _app.Urls.First();

        public async Task StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            _app = builder.Build();
            _app.Urls.Add("http://127.0.0.1:0");
            _app.MapPost("/reserve", async (JsonObject body, HttpRequest request) =>
            {
                var what = body["what"]!.GetValue<string>();
                _keys.Enqueue(Guid.Parse(request.Headers["Idempotency-Key"].Single()!));
                _calls.Enqueue($"/reserve {what}");
                while (Holds == what)
                {
                    await Task.Delay(20, request.HttpContext.RequestAborted);
                }

                return Lost == what ? Results.Json(new { }, statusCode: 503) : Full ? Results.Json(new { }, statusCode: 409) : Results.Json(new { slot = Interlocked.Increment(ref _slots) });
            });
            _app.MapPost("/release", (JsonObject body) =>
            {
                _calls.Enqueue($"/release {body["what"]}");
                return Refuses ? Results.Json(new { }, statusCode: 409) : Results.Json(new { });
            });
            await _app.StartAsync();
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }
}
