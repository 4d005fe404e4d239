using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Items.Sheets;
using Platform.Model.Localities;
using Platform.Server.Hosting;
using Platform.Server.Items.Lists;
using Platform.Tests.Cases;

namespace Platform.Tests.Items;

/// <summary>The list of an authority comes in row by row, and goes out as it came.</summary>
public sealed class ItemListTests : IAsyncLifetime
{
    private static readonly LocalityCode District = LocalityCode.Parse("330110");
    private static readonly CultureInfo Chinese = CultureInfo.GetCultureInfo("zh-CN");
    private static readonly Actor Ann = Person(1, "安");
    private static readonly Actor Bob = Person(2, "博");
    private ItemsServer _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ItemLists Lists => _server.Get<ItemLists>();

    private IDefinitionEditor Editor => _server.Get<IDefinitionEditor>();

    public async ValueTask InitializeAsync() => _server = await ItemsServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("330110", "zh-CN")]
    [InlineData("330110", "en")]
    [InlineData("33", "zh-CN")]
    [InlineData("330110012", "en")]
    public async Task What_is_exported_changes_nothing_when_it_comes_back(string place, string language)
    {
        var at = LocalityCode.Parse(place);
        var lines = (await Lists.ExportAsync(Ann, at, CultureInfo.GetCultureInfo(language), Ct)).Value;
        Assert.True(lines.Count > 5);
        foreach (var file in new[] { SheetFiles.WriteXlsx(lines), SheetFiles.WriteCsv(lines), Gb18030(lines) })
        {
            var plan = (await Lists.PlanAsync(Ann, at, file, Ct)).Value;
            Assert.Empty(plan.PassedOver);
            Assert.Equal(lines.Count - 1, plan.Rows.Count);
            Assert.All(plan.Rows, r => Assert.True(r.Change == RowChange.Same, Say(r)));
        }
    }

    [Fact]
    public async Task New_rows_become_drafts_changed_cells_change_their_field_alone_and_the_second_import_writes_nothing()
    {
        var before = JsonNode.Parse((await Editor.FindOwnActiveAsync(NameOf(CaseOffice.Hygiene), Ct))!.Json)!;
        var csv = Csv(
            "余杭区政务服务事项清单,,,,,",
            "事项标识,事项名称,咨询电话,承诺办结时限,服务对象,备注",
            $"{CaseOffice.Hygiene},,0571-12345678,8,,看看",
            ",,,,,",
            "tea-permit,茶馆备案,+86 571,3,自然人；2,");
        var plan = (await Lists.PlanAsync(Ann, District, csv, Ct)).Value;
        Assert.Equal(["备注"], plan.PassedOver);
        Assert.Equal([(3, RowChange.Changed), (5, RowChange.New)], plan.Rows.Select(r => (r.Row, r.Change)));
        Assert.Equal([("promisedLimit", "10", "8"), ("enquiryPhone", "0571-00000010", "0571-12345678")], plan.Rows[0].Changes.Select(c => (c.Column.Name, c.Before, c.After)));
        Assert.Empty(await Editor.ListDraftsAsync(District, Ct));
        var done = await Lists.ApplyAsync(Ann, plan, null, Ct);
        Assert.Equal((1, 1, 0), (done.Count(RowChange.New), done.Count(RowChange.Changed), done.Count(RowChange.Refused)));
        var after = JsonNode.Parse((await Editor.FindDraftAsync(NameOf(CaseOffice.Hygiene), Ct))!.Json)!;
        Assert.Equal(["enquiryPhone", "promisedLimit.amount"], DocumentDiff.Between((JsonObject)before, (JsonObject)after).Changes.Select(c => c.Path.ToString()).Order(StringComparer.Ordinal));
        var tea = JsonNode.Parse((await Editor.FindDraftAsync(NameOf("tea-permit"), Ct))!.Json)!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"key":"tea-permit","name":{"zh-CN":"茶馆备案"},"enquiryPhone":"+86 571","promisedLimit":{"amount":3},"audience":["1","2"]}"""), tea), tea.ToJsonString(ModelJson.Options));
        var drafts = await Editor.ListDraftsAsync(District, Ct);
        var entries = _server.Audit.Entries.Count;
        var again = await Lists.ApplyAsync(Ann, (await Lists.PlanAsync(Ann, District, csv, Ct)).Value, null, Ct);
        Assert.All(again.Rows, r => Assert.Equal(RowChange.Same, r.Change));
        Assert.Equal(drafts, await Editor.ListDraftsAsync(District, Ct));
        Assert.Equal(entries, _server.Audit.Entries.Count);
        // The same plan pressed twice.
        Assert.Equal(0, (await Lists.ApplyAsync(Ann, plan, null, Ct)).Count(RowChange.Refused));
        Assert.Equal(drafts, await Editor.ListDraftsAsync(District, Ct));
    }

    [Fact]
    public async Task A_cell_that_cannot_be_is_named_with_its_value_and_what_was_expected_and_the_other_rows_go_on()
    {
        var plan = (await Lists.PlanAsync(Ann, District, Csv(
            "key,name,promisedLimit,promisedLimitUnit,itemType,isFee,authorityCode,legalBasis",
            "Bad Key,甲,,,,,,",
            ",乙,,,,,,",
            "a,丙,ten,,,,,",
            "b,丁,1,fortnight,,,,",
            "c,戊,,,47,,,",
            "d,己,,,,maybe,,",
            "e,庚,,,,,11330110YL00000127,",
            "f,,1,,,,,",
            "g,辛,,,1,no,,《法》｜第一条｜文｜多",
            "h,壬,,,1,no,,",
            "h,癸,,,,,,",
            $"{CaseOffice.Hygiene},另一个名称,30,,,,,"), Ct)).Value;
        Assert.Equal(
            [
                "2 key=Bad Key sheet.key", "3 key= sheet.keyMissing", "4 promisedLimit=ten sheet.number", "5 promisedLimitUnit=fortnight sheet.choice", "6 itemType=47 sheet.code", "7 isFee=maybe sheet.choice",
                "8 authorityCode=11330110YL00000127 item.authorityCode", "9 name= sheet.nameMissing", "10 legalBasis=《法》｜第一条｜文｜多 sheet.line", "12 key=h sheet.keyTwice",
                "13 name=另一个名称 item.locked",
            ],
            plan.Rows.SelectMany(r => r.Problems.Select(p => $"{r.Row} {p.Column?.Name}={p.Cell} {p.Problem.Code}")));
        Assert.Equal("h", Assert.Single(plan.Rows, r => r.Change == RowChange.New).Key);
        Assert.Contains("01 行政许可", (IEnumerable<string>)plan.Rows[4].Problems[0].Problem.Values!["expected"]!);
        await Lists.ApplyAsync(Ann, plan, null, Ct);
        Assert.Equal(["h"], (await Editor.ListDraftsAsync(District, Ct)).Select(d => d.Id.Key));
        Assert.Equal("01", (string?)JsonNode.Parse((await Editor.FindDraftAsync(NameOf("h"), Ct))!.Json)!["itemType"]);
    }

    [Fact]
    public async Task Items_are_known_by_their_codes_too_and_get_a_key_from_them()
    {
        var csv = Csv("实施编码,基本编码,事项名称,办件类型", ",330101 99X,新事项,承诺件");
        var row = Assert.Single((await Lists.ApplyAsync(Ann, (await Lists.PlanAsync(Ann, District, csv, Ct)).Value, null, Ct)).Rows);
        Assert.Equal(("item-330101-99x", RowChange.New), (row.Key, row.Change));
        var again = Assert.Single((await Lists.PlanAsync(Ann, District, Csv("基本编码,事项名称", "330101 99X,改名"), Ct)).Value.Rows);
        Assert.Equal(("item-330101-99x", RowChange.Changed), (again.Key, again.Change));
    }

    [Fact]
    public async Task Lines_that_stay_keep_what_the_cell_does_not_show()
    {
        var lines = (await Lists.ExportAsync(Ann, LocalityCode.Parse("33"), Chinese, Ct)).Value;
        var column = lines[0].ToList().IndexOf("受理条件");
        var row = lines.First(l => l[0] == CaseOffice.Hygiene).ToList();
        var conditions = row[column].Split('\n');
        Assert.True(conditions.Length > 3);
        row[column] = string.Join('\n', conditions.Skip(1).Append("新的条件"));
        var plan = (await Lists.PlanAsync(Ann, LocalityCode.Parse("33"), SheetFiles.WriteXlsx([lines[0], row]), Ct)).Value;
        Assert.Equal(RowChange.Changed, plan.Rows[0].Change);
        await Lists.ApplyAsync(Ann, plan, null, Ct);
        var document = JsonNode.Parse((await Editor.FindDraftAsync(new(DefinitionKind.Item, CaseOffice.Hygiene, LocalityCode.Parse("33")), Ct))!.Json)!;
        var written = document["acceptanceConditions"]!.AsArray();
        Assert.Equal(conditions.Length, written.Count);
        Assert.All(written.SkipLast(1), c => Assert.NotNull(c!["en"]));
        Assert.Equal("新的条件", (string?)written[^1]!["zh-CN"]);
    }

    [Fact]
    public async Task What_a_colleague_has_under_way_is_told_and_what_they_change_meanwhile_stays()
    {
        await EditAsync(Bob, CaseOffice.Hygiene, d => d["hallVisits"] = 0);
        var csv = Csv("key,enquiryPhone", $"{CaseOffice.Hygiene},1");
        var plan = (await Lists.PlanAsync(Ann, District, csv, Ct)).Value;
        Assert.Equal("博", plan.Rows[0].Editor);
        await EditAsync(Bob, CaseOffice.Hygiene, d => d["enquiryPhone"] = "2");
        var row = Assert.Single((await Lists.ApplyAsync(Ann, plan, null, Ct)).Rows);
        Assert.Equal((RowChange.Refused, "sheet.changedMeanwhile", "enquiryPhone"), (row.Change, row.Problems[0].Problem.Code, row.Problems[0].Column!.Name));
        Assert.Equal("2", (string?)JsonNode.Parse((await Editor.FindDraftAsync(NameOf(CaseOffice.Hygiene), Ct))!.Json)!["enquiryPhone"]);
    }

    [Fact]
    public async Task Nothing_that_is_exported_is_a_formula()
    {
        var evil = new[] { "=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "$=1+1", "'=1", "''x" };
        foreach (var (text, i) in evil.Select((t, i) => (t, i)))
        {
            await EditAsync(Ann, $"evil-{i}", d => (d["name"], d["enquiryPhone"]) = (new JsonObject { ["zh-CN"] = "甲" }, text));
        }

        var lines = (await Lists.ExportAsync(Ann, District, Chinese, Ct)).Value;
        foreach (var file in new[] { SheetFiles.WriteXlsx(lines), SheetFiles.WriteCsv(lines) })
        {
            Assert.All(SheetFiles.Read(file).Value.SelectMany(l => l), c => Assert.True(c.Length == 0 || !"=+-@$".Contains(c[0], StringComparison.Ordinal), c));
            Assert.All((await Lists.PlanAsync(Ann, District, file, Ct)).Value.Rows, r => Assert.True(r.Change == RowChange.Same, Say(r)));
        }

        using var zip = new ZipArchive(new MemoryStream(SheetFiles.WriteXlsx(lines)));
        foreach (var entry in zip.Entries.Where(e => e.FullName.Contains("worksheets", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(entry.Open());
            Assert.DoesNotContain("<x:f>", await reader.ReadToEndAsync(Ct), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Five_hundred_rows_take_seconds()
    {
        var csv = Csv(["key,name,promisedLimit,promisedLimitUnit,itemType,audience,enquiryPhone", .. Enumerable.Range(0, 500).Select(i => $"bulk-{i},事项{i},{i % 20},工作日,行政许可,自然人,0571-{i:00000000}")]);
        var watch = Stopwatch.StartNew();
        var plan = (await Lists.PlanAsync(Ann, District, csv, Ct)).Value;
        Assert.Equal(500, plan.Count(RowChange.New));
        Assert.Equal(500, (await Lists.ApplyAsync(Ann, plan, null, Ct)).Count(RowChange.New));
        Assert.Equal(500, (await Lists.PlanAsync(Ann, District, csv, Ct)).Value.Count(RowChange.Same));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"{watch.Elapsed}");
        var reviewed = (await Editor.CheckAllAsync(Ann, [.. (await Editor.ListDraftsAsync(District, Ct)).Select(d => new DefinitionName(d.Id.Kind, d.Id.Key, d.Id.Owner))], Ct)).Value;
        Assert.Equal(500, (await Editor.PublishAllAsync(Ann, reviewed, Ct)).Value.Count);
        TestContext.Current.SendDiagnosticMessage($"500 rows: {watch.Elapsed}");
    }

    [Theory]
    [InlineData("sheet.oldExcel", new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 1, 2 })]
    [InlineData("sheet.broken", new byte[] { 0x50, 0x4B, 3, 4, 1, 2, 3 })]
    [InlineData("sheet.unreadable", new byte[] { 0x61, 0xFF, 0xFF, 0x61 })]
    [InlineData("sheet.unreadable", new byte[] { 0x61, 0, 0x61 })]
    [InlineData("sheet.headings", new byte[0])]
    [InlineData("sheet.headings", new byte[] { 0x61, 0x2C, 0x62 })]
    [InlineData("sheet.quote", new byte[] { 0x22, 0x61 })]
    public async Task A_file_that_is_no_list_is_refused(string code, byte[] file) => Assert.Equal(code, Assert.Single((await Lists.PlanAsync(Ann, District, file, Ct)).Problems).Code);

    [Fact]
    public async Task What_unpacks_to_more_than_it_may_is_not_unpacked()
    {
        await using var bomb = new MemoryStream();
        using (var zip = new ZipArchive(bomb, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var sheet = zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.SmallestSize).Open();
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 70; i++)
            {
                sheet.Write(zeros);
            }
        }

        Assert.Equal("sheet.tooLarge", Assert.Single(SheetFiles.Read(bomb.ToArray()).Problems).Code);
        var twice = Csv("key,name,Name,x", "a,b,c,d");
        Assert.Equal("sheet.headingTwice", Assert.Single((await Lists.PlanAsync(Ann, District, twice, Ct)).Problems).Code);
    }

    [Fact]
    public async Task A_row_without_a_key_is_known_by_its_implementation_code_and_not_by_a_basic_code_that_others_have()
    {
        var first = Csv("key,name,basicCode,implementationCode", "stall,摊位,000115003000,11330110002489346P4000115003001");
        Assert.Equal(1, (await Lists.ApplyAsync(Ann, (await Lists.PlanAsync(Ann, District, first, Ct)).Value, null, Ct)).Count(RowChange.New));
        var others = Csv("name,basicCode,implementationCode", "临时摊位,000115003000,11330110002489346P4000115003002", "夜间摊位,000115003000,11330110002489346P4000115003003");
        var plan = (await Lists.PlanAsync(Ann, District, others, Ct)).Value;
        Assert.Equal([RowChange.New, RowChange.New], plan.Rows.Select(r => r.Change));
        Assert.Equal(2, plan.Rows.Select(r => r.Key).Distinct().Count());
        var same = Csv("name,implementationCode", "摊位,11330110002489346P4000115003001");
        Assert.Equal("stall", Assert.Single((await Lists.PlanAsync(Ann, District, same, Ct)).Value.Rows).Key);
    }

    [Fact]
    public void A_list_is_read_whole_or_refused_and_its_width_is_not_believed()
    {
        var blank = Enumerable.Repeat("", SheetTable.MaxRows + 1_100);
        Assert.Equal("sheet.tooMany", Assert.Single(SheetFiles.Read(Csv(["key,name", .. blank, "tea,茶"])).Problems).Code);
        var wide = SheetFiles.Read(SheetFiles.WriteXlsx([["key", "name"], ["tea", "茶"]])).Value;
        Assert.All(wide, line => Assert.Equal(2, line.Count));
    }

    [Fact]
    public async Task Through_the_api_and_only_by_who_may()
    {
        using var admin = _server.As(Roles.SiteAdmin, "330110");
        using var outsider = _server.As(Roles.SiteAdmin, "330106");
        var file = await admin.GetByteArrayAsync(new Uri("/api/v1/item-lists/export?locality=330110", UriKind.Relative), Ct);
        Assert.All((await PostAsync(admin, file, "&dryRun=true")).GetProperty("rows").EnumerateArray(), r => Assert.Equal("same", r.GetProperty("result").GetString()));
        var template = SheetFiles.Read(await admin.GetByteArrayAsync(new Uri("/api/v1/item-lists/template?format=csv", UriKind.Relative), Ct)).Value;
        Assert.Equal(SheetColumn.All.Count, Assert.Single(template).Count);
        Assert.All(SheetFiles.Read(await admin.GetByteArrayAsync(new Uri("/api/v1/item-lists/template", UriKind.Relative), Ct)).Value[0], h => Assert.NotNull(SheetHeadings.Find(h)));
        var csv = Csv("key,name,itemType", "tea,茶,47", "pie,派,01");
        var dry = await PostAsync(admin, csv, "&dryRun=true");
        Assert.Equal("itemType", dry.GetProperty("rows")[0].GetProperty("problems")[0].GetProperty("column").GetString());
        Assert.Empty(await Editor.ListDraftsAsync(District, Ct));
        await PostAsync(admin, csv, "");
        Assert.Equal(["pie"], (await Editor.ListDraftsAsync(District, Ct)).Select(d => d.Id.Key));
        using (var refused = await SendAsync(outsider, csv, ""))
        {
            Assert.Equal(System.Net.HttpStatusCode.Forbidden, refused.StatusCode);
        }

        using var forbidden = await outsider.GetAsync(new Uri("/api/v1/item-lists/export?locality=330110", UriKind.Relative), Ct);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, forbidden.StatusCode);
    }

    [Fact]
    public void Every_column_has_words_in_both_languages_and_they_differ()
    {
        foreach (var language in new[] { Chinese, CultureInfo.GetCultureInfo("en") })
        {
            var headings = SheetColumn.All.Select(c => SheetHeadings.Of(c, language)).ToList();
            Assert.Equal(headings.Count, headings.Distinct().Count());
            Assert.All(SheetColumn.All, c => Assert.Same(c, SheetHeadings.Find(SheetHeadings.Of(c, language))));
        }

        Assert.All(SheetColumn.All, c => Assert.Same(c, SheetHeadings.Find(" " + c.Name.ToUpperInvariant())));
    }

    private static Actor Person(int id, string name) => new(ActorKind.Staff, new Guid(id, 0, 0, new byte[8]), name, [new Grant(Roles.SiteAdmin, LocalityCode.Parse("33"))]);

    private static DefinitionName NameOf(string key) => new(DefinitionKind.Item, key, District);

    private static byte[] Csv(params string[] lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines));

    private static byte[] Gb18030(IReadOnlyList<IReadOnlyList<string>> lines) =>
        CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetBytes(Encoding.UTF8.GetString(SheetFiles.WriteCsv(lines)).TrimStart('\uFEFF'));

    private static string Say(RowPlan row) => $"{row.Key}: {string.Join("; ", row.Changes.Select(c => $"{c.Column.Name} '{c.Before}' '{c.After}'"))} {string.Join("; ", row.Problems.Select(p => $"{p.Column?.Name} {p.Problem.Code}"))}";

    private async Task EditAsync(Actor actor, string key, Action<JsonObject> change)
    {
        var workshop = _server.Get<IWorkshop>();
        var before = (await workshop.OpenAsync(actor, NameOf(key), Ct)).Value.Document;
        var after = (JsonObject)before.DeepClone();
        change(after);
        Assert.True((await workshop.EditAsync(actor, NameOf(key), DocumentDiff.Between(before, after), null, Ct)).Succeeded);
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, byte[] file, string more)
    {
        using var answer = await SendAsync(client, file, more);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, byte[] file, string more)
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await client.PostAsync(new Uri($"/api/v1/item-lists/import?locality=330110{more}", UriKind.Relative), content, Ct);
    }
}
