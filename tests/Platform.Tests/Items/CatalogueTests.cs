using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Tests.Items;

public sealed class CatalogueTests(InstalledServer shared) : IClassFixture<InstalledServer>
{
    private readonly ItemsServer _server = shared.Server;

    private const string Hygiene = "public-place-hygiene-permit";

    [Fact]
    public async Task Each_locality_has_its_own_items()
    {
        string[] district = ["birth-certificate", "birth-registration", "construction-permit", "food-business-licence", "infant-medical-insurance", Hygiene, "vaccination-certificate"];
        string[] street = [.. district.Append("elderly-card").Append("lease-registration").Order(StringComparer.Ordinal)];
        Assert.Equal(district, await CodesAsync(_server, "330110"));
        Assert.Equal(street, await CodesAsync(_server, ItemsServer.Street));
        Assert.Equal(street, await CodesAsync(_server, "330110012001"));
        Assert.Empty(await CodesAsync(_server, "33"));
        Assert.Empty(await CodesAsync(_server, "330106"));
    }

    [Fact]
    public async Task A_street_that_tightens_promises_more_and_asks_for_less()
    {
        var district = await _server.GetJsonAsync($"/api/v1/items/{Hygiene}?locality=330110");
        var street = await _server.GetJsonAsync($"/api/v1/items/{Hygiene}?locality={ItemsServer.SecondStreet}");
        var other = await _server.GetJsonAsync($"/api/v1/items/{Hygiene}?locality={ItemsServer.Street}");
        Assert.Equal(10, district.GetProperty("promisedLimit").GetProperty("amount").GetInt32());
        Assert.Equal(7, street.GetProperty("promisedLimit").GetProperty("amount").GetInt32());
        Assert.Equal(10, other.GetProperty("promisedLimit").GetProperty("amount").GetInt32());
        Assert.Equal(0.65m, street.GetProperty("facts").GetProperty("compression").GetDecimal());
        Assert.Contains("health-certificates", Keys(district));
        Assert.Equal(Keys(district).Except(["health-certificates"]), Keys(street));
        Assert.NotEqual(district.GetProperty("version").GetString(), street.GetProperty("version").GetString());
    }

    [Fact]
    public async Task The_list_is_paged_and_searched_in_both_languages()
    {
        var first = await _server.GetJsonAsync($"/api/v1/items?locality={ItemsServer.Street}&take=8");
        Assert.Equal(8, first.GetProperty("items").GetArrayLength());
        var second = await _server.GetJsonAsync($"/api/v1/items?locality={ItemsServer.Street}&take=8&cursor={first.GetProperty("next").GetString()}");
        Assert.Equal("vaccination-certificate", Assert.Single(second.GetProperty("items").EnumerateArray()).GetProperty("code").GetString());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        Assert.Equal([Hygiene], await CodesAsync(_server, ItemsServer.Street, "理发店"));
        Assert.Equal([Hygiene], await CodesAsync(_server, ItemsServer.Street, "HYGIENE permit"));
        Assert.Equal(["elderly-card"], await CodesAsync(_server, ItemsServer.Street, "older people"));
        Assert.Equal(["elderly-card"], await CodesAsync(_server, ItemsServer.Street, "老年服务"));
        Assert.Empty(await CodesAsync(_server, ItemsServer.Street, "护照"));
    }

    [Fact]
    public async Task The_guide_names_law_and_marks_what_is_a_sample()
    {
        var guide = await _server.GetJsonAsync($"/api/v1/items/{Hygiene}?locality=330110");
        Assert.Equal("公共场所卫生许可（新办）", guide.GetProperty("name").GetProperty("zh-CN").GetString());
        Assert.Contains(guide.GetProperty("legalBasis").EnumerateArray(), l => l.GetProperty("article").GetString() == "第二十四条");
        Assert.True(guide.GetProperty("facts").GetProperty("hasSample").GetBoolean());
        Assert.Contains("四年", guide.GetProperty("resultValidity").GetProperty("zh-CN").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_form_is_served_as_JSON_Schema()
    {
        using var answer = await _server.Client.GetAsync(new Uri($"/api/v1/items/{Hygiene}/schema?locality=330110", UriKind.Relative));
        Assert.Equal("application/schema+json", answer.Content.Headers.ContentType?.MediaType);
        var schema = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.GetProperty("$schema").GetString());
        Assert.True(schema.GetProperty("properties").TryGetProperty("employees", out _));
    }

    [Theory]
    [InlineData("/api/v1/items", HttpStatusCode.BadRequest, "locality.code")]
    [InlineData("/api/v1/items?locality=abc", HttpStatusCode.BadRequest, "locality.code")]
    [InlineData("/api/v1/items?locality=44", HttpStatusCode.NotFound, "locality.unknown")]
    [InlineData("/api/v1/items/no-such-item?locality=330110", HttpStatusCode.NotFound, "item.unknown")]
    [InlineData("/api/v1/items/elderly-card?locality=330110", HttpStatusCode.NotFound, "item.unknown")]
    public async Task What_is_not_there_is_refused(string path, HttpStatusCode status, string code)
    {
        using var answer = await _server.Client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_material_list_follows_from_the_scenario()
    {
        var plain = await MaterialsAsync(_server, """{"scenario":{"placeType":"shopping","centralAir":"no","agent":"self"}}""");
        Assert.Equal(["application", "identity-proof", "site-plans", "test-report", "management-rules"], Keys(plain));
        Assert.Empty(plain.GetProperty("open").EnumerateArray());
        var full = await MaterialsAsync(_server, """{"scenario":{"placeType":"lodging","centralAir":"yes","agent":"agent"}}""");
        Assert.Equal(["application", "identity-proof", "site-plans", "test-report", "management-rules", "air-report", "authorisation", "health-certificates"], Keys(full));
        var empty = await MaterialsAsync(_server, "{}");
        Assert.Equal(["placeType", "centralAir", "agent"], empty.GetProperty("open").EnumerateArray().Select(k => k.GetString()));
    }

    [Theory]
    [InlineData("""{"scenario":{"placeType":"moon"}}""", "scenario.option", "scenario.placeType")]
    [InlineData("""{"scenario":{"colour":"red"}}""", "scenario.unknown", "scenario.colour")]
    [InlineData("""{"scenarios":{}}""", "request.member", "scenarios")]
    public async Task A_wrong_scenario_is_refused_with_its_field(string body, string code, string field)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _server.Client.PostAsync(new Uri($"/api/v1/items/{Hygiene}/materials?locality=330110", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = Assert.Single((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateArray());
        Assert.Equal((code, field), (error.GetProperty("code").GetString(), error.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task A_pinned_version_survives_a_new_publication()
    {
        await using var own = await ItemsServer.StartAsync();
        var items = own.Get<IItemCatalogue>();
        var district = LocalityCode.Parse("330110");
        var before = (await items.FindAsync(district, Hygiene, default))!;
        Assert.Same(before, await items.FindAsync(district, Hygiene, default));

        using var admin = own.As("site-admin", "330110");
        var layer = JsonNode.Parse(await admin.GetStringAsync(new Uri($"/api/v1/definitions/item/{Hygiene}?locality=330110", UriKind.Relative)))!;
        layer["promisedLimit"]!["amount"] = 9;
        await PublishAsync(admin, layer);

        var after = (await items.FindAsync(district, Hygiene, default))!;
        Assert.Equal((10, 9), (before.Item.PromisedLimit.Amount, after.Item.PromisedLimit.Amount));
        Assert.NotEqual(before.VersionId, after.VersionId);
        Assert.Same(before.Form, after.Form);
        Assert.Same(before.Flow, after.Flow);
        Assert.Same(before, await items.GetAsync(before.VersionId, default));
    }

    [Fact]
    public async Task Publishing_the_same_again_gives_back_the_same_content_under_a_new_version()
    {
        var items = _server.Get<IItemCatalogue>();
        var street = LocalityCode.Parse(ItemsServer.Street);
        var card = (await items.FindAsync(street, "elderly-card", default))!;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await items.GetAsync("0123456789abcdef0123456789abcdef", default));
        Assert.Equal(32, card.VersionId.Length);
        Assert.True(card.Calendar.IsPublished(2026));
        Assert.Equal("1", card.Item.CaseType);
        Assert.Equal(0, card.Item.PromisedLimit.Amount);
    }

    [Fact]
    public async Task A_guide_with_a_picture_does_not_come_into_force()
    {
        await using var own = await ItemsServer.StartAsync();
        using var admin = own.As("site-admin", "330110");
        var path = $"/api/v1/definitions/item/{Hygiene}";
        var layer = JsonNode.Parse(await admin.GetStringAsync(new Uri($"{path}?locality=330110", UriKind.Relative)))!;
        layer["guide"] = new JsonObject { ["zh-CN"] = "![图](https://example.org/a.png)" };
        using var put = await admin.PutAsJsonAsync($"{path}?locality=330110", layer);
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        using var publish = await admin.PostAsync(new Uri($"{path}/publish?locality=330110", UriKind.Relative), null);
        Assert.False(publish.IsSuccessStatusCode);
        Assert.Contains("item.guidePicture", await publish.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task PublishAsync(HttpClient client, JsonNode layer)
    {
        var path = $"/api/v1/definitions/item/{Hygiene}";
        using var put = await client.PutAsJsonAsync($"{path}?locality=330110", layer);
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        using var publish = await client.PostAsync(new Uri($"{path}/publish?locality=330110", UriKind.Relative), null);
        Assert.True(publish.IsSuccessStatusCode, await publish.Content.ReadAsStringAsync());
    }

    private static async Task<JsonElement> MaterialsAsync(ItemsServer server, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await server.Client.PostAsync(new Uri($"/api/v1/items/{Hygiene}/materials?locality=330110", UriKind.Relative), content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<IEnumerable<string>> CodesAsync(ItemsServer server, string locality, string? text = null)
    {
        var page = await server.GetJsonAsync($"/api/v1/items?locality={locality}{(text is null ? "" : "&q=" + Uri.EscapeDataString(text))}");
        return [.. page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("code").GetString()!)];
    }

    private static List<string> Keys(JsonElement holder) => [.. holder.GetProperty("materials").EnumerateArray().Select(m => m.GetProperty("key").GetString()!)];
}
