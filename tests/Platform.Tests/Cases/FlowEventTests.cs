using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Platform.Model.Effects;
using Platform.Server.Cases;

namespace Platform.Tests.Cases;

/// <summary>Tasks, events and flows within flows as real cases have them: through the API, the outbox and a restart.</summary>
public sealed class FlowEventTests : IAsyncLifetime
{
    private const string Child = """
        {"definitionId":"payment","name":"payment","version":1,"variables":[{"id":"v","name":"V","typeName":"Object"}],"inputs":[{"type":"String","name":"Order"}],
         "root":{"id":"pay","type":"Elsa.Sequence","activities":[
           {"id":"about","type":"Elsa.Correlate","correlationId":{"typeName":"String","expression":{"type":"Input","value":"Order"}}},
           {"id":"paid","type":"Elsa.Event","eventName":{"typeName":"String","expression":{"type":"Literal","value":"fee.paid"}},"result":{"typeName":"Object","memoryReference":{"id":"v"}}},
           {"id":"sum","type":"Elsa.SetOutput","outputName":{"typeName":"String","expression":{"type":"Literal","value":"Yuan"}},"outputValue":{"typeName":"Object","expression":{"type":"JavaScript","value":"getV().yuan"}}}]}}
        """;

    /// <summary>A case officer says in a task whether this case pays or is paid; who is paid waits in a flow of its own.</summary>
    private const string Main = """
        {"definitionId":"hygiene-permit","name":"fees","version":1,"variables":[{"id":"t","name":"T","typeName":"Object"},{"id":"r","name":"R","typeName":"Object"}],"inputs":[],
         "root":{"id":"flow","type":"Elsa.Flowchart","activities":[
           {"id":"start","type":"Elsa.Start"},
           {"id":"ask","type":"Elsa.RunTask","taskName":{"typeName":"String","expression":{"type":"Literal","value":"Fee"}},"result":{"typeName":"Object","memoryReference":{"id":"t"}}},
           {"id":"pays","type":"Elsa.FlowDecision","condition":{"typeName":"Boolean","expression":{"type":"JavaScript","value":"getT().pays"}}},
           {"id":"tell","type":"Elsa.PublishEvent","eventName":{"typeName":"String","expression":{"type":"Literal","value":"fee.paid"}},"correlationId":{"typeName":"String","expression":{"type":"Liquid","value":"{{ Variables.T.order }}"}},"payload":{"typeName":"Object","expression":{"type":"JavaScript","value":"({ yuan: getT().yuan })"}}},
           {"id":"wait","type":"Elsa.ExecuteWorkflow","workflowDefinitionId":{"typeName":"String","expression":{"type":"Literal","value":"payment"}},"input":{"typeName":"Object","expression":{"type":"JavaScript","value":"({ Order: getT().order })"}},"result":{"typeName":"Object","memoryReference":{"id":"r"}}},
           {"id":"check","type":"Elsa.RunTask","taskName":{"typeName":"String","expression":{"type":"JavaScript","value":"'Check ' + getR().Output.Yuan"}}}],
          "connections":[
           {"source":{"activity":"start","port":"Done"},"target":{"activity":"ask"}},
           {"source":{"activity":"ask","port":"Done"},"target":{"activity":"pays"}},
           {"source":{"activity":"pays","port":"True"},"target":{"activity":"tell"}},
           {"source":{"activity":"pays","port":"False"},"target":{"activity":"wait"}},
           {"source":{"activity":"wait","port":"Done"},"target":{"activity":"check"}}]}}
        """;

    private readonly CaseOffice _office = new();

    public ValueTask InitializeAsync() => _office.InitializeAsync();

    public ValueTask DisposeAsync() => _office.DisposeAsync();

    [Fact]
    public async Task An_event_wakes_the_case_that_waits_for_its_correlation_and_no_other()
    {
        await PublishAsync("payment", Child);
        await PublishAsync("hygiene-permit", Main);
        var (paid, other) = (await WaitingAsync("order-1"), await WaitingAsync("order-2"));
        await _office.RestartAsync();

        var payer = (await _office.FileAsync())["number"]!.GetValue<string>();
        await _office.CompleteAsync("wang.lei", payer, "Done", new JsonObject { ["result"] = new JsonObject { ["pays"] = true, ["order"] = "order-1", ["yuan"] = 30 } });

        Assert.Equal("Check 30", await UntilTaskAsync(paid));
        Assert.Equal("fee.paid", Assert.Single((await Reader.FindAsync(other, default))!.Awaits!).Name);
        Assert.Null((await Reader.FindAsync(paid, default))!.Awaits);

        var told = await EventOfAsync(payer);
        var before = (await Reader.FindAsync(other, default))!.Version;
        foreach (var again in new[] { told, told })
        {
            await _office.Server.Get<IEnumerable<IEventHandler>>().Single(h => h.Name == "flow-events").HandleAsync(again, default);
        }

        Assert.Equal(before, (await Reader.FindAsync(other, default))!.Version);
        Assert.Single((await Reader.FindAsync(paid, default))!.Tasks);
    }

    [Fact]
    public async Task The_same_event_delivered_twice_is_heard_once()
    {
        await PublishAsync("payment", Child);
        await PublishAsync("hygiene-permit", Main);
        var waiting = await WaitingAsync("order-3");
        var file = (await Reader.FindAsync(waiting, default))!;
        var told = new PlatformEvent(
            Guid.Parse("0197a000-0000-7000-8000-0000000000aa"), "flow.eventPublished", Guid.Empty.ToString(), file.Locality, file.UpdatedAt,
            """{"name":"fee.paid","correlationId":"order-3","local":false,"payload":{"yuan":5}}""");
        var handler = _office.Server.Get<IEnumerable<IEventHandler>>().Single(h => h.Name == "flow-events");
        await handler.HandleAsync(told, default);
        var heard = (await Reader.FindAsync(waiting, default))!;
        await handler.HandleAsync(told, default);

        Assert.Equal(heard.Version, (await Reader.FindAsync(waiting, default))!.Version);
        Assert.Equal(file.Version + 1, heard.Version);
    }

    [Fact]
    public async Task Events_that_call_each_other_come_to_an_end()
    {
        const string Echo = """
            {"definitionId":"hygiene-permit","name":"echo","version":1,"variables":[],"inputs":[],
             "root":{"id":"flow","type":"Elsa.Flowchart","activities":[
               {"id":"start","type":"Elsa.Start"},
               {"id":"fork","type":"Elsa.FlowFork","branches":["ask","hear"]},
               {"id":"ask","type":"Elsa.RunTask","taskName":{"typeName":"String","expression":{"type":"Literal","value":"Ask"}}},
               {"id":"tell","type":"Elsa.PublishEvent","eventName":{"typeName":"String","expression":{"type":"Literal","value":"ping"}}},
               {"id":"hear","type":"Elsa.Event","eventName":{"typeName":"String","expression":{"type":"Literal","value":"ping"}}},
               {"id":"more","type":"Elsa.FlowDecision","condition":{"typeName":"Boolean","expression":{"type":"JavaScript","value":"answers.unitName != 'stop'"}}},
               {"id":"echo","type":"Elsa.PublishEvent","eventName":{"typeName":"String","expression":{"type":"Literal","value":"ping"}}}],
              "connections":[
               {"source":{"activity":"start","port":"Done"},"target":{"activity":"fork"}},
               {"source":{"activity":"fork","port":"ask"},"target":{"activity":"ask"}},
               {"source":{"activity":"fork","port":"hear"},"target":{"activity":"hear"}},
               {"source":{"activity":"ask","port":"Done"},"target":{"activity":"tell"}},
               {"source":{"activity":"hear","port":"Done"},"target":{"activity":"more"}},
               {"source":{"activity":"more","port":"True"},"target":{"activity":"echo"}},
               {"source":{"activity":"echo","port":"Done"},"target":{"activity":"hear"}}]}}
            """;
        await PublishAsync("hygiene-permit", Echo);
        var number = (await _office.FileAsync())["number"]!.GetValue<string>();
        await _office.CompleteAsync("wang.lei", number, "Done", new JsonObject { ["result"] = new JsonObject() });

        for (var i = 0; i < 400 && (await Reader.FindAsync(number, default))!.Incidents.IsEmpty; i++)
        {
            await Task.Delay(50);
        }

        Assert.Equal("flow.eventLoop", Assert.Single((await Reader.FindAsync(number, default))!.Incidents).Code);
        var events = (await CaseOffice.GetAsync(await _office.AsAsync("sun.li"), $"/api/v1/cases/{number}/events"))["items"]!.AsArray().Select(e => e!["name"]!.GetValue<string>()).ToList();
        Assert.Equal((PublishedEvent.MostHops + 1, PublishedEvent.MostHops + 1), (events.Count(e => e == "flow.eventPublished"), events.Count(e => e == "flow.eventHeard")));
    }

    [Fact]
    public async Task A_case_keeps_the_version_of_the_flow_within_its_flow()
    {
        await PublishAsync("payment", Child);
        await PublishAsync("hygiene-permit", Main);
        var before = (await _office.FileAsync())["number"]!.GetValue<string>();
        await PublishAsync("payment", Child.Replace("fee.paid", "fee.settled", StringComparison.Ordinal));
        var after = (await _office.FileAsync())["number"]!.GetValue<string>();

        foreach (var number in new[] { before, after })
        {
            await _office.CompleteAsync("wang.lei", number, "Done", new JsonObject { ["result"] = new JsonObject { ["pays"] = false, ["order"] = "o" } });
        }

        Assert.Equal("fee.paid", (await Reader.FindAsync(before, default))!.Awaits!.Single().Name);
        Assert.Equal("fee.settled", (await Reader.FindAsync(after, default))!.Awaits!.Single().Name);
    }

    private CaseReader Reader => _office.Server.Get<CaseReader>();

    private async Task<string> WaitingAsync(string order)
    {
        var number = (await _office.FileAsync())["number"]!.GetValue<string>();
        await _office.CompleteAsync("wang.lei", number, "Done", new JsonObject { ["result"] = new JsonObject { ["pays"] = false, ["order"] = order } });
        return number;
    }

    private async Task<string> UntilTaskAsync(string number)
    {
        for (var i = 0; i < 200; i++)
        {
            if ((await Reader.FindAsync(number, default))!.Tasks is [var task])
            {
                return task.Title.In("en");
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"Case {number} still waits.");
    }

    private async Task<PlatformEvent> EventOfAsync(string number)
    {
        var file = (await Reader.FindAsync(number, default))!;
        return new(
            Guid.Parse("0197a000-0000-7000-8000-0000000000bb"), "flow.eventPublished", file.Id.ToString(), file.Locality, file.UpdatedAt,
            """{"name":"fee.paid","correlationId":"order-1","local":false,"payload":{"yuan":30}}""");
    }

    private async Task PublishAsync(string key, string flow)
    {
        var admin = await _office.AsAsync("admin");
        var path = $"/api/v1/definitions/flow/{key}";
        using var saved = await admin.PutAsJsonAsync(path + "?locality=330110", JsonNode.Parse(flow));
        await CaseOffice.ReadAsync(saved);
        await CaseOffice.ReadAsync(await admin.PostAsync(path + "/publish?locality=330110", null));
    }
}
