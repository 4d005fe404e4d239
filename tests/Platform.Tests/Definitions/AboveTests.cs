using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Tests.Hosting;
using Platform.Tests.Items;

namespace Platform.Tests.Definitions;

/// <summary>The province publishes again; the city has its own, and the district below it one of its own too.</summary>
public sealed class AboveTests : IAsyncLifetime
{
    private static readonly LocalityCode Province = LocalityCode.Parse("33");
    private static readonly LocalityCode City = LocalityCode.Parse("3301");
    private static readonly LocalityCode District = LocalityCode.Parse("330110");
    private static readonly Actor Ann = Person(1, "安", "33");
    private static readonly Actor Bob = Person(2, "白", "3301");
    private ItemsServer _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IWorkshop Workshop => _server.Get<IWorkshop>();

    private IAboveChanges Changes => _server.Get<IAboveChanges>();

    public async ValueTask InitializeAsync()
    {
        _server = await ItemsServer.StartAsync(installed: false);
        await PublishAsync(Colours(Province), d => Fill(d, "r:Red", "g:Green", "b:Blue"));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task What_the_province_publishes_is_taken_or_kept_field_by_field_and_nothing_of_the_city_is_lost()
    {
        await PublishAsync(Colours(City), d => (Entry(d, "r")["label"]!["en"], Entry(d, "b")["label"]!["en"]) = ("Crimson", "Sky"));
        Assert.False((await ReadAsync(City)).IsBehind);
        await PublishAsync(Colours(Province), d => (Entry(d, "g")["label"]!["en"], Entry(d, "b")["label"]!["en"]) = ("Olive", "Navy"));
        var state = await ReadAsync(City);
        Assert.True(state.IsBehind);
        Assert.Equal(("33@1", "33@2"), (state.RestsOn.ToString(), state.Now.ToString()));
        Assert.Equal(["Conflicts entries[b].label.en", "Local entries[r].label.en", "Takes entries[g].label.en"], state.Merge.Differences.Select(d => $"{d.Fate} {d.Field}").Order(StringComparer.Ordinal));

        var settled = (await Changes.SettleAsync(Bob, state, Choices(("entries[g].label.en", AboveChoice.Take), ("entries[b].label.en", AboveChoice.Keep)), Ct)).Value;
        Assert.Equal("r:Crimson g:Olive b:Sky", Text(settled.Piece.Document));
        Assert.Equal(("33@2", 2), (settled.Piece.Draft!.RestsOn!.ToString(), settled.Piece.Draft.Id.Version));
        Assert.False((await ReadAsync(City)).IsBehind);
        Assert.Equal("r:Crimson g:Green b:Sky", Text((await InForceAsync(City)).Json));

        var undone = (await Workshop.UndoAsync(Bob, Colours(City), Ct)).Value;
        Assert.Equal(("r:Crimson g:Green b:Sky", "33@1"), (Text(undone.Piece.Document), undone.Piece.Draft!.RestsOn!.ToString()));
        Assert.True((await ReadAsync(City)).IsBehind);
        var redone = (await Workshop.RedoAsync(Bob, Colours(City), Ct)).Value;
        Assert.Equal(("r:Crimson g:Olive b:Sky", "33@2"), (Text(redone.Piece.Document), redone.Piece.Draft!.RestsOn!.ToString()));
        await PublishAsync(Colours(City), _ => { });
        Assert.Equal("33@2", (await InForceAsync(City)).RestsOn!.ToString());
        await EditAsync(Bob, Colours(City), d => d["x"] = 1);
        Assert.False((await ReadAsync(City)).IsBehind);
    }

    [Fact]
    public async Task Nothing_taken_and_everything_kept_is_a_step_that_can_be_taken_back_too()
    {
        await PublishAsync(Colours(City), d => Entry(d, "b")["label"]!["en"] = "Sky");
        await PublishAsync(Colours(Province), d => Entry(d, "b")["label"]!["en"] = "Navy");
        var kept = (await Changes.SettleAsync(Bob, await ReadAsync(City), Choices(("entries[b].label.en", AboveChoice.Keep)), Ct)).Value;
        Assert.Equal(("r:Red g:Green b:Sky", 1), (Text(kept.Piece.Document), kept.Piece.Steps.Undo));
        Assert.False((await ReadAsync(City)).IsBehind);
        Assert.NotNull(Assert.Single((await Workshop.EditsAsync(Bob, Colours(City), 99, 10, Ct)).Value).Basis);
        Assert.Empty((await Workshop.UndoAsync(Bob, Colours(City), Ct)).Value.Conflicts);
        Assert.True((await ReadAsync(City)).IsBehind);
    }

    [Fact]
    public async Task What_a_draft_that_was_begun_before_does_not_know_is_not_forgotten()
    {
        await PublishAsync(Colours(City), d => Entry(d, "b")["label"]!["en"] = "Sky");
        await EditAsync(Bob, Colours(City), d => d["x"] = 1);
        await PublishAsync(Colours(Province), d => Entry(d, "g")["label"]!["en"] = "Olive");
        await PublishAsync(Colours(City), _ => { });
        await EditAsync(Bob, Colours(City), d => d["x"] = 2);
        var state = await ReadAsync(City);
        Assert.Equal((true, "33@1", DefinitionState.Draft), (state.IsBehind, state.RestsOn.ToString(), state.Here!.State));
        var taken = Assert.Single((await Changes.TakeAllAsync(Bob, [Colours(City)], Ct)).Value);
        Assert.Equal((1, 0), (taken.Taken, taken.Left));
        Assert.Equal("r:Red g:Olive b:Sky", Text((await ReadAsync(City)).Here!.Json));
        Assert.Equal(0, Assert.Single((await Changes.TakeAllAsync(Bob, [Colours(City)], Ct)).Value).Taken);
        Assert.Equal(2, (await Workshop.OpenAsync(Bob, Colours(City), Ct)).Value.LastEdit);
    }

    [Fact]
    public async Task A_place_that_changed_nothing_has_nothing_to_do_and_one_below_a_place_of_its_own_rests_on_that()
    {
        await PublishAsync(Colours(City), d => Entry(d, "b")["label"]!["en"] = "Sky");
        Assert.Empty((await Changes.ListAsync(Bob, District, Ct)).Value);
        await PublishAsync(Colours(District), d => Entry(d, "r")["label"]!["en"] = "Ruby");
        await PublishAsync(Colours(Province), d => Entry(d, "g")["label"]!["en"] = "Olive");
        Assert.Empty((await Changes.ListAsync(Bob, District, Ct)).Value);
        Assert.Equal([Colours(City)], (await Changes.ListAsync(Bob, City, Ct)).Value.Select(s => s.Name));
        await Changes.TakeAllAsync(Bob, [Colours(City)], Ct);
        await PublishAsync(Colours(City), _ => { });
        var below = Assert.Single((await Changes.ListAsync(Bob, District, Ct)).Value);
        Assert.Equal(("3301@1", "3301@2", 1, 0), (below.RestsOn.ToString(), below.Now.ToString(), below.Merge.Count(AboveFate.Takes), below.Merge.Count(AboveFate.Conflicts)));
        Assert.Empty((await Changes.ListAsync(Ann, Province, Ct)).Value);
    }

    [Fact]
    public async Task What_was_saved_before_it_was_written_down_rests_on_what_was_in_force_then()
    {
        await PublishAsync(Colours(City), d => Entry(d, "b")["label"]!["en"] = "Sky");
        ((TestClock)_server.Get<TimeProvider>()).Advance(TimeSpan.FromMinutes(5));
        await PublishAsync(Colours(Province), d => Entry(d, "g")["label"]!["en"] = "Olive");
        await _server.Get<ICommitQueue>().CommitAsync<int>(async (t, _) => await t.Connection!.ExecuteAsync("UPDATE definition SET rests_on = NULL", transaction: t), Ct);
        var state = Assert.Single((await Changes.ListAsync(Bob, City, Ct)).Value);
        Assert.Equal(("33@1", 1), (state.RestsOn.ToString(), state.Merge.Count(AboveFate.Takes)));
        Assert.Equal("33@1", (await ReadAsync(City)).RestsOn.ToString());
        var edited = await EditAsync(Bob, Colours(City), d => d["x"] = 1);
        Assert.Equal("33@1", edited.Piece.Draft!.RestsOn!.ToString());
    }

    [Fact]
    public async Task A_colleagues_change_made_while_one_was_choosing_stays_and_is_asked_again()
    {
        await PublishAsync(Colours(City), d => Entry(d, "b")["label"]!["en"] = "Sky");
        await PublishAsync(Colours(Province), d => Entry(d, "g")["label"]!["en"] = "Olive");
        var seen = await ReadAsync(City);
        await EditAsync(Person(3, "陈", "3301"), Colours(City), d => Entry(d, "g")["label"]!["en"] = "Lime");
        var settled = (await Changes.SettleAsync(Bob, seen, Choices(("entries[g].label.en", AboveChoice.Take)), Ct)).Value;
        Assert.Single(settled.Conflicts);
        Assert.Equal(("r:Red g:Lime b:Sky", "33@1"), (Text(settled.Piece.Document), settled.Piece.Draft!.RestsOn!.ToString()));
        Assert.Equal(1, (await ReadAsync(City)).Merge.Count(AboveFate.Conflicts));

        await PublishAsync(Colours(Province), d => Entry(d, "r")["label"]!["en"] = "Ruby");
        Assert.Equal("above.stale", Assert.Single((await Changes.SettleAsync(Bob, seen, Choices(), Ct)).Problems).Code);
    }

    [Fact]
    public async Task Two_who_settle_at_the_same_moment_settle_once()
    {
        await PublishAsync(Colours(City), d => Entry(d, "b")["label"]!["en"] = "Sky");
        await PublishAsync(Colours(Province), d => Entry(d, "g")["label"]!["en"] = "Olive");
        var seen = await ReadAsync(City);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Changes.SettleAsync(i % 2 == 0 ? Bob : Ann, seen, Choices(("entries[g].label.en", AboveChoice.Take)), Ct).AsTask()));
        Assert.All(outcomes, o => Assert.Empty(o.Value.Conflicts));
        Assert.Equal(1, (await Workshop.OpenAsync(Bob, Colours(City), Ct)).Value.LastEdit);
    }

    [Fact]
    public async Task An_older_version_that_is_brought_back_rests_on_what_it_rested_on()
    {
        await PublishAsync(Colours(City), d => Entry(d, "b")["label"]!["en"] = "Sky");
        await PublishAsync(Colours(Province), d => Entry(d, "g")["label"]!["en"] = "Olive");
        await Changes.TakeAllAsync(Bob, [Colours(City)], Ct);
        await PublishAsync(Colours(City), _ => { });
        Assert.False((await ReadAsync(City)).IsBehind);
        var restored = (await Workshop.RestoreAsync(Bob, Colours(City), 1, Ct)).Value;
        Assert.Equal(("r:Red g:Green b:Sky", "33@1"), (Text(restored.Piece.Document), restored.Piece.Draft!.RestsOn!.ToString()));
        Assert.True((await ReadAsync(City)).IsBehind);
        Assert.Equal("33@2", (await Workshop.UndoAsync(Bob, Colours(City), Ct)).Value.Piece.Draft!.RestsOn!.ToString());
        Assert.Equal("definition.notFound", Assert.Single((await Workshop.RestoreAsync(Bob, Colours(City), 9, Ct)).Problems).Code);
    }

    [Fact]
    public async Task A_draft_that_a_version_took_the_place_of_comes_back_whole_with_one_step_back()
    {
        await PublishAsync(Colours(City), d => Entry(d, "b")["label"]!["en"] = "Sky");
        await EditAsync(Bob, Colours(City), d => Entry(d, "b")["label"]!["en"] = "Navy");
        await EditAsync(Ann, Colours(City), d => Entry(d, "r")["label"]!["en"] = "Crimson");
        Assert.Equal("r:Red g:Green b:Sky", Text((await Workshop.RestoreAsync(Bob, Colours(City), 1, Ct)).Value.Piece.Document));
        Assert.Equal("r:Crimson g:Green b:Navy", Text((await Workshop.UndoAsync(Bob, Colours(City), Ct)).Value.Piece.Document));
    }

    [Fact]
    public async Task Who_gives_up_their_own_follows_what_is_above_and_can_have_it_back()
    {
        var editor = _server.Get<IDefinitionEditor>();
        await PublishAsync(Colours(City), d => Entry(d, "b")["label"]!["en"] = "Sky");
        Assert.Equal("definition.noDraft", Assert.Single((await editor.FollowAboveAsync(Bob, Colours(City), null, Ct)).Problems).Code);
        await EditAsync(Bob, Colours(City), d => d["x"] = 1);
        Assert.Equal("above.differs", Assert.Single((await editor.FollowAboveAsync(Bob, Colours(City), null, Ct)).Problems).Code);
        var given = (await Changes.GiveUpAsync(Bob, await ReadAsync(City), Ct)).Value;
        Assert.Equal("r:Red g:Green b:Blue", Text(given.Piece.Document));
        Assert.True((await ReadAsync(City)).SaysNothing);
        Assert.Contains("Sky", (await Workshop.UndoAsync(Bob, Colours(City), Ct)).Value.Piece.Document.ToJsonString(), StringComparison.Ordinal);
        await Workshop.RedoAsync(Bob, Colours(City), Ct);

        var before = await _server.Get<IDefinitions>().GenerationAsync(Ct);
        Assert.True((await editor.FollowAboveAsync(Bob, Colours(City), null, Ct)).Succeeded);
        Assert.NotEqual(before, await _server.Get<IDefinitions>().GenerationAsync(Ct));
        Assert.Contains(_server.Audit.Entries, e => e.Act == "definition.followsAbove" && e.ActorName == "白");
        Assert.Equal("definition.noDraft", Assert.Single((await editor.FollowAboveAsync(Bob, Colours(City), null, Ct)).Problems).Code);
        Assert.Equal(Province, (await _server.Get<IDefinitions>().FindActiveAsync(DefinitionKind.CodeTable, "colour", District, Ct))!.Id.Owner);
        await PublishAsync(Colours(Province), d => Entry(d, "g")["label"]!["en"] = "Olive");
        Assert.Empty((await Changes.ListAsync(Bob, City, Ct)).Value);

        await Workshop.RestoreAsync(Bob, Colours(City), 1, Ct);
        Assert.True((await editor.PublishAsync(Bob, Colours(City), null, Ct)).Succeeded);
        Assert.Equal("r:Red g:Green b:Sky", Text((await InForceAsync(City)).Json));
        Assert.Equal("Takes entries[g].label.en", string.Join(' ', Assert.Single((await Changes.ListAsync(Bob, City, Ct)).Value).Merge.Differences.Where(d => d.IsOpen).Select(d => $"{d.Fate} {d.Field}")));
        var outsider = Person(4, "外", "330110");
        Assert.Equal("definition.forbidden", Assert.Single((await editor.FollowAboveAsync(outsider, Colours(City), null, Ct)).Problems).Code);
        Assert.Equal("definition.forbidden", Assert.Single((await Changes.GiveUpAsync(outsider, await ReadAsync(City), Ct)).Problems).Code);
        Assert.Equal("above.nothing", Assert.Single((await Changes.GiveUpAsync(Ann, await ReadAsync(Province), Ct)).Problems).Code);
    }

    [Fact]
    public async Task A_layer_of_an_item_is_told_what_the_layers_above_changed_under_it()
    {
        var item = new DefinitionName(DefinitionKind.Item, "permit", Province);
        await PublishAsync(item, d => (d["name"], d["consulting"], d["hallVisits"]) = (JsonNode.Parse("""{"zh-CN":"许可","en":"Permit"}"""), JsonNode.Parse("""{"zh-CN":"窗口","en":"Window"}"""), 2));
        var own = item with { Owner = City };
        await PublishAsync(own, d => d["consulting"] = JsonNode.Parse("""{"zh-CN":"市窗口","en":"City window"}"""));
        await PublishAsync(item, d => d["hallVisits"] = 1);
        Assert.Empty((await Changes.ListAsync(Bob, City, Ct)).Value);
        await PublishAsync(item, d => d["consulting"] = JsonNode.Parse("""{"zh-CN":"省窗口","en":"Province window"}"""));
        var state = Assert.Single((await Changes.ListAsync(Bob, City, Ct)).Value);
        Assert.Equal(["Conflicts consulting", "Follows hallVisits"], state.Merge.Differences.Select(d => $"{d.Fate} {d.Field}"));
        var settled = (await Changes.SettleAsync(Bob, state, Choices(("consulting", AboveChoice.Take)), Ct)).Value;
        Assert.Equal("""{"key":"permit"}""", settled.Piece.Document.ToJsonString());
        Assert.True((await ReadAsync(item.Key, City)).SaysNothing);
        Assert.True((await _server.Get<IDefinitionEditor>().FollowAboveAsync(Bob, own, null, Ct)).Succeeded);
        Assert.Equal([Province], (await _server.Get<IDefinitions>().ListLayersAsync(DefinitionKind.Item, "permit", District, Ct)).Select(l => l.Id.Owner));
    }

    [Fact]
    public async Task Through_the_api_and_only_by_who_may()
    {
        await PublishAsync(Colours(City), d => Entry(d, "b")["label"]!["en"] = "Sky");
        await PublishAsync(Colours(Province), d => (Entry(d, "g")["label"]!["en"], Entry(d, "b")["label"]!["en"]) = ("Olive", "Navy"));
        using var admin = _server.As(Roles.SiteAdmin, "3301");
        var list = await admin.GetFromJsonAsync<JsonElement>(Uri("/api/v1/definitions/above?locality=3301"), Ct);
        Assert.Equal("codeTable colour 1 1", string.Join('|', list.GetProperty("items").EnumerateArray().Select(i => $"{i.GetProperty("kind")} {i.GetProperty("key")} {i.GetProperty("takes")} {i.GetProperty("conflicts")}")));
        var one = await admin.GetFromJsonAsync<JsonElement>(Uri("/api/v1/definitions/code-table/colour/above?locality=3301"), Ct);
        var conflict = one.GetProperty("differences").EnumerateArray().Single(d => d.GetProperty("fate").GetString() == "conflicts");
        Assert.Equal(("Blue", "Navy", "Sky"), (conflict.GetProperty("before").GetString(), conflict.GetProperty("above").GetString(), conflict.GetProperty("here").GetString()));

        for (var i = 0; i < 2; i++)
        {
            using var bulk = await admin.PostAsJsonAsync(Uri("/api/v1/definitions/above?locality=3301"), new { }, Ct);
            var item = Assert.Single((await bulk.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("items").EnumerateArray());
            Assert.Equal((1 - i, 1), (item.GetProperty("changes").GetInt32(), item.GetProperty("left").GetInt32()));
        }

        var choice = new { choices = new Dictionary<string, string> { ["entries[b].label.en"] = "take", ["entries[g].label.en"] = "take" }, above = new[] { new { locality = "33", version = 2 } } };
        for (var i = 0; i < 2; i++)
        {
            using var settled = await admin.PostAsJsonAsync(Uri("/api/v1/definitions/codeTable/colour/above?locality=3301"), choice, Ct);
            var answer = await settled.Content.ReadFromJsonAsync<JsonElement>(Ct);
            Assert.True(settled.IsSuccessStatusCode, answer.ToString());
            Assert.Equal((false, 2), (answer.GetProperty("behind").GetBoolean(), answer.GetProperty("restsOn")[0].GetProperty("version").GetInt32()));
        }

        Assert.Equal("r:Red g:Olive b:Navy", Text((await ReadAsync(City)).Here!.Json));
        Assert.Equal(2, (await Workshop.OpenAsync(Bob, Colours(City), Ct)).Value.LastEdit);
        await PublishAsync(Colours(Province), d => Entry(d, "r")["label"]!["en"] = "Ruby");
        foreach (var (body, code, status) in new (object, string, HttpStatusCode)[]
        {
            (new { choices = new Dictionary<string, string> { ["entries[zz].label"] = "keep", ["entries[r].label.en"] = "take", ["["] = "take" } }, "above.field", HttpStatusCode.BadRequest),
            (choice, "above.stale", HttpStatusCode.PreconditionFailed),
        })
        {
            using var refused = await admin.PostAsJsonAsync(Uri("/api/v1/definitions/codeTable/colour/above?locality=3301"), body, Ct);
            Assert.Contains(code, await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
            Assert.Equal(status, refused.StatusCode);
        }

        foreach (var (path, ok) in new[] { ("follow", false), ("give-up", true), ("give-up", true), ("follow", true), ("follow", false) })
        {
            using var answer = await admin.PostAsync(Uri($"/api/v1/definitions/codeTable/colour/above/{path}?locality=3301"), null, Ct);
            Assert.True(answer.IsSuccessStatusCode == ok, $"{path}: {await answer.Content.ReadAsStringAsync(Ct)}");
        }

        await PublishAsync(Colours(City), d => Entry(d, "b")["label"]!["en"] = "Sky");
        using var outsider = _server.As(Roles.SiteAdmin, "330106");
        foreach (var path in new[] { "/api/v1/definitions/above?locality=330110", "/api/v1/definitions/codeTable/colour/above?locality=330110" })
        {
            using var read = await outsider.GetAsync(Uri(path), Ct);
            Assert.Equal(HttpStatusCode.Forbidden, read.StatusCode);
        }

        foreach (var path in new[] { "/api/v1/definitions/above?locality=3301", "/api/v1/definitions/codeTable/colour/above?locality=3301" })
        {
            using var write = await outsider.PostAsJsonAsync(Uri(path), path.Contains("colour", StringComparison.Ordinal) ? new { choice.choices } : (object)new { definitions = new[] { new { kind = "codeTable", key = "colour" } } }, Ct);
            Assert.Equal(HttpStatusCode.Forbidden, write.StatusCode);
        }
    }

    private static DefinitionName Colours(LocalityCode owner) => new(DefinitionKind.CodeTable, "colour", owner);

    private static Actor Person(byte number, string name, string place) => new(ActorKind.Staff, new Guid(number, 0, 0, new byte[8]), name, [new Grant(Roles.SiteAdmin, LocalityCode.Parse(place))]);

    private static Dictionary<string, AboveChoice> Choices(params (string Field, AboveChoice Choice)[] choices) => choices.ToDictionary(c => c.Field, c => c.Choice, StringComparer.Ordinal);

    private static Uri Uri(string path) => new(path, UriKind.Relative);

    private static void Fill(JsonObject table, params string[] entries)
    {
        table["title"] = JsonNode.Parse("""{"zh-CN":"颜色","en":"Colours"}""");
        table["entries"] = new JsonArray([.. entries.Select(e => (JsonNode?)new JsonObject { ["code"] = e.Split(':')[0], ["label"] = new JsonObject { ["zh-CN"] = "色", ["en"] = e.Split(':')[1] } })]);
    }

    private static JsonObject Entry(JsonObject table, string code) => (JsonObject)table["entries"]!.AsArray().Single(e => e!["code"]!.GetValue<string>() == code)!;

    private static string Text(string json) => Text((JsonObject)JsonNode.Parse(json)!);

    private static string Text(JsonObject table) => string.Join(' ', table["entries"]!.AsArray().Select(e => $"{e!["code"]}:{e["label"]!["en"]}"));

    private async Task<AboveState> ReadAsync(string item, LocalityCode owner) => (await Changes.ReadAsync(Ann, new DefinitionName(DefinitionKind.Item, item, owner), Ct)).Value;

    private async Task<AboveState> ReadAsync(LocalityCode owner) => (await Changes.ReadAsync(Ann, Colours(owner), Ct)).Value;

    private async Task<Definition> InForceAsync(LocalityCode owner) => (await _server.Get<IDefinitionEditor>().FindOwnActiveAsync(Colours(owner), Ct))!;

    private async Task<EditOutcome> EditAsync(Actor actor, DefinitionName name, Action<JsonObject> change)
    {
        var open = (await Workshop.OpenAsync(actor, name, Ct)).Value;
        var after = (JsonObject)open.Document.DeepClone();
        change(after);
        return (await Workshop.EditAsync(actor, name, DocumentDiff.Between(open.Document, after), null, Ct)).Value;
    }

    private async Task PublishAsync(DefinitionName name, Action<JsonObject> change)
    {
        await EditAsync(Ann, name, change);
        var published = await _server.Get<IDefinitionEditor>().PublishAsync(Ann, name, null, Ct);
        Assert.True(published.Succeeded, string.Join("; ", published.Problems.Select(p => $"{p.Code} {p.Field}")));
    }
}
