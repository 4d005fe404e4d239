using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Platform.Model.Identity;
using Platform.Tests.Hosting;

namespace Platform.Tests.Identity;

public sealed class ResidentTests
{
    private const string IdNumber = "34052419800101001X";
    private const string Phone = "13912345678";
    private const string Password = "a sentence to remember";

    [Fact]
    public async Task A_resident_registers_signs_in_and_out_with_plain_forms()
    {
        var codes = new SentCodes();
        await using var server = await PeopledServer.StartAsync(codes.Use);
        using var browser = new Browser(server);
        await browser.OpenAsync("/register");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        await browser.PostAsync("register", ("Input.Phone", "139 1234 5678"), ("Input.Do", "send"));
        Assert.Contains("139****5678", browser.Text, StringComparison.Ordinal);
        Assert.Equal(Phone, codes.LastPhone);

        await browser.PostAsync("register", ("Input.Code", codes.Last), ("Input.Name", "赵 敏"), ("Input.IdType", "111"), ("Input.IdNumber", IdNumber.ToLowerInvariant()), ("Input.Password", Password), ("Input.Repeat", Password), ("Input.Do", "register"));
        Assert.StartsWith("/account", browser.Path, StringComparison.Ordinal);
        Assert.Contains("赵敏", browser.Text, StringComparison.Ordinal);
        Assert.Contains("340524********001X", browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(IdNumber, browser.Html, StringComparison.Ordinal);

        await browser.PostFieldsAsync("/sign-out", new Dictionary<string, string>());
        await browser.OpenAsync("/account");
        Assert.StartsWith("/sign-in?back=", browser.Path, StringComparison.Ordinal);
        await browser.PostAsync("sign-in", ("Input.User", IdNumber), ("Input.Password", Password));
        Assert.Equal("/account", browser.Path);
    }

    [Fact]
    public async Task A_wrong_form_says_at_each_field_what_is_wrong_and_keeps_what_was_typed()
    {
        var codes = new SentCodes();
        await using var server = await PeopledServer.StartAsync(codes.Use);
        using var browser = new Browser(server);
        await browser.OpenAsync("/register?lang=en");
        await browser.PostAsync("register", ("Input.Phone", "12345"), ("Input.Do", "send"));
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        Assert.Contains("href=\"#phone\"", browser.Html, StringComparison.Ordinal);

        await browser.PostAsync("register", ("Input.Phone", Phone), ("Input.Do", "send"));
        await browser.PostAsync("register", ("Input.Code", codes.Last), ("Input.Name", ""), ("Input.IdType", "111"), ("Input.IdNumber", "340524198001010010"), ("Input.Password", "short"), ("Input.Repeat", "short"), ("Input.Do", "register"));
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        foreach (var field in new[] { "name", "idNumber", "password" })
        {
            Assert.Contains($"href=\"#{field}\"", browser.Html, StringComparison.Ordinal);
        }

        Assert.Contains("value=\"340524198001010010\"", browser.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"short\"", browser.Html, StringComparison.Ordinal);

        // The code is still good: another mistake costs no new message.
        await browser.PostAsync("register", ("Input.Code", codes.Last), ("Input.Name", "赵敏"), ("Input.IdType", "111"), ("Input.IdNumber", IdNumber), ("Input.Password", Password), ("Input.Repeat", Password), ("Input.Do", "register"));
        Assert.StartsWith("/account", browser.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_its_antiforgery_token_is_refused()
    {
        await using var server = await PeopledServer.StartAsync();
        using var browser = new Browser(server);
        await browser.OpenAsync("/sign-in");
        await browser.PostFieldsAsync("/sign-in", new Dictionary<string, string> { ["_handler"] = "sign-in", ["Input.User"] = "zhang.wei", ["Input.Password"] = "demo-Clerk-1" });
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        await browser.OpenAsync("/account");
        Assert.StartsWith("/sign-in", browser.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_sent_to_another_site_after_signing_in()
    {
        await using var server = await PeopledServer.StartAsync();
        using var browser = new Browser(server);
        await browser.OpenAsync("/sign-in?back=%2F%2Fevil.example%2Fx");
        await browser.PostAsync("sign-in", ("Input.User", "13800000001"), ("Input.Password", "demo-Resident-1"));
        Assert.DoesNotContain("evil", browser.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_is_changed_on_the_account_page_and_ends_the_other_sessions()
    {
        await using var server = await PeopledServer.StartAsync();
        using var other = await server.AsAsync("13800000001", "demo-Resident-1");
        using var browser = new Browser(server);
        await browser.OpenAsync("/sign-in?back=/account");
        await browser.PostAsync("sign-in", ("Input.User", "13800000001"), ("Input.Password", "demo-Resident-1"));
        await browser.PostAsync("password", ("Input.Password", "not this one"), ("Input.NewPassword", Password), ("Input.Repeat", Password));
        Assert.Contains("href=\"#password\"", browser.Html, StringComparison.Ordinal);
        await browser.PostAsync("password", ("Input.Password", "demo-Resident-1"), ("Input.NewPassword", Password), ("Input.Repeat", Password));
        Assert.Equal("/account?changed=1", browser.Path);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync("/api/v1/me")).StatusCode);
        using var again = await server.AsAsync("13800000001", Password);
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync("/api/v1/me")).StatusCode);
    }

    [Fact]
    public async Task A_forgotten_password_is_replaced_by_who_holds_the_phone()
    {
        var codes = new SentCodes();
        await using var server = await PeopledServer.StartAsync(codes.Use);
        using var browser = new Browser(server);
        await browser.OpenAsync("/forgot-password");
        await browser.PostAsync("forgot", ("Input.Phone", "13800000002"), ("Input.Do", "send"));
        await browser.PostAsync("forgot", ("Input.Code", codes.Last), ("Input.IdType", "111"), ("Input.IdNumber", "330110195803120004"), ("Input.Password", Password), ("Input.Repeat", Password), ("Input.Do", "set"));
        Assert.Contains("href=\"#idNumber\"", browser.Html, StringComparison.Ordinal);
        await browser.PostAsync("forgot", ("Input.Code", codes.Last), ("Input.IdType", "111"), ("Input.IdNumber", "33011019850217001X"), ("Input.Password", Password), ("Input.Repeat", Password), ("Input.Do", "set"));
        Assert.Equal("/account?changed=1", browser.Path);
        using var client = await server.AsAsync("33011019850217001X", Password);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/me")).StatusCode);
    }

    [Fact]
    public async Task A_code_is_good_for_five_tries_and_ten_minutes_and_once()
    {
        var codes = new SentCodes();
        await using var server = await PeopledServer.StartAsync(codes.Use);
        await SendAsync(server);
        var wrong = codes.Last == "000000" ? "000001" : "000000";
        for (var left = 4; left >= 0; left--)
        {
            Assert.Equal("smsCode.wrong", await RegisterAsync(server, wrong));
        }

        Assert.Equal("smsCode.expired", await RegisterAsync(server, codes.Last));
        Assert.Equal("smsCode.tooSoon", await SendAsync(server));

        server.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await SendAsync(server));
        server.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("smsCode.expired", await RegisterAsync(server, codes.Last));

        Assert.Null(await SendAsync(server));
        Assert.Null(await RegisterAsync(server, codes.Last));
        Assert.Equal("smsCode.expired", await RegisterAsync(server, codes.Last));
    }

    [Fact]
    public async Task No_more_than_five_codes_go_to_one_number_in_an_hour()
    {
        var codes = new SentCodes();
        await using var server = await PeopledServer.StartAsync(codes.Use);
        for (var i = 0; i < 5; i++)
        {
            Assert.Null(await SendAsync(server));
            server.Clock.Advance(TimeSpan.FromMinutes(2));
        }

        Assert.Equal("smsCode.tooMany", await SendAsync(server));
        Assert.Equal(5, codes.Count);
        server.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(await SendAsync(server));
    }

    [Fact]
    public async Task One_identity_document_gives_one_account_also_when_asked_twice_at_once()
    {
        var codes = new SentCodes();
        await using var server = await PeopledServer.StartAsync(codes.Use);
        await SendAsync(server);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RegisterAsync(server, codes.Last)));
        Assert.Single(answers, a => a is null);
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await SendAsync(server);
        Assert.Equal("resident.exists", await RegisterAsync(server, codes.Last));
    }

    [Fact]
    public async Task Personal_data_stands_nowhere_readable_at_rest_and_not_in_the_log()
    {
        using var data = new TempData();
        var codes = new SentCodes();
        var log = new CollectedLog();
        Assert.SkipWhen(TestEngine.Default != "sqlite", "Reads the file of the embedded database.");
        await using (var server = await PeopledServer.StartAsync(builder =>
        {
            codes.Use(builder);
            builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log);
        }, data.Directory))
        {
            await SendAsync(server);
            Assert.Null(await RegisterAsync(server, codes.Last));
            using var client = await server.AsAsync(IdNumber, Password);
            using var browser = new Browser(server);
            await browser.OpenAsync("/sign-in?back=/account");
            await browser.PostAsync("sign-in", ("Input.User", Phone), ("Input.Password", Password));
            var accounts = server.Get<IAccounts>();
            var id = (await accounts.FindResidentAsync("111", IdNumber, default))!.Value;
            Assert.Equal("340524********001X", (await accounts.FindAsync(id, default))!.IdNumberMasked);
            Assert.Equal(IdNumber, (await accounts.FindDetailsAsync(id, default))!.IdNumber);
        }

        var stored = string.Concat(Directory.EnumerateFiles(data.Directory.Root, "platform.db*").Select(f => Encoding.Latin1.GetString(File.ReadAllBytes(f))));
        Assert.True(stored.Length > 10_000);
        foreach (var secret in new[] { IdNumber, Phone, Password, "330110195803120004", "demo-Resident-1" })
        {
            Assert.DoesNotContain(secret, stored, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, log.Text, StringComparison.Ordinal);
        }
    }

    private static async Task<string?> SendAsync(TestServer server)
    {
        using var answer = await server.Client.PostAsJsonAsync("/api/v1/sms-codes", new { phone = Phone, purpose = "register" });
        return await SignInTests.CodeOf(answer);
    }

    private static async Task<string?> RegisterAsync(TestServer server, string code)
    {
        using var answer = await server.Client.PostAsJsonAsync("/api/v1/residents", new { idType = "111", idNumber = IdNumber, name = "赵敏", phone = Phone, code, password = Password });
        return await SignInTests.CodeOf(answer);
    }
}
