using System.Net;
using System.Text;
using System.Text.Json;
using Platform.Connectors;
using Platform.Connectors.Http;
using Platform.Model;

namespace Platform.Tests.Connectors;

public sealed class HttpConnectorTests
{
    private const string Post = """{"origin":"https://registry.example","path":"/people/{id}/marks"}""";

    private static readonly Guid Key = new("0190aaaa-0000-7000-8000-000000000002");

    [Fact]
    public async Task A_call_goes_to_its_path_with_key_secret_and_body()
    {
        var other = new Other(HttpStatusCode.OK, """{"mark":7}""");
        var reply = (await CallAsync(other, Post, """{"id":"a/b 王","name":"王芳"}""", "registry")).Value;

        Assert.Equal(7, reply.Output.GetProperty("mark").GetInt32());
        Assert.Equal("https://registry.example/people/a%2Fb%20%E7%8E%8B/marks", other.Request!.RequestUri!.AbsoluteUri);
        Assert.Equal("""{"name":"王芳"}""", other.Body);
        Assert.Equal(Key.ToString("D"), other.Request.Headers.GetValues("Idempotency-Key").Single());
        Assert.Equal("Bearer s3cret", other.Request.Headers.Authorization!.ToString());
    }

    [Fact]
    public async Task A_question_has_its_members_in_the_query()
    {
        var other = new Other(HttpStatusCode.OK, "");
        var reply = (await CallAsync(other, """{"origin":"https://registry.example","path":"/people","method":"GET"}""", """{"name":"王 芳","all":true,"none":null}""")).Value;

        Assert.Equal("{}", reply.Output.GetRawText());
        Assert.Equal("https://registry.example/people?name=%E7%8E%8B%20%E8%8A%B3&all=true", other.Request!.RequestUri!.AbsoluteUri);
        Assert.Null(other.Request.Content);
    }

    [Theory]
    [InlineData("""{"origin":"https://elsewhere.example","path":"/"}""", "settings.origin")]
    [InlineData("""{"origin":"http://registry.example","path":"/"}""", "settings.origin")]
    [InlineData("""{"origin":"https://registry.example@evil.example","path":"/"}""", "settings.origin")]
    [InlineData("""{"origin":"https://registry.example","path":"//evil.example/"}""", "settings.path")]
    [InlineData("""{"origin":"https://registry.example","path":"/\\evil"}""", "settings.path")]
    [InlineData("""{"origin":"https://registry.example","path":"/","method":"TRACE"}""", "settings.method")]
    [InlineData("""{"origin":"https://registry.example","path":"/","headers":{"authorization":"Bearer mine"}}""", "settings.headers.authorization")]
    [InlineData("""{"origin":"https://registry.example","path":"/","headers":{"X-A":"a\r\nHost: evil"}}""", "settings.headers.X-A")]
    [InlineData("""{"origin":"https://registry.example","path":"/","token":"mine"}""", "settings.token")]
    public async Task What_a_definition_may_not_say_is_refused_before_anything_is_sent(string settings, string field)
    {
        var other = new Other(HttpStatusCode.OK, "");
        Assert.Equal(field, Assert.Single((await CallAsync(other, settings, "{}")).Problems).Field);
        Assert.Null(other.Request);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("elsewhere")]
    public async Task A_secret_goes_only_to_its_own_origin(string secret)
    {
        var other = new Other(HttpStatusCode.OK, "");
        Assert.Equal("connector.secret", Assert.Single((await CallAsync(other, Post, """{"id":1}""", secret)).Problems).Code);
        Assert.Null(other.Request);
    }

    [Theory]
    [InlineData(""" {"id":""} """)]
    [InlineData(""" {"id":".."} """)]
    [InlineData(""" {} """)]
    [InlineData(""" {"id":{"a":1}} """)]
    public async Task A_place_in_the_path_needs_a_value(string input) => Assert.Equal("id", Assert.Single((await CallAsync(new(HttpStatusCode.OK, ""), Post, input)).Problems).Field);

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Conflict)]
    [InlineData(HttpStatusCode.Redirect)]
    public async Task What_the_other_side_refuses_or_sends_elsewhere_is_a_refusal(HttpStatusCode status)
    {
        var refused = Assert.Single((await CallAsync(new(status, """{"code":"NO_SUCH_PERSON","message":"王芳 330110195803120004"}"""), Post, """{"id":1}""")).Problems);
        Assert.Equal(("connector.http.refused", (int)status, "NO_SUCH_PERSON"), (refused.Code, refused.Values!["status"], refused.Values["value"]));
    }

    [Theory]
    [InlineData("""{"code":40012}""", "40012")]
    [InlineData("""{"errcode":"registry.person-unknown"}""", "registry.person-unknown")]
    [InlineData("""{"error":"invalid_grant"}""", "invalid_grant")]
    [InlineData("""{"code":"王芳","error":"E-404"}""", "E-404")]
    [InlineData("""{"code":"330110195803120004"}""", "—")]
    [InlineData("""{"code":13800000001}""", "—")]
    [InlineData("""{"code":"no such person: Wang Fang"}""", "—")]
    [InlineData("""{"code":"P330110195803120004"}""", "—")]
    [InlineData("""{"code":"A.B.19580312"}""", "—")]
    [InlineData("""{"code":{"name":"x"}}""", "—")]
    [InlineData("""{"code":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}""", "—")]
    [InlineData("""{"code":1,"code":2}""", "—")]
    [InlineData("no such person: 330110195803120004", "—")]
    [InlineData("[]", "—")]
    [InlineData("", "—")]
    public async Task Of_a_refusal_only_a_code_is_told_since_the_rest_may_be_about_people(string body, string code)
    {
        var refused = Assert.Single((await CallAsync(new(HttpStatusCode.BadRequest, body), Post, """{"id":1}""")).Problems);
        Assert.Equal([("status", (object?)400), ("value", code)], refused.Values!.Select(v => (v.Key, v.Value)));
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.RequestTimeout)]
    public async Task What_may_pass_by_itself_is_an_exception_so_that_it_is_tried_again(HttpStatusCode status) =>
        await Assert.ThrowsAsync<HttpRequestException>(() => CallAsync(new(status, ""), Post, """{"id":1}"""));

    [Fact]
    public async Task Too_much_is_neither_sent_nor_read()
    {
        var other = new Other(HttpStatusCode.OK, $"\"{new string('x', 2000)}\"");
        Assert.Equal("connector.http.answer", Assert.Single((await CallAsync(other, Post, """{"id":1}""")).Problems).Code);

        var unsent = new Other(HttpStatusCode.OK, "");
        Assert.Equal("connector.input", Assert.Single((await CallAsync(unsent, Post, $$"""{"id":1,"a":"{{new string('x', 2000)}}"}""")).Problems).Code);
        Assert.Null(unsent.Request);
    }

    [Fact]
    public async Task An_answer_that_is_no_json_is_a_refusal() =>
        Assert.Equal(("connector.http.answer", "12 B"), Told(Assert.Single((await CallAsync(new(HttpStatusCode.OK, "<html>王芳"), Post, """{"id":1}""")).Problems)));

    private static (string, object?) Told(Problem problem) => (problem.Code, problem.Values!["value"]);

    private static Task<Result<ConnectorReply>> CallAsync(Other other, string settings, string input, params string[] secrets)
    {
        var options = new HttpConnectorOptions
        {
            Origins = ["https://registry.example"],
            MaxRequestBytes = 1000,
            MaxResponseBytes = 1000,
            Secrets = { ["registry"] = new() { Origin = "https://registry.example", Value = "Bearer s3cret" }, ["elsewhere"] = new() { Origin = "https://elsewhere.example", Value = "x" } },
        };
        return new HttpConnector(other, options).CallAsync(
            new ConnectorCall(Key, HttpConnector.Request, JsonElement.Parse(input)) { Settings = JsonElement.Parse(settings), Secrets = secrets }, CancellationToken.None);
    }

    private sealed class Other(HttpStatusCode status, string body) : HttpMessageHandler, IHttpClientFactory
    {
        public HttpRequestMessage? Request { get; private set; }

        public string? Body { get; private set; }

        public HttpClient CreateClient(string name)
        {
            Assert.Equal(ConnectorHttp.OnceClientName, name);
            return new(this, disposeHandler: false);
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (Request, Body) = (request, request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken));
            return new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        }
    }
}
