using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Server.Cases;
using Platform.Server.Cases.Journal;

namespace Platform.Tests.Cases;

/// <summary>Who looks after a failed step sees what is personal masked, as on the page of the case, and neither a mask nor a personal value gets where it should not.</summary>
public sealed class IncidentPrivacyTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    private const string Employee = "11010519491231002X";
    private const string Masked = "110105********002X";

    /// <summary>People of a list in the form, put into variables; then a step that fails for what it quotes of them.</summary>
    private const string Flow = """
        {"definitionId":"hygiene-permit","name":"fails","version":1,"inputs":[],
         "variables":[{"id":"s","name":"Staff","typeName":"Object"},{"id":"n","name":"Note","typeName":"String"},{"id":"o","name":"Ok","typeName":"Boolean","value":"false"}],
         "root":{"id":"flow","type":"Elsa.Flowchart","activities":[
           {"id":"start","type":"Elsa.Start"},
           {"id":"staff","type":"Elsa.SetVariable","variable":{"id":"s"},"value":{"typeName":"Object","expression":{"type":"JavaScript","value":"({ people: answers.employees, rooms: 2 })"}}},
           {"id":"note","type":"Elsa.SetVariable","variable":{"id":"n"},"value":{"typeName":"Object","expression":{"type":"JavaScript","value":"'Asked ' + answers.employees[0].idNumber"}}},
           {"id":"tell","type":"Elsa.PublishEvent","eventName":{"typeName":"String","expression":{"type":"Literal","value":"staff.listed"}},"payload":{"typeName":"Object","expression":{"type":"JavaScript","value":"({ first: answers.employees[0].idNumber })"}}},
           {"id":"check","type":"Elsa.RunTask","taskName":{"typeName":"String","expression":{"type":"JavaScript","value":"(function () { if (!getOk()) { throw new Error('not ' + getNote()); } return 'Rooms ' + getStaff().rooms + ' ' + (getStaff().people[0].idNumber === answers.employees[0].idNumber); })()"}}}],
          "connections":[
           {"source":{"activity":"start","port":"Done"},"target":{"activity":"staff"}},
           {"source":{"activity":"staff","port":"Done"},"target":{"activity":"note"}},
           {"source":{"activity":"note","port":"Done"},"target":{"activity":"tell"}},
           {"source":{"activity":"tell","port":"Done"},"target":{"activity":"check"}}]}}
        """;

    private static readonly string[] Personal = [Employee, "19491231", "赵敏", "34052419800101001X"];

    [Fact]
    public async Task It_is_shown_masked_until_it_was_opened_with_a_reason()
    {
        var number = await FailedAsync();
        var shown = await IncidentAsync(number);
        Assert.True(shown["masked"]!.GetValue<bool>());
        Assert.Equal(Masked, shown["variables"]!["Staff"]!["people"]![0]!["idNumber"]!.GetValue<string>());
        Assert.Equal(("Asked " + Masked, 2), (shown["variables"]!["Note"]!.GetValue<string>(), shown["variables"]!["Staff"]!["rooms"]!.GetValue<int>()));
        AssertNothingPersonal(shown);
        var seen = await CaseOffice.GetAsync(await office.AsAsync("sun.li"), $"/api/v1/cases/{number}");
        Assert.Contains("not Asked " + Masked, seen["incidents"]![0]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        AssertNothingPersonal(seen["incidents"]!);

        using var opened = await CaseOffice.PostAsync(await office.AsAsync("sun.li"), $"/api/v1/cases/{number}/unmask", new JsonObject { ["reason"] = "核对从业人员" });
        await CaseOffice.ReadAsync(opened);
        var whole = await IncidentAsync(number);
        Assert.Equal((false, Employee), (whole["masked"]!.GetValue<bool>(), whole["variables"]!["Staff"]!["people"]![0]!["idNumber"]!.GetValue<string>()));
    }

    [Fact]
    public async Task What_is_given_back_masked_stays_what_it_was_and_the_journal_says_what_changed()
    {
        var number = await FailedAsync();
        var shown = await IncidentAsync(number);
        var staff = shown["variables"]!["Staff"]!.DeepClone();
        staff["rooms"] = 3;
        using var put = await CorrectAsync(number, new JsonObject { ["Staff"] = staff, ["Note"] = shown["variables"]!["Note"]!.DeepClone(), ["Ok"] = true });
        await CaseOffice.ReadAsync(put);
        Assert.Equal("Rooms 3 true", Assert.Single((await ReadAsync(number)).Tasks).Title.In("en"));

        var variables = await JournalAsync(number, "flow.corrected", "variables");
        Assert.Equal(["Ok", "Staff"], variables.AsObject().Select(v => v.Key).Order(StringComparer.Ordinal));
        Assert.Equal((2, 3), (variables["Staff"]!["before"]!["rooms"]!.GetValue<int>(), variables["Staff"]!["after"]!["rooms"]!.GetValue<int>()));
        var person = variables["Staff"]!["after"]!["people"]![0]!;
        Assert.Equal((Masked, "service"), (person["idNumber"]!.GetValue<string>(), person["post"]!.GetValue<string>()));
        AssertNothingPersonal(await StoredAsync(number));
    }

    [Fact]
    public async Task A_personal_value_that_is_put_right_is_masked_in_the_journal_too()
    {
        var number = await FailedAsync();
        var staff = (await IncidentAsync(number))["variables"]!["Staff"]!.DeepClone();
        staff["people"]![0]!["name"] = "孙悦来";
        using var put = await CorrectAsync(number, new JsonObject { ["Staff"] = staff, ["Ok"] = true });
        await CaseOffice.ReadAsync(put);
        var person = (await JournalAsync(number, "flow.corrected", "variables"))["Staff"]!;
        Assert.Equal(("赵*", "孙**"), (person["before"]!["people"]![0]!["name"]!.GetValue<string>(), person["after"]!["people"]![0]!["name"]!.GetValue<string>()));
        Assert.DoesNotContain("孙悦来", (await StoredAsync(number)).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mask_is_never_kept_as_a_value()
    {
        var number = await FailedAsync();
        var before = await ReadAsync(number);
        var staff = (await IncidentAsync(number))["variables"]!["Staff"]!.DeepClone();
        var people = staff["people"]!.AsArray();
        var first = people[0]!.DeepClone();
        people.RemoveAt(0);
        people.Add(first);
        Assert.Equal(["case.incident.masked"], await CaseOffice.CodesAsync(await CorrectAsync(number, new JsonObject { ["Staff"] = staff }), HttpStatusCode.BadRequest));
        Assert.Equal(["case.incident.masked"], await CaseOffice.CodesAsync(await CorrectAsync(number, new JsonObject { ["Note"] = "Asked again " + Masked }), HttpStatusCode.BadRequest));
        Assert.Equal(before.Version, (await ReadAsync(number)).Version);
    }

    [Fact]
    public async Task Nothing_personal_comes_with_what_a_flow_tells_of_itself()
    {
        var number = await FailedAsync();
        var events = await CaseOffice.GetAsync(await office.AsAsync("sun.li"), $"/api/v1/cases/{number}/events");
        Assert.Contains("flow.failed", events.ToJsonString(), StringComparison.Ordinal);
        AssertNothingPersonal(events);
        Assert.Equal(Masked, (await JournalAsync(number, PublishedEvent.JournalName, "payload"))["first"]!.GetValue<string>());

        using var opened = await CaseOffice.PostAsync(await office.AsAsync("sun.li"), $"/api/v1/cases/{number}/unmask", new JsonObject { ["reason"] = "核对从业人员" });
        await CaseOffice.ReadAsync(opened);
        Assert.Equal(Employee, (await JournalAsync(number, PublishedEvent.JournalName, "payload"))["first"]!.GetValue<string>());
    }

    private static void AssertNothingPersonal(JsonNode shown)
    {
        var text = shown.ToJsonString(ModelJson.Readable);
        Assert.All(Personal, value => Assert.DoesNotContain(value, text, StringComparison.Ordinal));
    }

    private async Task<JsonNode> IncidentAsync(string number) => await CaseOffice.GetAsync(await office.AsAsync("sun.li"), $"/api/v1/cases/{number}/incident?step=check");

    private async Task<HttpResponseMessage> CorrectAsync(string number, JsonObject variables) => await CaseOffice.PostAsync(
        await office.AsAsync("sun.li"), $"/api/v1/cases/{number}/correct", new JsonObject { ["step"] = "check", ["variables"] = variables, ["reason"] = "更正" }, office.NewKey());

    /// <summary>The journal as it is kept, without regard to who reads it.</summary>
    private async Task<JsonArray> StoredAsync(string number) =>
        [.. (await office.Server.Get<JournalStore>().RowsAsync(await ReadAsync(number), default)).Where(r => r.Name is "flow.failed" or "flow.corrected").Select(r => JsonNode.Parse(r.Payload))];

    private async Task<JsonNode> JournalAsync(string number, string name, string member) =>
        (await CaseOffice.GetAsync(await office.AsAsync("sun.li"), $"/api/v1/cases/{number}/events"))["items"]!.AsArray().Single(e => e!["name"]!.GetValue<string>() == name)!["payload"]![member]!;

    private async Task<CaseFile> ReadAsync(string number) => (await office.Server.Get<CaseReader>().FindAsync(number, default))!;

    private async Task<string> FailedAsync()
    {
        var admin = await office.AsAsync("admin");
        const string Path = "/api/v1/definitions/flow/hygiene-permit";
        using var saved = await admin.PutAsJsonAsync(Path + "?locality=330110", JsonNode.Parse(Flow));
        if (saved.IsSuccessStatusCode)
        {
            await CaseOffice.ReadAsync(await admin.PostAsync(Path + "/publish?locality=330110", null));
        }

        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        Assert.Equal("check", Assert.Single((await ReadAsync(number)).Incidents).StepId);
        return number;
    }
}
