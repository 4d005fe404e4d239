using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Tests.Cases;

namespace Platform.Tests.Definitions;

/// <summary>What a place no longer wants goes out of force, nothing is left without what it names, and all of it can be brought back.</summary>
public sealed class RetirementTests : IAsyncLifetime
{
    private readonly CaseOffice _office = new();
    private Actor _ann = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IDefinitionEditor Editor => _office.Server.Get<IDefinitionEditor>();

    private IRetirements Retirements => _office.Server.Get<IRetirements>();

    public async ValueTask InitializeAsync()
    {
        await _office.InitializeAsync();
        _ann = await PaintShop.OpenAsync(_office);
    }

    public ValueTask DisposeAsync() => _office.DisposeAsync();

    [Fact]
    public async Task A_draft_is_given_up_once_and_can_be_taken_up_again()
    {
        var draft = (await Editor.FindDraftAsync(PaintShop.Hue, Ct))!;
        Assert.Equal("definition.stale", Code(await Retirements.DiscardAsync(_ann, PaintShop.Hue, "other", Ct)));
        Assert.Equal(draft.Id, (await Retirements.DiscardAsync(_ann, PaintShop.Hue, draft.ETag, Ct)).Value.Id);
        Assert.Equal("definition.noDraft", Code(await Retirements.DiscardAsync(_ann, PaintShop.Hue, draft.ETag, Ct)));
        Assert.Null(await Editor.FindDraftAsync(PaintShop.Hue, Ct));
        Assert.DoesNotContain(await Editor.ListDraftsAsync(PaintShop.District, Ct), d => d.Id.Key == "hue");

        var back = await _office.Server.Get<IWorkshop>().RestoreAsync(_ann, PaintShop.Hue, draft.Id.Version, Ct);
        Assert.True(back.Succeeded);
        var again = (await Editor.FindDraftAsync(PaintShop.Hue, Ct))!;
        Assert.Equal(2, again.Id.Version);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(draft.Json), JsonNode.Parse(again.Json)));
    }

    [Fact]
    public async Task What_somebody_was_typing_does_not_begin_a_draft_that_was_given_up()
    {
        var workshop = _office.Server.Get<IWorkshop>();
        var open = (await workshop.OpenAsync(_ann, PaintShop.Hue, Ct)).Value;
        var typed = DocumentDiff.Between(open.Document, (JsonObject)JsonNode.Parse("""{"key":"hue","title":{"zh-CN":"颜色","en":"Hue"},"entries":[{"code":"r","label":{"zh-CN":"红","en":"Red"}}]}""")!);
        await Retirements.DiscardAsync(_ann, PaintShop.Hue, null, Ct);

        var refused = await workshop.EditAsync(_ann, PaintShop.Hue, typed, open.Draft!.Id.Version, Ct);
        var problem = Assert.Single(refused.Problems);
        Assert.Equal(("editing.discarded", (object)1), (problem.Code, problem.Values!["version"]));
        Assert.Null(await Editor.FindDraftAsync(PaintShop.Hue, Ct));

        await workshop.RestoreAsync(_ann, PaintShop.Hue, 1, Ct);
        Assert.True((await workshop.EditAsync(_ann, PaintShop.Hue, typed, 2, Ct)).Succeeded);
        Assert.Contains("Hue\"", (await Editor.FindDraftAsync(PaintShop.Hue, Ct))!.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_named_stays_until_what_names_it_goes_with_it()
    {
        await PublishAsync();
        var look = (await Retirements.LookAsync(_ann, [PaintShop.Hue], Ct)).Value;
        var barred = Assert.Single(look.InTheWay).Problem;
        Assert.Equal(("retire.named", "codeTable/hue", "form/paint"), (barred.Code, barred.Field, barred.Values!["by"]));
        Assert.Equal("retire.named", Code(await RetireAsync(_ann, PaintShop.Hue)));
        Assert.NotNull(await Editor.FindOwnActiveAsync(PaintShop.Hue, Ct));

        await WriteAsync(PaintShop.Paint, """{"key":"paint","title":{"zh-CN":"粉刷","en":"Paint"},"pages":[]}""");
        var gone = await RetireAsync(_ann, PaintShop.Hue, PaintShop.Paint);
        Assert.Equal([(true, false), (true, true)], gone.Value.Definitions.Select(d => (d.InForce is not null, d.Draft is not null)));
        foreach (var name in new[] { PaintShop.Hue, PaintShop.Paint })
        {
            Assert.Null(await Editor.FindOwnActiveAsync(name, Ct));
            Assert.Null(await Editor.FindDraftAsync(name, Ct));
            Assert.Null(await _office.Server.Get<IDefinitions>().FindActiveAsync(name.Kind, name.Key, PaintShop.District, Ct));
        }

        // Once more there is nothing left to do, and a former version comes back as it was.
        Assert.Empty((await Retirements.RetireAsync(_ann, gone.Value.Definitions, Ct)).Value.Definitions);
        Assert.Equal("definition.notFound", Code(await Retirements.LookAsync(_ann, [PaintShop.Hue], Ct)));
        var back = await _office.Server.Get<IPublications>().PublishAgainAsync(_ann, new DefinitionId(PaintShop.Hue.Kind, PaintShop.Hue.Key, PaintShop.District, 1), null, Ct);
        Assert.Equal(2, back.Value.Definition.Id.Version);
    }

    [Fact]
    public async Task An_item_in_use_is_no_longer_offered_and_its_open_cases_go_on()
    {
        var number = (await _office.FileAsync())["number"]!.GetValue<string>();
        var definitions = _office.Server.Get<IDefinitions>();
        var layers = await definitions.ListLayersAsync(DefinitionKind.Item, CaseOffice.Hygiene, PaintShop.District, Ct);
        var basis = new DefinitionName(DefinitionKind.Item, CaseOffice.Hygiene, layers[0].Id.Owner);
        var admin = new Actor(ActorKind.Staff, new Guid(7, 0, 0, new byte[8]), "上", [new Grant(Roles.SiteAdmin, basis.Owner)]);
        Assert.Contains((await Retirements.LookAsync(admin, [basis], Ct)).Value.InTheWay, o => o.Problem.Code == "retire.below");

        var own = new DefinitionName(DefinitionKind.Item, CaseOffice.Hygiene, PaintShop.District);
        var below = (await definitions.ListBelowAsync(DefinitionKind.Item, CaseOffice.Hygiene, basis.Owner, Ct)).Select(d => own with { Owner = d.Id.Owner }).ToList();
        var bundles = (await Retirements.LookAsync(admin, [basis, .. below], Ct)).Value;
        Assert.Empty(bundles.InTheWay);
        Assert.Equal(1, bundles.OpenCases);
        Assert.True((await RetireAsync(admin, [basis, .. below])).Succeeded);
        Assert.Null(await definitions.FindActiveAsync(DefinitionKind.Item, CaseOffice.Hygiene, PaintShop.District, Ct));
        await _office.CompleteAsync("li.na", number, "Accept");
        Assert.Equal("inReview", await _office.StateAsync(number));
    }

    [Fact]
    public async Task What_the_platform_looks_for_stays_unless_something_above_holds_instead()
    {
        var definitions = _office.Server.Get<IDefinitions>();
        var calendar = await definitions.FindActiveAsync(DefinitionKind.Calendar, "cn-workdays", PaintShop.District, Ct);
        var upper = new DefinitionName(DefinitionKind.Calendar, "cn-workdays", calendar!.Id.Owner);
        var admin = new Actor(ActorKind.Staff, new Guid(7, 0, 0, new byte[8]), "上", [new Grant(Roles.SiteAdmin, upper.Owner)]);
        Assert.Contains((await RetireAsync(admin, upper)).Problems, p => p.Code == "retire.needed");

        var own = upper with { Owner = PaintShop.District };
        var document = JsonNode.Parse(calendar.Json)!;
        document["name"]!["zh-CN"] = "区里的日历";
        await WriteAsync(own, document.ToJsonString());
        var published = await Editor.PublishAsync(_ann, own, null, Ct);
        Assert.True(published.Succeeded, string.Join("; ", published.Problems.Select(p => $"{p.Code} {p.Field}")));
        Assert.True((await RetireAsync(_ann, own)).Value.Definitions[0].Above);
        Assert.Equal(upper.Owner, (await definitions.FindActiveAsync(DefinitionKind.Calendar, "cn-workdays", PaintShop.District, Ct))!.Id.Owner);
    }

    [Fact]
    public async Task With_four_eyes_nobody_takes_away_alone_what_they_wrote()
    {
        await PublishAsync();
        var site = new DefinitionName(DefinitionKind.Site, "site", PaintShop.District);
        await WriteAsync(site, """{"key":"site","fourEyesOnPublishing":true}""");
        Assert.True((await Editor.PublishAsync(_ann, site, null, Ct)).Succeeded);
        Assert.Equal("definition.fourEyes", Code(await RetireAsync(_ann, PaintShop.Paint, PaintShop.Hue)));
        Assert.NotNull(await Editor.FindOwnActiveAsync(PaintShop.Paint, Ct));
        var other = _ann with { AccountId = new Guid(7, 0, 0, new byte[8]) };
        Assert.True((await RetireAsync(other, PaintShop.Paint, PaintShop.Hue)).Succeeded);
    }

    [Fact]
    public async Task Through_the_api_and_only_by_who_may()
    {
        await PublishAsync();
        var (site, editor) = (await _office.AsAsync("he.jie"), await _office.AsAsync("xu.min"));
        var look = await CaseOffice.GetAsync(editor, "/api/v1/definitions/codeTable/hue/retirement?locality=330110");
        Assert.Equal((false, "retire.named"), (look["retired"]!.GetValue<bool>(), look["inTheWay"]![0]!["code"]!.GetValue<string>()));
        using var forbidden = await editor.PostAsync(Of("form/paint/retire"), null, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        using var named = await site.PostAsync(Of("codeTable/hue/retire"), null, Ct);
        Assert.Equal(HttpStatusCode.Conflict, named.StatusCode);
        foreach (var path in new[] { "form/paint/retire", "codeTable/hue/retire" })
        {
            using var retired = await site.PostAsync(Of(path), null, Ct);
            Assert.True((await CaseOffice.ReadAsync(retired))["retired"]!.GetValue<bool>());
        }

        using var again = await site.PostAsync(Of("codeTable/hue/retire"), null, Ct);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        await WriteAsync(PaintShop.Hue, """{"key":"hue","title":{"zh-CN":"颜色","en":"Hues"},"entries":[]}""");
        using var strange = await editor.PostAsync(new Uri("/api/v1/definitions/codeTable/hue/discard?locality=330106", UriKind.Relative), null, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, strange.StatusCode);
        using var discarded = await editor.PostAsync(Of("codeTable/hue/discard"), null, Ct);
        Assert.Equal("obsolete", (await discarded.Content.ReadFromJsonAsync<JsonNode>(Ct))!["state"]!.GetValue<string>());
        using var twice = await editor.PostAsync(Of("codeTable/hue/discard"), null, Ct);
        Assert.Equal(["definition.noDraft"], await CaseOffice.CodesAsync(twice, HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task What_a_colleague_made_since_it_was_looked_at_does_not_go_with_it()
    {
        await PublishAsync();
        var seen = (await Retirements.LookAsync(_ann, [PaintShop.Paint], Ct)).Value.Definitions;
        await WriteAsync(PaintShop.Paint, """{"key":"paint","title":{"zh-CN":"粉刷一新","en":"Paint"},"pages":[]}""");
        Assert.Equal("definition.stale", Code(await Retirements.RetireAsync(_ann, seen, Ct)));
        Assert.NotNull(await Editor.FindDraftAsync(PaintShop.Paint, Ct));
        Assert.NotNull(await Editor.FindOwnActiveAsync(PaintShop.Paint, Ct));
    }

    [Fact]
    public async Task Nobody_takes_away_alone_the_site_without_which_they_would_be_alone_and_whoever_wrote_what_was_discarded_does_not_publish_it()
    {
        var site = new DefinitionName(DefinitionKind.Site, "site", PaintShop.District);
        await WriteAsync(site, """{"key":"site","fourEyesOnPublishing":true}""");
        Assert.True((await Editor.PublishAsync(_ann, site, null, Ct)).Succeeded);
        var other = _ann with { AccountId = new Guid(7, 0, 0, new byte[8]) };
        Assert.Equal("definition.fourEyes", Code(await RetireAsync(other, site)));
        Assert.NotNull(await Editor.FindOwnActiveAsync(site, Ct));

        // Taken up by another one it is still the first one's work.
        var version = (await Retirements.DiscardAsync(_ann, PaintShop.Hue, null, Ct)).Value.Id.Version;
        Assert.True((await _office.Server.Get<IWorkshop>().RestoreAsync(other, PaintShop.Hue, version, Ct)).Succeeded);
        Assert.Equal("definition.fourEyes", Code(await Editor.PublishAsync(_ann, PaintShop.Hue, null, Ct)));
    }

    [Fact]
    public async Task An_own_form_goes_where_the_one_above_does_for_the_items_that_ask_for_it()
    {
        var definitions = _office.Server.Get<IDefinitions>();
        var above = (await definitions.FindActiveAsync(DefinitionKind.Form, "hygiene-permit", PaintShop.District, Ct))!;
        var own = new DefinitionName(DefinitionKind.Form, "hygiene-permit", PaintShop.District);
        var document = JsonNode.Parse(above.Json)!;
        document["title"]!["zh-CN"] = "区里的表单";
        await WriteAsync(own, document.ToJsonString());
        Assert.True((await Editor.PublishAsync(_ann, own, null, Ct)).Succeeded);
        var look = (await Retirements.LookAsync(_ann, [own], Ct)).Value;
        Assert.Empty(look.InTheWay);
        Assert.True(look.Definitions[0].Above);
        Assert.True((await RetireAsync(_ann, own)).Succeeded);
        Assert.Equal(above.Id, (await definitions.FindActiveAsync(DefinitionKind.Form, "hygiene-permit", PaintShop.District, Ct))!.Id);
    }

    private async Task<Platform.Model.Result<Retirement>> RetireAsync(Actor actor, params DefinitionName[] names)
    {
        var look = await Retirements.LookAsync(actor, names, Ct);
        return look.TryGet(out var seen) ? await Retirements.RetireAsync(actor, seen.Definitions, Ct) : look;
    }

    private static Uri Of(string path) => new($"/api/v1/definitions/{path}?locality=330110", UriKind.Relative);

    private static string Code<T>(Platform.Model.Result<T> refused) => Assert.Single(refused.Problems).Code;

    private async Task PublishAsync()
    {
        var published = await Editor.PublishAllAsync(_ann, (await Editor.CheckAllAsync(_ann, [PaintShop.Hue, PaintShop.Paint], Ct)).Value, Ct);
        Assert.True(published.Succeeded, string.Join("; ", published.Problems.Select(p => $"{p.Code} {p.Field}")));
    }

    private Task WriteAsync(DefinitionName name, string json) => PaintShop.WriteAsync(_office, _ann, name, json);
}
