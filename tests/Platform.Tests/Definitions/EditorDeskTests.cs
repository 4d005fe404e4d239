using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Localization;
using Platform.Designer.Editors;
using Platform.Designer.Editors.Changes;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Definitions.Designer;
using Platform.Tests.Items;

namespace Platform.Tests.Definitions;

/// <summary>Two people at their desks, on a real server.</summary>
public sealed class EditorDeskTests
{
    private static readonly LocalityCode District = LocalityCode.Parse("330110");
    private static readonly DefinitionName Colours = new(DefinitionKind.CodeTable, "colour", District);
    private static readonly Actor Ann = Person(1, "安");
    private static readonly Actor Bob = Person(2, "白");

    [Fact]
    public async Task A_colleague_s_work_comes_in_by_itself_and_both_are_kept()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        using var ann = await DeskAsync(server, Ann);
        await ann.EditAsync(d => d["entries"] = JsonNode.Parse("""[{"code":"r"},{"code":"g"}]"""));
        using var bob = await DeskAsync(server, Bob);
        Assert.Equal(["安"], bob.Others.Select(o => o.Name));
        await bob.EditAsync(d => d["entries"]![0]!["label"] = "红");
        await WaitAsync(() => ann.Document["entries"]![0]!["label"] is not null);
        await ann.EditAsync(d => d["entries"]![1]!["label"] = "绿");
        await WaitAsync(() => JsonNode.DeepEquals(ann.Document, bob.Document));
        Assert.Equal("""[{"code":"r","label":"红"},{"code":"g","label":"绿"}]""", bob.Document["entries"]!.ToJsonString(Platform.Model.ModelJson.Options));
        await ann.UndoAsync();
        Assert.Null(ann.Document["entries"]![1]!["label"]);
        Assert.NotNull(ann.Document["entries"]![0]!["label"]);
        Assert.True(ann.IsSaved);
        Assert.NotNull(ann.SavedAt);
    }

    [Theory]
    [InlineData(true, "深红")]
    [InlineData(false, "朱红")]
    public async Task Two_who_change_one_place_are_asked_whose_stays(bool mine, string stays)
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        using var ann = await DeskAsync(server, Ann);
        await ann.EditAsync(d => d["title"] = "红");
        using var late = await DeskAsync(server, Bob, hears: false);
        await ann.EditAsync(d => d["title"] = "朱红");
        await late.EditAsync(d => d["title"] = "深红");
        var conflict = Assert.Single(late.Conflicts);
        Assert.Equal("朱红", conflict.Current!.Value!.GetValue<string>());
        Assert.Equal("朱红", late.Document["title"]!.GetValue<string>());
        await late.SettleAsync(conflict, mine);
        Assert.Empty(late.Conflicts);
        Assert.Equal(stays, late.Document["title"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_came_through_another_door_is_seen_within_seconds()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var ann = new EditorDesk(server.Get<IWorkshop>(), new Signed(Ann), Colours, work => work(), clock);
        await ann.OpenAsync();
        await ann.EditAsync(d => d["title"] = "红");
        using var admin = server.As("site-admin", "330110");
        using var body = new StringContent("""{"key":"colour","title":"蓝","entries":[]}""", System.Text.Encoding.UTF8, "application/json");
        using var put = new HttpRequestMessage(HttpMethod.Put, new Uri("/api/v1/definitions/codeTable/colour?locality=330110", UriKind.Relative)) { Content = body };
        put.Headers.TryAddWithoutValidation("If-Match", $"\"{ann.Piece!.Draft!.ETag}\"");
        using var saved = await admin.SendAsync(put);
        Assert.True(saved.IsSuccessStatusCode, await saved.Content.ReadAsStringAsync());
        await WaitAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(4));
            return ann.Document["title"]!.GetValue<string>() == "蓝";
        });
        Assert.Equal([2, 1], (await ann.EditsAsync(int.MaxValue, 10)).Select(e => e.Number));
    }

    [Fact]
    public async Task What_was_typed_is_sent_in_order_when_the_page_is_gone_already()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        var ann = await DeskAsync(server, Ann);
        var typed = Enumerable.Range(1, 30).Select(i => ann.EditAsync(d => d[$"m{i}"] = i)).ToList();
        ann.Dispose();
        await Task.WhenAll(typed);
        using var bob = await DeskAsync(server, Bob);
        Assert.Equal(Enumerable.Range(1, 30).Select(i => $"m{i}"), bob.Document.Select(m => m.Key).Where(m => m.StartsWith('m')));
        Assert.Equal(Enumerable.Range(1, 30).Reverse(), (await bob.EditsAsync(int.MaxValue, 50)).Select(e => e.Number));
    }

    [Fact]
    public async Task Who_loses_the_right_at_the_desk_edits_no_more()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        var signed = new Signed(Ann);
        using var desk = new EditorDesk(server.Get<IWorkshop>(), signed, Colours, work => work(), server.Get<TimeProvider>());
        await desk.OpenAsync();
        await desk.EditAsync(d => d["title"] = "红");
        Assert.True(desk.MayEdit);
        signed.Actor = Ann with { Grants = [] };
        Assert.False(desk.MayEdit);
        await desk.EditAsync(d => d["title"] = "蓝");
        Assert.Equal("红", desk.Document["title"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_text_typed_from_an_older_one_leaves_what_colleagues_did_since()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        using var ann = await DeskAsync(server, Ann);
        await ann.EditAsync(d => d["title"] = "红");
        var seen = (JsonObject)ann.Document.DeepClone();
        using var bob = await DeskAsync(server, Bob);
        await bob.EditAsync(d => d["note"] = "注");
        await WaitAsync(() => ann.Document["note"] is not null);
        var mine = (JsonObject)seen.DeepClone();
        mine["title"] = "深红";
        await ann.ReplaceAsync(seen, mine);
        Assert.Equal(("深红", "注"), (ann.Document["title"]!.GetValue<string>(), ann.Document["note"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_publication_is_told_to_who_has_it_open()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        using var bob = await DeskAsync(server, Bob);
        using var ann = await DeskAsync(server, Ann);
        await ann.ReplaceAsync((JsonObject)JsonNode.Parse("""{"key":"colour","title":{"zh-CN":"颜色","en":"Colours"},"entries":[{"code":"r","label":{"zh-CN":"红","en":"Red"}}]}""")!);
        await WaitAsync(() => bob.Piece?.Draft is not null);
        var published = await server.Get<IDefinitionEditor>().PublishAsync(Bob, Colours, null, TestContext.Current.CancellationToken);
        Assert.True(published.Succeeded, string.Join("; ", published.Problems.Select(p => p.Code)));
        await WaitAsync(() => ann.Piece is { Draft: null, Active: not null });
    }

    [Fact]
    public async Task What_the_server_refuses_is_said_and_taken_off_the_screen()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        using var ann = await DeskAsync(server, Ann);
        await ann.EditAsync(d => d["title"] = "红");
        await ann.EditAsync(d => d["title"] = new string('红', 1_000_000));
        Assert.Equal("definition.tooLarge", Assert.Single(ann.Problems).Code);
        Assert.Equal("红", ann.Document["title"]!.GetValue<string>());
        Assert.True(ann.IsSaved);
    }

    [Fact]
    public async Task The_home_lists_what_is_here_and_what_comes_from_above()
    {
        await using var server = await ItemsServer.StartAsync();
        using var ann = await DeskAsync(server, Ann);
        await ann.EditAsync(d => d["title"] = JsonNode.Parse("""{"zh-CN":"颜色"}"""));
        var inventory = server.Get<Inventory>();
        var all = await inventory.ReadAsync(District, new InventoryFilter(), default);
        var colours = Assert.Single(all, e => e.Key == "colour");
        Assert.Equal(("颜色", 1, null, null, 1, "安"), (colours.Title, colours.Draft, colours.Active, colours.Above, colours.Untranslated, colours.ChangedBy));
        Assert.Contains(all, e => e is { Kind: DefinitionKind.Form, Key: "elderly-card", IsOwn: false, Above.Value: "33" });
        Assert.Equal(["colour"], (await inventory.ReadAsync(District, new InventoryFilter(State: "draft"), default)).Select(e => e.Key));
        Assert.Equal(["colour"], (await inventory.ReadAsync(District, new InventoryFilter(Text: "颜色"), default)).Select(e => e.Key));
        Assert.All(await inventory.ReadAsync(District, new InventoryFilter(DefinitionKind.Calendar), default), e => Assert.Equal(DefinitionKind.Calendar, e.Kind));
        Assert.DoesNotContain(await inventory.ReadAsync(LocalityCode.Parse("330106"), new InventoryFilter(), default), e => e.Key == "colour");
    }

    [Fact]
    public async Task Changes_are_told_in_words()
    {
        await using var server = await ItemsServer.StartAsync(installed: false);
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-CN");
        var words = new ChangeWords(server.Get<IStringLocalizer<EditorsText>>());
        var before = (JsonObject)JsonNode.Parse("""{"materials":[{"key":"a","name":{"zh-CN":"申请表"},"copies":1},{"key":"b","name":{"zh-CN":"旧表"}}],"joint":false}""")!;
        var after = (JsonObject)JsonNode.Parse("""{"materials":[{"key":"a","name":{"zh-CN":"申请书"},"copies":2},{"key":"c","name":{"zh-CN":"执照"}}],"joint":true,"themes":["x","y"]}""")!;
        var lines = words.Between(before, after, DefinitionKind.Item);
        Assert.Contains(new ChangeLine("申请材料 › 申请书 › 名称 › 中文", "修改", "申请表", "申请书"), lines);
        Assert.Contains(new ChangeLine("申请材料 › 申请书 › 复印件份数", "修改", "1", "2"), lines);
        Assert.Contains(new ChangeLine("申请材料", "增加“执照”", null, "编号：c"), lines);
        Assert.Contains(new ChangeLine("申请材料", "删除“旧表”", "编号：b", null), lines);
        Assert.Contains(new ChangeLine("联合办理", "修改", "否", "是"), lines);
        Assert.Contains(new ChangeLine("主题", "填写", null, "x、y"), lines);
        Assert.Equal("20 个工作日", words.Say(new Held(JsonNode.Parse("""{"amount":20,"unit":"workingDay"}""")), Platform.Designer.Editors.Shapes.RecordShape.Of(typeof(Platform.Model.Items.TimeLimit))));
        Assert.Equal("流程", DocumentTitles.Of((JsonObject)JsonNode.Parse("""{"name":"旧","customProperties":{"title":{"zh-CN":"流程","en":"Flow"}}}""")!));
    }

    private static async Task<EditorDesk> DeskAsync(ItemsServer server, Actor actor, bool hears = true)
    {
        var desk = new EditorDesk(server.Get<IWorkshop>(), new Signed(actor), Colours, work => hears ? work() : Task.CompletedTask, server.Get<TimeProvider>());
        await desk.OpenAsync();
        return desk;
    }

    private static async Task WaitAsync(Func<bool> until)
    {
        for (var i = 0; i < 200 && !until(); i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.True(until());
    }

    private sealed class Signed(Actor actor) : ICurrentActor
    {
        public Actor Actor { get; set; } = actor;
    }

    private static Actor Person(byte number, string name) =>
        new(ActorKind.Staff, new Guid(number, 0, 0, new byte[8]), name, [new Grant(Roles.SiteAdmin, District)]);
}
