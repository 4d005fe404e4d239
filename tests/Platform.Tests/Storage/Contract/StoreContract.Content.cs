using System.Data.Common;
using Dapper;
using Platform.Model;
using Platform.Model.Audit;
using Platform.Model.Definitions;
using Platform.Model.Documents;
using Platform.Model.Editing;
using Platform.Model.Files;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Model.Notifications;
using Platform.Server.Audit;
using Platform.Server.Definitions;
using Platform.Server.Definitions.Editing;
using Platform.Server.Definitions.Publishing;
using Platform.Server.Documents;
using Platform.Server.Files;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Repetition;
using Platform.Server.Items;
using Platform.Server.Items.Bundles;
using Platform.Server.Localities;
using Platform.Server.Notifications;
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
    public async Task What_a_package_brought_is_remembered_as_it_was_brought_last()
    {
        var store = Get<TemplateContentStore>();
        var name = new DefinitionName(DefinitionKind.Form, NewKey("form"), Yuhang);
        var template = NewKey("template");
        await WriteAsync(async t => await TemplateContentStore.PutAsync(t, name, new() { TemplateId = template, TemplateVersion = "1", Document = "{}", Installer = LocalityCode.Parse("3301") }, Now, default));
        await WriteAsync(async t => await TemplateContentStore.PutAsync(t, name, new() { TemplateId = template, TemplateVersion = "2", Document = "{ }", Installer = LocalityCode.Parse("3301"), WasThere = true }, Now, default));
        Assert.Equal(new InstalledContent { TemplateId = template, TemplateVersion = "2", Document = "{ }", Installer = LocalityCode.Parse("3301"), WasThere = true }, await store.FindAsync(name, default));
        Assert.Contains(template, await store.ListTemplatesAsync([Yuhang, Cangqian], default));
        Assert.DoesNotContain(template, await store.ListTemplatesAsync([Cangqian], default));
        Assert.Equal([(name, "2")], (await store.ListAsync(template, LocalityCode.Parse("3301"), default)).Select(c => (c.Name, c.Content.TemplateVersion)));
        Assert.Empty(await store.ListAsync(template, name.Owner, default));
        Assert.Empty(await store.ListAsync(template, LocalityCode.Parse("33"), default));
        Assert.Contains(template, await store.ListInstalledAsync(LocalityCode.Parse("3301"), default));
        Assert.DoesNotContain(template, await store.ListInstalledAsync(Yuhang, default));
        await WriteAsync(async t => await TemplateContentStore.PutAsync(t, name, new() { TemplateId = template, TemplateVersion = "3", Document = "{}" }, Now, default));
        Assert.Equal([name], (await store.ListAsync(template, name.Owner, default)).Select(c => c.Name));
        Assert.Contains(template, await store.ListInstalledAsync(Yuhang, default));
        Assert.Empty(await store.ListAsync(template, LocalityCode.Parse("3301"), default));
        await WriteAsync(async t => await TemplateContentStore.ForgetAsync(t, name, default));
        await WriteAsync(async t => await TemplateContentStore.ForgetAsync(t, name, default));
        Assert.Null(await store.FindAsync(name, default));
    }

    [Fact]
    public async Task A_package_is_offered_as_it_was_offered_last_by_each_place_for_itself()
    {
        var store = Get<TemplatePackageStore>();
        var id = NewKey("package");
        await WriteAsync(async t => await TemplatePackageStore.PutAsync(t, Yuhang, id, "1.0.0", [1, 2], "he.jie", Now, default));
        await WriteAsync(async t => await TemplatePackageStore.PutAsync(t, Yuhang, id, "1.1.0", [0, 255, 3], "he.jie", Now.AddHours(1), default));
        await WriteAsync(async t => await TemplatePackageStore.PutAsync(t, Cangqian, id, "3.0.0", [9], "he.jie", Now, default));
        Assert.Equal(
            [new OfferedPackage { Owner = Yuhang, Id = id, Version = "1.1.0", OfferedAt = Now.AddHours(1) }, new OfferedPackage { Owner = Cangqian, Id = id, Version = "3.0.0", OfferedAt = Now }],
            (await store.ListAsync([Cangqian, Yuhang], default)).Where(o => o.Id == id));
        Assert.DoesNotContain(await store.ListAsync([LocalityCode.Parse("33")], default), o => o.Id == id);
        Assert.Equal([0, 255, 3], await store.FindAsync(Yuhang, id, default));
        Assert.Null(await store.FindAsync(LocalityCode.Parse("33"), id, default));
        await WriteAsync(async t =>
        {
            Assert.Equal("1.1.0", Assert.Single(await TemplatePackageStore.ListAsync(t, Yuhang, default), o => o.Id == id).Version);
            Assert.Equal([0, 255, 3], await TemplatePackageStore.FindAsync(t, Yuhang, id, default));
        });
        await WriteAsync(async t => Assert.True(await TemplatePackageStore.DeleteAsync(t, Yuhang, id, default)));
        await WriteAsync(async t => Assert.False(await TemplatePackageStore.DeleteAsync(t, Yuhang, id, default)));
        Assert.Equal([9], await store.FindAsync(Cangqian, id, default));
    }

    [Fact]
    public async Task The_texts_given_to_a_package_are_those_given_last_in_that_place()
    {
        var store = Get<TemplatePackageStore>();
        var id = NewKey("package");
        await WriteAsync(async t => await TemplatePackageStore.PutValuesAsync(t, Yuhang, id, new Dictionary<string, string> { ["phone"] = "1", ["place"] = "余杭区" }, default));
        await WriteAsync(async t => await TemplatePackageStore.PutValuesAsync(t, Yuhang, id, new Dictionary<string, string> { ["phone"] = "2" }, default));
        await WriteAsync(async t => await TemplatePackageStore.PutValuesAsync(t, Cangqian, id, new Dictionary<string, string> { ["place"] = "仓前街道" }, default));
        Assert.Equal(new Dictionary<string, string> { ["phone"] = "2" }, await store.ValuesAsync(Yuhang, id, default));
        await WriteAsync(async t => await TemplatePackageStore.PutValuesAsync(t, Yuhang, id, new Dictionary<string, string>(), default));
        Assert.Empty(await store.ValuesAsync(Yuhang, id, default));
        Assert.Equal(new Dictionary<string, string> { ["place"] = "仓前街道" }, await store.ValuesAsync(Cangqian, id, default));
    }

    [Fact]
    public async Task A_snapshot_of_an_item_stays_as_it_was_first_kept()
    {
        var id = new DefinitionId(DefinitionKind.Item, NewKey("item"), Yuhang, 1);
        var pins = new ItemPins(Yuhang, id.Key, [id], id, id, id, []);
        await WriteAsync(async t => await ItemSnapshotStore.AddAsync(t, pins.VersionId(), pins, "{ \"first\": 1 }", Now, default));
        await WriteAsync(async t => await ItemSnapshotStore.AddAsync(t, pins.VersionId(), pins, "{}", Now, default));
        Assert.Equal(new ItemSnapshot(pins.ToJson(), "{ \"first\": 1 }"), await Get<ItemSnapshotStore>().FindAsync(pins.VersionId(), default));
    }

    [Fact]
    public async Task The_versions_of_a_bundle_are_kept_as_first_found()
    {
        var store = Get<BundleSnapshotStore>();
        var pins = new BundlePins(Cangqian, new(DefinitionKind.Bundle, NewKey("bundle"), Yuhang, 1), new(new(DefinitionKind.Form, "birth", Yuhang, 1), []), ["one", "two"]);
        Assert.Null(await store.FindAsync(pins.VersionId(), default));
        await store.AddAsync(pins.VersionId(), pins, Now, default);
        await store.AddAsync(pins.VersionId(), pins with { Items = [] }, Now, default);
        Assert.Equal(pins.ToJson(), await store.FindAsync(pins.VersionId(), default));
    }

    [Fact]
    public async Task Audit_entries_are_listed_by_every_filter_and_never_changed_or_removed()
    {
        var store = Get<AuditStore>();
        var (subject, place) = (NewKey("subject"), LocalityCode.Parse("330111"));
        var entries = Enumerable.Range(0, 3).Select(i => new AuditEntry(NewId(), Now.AddHours(i), "he.jie", i == 0 ? null : NewId(), $"act.{i}", subject, place, $$"""{"n": {{i}}}""")).ToList();
        await WriteAsync(async t =>
        {
            foreach (var entry in entries)
            {
                await AuditStore.InsertAsync(t, entry, default);
            }
        });
        Assert.Equal(entries.AsEnumerable().Reverse(), await ListAsync(new(Subject: subject)));
        Assert.Equal([entries[1]], await ListAsync(new("act.1", subject, "he.jie", Now.AddHours(1), Now.AddHours(2))));
        Assert.Equal([entries[0]], await ListAsync(new(Subject: subject), entries[1].Id));
        foreach (var sql in new[] { "UPDATE audit_entry SET act = 'none' WHERE subject = @subject", "DELETE FROM audit_entry WHERE subject = @subject" })
        {
            await Assert.ThrowsAnyAsync<DbException>(() => WriteAsync(t => t.Connection!.ExecuteAsync(sql, new { subject }, t)));
        }

        Assert.Equal(3, (await ListAsync(new(Subject: subject))).Count);

        async Task<IReadOnlyList<AuditEntry>> ListAsync(AuditFilter filter, Guid? before = null) => await store.ListAsync(new LocalityScope(place), filter, before, 10, default);
    }

    [Fact]
    public async Task Files_are_found_one_by_one_and_many_at_once()
    {
        var store = Get<FileStore>();
        var files = Enumerable.Range(0, 3).Select(i => new StoredFile(NewId(), NewKey("hash"), "图.pdf", "application/pdf", 5_000_000_000 + i, "account:1", Now)).ToList();
        await WriteAsync(async t =>
        {
            foreach (var file in files)
            {
                await FileStore.AddAsync(t, file, Now.AddDays(-9), default);
            }
        });
        Assert.Equal(files[1], await store.FindAsync(files[1].Id, default));
        Assert.Null(await store.FindAsync(NewId(), default));
        Assert.Equal(files, (await store.FindAllAsync([.. files.Select(f => f.Id), NewId()], default)).OrderBy(f => f.SizeBytes));
        Assert.Empty(await store.FindAllAsync([], default));
        Assert.True(await store.HasHashAsync(files[0].Hash, default));
        Assert.False(await store.HasHashAsync("none", default));
        Assert.Superset(files.Select(f => f.Id).ToHashSet(), (await store.ListToLookAtAsync(Now.AddDays(-9), 500, default)).Select(f => f.Id).ToHashSet());
        await store.SettleAsync([files[0].Id], [files[1].Id], [files[2].Id], Now.AddDays(1), Now.AddDays(-9), default);
        Assert.Null(await store.FindAsync(files[0].Id, default));
        Assert.DoesNotContain(files[1].Id, (await store.ListToLookAtAsync(Now.AddDays(9), 500, default)).Select(f => f.Id));
        Assert.Contains(files[2].Id, (await store.ListToLookAtAsync(Now.AddDays(1), 500, default)).Select(f => f.Id));
    }

    [Fact]
    public async Task Papers_are_numbered_without_gaps_listed_and_verified()
    {
        var store = Get<DocumentStore>();
        var authority = NewKey("a");
        Assert.Equal(1, await NextAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => WriteAsync(async t =>
        {
            await DocumentStore.NextNumberAsync(t, authority, "licence", 2026, default);
            throw new InvalidOperationException("not after all");
        }));
        Assert.Equal(2, await NextAsync());
        Assert.Equal(3, await NextAsync());

        var effect = new IssueDocumentEffect(
            NewId(), NewId(), "1", "licence", authority, "卫生健康局", new DateOnly(2026, 3, 2), """{"a":"正文"}""", new CaseContentRef(1, "digest"));
        var bare = effect with { DocumentId = NewId(), Content = null };
        await WriteAsync(async t =>
        {
            await store.AddAsync(t, new NewDocument(effect, Yuhang, "证〔2026〕3号", LocalizedText.Of("许可证", "Licence"), "licence@1", Now), default);
            await store.AddAsync(t, new NewDocument(bare, Yuhang, "证〔2026〕4号", LocalizedText.Of("许可证", "Licence"), "licence@1", Now), default);
        });
        Assert.Equal(["证〔2026〕3号", "证〔2026〕4号"], (await store.ListAsync(effect.CaseId, default)).Select(d => d.Number));
        var found = (await store.FindAsync(effect.CaseId, effect.DocumentId, default))!;
        Assert.Equal(("{\"a\":\"正文\"}", effect.Content, effect.IssuedOn, Now), (System.Text.RegularExpressions.Regex.Unescape(found.Data), found.Content, found.Issued.IssuedOn, found.Issued.IssuedAt));
        Assert.Null((await store.FindAsync(effect.CaseId, bare.DocumentId, default))!.Content);
        Assert.Null(await store.FindAsync(NewId(), effect.DocumentId, default));
        Assert.Equal("证〔2026〕3号", (await store.VerifyAsync(found.Issued.ContentHash[..16], default))!.Number);
        Assert.Null(await store.VerifyAsync("0000000000000000", default));
        for (var twice = 0; twice < 2; twice++)
        {
            await WriteAsync(async t => await DocumentStore.AnnulAsync(t, effect.CaseId, ["licence"], new DateOnly(2026, 4, 1).AddDays(twice), default));
            Assert.All(await store.ListAsync(effect.CaseId, default), d => Assert.Equal(new DateOnly(2026, 4, 1), d.AnnulledOn));
        }

        Task<int> NextAsync() => WriteAsync(async t => await DocumentStore.NextNumberAsync(t, authority, "licence", 2026, default));
    }

    [Fact]
    public async Task Messages_reach_their_account_and_the_holders_of_a_role_at_the_place()
    {
        var store = Get<InboxStore>();
        var (role, me) = (NewKey("role"), NewId());
        var reader = new Actor(ActorKind.Staff, me, "读者", [new Grant(role, Yuhang, "A1"), new Grant("other", LocalityCode.Root)]);
        var stranger = new Actor(ActorKind.Staff, NewId(), "别人", [new Grant(role, LocalityCode.Parse("330106"))]);
        var mine = new NewMessage(NewId(), me, null, null, Yuhang, "t", "v1", "data", "/cases/1", Now);
        var ours = new NewMessage(NewId(), null, role, "A1", Cangqian, "t", null, "data", null, Now);
        await WriteAsync(async t =>
        {
            await InboxStore.AddAsync(t, mine, default);
            await InboxStore.AddAsync(t, ours, default);
            await InboxStore.AddAsync(t, ours with { Id = NewId(), Authority = "A9" }, default);
        });
        Assert.Equal([ours.Id, mine.Id], (await store.ListAsync(reader, null, unreadOnly: false, 10, default)).Select(m => m.Id));

        // A message for a group is for its people alone.
        var grouped = ours with { Id = NewId(), Group = "g" };
        await WriteAsync(async t => await InboxStore.AddAsync(t, grouped, default));
        Assert.True(await store.IsForAsync(reader, grouped.Id, default));
        Assert.False(await store.IsForAsync(reader with { KeptFrom = [new("A1", "g", role, Yuhang)] }, grouped.Id, default));
        Assert.True(await store.IsForAsync(reader with { KeptFrom = [new("A1", "g", role, LocalityCode.Parse("330106")), new("A1", "h", role, LocalityCode.Root)] }, grouped.Id, default));
        await WriteAsync(t => t.Connection!.ExecuteAsync("delete from inbox_message where id = @Id", new { grouped.Id }, t));
        Assert.Equal([mine.Id], (await store.ListAsync(reader, ours.Id, unreadOnly: false, 10, default)).Select(m => m.Id));
        Assert.Empty(await store.ListAsync(stranger, null, unreadOnly: false, 10, default));
        Assert.True(await store.IsForAsync(reader, ours.Id, default));
        Assert.False(await store.IsForAsync(stranger, ours.Id, default));
        await WriteAsync(async t => await InboxStore.MarkReadAsync(t, me, mine.Id, Now, default));
        await WriteAsync(async t => await InboxStore.MarkReadAsync(t, me, mine.Id, Now, default));
        Assert.Equal([ours.Id], (await store.ListAsync(reader, null, unreadOnly: true, 10, default)).Select(m => m.Id));
        Assert.Equal(1, await store.CountUnreadAsync(reader, default));
    }

    [Fact]
    public async Task A_text_that_is_sent_twice_is_kept_once()
    {
        var store = Get<ISmsBox>();
        var text = new SmsText(NewId(), "13800000001", "您的申请已受理", Now);
        await store.AddAsync(text, default);
        await store.AddAsync(text, default);
        Assert.Single(await store.ListAsync(100, default), t => t == text);
    }

    [Fact]
    public async Task What_the_installation_remembers_is_set_for_good()
    {
        var store = Get<InstallationStore>();
        var name = NewKey("seed");
        await store.AddAsync(name, "done", default);
        Assert.Equal("done", (await store.AllAsync(default))[name]);
        await AssertUniqueAsync(() => store.AddAsync(name, "again", default));
        Assert.True((await store.TouchAsync(default)).Succeeded);
    }

    [Fact]
    public async Task A_place_saved_twice_is_replaced()
    {
        var place = new Locality(LocalityCode.Parse("330112"), LocalizedText.Of("临安区", "Lin'an"), new DateOnly(2017, 9, 1));
        await WriteAsync(async t => await LocalityStore.SaveAsync(t, place with { Name = LocalizedText.Of("临安市") }, default));
        await WriteAsync(async t => await LocalityStore.SaveAsync(t, place, default));
        Assert.Equal(place, (await Get<LocalityStore>().ListAsync(default)).Single(l => l.Code == place.Code));
    }

    [Fact]
    public async Task What_is_open_below_a_place_is_found_at_every_depth()
    {
        static Locality Place(string code, DateOnly? until = null) => new(LocalityCode.Parse(code), LocalizedText.Of(code), null, until);
        var (day, found) = (new DateOnly(2026, 3, 2), new List<string>());
        await WriteAsync(async t =>
        {
            foreach (var place in new[] { Place("3309"), Place("330981", day), Place("330982", day.AddDays(-1)), Place("330982001") })
            {
                await LocalityStore.SaveAsync(t, place, default);
            }

            found.AddRange((await LocalityStore.ListOpenBelowAsync(t, LocalityCode.Parse("3309"), day, default)).Select(l => l.Code.Value));
        });
        Assert.Equal(["330981", "330982001"], found);
    }

    [Fact]
    public async Task The_character_nul_breaks_nothing()
    {
        var name = NewKey("nul");
        await Get<InstallationStore>().AddAsync(name, "a\0b", default);
        Assert.Equal("a" + (await Get<InstallationStore>().AllAsync(default))[name][1] + "b", (await Get<InstallationStore>().AllAsync(default))[name]);
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

    [Fact]
    public async Task An_answer_to_a_request_is_kept_as_it_was_given_first_until_it_is_old()
    {
        var store = Get<RequestAnswerStore>();
        var key = new RequestKey(NewKey("requester"), "k", "digest");
        await store.AddAsync(key, 201, "first", Now.AddYears(-9), default);
        await store.AddAsync(key with { Digest = "other" }, 200, "second", Now, default);
        Assert.Equal(new RequestAnswerRow("digest", 201, "first"), await store.FindAsync(key, default));
        Assert.Equal(1, await store.DeleteBeforeAsync(Now.AddYears(-8), 1, default));
        Assert.Equal(0, await store.DeleteBeforeAsync(Now.AddYears(-8), 1, default));
        Assert.Null(await store.FindAsync(key, default));
    }
}
