using System.Net;
using System.Text.Json;

namespace Platform.Tests.Hosting;

public sealed class HostTests(ProbeServer probe) : IClassFixture<ProbeServer>
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_is_told_to_anybody(string path)
    {
        using var answer = await probe.Server.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("\"healthy\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_show_the_commits()
    {
        await probe.Server.Client.GetAsync("/health/ready");
        var text = await probe.Server.Client.GetStringAsync("/metrics");
        Assert.Contains("platform_commits_total", text, StringComparison.Ordinal);
        Assert.Contains("platform_outbox_backlog", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_describes_itself_as_openapi_3_1_with_security_and_problems()
    {
        using var document = JsonDocument.Parse(await probe.Server.Client.GetStringAsync("/openapi/v1.json"));
        var root = document.RootElement;
        Assert.StartsWith("3.1", root.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var operation = root.GetProperty("paths").GetProperty("/api/v1/probe/needs").GetProperty("get");
        Assert.True(operation.GetProperty("security")[0].TryGetProperty("bearer", out _));
        Assert.True(operation.GetProperty("responses").TryGetProperty("4XX", out _));
        Assert.All(root.GetProperty("paths").EnumerateObject(), path => Assert.StartsWith("/api/", path.Name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/lang/en?back=/items", "/items")]
    [InlineData("/lang/en?back=https://elsewhere.example", "/")]
    [InlineData("/lang/en?back=//elsewhere.example", "/")]
    [InlineData("/lang/en?back=/%5Celsewhere.example", "/")]
    [InlineData("/lang/en", "/")]
    public async Task The_language_switch_returns_to_this_site_only(string path, string to)
    {
        using var answer = await probe.Server.Client.GetAsync(path);
        Assert.Equal((HttpStatusCode.Redirect, to), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.Contains(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("lang=en;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_language_of_the_cookie_wins_over_the_browsers()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/nowhere");
        request.Headers.Add("Cookie", "lang=en");
        request.Headers.AcceptLanguage.ParseAdd("zh-CN");
        using var answer = await probe.Server.Client.SendAsync(request);
        Assert.Contains("There is nothing at", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        using var answer = await probe.Server.Client.GetAsync("/api/v1/nowhere");
        Assert.Contains("script-src 'self'", answer.Headers.GetValues("Content-Security-Policy").First(), StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task A_forwarded_address_is_not_believed_from_anybody()
    {
        await using var server = await TestServer.StartAsync(configure: b => b.Configuration["Limits:SignInPerMinute"] = "1", more: new ProbeModule());
        var statuses = new List<HttpStatusCode>();
        foreach (var address in new[] { "203.0.113.1", "203.0.113.2" })
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/probe/limited");
            request.Headers.Add("X-Forwarded-For", address);
            using var answer = await server.Client.SendAsync(request);
            statuses.Add(answer.StatusCode);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.TooManyRequests], statuses);
    }
}
