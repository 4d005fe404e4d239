using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Localities;
using Platform.Model.Decisions;
using Platform.Server.Hosting;
using Platform.Tests.Items;

namespace Platform.Tests.Decisions;

public sealed class DecisionTableApiTests(InstalledServer shared) : IClassFixture<InstalledServer>
{
    private const string Shipped = "elderly-card-entitlement";

    [Fact]
    public async Task The_shipped_table_answers_and_says_why()
    {
        using var admin = Admin();
        var answer = await TryAsync(admin, Shipped, """{"locality":"330110","inputs":{"age":70,"household":"other"}}""");
        Assert.Equal("equal", answer.GetProperty("result").GetProperty("entitlement").GetString());
        var explanation = answer.GetProperty("explanation");
        var row = Assert.Single(explanation.GetProperty("rows").EnumerateArray());
        Assert.Equal(("from-elsewhere", 3), (row.GetProperty("id").GetString(), row.GetProperty("number").GetInt32()));
        Assert.Equal(["age", "household"], row.GetProperty("because").EnumerateArray().Select(b => b.GetProperty("input").GetString()));
        Assert.Equal("DecisionTable/elderly-card-entitlement/33@1", explanation.GetProperty("versionId").GetString());

        var nothing = await TryAsync(admin, Shipped, """{"locality":"330110","inputs":{"household":"other"}}""");
        Assert.Equal(JsonValueKind.Null, nothing.GetProperty("result").ValueKind);
        Assert.Empty(nothing.GetProperty("explanation").GetProperty("rows").EnumerateArray());
    }

    [Fact]
    public async Task Draft_and_version_in_force_and_a_table_being_written_are_tried_apart()
    {
        using var admin = Admin();
        await SaveAsync(admin, "tried", Fee("1"));
        await RefusedAsync(admin, "tried", """{"locality":"330110","inputs":{"x":1}}""", HttpStatusCode.NotFound, "definition.notFound");
        Assert.Equal(1, await FeeAsync("""{"locality":"330110","inputs":{"x":1},"state":"draft"}"""));
        await PublishAsync(admin, "tried");
        var tag = await SaveAsync(admin, "tried", Fee("2"));
        Assert.NotNull(tag);
        Assert.Equal(1, await FeeAsync("""{"locality":"330110","inputs":{"x":1}}"""));
        Assert.Equal(2, await FeeAsync("""{"locality":"330110","inputs":{"x":1},"state":"draft"}"""));
        Assert.Equal(3, await FeeAsync($$"""{"locality":"330110","inputs":{"x":1},"table":{{Fee("3")}}}"""));

        async Task<int> FeeAsync(string body) => (await TryAsync(admin, "tried", body)).GetProperty("result").GetProperty("fee").GetInt32();
    }

    [Theory]
    [InlineData("""{"locality":"330110","inputs":{"age":"old","household":"local"}}""", HttpStatusCode.BadRequest, "decision.inputType")]
    [InlineData("""{"locality":"330110","inputs":{"age":200,"household":"local"}}""", HttpStatusCode.BadRequest, "decision.inputNotAllowed")]
    [InlineData("""{"locality":"330110","inputs":{"agee":70}}""", HttpStatusCode.BadRequest, "decision.inputUnknown")]
    [InlineData("""{"locality":"330110","inputs":{},"state":"old"}""", HttpStatusCode.BadRequest, "definition.stateUnknown")]
    [InlineData("""{"locality":"3301100","inputs":{}}""", HttpStatusCode.BadRequest, "request.value")]
    [InlineData("""{"locality":"330110","inputs":{},"who":1}""", HttpStatusCode.BadRequest, "request.member")]
    [InlineData("""{"locality":"330106","inputs":{}}""", HttpStatusCode.Forbidden, "definition.forbidden")]
    public Task A_question_that_makes_no_sense_is_refused(string body, HttpStatusCode status, string code) => RefusedAsync(Admin(), Shipped, body, status, code);

    [Fact]
    public async Task A_draft_may_have_open_ends_and_a_table_that_overlaps_does_not_come_into_force()
    {
        using var admin = Admin();
        var overlapping = Fee("1").Replace("\"> 5\"", "\"> 0\"", StringComparison.Ordinal);
        await SaveAsync(admin, "open", overlapping);
        using var refused = await admin.PostAsync(Definition("open", "/publish"), null);
        var body = await refused.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var error = Assert.Single(body.GetProperty("errors").EnumerateArray());
        Assert.Equal(("decisionTable.overlap", "rules[a]"), (error.GetProperty("code").GetString(), error.GetProperty("field").GetString()));
        Assert.Equal("Rows 1 and 2 can fire at once, for example x: 1.", error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_gap_is_told_at_publication_and_an_unknown_member_is_no_table()
    {
        using var admin = Admin();
        await SaveAsync(admin, "gap", Fee("1").Replace("\"> 5\"", "\"> 6\"", StringComparison.Ordinal));
        using var published = await admin.PostAsync(Definition("gap", "/publish"), null);
        var finding = Assert.Single((await published.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("findings").EnumerateArray());
        Assert.Equal("decisionTable.notCovered", finding.GetProperty("code").GetString());
        Assert.Equal("x = 6", finding.GetProperty("values").GetProperty("example").GetString());

        using var odd = await PutAsync(admin, "odd", Fee("1").Replace("\"hitPolicy\"", "\"hitpolicies\":1,\"hitPolicy\"", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.BadRequest, odd.StatusCode);
    }

    [Fact]
    public async Task A_flow_names_only_tables_in_force_and_a_table_keeps_the_flows_that_ask_it()
    {
        using var admin = Admin();
        var flow = """{"definitionId":"asks","root":{"id":"f","type":"Elsa.Flowchart","activities":[{"id":"t","type":"Platform.DecisionTable","table":"asked","inputs":{"x":1},"outcome":"way"},{"id":"d","type":"Platform.Decide"}],"connections":[{"source":{"activity":"t","port":"left"},"target":{"activity":"d"}},{"source":{"activity":"t","port":"right"},"target":{"activity":"d"}}]}}""";
        using var saved = await admin.PutAsync(new Uri("/api/v1/definitions/flow/asks?locality=330110", UriKind.Relative), Body(flow));
        Assert.True(saved.IsSuccessStatusCode, await saved.Content.ReadAsStringAsync());
        var publish = new Uri("/api/v1/definitions/flow/asks/publish?locality=330110", UriKind.Relative);
        Assert.Equal(["flow.tableUnknown"], await CodesAsync(await admin.PostAsync(publish, null)));

        await SaveAsync(admin, "asked", Ways("left", "right"));
        await PublishAsync(admin, "asked");
        using var now = await admin.PostAsync(publish, null);
        Assert.True(now.IsSuccessStatusCode, await now.Content.ReadAsStringAsync());

        await SaveAsync(admin, "asked", Ways("left", "up"));
        Assert.Equal(["decisionTable.breaksFlow"], await CodesAsync(await admin.PostAsync(Definition("asked", "/publish"), null)));
        await SaveAsync(admin, "asked", Ways("left", "right").Replace("\"id\":\"x\"", "\"id\":\"y\"", StringComparison.Ordinal));
        Assert.Contains("decisionTable.breaksFlow", await CodesAsync(await admin.PostAsync(Definition("asked", "/publish"), null)));
    }

    [Fact]
    public async Task A_dmn_file_becomes_a_draft_and_goes_out_again()
    {
        using var admin = Admin();
        using var dry = await ImportAsync(admin, "key=from-camunda&locality=330110&dryRun=true");
        var shown = await dry.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((false, "collect"), (shown.TryGetProperty("draft", out _), shown.GetProperty("table").GetProperty("hitPolicy").GetString()));
        Assert.Contains(shown.GetProperty("notes").EnumerateArray(), n => n.GetProperty("code").GetString() == "dmn.leftOut" && n.GetProperty("field").GetString() == "Drawing_1");
        using var none = await admin.GetAsync(Export("from-camunda", "&state=draft"));
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);

        using var saved = await ImportAsync(admin, "key=from-camunda&locality=330110");
        Assert.True(saved.IsSuccessStatusCode, await saved.Content.ReadAsStringAsync());
        using var blind = await ImportAsync(admin, "key=from-camunda&locality=330110");
        Assert.Equal(HttpStatusCode.PreconditionFailed, blind.StatusCode);
        using var file = await admin.GetAsync(Export("from-camunda", "&state=draft"));
        Assert.Equal(("application/xml", "from-camunda.dmn"), (file.Content.Headers.ContentType!.MediaType, file.Content.Headers.ContentDisposition!.FileName!.Trim('"')));
        using var again = await ImportAsync(admin, "key=from-camunda&locality=330110&dryRun=true", await file.Content.ReadAsStringAsync());
        var draft = await admin.GetFromJsonAsync<JsonElement>(Definition("from-camunda", "", "&state=draft"));
        Assert.True(JsonElement.DeepEquals(draft, (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("table")));
    }

    [Theory]
    [InlineData("key=x&locality=330110", "COLLECT", "MOST", HttpStatusCode.BadRequest, "dmn.unsupported")]
    [InlineData("key=x&locality=330110", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>", HttpStatusCode.BadRequest, "flowFile.notXml")]
    [InlineData("key=x&locality=330106", "COLLECT", "COLLECT", HttpStatusCode.Forbidden, "definition.forbidden")]
    [InlineData("key=x&locality=x", "COLLECT", "COLLECT", HttpStatusCode.BadRequest, "locality.code")]
    [InlineData("key=X!&locality=330110", "COLLECT", "COLLECT", HttpStatusCode.BadRequest, "definition.key")]
    public async Task A_file_that_cannot_be_taken_is_refused(string question, string was, string now, HttpStatusCode status, string code)
    {
        using var admin = Admin();
        using var answer = await ImportAsync(admin, question, TestData.Text("Decisions/Data/camunda-fee.dmn").Replace(was, now, StringComparison.Ordinal));
        Assert.Equal((status, code), (answer.StatusCode, (await CodesAsync(answer)).FirstOrDefault()));
    }

    [Fact]
    public async Task Only_who_may_edit_definitions_imports_and_only_staff_tries()
    {
        using var clerk = shared.Server.As("window-clerk", "330110");
        using var import = await ImportAsync(clerk, "key=x&locality=330110");
        Assert.Equal(HttpStatusCode.Forbidden, import.StatusCode);
        using var elsewhere = await Admin().GetAsync(new Uri($"/api/v1/decision-tables/{Shipped}/dmn?locality=330106", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Forbidden, elsewhere.StatusCode);
        using var visitor = await shared.Server.Client.PostAsync(new Uri($"/api/v1/decision-tables/{Shipped}/try", UriKind.Relative), Body("""{"locality":"330110","inputs":{}}"""));
        Assert.Equal(HttpStatusCode.Unauthorized, visitor.StatusCode);
    }

    [Fact]
    public async Task An_item_whose_form_does_not_ask_what_its_table_reads_does_not_come_into_force()
    {
        await using var server = await ItemsServer.StartAsync();
        using var admin = server.As("site-admin", ItemsServer.Street);
        var layers = await server.Get<IDefinitions>().ListLayersAsync(DefinitionKind.Item, "elderly-card", LocalityCode.Parse(ItemsServer.Street), default);
        var layer = JsonNode.Parse(layers.Single(l => l.Id.Owner.Value == ItemsServer.Street).Json)!;
        layer["form"] = "hygiene-permit";
        using var saved = await SendAsync(admin, "/api/v1/definitions/item/elderly-card?locality=" + ItemsServer.Street, layer.ToJsonString());
        Assert.True(saved.IsSuccessStatusCode, await saved.Content.ReadAsStringAsync());
        var codes = await CodesAsync(await admin.PostAsync(new Uri($"/api/v1/definitions/item/elderly-card/publish?locality={ItemsServer.Street}", UriKind.Relative), null));
        Assert.Equal(["item.tableReads", "item.tableReads"], codes);
    }

    [Fact]
    public void Everything_that_is_said_of_tables_is_said_in_both_languages()
    {
        var texts = shared.Server.Get<ProblemTexts>();
        string[] codes =
        [
            .. new[] { "count", "twice", "name", "reads", "cells", "cell", "cellName", "aggregation", "aggregatedOutputs", "aggregatedType", "noPriority", "notAllowed", "text", "never", "overlap", "contradiction", "shadowed", "unproven", "notCovered", "coverUnproven", "breaksFlow" }.Select(c => "decisionTable." + c),
            .. new[] { "inputType", "inputNotAllowed", "inputUnknown", "notUnique", "notSame", "tooLarge", "tableUnknown", "noOutcome" }.Select(c => "decision." + c),
            .. new[] { "notDmn", "noTable", "severalTables", "unsupported", "leftOut" }.Select(c => "dmn." + c),
            .. new[] { "tableNotLiteral", "tableUnknown", "tableInputUnknown", "tableInputMissing", "tableOutputUnknown", "tableOutcome" }.Select(c => "flow." + c),
            "flowFile.bpmn.decision", "flowFile.bpmn.decisionLater", "item.tableReads", "item.tableType",
        ];
        Assert.All(codes, c =>
        {
            var (chinese, english) = (texts.Find(c, CultureInfo.GetCultureInfo("zh-CN")), texts.Find(c, CultureInfo.GetCultureInfo("en")));
            Assert.True(chinese is not null && english is not null && chinese != english, c);
            Assert.Equal(Placeholders(chinese), Placeholders(english));
        });
    }

    private static IEnumerable<string> Placeholders(string text) => System.Text.RegularExpressions.Regex.Matches(text, @"\{\w+\}").Select(m => m.Value).Distinct().Order(StringComparer.Ordinal);

    private HttpClient Admin()
    {
        var client = shared.Server.As("site-admin", "330110");
        client.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue("en"));
        return client;
    }

    private static string Fee(string fee) => $$"""
        {"key":"tried","name":{"zh-CN":"费","en":"Fee"},"hitPolicy":"unique","inputs":[{"id":"x","label":{"zh-CN":"x","en":"x"},"type":"integer"}],
         "outputs":[{"name":"fee","label":{"zh-CN":"费","en":"Fee"},"type":"number"}],"rules":[{"id":"a","when":["<= 5"],"then":["{{fee}}"]},{"id":"b","when":["> 5"],"then":["9"]}]}
        """;

    private static string Ways(string one, string other) => $$"""
        {"key":"asked","name":{"zh-CN":"路","en":"Way"},"hitPolicy":"unique","inputs":[{"id":"x","label":{"zh-CN":"x","en":"x"},"type":"integer"}],"default":["\"{{one}}\""],
         "outputs":[{"name":"way","label":{"zh-CN":"路","en":"Way"},"type":"text"}],"rules":[{"id":"a","when":["<= 5"],"then":["\"{{one}}\""]},{"id":"b","when":["> 5"],"then":["\"{{other}}\""]}]}
        """;

    private static Uri Definition(string key, string act, string more = "") => new($"/api/v1/definitions/decisionTable/{key}{act}?locality=330110{more}", UriKind.Relative);

    private static Uri Export(string key, string more) => new($"/api/v1/decision-tables/{key}/dmn?locality=330110{more}", UriKind.Relative);

    private static async Task<string?> SaveAsync(HttpClient client, string key, string table)
    {
        using var answer = await PutAsync(client, key, table);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return answer.Headers.ETag?.Tag;
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, string key, string table) =>
        SendAsync(client, Definition(key, "").ToString(), table.Replace("\"key\":\"tried\"", $"\"key\":\"{key}\"", StringComparison.Ordinal));

    /// <summary>Saves over whatever draft there is.</summary>
    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string address, string document)
    {
        using var before = await client.GetAsync(new Uri(address + "&state=draft", UriKind.Relative));
        using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = Body(document) };
        if (before.Headers.ETag is { } tag)
        {
            request.Headers.TryAddWithoutValidation("If-Match", tag.Tag);
        }

        return await client.SendAsync(request);
    }

    private static async Task PublishAsync(HttpClient client, string key)
    {
        using var answer = await client.PostAsync(Definition(key, "/publish"), null);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<JsonElement> TryAsync(HttpClient client, string key, string body)
    {
        using var answer = await client.PostAsync(new Uri($"/api/v1/decision-tables/{key}/try", UriKind.Relative), Body(body));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task RefusedAsync(HttpClient client, string key, string body, HttpStatusCode status, string code)
    {
        using var answer = await client.PostAsync(new Uri($"/api/v1/decision-tables/{key}/try", UriKind.Relative), Body(body));
        Assert.Equal((status, code), (answer.StatusCode, (await CodesAsync(answer)).FirstOrDefault()));
    }

    private static async Task<string[]> CodesAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()) is var body && body.TryGetProperty("errors", out var errors) ? [.. errors.EnumerateArray().Select(e => e.GetProperty("code").GetString()!)] : [];

    private static async Task<HttpResponseMessage> ImportAsync(HttpClient client, string question, string? file = null)
    {
        using var content = new StringContent(file ?? TestData.Text("Decisions/Data/camunda-fee.dmn"), Encoding.UTF8, "application/xml");
        return await client.PostAsync(new Uri("/api/v1/decision-tables/import?" + question, UriKind.Relative), content);
    }

    private static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");
}
