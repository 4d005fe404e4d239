using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Localities;
using Platform.Server.Definitions;
using Platform.Server.Definitions.Editing;
using Platform.Server.Definitions.Publishing;
using Platform.Server.Templates;

namespace Platform.Tests.Storage.Contract;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_definition_goes_from_draft_to_active_to_obsolete()
    {
        var store = Get<DefinitionStore>();
        var name = new DefinitionName(DefinitionKind.CodeTable, NewKey("table"), Cangqian);
        var one = NewDefinition(name, 1);
        await WriteAsync(async t => await DefinitionStore.AddDraftAsync(t, one, default));
        await AssertUniqueAsync(() => WriteAsync(async t => await DefinitionStore.AddDraftAsync(t, NewDefinition(name, 2), default)));
        var json = """{"b": 1, "a":  "字"}""";
        await WriteAsync(async t => await DefinitionStore.ReplaceDraftAsync(t, one with { Json = json, ETag = "e2" }, default));
        Assert.Equal((json, "e2"), (await store.FindAsync(name, DefinitionState.Draft, default)) is { } draft ? (draft.Json, draft.ETag) : default);
        var before = await store.LastPublicationAsync(default);
        await WriteAsync(async t => Assert.False(await DefinitionStore.ActivateAsync(t, one, Now, "fang.yu", default)));
        await WriteAsync(async t => Assert.True(await DefinitionStore.ActivateAsync(t, one with { ETag = "e2" }, Now, "fang.yu", default)));
        await WriteAsync(async t => Assert.False(await DefinitionStore.ReplaceDraftAsync(t, one, default)));
        Assert.NotEqual(before, await store.LastPublicationAsync(default));
        Assert.Equal(1, await WriteAsync(async t => await DefinitionStore.LastVersionAsync(t, name, default)));

        await WriteAsync(async t =>
        {
            await DefinitionStore.AddDraftAsync(t, NewDefinition(name, 2), default);
            await DefinitionStore.RetireActiveAsync(t, name, default);
            await DefinitionStore.ActivateAsync(t, NewDefinition(name, 2), Now, "fang.yu", default);
        });
        Assert.Equal(DefinitionState.Obsolete, (await store.FindVersionAsync(one.Id, default))!.State);
        var inForce = await store.LastPublicationAsync(default);
        await WriteAsync(async t => await DefinitionStore.AddDraftAsync(t, NewDefinition(name, 3), default));
        await WriteAsync(async t => Assert.False(await DefinitionStore.DiscardDraftAsync(t, NewDefinition(name, 3) with { ETag = "other" }, default)));
        await WriteAsync(async t => Assert.True(await DefinitionStore.DiscardDraftAsync(t, NewDefinition(name, 3), default)));
        await WriteAsync(async t => Assert.False(await DefinitionStore.DiscardDraftAsync(t, NewDefinition(name, 3), default)));
        Assert.Equal((DefinitionState.Obsolete, null), (await store.FindVersionAsync(one.Id with { Version = 3 }, default)) is { } gone ? (gone.State, gone.PublishedAt) : default);
        Assert.Equal(inForce, await store.LastPublicationAsync(default));
        await WriteAsync(async t => Assert.Equal(inForce, await DefinitionStore.LastPublicationAsync(t, default)));
        await WriteAsync(async t => Assert.False(await DefinitionStore.WasDiscardedAsync(t, one.Id with { Version = 1 }, default)));
        await WriteAsync(async t => Assert.True(await DefinitionStore.WasDiscardedAsync(t, one.Id with { Version = 3 }, default)));
        Assert.Equal(2, (await WriteAsync(async t => await DefinitionStore.FindAsync(t, name, DefinitionState.Active, default)))!.Id.Version);
        Assert.Equal([3, 2, 1], (await store.ListVersionsAsync(name, default)).Select(d => d.Id.Version));
        Assert.Contains(await store.ListActiveAsync(DefinitionKind.CodeTable, default), d => d.Id.Key == name.Key);
        Assert.Equal([2], (await store.ListAsync(new LocalityScope(Cangqian), DefinitionKind.CodeTable, DefinitionState.Active, 0, 50, default)).Where(d => d.Id.Key == name.Key).Select(d => d.Id.Version));
        Assert.True((await store.ListAsync(LocalityScope.System, null, null, 1, 3, default)).Count == 3);
        Assert.Equal([2], (await store.ListOwnAsync(Cangqian, default)).Where(d => d.Id.Key == name.Key).Select(d => d.Id.Version));
        Assert.DoesNotContain(await store.ListOwnAsync(LocalityCode.Parse("330110"), default), d => d.Id.Key == name.Key);
    }

    [Fact]
    public async Task What_a_version_rests_on_stays_with_it_and_the_history_is_kept_in_order()
    {
        var store = Get<DefinitionStore>();
        var name = new DefinitionName(DefinitionKind.CodeTable, NewKey("table"), Cangqian);
        var rests = new Basis([new(LocalityCode.Parse("33"), 2), new(LocalityCode.Parse("330110"), 12)]);
        var one = NewDefinition(name, 1) with { RestsOn = Basis.None };
        await WriteAsync(async t => await DefinitionStore.AddDraftAsync(t, one, default));
        Assert.Equal(Basis.None, (await store.FindAsync(name, DefinitionState.Draft, default))!.RestsOn);
        await WriteAsync(async t => Assert.True(await DefinitionStore.ReplaceDraftAsync(t, one with { RestsOn = rests }, default)));
        await WriteAsync(async t => Assert.True(await DefinitionStore.ActivateAsync(t, one, Now, "fang.yu", default)));
        await WriteAsync(async t => await DefinitionStore.AddDraftAsync(t, NewDefinition(name, 2), default));
        Assert.Equal([(1, DefinitionState.Active, rests), (2, DefinitionState.Draft, null)], (await store.ListStandingAsync(name, default)).Select(d => (d.Id.Version, d.State, d.RestsOn)));
        Assert.Equal(rests, (await store.ListOwnAsync(Cangqian, default)).Single(d => d.Id.Key == name.Key && d.Id.Version == 1).RestsOn);

        LocalityCode[] owners = [LocalityCode.Parse("330110"), Cangqian];
        Assert.Equal([1], (await store.ListPublishedAsync(owners, (name.Kind, name.Key), default)).Select(d => d.Id.Version));
        Assert.Contains(await store.ListPublishedAsync(owners, null, default), d => d.Id == one.Id);
        Assert.Empty(await store.ListPublishedAsync([LocalityCode.Parse("330106")], (name.Kind, name.Key), default));
        await WriteAsync(async t =>
        {
            await DefinitionStore.RetireActiveAsync(t, name, default);
            Assert.True(await DefinitionStore.EndDraftAsync(t, NewDefinition(name, 2), DefinitionState.Obsolete, Now, "fang.yu", default));
        });
        Assert.Empty(await store.ListStandingAsync(name, default));
        Assert.Equal([1, 2], (await store.ListPublishedAsync(owners, (name.Kind, name.Key), default)).Select(d => d.Id.Version));
    }

    [Fact]
    public async Task Whoever_edits_a_draft_is_remembered_once()
    {
        var id = new DefinitionId(DefinitionKind.CodeTable, NewKey("table"), Cangqian, 1);
        Guid[] people = [NewId(), NewId()];
        foreach (var editor in people.Concat(people))
        {
            await WriteAsync(async t => await DefinitionStore.RememberEditorAsync(t, id, editor, default));
        }

        Assert.False(await WriteAsync(async t => await DefinitionStore.RememberEditorAsync(t, id, people[0], default)));

        Assert.Equal(people.Order(), (await WriteAsync(async t => await DefinitionStore.EditorsAsync(t, id, default))).Order());
        Assert.Empty(await WriteAsync(async t => await DefinitionStore.EditorsAsync(t, id with { Version = 2 }, default)));
    }

    [Fact]
    public async Task Edits_of_a_draft_are_kept_in_order_and_by_author()
    {
        var store = Get<DefinitionEditStore>();
        var id = new DefinitionId(DefinitionKind.Form, NewKey("form"), Cangqian, 1);
        var (ann, bob) = (NewId(), NewId());
        Edit At(int number, Guid author, string text) => new(number, EditKind.Made, author, "安", Now, new DocumentPatch([new MemberSet(null, new Held(text)) { Path = DocumentPath.Parse("title.zh-CN") }]));
        Assert.Null(await WriteAsync(async t => await DefinitionEditStore.FindLastAsync(t, id, default)));
        Assert.Equal(0, await store.LastNumberAsync(id, default));
        foreach (var edit in new[] { At(1, ann, "一"), At(2, bob, "二"), At(3, ann, "三") })
        {
            await WriteAsync(async t => await DefinitionEditStore.AddAsync(t, id, edit, default));
        }

        await AssertUniqueAsync(() => WriteAsync(async t => await DefinitionEditStore.AddAsync(t, id, At(3, bob, "四"), default)));
        await WriteAsync(async t => await DefinitionEditStore.ReplaceAsync(t, id, At(3, ann, "五"), default));
        Assert.Equal(At(3, ann, "五"), await WriteAsync(async t => await DefinitionEditStore.FindLastAsync(t, id, default)));
        Assert.Equal(At(2, bob, "二"), await WriteAsync(async t => await DefinitionEditStore.GetAsync(t, id, 2, default)));
        Assert.Equal([1, 3], (await store.ListHeadsAsync(id, ann, default)).Select(e => e.Number));
        var move = new BasisMove(Basis.None, new Basis([new(LocalityCode.Parse("3301"), 2)]));
        await WriteAsync(async t => await DefinitionEditStore.AddAsync(t, id with { Version = 2 }, At(1, ann, "六") with { Basis = move }, default));
        Assert.Equal(move, (await WriteAsync(async t => await DefinitionEditStore.GetAsync(t, id with { Version = 2 }, 1, default))).Basis);
        Assert.Equal(move, Assert.Single(await store.ListHeadsAsync(id with { Version = 2 }, ann, default)).Basis);
        Assert.Equal([2], (await WriteAsync(async t => await DefinitionEditStore.ListHeadsAsync(t, id, bob, default))).Select(e => e.Number));
        Assert.Equal([2, 1], (await store.ListAsync(id, 3, 5, default)).Select(e => e.Number));
        Assert.Equal(3, await store.LastNumberAsync(id, default));
        var name = new DefinitionName(id.Kind, id.Key, id.Owner);
        Assert.Null(await store.FindMarkAsync(name, default));
        var draft = new Definition(id, DefinitionState.Draft, "{}", "etag", Now, "安", null);
        await WriteAsync(async t => await DefinitionStore.AddDraftAsync(t, draft, default));
        Assert.Equal(new DraftMark(1, 3, "etag"), await store.FindMarkAsync(name, default));
        Assert.Null(await store.FindMarkAsync(name with { Owner = LocalityCode.Parse("330106") }, default));
        Assert.Empty(await store.ListAsync(id with { Owner = LocalityCode.Parse("330106") }, 9, 5, default));
    }

    [Fact]
    public async Task What_comes_into_force_later_is_kept_and_settled_once()
    {
        var store = Get<ScheduleStore>();
        var name = new DefinitionName(DefinitionKind.CodeTable, NewKey("table"), Cangqian);
        var schedule = new PublicationSchedule(NewId(), Cangqian, Now.AddYears(20), ScheduleStage.Waiting, NewId(), "fang.yu", Now, [new(name, 3, "e3")], []);
        await WriteAsync(async t => await ScheduleStore.AddAsync(t, schedule, default));
        Assert.Equal(Told(schedule), Told((await store.FindAsync(schedule.Id, default))!));
        Assert.Contains(await store.ListOpenAsync(Cangqian, default), s => s.Id == schedule.Id);
        Assert.DoesNotContain(await store.ListOpenAsync(Yuhang, default), s => s.Id == schedule.Id);
        Assert.DoesNotContain(await store.DueAsync(schedule.From.AddTicks(-10), 500, default), s => s.Id == schedule.Id);
        Assert.Contains(await store.DueAsync(schedule.From, 500, default), s => s.Id == schedule.Id);

        Problem[] why = [Problem.Invalid("codeTable.empty", "codeTable/x", ("value", "x"))];
        Assert.True(await WriteAsync(async t => await ScheduleStore.TurnAsync(t, schedule.Id, ScheduleStage.Waiting, ScheduleStage.Failed, why, Now, default)));
        Assert.False(await WriteAsync(async t => await ScheduleStore.TurnAsync(t, schedule.Id, ScheduleStage.Waiting, ScheduleStage.Done, [], Now, default)));
        var failed = Assert.Single(await WriteAsync(async t => await ScheduleStore.ListOpenAsync(t, Cangqian, default)), s => s.Id == schedule.Id);
        Assert.Equal((ScheduleStage.Failed, "codeTable.empty"), (failed.Stage, Assert.Single(failed.Problems).Code));
        Assert.DoesNotContain(await store.DueAsync(schedule.From, 500, default), s => s.Id == schedule.Id);
        Assert.True(await WriteAsync(async t => await ScheduleStore.TurnAsync(t, schedule.Id, ScheduleStage.Failed, ScheduleStage.Cancelled, [], Now, default)));
        Assert.DoesNotContain(await store.ListOpenAsync(Cangqian, default), s => s.Id == schedule.Id);
    }

    [Fact]
    public async Task A_version_comes_into_force_beside_a_draft_with_the_authors_of_the_one_it_repeats()
    {
        var store = Get<DefinitionStore>();
        var name = new DefinitionName(DefinitionKind.CodeTable, NewKey("table"), Cangqian);
        var author = NewId();
        var draft = NewDefinition(name, 1) with { Json = $$"""{"key":"{{name.Key}}"}""" };
        await WriteAsync(async t => await DefinitionStore.AddDraftAsync(t, draft, default));
        await WriteAsync(async t => await DefinitionStore.RememberEditorAsync(t, draft.Id, author, default));
        await WriteAsync(async t => await DefinitionStore.AddActiveAsync(t, NewDefinition(name, 2), Now, "fang.yu", default));
        await WriteAsync(async t => await DefinitionStore.CopyEditorsAsync(t, draft.Id, 2, default));
        Assert.Equal((1, 2), ((await store.FindAsync(name, DefinitionState.Draft, default))!.Id.Version, (await store.FindAsync(name, DefinitionState.Active, default))!.Id.Version));
        Assert.Equal([author], await WriteAsync(async t => await DefinitionStore.EditorsAsync(t, draft.Id with { Version = 2 }, default)));
        Assert.Equal([1], (await store.ListDraftsHoldingAsync(new LocalityScope(Yuhang), name.Key, 50, default)).Select(d => d.Id.Version));
        Assert.Empty(await store.ListDraftsHoldingAsync(new LocalityScope(LocalityCode.Parse("330106")), name.Key, 50, default));
    }

    private static string Told(PublicationSchedule schedule) => System.Text.Json.JsonSerializer.Serialize(schedule, ModelJson.Options);

    private Definition NewDefinition(DefinitionName name, int version) =>
        new(new DefinitionId(name.Kind, name.Key, name.Owner, version), DefinitionState.Draft, "{}", $"e{version}", Now, "xu.min", null);
}
