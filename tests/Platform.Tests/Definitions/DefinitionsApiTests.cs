using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Platform.Tests.Items;

namespace Platform.Tests.Definitions;

public sealed class DefinitionsApiTests(InstalledServer shared) : IClassFixture<InstalledServer>
{
    private const string Table = """{"key":"colour","title":{"zh-CN":"颜色","en":"Colour"},"entries":[{"code":"r","label":{"zh-CN":"红","en":"Red"},"x-shade":{"a":[1,2.50,1e3]}}],"x-own":"kept"}""";

    [Fact]
    public async Task A_definition_is_drafted_published_and_replaced()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        using var admin = server.As("site-admin", "330110");
        using var first = await PutAsync(admin, "codeTable/colour", Table);
        Assert.Equal((HttpStatusCode.OK, "draft", 1), await HeadAsync(first));
        using var inForce = await admin.GetAsync(Uri("codeTable/colour"));
        Assert.Equal(HttpStatusCode.NotFound, inForce.StatusCode);
        using var published = await PostAsync(admin, "codeTable/colour");
        Assert.Equal((HttpStatusCode.OK, "active", 1), await HeadAsync(published));

        using var second = await PutAsync(admin, "code-table/colour", Table.Replace("红", "大红", StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode.OK, "draft", 2), await HeadAsync(second));
        using var replaced = await PostAsync(admin, "codeTable/colour");
        Assert.Equal((HttpStatusCode.OK, "active", 2), await HeadAsync(replaced));

        var versions = (await admin.GetFromJsonAsync<JsonElement>(Uri("codeTable/colour/versions"))).GetProperty("items").EnumerateArray();
        Assert.Equal(["2 active", "1 obsolete"], versions.Select(v => $"{v.GetProperty("version")} {v.GetProperty("state").GetString()}"));
        using var old = await admin.GetAsync(Uri("codeTable/colour", "&version=1"));
        Assert.Contains("红", await old.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("obsolete", Assert.Single(old.Headers.GetValues("Definition-State")));
        Assert.Equal(["definition.saved", "definition.published", "definition.saved", "definition.published"], server.Audit.Entries.Select(e => e.Act));
    }

    [Fact]
    public async Task Members_nobody_knows_survive_to_the_letter()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        using var admin = server.As("site-admin", "330110");
        using var put = await PutAsync(admin, "codeTable/colour", Table);
        Assert.Equal(Table, await admin.GetStringAsync(Uri("codeTable/colour", "&state=draft")));
    }

    [Fact]
    public async Task A_stale_save_is_refused()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        using var admin = server.As("site-admin", "330110");
        using var first = await PutAsync(admin, "codeTable/colour", Table);
        var seen = first.Headers.ETag!.ToString();
        using var blind = await PutAsync(admin, "codeTable/colour", Table);
        Assert.Equal(HttpStatusCode.PreconditionFailed, blind.StatusCode);
        using var second = await PutAsync(admin, "codeTable/colour", Table.Replace("红", "朱", StringComparison.Ordinal), seen);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        using var stale = await PutAsync(admin, "codeTable/colour", Table, seen);
        Assert.Equal((HttpStatusCode.PreconditionFailed, "definition.stale"), await CodeAsync(stale));
        using var stalePublish = await PostAsync(admin, "codeTable/colour", seen);
        Assert.Equal(HttpStatusCode.PreconditionFailed, stalePublish.StatusCode);
        using var publish = await PostAsync(admin, "codeTable/colour", second.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.OK, publish.StatusCode);
        using var nothing = await PostAsync(admin, "codeTable/colour");
        Assert.Equal((HttpStatusCode.Conflict, "definition.noDraft"), await CodeAsync(nothing));
    }

    [Theory]
    [InlineData("site-admin", "330106", "codeTable/colour", HttpStatusCode.Forbidden)]
    [InlineData("site-admin", "330110005", "codeTable/colour", HttpStatusCode.Forbidden)]
    [InlineData("publisher", "330110", "codeTable/colour", HttpStatusCode.Forbidden)]
    [InlineData("window-clerk", "330110", "codeTable/colour", HttpStatusCode.Forbidden)]
    [InlineData("item-admin", "3301", "codeTable/colour", HttpStatusCode.OK)]
    [InlineData("platform-admin", "0", "codeTable/colour", HttpStatusCode.OK)]
    public async Task Only_a_grant_that_covers_the_locality_can_save(string role, string locality, string name, HttpStatusCode status)
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        using var client = server.As(role, locality);
        using var answer = await PutAsync(client, name, Table);
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Editing_and_publishing_are_two_permissions()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        using var editor = server.As("item-admin", "330110");
        using var publisher = server.As("publisher", "330110");
        using var put = await PutAsync(editor, "codeTable/colour", Table);
        using var own = await PostAsync(editor, "codeTable/colour");
        Assert.Equal(HttpStatusCode.Forbidden, own.StatusCode);
        using var other = await PostAsync(publisher, "codeTable/colour");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Definitions_of_another_district_are_not_seen_but_those_above_are()
    {
        var server = shared.Server;
        using var street = server.As("item-admin", ItemsServer.Street);
        using var above = await street.GetAsync(new Uri("/api/v1/definitions/item/elderly-card?locality=33", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, above.StatusCode);
        using var beside = await street.GetAsync(new Uri($"/api/v1/definitions/item/elderly-card?locality={ItemsServer.SecondStreet}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Forbidden, beside.StatusCode);
        using var listBeside = await street.GetAsync(new Uri("/api/v1/definitions?locality=330110", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Forbidden, listBeside.StatusCode);
        var own = await street.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/definitions?locality={ItemsServer.Street}&kind=item&state=active", UriKind.Relative));
        Assert.Equal(["elderly-card", "lease-registration"], own.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("key").GetString()).Order());
        using var nobody = await server.Client.GetAsync(new Uri("/api/v1/definitions?locality=33", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
    }

    [Fact]
    public async Task The_list_is_paged()
    {
        var server = shared.Server;
        using var admin = server.As("platform-admin", "0");
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await admin.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/definitions?locality=33&kind=codeTable&take=5{(cursor is null ? "" : "&cursor=" + cursor)}", UriKind.Relative));
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("key").GetString()!));
            cursor = page.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.String ? next.GetString() : null;
        }
        while (cursor is not null);
        Assert.Equal(seen.Distinct().Order(StringComparer.Ordinal), seen);
        Assert.Contains("satisfaction", seen);
    }

    [Theory]
    [InlineData("codeTable/colour", "[1]", "definition.notObject", null)]
    [InlineData("codeTable/colour", """{"key":"colour",""", "definition.notJson", null)]
    [InlineData("codeTable/colour", """{"key":"colour","key":"colour"}""", "definition.notJson", null)]
    [InlineData("codeTable/colour", """{"key":"color","entries":[]}""", "definition.keyDiffers", "key")]
    [InlineData("codeTable/Colour", """{"key":"Colour","entries":[]}""", "definition.key", "key")]
    [InlineData("codeTable/colour", """{"key":"colour","entries":[{"code":"a"},{"code":"a"}]}""", "codeTable.codeTwice", "entries[a]")]
    [InlineData("codeTable/colour", """{"key":"colour","entries":[{"code":"a","parent":"z"}]}""", "codeTable.parent", "entries[a].parent")]
    [InlineData("codeTable/colour", """{"key":"colour","entries":{"a":1}}""", "definition.shape", "entries")]
    [InlineData("documentTemplate/paper", """{"title":"标题","body":{"zh-CN":"{% if x %}"}}""", "liquid.unclosed", "body.zh-CN")]
    [InlineData("calendar/days", """{"key":"days","version":"1","years":[{"year":2026,"source":"x","days":[]}]}""", "calendar.year.empty", "years")]
    [InlineData("form/f", """{"key":"f","pages":"none"}""", "definition.shape", "pages")]
    [InlineData("item/permit", """{"key":"permit","promisedLimit":{"amount":30,"unit":"workingDay"},"statutoryLimit":{"amount":20,"unit":"workingDay"}}""", "item.promisedOverStatutory", "promisedLimit.amount")]
    [InlineData("item/permit", """{"key":"permit","authority":{"code":"123","name":"x"}}""", "item.authorityCode", "authority.code")]
    public async Task A_wrong_document_is_refused_with_its_place(string name, string body, string code, string? field)
    {
        var server = shared.Server;
        using var admin = server.As("site-admin", "330110");
        using var answer = await PutAsync(admin, name, body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors")[0];
        Assert.Equal((code, field), (error.GetProperty("code").GetString(), error.TryGetProperty("field", out var f) ? f.GetString() : null));
        Assert.NotEqual(code, error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_layer_that_loosens_is_refused_on_save_with_field_value_and_expectation()
    {
        var server = shared.Server;
        using var street = server.As("site-admin", ItemsServer.Street);
        street.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue("en"));
        using var content = Json("""{"key":"public-place-hygiene-permit","promisedLimit":{"amount":15,"unit":"workingDay"}}""");
        using var answer = await street.PutAsync(new Uri($"/api/v1/definitions/item/public-place-hygiene-permit?locality={ItemsServer.Street}", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors")[0];
        Assert.Equal("promisedLimit.amount", error.GetProperty("field").GetString());
        var message = error.GetProperty("message").GetString()!;
        Assert.Contains("15", message, StringComparison.Ordinal);
        Assert.Contains("<= 10", message, StringComparison.Ordinal);
        Assert.Contains("applicant’s favour", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publishing_a_layer_that_would_break_one_below_is_refused()
    {
        await using var server = await ItemsServer.StartAsync();
        using var admin = server.As("site-admin", "330110");
        var layer = await admin.GetStringAsync(new Uri("/api/v1/definitions/item/public-place-hygiene-permit?locality=330110", UriKind.Relative));
        using var content = Json(layer.Replace("\"amount\": 10", "\"amount\": 6", StringComparison.Ordinal));
        using var put = await admin.PutAsync(new Uri("/api/v1/definitions/item/public-place-hygiene-permit?locality=330110", UriKind.Relative), content);
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        using var publish = await admin.PostAsync(new Uri("/api/v1/definitions/item/public-place-hygiene-permit/publish?locality=330110", UriKind.Relative), null);
        Assert.Equal((HttpStatusCode.BadRequest, "item.breaksBelow"), await CodeAsync(publish));
        Assert.Contains(ItemsServer.SecondStreet, await publish.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("form", "hygiene-permit", "no-such-table", "form/probe")]
    public async Task A_form_with_a_table_that_is_not_in_force_can_be_drafted_but_not_published(string kind, string key, string table, string probe)
    {
        await using var server = await ItemsServer.StartAsync();
        using var admin = server.As("site-admin", "33");
        var form = await admin.GetStringAsync(new Uri($"/api/v1/definitions/{kind}/{key}?locality=33", UriKind.Relative));
        var changed = form.Replace("\"economic-type\"", $"\"{table}\"", StringComparison.Ordinal).Replace($"\"key\": \"{key}\"", "\"key\": \"probe\"", StringComparison.Ordinal);
        using var content = Json(changed);
        using var put = await admin.PutAsync(new Uri($"/api/v1/definitions/{probe}?locality=33", UriKind.Relative), content);
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        using var publish = await admin.PostAsync(new Uri($"/api/v1/definitions/{probe}/publish?locality=33", UriKind.Relative), null);
        Assert.Equal((HttpStatusCode.BadRequest, "form.definition.codeTable"), await CodeAsync(publish));
    }

    [Fact]
    public async Task A_flow_with_an_unknown_step_can_be_drafted_but_not_published()
    {
        await using var server = await ItemsServer.StartAsync();
        using var admin = server.As("site-admin", "330110");
        var flow = await server.As("site-admin", "33").GetStringAsync(new Uri("/api/v1/definitions/flow/elderly-card?locality=33", UriKind.Relative));
        using var put = await PutAsync(admin, "flow/elderly-card", flow.Replace("Platform.Decide", "Platform.Guess", StringComparison.Ordinal));
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        using var publish = await PostAsync(admin, "flow/elderly-card");
        var error = (await publish.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors")[0];
        Assert.Equal(("flow.unknownActivity", "root.activities[decide]"), (error.GetProperty("code").GetString(), error.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task What_does_not_stand_in_the_way_is_told_at_publication()
    {
        await using var server = await ItemsServer.StartAsync();
        using var admin = server.As("site-admin", "330110");
        var flow = await server.As("site-admin", "33").GetStringAsync(new Uri("/api/v1/definitions/flow/elderly-card?locality=33", UriKind.Relative));
        using var put = await PutAsync(admin, "flow/elderly-card", flow.Replace("\"start\": \"start\"", "\"start\": \"decide\"", StringComparison.Ordinal));
        using var publish = await PostAsync(admin, "flow/elderly-card");
        var answer = await publish.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(publish.IsSuccessStatusCode, answer.ToString());
        Assert.Equal("flow.startIgnored", Assert.Single(answer.GetProperty("findings").EnumerateArray()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_huge_body_is_refused()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        using var admin = server.As("site-admin", "330110");
        using var answer = await PutAsync(admin, "codeTable/colour", $$"""{"key":"colour","x":"{{new string('x', 3_000_000)}}"}""");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Two_at_once_make_one_draft()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        using var admin = server.As("site-admin", "330110");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => PutAsync(admin, "codeTable/colour", Table.Replace("红", $"红{i}", StringComparison.Ordinal))));
        Assert.Single(answers, a => a.IsSuccessStatusCode);
        Assert.Equal(19, answers.Count(a => a.StatusCode == HttpStatusCode.PreconditionFailed));
    }

    private static Uri Uri(string name, string more = "") => new($"/api/v1/definitions/{name}?locality=330110{more}", UriKind.Relative);

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static async Task<HttpResponseMessage> PutAsync(HttpClient client, string name, string body, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Uri(name)) { Content = Json(body) };
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.ParseAdd(ifMatch);
        }

        return await client.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string name, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Uri(name + "/publish"));
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.ParseAdd(ifMatch);
        }

        return await client.SendAsync(request);
    }

    private static async Task<(HttpStatusCode, string?, int)> HeadAsync(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        var head = JsonElement.Parse(body).GetProperty("definition");
        return (answer.StatusCode, head.GetProperty("state").GetString(), head.GetProperty("version").GetInt32());
    }

    private static async Task<(HttpStatusCode, string?)> CodeAsync(HttpResponseMessage answer) =>
        (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
}
