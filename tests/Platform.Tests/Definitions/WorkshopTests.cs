using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Tests.Items;

namespace Platform.Tests.Definitions;

public sealed class WorkshopTests
{
    private static readonly LocalityCode District = LocalityCode.Parse("330110");
    private static readonly DefinitionName Colours = new(DefinitionKind.CodeTable, "colour", District);
    private static readonly Actor Ann = Person(1, "安", Roles.ItemAdmin, "330110");
    private static readonly Actor Bob = Person(2, "白", Roles.SiteAdmin, "3301");
    private static readonly Actor Clerk = Person(3, "陈", Roles.WindowClerk, "330110");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_edit_begins_a_draft_and_a_half_finished_one_is_kept()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        var shop = server.Get<IWorkshop>();
        var opened = (await shop.OpenAsync(Ann, Colours, Ct)).Value;
        Assert.Null(opened.Draft);
        Assert.Equal("""{"key":"colour"}""", opened.Document.ToJsonString());

        var edited = await EditAsync(shop, Ann, d => d["entries"] = JsonNode.Parse("""[{"code":"r"},{"code":"g"}]"""));
        Assert.Equal((1, 1, 1), (edited.Piece.Draft!.Id.Version, edited.Piece.LastEdit, edited.Piece.Steps.Undo));
        var findings = (await shop.CheckAsync(Ann, Colours, Ct)).Value;
        Assert.Contains(findings, f => f.Blocks);
        Assert.Equal(["definition.edited"], server.Audit.Entries.Select(e => e.Act));
    }

    [Fact]
    public async Task Two_who_edit_one_draft_both_keep_their_work_and_each_takes_back_only_their_own()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        var shop = server.Get<IWorkshop>();
        await EditAsync(shop, Ann, d => d["entries"] = JsonNode.Parse("""[{"code":"r","label":{"en":"Red"}},{"code":"g","label":{"en":"Green"}}]"""));
        var seen = (await shop.OpenAsync(Ann, Colours, Ct)).Value.Document;

        await EditFromAsync(shop, Ann, seen, d => Entry(d, "r")["label"]!["en"] = "Crimson");
        var second = await EditFromAsync(shop, Bob, seen, d => Entry(d, "g")["label"]!["en"] = "Olive");
        Assert.Empty(second.Conflicts);
        Assert.Equal(("Crimson", "Olive"), Words(second.Piece.Document));

        var clash = await EditFromAsync(shop, Bob, seen, d => Entry(d, "r")["label"]!["en"] = "Scarlet");
        Assert.Equal("entries[r].label.en", Assert.Single(clash.Conflicts).Change.Path.ToString());
        Assert.Equal("Crimson", clash.Conflicts[0].Current!.Value!.GetValue<string>());
        Assert.Equal(("Crimson", "Olive"), Words(clash.Piece.Document));

        var undone = (await shop.UndoAsync(Ann, Colours, Ct)).Value;
        Assert.Equal(("Red", "Olive"), Words(undone.Piece.Document));
        var redone = (await shop.RedoAsync(Ann, Colours, Ct)).Value;
        Assert.Equal(("Crimson", "Olive"), Words(redone.Piece.Document));
        Assert.Equal("editing.nothingToRedo", Assert.Single((await shop.RedoAsync(Ann, Colours, Ct)).Problems).Code);
        Assert.Equal(("Crimson", "Green"), Words((await shop.UndoAsync(Bob, Colours, Ct)).Value.Piece.Document));
        Assert.Equal("editing.nothingToUndo", Assert.Single((await shop.UndoAsync(Bob, Colours, Ct)).Problems).Code);
    }

    [Fact]
    public async Task Fifty_steps_back_lead_to_the_beginning()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        var shop = server.Get<IWorkshop>();
        await EditAsync(shop, Ann, d => d["entries"] = new JsonArray());
        var begin = (await shop.OpenAsync(Ann, Colours, Ct)).Value.Document;
        for (var i = 0; i < 50; i++)
        {
            await EditAsync(shop, Ann, d => d["entries"]!.AsArray().Insert(i % 3 == 0 ? 0 : d["entries"]!.AsArray().Count, new JsonObject { ["code"] = $"c{i}" }));
        }

        EditOutcome? last = null;
        for (var i = 0; i < 50; i++)
        {
            last = (await shop.UndoAsync(Ann, Colours, Ct)).Value;
            Assert.Empty(last.Conflicts);
        }

        Assert.True(JsonNode.DeepEquals(begin, last!.Piece.Document), last.Piece.Document.ToJsonString());
        Assert.Equal(50, last.Piece.Steps.Redo);
    }

    [Fact]
    public async Task Many_edits_at_once_are_all_there_and_the_same_one_twice_is_done_once()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        var shop = server.Get<IWorkshop>();
        await EditAsync(shop, Ann, d => d["entries"] = new JsonArray());
        var seen = (await shop.OpenAsync(Ann, Colours, Ct)).Value.Document;
        var work = Enumerable.Range(0, 40).Select(i => EditFromAsync(shop, i % 2 == 0 ? Ann : Bob, seen, d => d["entries"]!.AsArray().Add(new JsonObject { ["code"] = $"c{i % 20:00}" })));
        var outcomes = await Task.WhenAll(work);
        Assert.All(outcomes, o => Assert.Empty(o.Conflicts));
        var entries = (await shop.OpenAsync(Ann, Colours, Ct)).Value.Document["entries"]!.AsArray().Select(e => e!["code"]!.GetValue<string>()).ToList();
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"c{i:00}"), entries.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Colleagues_hear_of_edits_and_of_each_other()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        var shop = server.Get<IWorkshop>();
        var told = 0;
        using var ann = shop.Enter(Ann, Colours, () => Interlocked.Increment(ref told));
        using var bob = shop.Enter(Bob, Colours, () => { });
        Assert.Equal(["白"], shop.OthersIn(Colours, Ann.AccountId!.Value).Select(c => c.Name));
        Assert.Equal(1, told);
        await EditAsync(shop, Bob, d => d["x"] = 1);
        Assert.Equal(2, told);
        await EditAsync(shop, Bob, _ => { });
        Assert.Equal(2, told);
    }

    [Fact]
    public async Task Only_who_may_edit_edits()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        var shop = server.Get<IWorkshop>();
        Assert.Equal("definition.forbidden", Assert.Single((await shop.OpenAsync(Clerk, Colours, Ct)).Problems).Code);
        var refused = await shop.EditAsync(Clerk, Colours, new DocumentPatch([new MemberSet(null, new Held(1)) { Path = DocumentPath.Parse("x") }]), null, Ct);
        Assert.Equal("definition.forbidden", Assert.Single(refused.Problems).Code);
    }

    [Fact]
    public async Task What_is_too_large_or_too_deep_is_refused_and_the_draft_stays()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        var shop = server.Get<IWorkshop>();
        await EditAsync(shop, Ann, d => d["x"] = 1);
        var deep = Enumerable.Range(0, 70).Aggregate((JsonNode)1, (inner, _) => new JsonObject { ["d"] = inner });
        foreach (var (value, code) in new[] { (deep, "editing.deep"), (new string('a', 2 * 1024 * 1024), "definition.tooLarge") })
        {
            var refused = await shop.EditAsync(Ann, Colours, new DocumentPatch([new MemberSet(null, new Held(value)) { Path = DocumentPath.Parse("y") }]), null, Ct);
            Assert.Equal(code, Assert.Single(refused.Problems).Code);
        }

        Assert.Equal("""{"key":"colour","x":1}""", (await shop.OpenAsync(Ann, Colours, Ct)).Value.Document.ToJsonString());
    }

    [Fact]
    public async Task A_draft_of_what_is_in_force_above_begins_with_a_copy_and_a_layer_of_an_item_with_nothing()
    {
        await using var server = await ItemsServer.StartAsync();
        var shop = server.Get<IWorkshop>();
        var form = (await shop.OpenAsync(Bob, new DefinitionName(DefinitionKind.Form, "elderly-card", District), Ct)).Value;
        Assert.Equal("33", form.Above!.Id.Owner.Value);
        Assert.NotNull(form.Document["pages"]);
        var item = (await shop.OpenAsync(Bob, new DefinitionName(DefinitionKind.Item, "elderly-card", District), Ct)).Value;
        Assert.Equal("""{"key":"elderly-card"}""", item.Document.ToJsonString());
    }

    [Theory]
    [InlineData("""{"changes":[{"change":"set","path":"x","after":{"value":1}}]}""", HttpStatusCode.OK, null)]
    [InlineData("""{"changes":[{"change":"set","path":"x.y","after":{"value":1}}]}""", HttpStatusCode.OK, "conflict")]
    [InlineData("""{"changes":[{"change":"fly","path":"x"}]}""", HttpStatusCode.BadRequest, "editing.changes")]
    [InlineData("""{"changes":[{"path":"x"}]}""", HttpStatusCode.BadRequest, "editing.changes")]
    [InlineData("""{"changes":[{"change":"set","path":"x[","after":{"value":1}}]}""", HttpStatusCode.BadRequest, "editing.changes")]
    [InlineData("""{"changes":[{"change":"set","path":"","after":{"value":1}}]}""", HttpStatusCode.BadRequest, "editing.changes")]
    [InlineData("""{"changes":[{"change":"set","path":"x","after":{"value":"\ud800"}}]}""", HttpStatusCode.BadRequest, "editing.changes")]
    [InlineData("""{"changes":[{"change":"add","path":"x","name":"a","place":{},"value":null}]}""", HttpStatusCode.BadRequest, "editing.changes")]
    [InlineData("""{"changes":[null]}""", HttpStatusCode.BadRequest, "editing.changes")]
    [InlineData("""{}""", HttpStatusCode.BadRequest, "editing.changes")]
    [InlineData("""[]""", HttpStatusCode.BadRequest, "definition.notObject")]
    [InlineData("""{"changes":""", HttpStatusCode.BadRequest, "definition.notJson")]
    public async Task Changes_come_over_the_api_and_bad_ones_are_named(string body, HttpStatusCode status, string? what)
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        using var admin = server.As("site-admin", "330110");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await admin.PostAsync(new Uri("/api/v1/definitions/codeTable/colour/edits?locality=330110", UriKind.Relative), content, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(status == answer.StatusCode, text);
        var json = JsonElement.Parse(text);
        if (status != HttpStatusCode.OK)
        {
            Assert.Equal(what, json.GetProperty("code").GetString());
            return;
        }

        Assert.Equal(what is null, json.GetProperty("done").GetBoolean());
        if (what is null)
        {
            using var undone = await admin.PostAsync(new Uri("/api/v1/definitions/codeTable/colour/undo?locality=330110", UriKind.Relative), null, Ct);
            Assert.Equal(1, (await undone.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("redo").GetInt32());
            var edits = await admin.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/definitions/codeTable/colour/edits?locality=330110&take=1", UriKind.Relative), Ct);
            Assert.Equal("undone", edits.GetProperty("items")[0].GetProperty("kind").GetString());
            Assert.Equal(2, edits.GetProperty("next").GetInt32());
            var check = await admin.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/definitions/codeTable/colour/check?locality=330110", UriKind.Relative), Ct);
            Assert.Contains(check.GetProperty("items").EnumerateArray(), f => f.GetProperty("blocks").GetBoolean() && f.GetProperty("message").GetString()!.Length > 5);
        }
    }

    private static async Task<EditOutcome> EditAsync(IWorkshop shop, Actor actor, Action<JsonObject> change) =>
        await EditFromAsync(shop, actor, (await shop.OpenAsync(actor, Colours, Ct)).Value.Document, change);

    private static async Task<EditOutcome> EditFromAsync(IWorkshop shop, Actor actor, JsonObject seen, Action<JsonObject> change)
    {
        var after = (JsonObject)seen.DeepClone();
        change(after);
        return (await shop.EditAsync(actor, Colours, DocumentDiff.Between(seen, after), null, Ct)).Value;
    }

    private static JsonObject Entry(JsonObject document, string code) => (JsonObject)document["entries"]!.AsArray().Single(e => e!["code"]!.GetValue<string>() == code)!;

    private static (string Red, string Green) Words(JsonObject document) => (Entry(document, "r")["label"]!["en"]!.GetValue<string>(), Entry(document, "g")["label"]!["en"]!.GetValue<string>());

    private static Actor Person(byte number, string name, string role, string locality) =>
        new(ActorKind.Staff, new Guid(number, 0, 0, new byte[8]), name, [new Grant(role, LocalityCode.Parse(locality))]);
}
