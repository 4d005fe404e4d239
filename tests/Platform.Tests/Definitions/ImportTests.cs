using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Server.Definitions.Files;
using Platform.Server.Hosting;
using Platform.Tests.Cases;
using Platform.Tests.Hosting;
using Platform.Tests.Items;

namespace Platform.Tests.Definitions;

/// <summary>What one place exports another takes in; doing it twice changes nothing and nobody's draft is lost.</summary>
public sealed class ImportTests : IAsyncLifetime
{
    private static readonly LocalityCode District = LocalityCode.Parse("330110");
    private static readonly LocalityCode Province = LocalityCode.Parse("33");
    private static readonly DefinitionName Table = new(DefinitionKind.CodeTable, "hue", District);
    private static readonly Actor Ann = Person(1, "安");
    private static readonly Actor Bob = Person(2, "博");
    private ItemsServer _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DefinitionImport Import => _server.Get<DefinitionImport>();

    private IDefinitionEditor Editor => _server.Get<IDefinitionEditor>();

    public async ValueTask InitializeAsync() => _server = await ItemsServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Everything_of_a_place_goes_to_an_empty_platform_and_comes_back_byte_for_byte()
    {
        await using var empty = await ItemsServer.StartAsync(installed: false);
        foreach (var place in new[] { Province, District, LocalityCode.Parse(ItemsServer.Street), LocalityCode.Parse(ItemsServer.SecondStreet) })
        {
            var exported = await ExportAsync(_server, place);
            var folder = DefinitionFolder.Read(exported.Files).Value;
            var import = empty.Get<DefinitionImport>();
            var plan = (await import.PlanAsync(Actor.System, folder, place, DraftUnderWay.Merge, Ct)).Value;
            Assert.All(plan.Lines, l => Assert.Equal(ImportChange.New, l.Change));
            var applied = await import.ApplyAsync(Actor.System, plan, null, Ct);
            Assert.True(applied.IsWhole, string.Join("; ", applied.Lines.SelectMany(l => l.Problems).Select(p => $"{p.Code} {p.Field}")));
            var published = await import.PublishAsync(Actor.System, applied, Ct);
            Assert.True(published.Succeeded, string.Join("; ", published.Problems.Select(p => $"{p.Code} {p.Field}")));
            Assert.Equal(exported.Definitions.Count, published.Value.Count);
            var again = await ExportAsync(empty, place);
            Assert.Equal(exported.Files.Select(f => f.Path), again.Files.Select(f => f.Path));
            Assert.All(exported.Files.Zip(again.Files), pair => Assert.True(pair.First.Content.Span.SequenceEqual(pair.Second.Content.Span), pair.First.Path));
            await AssertNothingToDoAsync(empty, folder, place);
        }

        Assert.NotNull(await empty.Get<IItemCatalogue>().FindAsync(LocalityCode.Parse(ItemsServer.Street), CaseOffice.Hygiene, Ct));
    }

    [Fact]
    public async Task What_is_in_force_or_in_draft_already_is_left_alone_and_the_second_import_writes_nothing()
    {
        var folder = Folder(("code-tables/hue.json", Hue("红")));
        var applied = await ApplyAsync(Ann, folder);
        Assert.Equal(ImportChange.New, Assert.Single(applied.Lines).Change);
        Assert.Equal([Table], applied.Drafts);
        var draft = await Editor.FindDraftAsync(Table, Ct);
        var entries = _server.Audit.Entries.Count;
        var again = await ApplyAsync(Ann, folder);
        Assert.Equal(ImportChange.Same, Assert.Single(again.Lines).Change);
        Assert.Equal([Table], again.Drafts);
        Assert.Equal(draft, await Editor.FindDraftAsync(Table, Ct));
        Assert.Equal(entries, _server.Audit.Entries.Count);
        Assert.True((await Import.PublishAsync(Ann, again, Ct)).Succeeded);
        var third = await ApplyAsync(Ann, folder);
        Assert.Equal((ImportChange.Same, 0), (Assert.Single(third.Lines).Change, third.Drafts.Count));
        Assert.Null(await Editor.FindDraftAsync(Table, Ct));
    }

    [Fact]
    public async Task A_draft_of_a_colleague_keeps_its_work_and_takes_in_the_rest()
    {
        await PublishAsync(Hue("红"));
        await EditAsync(Bob, d => d["title"] = new JsonObject { ["zh-CN"] = "博的色" });
        var line = Assert.Single((await PlanAsync(Ann, Folder(("code-tables/hue.json", Hue("赤"))))).Lines);
        Assert.Equal((ImportChange.Changed, "博", 0), (line.Change, line.Draft, line.Conflicts.Count));
        var applied = await ApplyAsync(Ann, Folder(("code-tables/hue.json", Hue("赤"))));
        var merged = JsonNode.Parse((await Editor.FindDraftAsync(Table, Ct))!.Json)!;
        Assert.Equal(("博的色", "赤"), ((string?)merged["title"]!["zh-CN"], (string?)merged["entries"]![0]!["label"]!["zh-CN"]));
        Assert.Equal("files.draftUnderWay", Assert.Single((await Import.PublishAsync(Ann, applied, Ct)).Problems).Code);
        var again = await ApplyAsync(Ann, Folder(("code-tables/hue.json", Hue("赤"))));
        Assert.Equal((ImportChange.Same, true, 0), (Assert.Single(again.Lines).Change, Assert.Single(again.Lines).IsShared, again.Drafts.Count));
        Assert.Equal("files.draftUnderWay", Assert.Single((await Import.PublishAsync(Ann, again, Ct)).Problems).Code);
        Assert.Equal("博的色", (string?)JsonNode.Parse((await Editor.FindDraftAsync(Table, Ct))!.Json)!["title"]!["zh-CN"]);
    }

    [Theory]
    [InlineData(DraftUnderWay.Merge, ImportChange.Kept, "博", 1)]
    [InlineData(DraftUnderWay.Keep, ImportChange.Kept, "博", 1)]
    [InlineData(DraftUnderWay.Replace, ImportChange.Changed, "赤", 0)]
    public async Task Where_both_wrote_in_one_place_the_draft_stays_unless_it_is_to_be_replaced(object underWay, object change, string stands, int conflicts)
    {
        await PublishAsync(Hue("红"));
        await EditAsync(Bob, d => d["entries"]![0]!["label"]!["zh-CN"] = "博");
        var applied = await ApplyAsync(Ann, Folder(("code-tables/hue.json", Hue("赤"))), (DraftUnderWay)underWay);
        var line = Assert.Single(applied.Lines);
        Assert.Equal(((ImportChange)change, conflicts), (line.Change, line.Conflicts.Count));
        Assert.Equal(stands, (string?)JsonNode.Parse((await Editor.FindDraftAsync(Table, Ct))!.Json)!["entries"]![0]!["label"]!["zh-CN"]);
        if ((DraftUnderWay)underWay == DraftUnderWay.Replace)
        {
            // Nothing is lost: it stands in the history, and whoever replaced it can take that back.
            var undone = await _server.Get<IWorkshop>().UndoAsync(Ann, Table, Ct);
            Assert.Equal("博", (string?)undone.Value.Piece.Document["entries"]![0]!["label"]!["zh-CN"]);
        }
    }

    [Fact]
    public async Task One_goes_on_with_ones_own_draft_and_a_colleague_who_comes_between_is_not_overwritten()
    {
        await ApplyAsync(Ann, Folder(("code-tables/hue.json", Hue("红"))));
        await ApplyAsync(Ann, Folder(("code-tables/hue.json", Hue("赤"))));
        var plan = await PlanAsync(Ann, Folder(("code-tables/hue.json", Hue("朱"))));
        Assert.Null(Assert.Single(plan.Lines).Draft);
        await EditAsync(Bob, d => d["title"] = new JsonObject { ["zh-CN"] = "博的色" });
        var line = Assert.Single((await Import.ApplyAsync(Ann, plan, null, Ct)).Lines);
        Assert.Equal((ImportChange.Refused, "definition.stale"), (line.Change, Assert.Single(line.Problems).Code));
        Assert.Equal("博的色", (string?)JsonNode.Parse((await Editor.FindDraftAsync(Table, Ct))!.Json)!["title"]!["zh-CN"]);
    }

    [Fact]
    public async Task What_cannot_become_a_draft_is_refused_with_its_problem_and_the_rest_goes_on()
    {
        var applied = await ApplyAsync(Ann, Folder(("code-tables/hue.json", Hue("红")), ("code-tables/tone.json", """{"key":"hue","entries":[]}"""), ("forms/broken.json", """{"key":"broken","pages":5}"""), ("forms/half.json", "{")));
        Assert.Equal(
            [("broken", ImportChange.Refused), ("hue", ImportChange.New), ("tone", ImportChange.Refused)],
            applied.Lines.OrderBy(l => l.Name.Key, StringComparer.Ordinal).Select(l => (l.Name.Key, l.Change)));
        Assert.Contains(applied.Lines.Single(l => l.Name.Key == "tone").Problems, p => p.Code == "definition.keyDiffers");
        Assert.Equal("forms/half.json", Assert.Single(applied.Refused).Field);
        Assert.Equal([Table], applied.Drafts);
    }

    [Fact]
    public async Task An_item_goes_with_everything_it_needs_and_what_is_above_or_nowhere_is_told()
    {
        var exported = (await _server.Get<DefinitionExport>().ExportAsync(Ann, new ExportWish(Province, [], "elderly-card"), Ct)).Value;
        var names = exported.Definitions.Select(d => $"{d.Kind}/{d.Key}").ToList();
        Assert.Contains("Item/elderly-card", names);
        Assert.Contains("CodeTable/theme", names);
        Assert.DoesNotContain("Item/birth-registration", names);
        Assert.Contains("DocumentTemplate/receipt", names);
        var here = (await _server.Get<DefinitionExport>().ExportAsync(Ann, new ExportWish(LocalityCode.Parse(ItemsServer.Street), [], "elderly-card"), Ct)).Value;
        Assert.Equal(["Item/elderly-card"], here.Definitions.Select(d => $"{d.Kind}/{d.Key}"));
        Assert.Contains(here.Above, a => a is { Kind: DefinitionKind.Form, Key: "elderly-card" });
        Assert.Contains(here.Above, a => a is { Kind: DefinitionKind.DecisionTable, Key: "elderly-card-entitlement" });
        Assert.Contains(here.Above, a => a is { Kind: DefinitionKind.Item, Key: "elderly-card" });
        Assert.Empty(here.Missing);
        await ApplyAsync(Ann, Folder(("items/odd.json", """{"key":"odd","form":"nowhere","calendar":"cn-workdays"}"""), ("forms/aside.json", """{"key":"aside"}""")));
        var odd = (await _server.Get<DefinitionExport>().ExportAsync(Ann, new ExportWish(District, [], "odd", Drafts: true), Ct)).Value;
        Assert.Equal(new MissingReference(DefinitionKind.Form, "nowhere", new(DefinitionKind.Item, "odd")), Assert.Single(odd.Missing));
        Assert.Equal("definition.notFound", Assert.Single((await _server.Get<DefinitionExport>().ExportAsync(Ann, new ExportWish(District, [], "no-such-item"), Ct)).Problems).Code);
    }

    [Fact]
    public async Task A_folder_is_checked_as_if_all_of_it_were_in_force()
    {
        var check = _server.Get<FolderCheck>();
        var province = DefinitionFolder.Read((await ExportAsync(_server, Province)).Files).Value;
        var alone = (await check.CheckAsync(Ann, province, null, Ct)).Value;
        Assert.True(alone.IsFine, string.Join("; ", alone.Files.SelectMany(f => f.Findings.Where(d => d.Blocks).Select(d => $"{f.File} {d.Problem.Code} {d.Problem.Field}")).Concat(alone.Missing.Select(m => m.ToString()))));
        var paint = Folder(("forms/paint.json", """{"key":"paint","title":{"zh-CN":"粉刷"},"pages":[{"key":"p","title":{"zh-CN":"页"},"sections":[{"key":"s","title":{"zh-CN":"节"},"elements":[{"key":"hue","type":"choice","label":{"zh-CN":"色"},"codeTable":"hue"}]}]}]}"""));
        var missing = (await check.CheckAsync(Ann, paint, District, Ct)).Value;
        Assert.False(missing.IsFine);
        Assert.Equal((DefinitionKind.CodeTable, "hue"), (Assert.Single(missing.Missing).Kind, missing.Missing[0].Key));
        var whole = Folder(("code-tables/hue.json", Hue("红")));
        Assert.True((await check.CheckAsync(Ann, paint with { Definitions = [.. paint.Definitions, .. whole.Definitions] }, District, Ct)).Value.IsFine);
        Assert.Null(await Editor.FindDraftAsync(Table, Ct));
    }

    [Fact]
    public async Task Through_the_api_and_only_by_who_may()
    {
        using var admin = _server.As(Roles.SiteAdmin, "330110");
        using var outsider = _server.As(Roles.SiteAdmin, "330106");
        var url = new Uri("/api/v1/definitions/export?locality=330110", UriKind.Relative);
        using (var refused = await outsider.GetAsync(url, Ct))
        {
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        var zip = await admin.GetByteArrayAsync(url, Ct);
        Assert.Equal(zip, await admin.GetByteArrayAsync(url, Ct));
        Assert.Contains(ZipFolder.Read(zip).Value, f => f.Path == "locality.json");
        Assert.All((await PostAsync(admin, "import?locality=330110&dryRun=true", zip)).GetProperty("definitions").EnumerateArray(), l => Assert.Equal("same", l.GetProperty("change").GetString()));
        var own = await ZipAsync(("code-tables/hue.json", Hue("红")));
        Assert.Equal("new", (await PostAsync(admin, "import?locality=330110&dryRun=true", own)).GetProperty("definitions")[0].GetProperty("change").GetString());
        Assert.Null(await Editor.FindDraftAsync(Table, Ct));
        Assert.True((await PostAsync(admin, "validate?locality=330110", own)).GetProperty("fit").GetBoolean());
        using (var refused = await SendAsync(outsider, "import?locality=330110", own))
        {
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        // Pressed twice it is done once.
        Assert.Equal(1, (await PostAsync(admin, "import?locality=330110&publish=true", own)).GetProperty("published").GetInt32());
        Assert.Equal(0, (await PostAsync(admin, "import?locality=330110&publish=true", own)).GetProperty("published").GetInt32());
        Assert.Equal(1, (await Editor.FindOwnActiveAsync(Table, Ct))!.Id.Version);
        var broken = await ZipAsync(("code-tables/hue.json", Hue("赤")), ("forms/half.json", "{"));
        var answer = await PostAsync(admin, "import?locality=330110&publish=true", broken);
        Assert.Equal((0, "forms/half.json"), (answer.GetProperty("published").GetInt32(), answer.GetProperty("refused")[0].GetProperty("field").GetString()));
        Assert.Null(await Editor.FindDraftAsync(Table, Ct));
        foreach (var (path, body, code) in new (string, byte[], string)[]
        {
            ("import?locality=330110", [1, 2, 3], "files.notZip"), ("import?locality=x", own, "locality.code"), ("import?locality=330110&onDraft=burn", own, "files.onDraft"),
            ("import?locality=330110", new byte[ZipFolder.MaxBytes + 1], "files.zipTooLarge"), ("validate?locality=330110", await ZipAsync(("../x.json", "{}")), "files.path"),
        })
        {
            using var refused = await SendAsync(admin, path, body);
            Assert.False(refused.IsSuccessStatusCode);
            Assert.Contains(code, await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }
    }

    private static Actor Person(int id, string name) => new(ActorKind.Staff, new Guid(id, 0, 0, new byte[8]), name, [new Grant(Roles.SiteAdmin, Province)]);

    private static string Hue(string red) => $$$"""{"key":"hue","title":{"zh-CN":"颜色","en":"Hues"},"entries":[{"code":"r","label":{"zh-CN":"{{{red}}}","en":"Red"}}]}""";

    private static DefinitionFolder Folder(params (string Path, string Content)[] files) => DefinitionFolder.Read(Files(files)).Value;

    private static DefinitionFile[] Files((string Path, string Content)[] files) =>
        [DefinitionFolder.WriteHead(District), .. files.Select(f => new DefinitionFile(f.Path, System.Text.Encoding.UTF8.GetBytes(f.Content)))];

    private static async Task<byte[]> ZipAsync(params (string Path, string Content)[] files)
    {
        await using var zip = new MemoryStream();
        await ZipFolder.WriteAsync(Files(files), zip, Ct);
        return zip.ToArray();
    }

    private static async Task<ExportedFolder> ExportAsync(ItemsServer server, LocalityCode place) => (await server.Get<DefinitionExport>().ExportAsync(Actor.System, new ExportWish(place, []), Ct)).Value;

    private static async Task AssertNothingToDoAsync(ItemsServer server, DefinitionFolder folder, LocalityCode place)
    {
        var plan = (await server.Get<DefinitionImport>().PlanAsync(Actor.System, folder, place, DraftUnderWay.Merge, Ct)).Value;
        Assert.All(plan.Lines, l => Assert.Equal((ImportChange.Same, false), (l.Change, l.IsToBeWritten)));
        Assert.Empty(plan.Drafts);
    }

    private async Task<ImportReport> PlanAsync(Actor actor, DefinitionFolder folder, DraftUnderWay underWay = DraftUnderWay.Merge) => (await Import.PlanAsync(actor, folder, District, underWay, Ct)).Value;

    private async Task<ImportReport> ApplyAsync(Actor actor, DefinitionFolder folder, DraftUnderWay underWay = DraftUnderWay.Merge) =>
        await Import.ApplyAsync(actor, await PlanAsync(actor, folder, underWay), null, Ct);

    private async Task PublishAsync(string json)
    {
        var saved = await Editor.SaveAsync(Ann, Table, JsonElement.Parse(json), null, DraftOrigin.Written, Ct);
        Assert.True((await Editor.PublishAsync(Ann, Table, saved.Value.Definition.ETag, Ct)).Succeeded);
    }

    private async Task EditAsync(Actor actor, Action<JsonObject> change)
    {
        var workshop = _server.Get<IWorkshop>();
        var before = (await workshop.OpenAsync(actor, Table, Ct)).Value.Document;
        var after = (JsonObject)before.DeepClone();
        change(after);
        Assert.True((await workshop.EditAsync(actor, Table, DocumentDiff.Between(before, after), null, Ct)).Succeeded);
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, byte[] zip)
    {
        using var answer = await SendAsync(client, path, zip);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string path, byte[] zip)
    {
        using var content = new ByteArrayContent(zip);
        content.Headers.ContentType = new MediaTypeHeaderValue(ZipFolder.MediaType);
        return await client.PostAsync(new Uri($"/api/v1/definitions/{path}", UriKind.Relative), content, Ct);
    }
}
