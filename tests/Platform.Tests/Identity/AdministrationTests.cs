using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Model.Audit;
using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Identity;
using Platform.Tests.Hosting;

namespace Platform.Tests.Identity;

public sealed class AdministrationTests
{
    private const string Health = "11330110YL00000126";
    private const string Street = "11330110YL0000047Q";

    [Fact]
    public async Task An_administrator_adds_somebody_who_must_change_the_password_first()
    {
        await using var server = await PeopledServer.StartAsync();
        using var admin = await server.AsAsync("he.jie", "demo-Site-1");
        using var answer = await admin.PostAsJsonAsync("/api/v1/users", User("qian.duo", grants: [("case-officer", "330110", Health)]));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var created = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var password = created.GetProperty("password").GetString()!;
        Assert.Equal("138****9999", created.GetProperty("user").GetProperty("phone").GetString());

        using var refused = await server.Client.PostAsJsonAsync("/api/v1/tokens", new { user = "qian.duo", password });
        Assert.Equal("password.mustChange", await SignInTests.CodeOf(refused));
        using var changed = await server.Client.PostAsJsonAsync("/api/v1/me/password", new { user = "qian.duo", password, newPassword = "my own new words" });
        var token = (await changed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString();
        using var client = server.NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var me = await client.GetFromJsonAsync<JsonElement>("/api/v1/me");
        Assert.Equal("staff", me.GetProperty("kind").GetString());
        Assert.Equal("case-officer", me.GetProperty("grants")[0].GetProperty("role").GetString());
    }

    [Theory]
    [InlineData("case-officer", "3302", "grant.outside")]
    [InlineData("case-officer", "33", "grant.outside")]
    [InlineData("site-admin", "0", "grant.outside")]
    [InlineData("platform-admin", "330110", "grant.platform")]
    [InlineData("channel", "330110", "grant.role")]
    [InlineData("mayor", "330110", "grant.role")]
    public async Task A_site_administrator_gives_only_what_lies_inside(string role, string locality, string code)
    {
        await using var server = await PeopledServer.StartAsync();
        using var admin = await server.AsAsync("he.jie", "demo-Site-1");
        using var answer = await admin.PostAsJsonAsync("/api/v1/users", User("qian.duo", grants: [(role, locality, null)]));
        Assert.Equal(code, await SignInTests.CodeOf(answer));
    }

    [Fact]
    public async Task Every_mistake_of_a_request_is_named_with_its_field()
    {
        await using var server = await PeopledServer.StartAsync();
        using var admin = await server.AsAsync("he.jie", "demo-Site-1");
        using var answer = await admin.PostAsJsonAsync("/api/v1/users", new { userName = "1 x", name = "", phone = "123", locality = "330199", password = "short", grants = new[] { new { role = "nobody", locality = "330110" } } });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var fields = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("field").GetString()).ToList();
        Assert.Equal(["userName", "name", "phone", "password", "locality", "grants[0]"], fields);
        using var unknown = await admin.PostAsJsonAsync("/api/v1/users", new { userName = "a.b", name = "张三", locality = "330110", admin = true });
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        using var taken = await admin.PostAsJsonAsync("/api/v1/users", User("zhang.wei"));
        Assert.Equal("userName.taken", await SignInTests.CodeOf(taken));
    }

    [Fact]
    public async Task Localities_do_not_see_each_other()
    {
        await using var server = await PeopledServer.StartAsync();
        using var platform = await server.AsAsync("admin", "demo-Platform-1");
        await NewAdminAsync(server, platform, "street.admin", "site-admin", "330110012");
        await NewAdminAsync(server, platform, "other.admin", "site-admin", "330110005");
        using var street = await server.AsAsync("street.admin", "words for str to enter");

        var seen = await street.GetFromJsonAsync<JsonElement>("/api/v1/users");
        var names = seen.GetProperty("items").EnumerateArray().Select(u => u.GetProperty("userName").GetString()).ToList();
        Assert.Subset(names.ToHashSet(), new HashSet<string?> { "zheng.shuang", "street.admin" });
        Assert.All(seen.GetProperty("items").EnumerateArray(), u => Assert.StartsWith("330110012", u.GetProperty("locality").GetString(), StringComparison.Ordinal));
        foreach (var outside in new[] { "zhang.wei", "other.admin" })
        {
            var id = await SignInTests.IdOf(platform, outside);
            Assert.Equal(HttpStatusCode.NotFound, (await street.GetAsync($"/api/v1/users/{id}")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await street.PostAsync($"/api/v1/users/{id}/disable", null)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await street.PostAsync($"/api/v1/users/{id}/reset-password", null)).StatusCode);
            using var put = await street.PutAsJsonAsync($"/api/v1/users/{id}", new { name = "张三", locality = "330110012" });
            Assert.Equal(HttpStatusCode.NotFound, put.StatusCode);
        }

        Assert.Empty((await street.GetFromJsonAsync<JsonElement>("/api/v1/api-keys")).GetProperty("items").EnumerateArray());
        Assert.Empty((await street.GetFromJsonAsync<JsonElement>("/api/v1/groups")).GetProperty("items").EnumerateArray());
        using var audit = await street.GetAsync("/api/v1/audit");
        Assert.Equal(HttpStatusCode.Forbidden, audit.StatusCode);
    }

    [Fact]
    public async Task Nobody_decides_about_their_own_account()
    {
        await using var server = await PeopledServer.StartAsync();
        using var admin = await server.AsAsync("admin", "demo-Platform-1");
        var id = await SignInTests.IdOf(admin, "admin");
        using var put = await admin.PutAsJsonAsync($"/api/v1/users/{id}", new { name = "陆平台", locality = "0", grants = new[] { new { role = "approver", locality = "330110" } } });
        using var disable = await admin.PostAsync($"/api/v1/users/{id}/disable", null);
        using var reset = await admin.PostAsync($"/api/v1/users/{id}/reset-password", null);
        Assert.Equal("user.self", await SignInTests.CodeOf(put));
        Assert.Equal("user.self", await SignInTests.CodeOf(disable));
        Assert.Equal("user.self", await SignInTests.CodeOf(reset));
    }

    [Fact]
    public async Task The_password_of_somebody_with_wider_rights_is_not_for_the_district_to_set()
    {
        await using var server = await PeopledServer.StartAsync();
        using var platform = await server.AsAsync("admin", "demo-Platform-1");
        await NewAdminAsync(server, platform, "wide.admin", "platform-admin", "0", home: "330110");
        using var site = await server.AsAsync("he.jie", "demo-Site-1");
        var id = await SignInTests.IdOf(site, "wide.admin");
        foreach (var act in new[] { "reset-password", "disable" })
        {
            using var answer = await site.PostAsync($"/api/v1/users/{id}/{act}", null);
            Assert.Equal("user.above", await SignInTests.CodeOf(answer));
        }

        using var put = await site.PutAsJsonAsync($"/api/v1/users/{id}", new { name = "管理员", locality = "330110", grants = Array.Empty<object>() });
        Assert.Equal("grant.outside", await SignInTests.CodeOf(put));
    }

    [Fact]
    public async Task The_last_administrator_stays_even_when_two_disable_each_other_at_once()
    {
        await using var server = await PeopledServer.StartAsync();
        using var first = await server.AsAsync("admin", "demo-Platform-1");
        await NewAdminAsync(server, first, "second.admin", "platform-admin", "0");
        using var second = await server.AsAsync("second.admin", "words for sec to enter");
        var (firstId, secondId) = (await SignInTests.IdOf(first, "admin"), await SignInTests.IdOf(first, "second.admin"));
        var answers = await Task.WhenAll(first.PostAsync($"/api/v1/users/{secondId}/disable", null), second.PostAsync($"/api/v1/users/{firstId}/disable", null));
        Assert.Single(answers, a => a.IsSuccessStatusCode);

        // The site's administrator does not count for the platform.
        Assert.True(await server.Get<AccountStore>().AnyHolderAsync([Roles.PlatformAdmin], default));
    }

    [Fact]
    public void A_place_that_had_an_administrator_keeps_one()
    {
        var (platform, district) = (new Grant(Roles.PlatformAdmin, LocalityCode.Root), new Grant(Roles.SiteAdmin, LocalityCode.Parse("330110")));
        Assert.Null(AccountRules.LeftWithoutAdministrator([district], [platform]));
        Assert.Equal(LocalityCode.Root, AccountRules.LeftWithoutAdministrator([platform], [district]));
        Assert.Equal(district.Locality, AccountRules.LeftWithoutAdministrator([district], [district with { Locality = LocalityCode.Parse("330110012") }]));
        Assert.Equal(district.Locality, AccountRules.LeftWithoutAdministrator([district], [district with { Authority = Health }]));
        Assert.Null(AccountRules.LeftWithoutAdministrator([new Grant(Roles.Approver, district.Locality)], []));
    }

    [Fact]
    public async Task Grants_change_at_once_and_a_stale_save_is_refused()
    {
        await using var server = await PeopledServer.StartAsync();
        using var admin = await server.AsAsync("admin", "demo-Platform-1");
        using var clerk = await server.AsAsync("zhang.wei", "demo-Clerk-1");
        var id = await SignInTests.IdOf(admin, "zhang.wei");
        using var read = await admin.GetAsync($"/api/v1/users/{id}");
        var tag = read.Headers.ETag!;

        async Task<HttpResponseMessage> PutAsync(string role)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/users/{id}") { Content = JsonContent.Create(new { name = "张伟", locality = "330110", grants = new[] { new { role, locality = "330110" } } }) };
            request.Headers.IfMatch.Add(tag);
            return await admin.SendAsync(request);
        }

        using (var first = await PutAsync("supervisor"))
        {
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        }

        using (var stale = await PutAsync("approver"))
        {
            Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        }

        var me = await clerk.GetFromJsonAsync<JsonElement>("/api/v1/me");
        Assert.Equal("supervisor", Assert.Single(me.GetProperty("grants").EnumerateArray()).GetProperty("role").GetString());
    }

    [Fact]
    public async Task A_key_is_shown_once_works_as_its_channel_and_ends_when_revoked_or_expired()
    {
        await using var server = await PeopledServer.StartAsync();
        using var admin = await server.AsAsync("he.jie", "demo-Site-1");
        using var answer = await admin.PostAsJsonAsync("/api/v1/api-keys", new { name = "自助机", channel = "kiosk", locality = "330110012", days = 30 });
        var created = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var (id, key) = (created.GetProperty("id").GetGuid(), created.GetProperty("key").GetString()!);
        Assert.DoesNotContain(key, await admin.GetStringAsync("/api/v1/api-keys"), StringComparison.Ordinal);

        using var kiosk = server.NewClient();
        kiosk.DefaultRequestHeaders.Add("X-Api-Key", key);
        var me = await kiosk.GetFromJsonAsync<JsonElement>("/api/v1/me");
        Assert.Equal(("channel", "kiosk", "330110012"), (me.GetProperty("kind").GetString(), me.GetProperty("channel").GetString(), me.GetProperty("grants")[0].GetProperty("locality").GetString()));
        Assert.Equal(HttpStatusCode.Forbidden, (await kiosk.GetAsync("/api/v1/users")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await kiosk.GetAsync("/api/v1/audit")).StatusCode);

        using var bearer = server.NewClient();
        bearer.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        Assert.Equal(HttpStatusCode.OK, (await bearer.GetAsync("/api/v1/me")).StatusCode);
        using var tampered = server.NewClient();
        tampered.DefaultRequestHeaders.Add("X-Api-Key", key[..^1] + (key[^1] == 'A' ? 'B' : 'A'));
        Assert.Equal("apiKey.invalid", await SignInTests.CodeOf(await tampered.GetAsync("/api/v1/localities")));

        using (var revoked = await admin.DeleteAsync($"/api/v1/api-keys/{id}"))
        {
            Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await kiosk.GetAsync("/api/v1/me")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync($"/api/v1/api-keys/{id}")).StatusCode);

        using var short_ = await admin.PostAsJsonAsync("/api/v1/api-keys", new { name = "短期", channel = "window", locality = "330110", days = 1 });
        using var soon = server.NewClient();
        soon.DefaultRequestHeaders.Add("X-Api-Key", (await short_.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString());
        Assert.Equal(HttpStatusCode.OK, (await soon.GetAsync("/api/v1/me")).StatusCode);
        server.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await soon.GetAsync("/api/v1/me")).StatusCode);
    }

    [Fact]
    public async Task Keys_are_for_known_channels_in_places_one_manages()
    {
        await using var server = await PeopledServer.StartAsync();
        using var admin = await server.AsAsync("he.jie", "demo-Site-1");
        using var outside = await admin.PostAsJsonAsync("/api/v1/api-keys", new { name = "x", channel = "window", locality = "33" });
        using var channel = await admin.PostAsJsonAsync("/api/v1/api-keys", new { name = "x", channel = "fax", locality = "330110" });
        using var days = await admin.PostAsJsonAsync("/api/v1/api-keys", new { name = "x", channel = "window", locality = "330110", days = 10_000 });
        Assert.Equal("access.outside", await SignInTests.CodeOf(outside));
        Assert.Equal("apiKey.channel", await SignInTests.CodeOf(channel));
        Assert.Equal("apiKey.expiry", await SignInTests.CodeOf(days));
    }

    [Fact]
    public async Task Authorities_and_groups_are_kept_and_checked()
    {
        await using var server = await PeopledServer.StartAsync();
        using var admin = await server.AsAsync("he.jie", "demo-Site-1");
        using var wrong = await admin.PostAsJsonAsync("/api/v1/authorities", new { code = "113301100025100128", name = "某局", locality = "330110" });
        Assert.Equal("creditCode.checksum", await SignInTests.CodeOf(wrong));
        using var moved = await admin.PostAsJsonAsync("/api/v1/authorities", new { code = Health, name = "某局", locality = "330110012" });
        Assert.Equal("authority.elsewhere", await SignInTests.CodeOf(moved));
        using var renamed = await admin.PostAsJsonAsync("/api/v1/authorities", new { code = Health, name = "余杭区卫生健康委", locality = "330110" });
        Assert.Equal(HttpStatusCode.OK, renamed.StatusCode);
        Assert.Contains("余杭区卫生健康委", await admin.GetStringAsync("/api/v1/authorities?locality=330110"), StringComparison.Ordinal);

        var (streetClerk, clerk) = (await SignInTests.IdOf(admin, "zheng.shuang"), await SignInTests.IdOf(admin, "li.na"));
        using var strange = await admin.PostAsJsonAsync("/api/v1/groups", new { name = "受理组", authority = Health, members = new[] { streetClerk } });
        Assert.Equal("group.member", await SignInTests.CodeOf(strange));
        using var created = await admin.PostAsJsonAsync("/api/v1/groups", new { name = "受理组", authority = Health, members = new[] { clerk, clerk } });
        var group = await created.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Single(group.GetProperty("members").EnumerateArray());
        Assert.Equal(group.GetProperty("id").GetGuid(), Assert.Single(await server.Get<IAccounts>().ListGroupsOfAsync(clerk, default)).Id);
        using var emptied = await admin.PutAsJsonAsync($"/api/v1/groups/{group.GetProperty("id").GetGuid()}", new { members = Array.Empty<Guid>(), version = 1 });
        Assert.Equal(HttpStatusCode.OK, emptied.StatusCode);
        using var stale = await admin.PutAsJsonAsync($"/api/v1/groups/{group.GetProperty("id").GetGuid()}", new { members = new[] { clerk }, version = 1 });
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
    }

    [Fact]
    public async Task People_are_found_by_role_where_they_hold_it()
    {
        await using var server = await PeopledServer.StartAsync();
        var accounts = server.Get<IAccounts>();
        async Task<string?[]> Holders(string role, string locality, string? authority) =>
            [.. (await accounts.ListByRoleAsync(role, LocalityCode.Parse(locality), authority, default)).Select(a => a.UserName).Order(StringComparer.Ordinal)];

        Assert.Equal(["wang.lei", "wu.hao", "xie.ling"], await Holders(Roles.CaseOfficer, "330110", null));
        Assert.Equal(["wang.lei"], await Holders(Roles.CaseOfficer, "330110", Health));
        Assert.Equal(["zhang.wei", "zheng.shuang"], await Holders(Roles.WindowClerk, "330110012001", Street));
        Assert.Equal(["zhang.wei"], await Holders(Roles.WindowClerk, "330110005", null));
        Assert.Empty(await Holders(Roles.WindowClerk, "3301", null));
    }

    [Fact]
    public async Task Every_act_stands_in_the_audit_for_who_may_read_it()
    {
        await using var server = await PeopledServer.StartAsync();
        using var admin = await server.AsAsync("he.jie", "demo-Site-1");
        using (await admin.PostAsJsonAsync("/api/v1/users", User("qian.duo", grants: [("case-officer", "330110", null)])))
        {
        }

        var id = await SignInTests.IdOf(admin, "qian.duo");
        using (await admin.PostAsync($"/api/v1/users/{id}/disable", null))
        {
        }

        using (await admin.PostAsync($"/api/v1/users/{id}/disable", null))
        {
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await admin.GetAsync("/api/v1/audit")).StatusCode);
        using var auditor = await server.AsAsync("jin.cha", "demo-Audit-1");
        var entries = (await auditor.GetFromJsonAsync<JsonElement>("/api/v1/audit?subject=account:qian.duo&locality=330110")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["account.disabled", "account.created"], entries.Select(e => e.GetProperty("act").GetString()));
        Assert.All(entries, e => Assert.Equal("何洁", e.GetProperty("actorName").GetString()));
        Assert.Equal("case-officer", entries[1].GetProperty("detail").GetProperty("grants")[0].GetProperty("role").GetString());

        var seen = new List<string>();
        for (string? cursor = null; ;)
        {
            var page = await auditor.GetFromJsonAsync<JsonElement>($"/api/v1/audit?take=7&cursor={cursor}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("id").GetString()!));
            if (!page.TryGetProperty("next", out var next))
            {
                break;
            }

            cursor = next.GetString();
        }

        Assert.Equal(seen.Distinct().Count(), seen.Count);
        Assert.True(seen.Count > 20);
    }

    [Fact]
    public async Task An_act_that_cannot_be_audited_does_not_happen()
    {
        await using var server = await PeopledServer.StartAsync();
        var data = server.Data;
        await server.StopAsync();
        await using var broken = await TestServer.StartAsync(configure: b => b.Services.Replace(ServiceDescriptor.Singleton<IEffectHandler<AuditEntry>, BrokenAudit>()), data: data);
        using var admin = await broken.AsAsync("he.jie", "demo-Site-1");
        using var answer = await admin.PostAsJsonAsync("/api/v1/users", User("qian.duo"));
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Empty((await admin.GetFromJsonAsync<JsonElement>("/api/v1/users?search=qian.duo")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task An_audit_entry_is_never_changed_or_removed()
    {
        await using var server = await PeopledServer.StartAsync();
        foreach (var sql in new[] { "UPDATE audit_entry SET act = 'x'", "DELETE FROM audit_entry" })
        {
            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => server.Get<Platform.Server.Data.ICommitQueue>().CommitAsync<Platform.Model.Done>(
                async (transaction, ct) =>
                {
                    await using var command = transaction.Connection!.CreateCommand();
#pragma warning disable CA2100 // Two constants above.
                    command.CommandText = sql;
#pragma warning restore CA2100
                    command.Transaction = transaction;
                    await command.ExecuteNonQueryAsync(ct);
                    return Platform.Model.Done.It;
                },
                default));
        }
    }

    [Fact]
    public async Task Users_come_page_by_page_and_are_searched_literally()
    {
        await using var server = await PeopledServer.StartAsync();
        using var admin = await server.AsAsync("admin", "demo-Platform-1");
        var names = new List<string>();
        string? cursor = null;
        do
        {
            var page = await admin.GetFromJsonAsync<JsonElement>($"/api/v1/users?take=4&cursor={cursor}");
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(u => u.GetProperty("userName").GetString()!));
            cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        Assert.Equal(24, names.Distinct().Count());
        Assert.Equal(24, names.Count);
        Assert.Empty((await admin.GetFromJsonAsync<JsonElement>("/api/v1/users?search=%25")).GetProperty("items").EnumerateArray());
        Assert.Single((await admin.GetFromJsonAsync<JsonElement>("/api/v1/users?search=张伟")).GetProperty("items").EnumerateArray());
        using var bad = await admin.GetAsync("/api/v1/users?cursor=x");
        Assert.Equal("page.cursor", await SignInTests.CodeOf(bad));
    }

    [Fact]
    public async Task The_cookie_of_a_person_counts_for_the_api_only_from_this_site()
    {
        await using var server = await PeopledServer.StartAsync();
        using var browser = new Browser(server);
        await browser.OpenAsync("/sign-in?back=/account");
        await browser.PostAsync("sign-in", ("Input.User", "he.jie"), ("Input.Password", "demo-Site-1"));
        foreach (var (site, status) in new[] { ("cross-site", HttpStatusCode.Unauthorized), ("same-site", HttpStatusCode.Unauthorized), ("same-origin", HttpStatusCode.Created) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/users") { Content = JsonContent.Create(User("qian.duo")) };
            request.Headers.Add("Sec-Fetch-Site", site);
            Assert.Equal(status, await browser.StatusOfAsync(request));
        }
    }

    internal static object User(string userName, params (string Role, string Locality, string? Authority)[] grants) =>
        new { userName, name = "钱多", phone = "13800009999", locality = "330110", grants = grants.Select(g => new { role = g.Role, locality = g.Locality, authority = g.Authority }) };

    private static async Task NewAdminAsync(TestServer server, HttpClient by, string userName, string role, string locality, string? home = null)
    {
        using var answer = await by.PostAsJsonAsync("/api/v1/users", new { userName, name = "管理员", locality = home ?? locality, password = $"words for {userName[..3]} to enter", mustChangePassword = false, grants = new[] { new { role, locality } } });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private sealed class BrokenAudit : IEffectHandler<AuditEntry>
    {
        public ValueTask ApplyAsync(AuditEntry effect, EffectScope scope, CancellationToken ct) => throw new InvalidOperationException("The audit is full.");
    }
}
