using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Notifications;
using Platform.Server.Cases;
using Platform.Server.Cases.Drafts;
using Platform.Server.Cases.Tasks;
using Platform.Tests.Cases;

namespace Platform.Tests.Storage.Contract;

public abstract partial class StoreContract
{
    [Fact]
    public async Task Drafts_that_expire_are_told_of_once_and_then_deleted()
    {
        var store = Get<DraftStore>();
        var account = (await Get<IAccounts>().FindResidentAsync("111", CaseOffice.Resident, default))!.Value;
        var content = new DraftContent("v1", new CaseApplicant("1", "王芳", "111", CaseOffice.Resident, ""), ImmutableDictionary<string, string>.Empty, Answers.Empty, [], "pc");
        var draft = new Draft(NewId(), account, Cangqian, CaseOffice.Hygiene, 1, Now.AddYears(-9), Now.AddYears(-8), content, Now.AddYears(-8).AddDays(-3));
        Assert.True((await store.SaveAsync(draft, default)).Succeeded);
        var when = Now.AddYears(-8).AddDays(-2);
        var expiring = (await store.ListToWarnAsync(when, 500, default)).Single(d => d.Id == draft.Id);
        var message = new SendMessageEffect(NewId(), account, null, null, null, Cangqian, "draft.expiring", """{"item":"x"}""", null);
        await store.WarnAsync(expiring, message, Now, default);
        await store.WarnAsync(expiring, message with { MessageId = NewId() }, Now, default);
        Assert.DoesNotContain(await store.ListToWarnAsync(when, 500, default), d => d.Id == draft.Id);
        Assert.Contains(await store.ListAllAsync(account, default), d => d.Id == draft.Id);
        Assert.Equal(1, await store.DeleteExpiredAsync(Now.AddYears(-7), 10, default));
        Assert.DoesNotContain(await store.ListAllAsync(account, default), d => d.Id == draft.Id);
    }

    [Fact]
    public async Task Drafts_are_kept_by_version_until_they_expire()
    {
        var store = Get<DraftStore>();
        var content = new DraftContent("v1", new CaseApplicant("1", "王芳", "111", CaseOffice.Resident, ""), ImmutableDictionary<string, string>.Empty, Answers.Empty, [], "pc");
        var draft = new Draft(NewId(), NewId(), Cangqian, CaseOffice.Hygiene, 1, Now, Now.AddDays(1), content);
        Assert.True((await store.SaveAsync(draft, default)).Succeeded);
        Assert.Equal("draft.stale", (await store.SaveAsync(draft, default)).Problems[0].Code);
        Assert.True((await store.SaveAsync(draft with { Version = 2, UpdatedAt = Now.AddHours(1) }, default)).Succeeded);
        Assert.False((await store.SaveAsync(draft with { Version = 2 }, default)).Succeeded);
        Assert.Equal((2, Now.AddHours(1)), (await store.FindAsync(draft.Account, draft.Id, Now, default)) is { } found ? (found.Version, found.UpdatedAt) : default);
        Assert.Null(await store.FindAsync(draft.Account, draft.Id, Now.AddDays(1), default));
        Assert.Equal([draft.Id], (await store.ListAsync(draft.Account, Now, default)).Select(d => d.Id));
        await store.DeleteAsync(NewId(), draft.Id, default);
        Assert.Single(await store.ListAsync(draft.Account, Now, default));
        await store.DeleteAsync(draft.Account, draft.Id, default);
        Assert.Empty(await store.ListAsync(draft.Account, Now, default));
    }

    [Fact]
    public async Task An_opinion_being_typed_is_kept_per_person()
    {
        var store = Get<OpinionStore>();
        var (task, me) = (NewId(), new Actor(ActorKind.Staff, NewId(), "王磊", []));
        await store.SaveAsync(task, me, "第一", null, default);
        await store.SaveAsync(task, me, "第二", new JsonObject { ["a"] = 1 }, default);
        Assert.Equal("第二", (await store.FindAsync(task, me, default))!.Text);
        Assert.Null(await store.FindAsync(task, me with { AccountId = NewId() }, default));
    }
}
