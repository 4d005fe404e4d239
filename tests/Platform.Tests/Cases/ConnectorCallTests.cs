using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Connectors;
using Platform.Model;
using Platform.Model.Audit;
using Platform.Model.Connectors;
using Platform.Model.Definitions;
using Platform.Model.Effects;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Cases;
using Platform.Server.Cases.Journal;
using Platform.Server.Connectors;
using Platform.Server.Data;
using Platform.Server.Hosting;
using Platform.Tests.Definitions;
using Platform.Tests.Hosting;

namespace Platform.Tests.Cases;

/// <summary>Cases that call another system: a real one at the other end, through the outbox, with what goes wrong on the way.</summary>
public sealed class ConnectorCallTests : IAsyncLifetime
{
    private const string Flow = """
        {"definitionId":"hygiene-permit","name":"calls","version":1,"variables":[{"id":"m","name":"Mark","typeName":"Object"},{"id":"n","name":"Name","typeName":"String","value":"x"}],"inputs":[],
         "root":{"id":"flow","type":"Elsa.Flowchart","activities":[
           {"id":"start","type":"Elsa.Start"},
           {"id":"call","type":"Platform.CallConnector","binding":{"typeName":"String","expression":{"type":"Literal","value":"registry"}},"operation":{"typeName":"String","expression":{"type":"Literal","value":"mark"}},
            "input":{"typeName":"Object","expression":{"type":"JavaScript","value":"({ name: getName(), unit: answers.unitName })"}},"result":{"typeName":"Object","memoryReference":{"id":"m"}}},
           {"id":"check","type":"Elsa.RunTask","taskName":{"typeName":"String","expression":{"type":"JavaScript","value":"'Mark ' + getMark().mark"}}}],
          "connections":[
           {"source":{"activity":"start","port":"Done"},"target":{"activity":"call"}},
           {"source":{"activity":"call","port":"Done"},"target":{"activity":"check"}}]}}
        """;

    /// <summary>What follows the answer is possible only when the case is decided.</summary>
    private const string Early = """
        {"definitionId":"hygiene-permit","name":"early","version":1,"variables":[],"inputs":[],
         "root":{"id":"flow","type":"Elsa.Flowchart","activities":[
           {"id":"start","type":"Elsa.Start"},
           {"id":"call","type":"Platform.CallConnector","binding":"registry","operation":"mark"},
           {"id":"deliver","type":"Platform.Deliver"},{"id":"accept","type":"Platform.Accept"},{"id":"review","type":"Platform.Review"},{"id":"decide","type":"Platform.Decide"},{"id":"end","type":"Elsa.WriteLine"}],
          "connections":[
           {"source":{"activity":"start","port":"Done"},"target":{"activity":"call"}},
           {"source":{"activity":"start","port":"Done"},"target":{"activity":"accept"}},
           {"source":{"activity":"call","port":"Done"},"target":{"activity":"deliver"}},
           {"source":{"activity":"accept","port":"Accepted"},"target":{"activity":"review"}},
           {"source":{"activity":"review","port":"Pass"},"target":{"activity":"decide"}},
           {"source":{"activity":"accept","port":"Supplement"},"target":{"activity":"end"}},
           {"source":{"activity":"decide","port":"Granted"},"target":{"activity":"end"}},
           {"source":{"activity":"decide","port":"Denied"},"target":{"activity":"end"}}]}}
        """;

    private readonly OtherSide _other = new();
    private CallingOffice _office = null!;

    public async ValueTask InitializeAsync()
    {
        await _other.StartAsync();
        _office = new CallingOffice(_other.Origin);
        await _office.InitializeAsync();
        await PublishAsync("connector-binding", "registry", Binding(_other.Origin));
        await PublishAsync("flow", "hygiene-permit", Flow);
    }

    public async ValueTask DisposeAsync()
    {
        await _office.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task The_answer_of_another_system_takes_the_case_on()
    {
        var number = await FileAsync();
        Assert.Equal("Mark 7", (await UntilAsync(number, f => !f.Tasks.IsEmpty)).Tasks[0].Title.In("en"));

        var (key, body) = Assert.Single(_other.Calls);
        Assert.Equal("x", body["name"]!.GetValue<string>());
        Assert.Equal("window", body["from"]!.GetValue<string>());
        var file = await ReadAsync(number);
        Assert.Null(file.Calls);
        await Answers.TellAsync(file.Id, key, 1, ConnectorAnswer.Of(JsonElement.Parse("""{"mark":9}""")), default);
        Assert.Equal(file.Version, (await ReadAsync(number)).Version);

        var events = (await CaseOffice.GetAsync(await _office.AsAsync("sun.li"), $"/api/v1/cases/{number}/events"))["items"]!.AsArray().Select(e => e!["name"]!.GetValue<string>()).ToList();
        Assert.Equal(["flow.called", "flow.callAnswered"], events.Where(e => e.StartsWith("flow.call", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_system_that_is_away_is_asked_again_with_the_same_key()
    {
        _other.Status = [503];
        var number = await FileAsync();
        await UntilCalledAsync(1);
        await _office.PassAsync();
        Assert.Equal("Mark 7", (await UntilAsync(number, f => !f.Tasks.IsEmpty)).Tasks[0].Title.In("en"));
        Assert.Equal(2, _other.Calls.Count);
        Assert.Single(_other.Calls.Select(c => c.Key).Distinct());
    }

    [Fact]
    public async Task What_waits_to_be_asked_again_is_asked_after_a_restart()
    {
        _other.Status = [503];
        var number = await FileAsync();
        await UntilCalledAsync(1);
        await _office.RestartAsync();
        await _office.PassAsync();
        Assert.Equal("Mark 7", (await UntilAsync(number, f => !f.Tasks.IsEmpty)).Tasks[0].Title.In("en"));
        Assert.Equal(2, _other.Calls.Count);
        Assert.Single(_other.Calls.Select(c => c.Key).Distinct());
    }

    [Fact]
    public async Task What_nobody_waits_for_any_more_is_not_asked_again()
    {
        _other.Status = [503];
        var number = await FileAsync();
        await UntilCalledAsync(1);
        using var withdrawn = await CaseOffice.PostAsync(await _office.ResidentAsync(), $"/api/v1/cases/{number}/withdraw", new JsonObject { ["reason"] = "x" }, _office.NewKey());
        await CaseOffice.ReadAsync(withdrawn);
        Assert.Null((await ReadAsync(number)).Calls);
        await _office.PassAsync();
        await UntilDeliveredAsync();
        Assert.Single(_other.Calls);
    }

    [Fact]
    public async Task A_step_may_try_less_often_than_the_site()
    {
        await PublishAsync("flow", "hygiene-permit", Flow.Replace("\"result\":{\"typeName\"", "\"tries\":{\"typeName\":\"Int32\",\"expression\":{\"type\":\"Literal\",\"value\":1}},\"result\":{\"typeName\"", StringComparison.Ordinal));
        _other.Status = [503];
        var number = await FileAsync();
        Assert.Equal("connector.noAnswer", (await UntilAsync(number, f => !f.Incidents.IsEmpty)).Incidents[0].Code);
        Assert.Single(_other.Calls);
    }

    [Fact]
    public async Task Names_of_the_office_and_names_of_the_other_side_are_put_into_each_other()
    {
        var binding = JsonNode.Parse(Binding(_other.Origin))!;
        (binding["operations"]!["mark"]!["request"], binding["operations"]!["mark"]!["result"]) =
            (new JsonObject { ["/person/fullName"] = "/name", ["/from"] = "/from" }, new JsonObject { ["/mark"] = "/data/0/score" });
        _other.Answer = """{"data":[{"score":8}]}""";
        await PublishAsync("connector-binding", "registry", binding.ToJsonString());
        var number = await FileAsync();
        Assert.Equal("Mark 8", (await UntilAsync(number, f => !f.Tasks.IsEmpty)).Tasks[0].Title.In("en"));
        Assert.Equal("""{"from":"window","person":{"fullName":"x"}}""", Assert.Single(_other.Calls).Body.ToJsonString());
    }

    [Fact]
    public async Task When_the_tries_are_used_up_an_operator_is_told_and_puts_it_right()
    {
        _other.Status = [500, 500];
        var number = await FileAsync();
        await UntilCalledAsync(1);
        await _office.PassAsync();
        var incident = (await UntilAsync(number, f => !f.Incidents.IsEmpty)).Incidents[0];
        Assert.Equal(("call", "connector.noAnswer"), (incident.StepId, incident.Code));
        Assert.StartsWith("registry · mark: ", incident.Message, StringComparison.Ordinal);
        Assert.Contains("500", incident.Message, StringComparison.Ordinal);

        using var officer = await _office.AsAsync("wang.lei");
        Assert.Equal(HttpStatusCode.Forbidden, (await officer.GetAsync($"/api/v1/cases/{number}/incident?step=call")).StatusCode);
        var supervisor = await _office.AsAsync("sun.li");
        var failed = await CaseOffice.GetAsync(supervisor, $"/api/v1/cases/{number}/incident?step=call");
        Assert.Equal("x", failed["variables"]!["Name"]!.GetValue<string>());
        Assert.Equal("*", failed["inputs"]!["input"]!["name"]!.GetValue<string>());

        var noReason = await CaseOffice.PostAsync(supervisor, $"/api/v1/cases/{number}/correct", new JsonObject { ["step"] = "call" });
        Assert.Equal(["case.incident.reason"], await CaseOffice.CodesAsync(noReason, HttpStatusCode.BadRequest));
        var correction = new JsonObject { ["step"] = "call", ["variables"] = new JsonObject { ["Name"] = "王芳" }, ["reason"] = "姓名有误" };
        var key = _office.NewKey();
        foreach (var again in new[] { false, true })
        {
            using var answer = await CaseOffice.PostAsync(supervisor, $"/api/v1/cases/{number}/correct", correction.DeepClone(), key);
            await CaseOffice.ReadAsync(answer);
        }

        await UntilAsync(number, f => !f.Tasks.IsEmpty);
        Assert.Equal(3, _other.Calls.Count);
        Assert.Equal("王芳", _other.Calls.Last().Body["name"]!.GetValue<string>());
        Assert.Empty((await ReadAsync(number)).Incidents);
        Assert.Contains(
            (await CaseOffice.GetAsync(await _office.AsAsync("jin.cha"), "/api/v1/audit?act=flow.corrected"))["items"]!.AsArray(),
            e => e!["act"]!.GetValue<string>() == "flow.corrected" && e["subject"]!.GetValue<string>() == $"case:{number}");
        var corrected = (await CaseOffice.GetAsync(supervisor, $"/api/v1/cases/{number}/events"))["items"]!.AsArray().Single(e => e!["name"]!.GetValue<string>() == "flow.corrected")!;
        Assert.Equal(("x", "王*", "姓名有误"), (Text(corrected, "variables", "Name", "before"), Text(corrected, "variables", "Name", "after"), corrected["payload"]!["reason"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_refusal_is_told_at_once_and_can_be_passed_over()
    {
        (_other.Status, _other.Answer) = ([422], """{"code":"NOT_LISTED","message":"陈明 11010519491231002X 不在名册"}""");
        var number = await FileAsync();
        var incident = (await UntilAsync(number, f => !f.Incidents.IsEmpty)).Incidents[0];
        Assert.Equal("connector.http.refused", incident.Code);
        Assert.Contains("NOT_LISTED", incident.Message, StringComparison.Ordinal);
        Assert.Single(_other.Calls);

        var supervisor = await _office.AsAsync("sun.li");
        var skip = new JsonObject { ["step"] = "call", ["outcome"] = "Done", ["outputs"] = new JsonObject { ["result"] = new JsonObject { ["mark"] = 1, ["asked"] = "11010519491231002X" } }, ["reason"] = "电话核实" };
        var masked = skip.DeepClone();
        masked["outputs"]!["result"]!["asked"] = "110105********002X";
        using var refused = await CaseOffice.PostAsync(supervisor, $"/api/v1/cases/{number}/skip", masked, _office.NewKey());
        Assert.Equal(["case.incident.masked"], await CaseOffice.CodesAsync(refused, HttpStatusCode.BadRequest));
        var key = _office.NewKey();
        foreach (var again in new[] { false, true })
        {
            using var answer = await CaseOffice.PostAsync(supervisor, $"/api/v1/cases/{number}/skip", skip.DeepClone(), key);
            await CaseOffice.ReadAsync(answer);
        }

        Assert.Equal("Mark 1", Assert.Single((await ReadAsync(number)).Tasks).Title.In("en"));
        var journal = string.Join('\n', (await _office.Server.Get<JournalStore>().RowsAsync(await ReadAsync(number), default)).Where(r => r.Name.StartsWith("flow.", StringComparison.Ordinal)).Select(r => r.Name + r.Payload));
        Assert.Contains("110105********002X", journal, StringComparison.Ordinal);
        Assert.All(["11010519491231002X", "陈明", "不在名册"], personal => Assert.DoesNotContain(personal, journal, StringComparison.Ordinal));
        using var gone = await CaseOffice.PostAsync(supervisor, $"/api/v1/cases/{number}/skip", skip.DeepClone(), _office.NewKey());
        Assert.Equal(["case.incident.unknown"], await CaseOffice.CodesAsync(gone, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Calls_of_one_binding_wait_apart_from_those_of_others()
    {
        _other.Status = [503, 503, 503];
        await FileAsync();
        await UntilCalledAsync(1);
        var waiting = Assert.Single(await _office.Server.Get<OutboxStore>().FiguresAsync(default), f => f.Waiting > 0);
        Assert.Equal(("channel:connector:registry", 1), (waiting.Target, waiting.Waiting));
    }

    [Fact]
    public async Task An_answer_the_case_refuses_is_an_incident_at_the_step_and_is_taken_when_the_case_can()
    {
        await PublishAsync("flow", "hygiene-permit", Early);
        var number = await FileAsync();
        var file = await UntilAsync(number, f => !f.Incidents.IsEmpty);
        Assert.Equal(("call", "connector.notTaken"), (file.Incidents[0].StepId, file.Incidents[0].Code));
        Assert.StartsWith("registry · mark: ", file.Incidents[0].Message, StringComparison.Ordinal);
        await UntilDeliveredAsync();
        var key = Assert.Single(_other.Calls).Key;
        foreach (var _ in new[] { 1, 2 })
        {
            await Answers.TellAsync(file.Id, key, 1, ConnectorAnswer.Of(JsonElement.Parse("""{"mark":9}""")), default);
            Assert.True(await Answers.StopAsync(file.Id, key, 1, ConnectorAnswer.Of(JsonElement.Parse("""{"mark":9}""")), "again", default));
        }

        Assert.Equal(file.Version, (await ReadAsync(number)).Version);
        var supervisor = await _office.AsAsync("sun.li");
        var retry = new JsonObject { ["step"] = "call", ["reason"] = "已决定" };
        using (var early = await CaseOffice.PostAsync(supervisor, $"/api/v1/cases/{number}/retry", retry.DeepClone(), _office.NewKey()))
        {
            Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        }

        await _office.RestartAsync();
        await _office.CompleteAsync("li.na", number, "Accept");
        await _office.CompleteAsync("wang.lei", number, "Pass");
        await _office.CompleteAsync("chen.jing", number, "Grant");
        using var retried = await CaseOffice.PostAsync(await _office.AsAsync("sun.li"), $"/api/v1/cases/{number}/retry", retry.DeepClone(), _office.NewKey());
        await CaseOffice.ReadAsync(retried);
        file = await ReadAsync(number);
        Assert.Equal(("deliver", 0), (Assert.Single(file.Tasks).StepId, file.Incidents.Count));
        Assert.Null(file.Calls);
        Assert.Single(_other.Calls);
    }

    [Fact]
    public async Task Where_a_repetition_cannot_be_told_a_call_whose_end_is_unknown_is_not_made_again()
    {
        var binding = JsonNode.Parse(Binding(_other.Origin))!;
        binding["operations"]!["mark"]!["repeatable"] = false;
        await PublishAsync("connector-binding", "registry", binding.ToJsonString());
        _other.Holds = true;
        var number = await FileAsync();
        await UntilCalledAsync(1);

        // Nobody hears of the end of what has left when the process is gone.
        await _office.RestartAsync();
        await _office.PassAsync();
        var file = await UntilAsync(number, f => !f.Incidents.IsEmpty);
        Assert.Equal(("call", "connector.unknownEnd"), (file.Incidents[0].StepId, file.Incidents[0].Code));
        _other.Holds = false;
        await _office.PassAsync();
        await UntilDeliveredAsync();
        Assert.Single(_other.Calls);
    }

    [Fact]
    public async Task An_answer_of_another_shape_stops_the_step()
    {
        _other.Answer = """{"mark":"seven"}""";
        var number = await FileAsync();
        var incident = (await UntilAsync(number, f => !f.Incidents.IsEmpty)).Incidents[0];
        Assert.Equal("connector.shape", incident.Code);
        Assert.Contains("output.mark", incident.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_of_an_earlier_round_is_none()
    {
        _other.Status = [422];
        var number = await FileAsync();
        var file = await UntilAsync(number, f => !f.Incidents.IsEmpty);
        var key = _other.Calls.Single().Key;
        _other.Status = [503, 503, 503];
        using var retried = await CaseOffice.PostAsync(await _office.AsAsync("sun.li"), $"/api/v1/cases/{number}/retry", new JsonObject { ["step"] = "call", ["reason"] = "已修复" }, _office.NewKey());
        await CaseOffice.ReadAsync(retried);
        await Answers.TellAsync(file.Id, key, 1, ConnectorAnswer.Failed("connector.noAnswer", "late", refused: false), default);
        Assert.Single((await ReadAsync(number)).Calls!);
        Assert.Empty((await ReadAsync(number)).Incidents);
    }

    [Theory]
    [InlineData("registry", "stamp", "flow.operationUnknown")]
    [InlineData("nobody", "mark", "flow.connectorUnknown")]
    public async Task A_flow_that_calls_what_is_not_there_does_not_come_into_force(string binding, string operation, string code)
    {
        var flow = Flow.Replace("\"value\":\"registry\"", $"\"value\":\"{binding}\"", StringComparison.Ordinal).Replace("\"value\":\"mark\"", $"\"value\":\"{operation}\"", StringComparison.Ordinal);
        Assert.Equal([code], await RefusedAsync("flow", "hygiene-permit", flow));
    }

    [Theory]
    [InlineData("https://elsewhere.example", "connector.setting")]
    [InlineData(null, "connector.secret")]
    public async Task A_binding_goes_only_where_the_site_allows(string? origin, string code)
    {
        var binding = JsonNode.Parse(Binding(origin ?? _other.Origin))!;
        if (origin is null)
        {
            binding["secrets"] = new JsonArray("unknown");
        }

        Assert.Equal([code], await RefusedAsync("connector-binding", "registry", binding.ToJsonString()));
    }

    [Fact]
    public async Task A_rehearsal_calls_nobody_and_takes_its_answer_from_the_script_or_the_operation()
    {
        var own = await RehearseAsync();
        Assert.Equal("check", own["open"]![0]!["step"]!.GetValue<string>());
        Assert.Contains("call registry.mark", own["moments"]!.AsArray().SelectMany(m => m!["effects"]!.AsArray()).Select(e => $"{e!["kind"]} {e["name"]}"));
        Assert.Equal("Mark 3", own["open"]![0]!["title"]!["en"]?.GetValue<string>() ?? own["open"]![0]!["title"]!["zh-CN"]!.GetValue<string>());

        var scripted = await RehearseAsync(new JsonObject { ["do"] = "answer", ["step"] = "call", ["data"] = new JsonObject { ["mark"] = 5 } });
        Assert.Contains("Mark 5", scripted["open"]![0]!["title"]!.ToJsonString(), StringComparison.Ordinal);
        var said = own["moments"]!.AsArray().SelectMany(m => m!["effects"]!.AsArray()).Single(e => e!["kind"]!.GetValue<string>() == "call")!["description"]!;
        Assert.StartsWith("Would call “mark” of “Registry”: ", said["en"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("/marks", said["zh-CN"]!.GetValue<string>(), StringComparison.Ordinal);
        var failed = await RehearseAsync(new JsonObject { ["do"] = "answer", ["outcome"] = "Failed" });
        Assert.Equal("faulted", failed["flow"]!.GetValue<string>());
        Assert.Empty(_other.Calls);
    }

    [Fact]
    public async Task A_binding_is_tried_before_it_is_in_force_by_whoever_may_publish_it()
    {
        var sketches = _office.Server.Get<IConnectorSketches>();
        var binding = (JsonObject)JsonNode.Parse(Binding(_other.Origin))!;
        binding["operations"]!["mark"]!["result"] = new JsonObject { ["/mark"] = "/mark" };
        var place = LocalityCode.Parse("330110");
        var editor = new Actor(ActorKind.Staff, new Guid(1, 0, 0, new byte[8]), "编", [new Grant(Roles.ItemAdmin, place)]);
        var publisher = editor with { Grants = [new Grant(Roles.SiteAdmin, place)] };
        var input = JsonElement.Parse("""{"name":"测试"}""");

        var shown = (await sketches.TryAsync(editor, place, binding, "registry", "mark", input, send: false, default)).Value;
        Assert.Null(shown.Answer);
        Assert.EndsWith("/marks", shown.Sent.GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.Equal("connector.try.forbidden", Assert.Single((await sketches.TryAsync(editor, place, binding, "registry", "mark", input, send: true, default)).Problems).Code);
        Assert.Equal("connector.try.forbidden", Assert.Single((await sketches.TryAsync(editor, LocalityCode.Parse("330106"), binding, "registry", "mark", input, send: false, default)).Problems).Code);
        Assert.Empty(_other.Calls);

        var sent = (await sketches.TryAsync(publisher, place, binding, "registry", "mark", input, send: true, default)).Value;
        Assert.Equal(7, sent.Answer!.Value.GetProperty("mark").GetInt32());
        Assert.NotNull(sent.Took);
        Assert.Equal("测试", Assert.Single(_other.Calls).Body["name"]!.GetValue<string>());
        var told = (await CaseOffice.GetAsync(await _office.AsAsync("jin.cha"), "/api/v1/audit?act=connector.tried")).ToJsonString();
        Assert.Contains("connector.tried", told, StringComparison.Ordinal);
        Assert.Contains("/marks", told, StringComparison.Ordinal);
        Assert.DoesNotContain("测试", told, StringComparison.Ordinal);

        // Where four eyes are asked for, whoever wrote the draft sends nothing alone either.
        var site = new DefinitionName(DefinitionKind.Site, "site", place);
        await PaintShop.WriteAsync(_office, publisher, site, """{"key":"site","fourEyesOnPublishing":true}""");
        Assert.True((await _office.Server.Get<IDefinitionEditor>().PublishAsync(publisher, site, null, default)).Succeeded);
        await PaintShop.WriteAsync(_office, publisher, new(DefinitionKind.ConnectorBinding, "registry", place), binding.ToJsonString());
        Assert.Equal("definition.fourEyes", Assert.Single((await sketches.TryAsync(publisher, place, binding, "registry", "mark", input, send: true, default)).Problems).Code);
        publisher = publisher with { AccountId = new Guid(2, 0, 0, new byte[8]) };

        _other.Status = [503];
        Assert.Equal("connector.try.broken", Assert.Single((await sketches.TryAsync(publisher, place, binding, "registry", "mark", input, send: true, default)).Problems).Code);
        binding["operations"]!["mark"]!["input"] = new JsonObject { ["required"] = "name" };
        Assert.StartsWith("operations.mark.input", (await sketches.TryAsync(publisher, place, binding, "registry", "mark", input, send: true, default)).Problems[0].Field, StringComparison.Ordinal);
        binding["operations"]!["mark"]!.AsObject().Remove("input");
        binding["operations"]!["mark"]!["settings"] = "none";
        Assert.Equal("connector.setting", (await sketches.TryAsync(publisher, place, binding, "registry", "mark", input, send: true, default)).Problems[0].Code);
        binding["operations"] = 3;
        Assert.Equal(("definition.shape", "operations"), (await sketches.TryAsync(publisher, place, binding, "registry", "mark", input, send: true, default)).Problems[0] is var wrong ? (wrong.Code, wrong.Field) : default);
    }

    [Fact]
    public async Task A_demonstration_sends_nothing_to_the_outside()
    {
        var place = LocalityCode.Parse("330110");
        var publisher = new Actor(ActorKind.Staff, new Guid(1, 0, 0, new byte[8]), "发", [new Grant(Roles.SiteAdmin, place)]);
        var server = _office.Server;
        var outside = new Outside();
        var sketches = new ConnectorSketches([outside], server.Get<IFourEyes>(), new RunMode(Demo: true), server.Get<ICommitQueue>(), server.Get<IEffectHandler<AuditEntry>>(), server.Get<TimeProvider>(), server.Get<IIdSource>());
        var binding = (JsonObject)JsonNode.Parse("""{"name":{"zh-CN":"外"},"connector":"outside","operations":{"go":{"operation":"go"}}}""")!;
        foreach (var address in new[] { "https://registry.example/x", "http://10.0.0.1/", null })
        {
            outside.Address = address;
            Assert.Equal("connector.try.demo", Assert.Single((await sketches.TryAsync(publisher, place, binding, "b", "go", JsonElement.Parse("{}"), send: true, default)).Problems).Code);
        }

        Assert.Equal(0, outside.Sent);
        outside.Address = "http://127.0.0.1:1/";
        Assert.True((await sketches.TryAsync(publisher, place, binding, "b", "go", JsonElement.Parse("{}"), send: true, default)).Succeeded);
        Assert.Equal(1, outside.Sent);
    }

    /// <summary>Counts what leaves.</summary>
    private sealed class Outside : IConnector
    {
        private static readonly JsonElement Anything = JsonElement.Parse("{}");

        public string? Address { get; set; }

        public int Sent { get; private set; }

        public string Key => "outside";

        public LocalizedText Title { get; } = LocalizedText.Of("外");

        public IReadOnlyList<ConnectorOperation> Operations { get; } = [new("go", LocalizedText.Of("去"), Anything, Anything, true, TimeSpan.FromSeconds(1))];

        public Task<Result<ConnectorReply>> CallAsync(ConnectorCall call, CancellationToken ct)
        {
            Sent += call.Rehearsal ? 0 : 1;
            return Task.FromResult<Result<ConnectorReply>>(new ConnectorReply(Address is null ? Anything : JsonSerializer.SerializeToElement(new { url = Address }), !call.Rehearsal));
        }
    }

    private IConnectorAnswers Answers => _office.Server.Get<IConnectorAnswers>();

    private static string Text(JsonNode entry, string part, string name, string when) => entry["payload"]![part]![name]![when]!.GetValue<string>();

    private static string Binding(string origin) => $$$$"""
        {"name":{"zh-CN":"登记处","en":"Registry"},"connector":"http","settings":{"origin":"{{{{origin}}}}"},"secrets":["registry"],
         "operations":{"mark":{"operation":"request","settings":{"path":"/marks"},"defaults":{"from":"window","name":"nobody"},"rehearsal":{"mark":3},
          "input":{"type":"object","required":["name"],"properties":{"name":{"type":"string"}}},
          "output":{"type":"object","required":["mark"],"properties":{"mark":{"type":"integer"}} } } } }
        """;

    private async Task<string> FileAsync() => (await _office.FileAsync())["number"]!.GetValue<string>();

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

    /// <summary>Until the other side was asked, and the outbox has put the delivery off.</summary>
    private async Task UntilCalledAsync(int times)
    {
        for (var i = 0; i < 400 && _other.Calls.Count < times; i++)
        {
            await Task.Delay(50);
        }

        await Task.Delay(300);
    }

    private async Task<JsonNode> RehearseAsync(params JsonNode[] moves)
    {
        using var answer = await CaseOffice.PostAsync(await _office.AsAsync("he.jie"), "/api/v1/rehearsals", new JsonObject
        {
            ["locality"] = CaseOffice.Street,
            ["item"] = CaseOffice.Hygiene,
            ["script"] = new JsonObject { ["answers"] = CaseOffice.Answers(), ["moves"] = new JsonArray(moves) },
        });
        return (await CaseOffice.ReadAsync(answer))["run"]!;
    }

    /// <summary>Until the outbox has nothing left to deliver.</summary>
    private async Task UntilDeliveredAsync()
    {
        for (var i = 0; i < 400 && await _office.Server.Get<OutboxStore>().CountAsync(default) > 0; i++)
        {
            await Task.Delay(50);
        }

        Assert.Equal(0, await _office.Server.Get<OutboxStore>().CountAsync(default));
    }

    private async Task PublishAsync(string kind, string key, string document)
    {
        var admin = await _office.AsAsync("admin");
        var path = $"/api/v1/definitions/{kind}/{key}";
        var current = await admin.GetAsync(path + "?locality=330110");
        using var request = new HttpRequestMessage(HttpMethod.Put, path + "?locality=330110") { Content = JsonContent.Create(JsonNode.Parse(document)) };
        if (current.Headers.ETag is { } seen)
        {
            request.Headers.TryAddWithoutValidation("If-Match", seen.ToString());
        }

        using var saved = await admin.SendAsync(request);
        await CaseOffice.ReadAsync(saved);
        await CaseOffice.ReadAsync(await admin.PostAsync(path + "/publish?locality=330110", null));
    }

    private async Task<string[]> RefusedAsync(string kind, string key, string document)
    {
        var admin = await _office.AsAsync("admin");
        var path = $"/api/v1/definitions/{kind}/{key}";
        var current = await admin.GetAsync(path + "?locality=330110");
        using var request = new HttpRequestMessage(HttpMethod.Put, path + "?locality=330110") { Content = JsonContent.Create(JsonNode.Parse(document)) };
        request.Headers.TryAddWithoutValidation("If-Match", current.Headers.ETag?.ToString());
        await CaseOffice.ReadAsync(await admin.SendAsync(request));
        return await CaseOffice.CodesAsync(await admin.PostAsync(path + "/publish?locality=330110", null), HttpStatusCode.BadRequest);
    }

    private sealed class CallingOffice(string origin) : CaseOffice
    {
        internal override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
        {
            ["Connectors:Http:Origins:0"] = origin,
            ["Connectors:Http:Secrets:registry:Origin"] = origin,
            ["Connectors:Http:Secrets:registry:Value"] = "Bearer s3cret",
            ["Outbox:MaxTries"] = "2",
        };

        /// <summary>Long enough for what was put off to be due.</summary>
        public Task PassAsync()
        {
            Server.Clock.Advance(TimeSpan.FromSeconds(5));
            return Task.CompletedTask;
        }
    }

    /// <summary>Another system, on a port of its own.</summary>
    private sealed class OtherSide : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(Guid Key, JsonObject Body)> _calls = [];
        private WebApplication _app = null!;

        /// <summary>Of the next calls; then 200.</summary>
        public int[] Status { get; set => _status = new(field = value); } = [];

        private ConcurrentQueue<int> _status = [];

        /// <summary>Calls arrive and are not answered as long as it does.</summary>
        public bool Holds { get; set; }

        public string Answer { get; set; } = """{"mark":7}""";

        public IReadOnlyCollection<(Guid Key, JsonObject Body)> Calls => _calls;

        public string Origin => _app.Urls.First();

        public async Task StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            _app = builder.Build();
            _app.Urls.Add("http://127.0.0.1:0");
            _app.MapPost("/marks", async (HttpRequest request) =>
            {
                _calls.Enqueue((Guid.Parse(request.Headers["Idempotency-Key"].Single()!), (await request.ReadFromJsonAsync<JsonObject>())!));
                Assert.Equal("Bearer s3cret", request.Headers.Authorization.Single());
                while (Holds)
                {
                    await Task.Delay(20, request.HttpContext.RequestAborted);
                }

                return Results.Text(Answer, "application/json", statusCode: _status.TryDequeue(out var status) ? status : 200);
            });
            await _app.StartAsync();
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }
}
