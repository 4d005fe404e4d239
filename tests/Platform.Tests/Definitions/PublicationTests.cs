using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Definitions.Publishing;
using Platform.Tests.Cases;
using Platform.Tests.Hosting;

namespace Platform.Tests.Definitions;

/// <summary>What surrounds publishing (A5, A6): what it reaches, when it happens, and the way back.</summary>
public sealed class PublicationTests : IAsyncLifetime
{
    private const string Schedules = "/api/v1/definitions/schedules";

    private static readonly Guid Stranger = new(7, 0, 0, new byte[8]);
    private readonly CaseOffice _office = new();
    private Actor _ann = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IDefinitionEditor Editor => _office.Server.Get<IDefinitionEditor>();

    private IPublications Publications => _office.Server.Get<IPublications>();

    private TestClock Clock => _office.Server.Clock;

    public async ValueTask InitializeAsync()
    {
        await _office.InitializeAsync();
        await _office.Server.Get<ScheduleWorker>().StopAsync(CancellationToken.None);
        _ann = await PaintShop.OpenAsync(_office);
    }

    public ValueTask DisposeAsync() => _office.DisposeAsync();

    [Fact]
    public async Task What_is_scheduled_comes_into_force_together_at_its_time_and_once()
    {
        var from = Clock.GetUtcNow().AddHours(3);
        var schedule = await ScheduleAsync(from);
        Assert.Equal(schedule.Id, (await ScheduleAsync(from)).Id);
        Assert.Equal("schedule.taken", Assert.Single((await Publications.ScheduleAsync(_ann, await ReviewAsync(PaintShop.Paint, PaintShop.Hue), from.AddDays(1), Ct)).Problems).Code);
        Clock.Advance(TimeSpan.FromHours(2.9));
        Assert.Equal(0, await WorkAsync());
        Assert.Null(await Editor.FindOwnActiveAsync(PaintShop.Hue, Ct));

        Clock.Advance(TimeSpan.FromHours(0.2));
        Assert.Equal(1, await WorkAsync());
        Assert.Equal((1, 1), ((await Editor.FindOwnActiveAsync(PaintShop.Hue, Ct))!.Id.Version, (await Editor.FindOwnActiveAsync(PaintShop.Paint, Ct))!.Id.Version));

        // Somebody who believes that it is still to be done changes nothing, and neither does giving it up.
        await _office.Server.Get<Publications>().CarryOutAsync(schedule, Ct);
        Assert.Equal(0, await WorkAsync());
        Assert.Equal(1, (await Editor.FindOwnActiveAsync(PaintShop.Hue, Ct))!.Id.Version);
        Assert.Equal("schedule.settled", Assert.Single((await Publications.CancelAsync(_ann, schedule.Id, Ct)).Problems).Code);
        Assert.Empty((await Publications.SchedulesAsync(_ann, PaintShop.District, Ct)).Value);
        Assert.Empty(await MessagesAsync());
    }

    [Fact]
    public async Task What_was_edited_since_keeps_everything_back_and_whoever_scheduled_it_is_told_once()
    {
        var schedule = await ScheduleAsync(Clock.GetUtcNow().AddHours(1));
        await WriteAsync(PaintShop.Hue, """{"key":"hue","title":{"zh-CN":"色彩","en":"Hues"},"entries":[{"code":"r","label":{"zh-CN":"红","en":"Red"}}]}""");
        Assert.Equal([PaintShop.Hue], ScheduleRules.Changed(schedule, await Editor.ListDraftsAsync(PaintShop.District, Ct)));
        Clock.Advance(TimeSpan.FromHours(1));
        await WorkAsync();
        await _office.Server.Get<Publications>().CarryOutAsync(schedule, Ct);
        await WorkAsync();
        Assert.Null(await Editor.FindOwnActiveAsync(PaintShop.Paint, Ct));
        var failed = Assert.Single((await Publications.SchedulesAsync(_ann, PaintShop.District, Ct)).Value);
        Assert.Equal((ScheduleStage.Failed, "schedule.edited", "codeTable/hue"), (failed.Stage, Assert.Single(failed.Problems).Code, failed.Problems[0].Field));
        Assert.Contains("定时发布", Assert.Single(await MessagesAsync()), StringComparison.Ordinal);

        // To be scheduled anew puts the one that failed away.
        var again = await ScheduleAsync(Clock.GetUtcNow().AddHours(1));
        Assert.Equal([again.Id], (await Publications.SchedulesAsync(_ann, PaintShop.District, Ct)).Value.Select(s => s.Id));
        Clock.Advance(TimeSpan.FromHours(1));
        await WorkAsync();
        Assert.NotNull(await Editor.FindOwnActiveAsync(PaintShop.Paint, Ct));
    }

    [Fact]
    public async Task The_checks_speak_when_it_is_scheduled_and_again_at_the_time()
    {
        var alone = await Publications.ScheduleAsync(_ann, await ReviewAsync(PaintShop.Paint), Clock.GetUtcNow().AddHours(1), Ct);
        Assert.All(alone.Problems, p => Assert.StartsWith("form/paint", p.Field, StringComparison.Ordinal));
        Assert.NotEmpty(alone.Problems);
        Assert.Equal("schedule.past", Assert.Single((await Publications.ScheduleAsync(_ann, await ReviewAsync(PaintShop.Paint, PaintShop.Hue), Clock.GetUtcNow(), Ct)).Problems).Code);
        Assert.Equal("schedule.far", Assert.Single((await Publications.ScheduleAsync(_ann, await ReviewAsync(PaintShop.Paint, PaintShop.Hue), Clock.GetUtcNow().AddYears(3), Ct)).Problems).Code);

        await Editor.PublishAsync(_ann, PaintShop.Hue, null, Ct);
        Assert.True((await Publications.ScheduleAsync(_ann, await ReviewAsync(PaintShop.Paint), Clock.GetUtcNow().AddHours(1), Ct)).Succeeded);
        await WriteAsync(PaintShop.Hue, """{"key":"hue","title":{"zh-CN":"颜色","en":"Hues"},"entries":[{"code":"r","label":{"zh-CN":"红","en":"Red"}},{"code":"g","label":{"zh-CN":"绿","en":"Green"}}]}""");
        Clock.Advance(TimeSpan.FromHours(1));
        await WorkAsync();
        Assert.NotNull(await Editor.FindOwnActiveAsync(PaintShop.Paint, Ct));
    }

    [Fact]
    public async Task What_somebody_put_in_force_before_its_time_is_done_and_the_rest_follows()
    {
        var from = Clock.GetUtcNow().AddHours(1);
        await ScheduleAsync(from);
        Assert.True((await Editor.PublishAsync(_ann, PaintShop.Hue, null, Ct)).Succeeded);
        Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, await WorkAsync());
        Assert.Equal((1, 1), ((await Editor.FindOwnActiveAsync(PaintShop.Hue, Ct))!.Id.Version, (await Editor.FindOwnActiveAsync(PaintShop.Paint, Ct))!.Id.Version));
        Assert.Empty(await MessagesAsync());
        Assert.Empty((await Publications.SchedulesAsync(_ann, PaintShop.District, Ct)).Value);
    }

    [Fact]
    public async Task Nobody_brings_back_alone_the_site_on_which_they_would_be_alone()
    {
        var site = new DefinitionName(DefinitionKind.Site, "site", PaintShop.District);
        foreach (var eyes in new[] { "false", "true" })
        {
            await WriteAsync(site, $$"""{"key":"site","fourEyesOnPublishing":{{eyes}}}""");
            Assert.True((await Editor.PublishAsync(_ann, site, null, Ct)).Succeeded);
        }

        var active = (await Editor.FindOwnActiveAsync(site, Ct))!;
        var other = _ann with { AccountId = Stranger };
        Assert.Equal("definition.fourEyes", Assert.Single((await Publications.PublishAgainAsync(other, active.Id with { Version = 1 }, null, Ct)).Problems).Code);
        Assert.Equal(active.Id, (await Editor.FindOwnActiveAsync(site, Ct))!.Id);
    }

    [Fact]
    public async Task Given_up_twice_it_is_given_up_once_and_never_happens()
    {
        var schedule = await ScheduleAsync(Clock.GetUtcNow().AddHours(1));
        Assert.Equal(ScheduleStage.Cancelled, (await Publications.CancelAsync(_ann, schedule.Id, Ct)).Value.Stage);
        Assert.Equal(ScheduleStage.Cancelled, (await Publications.CancelAsync(_ann, schedule.Id, Ct)).Value.Stage);
        Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(0, await WorkAsync());
        await _office.Server.Get<Publications>().CarryOutAsync(schedule, Ct);
        Assert.Null(await Editor.FindOwnActiveAsync(PaintShop.Hue, Ct));
    }

    [Fact]
    public async Task A_former_version_comes_into_force_again_beside_the_draft_and_back()
    {
        await PublishAsync(PaintShop.Hue);
        await WriteAsync(PaintShop.Hue, """{"key":"hue","title":{"zh-CN":"颜色","en":"Hues"},"entries":[{"code":"g","label":{"zh-CN":"绿","en":"Green"}}]}""");
        await PublishAsync(PaintShop.Hue);
        await WriteAsync(PaintShop.Hue, """{"key":"hue","title":{"zh-CN":"颜色","en":"Hues"},"entries":[{"code":"b","label":{"zh-CN":"蓝","en":"Blue"}}]}""");
        var (draft, second) = ((await Editor.FindDraftAsync(PaintShop.Hue, Ct))!, (await Editor.FindOwnActiveAsync(PaintShop.Hue, Ct))!);
        var first = second.Id with { Version = 1 };

        var back = (await Publications.PublishAgainAsync(_ann, first, null, Ct)).Value.Definition;
        Assert.Equal(4, back.Id.Version);
        Assert.Contains("\"r\"", (await Editor.FindOwnActiveAsync(PaintShop.Hue, Ct))!.Json, StringComparison.Ordinal);
        Assert.Equal((draft.Id, draft.ETag), (await Editor.FindDraftAsync(PaintShop.Hue, Ct)) is { } still ? (still.Id, still.ETag) : default);

        // Asked twice it is there once.
        Assert.Equal(4, (await Publications.PublishAgainAsync(_ann, first, null, Ct)).Value.Definition.Id.Version);
        Assert.Equal(5, (await Publications.PublishAgainAsync(_ann, second.Id, null, Ct)).Value.Definition.Id.Version);
        Assert.Contains("\"g\"", (await _office.Server.Get<IDefinitions>().FindActiveAsync(DefinitionKind.CodeTable, "hue", PaintShop.District, Ct))!.Json, StringComparison.Ordinal);
        Assert.Equal("definition.notFound", Assert.Single((await Publications.PublishAgainAsync(_ann, draft.Id, null, Ct)).Problems).Code);

        // The draft goes into force as before.
        await PublishAsync(PaintShop.Hue);
        Assert.Equal(3, (await Editor.FindOwnActiveAsync(PaintShop.Hue, Ct))!.Id.Version);
        Assert.Equal(6, (await Publications.PublishAgainAsync(_ann, first, null, Ct)).Value.Definition.Id.Version);
    }

    [Fact]
    public async Task A_former_version_does_not_replace_what_nobody_has_seen_in_force()
    {
        await PublishAsync(PaintShop.Hue);
        await WriteAsync(PaintShop.Hue, """{"key":"hue","title":{"zh-CN":"颜色","en":"Hues"},"entries":[{"code":"g","label":{"zh-CN":"绿","en":"Green"}}]}""");
        await PublishAsync(PaintShop.Hue);
        var seen = (await Editor.FindOwnActiveAsync(PaintShop.Hue, Ct))!;
        await WriteAsync(PaintShop.Hue, """{"key":"hue","title":{"zh-CN":"颜色","en":"Hues"},"entries":[{"code":"b","label":{"zh-CN":"蓝","en":"Blue"}}]}""");
        await PublishAsync(PaintShop.Hue);
        var newest = (await Editor.FindOwnActiveAsync(PaintShop.Hue, Ct))!;

        foreach (var looked in new[] { seen.ETag, "" })
        {
            Assert.Equal("definition.stale", Assert.Single((await Publications.PublishAgainAsync(_ann, seen.Id with { Version = 1 }, looked, Ct)).Problems).Code);
        }

        Assert.Equal(newest.Id, (await Editor.FindOwnActiveAsync(PaintShop.Hue, Ct))!.Id);
        Assert.Equal(4, (await Publications.PublishAgainAsync(_ann, seen.Id with { Version = 1 }, newest.ETag, Ct)).Value.Definition.Id.Version);

        // Sent once more it is done already, whatever was looked at.
        Assert.Equal(4, (await Publications.PublishAgainAsync(_ann, seen.Id with { Version = 1 }, newest.ETag, Ct)).Value.Definition.Id.Version);
    }

    [Fact]
    public async Task Impact_names_items_places_drafts_and_open_cases()
    {
        await _office.FileAsync();
        var flow = new DefinitionName(DefinitionKind.Flow, "hygiene-permit", await OwnerAsync(DefinitionKind.Flow, "hygiene-permit"));
        var admin = new Actor(ActorKind.Staff, Stranger, "上", [new Grant(Roles.SiteAdmin, flow.Owner)]);
        var impact = (await Publications.ImpactAsync(admin, [flow], Ct)).Value;
        var items = impact.Items.Where(i => i.Name.Key == CaseOffice.Hygiene).ToList();
        Assert.NotEmpty(items);
        Assert.All(items, i => Assert.True(i is { OpenCases: 1, Way.Count: 0 }, $"{i}"));
        Assert.Equal([new FlowCases(flow, 1, 0)], impact.Flows);
        Assert.True(impact.Definitions[0].Below.Inherit > 0);

        // A table that a form asks for reaches the items of the form.
        var table = new DefinitionName(DefinitionKind.CodeTable, "public-place-business", await OwnerAsync(DefinitionKind.CodeTable, "public-place-business"));
        var through = (await Publications.ImpactAsync(admin, [table], Ct)).Value;
        Assert.Contains(through.Items, i => i.Name.Key == CaseOffice.Hygiene && i.Way is [{ Kind: DefinitionKind.Form }]);
        Assert.Contains(through.Between, b => b.Name.Kind == DefinitionKind.Form);

        // A paper that every case issues reaches all items, but those that have one of their own.
        var receipt = new DefinitionName(DefinitionKind.DocumentTemplate, "receipt", await OwnerAsync(DefinitionKind.DocumentTemplate, "receipt"));
        var issued = (await Publications.ImpactAsync(admin, [receipt], Ct)).Value;
        Assert.Contains(issued.Items, i => i.Name.Key == CaseOffice.Hygiene && i.OpenCases == 1);

        var hue = (await Publications.ImpactAsync(_ann, [PaintShop.Hue], Ct)).Value;
        Assert.Equal([PaintShop.Paint], hue.Drafts.Select(d => d.Name));
        Assert.Empty(hue.Items);
        Assert.Empty((await Publications.ImpactAsync(_ann, [PaintShop.Hue, PaintShop.Paint], Ct)).Value.Drafts);
        Assert.Equal("definition.forbidden", Assert.Single((await Publications.ImpactAsync(new(ActorKind.Staff, Stranger, "外", [new Grant(Roles.SiteAdmin, LocalityCode.Parse("330106"))]), [PaintShop.Hue], Ct)).Problems).Code);
        using var read = await (await _office.AsAsync("he.jie")).GetAsync(new Uri("/api/v1/definitions/codeTable/hue/impact?locality=330110", UriKind.Relative), Ct);
        Assert.Equal("paint", (await read.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("drafts")[0].GetProperty("name").GetProperty("key").GetString());
    }

    [Fact]
    public async Task Through_the_api_and_only_by_who_may()
    {
        var site = await _office.AsAsync("he.jie");
        var from = Clock.GetUtcNow().AddHours(1);
        var body = new { definitions = new object[] { new { kind = "codeTable", key = "hue" }, new { kind = "form", key = "paint" } }, from };
        using var scheduled = await site.PostAsJsonAsync(new Uri("/api/v1/definitions/publish?locality=330110", UriKind.Relative), body, Ct);
        var id = (await CaseOffice.ReadAsync(scheduled))["schedule"]!["id"]!.GetValue<string>();
        var listed = (await CaseOffice.GetAsync(site, $"{Schedules}?locality=330110"))["items"]!.AsArray();
        Assert.Equal((id, "waiting"), (Assert.Single(listed)!["schedule"]!["id"]!.GetValue<string>(), listed[0]!["schedule"]!["stage"]!.GetValue<string>()));
        var editor = await _office.AsAsync("xu.min");
        using var refused = await editor.DeleteAsync(new Uri($"{Schedules}/{id}", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var cancelled = await site.DeleteAsync(new Uri($"{Schedules}/{id}", UriKind.Relative), Ct);
        await CaseOffice.ReadAsync(cancelled);
        using var unknown = await site.DeleteAsync(new Uri($"{Schedules}/{Stranger}", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);

        await PublishAsync(PaintShop.Hue);
        await WriteAsync(PaintShop.Hue, """{"key":"hue","title":{"zh-CN":"颜色","en":"Hues"},"entries":[{"code":"g","label":{"zh-CN":"绿","en":"Green"}}]}""");
        await PublishAsync(PaintShop.Hue);
        using var late = new HttpRequestMessage(HttpMethod.Post, "/api/v1/definitions/codeTable/hue/versions/1/publish?locality=330110");
        late.Headers.Add("If-Match", "\"other\"");
        using var overtaken = await site.SendAsync(late, Ct);
        Assert.Equal(HttpStatusCode.PreconditionFailed, overtaken.StatusCode);
        using var again = await site.PostAsync(new Uri("/api/v1/definitions/codeTable/hue/versions/1/publish?locality=330110", UriKind.Relative), null, Ct);
        Assert.Equal(3, (await CaseOffice.ReadAsync(again))["definition"]!["version"]!.GetValue<int>());
    }

    private async Task<LocalityCode> OwnerAsync(DefinitionKind kind, string key) => (await _office.Server.Get<IDefinitions>().FindActiveAsync(kind, key, PaintShop.District, Ct))!.Id.Owner;

    private async Task<PublicationSchedule> ScheduleAsync(DateTimeOffset from)
    {
        var scheduled = await Publications.ScheduleAsync(_ann, await ReviewAsync(PaintShop.Paint, PaintShop.Hue), from, Ct);
        Assert.True(scheduled.Succeeded, string.Join("; ", scheduled.Problems.Select(p => $"{p.Code} {p.Field}")));
        return scheduled.Value;
    }

    private async Task<IReadOnlyList<SelectedDraft>> ReviewAsync(params DefinitionName[] names) => (await Editor.CheckAllAsync(_ann, names, Ct)).Value;

    private Task<int> WorkAsync() => _office.Server.Get<ScheduleWorker>().RunDueAsync(Ct);

    private async Task PublishAsync(DefinitionName name)
    {
        var published = await Editor.PublishAsync(_ann, name, null, Ct);
        Assert.True(published.Succeeded, string.Join("; ", published.Problems.Select(p => $"{p.Code} {p.Field}")));
    }

    private async Task<IReadOnlyList<string>> MessagesAsync() =>
        [.. (await CaseOffice.GetAsync(await _office.AsAsync("he.jie"), "/api/v1/inbox"))["items"]!.AsArray().Select(m => m!["subject"]!["zh-CN"]!.GetValue<string>()).Where(s => s.Contains("定时发布", StringComparison.Ordinal))];

    private Task WriteAsync(DefinitionName name, string json) => PaintShop.WriteAsync(_office, _ann, name, json);
}
