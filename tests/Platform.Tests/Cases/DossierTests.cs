using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Dapper;
using Platform.Drills;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Server.Cases.Dossier;
using Platform.Server.Cases.Unmask;
using Platform.Server.Cases.Workbench;
using Platform.Server.Data;
using Platform.Tests.Documents.Pdf;

namespace Platform.Tests.Cases;

/// <summary>The whole case as one file, printed and bound with the browser of this machine.</summary>
public sealed class DossierTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    private const string Whole = "330110195803120004";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_case_with_forty_attachments_becomes_one_file_with_all_their_pages()
    {
        Press.NeedsBrowser();
        var resident = await office.ResidentAsync();
        var files = new List<Guid>();
        for (var i = 0; i < 20; i++)
        {
            files.Add(await UploadAsync(resident, $"picture-{i}.png", "image/png", SampleFiles.Png(400, 300, i)));
            files.Add(await UploadAsync(resident, $"plan-{i}.pdf", "application/pdf", SampleFiles.Pdf($"plan{i}", 2)));
        }

        var number = await FileAsync(files);
        var made = await MakeAsync("li.na", number);
        Assert.Equal((40, 0), (made["attachments"]!.GetValue<int>(), made["leftOut"]!.AsArray().Count));
        var pages = Press.Read(await TakeAsync("li.na", number, made));
        Assert.Equal(made["pages"]!.GetValue<int>(), pages.Count);
        var all = string.Concat(pages);
        Assert.Contains("电子卷宗", pages[0], StringComparison.Ordinal);
        Assert.Contains(number, pages[0], StringComparison.Ordinal);
        Assert.Contains("𠮷䶮㼆·清波", all, StringComparison.Ordinal);
        for (var i = 0; i < 20; i++)
        {
            Assert.Contains(pages, p => p.EndsWith("第1页共1页", StringComparison.Ordinal) && p.Contains($"picture-{i}.png", StringComparison.Ordinal));
            Assert.Equal(2, pages.Count(p => p == $"plan{i}-1" || p == $"plan{i}-2"));
        }

        // The contents name the page on which each begins.
        var begins = pages.ToList().IndexOf("plan7-1") + 1;
        Assert.Matches(FormattableString.Invariant($"plan-7\\.pdf\\d+KBSHA-256[0-9a-f]{{64}}{begins}(附件|余|1|$)"), string.Concat(pages.Take(6)));
        Assert.Empty(Directory.GetDirectories(office.Server.Data.Dossiers));
    }

    [Fact]
    public async Task An_attachment_that_cannot_be_bound_in_is_listed_with_the_reason()
    {
        Press.NeedsBrowser();
        var resident = await office.ResidentAsync();
        var locked = SampleFiles.LockedPdf();
        var number = await FileAsync([
            await UploadAsync(resident, "locked.pdf", "application/pdf", locked),
            await UploadAsync(resident, "broken.pdf", "application/pdf", "%PDF-1.4\nnothing"u8.ToArray()),
            await UploadAsync(resident, "broken.png", "image/png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]),
            await UploadAsync(resident, "good.pdf", "application/pdf", SampleFiles.Pdf("good", 1)),
        ]);
        var made = await MakeAsync("li.na", number);
        Assert.Equal(1, made["attachments"]!.GetValue<int>());
        Assert.Equal(["locked.pdf pdf.locked", "broken.pdf pdf.damaged", "broken.png pdf.picture"], made["leftOut"]!.AsArray().Select(l => $"{l!["name"]} {l["code"]}"));
        var text = string.Concat(Press.Read(await TakeAsync("li.na", number, made)));
        Assert.Contains("文件有密码保护", text, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(locked)), text, StringComparison.Ordinal);
        Assert.Contains("good-1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attachment_whose_bytes_are_gone_is_listed_and_the_rest_is_made()
    {
        Press.NeedsBrowser();
        var resident = await office.ResidentAsync();
        var (plan, picture) = (SampleFiles.Pdf("lost", 1), SampleFiles.Png(20, 20, 77));
        var number = await FileAsync([
            await UploadAsync(resident, "lost.pdf", "application/pdf", plan),
            await UploadAsync(resident, "lost.png", "image/png", picture),
            await UploadAsync(resident, "kept.pdf", "application/pdf", SampleFiles.Pdf("kept", 1)),
        ]);
        foreach (var bytes in new[] { plan, picture })
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
            File.Delete(Path.Combine(office.Server.Data.Files, hash[..2], hash));
        }

        var made = await MakeAsync("li.na", number);
        Assert.Equal(["lost.pdf dossier.gone", "lost.png dossier.gone"], made["leftOut"]!.AsArray().Select(l => $"{l!["name"]} {l["code"]}").Order());
        Assert.Contains("kept-1", string.Concat(Press.Read(await TakeAsync("li.na", number, made))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paper_that_is_not_as_it_was_issued_is_listed_and_the_rest_is_made()
    {
        Press.NeedsBrowser();
        await using var crowded = new CrowdedOffice();
        await crowded.InitializeAsync();
        var number = (await crowded.FileAsync(CaseOffice.Filing(await UploadAsync(await crowded.ResidentAsync(), "a.pdf", "application/pdf", SampleFiles.Pdf("a", 1)))))["number"]!.GetValue<string>();
        await crowded.Server.Get<ICommitQueue>().CommitAsync<Done>(
            async (transaction, _) =>
            {
                await transaction.Connection!.ExecuteAsync("update document set content_hash = 'altered'", transaction: transaction);
                return Done.It;
            },
            Ct);
        using var answer = await CaseOffice.PostAsync(await crowded.AsAsync("li.na"), $"/api/v1/cases/{number}/dossier", new JsonObject());
        var made = await CaseOffice.ReadAsync(answer);
        Assert.Equal(1, made["attachments"]!.GetValue<int>());
        Assert.NotEmpty(made["leftOut"]!.AsArray());
        Assert.All(made["leftOut"]!.AsArray(), l => Assert.Equal("document.altered", l!["code"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_dossier_waits_for_the_printer_instead_of_being_refused()
    {
        Press.NeedsBrowser();
        await using var crowded = new CrowdedOffice();
        await crowded.InitializeAsync();
        var filing = CaseOffice.Filing(await UploadAsync(await crowded.ResidentAsync(), "a.png", "image/png", SampleFiles.Png(20, 20, 1)));
        var files = new JsonArray();
        for (var i = 0; i < 4; i++)
        {
            files.Add((JsonNode)await UploadAsync(await crowded.ResidentAsync(), $"{i}.png", "image/png", SampleFiles.Png(400, 400, i)));
        }

        filing["materials"]!.AsArray()[0]!["files"] = files;
        var number = (await crowded.FileAsync(filing))["number"]!.GetValue<string>();
        using var answer = await CaseOffice.PostAsync(await crowded.AsAsync("li.na"), $"/api/v1/cases/{number}/dossier", new JsonObject());
        var made = await CaseOffice.ReadAsync(answer);
        Assert.True(made["attachments"]!.GetValue<int>() >= 4);
        Assert.Empty(made["leftOut"]!.AsArray());
    }

    [Fact]
    public async Task Personal_data_are_as_on_the_page_and_it_is_written_down_who_took_it()
    {
        Press.NeedsBrowser();
        var number = await FileAsync([await UploadAsync(await office.ResidentAsync(), "a.pdf", "application/pdf", SampleFiles.Pdf("a", 1))]);
        var masked = string.Concat(Press.Read(await TakeAsync("li.na", number, await MakeAsync("li.na", number))));
        Assert.DoesNotContain(Whole, masked, StringComparison.Ordinal);
        Assert.DoesNotContain("13800000001", masked, StringComparison.Ordinal);
        Assert.Contains("已隐去", masked, StringComparison.Ordinal);

        await CaseOffice.ReadAsync(await CaseOffice.PostAsync(await office.AsAsync("li.na"), $"/api/v1/cases/{number}/unmask", new JsonObject { ["reason"] = "归档" + "核对" }));
        var whole = await MakeAsync("li.na", number);
        Assert.Contains(Whole, string.Concat(Press.Read(await TakeAsync("li.na", number, whole))), StringComparison.Ordinal);
        Assert.InRange(whole["keptUntil"]!.GetValue<DateTimeOffset>(), office.Server.Clock.GetUtcNow(), office.Server.Clock.GetUtcNow() + UnmaskRules.OpenFor);
        using var elsewhere = await office.Server.AsAsync("li.na", DemoPeople.PasswordOf("li.na"));
        using var otherSignIn = await elsewhere.GetAsync($"/api/v1/cases/{number}/dossier/{whole["id"]}", Ct);
        Assert.Equal(HttpStatusCode.NotFound, otherSignIn.StatusCode);

        var events = (await CaseOffice.GetAsync(await office.AsAsync("li.na"), $"/api/v1/cases/{number}/events"))["items"]!.AsArray().Where(e => e!["name"]!.GetValue<string>() == RecordDossier.EventName);
        Assert.Equal([true, false], events.Select(e => e!["payload"]!["masked"]!.GetValue<bool>()));
        var audit = (await CaseOffice.GetAsync(await office.AsAsync("jin.cha"), $"/api/v1/audit?act=case.dossier&subject=case:{number}"))["items"]!.AsArray();
        Assert.Equal(2, audit.Count(a => a!["actorName"]!.GetValue<string>() == "李娜"));
        var taken = (await CaseOffice.GetAsync(await office.AsAsync("jin.cha"), $"/api/v1/audit?act=case.dossierTaken&subject=case:{number}"))["items"]!.AsArray();
        Assert.Equal(2, taken.Count(a => a!["actorName"]!.GetValue<string>() == "李娜"));
        Assert.DoesNotContain((await CaseOffice.GetAsync(await office.ResidentAsync(), $"/api/v1/cases/{number}/events"))["items"]!.AsArray(), e => e!["name"]!.GetValue<string>() == RecordDossier.EventName);
    }

    [Fact]
    public async Task Only_who_may_read_the_case_has_it_made_and_only_who_had_it_made_takes_it()
    {
        Press.NeedsBrowser();
        var number = await FileAsync([await UploadAsync(await office.ResidentAsync(), "a.pdf", "application/pdf", SampleFiles.Pdf("a", 1))]);
        var made = await MakeAsync("li.na", number);
        var path = $"/api/v1/cases/{number}/dossier/{made["id"]}";
        foreach (var (user, status) in new[] { ("wang.lei", HttpStatusCode.NotFound), ("ren.jie", HttpStatusCode.NotFound), (CaseOffice.Resident, HttpStatusCode.Forbidden) })
        {
            using var taken = await (await office.AsAsync(user)).GetAsync(path, Ct);
            Assert.Equal(status, taken.StatusCode);
        }

        foreach (var (user, status) in new[] { ("ren.jie", HttpStatusCode.NotFound), (CaseOffice.Resident, HttpStatusCode.Forbidden) })
        {
            using var refused = await CaseOffice.PostAsync(await office.AsAsync(user), $"/api/v1/cases/{number}/dossier", new JsonObject());
            Assert.Equal(status, refused.StatusCode);
        }

        using var visitor = await office.Server.Client.GetAsync(path, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, visitor.StatusCode);
    }

    [Fact]
    public async Task One_that_nobody_takes_is_put_away_after_an_hour()
    {
        Press.NeedsBrowser();
        var number = await FileAsync([await UploadAsync(await office.ResidentAsync(), "a.pdf", "application/pdf", SampleFiles.Pdf("a", 1))]);
        var made = await MakeAsync("li.na", number);
        var folder = office.Server.Get<DossierFolder>();
        var now = office.Server.Clock.GetUtcNow();
        Assert.Equal(0, await folder.SweepAsync(now, 100, Ct));
        await office.MoveToAsync(now + DossierFolder.Kept);
        using var late = await (await office.AsAsync("li.na")).GetAsync($"/api/v1/cases/{number}/dossier/{made["id"]}", Ct);
        Assert.Equal(HttpStatusCode.NotFound, late.StatusCode);
        Assert.True(await folder.SweepAsync(now + DossierFolder.Kept + TimeSpan.FromSeconds(1), 100, Ct) > 0);
        Assert.Empty(Directory.GetFileSystemEntries(office.Server.Data.Dossiers));
    }

    private static async Task<Guid> UploadAsync(HttpClient client, string name, string type, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var form = new MultipartFormDataContent { { content, "file", name } };
        using var answer = await client.PostAsync("/api/v1/files", form, Ct);
        return (await CaseOffice.ReadAsync(answer, HttpStatusCode.Created))["id"]!.GetValue<Guid>();
    }

    /// <summary>The hygiene permit with these files: up to ten for each material, and at least one.</summary>
    private async Task<string> FileAsync(IReadOnlyList<Guid> files)
    {
        var filing = CaseOffice.Filing(files[0]);
        filing["answers"]!["placeName"] = "𠮷䶮㼆·清波";
        var materials = filing["materials"]!.AsArray();
        foreach (var (at, material) in materials.Index())
        {
            var share = files.Where((_, i) => i % materials.Count == at).ToList();
            material!["files"] = new JsonArray([.. (share.Count > 0 ? share : [files[0]]).Select(f => (JsonNode)f)]);
        }

        return (await office.FileAsync(filing))["number"]!.GetValue<string>();
    }

    private async Task<JsonNode> MakeAsync(string user, string number)
    {
        using var answer = await CaseOffice.PostAsync(await office.AsAsync(user), $"/api/v1/cases/{number}/dossier", new JsonObject());
        return await CaseOffice.ReadAsync(answer);
    }

    private async Task<byte[]> TakeAsync(string user, string number, JsonNode made)
    {
        using var answer = await (await office.AsAsync(user)).GetAsync($"/api/v1/cases/{number}/dossier/{made["id"]}", Ct);
        Assert.Equal((HttpStatusCode.OK, "application/pdf"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        return await answer.Content.ReadAsByteArrayAsync(Ct);
    }

    /// <summary>One page is printed at a time, and none may wait.</summary>
    private sealed class CrowdedOffice : CaseOffice
    {
        internal override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?> { ["Documents:Pdf:AtOnce"] = "1", ["Documents:Pdf:Waiting"] = "0" };
    }
}
