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
