using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Platform.Tests.Cases;
using Platform.Tests.Hosting;

namespace Platform.Tests.Decisions;

/// <summary>The senior citizen's card from the application to the decision: what its table answered stands in the history, for staff whole and for the applicant in a sentence.</summary>
public sealed class DecisionTablePathTests : IAsyncLifetime
{
    private const string Table = "/api/v1/definitions/decisionTable/elderly-card-entitlement?locality=330110";

    private readonly CaseOffice _office = new();

    public ValueTask InitializeAsync() => _office.InitializeAsync();

    public ValueTask DisposeAsync() => _office.DisposeAsync();

    [Fact]
    public async Task The_officer_reads_which_row_fired_and_why_and_the_applicant_the_reason()
    {
        var number = await AcceptedAsync();
        var events = await EventsAsync("zheng.shuang", number);
        var entry = Assert.Single(events, e => Text(e, "name").StartsWith("decisionTable.", StringComparison.Ordinal))!;
        var explanation = entry["payload"]!["explanation"]!;
        Assert.Equal(("decisionTable.explained", "entitlement", "of-the-province"), (Text(entry, "name"), Text(entry["payload"]!, "stepId"), Text(explanation["rows"]![0]!, "id")));
        Assert.Equal("年龄：大于等于 60", Text(explanation["rows"]![0]!["because"]![0]!["words"]!, "zh-CN"));
        Assert.Equal("Age: at least 60", Text(explanation["rows"]![0]!["because"]![0]!["words"]!, "en"));
        Assert.DoesNotContain(CaseOffice.Resident, entry.ToJsonString(), StringComparison.Ordinal);

        var told = Assert.Single(await EventsAsync(CaseOffice.Resident, number), e => Text(e, "name") == "decisionTable.explained")!;
        Assert.Equal(["annotations"], told["payload"]!.AsObject().Select(p => p.Key));
        var page = WebUtility.HtmlDecode(await (await _office.ResidentAsync()).GetStringAsync(new Uri($"/cases/{number}", UriKind.Relative)));
        Assert.Contains("已满六十周岁，户籍在本省（第二条）。", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_keeps_the_version_of_the_table_it_was_filed_with()
    {
        var before = await FileAsync();
        await PublishAsync(t => t["rules"]![1]!["id"] = "renamed");
        var after = await FileAsync();
        Assert.Equal("of-the-province", await FiredAsync(before));
        Assert.Equal("renamed", await FiredAsync(after));
    }

    [Fact]
    public async Task Where_nothing_fires_the_case_goes_on_and_the_history_says_so()
    {
        await PublishAsync(t =>
        {
            t["rules"]!.AsArray().RemoveAt(1);
            t["hitPolicy"] = "first";
        });
        var number = await AcceptedAsync();
        var entry = Assert.Single(await EventsAsync("zheng.shuang", number), e => Text(e, "name").StartsWith("decisionTable.", StringComparison.Ordinal))!;
        Assert.Equal(("decisionTable.answered", 0, 0), (Text(entry, "name"), entry["payload"]!["explanation"]!["rows"]!.AsArray().Count, entry["payload"]!["explanation"]!["outputs"]!.AsArray().Count));
        Assert.DoesNotContain(await EventsAsync(CaseOffice.Resident, number), e => Text(e, "name").StartsWith("decisionTable.", StringComparison.Ordinal));
        await _office.CompleteAsync("zheng.shuang", number, "Grant");
        Assert.Equal("completed", await _office.StateAsync(number));
    }

    [Fact]
    public async Task A_rehearsal_shows_what_the_table_answered_and_hides_what_is_masked()
    {
        await PublishAsync(t =>
        {
            t["inputs"]!.AsArray().Add(JsonNode.Parse("""{"id":"number","label":{"zh-CN":"证件号码","en":"Number"},"type":"text","reads":"answers.idNumber"}"""));
            foreach (var rule in t["rules"]!.AsArray())
            {
                rule!["when"]!.AsArray().Add("not(\"x\")");
            }
        });
        var request = new JsonObject
        {
            ["item"] = "elderly-card",
            ["locality"] = CaseOffice.Street,
            ["script"] = new JsonObject
            {
                ["answers"] = JsonNode.Parse(TestData.Text("Cases/Data/elderly-answers.json")),
                ["scenario"] = new JsonObject { ["household"] = "local", ["agent"] = "self" },
                ["moves"] = new JsonArray(new JsonObject { ["do"] = "complete", ["step"] = "accept", ["outcome"] = "Accept" }),
            },
        };
        using var answer = await CaseOffice.PostAsync(await _office.AsAsync("he.jie"), "/api/v1/rehearsals", request);
        var run = (await CaseOffice.ReadAsync(answer))["run"]!;
        var decision = Assert.Single(run["moments"]!.AsArray().SelectMany(m => m!["decisions"]!.AsArray()))!;
        Assert.Equal("of-the-province", Text(decision["rows"]![0]!, "id"));
        Assert.Equal("******", Text(decision["inputs"]![2]!["words"]!, "zh-CN"));
        Assert.DoesNotContain("19580312", decision.ToJsonString(), StringComparison.Ordinal);
    }

    private async Task<string> FileAsync()
    {
        var answers = (JsonObject)JsonNode.Parse(TestData.Text("Cases/Data/elderly-answers.json"))!;
        var filing = await CaseOffice.FilingAsync(
            await _office.ResidentAsync(), "elderly-card", answers, new JsonObject { ["household"] = "local", ["agent"] = "self" }, ["identity-card", "photo"], "photo.png");
        return Text(await _office.FileAsync(filing), "number");
    }

    private async Task<string> AcceptedAsync()
    {
        var number = await FileAsync();
        await _office.CompleteAsync("zheng.shuang", number, "Accept");
        return number;
    }

    private async Task<string> FiredAsync(string number)
    {
        await _office.CompleteAsync("zheng.shuang", number, "Accept");
        var entry = Assert.Single(await EventsAsync("zheng.shuang", number), e => Text(e, "name").StartsWith("decisionTable.", StringComparison.Ordinal))!;
        return Text(entry["payload"]!["explanation"]!["rows"]![0]!, "id");
    }

    private async Task<IReadOnlyList<JsonNode>> EventsAsync(string user, string number) =>
        [.. (await CaseOffice.GetAsync(await _office.AsAsync(user), $"/api/v1/cases/{number}/events"))["items"]!.AsArray().Select(e => e!)];

    /// <summary>The district gets a version of its own, which comes before that of the province.</summary>
    private async Task PublishAsync(Action<JsonNode> change)
    {
        var admin = await _office.AsAsync("he.jie");
        var table = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Templates", "GovernmentServices", "decision-tables", "elderly-card-entitlement.json")))!;
        change(table);
        using var saved = await admin.PutAsJsonAsync(Table, table);
        await CaseOffice.ReadAsync(saved);
        using var published = await admin.PostAsync(Table.Replace("?", "/publish?", StringComparison.Ordinal), null);
        await CaseOffice.ReadAsync(published);
    }

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
