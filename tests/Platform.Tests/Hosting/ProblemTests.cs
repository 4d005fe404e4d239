using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Identity;

namespace Platform.Tests.Hosting;

public sealed class ProblemTests(ProbeServer probe) : IClassFixture<ProbeServer>
{
    [Theory]
    [InlineData("""{"name":"a","count":1,"extra":2}""", "request.member", "extra")]
    [InlineData("""{"name":"a","count":1,"parts":[{"title":"t","size":1},{"title":"t","size":1,"colour":"red"}]}""", "request.member", "parts[1].colour")]
    [InlineData("""{"name":"a","count":"many"}""", "request.type", "count")]
    [InlineData("""{"name":5,"count":1}""", "request.type", "name")]
    [InlineData("""{"name":"a","count":1,"day":"2 March"}""", "request.type", "day")]
    [InlineData("""{"name":"a","count":1,"parts":{"title":"t"}}""", "request.type", "parts")]
    [InlineData("""{"name":"a","count":1,"parts":[{"title":[],"size":1}]}""", "request.type", "parts[0].title")]
    [InlineData("""{"name":"a","count":1,"locality":"33x"}""", "request.value", "locality")]
    [InlineData("""{"name":"a","count":1,"kind":"nonsense"}""", "request.type", "kind")]
    [InlineData("""{"name":"a","count":99999999999}""", "request.type", "count")]
    [InlineData("""{"name":"a","count":1""", "request.json", null)]
    [InlineData("""{"name":"a" "count":1}""", "request.json", null)]
    [InlineData("not json", "request.json", null)]
    [InlineData("[]", "request.type", null)]
    [InlineData("null", "request.body", null)]
    [InlineData("", "request.body", null)]
    public async Task A_body_that_does_not_fit_is_refused_with_the_path_of_the_field(string body, string code, string? field)
    {
        using var answer = await probe.Server.Client.PostAsync("/api/v1/probe", new StringContent(body, Encoding.UTF8, "application/json"));
        var problem = await ReadAsync(answer);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal((code, field), (problem.Code, problem.Field));
    }

    [Theory]
    [InlineData("""{"name":5,"count":1}""", "string is expected")]
    [InlineData("""{"name":"a","count":"many"}""", "number is expected")]
    [InlineData("""{"name":"a","count":99999999999}""", "number is expected")]
    [InlineData("""{"name":"a","count":1,"day":"2 March"}""", "yyyy-MM-dd is expected")]
    [InlineData("""{"name":"a","count":1,"parts":{"title":"t"}}""", "array is expected")]
    public async Task A_value_of_another_type_is_told_what_was_expected(string body, string expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/probe") { Content = new StringContent(body, Encoding.UTF8, "application/json"), Headers = { { "Accept-Language", "en" } } };
        using var answer = await probe.Server.Client.SendAsync(request);
        Assert.Contains(expected, (await ReadAsync(answer)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("disk-full", "server.unavailable")]
    [InlineData("disk-read-only", "server.unavailable")]
    [InlineData("disk-forbidden", "server.unavailable")]
    [InlineData("disk-gone", "server.unavailable")]
    [InlineData("unresolved", "server.unresolved")]
    [InlineData("late", "server.unresolved")]
    public async Task A_disk_or_a_database_that_is_away_is_503_with_a_time_to_come_back(string path, string code)
    {
        using var answer = await probe.Server.Client.GetAsync($"/api/v1/probe/{path}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("5", Assert.Single(answer.Headers.GetValues("Retry-After")));
        Assert.Equal(code, (await ReadAsync(answer)).Code);
    }

    [Fact]
    public async Task A_person_with_a_browser_reads_that_it_is_not_available_at_present()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/probe-page") { Headers = { { "Accept", "text/html" }, { "Accept-Language", "en" } } };
        using var answer = await probe.Server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("5", Assert.Single(answer.Headers.GetValues("Retry-After")));
        Assert.Contains("Not available at present", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deeply_nested_body_is_refused()
    {
        var body = string.Concat(Enumerable.Repeat("""{"parts":[""", 5000));
        using var answer = await probe.Server.Client.PostAsync("/api/v1/probe", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_413_and_a_route_may_allow_more()
    {
        var body = JsonSerializer.Serialize(new { name = new string('a', 2 * 1024 * 1024), count = 1 });
        // Asking first, because a server that refuses does not read on and may close while the client still writes.
        var asking = new HttpRequestMessage(HttpMethod.Post, "/api/v1/probe") { Content = new StringContent(body, Encoding.UTF8, "application/json"), Headers = { ExpectContinue = true } };
        using var refused = await probe.Server.Client.SendAsync(asking);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.Equal("request.tooLarge", (await ReadAsync(refused)).Code);
        using var taken = await probe.Server.Client.PostAsync("/api/v1/probe/large", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    [Fact]
    public async Task Another_content_type_is_415()
    {
        using var answer = await probe.Server.Client.PostAsync("/api/v1/probe", new StringContent("<a/>", Encoding.UTF8, "application/xml"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("request.mediaType", (await ReadAsync(answer)).Code);
    }

    [Theory]
    [InlineData("GET", "/api/v1/nowhere", HttpStatusCode.NotFound, "request.notFound", null)]
    [InlineData("DELETE", "/api/v1/probe", HttpStatusCode.MethodNotAllowed, "request.method", null)]
    [InlineData("GET", "/api/v1/probe/number?take=x", HttpStatusCode.BadRequest, "request.parameter", "take")]
    [InlineData("GET", "/api/v1/probe/number", HttpStatusCode.BadRequest, "request.parameterRequired", "take")]
    [InlineData("GET", "/api/v1/probe/signed-in", HttpStatusCode.Unauthorized, "access.signIn", null)]
    [InlineData("GET", "/api/v1/probe/needs", HttpStatusCode.Unauthorized, "access.signIn", null)]
    public async Task What_the_framework_refuses_is_a_problem_too(string method, string path, HttpStatusCode status, string code, string? field)
    {
        using var answer = await probe.Server.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        var problem = await ReadAsync(answer);
        Assert.Equal((status, code, field), (answer.StatusCode, problem.Code, problem.Field));
        Assert.Equal(status == HttpStatusCode.Unauthorized, answer.Headers.WwwAuthenticate.Contains(new AuthenticationHeaderValue("Bearer")));
    }

    [Theory]
    [InlineData(ProblemKind.Invalid, 400)]
    [InlineData(ProblemKind.Unauthenticated, 401)]
    [InlineData(ProblemKind.Forbidden, 403)]
    [InlineData(ProblemKind.NotFound, 404)]
    [InlineData(ProblemKind.Conflict, 409)]
    [InlineData(ProblemKind.Stale, 412)]
    [InlineData(ProblemKind.TooLarge, 413)]
    [InlineData(ProblemKind.Reused, 422)]
    [InlineData(ProblemKind.TooMany, 429)]
    public async Task Each_kind_has_its_status(ProblemKind kind, int status)
    {
        using var answer = await probe.Server.Client.GetAsync($"/api/v1/probe/problem/{kind}");
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(("citizenId.checksum", "applicant.idNumber"), ((await ReadAsync(answer)).Code, (await ReadAsync(answer)).Field));
    }

    [Theory]
    [InlineData("en-GB,en;q=0.8", "/api/v1/probe/problem/Invalid", "en")]
    [InlineData("fr", "/api/v1/probe/problem/Invalid", "zh")]
    [InlineData("en", "/api/v1/probe/problem/Invalid?lang=zh-CN", "zh")]
    public async Task The_text_is_in_the_language_asked_for_and_filled(string accept, string path, string language)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptLanguage.ParseAdd(accept);
        using var answer = await probe.Server.Client.SendAsync(request);
        var problem = await ReadAsync(answer);
        Assert.Contains("X", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("{", problem.Message, StringComparison.Ordinal);
        Assert.Equal(language == "zh", problem.Message.Any(c => c > 0x4e00 && c < 0x9fff));
    }

    [Fact]
    public async Task A_bug_tells_nothing_of_itself()
    {
        using var answer = await probe.Server.Client.GetAsync("/api/v1/probe/throws");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", text, StringComparison.Ordinal);
        Assert.Equal("server.failed", (await ReadAsync(answer)).Code);
    }

    [Theory]
    [InlineData("/api/v1/probe/signed-in", Roles.CaseOfficer, HttpStatusCode.OK)]
    [InlineData("/api/v1/probe/needs", Roles.CaseOfficer, HttpStatusCode.Forbidden)]
    [InlineData("/api/v1/probe/needs", Roles.AuditAdmin, HttpStatusCode.OK)]
    public async Task A_permission_opens_what_needs_it(string path, string role, HttpStatusCode status)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Role", role);
        using var answer = await probe.Server.Client.SendAsync(request);
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_browser_gets_a_page_for_what_is_not_there()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere?lang=en");
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await probe.Server.Client.SendAsync(request);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("lang=\"en\"", page, StringComparison.Ordinal);
        Assert.Contains("<h1", page, StringComparison.Ordinal);
    }

    private static async Task<(string Code, string? Field, string Message)> ReadAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var root = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal((int)answer.StatusCode, root.GetProperty("status").GetInt32());
        Assert.NotEqual("", root.GetProperty("title").GetString());
        var error = root.GetProperty("errors")[0];
        return (error.GetProperty("code").GetString()!, error.TryGetProperty("field", out var field) ? field.GetString() : null, error.GetProperty("message").GetString()!);
    }
}
