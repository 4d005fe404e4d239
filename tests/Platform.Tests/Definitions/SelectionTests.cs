using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Tests.Cases;
using Platform.Tests.Items;

namespace Platform.Tests.Definitions;

/// <summary>Drafts that name each other come into force together or not at all.</summary>
public sealed class SelectionTests : IAsyncLifetime
{
    private static readonly LocalityCode District = LocalityCode.Parse("330110");
    private static readonly DefinitionName Item = new(DefinitionKind.Item, CaseOffice.Hygiene, District);
    private static readonly DefinitionName Flow = new(DefinitionKind.Flow, "own-flow", District);
    private static readonly DefinitionName Form = new(DefinitionKind.Form, "own-form", District);
    private static readonly DefinitionName Table = new(DefinitionKind.CodeTable, "own-table", District);
    private static readonly Actor Ann = new(ActorKind.Staff, new Guid(1, 0, 0, new byte[8]), "安", [new Grant(Roles.SiteAdmin, District)]);
    private ItemsServer _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IDefinitionEditor Editor => _server.Get<IDefinitionEditor>();

    public async ValueTask InitializeAsync()
    {
        _server = await ItemsServer.StartAsync();
        var item = (JsonObject)JsonNode.Parse((await Editor.FindOwnActiveAsync(Item, Ct))!.Json)!;
        (item["flow"], item["form"]) = ("own-flow", "own-form");
        await SaveAsync(Item, item);
        var flow = await InForceAsync(DefinitionKind.Flow, "hygiene-permit");
        flow["definitionId"] = "own-flow";
        await SaveAsync(Flow, flow);
        var form = await InForceAsync(DefinitionKind.Form, "hygiene-permit");
        form["key"] = "own-form";
        var elements = form["pages"]![0]!["sections"]![0]!["elements"]!.AsArray();
        elements.Add(JsonNode.Parse("""{"key":"hue","type":"choice","label":{"zh-CN":"颜色","en":"Hue"},"codeTable":"own-table"}"""));
        await SaveAsync(Form, form);
        await SaveAsync(Table, (JsonObject)JsonNode.Parse("""{"key":"own-table","title":{"zh-CN":"颜色","en":"Hues"},"entries":[{"code":"r","label":{"zh-CN":"红","en":"Red"}}]}""")!);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task What_names_each_other_is_refused_alone_and_comes_into_force_together()
    {
        Assert.Contains((await Editor.PublishAsync(Ann, Item, null, Ct)).Problems, p => p is { Code: "item.reference", Field: "flow" });
        Assert.NotEmpty((await Editor.PublishAsync(Ann, Form, null, Ct)).Problems);
        var reviewed = (await Editor.CheckAllAsync(Ann, [Item, Flow, Form, Table], Ct)).Value;
        Assert.All(reviewed, s => Assert.DoesNotContain(s.Findings, f => f.Blocks));
        var before = await _server.Get<IDefinitions>().GenerationAsync(Ct);
        var published = await Editor.PublishAllAsync(Ann, reviewed, Ct);
        Assert.True(published.Succeeded, string.Join("; ", published.Problems.Select(p => $"{p.Code} {p.Field}")));
        Assert.NotEqual(before, await _server.Get<IDefinitions>().GenerationAsync(Ct));
        var item = await _server.Get<IItemCatalogue>().FindAsync(District, CaseOffice.Hygiene, Ct);
        Assert.Equal(("own-flow", "own-form"), (item!.FlowId.Key, item.Form.Form.Key));
        Assert.Empty(await Editor.ListDraftsAsync(District, Ct));
        Assert.Equal(4, _server.Audit.Entries.Count(e => e.Act == "definition.published" && e.ActorName == "安"));
        Assert.Equal("definition.noDraft", Assert.Single((await Editor.PublishAllAsync(Ann, reviewed, Ct)).Problems).Code);
    }

    [Fact]
    public async Task One_that_fails_keeps_all_back_and_says_which()
    {
        var published = await Editor.PublishAllAsync(Ann, (await Editor.CheckAllAsync(Ann, [Item, Flow, Form], Ct)).Value, Ct);
        Assert.All(published.Problems, p => Assert.StartsWith("form/own-form ", p.Field, StringComparison.Ordinal));
        Assert.NotEmpty(published.Problems);
        Assert.Equal(4, (await Editor.ListDraftsAsync(District, Ct)).Count);
        Assert.Equal("hygiene-permit", (await _server.Get<IItemCatalogue>().FindAsync(District, CaseOffice.Hygiene, Ct))!.FlowId.Key);
    }

    [Fact]
    public async Task What_was_edited_since_it_was_looked_at_is_not_published()
    {
        var reviewed = (await Editor.CheckAllAsync(Ann, [Table, Form], Ct)).Value;
        var table = (JsonObject)JsonNode.Parse((await Editor.FindDraftAsync(Table, Ct))!.Json)!;
        table["title"] = JsonNode.Parse("""{"zh-CN":"色彩","en":"Colours"}""");
        await SaveAsync(Table, table);
        Assert.Equal("definition.stale", Assert.Single((await Editor.PublishAllAsync(Ann, reviewed, Ct)).Problems).Code);
        Assert.Null(await Editor.FindOwnActiveAsync(Form, Ct));
    }

    [Fact]
    public async Task Edits_and_publications_at_the_same_moment_lose_nothing()
    {
        var workshop = _server.Get<IWorkshop>();
        var edits = Enumerable.Range(0, 40).Select(i => workshop.EditAsync(Ann, Table, new DocumentPatch([new MemberSet(null, new Held(i)) { Path = DocumentPath.Parse($"x{i}") }]), null, Ct).AsTask()).ToList();
        var published = 0;
        while (!edits.TrueForAll(e => e.IsCompleted) || published == 0)
        {
            if ((await Editor.CheckAllAsync(Ann, [Table], Ct)).TryGet(out var reviewed) && (await Editor.PublishAllAsync(Ann, reviewed, Ct)).Succeeded)
            {
                published++;
            }
        }

        Assert.All(await Task.WhenAll(edits), e => Assert.True(e.Succeeded, string.Join("; ", e.Problems.Select(p => p.Code))));
        var last = (await Editor.FindDraftAsync(Table, Ct) ?? await Editor.FindOwnActiveAsync(Table, Ct))!;
        var document = (JsonObject)JsonNode.Parse(last.Json)!;
        Assert.All(Enumerable.Range(0, 40), i => Assert.True(document.ContainsKey($"x{i}"), $"x{i}"));
    }

    [Fact]
    public async Task Through_the_api_and_only_by_who_may()
    {
        var body = new { definitions = new object[] { new { kind = "codeTable", key = "own-table" }, new { kind = "form", key = "own-form" } } };
        using var outsider = _server.As(Roles.SiteAdmin, "330106");
        using var refused = await outsider.PostAsJsonAsync(new Uri("/api/v1/definitions/publish?locality=330110", UriKind.Relative), body, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var admin = _server.As(Roles.SiteAdmin, "330110");
        foreach (var (wrong, code) in new (object, string)[]
        {
            (new { definitions = Array.Empty<object>() }, "definition.selection"),
            (new { definitions = new object[] { new { kind = "codeTable", key = "own-table" }, new { kind = "codeTable", key = "own-table" } } }, "definition.selection"),
            (new { definitions = new object[] { new { kind = "nothing", key = "x" } } }, "definition.kindUnknown"),
            (new { definitions = new object[] { new { kind = "form", key = "nowhere" } } }, "definition.noDraft"),
            (new { definitions = new object[] { new { kind = "codeTable", key = "own-table", ifMatch = "old" } } }, "definition.stale"),
        })
        {
            using var answer = await admin.PostAsJsonAsync(new Uri("/api/v1/definitions/publish?locality=330110", UriKind.Relative), wrong, Ct);
            Assert.False(answer.IsSuccessStatusCode);
            Assert.Contains(code, await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }

        using var published = await admin.PostAsJsonAsync(new Uri("/api/v1/definitions/publish?locality=330110", UriKind.Relative), body, Ct);
        var read = await published.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal(["own-table", "own-form"], read.GetProperty("definitions").EnumerateArray().Select(d => d.GetProperty("key").GetString()));
    }

    private async Task<JsonObject> InForceAsync(DefinitionKind kind, string key) => (JsonObject)JsonNode.Parse((await _server.Get<IDefinitions>().FindActiveAsync(kind, key, District, Ct))!.Json)!;

    private async Task SaveAsync(DefinitionName name, JsonObject document)
    {
        var workshop = _server.Get<IWorkshop>();
        var open = await workshop.OpenAsync(Ann, name, Ct);
        var saved = await workshop.EditAsync(Ann, name, DocumentDiff.Between(open.Value.Document, document), null, Ct);
        Assert.True(saved.Succeeded, string.Join("; ", saved.Problems.Select(p => p.Code)));
    }
}
