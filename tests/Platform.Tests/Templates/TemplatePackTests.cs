using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Model.Templates;
using Platform.Server.Hosting;
using Platform.Server.Templates;
using Platform.Tests.Hosting;
using Platform.Tests.Items;

namespace Platform.Tests.Templates;

/// <summary>A locality makes a package of its own definitions, and another one installs it.</summary>
public sealed class TemplatePackTests
{
    private const string Item = "public-place-hygiene-permit";

    private const string Phone = "0571-12345";

    [Fact]
    public async Task What_is_packed_and_installed_elsewhere_is_the_same_but_for_the_parameters_and_nothing_is_missing()
    {
        await using var server = await ItemsServer.StartAsync();
        using var admin = server.As("platform-admin", "0");
        await PutPhoneAsync(admin);
        var wish = Wish(texts: [new { key = "phone", title = new { en = "Telephone" }, literal = Phone }]);
        var report = await LookAsync(admin, wish);
        Assert.Equal(Phone, (await Find("33", "messageTemplate", "case-received", admin))["subject"]!["en"]!.GetValue<string>());
        Assert.Empty(report.GetProperty("problems").EnumerateArray());
        Assert.Empty(report.GetProperty("expected").EnumerateArray());
        var names = Names(report, "contents");
        Assert.Contains("form/hygiene-permit", names);
        Assert.Contains("flow/hygiene-permit", names);
        Assert.Contains("codeTable/public-place-business", names);
        Assert.Equal(1, report.GetProperty("texts")[0].GetProperty("count").GetInt32());

        var zip = await PackAsync(admin, wish);
        Assert.Equal(zip, await PackAsync(admin, wish));
        var entries = Entries(zip);
        Assert.Equal(entries.Order(StringComparer.Ordinal), entries);
        Assert.Contains("template.json", entries);
        Assert.Equal("template.packed", server.Audit.Entries[^1].Act);

        await OfferAsync(admin, "31", zip);
        var parameters = new Dictionary<string, string> { ["phone"] = "021-54321" };
        var installed = await InstallAsync(admin, "31", "hygiene", parameters);
        Assert.Empty(installed.GetProperty("absent").EnumerateArray());
        Assert.Equal(names.Order(StringComparer.Ordinal), Names(installed, "contents").Order(StringComparer.Ordinal));
        Assert.All(installed.GetProperty("contents").EnumerateArray(), c => Assert.True(c.GetProperty("published").GetBoolean()));
        foreach (var name in names.Select(n => n.Split('/')))
        {
            var (there, here) = (await Find("33", name[0], name[1], admin), await Find("31", name[0], name[1], admin));
            Assert.Equal(there.ToJsonString(ModelJson.Options).Replace(Phone, "021-54321", StringComparison.Ordinal), here.ToJsonString(ModelJson.Options));
        }

        // Once more, and with nothing said: what was given before still holds.
        Assert.All((await InstallAsync(admin, "31", "hygiene", [])).GetProperty("contents").EnumerateArray(), c => Assert.Equal("same", c.GetProperty("change").GetString()));
    }

    [Fact]
    public async Task What_comes_from_above_is_expected_or_taken_in_as_one_document()
    {
        await using var server = await ItemsServer.StartAsync();
        using var admin = server.As("site-admin", "330110");
        var expected = await LookAsync(admin, Wish("330110"));
        Assert.Equal([$"item/{Item}"], Names(expected, "contents"));
        var above = Names(expected, "expected");
        Assert.Contains($"item/{Item}", above);
        Assert.Contains("form/hygiene-permit", above);

        // Elsewhere it says what is not there.
        using var platform = server.As("platform-admin", "0");
        await OfferAsync(platform, "31", await PackAsync(admin, Wish("330110")));
        var bare = await InstallAsync(platform, "31", "hygiene", [], publish: false, preview: true);
        Assert.Contains("form/hygiene-permit", bare.GetProperty("absent").EnumerateArray().Select(Name));

        var whole = Wish("330110", takenIn: above.Select(a => a.Split('/')).Select(a => new { kind = a[0], key = a[1] }), version: "1.1.0");
        var taken = await LookAsync(admin, whole);
        Assert.Empty(taken.GetProperty("expected").EnumerateArray());
        await OfferAsync(platform, "31", await PackAsync(admin, whole));
        var installed = await InstallAsync(platform, "31", "hygiene", []);
        Assert.All(installed.GetProperty("contents").EnumerateArray(), c => Assert.True(c.GetProperty("published").GetBoolean()));
        Assert.Equal(await ItemAtAsync(server, "330110"), await ItemAtAsync(server, "31"));
    }

    [Theory]
    [InlineData("site-admin", "330106", "330110", HttpStatusCode.Forbidden, "definition.forbidden")]
    [InlineData("site-admin", "330110", "33", HttpStatusCode.Forbidden, "definition.forbidden")]
    [InlineData("case-officer", "330110", "330110", HttpStatusCode.Forbidden, "access.forbidden")]
    public async Task Only_who_may_read_definitions_in_the_locality_itself_packs_them(string role, string at, string locality, HttpStatusCode status, string code)
    {
        await using var server = await ItemsServer.StartAsync();
        using var client = server.As(role, at);
        using var answer = await client.PostAsJsonAsync("/api/v1/templates/pack", Wish(locality));
        Assert.Equal((status, code), (answer.StatusCode, await CodeAsync(answer)));
    }

    [Theory]
    [InlineData("""{"id":"Not An Id"}""", "template.idShape")]
    [InlineData("""{"version":"1.0"}""", "template.versionShape")]
    [InlineData("""{"title":{"en":"Only English"}}""", "template.titleMissing")]
    [InlineData("""{"chosen":[]}""", "template.nothingChosen")]
    [InlineData("""{"texts":[{"key":"preview","title":{},"literal":"0571-12345"}]}""", "template.textKey")]
    [InlineData("""{"texts":[{"key":"a","title":{},"literal":"not to be found"}]}""", "template.literalNowhere")]
    [InlineData("""{"texts":[{"key":"a","title":{},"literal":"x"}]}""", "template.literalShort")]
    [InlineData("""{"texts":[{"key":"a","title":{},"literal":"hygiene-permit"}]}""", "template.literalIsKey")]
    [InlineData("""{"texts":[{"key":"a","title":{},"literal":"{{ number }}"}]}""", "template.textValue")]
    public async Task What_makes_no_package_is_told_before(string change, string code)
    {
        await using var server = await ItemsServer.StartAsync();
        using var admin = server.As("site-admin", "33");
        var wish = JsonSerializer.SerializeToNode(Wish())!.AsObject();
        foreach (var (member, value) in JsonNode.Parse(change)!.AsObject())
        {
            wish[member] = value?.DeepClone();
        }

        var report = await LookAsync(admin, wish);
        Assert.Contains(code, report.GetProperty("problems").EnumerateArray().Select(p => p.GetProperty("code").GetString()));
        using var answer = await admin.PostAsJsonAsync("/api/v1/templates/pack", wish);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task More_texts_than_somebody_can_oversee_are_not_looked_for()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        using var admin = server.As("site-admin", "33");
        var wish = Wish(texts: [.. Enumerable.Range(0, 31).Select(i => new { key = $"a{i}", title = new { en = "A" }, literal = $"text {i}" })]);
        using var answer = await admin.PostAsJsonAsync("/api/v1/templates/pack", wish);
        Assert.Equal((HttpStatusCode.BadRequest, "template.manyTexts"), (answer.StatusCode, await CodeAsync(answer)));
    }

    [Fact]
    public async Task A_package_is_offered_to_places_below_and_to_nobody_else()
    {
        await using var server = await ItemsServer.StartAsync();
        using var admin = server.As("site-admin", "330110");
        var zip = await PackAsync(admin, Wish("330110"));
        foreach (var (role, at) in new[] { ("site-admin", "330106"), ("site-admin", ItemsServer.Street) })
        {
            using var other = server.As(role, at);
            using var refused = await PostAsync(other, "/api/v1/templates/packages?locality=330110", zip);
            Assert.Equal((HttpStatusCode.Forbidden, "template.offerForbidden"), (refused.StatusCode, await CodeAsync(refused)));
        }

        await OfferAsync(admin, "330110", zip, preview: true);
        Assert.DoesNotContain("hygiene", await IdsAsync(admin, "330110"));
        await OfferAsync(admin, "330110", zip);
        Assert.Equal("template.offered", server.Audit.Entries[^1].Act);
        var acts = server.Audit.Entries.Count;
        await OfferAsync(admin, "330110", zip);
        Assert.Equal(acts, server.Audit.Entries.Count);
        using var platform = server.As("platform-admin", "0");
        Assert.Contains("hygiene", await IdsAsync(platform, ItemsServer.Street));
        Assert.DoesNotContain("hygiene", await IdsAsync(platform, "330106"));
        Assert.DoesNotContain("hygiene", await IdsAsync(platform, "33"));
        using var stranger = server.As("site-admin", "330106");
        using var looked = await stranger.GetAsync(new Uri("/api/v1/templates?locality=330110", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Forbidden, looked.StatusCode);
        using var unknown = await stranger.PostAsJsonAsync("/api/v1/templates/hygiene/install", new { locality = "330106" });
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);

        // Another content under the same version is not taken for it.
        using var same = await PostAsync(admin, "/api/v1/templates/packages?locality=330110", await PackAsync(admin, Wish("330110", title: "另一个")));
        Assert.Equal((HttpStatusCode.Conflict, "template.versionTaken"), (same.StatusCode, await CodeAsync(same)));
        using var withdrawn = await admin.DeleteAsync(new Uri("/api/v1/templates/packages/hygiene?locality=330110", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, withdrawn.StatusCode);
        Assert.DoesNotContain("hygiene", await IdsAsync(platform, ItemsServer.Street));
        using var gone = await admin.DeleteAsync(new Uri("/api/v1/templates/packages/hygiene?locality=330110", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task A_file_that_is_no_package_is_refused_by_name()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        using var admin = server.As("site-admin", "33");
        const string Table = """{"name":"表","entries":[]}""";
        foreach (var (zip, code) in new (byte[], string)[]
        {
            (Encoding.UTF8.GetBytes("PK, perhaps"), "files.notZip"),
            (Zip(("readme.md", "nothing")), "files.noHead"),
            (Zip(("locality.json", """{"formatVersion":1,"locality":"33"}""")), "template.noManifest"),
            (Zip(("template.json", "{")), "files.notJson"),
            (Zip(("template.json", """{"id":"a"}""")), "files.manifest"),
            (Zip(("template.json", """{"id":"a","version":"1.0.0","title":"a","summary":"a","requires":[],"parameters":[],"contents":[null]}""")), "files.manifest"),
            (Zip(("template.json", Manifest("a", "code-tables/a.json"))), "files.missing"),
            (Zip(("template.json", Manifest("a", "../a.json")), ("../a.json", Table)), "files.path"),
            (Zip(("template.json", Manifest("A b", "code-tables/a.json")), ("code-tables/a.json", Table)), "template.idShape"),
            (Zip(("template.json", Manifest("a", "code-tables/a.json", owner: "nobody")), ("code-tables/a.json", Table)), "template.contentOwner"),
            (Zip(("template.json", Manifest("government-services", "code-tables/a.json")), ("code-tables/a.json", Table)), "template.idTaken"),
            (Zip(("template.json", Manifest("a", "code-tables/a.json")), ("code-tables/a.json", new string(' ', DefinitionFiles.MaxFileBytes + 1))), "files.tooLarge"),
            (new byte[ZipFolder.MaxBytes + 1], "files.zipTooLarge"),
        })
        {
            using var answer = await PostAsync(admin, "/api/v1/templates/packages?locality=33", zip);
            Assert.Equal(code, await CodeAsync(answer));
            Assert.True((int)answer.StatusCode is >= 400 and < 500, code);
        }

        Assert.Equal(["government-services"], await IdsAsync(admin, "33"));
    }

    [Fact]
    public async Task An_item_that_is_offered_only_at_the_place_above_is_not_offered_by_the_package()
    {
        await using var server = await ItemsServer.StartAsync();
        using var admin = server.As("platform-admin", "0");
        await PutAsync(admin, "item", Item, "330110", item => item["offered"] = "here");
        using var zip = new ZipArchive(new MemoryStream(await PackAsync(admin, Wish(ItemsServer.SecondStreet, takenIn: [new { kind = "item", key = Item }]))));
        using var packed = new StreamReader(zip.GetEntry($"items/{Item}.json")!.Open());
        Assert.Equal("none", JsonNode.Parse(await packed.ReadToEndAsync(TestContext.Current.CancellationToken))!["offered"]!.GetValue<string>());
    }

    [Fact]
    public async Task Of_several_that_are_offered_at_once_the_latest_counts_and_what_was_taken_out_is_not_remembered()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        using var admin = server.As("site-admin", "33");
        async Task<string?> VersionAsync() => (await admin.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/templates?locality=33", UriKind.Relative))).GetProperty("items").EnumerateArray()
            .Where(i => i.GetProperty("id").GetString() == "a").Select(i => $"{i.GetProperty("version")} {i.GetProperty("contents").GetArrayLength()}").SingleOrDefault();
        byte[] Package(string version, int contents) => Zip(
            ("template.json", JsonSerializer.Serialize(new TemplateManifest("a", version, LocalizedText.Of("包"), LocalizedText.Empty, [], [], [.. Enumerable.Range(0, contents).Select(i => new TemplateContent(DefinitionKind.CodeTable, $"a{i}", "a.json"))]), ModelJson.Options)),
            ("a.json", "{}"));
        await Task.WhenAll(new[] { "1.9.0", "1.10.0", "1.2.0", "1.3.0" }.Select(async v => (await PostAsync(admin, "/api/v1/templates/packages?locality=33", Package(v, 1))).Dispose()));
        Assert.Equal("1.10.0 1", await VersionAsync());
        using var withdrawn = await admin.DeleteAsync(new Uri("/api/v1/templates/packages/a?locality=33", UriKind.Relative));
        Assert.Null(await VersionAsync());
        await OfferAsync(admin, "33", Package("1.10.0", 2));
        Assert.Equal("1.10.0 2", await VersionAsync());
    }

    [Fact]
    public async Task The_commands_pack_into_a_file_and_install_from_it()
    {
        await using var server = await ItemsServer.StartAsync();
        var file = Path.Combine(Directory.CreateTempSubdirectory("package-").FullName, "hygiene.zip");
        var commands = server.Get<IEnumerable<ICommand>>();
        var (packed, output) = await RunAsync(commands, "template pack", file, "--locality", "33", "--id", "hygiene", "--item", Item);
        Assert.True(packed == 0, output);
        Assert.Contains("own       Item/" + Item, output, StringComparison.Ordinal);
        var (installed, said) = await RunAsync(commands, "template install", file, "--locality", "31", "--publish", "true");
        Assert.True(installed == 0, said);
        Assert.Contains($"Added    published Item/{Item} 31", said, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public void Values_stand_where_their_marks_did_and_a_value_is_not_read_for_marks()
    {
        var document = JsonElement.Parse("""{"a":"call 110 or 1101","[[x]]":["110"],"n":110}""");
        var (opened, found) = TemplateTexts.Open(document, new Dictionary<string, string> { ["110"] = "x", ["1101"] = "longer" });
        Assert.Equal("""{"a":"call [[x]] or [[longer]]","[[x]]":["[[x]]"],"n":110}""", JsonSerializer.Serialize(opened, ModelJson.Options));
        Assert.Equal((2, 1), (found["x"], found["longer"]));
        var filled = TemplateTexts.Fill(opened, new Dictionary<string, string> { ["x"] = "[[longer]]", ["longer"] = "9" }, "a.json").Value;
        Assert.Equal("""{"a":"call [[longer]] or 9","[[x]]":["[[longer]]"],"n":110}""", JsonSerializer.Serialize(filled, ModelJson.Options));
        Assert.True(TemplateTexts.HasMark(opened, "x"));
        Assert.False(TemplateTexts.HasMark(filled, "x"));
    }

    [Fact]
    public void Marks_do_not_make_of_a_small_file_a_large_document()
    {
        var document = JsonElement.Parse($$"""{"a":"{{string.Concat(Enumerable.Repeat("[[a]]", 300_000))}}"}""");
        var values = new Dictionary<string, string> { ["a"] = new('安', TemplateTexts.Longest) };
        Assert.Equal(("files.tooLarge", "a.json"), TemplateTexts.Fill(document, values, "a.json").Problems.Select(p => (p.Code, p.Field)).Single());
        values["a"] = "安安";
        Assert.Equal(600_000, TemplateTexts.Fill(document, values, "a.json").Value.GetProperty("a").GetString()!.Length);
        values["a"] = "安安安";
        Assert.Equal("files.tooLarge", Assert.Single(TemplateTexts.Fill(document, values, "a.json").Problems).Code);
    }

    [Theory]
    [InlineData("two keys", "template.textKey")]
    [InlineData("key shape", "template.textKey")]
    [InlineData("long default", "template.textValue")]
    [InlineData("long title", "template.textLong")]
    [InlineData("long hint", "template.textLong")]
    [InlineData("many parameters", "template.manyTexts")]
    [InlineData("many expects", "template.manyEntries")]
    [InlineData("many requires", "template.manyEntries")]
    [InlineData("many contents", "template.manyEntries")]
    [InlineData("much of a place", "files.tooLarge")]
    [InlineData("much of all", "files.tooMany")]
    [InlineData("much below", "files.tooMany")]
    [InlineData("twice below", "files.keyTwice")]
    public async Task A_package_that_asks_for_too_much_is_refused_by_name_wherever_it_is_read(string what, string code)
    {
        const string Long = "长";
        var manifest = new TemplateManifest("a", "1.0.0", LocalizedText.Of("包"), LocalizedText.Empty, [], [], [new(DefinitionKind.CodeTable, "a", "a.json")]);
        TemplateParameter Text(string key, string value = "默认") => new(key, LocalizedText.Of(key), Default: value);
        TemplateContent[] Many(string owner) => [.. Enumerable.Range(0, 1000).Select(i => new TemplateContent(DefinitionKind.CodeTable, $"a{i}", "a.json", owner))];
        TemplateParameter district = new("district", LocalizedText.Of("区"));
        var (wish, table) = what switch
        {
            "two keys" => (manifest with { Parameters = [Text("a"), Text("a")] }, "[[a]]"),
            "key shape" => (manifest with { Parameters = [Text("A b")] }, "[[a]]"),
            "long default" => (manifest with { Parameters = [Text("a", new('长', 1_500_000 / 3))] }, string.Concat(Enumerable.Repeat("[[a]]", 5000))),
            "long title" => (manifest with { Parameters = [Text("a") with { Title = LocalizedText.Of(new string('长', 2001)) }] }, Long),
            "long hint" => (manifest with { Parameters = [Text("a") with { Hint = LocalizedText.Of(new string('长', 2001)) }] }, Long),
            "many parameters" => (manifest with { Parameters = [.. Enumerable.Range(0, 31).Select(i => Text($"a{i}"))] }, Long),
            "many expects" => (manifest with { Expects = [.. Enumerable.Range(0, 1001).Select(i => new DefinitionReference(DefinitionKind.Form, $"a{i}"))] }, Long),
            "many requires" => (manifest with { Requires = [.. Enumerable.Range(0, 51).Select(i => $"a{i}")] }, Long),
            "many contents" => (manifest with { Contents = [.. Many("locality"), new(DefinitionKind.Form, "a", "a.json")] }, Long),
            "much of a place" => (manifest with { Parameters = [Text("a", new('长', 200))] }, string.Concat(Enumerable.Repeat("[[a]]", 200_000))),
            "much of all" => (manifest with { Contents = Many("locality") }, new string('x', 100_000)),
            "much below" => (manifest with { Parameters = [district], Contents = Many("district") }, new string('x', 100_000)),
            _ => (manifest with { Parameters = [district], Contents = [.. Many("district")[..1], .. Many("district")[..1]] }, Long),
        };
        var zip = Zip(("template.json", JsonSerializer.Serialize(wish, ModelJson.Options)), ("a.json", $$"""{"name":"{{table}}","entries":[]}"""));
        Assert.Contains(code, ZipFolder.Read(zip).Then(TemplatePackage.Of).Problems.Select(p => p.Code));
        if (what == "two keys")
        {
            await using var server = await ItemsServer.StartAsync(installed: false);
            using var admin = server.As("site-admin", "33");
            foreach (var path in new[] { "/api/v1/templates/packages?locality=33", "/api/v1/definitions/import?locality=33", "/api/v1/definitions/validate?locality=33" })
            {
                using var answer = await PostAsync(admin, path, zip);
                Assert.Equal((HttpStatusCode.BadRequest, code), (answer.StatusCode, await CodeAsync(answer)));
            }
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(IEnumerable<ICommand> commands, string name, params string[] words)
    {
        using var output = new StringWriter();
        var code = await commands.Single(c => c.Name == name).RunAsync(CommandLine.Parse([.. name.Split(' '), .. words]), output, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }

    private static object Wish(string locality = "33", IEnumerable<object>? takenIn = null, object[]? texts = null, string version = "1.0.0", string title = "卫生许可") => new
    {
        locality,
        id = "hygiene",
        version,
        title = new Dictionary<string, string> { ["zh-CN"] = title, ["en"] = "Hygiene permit" },
        chosen = new[] { new { kind = "item", key = Item }, new { kind = "form", key = "hygiene-permit" }, new { kind = "flow", key = "hygiene-permit" }, new { kind = "messageTemplate", key = "case-received" } }.Take(locality == "33" ? 4 : 1),
        takenIn = takenIn ?? [],
        texts = texts ?? [],
    };

    /// <summary>The item as it holds there, all of it.</summary>
    private static async Task<string> ItemAtAsync(ItemsServer server, string locality)
    {
        var layers = await server.Get<IDefinitions>().ListLayersAsync(DefinitionKind.Item, Item, LocalityCode.Parse(locality), TestContext.Current.CancellationToken);
        IReadOnlyList<ItemLayer> item = [.. layers.Select(l => new ItemLayer(l.Id.Owner, JsonElement.Parse(l.Json)))];
        Assert.True(ItemLayers.OfferedAt(item, LocalityCode.Parse(locality)));
        return JsonSerializer.Serialize(ItemLayers.Merge(item).Value, ModelJson.Readable);
    }

    private static Task PutPhoneAsync(HttpClient admin) => PutAsync(admin, "messageTemplate", "case-received", "33", message => message["subject"]!["en"] = Phone);

    private static async Task PutAsync(HttpClient admin, string kind, string key, string locality, Action<JsonNode> change)
    {
        var path = new Uri($"/api/v1/definitions/{kind}/{key}?locality={locality}", UriKind.Relative);
        var document = JsonNode.Parse(await admin.GetStringAsync(path))!;
        change(document);
        using var put = await admin.PutAsJsonAsync(path, document);
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        using var publish = new HttpRequestMessage(HttpMethod.Post, new Uri($"/api/v1/definitions/{kind}/{key}/publish?locality={locality}", UriKind.Relative));
        publish.Headers.IfMatch.Add(put.Headers.ETag!);
        using var published = await admin.SendAsync(publish);
        Assert.True(published.IsSuccessStatusCode, await published.Content.ReadAsStringAsync());
    }

    private static async Task<JsonNode> Find(string locality, string kind, string key, HttpClient client) =>
        JsonNode.Parse(await client.GetStringAsync(new Uri($"/api/v1/definitions/{kind}/{key}?locality={locality}", UriKind.Relative)))!;

    private static async Task<JsonElement> LookAsync(HttpClient client, object wish)
    {
        var body = JsonSerializer.SerializeToNode(wish)!.AsObject();
        body["preview"] = true;
        using var answer = await client.PostAsJsonAsync("/api/v1/templates/pack", body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }

    private static async Task<byte[]> PackAsync(HttpClient client, object wish)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/templates/pack", wish);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        Assert.Equal(ZipFolder.MediaType, answer.Content.Headers.ContentType?.MediaType);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private static async Task OfferAsync(HttpClient client, string locality, byte[] zip, bool preview = false)
    {
        using var answer = await PostAsync(client, $"/api/v1/templates/packages?locality={locality}&preview={preview}", zip);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, byte[] zip)
    {
        using var content = new ByteArrayContent(zip);
        content.Headers.ContentType = new MediaTypeHeaderValue(ZipFolder.MediaType);
        return await client.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    private static async Task<JsonElement> InstallAsync(HttpClient client, string locality, string id, Dictionary<string, string> parameters, bool publish = true, bool preview = false)
    {
        using var answer = await client.PostAsJsonAsync($"/api/v1/templates/{id}/install", new { locality, parameters, publish, preview });
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }

    private static async Task<IReadOnlyList<string>> IdsAsync(HttpClient client, string locality) =>
        [.. (await client.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/templates?locality={locality}", UriKind.Relative))).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!)];

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();

    private static List<string> Names(JsonElement report, string list) => [.. report.GetProperty(list).EnumerateArray().Select(Name)];

    private static string Name(JsonElement content) => $"{content.GetProperty("kind").GetString()}/{content.GetProperty("key").GetString()}";

    private static List<string> Entries(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return [.. archive.Entries.Select(e => e.FullName)];
    }

    private static string Manifest(string id, string file, string owner = "locality") => JsonSerializer.Serialize(
        new TemplateManifest(id, "1.0.0", LocalizedText.Of("包"), LocalizedText.Empty, [], [], [new(DefinitionKind.CodeTable, "a", file, owner)]), ModelJson.Options);

    private static byte[] Zip(params (string Path, string Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, content) in files)
            {
                using var writer = new StreamWriter(zip.CreateEntry(path).Open());
                writer.Write(content);
            }
        }

        return bytes.ToArray();
    }
}
