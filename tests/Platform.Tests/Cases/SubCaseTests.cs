using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Effects;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Cases;
using Platform.Server.Cases.Intake;
using Platform.Server.Cases.Journal;
using Platform.Server.Cases.Workbench;
using Platform.Server.Data;
using Platform.Tests.Portal;

namespace Platform.Tests.Cases;

/// <summary>Cases whose flow files other cases: through the outbox, over a restart, with what goes wrong on the way.</summary>
public sealed class SubCaseTests : IAsyncLifetime
{
    private const string Card = "elderly-card";

    private readonly CaseOffice _office = new();

    public ValueTask InitializeAsync() => _office.InitializeAsync();

    public ValueTask DisposeAsync() => _office.DisposeAsync();

    [Fact]
    public async Task The_case_goes_on_when_the_one_it_filed_has_ended_and_once()
    {
        await PublishAsync(Flow(Wanted()));
        var number = await FileAsync();
        var sub = await UntilFiledAsync(number);
        var file = await ReadAsync(sub.Number!);
        Assert.Equal((number, 1, Card), (file.Parent!.Number, file.Parent.Depth, file.ItemCode));
        Assert.Equal("王芳", file.Content.Applicant.Name);
        Assert.NotEmpty(file.Content.Materials.Single(m => m.Key == "photo").Files);
        Assert.Empty((await ReadAsync(number)).Tasks);

        await _office.RestartAsync();
        await DeliverAsync(sub.Number!);
        var parent = await UntilAsync(number, f => !f.Tasks.IsEmpty);
        Assert.Equal("Granted true", Assert.Single(parent.Tasks).Title.In("en"));
        Assert.Equal((CaseState.Delivered, true), (parent.SubCases!.Single().State, (await ReadAsync(sub.Number!)).Parent!.Told));

        var links = _office.Server.Get<IEnumerable<IEventHandler>>().Single(h => h.Name == "sub-cases");
        foreach (var told in new[] { await EventAsync(sub.Number!, SubCaseEntries.Ended), await EventAsync(number, SubCaseEntries.Started) })
        {
            await links.HandleAsync(told, default);
        }

        Assert.Equal(parent.Version, (await ReadAsync(number)).Version);
        Assert.Equal(parent.SubCases, (await ReadAsync(number)).SubCases);
    }

    [Fact]
    public async Task Each_sees_of_the_other_what_they_may_read()
    {
        await PublishAsync(Flow(Wanted()));
        var number = await FileAsync();
        var sub = (await UntilFiledAsync(number)).Number!;
        var resident = await _office.ResidentAsync();
        Assert.Equal(sub, (await CaseOffice.GetAsync(resident, $"/api/v1/cases/{number}/related"))["subCases"]![0]!["number"]!.GetValue<string>());
        Assert.Equal(number, (await CaseOffice.GetAsync(resident, $"/api/v1/cases/{sub}/related"))["parent"]!["number"]!.GetValue<string>());

        var byCode = await CaseOffice.GetAsync(_office.Server.Client, $"/api/v1/cases/{number}/related?code={(await ReadAsync(number)).TrackingCode.Value}");
        Assert.Equal((0, 1), (byCode["subCases"]!.AsArray().Count, byCode["hidden"]!.GetValue<int>()));
        var subByCode = await CaseOffice.GetAsync(_office.Server.Client, $"/api/v1/cases/{sub}/related?code={(await ReadAsync(sub)).TrackingCode.Value}");
        Assert.Equal((true, (JsonNode?)null), (subByCode["parentHidden"]!.GetValue<bool>(), subByCode["parent"]));
        using var page = await (await PortalVisitor.SignedInAsync(_office.Server, CaseOffice.Resident, DemoPeople.PasswordOf(CaseOffice.Resident))).OpenAsync($"/cases/{number}");
        Assert.Contains($"href=\"/cases/{sub}\"", page.Html, StringComparison.Ordinal);
        using var police = await (await _office.AsAsync("ren.jie")).GetAsync($"/api/v1/cases/{number}/related");
        Assert.Equal(HttpStatusCode.NotFound, police.StatusCode);
    }

    [Fact]
    public async Task Looking_at_a_case_wakes_no_other()
    {
        await PublishAsync(Flow(Wanted()));
        var number = await FileAsync();
        var sub = await UntilFiledAsync(number);
        await UntilDeliveredAsync();
        await _office.RestartAsync();
        Assert.Equal(sub.Number, (await CaseOffice.GetAsync(await _office.ResidentAsync(), $"/api/v1/cases/{number}/related"))["subCases"]![0]!["number"]!.GetValue<string>());
        Assert.NotNull(await _office.Server.Get<CaseSheets>().ReadAsync(Both, number, default));
        Assert.Equal([(await ReadAsync(number)).Id], await AwakeAsync());
    }

    [Fact]
    public async Task The_journal_of_each_says_of_the_other_what_the_reader_may_see()
    {
        await PublishAsync(Flow(Wanted()));
        var number = await FileAsync();
        var sub = await UntilFiledAsync(number);
        await DeliverAsync(sub.Number!);
        var parent = await UntilAsync(number, f => !f.Tasks.IsEmpty);
        var filed = await ReadAsync(sub.Number!);

        var ofParent = await EventsAsync(parent, ReaderOf(parent));
        Assert.All([sub.Number!, sub.Id.ToString(), Card, "delivered"], mark => Assert.DoesNotContain(mark, Linked(ofParent), StringComparison.OrdinalIgnoreCase));
        Assert.Equal("""{"step":"sub","hidden":true}""", ofParent.Single(e => e.Name == SubCaseEntries.HeardEnded).Payload!.ToJsonString());
        Assert.Equal("""{"step":"sub","cases":[],"hidden":1}""", ofParent.Single(e => e.Name == SubCaseEntries.Started).Payload!.ToJsonString());
        var ofSub = await EventsAsync(filed, ReaderOf(filed));
        Assert.All([number, parent.Id.ToString()], mark => Assert.DoesNotContain(mark, Linked(ofSub), StringComparison.OrdinalIgnoreCase));
        Assert.Contains(ofSub, e => e.Name == FileCase.EventName);

        var ofBoth = await EventsAsync(parent, Both);
        var ended = ofBoth.Single(e => e.Name == SubCaseEntries.HeardEnded).Payload!;
        Assert.Equal((sub.Number, sub.Id.ToString(), "delivered"), (ended["number"]!.GetValue<string>(), ended["id"]!.GetValue<string>(), ended["state"]!.GetValue<string>()));
        Assert.Equal(Card, ofBoth.Single(e => e.Name == SubCaseEntries.Started).Payload!["cases"]![0]!["item"]!.GetValue<string>());
        var back = await EventsAsync(filed, Both);
        Assert.Equal(number, back.Single(e => e.Name == FileCase.EventName).Payload!["parent"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("withdraw", CaseState.Withdrawn)]
    [InlineData("leave", CaseState.Received)]
    public async Task What_becomes_of_it_when_the_case_is_withdrawn_is_for_the_flow_to_say(string onWithdraw, CaseState expected)
    {
        await PublishAsync(Flow(Wanted(), onWithdraw: onWithdraw));
        var number = await FileAsync();
        var sub = (await UntilFiledAsync(number)).Number!;
        using var withdrawn = await CaseOffice.PostAsync(await _office.ResidentAsync(), $"/api/v1/cases/{number}/withdraw", new JsonObject { ["reason"] = "不办了" }, _office.NewKey());
        await CaseOffice.ReadAsync(withdrawn);
        await UntilDeliveredAsync();
        Assert.Equal(expected, (await ReadAsync(sub)).State);
        Assert.Equal(expected == CaseState.Withdrawn ? CaseState.Withdrawn : null, (await ReadAsync(number)).SubCases!.Single().State);
        Assert.Equal(CaseState.Withdrawn, (await ReadAsync(number)).State);
    }

    [Fact]
    public async Task One_that_cannot_be_filed_is_an_incident_and_filed_when_it_was_put_right()
    {
        var wanted = Wanted();
        wanted["materials"]!.AsObject().Remove("photo");
        await PublishAsync(Flow(wanted));
        var number = await FileAsync();
        var incident = (await UntilAsync(number, f => !f.Incidents.IsEmpty)).Incidents.Single();
        Assert.Equal(("sub", "material.missing"), (incident.StepId, incident.Code));
        Assert.Null((await ReadAsync(number)).SubCases);

        using var put = await CaseOffice.PostAsync(
            await _office.AsAsync("sun.li"), $"/api/v1/cases/{number}/correct",
            new JsonObject { ["step"] = "sub", ["inputs"] = new JsonObject { ["applications"] = Wanted() }, ["reason"] = "补上照片" }, _office.NewKey());
        await CaseOffice.ReadAsync(put);
        Assert.Equal(Card, (await ReadAsync((await UntilFiledAsync(number)).Number!)).ItemCode);
        Assert.Empty((await ReadAsync(number)).Incidents);
    }

    [Theory]
    [InlineData("440106", "case.sub.locality")]
    [InlineData("33", "item.unknown")]
    [InlineData("330110012999", "case.sub.localityUnknown")]
    [InlineData("33011x", "case.sub.localityUnknown")]
    public async Task It_is_filed_only_above_or_below_and_where_its_item_is_offered(string locality, string code)
    {
        var wanted = Wanted();
        wanted["locality"] = locality;
        await PublishAsync(Flow(wanted));
        var number = await FileAsync();
        var incident = (await UntilAsync(number, f => !f.Incidents.IsEmpty)).Incidents.Single();
        Assert.Equal(("sub", code), (incident.StepId, incident.Code));
        Assert.Null((await ReadAsync(number)).SubCases);
    }

    [Fact]
    public async Task Materials_go_along_and_what_was_found_of_them_does_not()
    {
        var flow = Flow(Wanted());
        var (activities, connections) = (flow["root"]!["activities"]!.AsArray(), flow["root"]!["connections"]!.AsArray());
        activities.Add(JsonNode.Parse("""{"id":"look","type":"Elsa.RunTask","taskName":"Look"}"""));
        connections[0]!["target"]!["activity"] = "look";
        connections.Add(JsonNode.Parse("""{"source":{"activity":"look","port":"Done"},"target":{"activity":"sub"}}"""));
        await PublishAsync(flow);
        var number = await FileAsync();
        var before = (await ReadAsync(number)).Content.Materials;
        foreach (var key in new[] { "site-plans", "identity-proof" })
        {
            using var seen = await CaseOffice.PostAsync(await _office.AsAsync("wang.lei"), $"/api/v1/cases/{number}/materials/{key}/check", new JsonObject { ["accepted"] = true });
            await CaseOffice.ReadAsync(seen);
        }

        await _office.CompleteAsync("wang.lei", number, "Done");
        var sub = await ReadAsync((await UntilFiledAsync(number)).Number!);
        Assert.Equal(MaterialStatus.Checked, (await ReadAsync(number)).Content.Materials.Single(m => m.Key == "site-plans").Status);
        var photo = sub.Content.Materials.Single(m => m.Key == "photo");
        Assert.Equal(before.Single(m => m.Key == "site-plans").Files, photo.Files);
        Assert.All(sub.Content.Materials.Where(m => !m.Files.IsEmpty), m => Assert.Equal(
            (MaterialStatus.Provided, "C", null, null, null), (m.Status, m.TrustGrade, m.CheckedBy, m.CheckedAt, m.Reason)));
    }

    [Fact]
    public async Task What_the_case_refuses_to_go_on_with_is_an_incident_at_the_step_and_told_once()
    {
        var flow = Flow(Wanted());
        flow["root"]!["activities"]![1]!["wait"] = "none";
        flow["root"]!["activities"]![2]!.ReplaceWith(JsonNode.Parse("""{"id":"check","type":"Platform.Deliver"}"""));
        await PublishAsync(flow);
        var number = await FileAsync();
        var parent = await UntilAsync(number, f => !f.Incidents.IsEmpty);
        await UntilDeliveredAsync();
        Assert.Equal(("sub", "case.sub.notTaken"), (Assert.Single(parent.Incidents).StepId, parent.Incidents[0].Code));
        Assert.NotNull(Assert.Single(parent.SubCases!).Number);

        var links = _office.Server.Get<IEnumerable<IEventHandler>>().Single(h => h.Name == "sub-cases");
        await links.HandleAsync(await EventAsync(number, SubCaseEntries.Started), default);
        Assert.Equal(parent.Version, (await ReadAsync(number)).Version);
        using var early = await CaseOffice.PostAsync(await _office.AsAsync("sun.li"), $"/api/v1/cases/{number}/retry", new JsonObject { ["step"] = "sub", ["reason"] = "再试" }, _office.NewKey());
        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        Assert.Single((await ReadAsync(number)).Incidents);
    }

    [Fact]
    public async Task Its_flow_running_out_is_not_its_end()
    {
        await PublishAsync(Card, JsonNode.Parse("""
            {"definitionId":"elderly-card","name":"out","version":1,"variables":[],"inputs":[],"root":{"id":"flow","type":"Elsa.Flowchart","activities":[{"id":"start","type":"Elsa.Start"}],"connections":[]}}
            """)!);
        await PublishAsync(Flow(Wanted()));
        var number = await FileAsync();
        var sub = await UntilFiledAsync(number);
        await UntilDeliveredAsync();
        var file = await ReadAsync(sub.Number!);
        Assert.Equal((FlowStatus.Finished, CaseState.Received, false), (file.FlowStatus, file.State, file.Parent!.Told));
        Assert.Null((await ReadAsync(number)).SubCases!.Single().State);

        using var withdrawn = await CaseOffice.PostAsync(await _office.ResidentAsync(), $"/api/v1/cases/{sub.Number}/withdraw", new JsonObject { ["reason"] = "不办了" }, _office.NewKey());
        await CaseOffice.ReadAsync(withdrawn);
        var parent = await UntilAsync(number, f => !f.Tasks.IsEmpty);
        Assert.Equal(("other", CaseState.Withdrawn), (parent.Tasks.Single().StepId, parent.SubCases!.Single().State));
    }

    [Fact]
    public async Task A_replay_lets_each_end_as_it_did()
    {
        // The second of two is withdrawn; which it was, and how it ended, decides the way.
        var both = new JsonArray(Wanted(), Wanted());
        await PublishAsync(JsonNode.Parse($$$"""
            {"definitionId":"hygiene-permit","name":"sub","version":1,"variables":[{"id":"r","name":"Subs","typeName":"Object"}],"inputs":[],
             "root":{"id":"flow","type":"Elsa.Flowchart","activities":[
               {"id":"start","type":"Elsa.Start"},
               {"id":"sub","type":"Platform.StartCase","wait":"one",
                "applications":{"typeName":"Object","expression":{"type":"JavaScript","value":{{{JsonValue.Create($"({both.ToJsonString()})").ToJsonString()}}} } },"result":{"typeName":"Object","memoryReference":{"id":"r"} } },
               {"id":"how","type":"Elsa.FlowDecision","condition":{"typeName":"Boolean","expression":{"type":"JavaScript","value":"getSubs()[1].state === 'withdrawn'"} } },
               {"id":"yes","type":"Platform.Accept"},{"id":"no","type":"Platform.Accept"},{"id":"end","type":"Elsa.WriteLine"}],
              "connections":[
               {"source":{"activity":"start","port":"Done"},"target":{"activity":"sub"} },
               {"source":{"activity":"sub","port":"Done"},"target":{"activity":"how"} },
               {"source":{"activity":"how","port":"True"},"target":{"activity":"yes"} },
               {"source":{"activity":"how","port":"False"},"target":{"activity":"no"} },
               {"source":{"activity":"yes","port":"Accepted"},"target":{"activity":"end"} },{"source":{"activity":"yes","port":"Supplement"},"target":{"activity":"end"} },
               {"source":{"activity":"no","port":"Accepted"},"target":{"activity":"end"} },{"source":{"activity":"no","port":"Supplement"},"target":{"activity":"end"} }] } }
            """)!);
        var number = await FileAsync();
        var subs = (await UntilAsync(number, f => f.SubCases?.TrueForAll(s => s.Number is not null) == true)).SubCases!;
        using var withdrawn = await CaseOffice.PostAsync(await _office.ResidentAsync(), $"/api/v1/cases/{subs[1].Number}/withdraw", new JsonObject { ["reason"] = "不办了" }, _office.NewKey());
        await CaseOffice.ReadAsync(withdrawn);
        await UntilAsync(number, f => f.Tasks is [{ StepId: "yes" }]);
        await _office.CompleteAsync("li.na", number, "NotRequired", new JsonObject { ["reason"] = "不需要" });
        Assert.Equal(CaseState.NotRequired, (await ReadAsync(number)).State);

        using (await (await _office.AsAsync("he.jie")).PostAsJsonAsync(
            "/api/v1/users",
            new { userName = "hua.tu", name = "画图", locality = "330110", password = "Designer-2026", mustChangePassword = false, grants = new[] { new { role = "item-admin", locality = "330110" }, new { role = "supervisor", locality = "330110" } } }))
        {
            using var designer = await _office.Server.AsAsync("hua.tu", "Designer-2026");
            using var answer = await CaseOffice.PostAsync(designer, "/api/v1/rehearsals/replay", new JsonObject { ["item"] = CaseOffice.Hygiene, ["locality"] = "330110", ["cases"] = 10 });
            var played = (await CaseOffice.ReadAsync(answer))["items"]!.AsArray().Single(r => r!["number"]!.GetValue<string>() == number)!;
            Assert.True(played["same"]!.GetValue<bool>(), played.ToJsonString());
            Assert.Equal(["sub:Withdrawn", "yes:NotRequired"], played["path"]!.AsArray().Select(s => s!.GetValue<string>()));
        }
    }

    [Fact]
    public async Task A_rehearsal_files_nothing_and_lets_the_script_say_how_it_ends()
    {
        await PublishAsync(Flow(Wanted()));
        var run = await RehearseAsync(new JsonObject { ["do"] = "end", ["step"] = "sub", ["outcome"] = "Granted" });
        Assert.Contains($"case {Card}", run["moments"]!.AsArray().SelectMany(m => m!["effects"]!.AsArray()).Select(e => $"{e!["kind"]} {e["name"]}"));
        Assert.Equal("check", run["open"]![0]!["step"]!.GetValue<string>());
        Assert.Equal("other", (await RehearseAsync(new JsonObject { ["do"] = "end", ["outcome"] = "Denied" }))["open"]![0]!["step"]!.GetValue<string>());
        Assert.Equal("faulted", (await RehearseAsync(new JsonObject { ["do"] = "end", ["outcome"] = "Refused" }))["flow"]!.GetValue<string>());
        Assert.Empty((await CaseOffice.GetAsync(await _office.ResidentAsync(), "/api/v1/cases"))["items"]!.AsArray());
    }

    private static Actor Both { get; } = new(ActorKind.Staff, Guid.Parse("0197a000-0000-7000-8000-0000000000cd"), "both", [new(Roles.Supervisor, LocalityCode.Parse("330110"))]);

    /// <summary>The cases whose owners are awake.</summary>
    private async Task<IEnumerable<Guid>> AwakeAsync() =>
        (await _office.Server.Get<IGrainFactory>().GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics()).Where(s => s.GrainType.Contains(nameof(CaseGrain), StringComparison.Ordinal)).Select(s => s.GrainId.GetGuidKey());

    /// <summary>An officer of the authority of the case and of no other.</summary>
    private static Actor ReaderOf(CaseFile file) => new(ActorKind.Staff, file.Id, "one", [new(Roles.CaseOfficer, file.Locality, file.Authority)]);

    private async Task<IReadOnlyList<CaseEventResource>> EventsAsync(CaseFile file, Actor actor)
    {
        Assert.True(CaseAccess.MayReadAsStaff(actor, file));
        return await _office.Server.Get<CaseHistory>().ReadAsync(file, actor, default);
    }

    private static string Linked(IEnumerable<CaseEventResource> events) => string.Join('\n', events.Where(e => LinkedEntries.Concern(e.Name)).Select(e => e.Payload!.ToJsonString()));

    /// <summary>A card for the applicant, with the papers of the case.</summary>
    private static JsonObject Wanted() => new()
    {
        ["item"] = Card,
        ["answers"] = JsonNode.Parse(TestData.Text("Cases/Data/elderly-answers.json")),
        ["scenario"] = new JsonObject { ["household"] = "local", ["agent"] = "self" },
        ["materials"] = new JsonObject { ["identity-card"] = "identity-proof", ["photo"] = "site-plans" },
    };

    private static JsonNode Flow(JsonObject wanted, string onWithdraw = "withdraw") => JsonNode.Parse($$$"""
        {"definitionId":"hygiene-permit","name":"sub","version":1,"variables":[{"id":"r","name":"Subs","typeName":"Object"}],"inputs":[],
         "root":{"id":"flow","type":"Elsa.Flowchart","activities":[
           {"id":"start","type":"Elsa.Start"},
           {"id":"sub","type":"Platform.StartCase","onWithdraw":{"typeName":"String","expression":{"type":"Literal","value":"{{{onWithdraw}}}"}},
            "applications":{"typeName":"Object","expression":{"type":"JavaScript","value":{{{JsonValue.Create($"({wanted.ToJsonString()})").ToJsonString()}}} } },"result":{"typeName":"Object","memoryReference":{"id":"r"} } },
           {"id":"check","type":"Elsa.RunTask","taskName":{"typeName":"String","expression":{"type":"JavaScript","value":"'Granted ' + getSubs()[0].granted"} } },
           {"id":"other","type":"Elsa.RunTask","taskName":{"typeName":"String","expression":{"type":"Literal","value":"Other"} } }],
          "connections":[
           {"source":{"activity":"start","port":"Done"},"target":{"activity":"sub"} },
           {"source":{"activity":"sub","port":"Done"},"target":{"activity":"check"} },
           {"source":{"activity":"sub","port":"Otherwise"},"target":{"activity":"other"} }] } }
        """)!;

    private async Task DeliverAsync(string card)
    {
        await _office.CompleteAsync("zheng.shuang", card, "Accept");
        await _office.CompleteAsync("zheng.shuang", card, "Grant");
        await _office.CompleteAsync("zheng.shuang", card, "Delivered", new JsonObject { ["method"] = "window", ["proof"] = "本人领取" });
    }

    private async Task<string> FileAsync() => (await _office.FileAsync())["number"]!.GetValue<string>();

    private async Task<CaseFile> ReadAsync(string number) => (await _office.Server.Get<CaseReader>().FindAsync(number, default))!;

    private async Task<SubCase> UntilFiledAsync(string number) => (await UntilAsync(number, f => f.SubCases?.Exists(s => s.Number is not null) == true)).SubCases![0];

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

    private async Task UntilDeliveredAsync()
    {
        var outbox = _office.Server.Get<OutboxStore>();
        for (var (i, quiet) = (0, 0); i < 400 && quiet < 5; i++)
        {
            quiet = await outbox.CountAsync(default) == 0 ? quiet + 1 : 0;
            await Task.Delay(50);
        }

        Assert.Equal(0, await outbox.CountAsync(default));
    }

    /// <summary>The journal entry as the outbox delivered it.</summary>
    private async Task<PlatformEvent> EventAsync(string number, string name)
    {
        var file = await ReadAsync(number);
        var entry = (await CaseOffice.GetAsync(await _office.AsAsync("sun.li"), $"/api/v1/cases/{number}/events"))["items"]!.AsArray().Single(e => e!["name"]!.GetValue<string>() == name)!;
        return new(Guid.Parse("0197a000-0000-7000-8000-0000000000ab"), name, file.Id.ToString(), file.Locality, file.UpdatedAt, entry["payload"]!.ToJsonString());
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

    private Task PublishAsync(JsonNode flow) => PublishAsync("hygiene-permit", flow);

    private async Task PublishAsync(string key, JsonNode flow)
    {
        var admin = await _office.AsAsync("admin");
        var path = $"/api/v1/definitions/flow/{key}";
        using var saved = await admin.PutAsJsonAsync(path + "?locality=330110", flow);
        await CaseOffice.ReadAsync(saved, HttpStatusCode.OK);
        await CaseOffice.ReadAsync(await admin.PostAsync(path + "/publish?locality=330110", null));
    }
}
