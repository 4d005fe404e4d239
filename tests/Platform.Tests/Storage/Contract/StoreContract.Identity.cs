using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Identity;

namespace Platform.Tests.Storage.Contract;

public abstract partial class StoreContract
{
    [Fact]
    public async Task An_account_comes_back_as_it_was_stored_and_by_each_of_its_names()
    {
        var store = Get<AccountStore>();
        var row = NewAccount("resident") with { UserName = NewKey("account"), IdType = "111", IdNumber = "x", IdNumberHash = NewKey("hash"), Phone = "y", PhoneHash = NewKey("phone"), LockedUntil = Now.AddMinutes(3) };
        await WriteAsync(t => AccountStore.InsertAsync(t, row, default));
        Assert.Equal(row, await store.FindAsync(row.Id, default));
        Assert.Equal(row, await WriteAsync(async t => await AccountStore.FindAsync(t, row.Id, default)));
        Assert.Equal(row, await store.FindByUserNameAsync(row.UserName!, default));
        Assert.Null(await store.FindByUserNameAsync(row.UserName!.ToUpperInvariant(), default));
        Assert.Equal(row, await store.FindByIdNumberHashAsync("111", row.IdNumberHash!, default));
        Assert.Null(await store.FindByIdNumberHashAsync("114", row.IdNumberHash!, default));
        Assert.Equal(row.Id, await store.FindIdByIdNumberHashAsync("111", row.IdNumberHash!, default));
        Assert.Null(await store.FindIdByIdNumberHashAsync("114", row.IdNumberHash!, default));
        Assert.Equal([row], await store.ListResidentsByHashAsync([row.IdNumberHash!, "none"], "none", default));
        Assert.Equal([row], await store.ListResidentsByHashAsync([], row.PhoneHash!, default));
        await AssertUniqueAsync(() => WriteAsync(t => AccountStore.InsertAsync(t, row with { Id = NewId(), IdNumberHash = null }, default)));
    }

    [Fact]
    public async Task Somebody_stands_in_for_an_account_by_days_and_not_two_at_once()
    {
        var store = Get<SubstituteStore>();
        var (absent, other) = (NewAccount("staff") with { UserName = NewKey("absent"), Name = "请假人" }, NewAccount("staff") with { UserName = NewKey("other") });
        await WriteAsync(t => AccountStore.InsertAsync(t, absent, default));
        await WriteAsync(t => AccountStore.InsertAsync(t, other, default));
        var named = new Substitution(NewId(), absent.Id, other.Id, new(2099, 3, 2), new(2099, 3, 6));
        await WriteAsync(async t => await SubstituteStore.InsertAsync(t, named, Yuhang, default));
        Assert.True(await WriteAsync(async t => await SubstituteStore.OverlapsAsync(t, named with { From = named.Until, Until = named.Until.AddDays(3) }, default)));
        Assert.False(await WriteAsync(async t => await SubstituteStore.OverlapsAsync(t, named with { From = named.Until.AddDays(1), Until = named.Until.AddDays(3) }, default)));
        Assert.Equal(named, await store.FindAsync(named.Id, default));
        Assert.Equal([named], await store.ListOfAsync(other.Id, named.Until, default));
        Assert.Empty(await store.ListOfAsync(other.Id, named.Until.AddDays(1), default));
        Assert.Contains((named, "请假人"), await store.ListSinceAsync(named.Until, default));
        await WriteAsync(async t => await AccountStore.UpdateAsync(t, other with { Disabled = true }, 1, default));
        Assert.DoesNotContain((named, "请假人"), await store.ListSinceAsync(named.Until, default));
        Assert.True(await WriteAsync(async t => await SubstituteStore.DeleteAsync(t, named.Id, default)));
        Assert.False(await WriteAsync(async t => await SubstituteStore.DeleteAsync(t, named.Id, default)));
        Assert.Null(await store.FindAsync(named.Id, default));
    }

    [Fact]
    public async Task An_account_changes_only_from_the_version_it_has()
    {
        var store = Get<AccountStore>();
        var row = NewAccount("staff");
        await WriteAsync(t => AccountStore.InsertAsync(t, row, default));
        var changed = row with { Name = "王 's \"名\"", MustChange = true, Disabled = true, Authority = "A", Version = 2 };
        Assert.True(await WriteAsync(async t => await AccountStore.UpdateAsync(t, changed, 1, default)));
        Assert.False(await WriteAsync(async t => await AccountStore.UpdateAsync(t, changed with { Name = "later" }, 1, default)));
        Assert.Equal(changed, await store.FindAsync(row.Id, default));

        await WriteAsync(t => AccountStore.CountFailureAsync(t, row.Id, 5, Now.AddMinutes(1), default));
        Assert.Equal((5, Now.AddMinutes(1)), (await store.FindAsync(row.Id, default)) is { } locked ? (locked.FailedTries, locked.LockedUntil!.Value) : default);
        await WriteAsync(t => AccountStore.ClearFailuresAsync(t, row.Id, default));
        await WriteAsync(t => AccountStore.RehashAsync(t, row.Id, "other", "stronger", default));
        await WriteAsync(t => AccountStore.RehashAsync(t, row.Id, row.PasswordHash, "strong", default));
        Assert.Equal(changed with { PasswordHash = "strong" }, await store.FindAsync(row.Id, default));
    }

    [Fact]
    public async Task Grants_are_replaced_as_a_whole_and_found_from_every_side()
    {
        var store = Get<AccountStore>();
        var (role, place) = (NewKey("role"), LocalityCode.Parse("330106"));
        var one = NewAccount("staff") with { Locality = place, UserName = NewKey("Search"), Name = "查询者", Authority = "A1" };
        var two = NewAccount("staff") with { Locality = place };
        var grant = new Grant(role, place, "A1");
        await WriteAsync(async t =>
        {
            await AccountStore.InsertAsync(t, one, default);
            await AccountStore.InsertAsync(t, two, default);
            await AccountStore.ReplaceGrantsAsync(t, one.Id, [(NewId(), new Grant("old", place))], default);
            await AccountStore.ReplaceGrantsAsync(t, one.Id, [(NewId(), grant)], default);
            await AccountStore.ReplaceGrantsAsync(t, two.Id, [(NewId(), grant with { Authority = null })], default);
        });
        Assert.Equal([grant], await store.ListGrantsAsync(one.Id, default));
        Assert.Equal([grant], await WriteAsync(async t => await AccountStore.ListGrantsAsync(t, one.Id, default)));
        Assert.Equal([grant with { Authority = null }], await WriteAsync(async t => await store.ListGrantsOfOthersAsync(t, one.Id, [role, "none"], default)));
        Assert.Equal(2, (await store.ListHoldersAsync(role, [place, LocalityCode.Root], default)).Count);
        Assert.Empty(await store.ListHoldersAsync(role, [Yuhang], default));
        Assert.True(await store.AnyHolderAsync([role], default));
        Assert.False(await store.AnyHolderAsync(["none"], default));

        var scope = new LocalityScope(place);
        Assert.Equal([one.Id, two.Id], (await store.ListStaffAsync(scope, null, null, null, 10, default)).Select(s => s.Account.Id));
        Assert.Equal([one.Id], (await store.ListStaffAsync(scope, "SEARCH", null, null, 10, default)).Select(s => s.Account.Id));
        Assert.Equal([one.Id], (await store.ListStaffAsync(scope, "查询", "A1", null, 10, default)).Select(s => s.Account.Id));
        Assert.Empty(await store.ListStaffAsync(scope, "100%_[x", null, null, 10, default));
        Assert.Equal([two.Id], (await store.ListStaffAsync(scope, null, null, one.Id, 1, default)).Select(s => s.Account.Id));
        Assert.Equal([grant], (await store.ListStaffAsync(scope, null, null, null, 1, default)).Single().Grants);
    }

    [Fact]
    public async Task A_session_ends_once_and_is_forgotten_when_it_would_have_ended_by_itself()
    {
        var store = Get<AccountStore>();
        var (account, one, two) = (NewId(), NewId(), NewId());
        await WriteAsync(t => AccountStore.SignOutAsync(t, one, account, Now.AddHours(1), Now, default));
        await WriteAsync(t => AccountStore.SignOutAsync(t, one, account, Now.AddHours(1), Now, default));
        Assert.Equal([one], await store.ListSignedOutAsync(account, Now, default));
        await WriteAsync(t => AccountStore.SignOutAsync(t, two, account, Now.AddHours(9), Now.AddHours(2), default));
        Assert.Equal([two], await store.ListSignedOutAsync(account, Now, default));
    }

    [Fact]
    public async Task Groups_keep_their_members_and_refuse_a_stale_change()
    {
        var store = Get<GroupStore>();
        var place = LocalityCode.Parse("330108");
        var (a, b) = (NewId(), NewId());
        var group = new AccountGroup(NewId(), place, "A2", LocalizedText.Of("组", "Group"), [a, b], 1);
        await WriteAsync(async t => await GroupStore.InsertAsync(t, group, default));
        Assert.Equal([a, b], (await store.FindAsync(group.Id, default))!.Members);
        Assert.Equal([new GroupSummary(group.Id, place, "A2", group.Name)], await store.ListOfAsync(a, default));
        Assert.True(await WriteAsync(async t => await GroupStore.UpdateAsync(t, group with { Members = [b] }, default)));
        Assert.False(await WriteAsync(async t => await GroupStore.UpdateAsync(t, group, default)));
        var listed = Assert.Single(await store.ListAsync(new LocalityScope(place), default));
        Assert.Equal((2, b), (listed.Version, Assert.Single(listed.Members)));
    }

    [Fact]
    public async Task Groups_with_a_key_come_with_the_grants_of_their_open_members()
    {
        var store = Get<GroupStore>();
        var officer = (await Get<IAccounts>().FindStaffAsync("wang.lei", default))!.Value.Actor;
        var one = new AccountGroup(NewId(), LocalityCode.Parse("330109"), "A7", LocalizedText.Of("组", "Group"), [officer.AccountId!.Value, NewId()], 1, "keyed");
        var same = one with { Id = NewId(), Members = [] };
        var nameless = one with { Id = NewId(), Key = null };
        await WriteAsync(async t =>
        {
            await GroupStore.InsertAsync(t, one, default);
            await GroupStore.InsertAsync(t, same, default);
            await GroupStore.InsertAsync(t, nameless, default);
        });
        Assert.Equal("keyed", (await store.FindAsync(one.Id, default))!.Key);
        var found = Assert.Single(await store.ListForTasksAsync(default), g => g.Authority == "A7");
        Assert.Equal(("keyed", "组"), (found.Key, found.Name.In(LocalizedText.Chinese)));
        Assert.Equal(officer.Grants.Select(g => (officer.AccountId.Value, g)), found.Members);
        Assert.True(await WriteAsync(async t => await GroupStore.HasKeyAsync(t, "A7", "keyed", one.Id, default)));
        Assert.False(await WriteAsync(async t => await GroupStore.HasKeyAsync(t, "A8", "keyed", one.Id, default)));
        Assert.True(await WriteAsync(async t => await GroupStore.UpdateAsync(t, one with { Key = null }, default)));
        Assert.Empty(Assert.Single(await store.ListForTasksAsync(default), g => g.Authority == "A7").Members);
    }

    [Fact]
    public async Task Keys_of_channels_are_revoked_once()
    {
        var store = Get<ApiKeyStore>();
        var key = new ApiKeyRow { Id = NewId(), Name = "窗口", Channel = "window", Locality = LocalityCode.Parse("330109"), SecretHash = NewKey("secret"), Hint = "abcd", CreatedAt = Now, CreatedBy = "he.jie", ExpiresAt = Now.AddDays(1) };
        await WriteAsync(t => ApiKeyStore.InsertAsync(t, key, default));
        Assert.Equal(key, await store.FindAsync(key.Id, default));
        Assert.True(await WriteAsync(async t => await ApiKeyStore.RevokeAsync(t, key.Id, Now, default)));
        Assert.False(await WriteAsync(async t => await ApiKeyStore.RevokeAsync(t, key.Id, Now.AddDays(1), default)));
        Assert.Equal([key with { RevokedAt = Now }], await store.ListAsync(new LocalityScope(key.Locality), default));
    }

    [Fact]
    public async Task An_authority_saved_twice_is_renamed()
    {
        var store = Get<AuthorityStore>();
        var authority = new Authority("91330106MA27X00000", LocalizedText.Of("旧名", "Old"), LocalityCode.Parse("330106"));
        await WriteAsync(async t => await AuthorityStore.SaveAsync(t, authority, default));
        await WriteAsync(async t => await AuthorityStore.SaveAsync(t, authority with { Name = LocalizedText.Of("新名", "New") }, default));
        Assert.Equal("新名", (await store.FindAsync(authority.Code, default))!.Name.In("zh-CN"));
        Assert.Null(await store.FindAsync(authority.Code.ToLowerInvariant(), default));
        Assert.Contains(await store.ListAsync(new LocalityScope(authority.Locality), default), a => a.Code == authority.Code);
    }

    [Fact]
    public async Task Codes_by_sms_are_listed_newest_first_spent_and_forgotten()
    {
        var phone = NewKey("phone");
        var old = new SmsCodeRow { Id = NewId(), PhoneHash = phone, Purpose = "register", CodeHash = "h", TriesLeft = 5, CreatedAt = Now.AddHours(-3), ExpiresAt = Now, Used = false };
        var young = old with { Id = NewId(), CreatedAt = Now };
        await WriteAsync(async t =>
        {
            await SmsCodeStore.InsertAsync(t, old, default);
            await SmsCodeStore.InsertAsync(t, young, default);
            await SmsCodeStore.SetAsync(t, young.Id, 4, used: true, default);
        });
        Assert.Equal([young with { TriesLeft = 4, Used = true }, old], await ListAsync());
        await WriteAsync(t => SmsCodeStore.DeleteBeforeAsync(t, Now.AddHours(-1), default));
        Assert.Equal([young.Id], (await ListAsync()).Select(c => c.Id));

        Task<IReadOnlyList<SmsCodeRow>> ListAsync() => WriteAsync(async t => await SmsCodeStore.ListSinceAsync(t, phone, "register", Now.AddHours(-3), default));
    }

    [Fact]
    public async Task Tries_to_sign_in_are_kept_per_place()
    {
        var place = new SignInPlace(NewId(), NewKey("place"), 3, Now.AddMinutes(1), null, Now);
        await WriteAsync(t => SignInPlaceStore.SaveAsync(t, place, default));
        await WriteAsync(t => SignInPlaceStore.SaveAsync(t, place with { FailedTries = 4, LastRightAt = Now }, default));
        Assert.Equal(place with { FailedTries = 4, LastRightAt = Now }, await FindAsync());
        await WriteAsync(t => SignInPlaceStore.OpenAsync(t, place.AccountId, default));
        Assert.Equal(place with { FailedTries = 0, LockedUntil = null, LastRightAt = Now }, await FindAsync());
        await WriteAsync(t => SignInPlaceStore.DeleteBeforeAsync(t, place.AccountId, Now, default));
        Assert.NotNull(await FindAsync());
        await WriteAsync(t => SignInPlaceStore.DeleteBeforeAsync(t, place.AccountId, Now.AddTicks(10), default));
        Assert.Null(await FindAsync());

        async Task<SignInPlace?> FindAsync()
        {
            SignInPlace? found = null;
            await WriteAsync(async t => found = await SignInPlaceStore.FindAsync(t, place.AccountId, place.Place, default));
            return found;
        }
    }

    private AccountRow NewAccount(string kind) => new()
    {
        Id = NewId(),
        Kind = kind,
        UserName = NewKey("user"),
        Name = "测试",
        PasswordHash = "hash",
        Stamp = "stamp",
        Locality = Yuhang,
        CreatedAt = Now.AddTicks(10),
        Version = 1,
    };
}
