using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model.Editing;
using Platform.Tests.Items;

namespace Platform.Tests.Templates;

public sealed class TemplateInstallTests
{
    private const string Id = "government-services";

    [Fact]
    public async Task Installing_twice_changes_nothing()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        using var admin = server.As("platform-admin", "0");
        var first = await InstallAsync(admin, publish: true);
        Assert.All(Changes(first), c => Assert.Equal("added", c));
        Assert.All(first.GetProperty("contents").EnumerateArray(), c => Assert.True(c.GetProperty("published").GetBoolean()));
        var versions = await VersionsAsync(admin);
        var acts = server.Audit.Entries.Count;
        var second = await InstallAsync(admin, publish: true);
        Assert.All(Changes(second), c => Assert.Equal("same", c));
        Assert.Equal(versions, await VersionsAsync(admin));
        Assert.Equal(acts, server.Audit.Entries.Count);
    }

    [Fact]
    public async Task A_preview_changes_nothing_and_drafts_are_not_in_force()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        using var admin = server.As("platform-admin", "0");
        var preview = await InstallAsync(admin, preview: true);
        Assert.All(Changes(preview), c => Assert.Equal("added", c));
        Assert.Empty(await VersionsAsync(admin));
        await InstallAsync(admin);
        Assert.All(await VersionsAsync(admin), v => Assert.EndsWith("1 draft", v, StringComparison.Ordinal));
        Assert.Empty((await server.GetJsonAsync("/api/v1/items?locality=330110")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task What_a_locality_changed_survives_an_installation()
    {
        await using var server = await ItemsServer.StartAsync();
        using var admin = server.As("platform-admin", "0");
        var path = new Uri("/api/v1/definitions/messageTemplate/case-received?locality=33", UriKind.Relative);
        var message = JsonNode.Parse(await admin.GetStringAsync(path))!;
        message["subject"]!["zh-CN"] = "本地标题";
        using var put = await admin.PutAsJsonAsync(path, message);
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        var report = await InstallAsync(admin);
        Assert.Equal("kept", report.GetProperty("contents").EnumerateArray().Single(c => c.GetProperty("key").GetString() == "case-received").GetProperty("change").GetString());
        var draft = await admin.GetFromJsonAsync<JsonElement>(new Uri(path + "&state=draft", UriKind.Relative));
        Assert.Equal("本地标题", draft.GetProperty("subject").GetProperty("zh-CN").GetString());
    }

    [Fact]
    public async Task Without_a_district_only_the_catalogue_is_installed()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        using var admin = server.As("site-admin", "330106");
        using var answer = await admin.PostAsJsonAsync($"/api/v1/templates/{Id}/install", new { locality = "330106", publish = true });
        var report = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, report.ToString());
        Assert.Equal(12, report.GetProperty("leftOut").GetArrayLength());
        Assert.Empty((await server.GetJsonAsync("/api/v1/items?locality=330106")).GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("site-admin", "330110", """{"locality":"33"}""", HttpStatusCode.Forbidden, "template.forbidden")]
    [InlineData("item-admin", "33", """{"locality":"33"}""", HttpStatusCode.Forbidden, "access.forbidden")]
    [InlineData("platform-admin", "0", """{"locality":"33","parameters":{"district":"44"}}""", HttpStatusCode.BadRequest, "template.parameterLocality")]
    [InlineData("platform-admin", "0", """{"locality":"33","parameters":{"planet":"44"}}""", HttpStatusCode.BadRequest, "template.parameterUnknown")]
    [InlineData("platform-admin", "0", """{"locality":"33","force":true}""", HttpStatusCode.BadRequest, "request.member")]
    public async Task A_wrong_installation_is_refused(string role, string locality, string body, HttpStatusCode status, string code)
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        using var client = server.As(role, locality);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri($"/api/v1/templates/{Id}/install", UriKind.Relative), content);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task What_a_package_brought_goes_but_what_was_changed_or_is_needed_stays_and_nothing_is_orphaned()
    {
        await using var server = await ItemsServer.StartAsync();
        using var admin = server.As("platform-admin", "0");
        var path = new Uri("/api/v1/definitions/form/hygiene-permit?locality=33", UriKind.Relative);
        var form = JsonNode.Parse(await admin.GetStringAsync(path))!;
        form["title"]!["zh-CN"] = "本地的表单";
        using var put = await admin.PutAsJsonAsync(path, form);
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        var (before, acts) = (await VersionsAsync(admin), server.Audit.Entries.Count);

        var preview = await RemoveAsync(admin, preview: true);
        Assert.Equal((before.Count, acts), ((await VersionsAsync(admin)).Count, server.Audit.Entries.Count));
        var removed = await RemoveAsync(admin);
        Assert.Equal(Removals(preview), Removals(removed));
        var by = Removals(removed).ToLookup(r => r.Removal, r => r.Name);
        Assert.Equal(["form/hygiene-permit/33"], by["changed"]);

        // What the changed form asks for stays for its sake; the platform looks for the site and the usual calendar itself.
        Assert.Contains("codeTable/public-place-business/33", by["needed"]);
        Assert.Contains("calendar/cn-workdays/33", by["needed"]);
        Assert.Contains("flow/hygiene-permit/33", by["removed"]);
        Assert.Empty((await server.GetJsonAsync("/api/v1/items?locality=330110")).GetProperty("items").EnumerateArray());
        var left = (await VersionsAsync(admin)).Where(v => v.EndsWith("active", StringComparison.Ordinal)).Select(v => v.Split(' ')).Select(v => $"{v[0]}/{v[1]}/{v[2]}").Order(StringComparer.Ordinal);
        Assert.Equal(by["needed"].Concat(by["changed"]).Order(StringComparer.Ordinal), left);

        // Once more there is nothing to do, and installed anew all is there again.
        Assert.DoesNotContain(Removals(await RemoveAsync(admin)), r => r.Removal == "removed");
        Assert.Contains("added", Changes(await InstallAsync(admin, publish: true)));
        Assert.NotEmpty((await server.GetJsonAsync("/api/v1/items?locality=330110")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task What_holds_from_above_just_so_is_not_copied_into_a_place_below()
    {
        await using var server = await ItemsServer.StartAsync();
        using var admin = server.As("platform-admin", "0");
        using var own = await admin.PostAsJsonAsync($"/api/v1/templates/{Id}/install", new { locality = "3302", publish = true });
        Assert.True(own.IsSuccessStatusCode, await own.Content.ReadAsStringAsync());
        var changes = Changes(await own.Content.ReadFromJsonAsync<JsonElement>());
        Assert.NotEmpty(changes);
        Assert.All(changes, change => Assert.Equal("inherited", change));
        Assert.DoesNotContain(await VersionsAsync(admin), v => v.Contains(" 3302 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_place_below_installed_for_itself_stays_when_the_one_above_removes_its_own()
    {
        await using var server = await ItemsServer.StartAsync();
        using var admin = server.As("platform-admin", "0");
        await RemoveAsync(admin);
        using var own = await admin.PostAsJsonAsync($"/api/v1/templates/{Id}/install", new { locality = "3302", publish = true });
        Assert.True(own.IsSuccessStatusCode, await own.Content.ReadAsStringAsync());
        await InstallAsync(admin, publish: true);
        Assert.All(Removals(await RemoveAsync(admin, preview: true, locality: "3302")), r => Assert.EndsWith("/3302", r.Name, StringComparison.Ordinal));
        using var between = await admin.PostAsJsonAsync($"/api/v1/templates/{Id}/remove", new { locality = "3301" });
        Assert.Equal(HttpStatusCode.NotFound, between.StatusCode);
        var removed = Removals(await RemoveAsync(admin));
        Assert.Contains(removed, r => r.Name.EndsWith("/330110", StringComparison.Ordinal));
        Assert.DoesNotContain(removed, r => r.Name.EndsWith("/3302", StringComparison.Ordinal));
        Assert.Contains(await VersionsAsync(admin), v => v.EndsWith("3302 1 active", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("platform-admin", "0", """{"locality":"34"}""", HttpStatusCode.NotFound, "template.notInstalled")]
    [InlineData("site-admin", "330110", """{"locality":"33"}""", HttpStatusCode.Forbidden, "template.forbidden")]
    [InlineData("item-admin", "33", """{"locality":"33"}""", HttpStatusCode.Forbidden, "access.forbidden")]
    public async Task A_wrong_removal_is_refused(string role, string locality, string body, HttpStatusCode status, string code)
    {
        await using var server = await ItemsServer.StartAsync();
        using var client = server.As(role, locality);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri($"/api/v1/templates/{Id}/remove", UriKind.Relative), content);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_list_names_packages_and_their_parameters()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        using var admin = server.As("site-admin", "330110");
        var line = Assert.Single((await admin.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/templates", UriKind.Relative))).GetProperty("items").EnumerateArray());
        Assert.Equal(Id, line.GetProperty("id").GetString());
        Assert.Equal(["district", "street", "secondStreet"], line.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("key").GetString()));
    }

    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"a":1,"b":3}""", """{"a":5,"b":2}""", """{"a":5,"b":3}""", "")]
    [InlineData("""{"a":1}""", """{"a":2}""", """{"a":3}""", """{"a":2}""", "a")]
    [InlineData("""{"o":{"x":1,"y":1}}""", """{"o":{"x":2,"y":1}}""", """{"o":{"x":1,"y":3}}""", """{"o":{"x":2,"y":3}}""", "")]
    [InlineData("""{"a":1}""", """{"a":1,"mine":true}""", """{"a":1,"new":true}""", """{"a":1,"mine":true,"new":true}""", "")]
    [InlineData("""{"a":1,"gone":1}""", """{"a":1}""", """{"a":2,"gone":1}""", """{"a":2}""", "")]
    [InlineData("""{"a":1,"gone":1}""", """{"a":1,"gone":1}""", """{"a":1}""", """{"a":1}""", "")]
    [InlineData("null", """{"a":1}""", """{"a":2}""", """{"a":1}""", "a")]
    [InlineData("""{"l":[{"key":"x","v":1},{"key":"y","v":1}]}""", """{"l":[{"key":"x","v":2},{"key":"y","v":1}]}""", """{"l":[{"key":"y","v":3},{"key":"z"}]}""", """{"l":[{"key":"x","v":2},{"key":"y","v":3},{"key":"z"}]}""", "l[x]")]
    public void Two_sides_are_merged_by_member(string installed, string local, string proposed, string expected, string conflicts)
    {
        var merged = DocumentMerge.Merge(JsonNode.Parse(installed) as JsonObject, (JsonObject)JsonNode.Parse(proposed)!, (JsonObject)JsonNode.Parse(local)!);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), merged.Document), merged.Document?.ToJsonString());
        Assert.Equal(conflicts, string.Join(",", merged.Conflicts.Select(c => DocumentDifference.Of(c).Field)));
    }

    private static async Task<JsonElement> InstallAsync(HttpClient client, bool publish = false, bool preview = false)
    {
        var parameters = new Dictionary<string, string> { ["district"] = "330110", ["street"] = ItemsServer.Street, ["secondStreet"] = ItemsServer.SecondStreet };
        using var answer = await client.PostAsJsonAsync($"/api/v1/templates/{Id}/install", new { locality = "33", parameters, publish, preview });
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonElement.Parse(body);
    }

    private static async Task<JsonElement> RemoveAsync(HttpClient client, bool preview = false, string locality = "33")
    {
        using var answer = await client.PostAsJsonAsync($"/api/v1/templates/{Id}/remove", new { locality, preview });
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonElement.Parse(body);
    }

    private static List<(string Name, string Removal)> Removals(JsonElement report) =>
        [.. report.GetProperty("contents").EnumerateArray().Select(c => ($"{c.GetProperty("kind")}/{c.GetProperty("key")}/{c.GetProperty("locality")}", c.GetProperty("removal").GetString()!))];

    private static IEnumerable<string?> Changes(JsonElement report) => report.GetProperty("contents").EnumerateArray().Select(c => c.GetProperty("change").GetString());

    private static async Task<IReadOnlyList<string>> VersionsAsync(HttpClient client) =>
    [
        .. (await client.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/definitions?locality=33&take=200", UriKind.Relative))).GetProperty("items").EnumerateArray()
            .Select(d => $"{d.GetProperty("kind")} {d.GetProperty("key")} {d.GetProperty("locality")} {d.GetProperty("version")} {d.GetProperty("state")}"),
    ];
}
