using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Server.Identity;
using Platform.Tests.Hosting;

namespace Platform.Tests.Identity;

public sealed class SignInTests
{
    [Fact]
    public async Task Every_demo_account_signs_in_with_its_printed_password()
    {
        await using var server = await PeopledServer.StartAsync();
        foreach (var line in server.Get<DemoAccounts>().Lines.Where(l => !l.Contains("X-Api-Key", StringComparison.Ordinal)))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            using var client = await server.AsAsync(words[0], words[1]);
            Assert.NotNull(client);
        }
    }

    [Fact]
    public async Task A_token_is_answered_as_the_contract_says()
    {
        await using var server = await PeopledServer.StartAsync();
        using var answer = await server.Client.PostAsJsonAsync("/api/v1/tokens", new { user = "Zhang.Wei ", password = "demo-Clerk-1" });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("Bearer", body.GetProperty("token_type").GetString());
        Assert.Equal(8 * 3600, body.GetProperty("expires_in").GetInt32());
    }

    [Theory]
    [InlineData("330110195803120004")]
    [InlineData("13800000001")]
    [InlineData("+86 138-0000-0001")]
    public async Task A_resident_signs_in_with_id_number_or_phone(string user)
    {
        await using var server = await PeopledServer.StartAsync();
        using var client = await server.AsAsync(user, "demo-Resident-1");
        Assert.NotNull(client);
    }

    [Theory]
    [InlineData("zhang.wei", "wrong password", "signIn.wrong")]
    [InlineData("nobody.here", "wrong password", "signIn.wrong")]
    [InlineData("", "x", "signIn.userRequired")]
    [InlineData("zhang.wei", "", "signIn.passwordRequired")]
    public async Task Who_is_unknown_and_who_is_wrong_hear_the_same(string user, string password, string code)
    {
        await using var server = await PeopledServer.StartAsync();
        using var answer = await server.Client.PostAsJsonAsync("/api/v1/tokens", new { user, password });
        Assert.Equal(code, await CodeOf(answer));
    }

    [Fact]
    public async Task Unknown_members_of_the_request_are_refused()
    {
        await using var server = await PeopledServer.StartAsync();
        using var answer = await server.Client.PostAsJsonAsync("/api/v1/tokens", new { user = "zhang.wei", password = "demo-Clerk-1", admin = true });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Five_wrong_passwords_close_the_door_for_a_minute_and_the_right_one_opens_it_after()
    {
        await using var server = await PeopledServer.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("signIn.wrong", await TryAsync(server, "wrong password"));
        }

        Assert.Equal("signIn.locked", await TryAsync(server, "demo-Clerk-1"));
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await TryAsync(server, "demo-Clerk-1"));
        Assert.Equal("signIn.wrong", await TryAsync(server, "wrong password"));
        Assert.Null(await TryAsync(server, "demo-Clerk-1"));
    }

    [Fact]
    public async Task Many_tries_at_once_do_not_outrun_the_lock()
    {
        await using var server = await PeopledServer.StartAsync();
        var codes = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => TryAsync(server, "wrong password")));
        Assert.Equal(5, codes.Count(c => c == "signIn.wrong"));
        Assert.Equal(25, codes.Count(c => c == "signIn.locked"));
    }

    [Fact]
    public async Task A_flood_from_many_places_neither_guesses_nor_locks_out_the_owner_at_a_place_they_use()
    {
        await using var server = await PeopledServer.StartAsync();
        Assert.Null(await TryFromAsync(server, "192.0.2.1", "demo-Clerk-1"));

        // Every address has its five tries at first; all strangers together have twenty, and then one now and then.
        var looked = 0;
        for (var round = 0; round < 60; round++)
        {
            for (var address = 0; address < 20; address++)
            {
                looked += await TryFromAsync(server, $"198.51.100.{address}", "wrong password") == "signIn.wrong" ? 1 : 0;
            }

            server.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.InRange(looked, 20, 27);
        Assert.Equal("signIn.locked", await TryFromAsync(server, "203.0.113.9", "demo-Clerk-1"));
        Assert.Null(await TryFromAsync(server, "192.0.2.1", "demo-Clerk-1"));
        Assert.Equal("signIn.locked", await TryFromAsync(server, "203.0.113.9", "demo-Clerk-1"));

        // When it is over, a new place is as good as before.
        server.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Null(await TryFromAsync(server, "203.0.113.9", "demo-Clerk-1"));
    }

    [Fact]
    public async Task A_known_place_is_closed_by_its_own_wrong_passwords()
    {
        await using var server = await PeopledServer.StartAsync();
        Assert.Null(await TryFromAsync(server, "192.0.2.1", "demo-Clerk-1"));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("signIn.wrong", await TryFromAsync(server, "192.0.2.1", "wrong password"));
        }

        Assert.Equal("signIn.locked", await TryFromAsync(server, "192.0.2.1", "demo-Clerk-1"));
        Assert.Null(await TryFromAsync(server, "192.0.2.2", "demo-Clerk-1"));
    }

    [Theory]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:ffff::1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void One_subscriber_is_one_client(string one, string other, bool same) =>
        Assert.Equal(same, Server.Hosting.ClientAddress.Of(System.Net.IPAddress.Parse(one)) == Server.Hosting.ClientAddress.Of(System.Net.IPAddress.Parse(other)));

    private static async Task<string?> TryFromAsync(TestServer server, string address, string password) =>
        (await server.Get<SignIn>().HandleAsync("zhang.wei", password, TimeSpan.FromHours(1), System.Net.IPAddress.Parse(address), CancellationToken.None)).Problems.Select(p => p.Code).FirstOrDefault();

    [Fact]
    public async Task Who_is_inside_stays_when_somebody_else_guesses()
    {
        await using var server = await PeopledServer.StartAsync();
        using var admin = await server.AsAsync("admin", "demo-Platform-1");
        for (var i = 0; i < 6; i++)
        {
            await TryAsync(server, "wrong password", "admin");
        }

        using var answer = await admin.GetAsync("/api/v1/users");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_token_ends_at_its_time()
    {
        await using var server = await PeopledServer.StartAsync();
        using var admin = await server.AsAsync("admin", "demo-Platform-1");
        server.Clock.Advance(TimeSpan.FromHours(8) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/api/v1/users")).StatusCode);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        using var answer = await admin.GetAsync("/api/v1/users");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("token.invalid", await CodeOf(answer));
    }

    [Fact]
    public async Task A_token_that_proves_nothing_is_refused_even_where_nobody_need_sign_in()
    {
        await using var server = await PeopledServer.StartAsync();
        using var client = server.NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "forged");
        using var answer = await client.GetAsync("/api/v1/localities");
        Assert.Equal("token.invalid", await CodeOf(answer));
    }

    [Fact]
    public async Task Disabling_and_a_new_password_end_what_was_open()
    {
        await using var server = await PeopledServer.StartAsync();
        using var admin = await server.AsAsync("admin", "demo-Platform-1");
        using var siteAdmin = await server.AsAsync("he.jie", "demo-Site-1");
        Assert.Equal(HttpStatusCode.OK, (await siteAdmin.GetAsync("/api/v1/users")).StatusCode);

        var id = await IdOf(admin, "he.jie");
        using (var disabled = await admin.PostAsync($"/api/v1/users/{id}/disable", null))
        {
            Assert.Equal(HttpStatusCode.OK, disabled.StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await siteAdmin.GetAsync("/api/v1/users")).StatusCode);
        Assert.Equal("signIn.disabled", await TryAsync(server, "demo-Site-1", "he.jie"));

        using (var enabled = await admin.PostAsync($"/api/v1/users/{id}/enable", null))
        {
            Assert.Equal(HttpStatusCode.OK, enabled.StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await siteAdmin.GetAsync("/api/v1/users")).StatusCode);
        using var again = await server.AsAsync("he.jie", "demo-Site-1");
        using var reset = await admin.PostAsync($"/api/v1/users/{id}/reset-password", null);
        var password = (await reset.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("password").GetString()!;
        Assert.Equal(HttpStatusCode.Unauthorized, (await again.GetAsync("/api/v1/users")).StatusCode);

        // Somebody else knows it, so it opens nothing but the change.
        Assert.Equal("password.mustChange", await TryAsync(server, password, "he.jie"));
        using var change = await server.Client.PostAsJsonAsync("/api/v1/me/password", new { user = "he.jie", password, newPassword = "my own new words" });
        Assert.Equal(HttpStatusCode.OK, change.StatusCode);
        Assert.Null(await TryAsync(server, "my own new words", "he.jie"));
        Assert.Equal("signIn.wrong", await TryAsync(server, password, "he.jie"));
    }

    internal static async Task<string?> CodeOf(HttpResponseMessage answer) =>
        answer.IsSuccessStatusCode ? null : (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();

    internal static async Task<Guid> IdOf(HttpClient admin, string userName)
    {
        var page = await admin.GetFromJsonAsync<JsonElement>($"/api/v1/users?search={userName}");
        return page.GetProperty("items").EnumerateArray().Single(u => u.GetProperty("userName").GetString() == userName).GetProperty("id").GetGuid();
    }

    private static async Task<string?> TryAsync(TestServer server, string password, string user = "zhang.wei")
    {
        using var answer = await server.Client.PostAsJsonAsync("/api/v1/tokens", new { user, password });
        return await CodeOf(answer);
    }
}
