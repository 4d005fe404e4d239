using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Platform.Server.Data;
using Platform.Server.Hosting.Housekeeping;
using Platform.Tests.Hosting;

namespace Platform.Tests.Cases;

/// <summary>What has had its time is put away, and nothing else. Each test has a server of its own, since time is moved.</summary>
public sealed class HousekeepingTests : IAsyncLifetime
{
    private readonly CaseOffice _office = new();

    public ValueTask InitializeAsync() => _office.InitializeAsync();

    public ValueTask DisposeAsync() => _office.DisposeAsync();

    [Fact]
    public async Task A_draft_is_announced_three_days_before_its_end_once_and_then_deleted()
    {
        var draft = await SaveDraftAsync();
        await SweepAfterAsync(TimeSpan.FromDays(26));
        Assert.Empty(await WarningsAsync());

        await SweepAfterAsync(TimeSpan.FromDays(1));
        await SweepAfterAsync(TimeSpan.FromHours(1));
        var warning = Assert.Single(await WarningsAsync());
        Assert.Equal($"/drafts/{draft}", warning["link"]!.GetValue<string>());
        Assert.Contains("2026-04-01", warning["body"]!.ToJsonString(), StringComparison.Ordinal);

        // Saved again it lives on, and is announced again before its new end.
        await SaveDraftAsync(draft);
        await SweepAfterAsync(TimeSpan.FromDays(5));
        Assert.Equal(HttpStatusCode.OK, (await (await _office.ResidentAsync()).GetAsync($"/api/v1/drafts/{draft}")).StatusCode);
        await SweepAfterAsync(TimeSpan.FromDays(23));
        Assert.Equal(2, (await WarningsAsync()).Count);

        await SweepAfterAsync(TimeSpan.FromDays(3));
        Assert.Equal(HttpStatusCode.NotFound, (await (await _office.ResidentAsync()).GetAsync($"/api/v1/drafts/{draft}")).StatusCode);
        Assert.Equal(0, await CountAsync("select count(*) from case_draft"));
    }

    [Fact]
    public async Task A_draft_of_a_bundle_is_announced_by_the_bundles_name()
    {
        var resident = await _office.ResidentAsync();
        using var saved = await resident.PutAsJsonAsync($"/api/v1/drafts/{_office.Server.Get<Platform.Model.IIdSource>().Next()}", new { locality = "330110012", item = "birth", bundle = true, answers = new { } });
        await CaseOffice.ReadAsync(saved);
        await SweepAfterAsync(TimeSpan.FromDays(27));
        Assert.Contains("出生一件事", Assert.Single(await WarningsAsync())["body"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task How_long_drafts_are_kept_is_data_of_the_site()
    {
        var admin = await _office.AsAsync("he.jie");
        using var wrong = await admin.PutAsJsonAsync("/api/v1/definitions/site/site?locality=330110", new { draftDays = 400 });
        Assert.Equal(["site.draftDays"], await CaseOffice.CodesAsync(wrong, HttpStatusCode.BadRequest));
        await CaseOffice.ReadAsync(await admin.PutAsJsonAsync("/api/v1/definitions/site/site?locality=330110", new { draftDays = 7, draftWarningDays = 2 }));
        await CaseOffice.ReadAsync(await admin.PostAsync("/api/v1/definitions/site/site/publish?locality=330110", null));

        await SaveDraftAsync();
        await SweepAfterAsync(TimeSpan.FromDays(5));
        Assert.Single(await WarningsAsync());
        await SweepAfterAsync(TimeSpan.FromDays(2));
        Assert.Equal(0, await CountAsync("select count(*) from case_draft"));
    }

    [Fact]
    public async Task Keys_are_forgotten_after_a_month_and_the_case_stays()
    {
        var filing = await CaseOffice.FilingAsync(await _office.ResidentAsync());
        var key = _office.NewKey();
        using var first = await CaseOffice.PostAsync(await _office.ResidentAsync(), "/api/v1/cases", filing, key);
        var number = (await CaseOffice.ReadAsync(first, HttpStatusCode.Created))["number"]!.GetValue<string>();
        await SweepAfterAsync(TimeSpan.FromDays(29));
        Assert.Equal((1, 1), (await CountAsync("select count(*) from case_request"), await CountAsync("select count(*) from request_answer")));

        await SweepAfterAsync(TimeSpan.FromDays(2));
        Assert.Equal((0, 0), (await CountAsync("select count(*) from case_request"), await CountAsync("select count(*) from request_answer")));
        Assert.Equal(number, (await _office.CaseAsync(number))["number"]!.GetValue<string>());
    }

    [Fact]
    public async Task Files_that_nobody_holds_go_and_those_of_cases_and_drafts_stay()
    {
        var resident = await _office.ResidentAsync();
        var loose = await CaseOffice.UploadAsync(resident, "loose.pdf");
        var twin = await CaseOffice.UploadAsync(resident, "twin.pdf");
        var inCase = await CaseOffice.UploadAsync(resident, "twin.pdf");
        var inDraft = await CaseOffice.UploadAsync(resident, "draft.pdf");
        var inAnswer = await CaseOffice.UploadAsync(resident, "answer.pdf");
        await _office.FileAsync(CaseOffice.Filing(inCase));
        var draft = await SaveDraftAsync(null, inDraft, inAnswer);

        await SweepAfterAsync(TimeSpan.FromDays(6));
        Assert.Equal(5, await CountAsync("select count(*) from stored_file"));

        await SweepAfterAsync(TimeSpan.FromDays(2));
        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.NotFound], [await StatusAsync(loose), await StatusAsync(twin)]);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK], [await StatusAsync(inCase), await StatusAsync(inDraft), await StatusAsync(inAnswer)]);
        Assert.Equal(3, Directory.EnumerateFiles(_office.Server.Data.Files, "*", SearchOption.AllDirectories).Count());

        // The draft goes, and with it what only it held.
        await CaseOffice.ReadAsync(await (await _office.ResidentAsync()).DeleteAsync($"/api/v1/drafts/{draft}"), HttpStatusCode.NoContent);
        await SweepAfterAsync(TimeSpan.FromDays(8));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.NotFound], [await StatusAsync(inCase), await StatusAsync(inDraft), await StatusAsync(inAnswer)]);
        Assert.Single(Directory.EnumerateFiles(_office.Server.Data.Files, "*", SearchOption.AllDirectories));

        // The same bytes come again and are there again.
        var again = await CaseOffice.UploadAsync(await _office.ResidentAsync(), "loose.pdf");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(again));
    }

    [Fact]
    public async Task The_id_of_a_filed_draft_is_no_way_to_the_old_case()
    {
        var resident = await _office.ResidentAsync();
        var id = _office.Server.Get<Platform.Model.IIdSource>().Next();
        var filing = await CaseOffice.FilingAsync(resident);
        await PutDraftAsync(resident, id, filing);
        using var filed = await CaseOffice.PostAsync(resident, $"/api/v1/drafts/{id}/submit", new JsonObject());
        var number = (await CaseOffice.ReadAsync(filed, HttpStatusCode.Created))["number"]!.GetValue<string>();
        using var twice = await CaseOffice.PostAsync(resident, $"/api/v1/drafts/{id}/submit", new JsonObject(), _office.NewKey());
        Assert.Equal(number, (await CaseOffice.ReadAsync(twice, HttpStatusCode.Created))["number"]!.GetValue<string>());

        using var reused = await resident.PutAsJsonAsync($"/api/v1/drafts/{id}", Draft(filing));
        Assert.Equal(["draft.filed"], await CaseOffice.CodesAsync(reused, HttpStatusCode.Conflict));
    }

    [Theory]
    [InlineData("", "pc")]
    [InlineData("?channel=miniProgram", "miniProgram")]
    [InlineData("?channel=telepathy", null)]
    public async Task A_draft_is_filed_on_the_channel_it_was_saved_on_unless_another_is_said(string query, string? channel)
    {
        var resident = await _office.ResidentAsync();
        var id = _office.Server.Get<Platform.Model.IIdSource>().Next();
        await PutDraftAsync(resident, id, await CaseOffice.FilingAsync(resident));
        using var filed = await CaseOffice.PostAsync(resident, $"/api/v1/drafts/{id}/submit{query}", new JsonObject());
        if (channel is null)
        {
            Assert.Equal(["case.channel"], await CaseOffice.CodesAsync(filed, HttpStatusCode.BadRequest));
            return;
        }

        var number = (await CaseOffice.ReadAsync(filed, HttpStatusCode.Created))["number"]!.GetValue<string>();
        Assert.Equal(channel, (await CaseOffice.GetAsync(resident, $"/api/v1/cases/{number}"))["channel"]!.GetValue<string>());
    }

    private async Task<Guid> SaveDraftAsync(Guid? id = null, Guid? material = null, Guid? answer = null)
    {
        var draft = id ?? _office.Server.Get<Platform.Model.IIdSource>().Next();
        var body = Draft(CaseOffice.Filing(material ?? Guid.Empty));
        if (material is null)
        {
            body.Remove("materials");
        }

        if (answer is { } file)
        {
            body["answers"]!["attachment"] = new JsonArray(file.ToString());
        }

        using var saved = await (await _office.ResidentAsync()).PutAsJsonAsync($"/api/v1/drafts/{draft}", body);
        await CaseOffice.ReadAsync(saved);
        return draft;
    }

    private static async Task PutDraftAsync(HttpClient resident, Guid id, JsonObject filing)
    {
        using var saved = await resident.PutAsJsonAsync($"/api/v1/drafts/{id}", Draft(filing));
        await CaseOffice.ReadAsync(saved);
    }

    private static JsonObject Draft(JsonObject filing) => (JsonObject)filing.DeepClone();

    private async Task SweepAfterAsync(TimeSpan by)
    {
        await _office.MoveToAsync(_office.Server.Clock.GetUtcNow() + by);
        await _office.Server.Get<Housekeeper>().SweepAsync(CancellationToken.None);
    }

    private async Task<IReadOnlyList<JsonNode>> WarningsAsync() =>
        [.. (await CaseOffice.GetAsync(await _office.ResidentAsync(), "/api/v1/inbox"))["items"]!.AsArray()
            .Select(m => m!).Where(m => m["link"]?.GetValue<string>().StartsWith("/drafts/", StringComparison.Ordinal) == true)];

    private async Task<HttpStatusCode> StatusAsync(Guid file) => (await (await _office.ResidentAsync()).GetAsync($"/api/v1/files/{file}")).StatusCode;

    private async Task<int> CountAsync(string sql)
    {
        await using var connection = await _office.Server.Get<IDatabase>().OpenAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<int>(sql);
    }
}
