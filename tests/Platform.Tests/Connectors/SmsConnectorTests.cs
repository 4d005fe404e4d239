using System.Net;
using System.Text.Json;
using Platform.Connectors;
using Platform.Connectors.Sms;

namespace Platform.Tests.Connectors;

public sealed class SmsConnectorTests
{
    private static readonly Guid Key = new("0190aaaa-0000-7000-8000-000000000001");

    [Fact]
    public async Task A_rehearsal_answers_what_would_be_sent_and_sends_nothing()
    {
        var gateway = new Recording();
        var reply = (await new SmsConnector(gateway).CallAsync(Call("""{"phone":"13800000000","text":"您好"}""", rehearsal: true), CancellationToken.None)).Value;
        Assert.False(reply.Sent);
        Assert.Equal("您好", reply.Output.GetProperty("text").GetString());
        Assert.Empty(gateway.Sent);
    }

    [Fact]
    public async Task A_call_goes_to_the_gateway_with_its_key()
    {
        var gateway = new Recording();
        Assert.True((await new SmsConnector(gateway).CallAsync(Call("""{"phone":"13800000000","text":"您好"}"""), CancellationToken.None)).Value.Sent);
        Assert.Equal(new SmsMessage(Key, "13800000000", "您好"), Assert.Single(gateway.Sent));
    }

    [Theory]
    [InlineData("""{"text":"您好"}""", "phone")]
    [InlineData("""{"phone":"13800000000","text":""}""", "text")]
    [InlineData("""{"phone":17,"text":"您好"}""", "phone")]
    [InlineData("[]", "phone")]
    public async Task Input_that_breaks_the_schema_is_refused_with_its_member(string input, string member)
    {
        var refused = await new SmsConnector(new Recording()).CallAsync(Call(input), CancellationToken.None);
        Assert.Equal(member, Assert.Single(refused.Problems).Field);
    }

    [Fact]
    public async Task An_unknown_operation_is_refused() =>
        Assert.Equal("connector.operation", (await new SmsConnector(new Recording()).CallAsync(new(Key, "ring", default), CancellationToken.None)).Problems[0].Code);

    [Fact]
    public async Task The_http_gateway_posts_json_with_the_idempotency_key_and_token()
    {
        var handler = new Answering(HttpStatusCode.OK);
        await Gateway(handler).SendAsync(new(Key, "13800000000", "您好"), CancellationToken.None);
        Assert.Equal(Key.ToString("D"), handler.Request!.Headers.GetValues("Idempotency-Key").Single());
        Assert.Equal("Bearer secret", handler.Request.Headers.Authorization!.ToString());
        Assert.Equal("""{"phone":"13800000000","text":"您好","signature":"余杭政务"}""", handler.Body);
    }

    [Fact]
    public async Task A_gateway_that_refuses_is_an_exception_so_that_the_outbox_tries_again() =>
        await Assert.ThrowsAsync<HttpRequestException>(() => Gateway(new Answering(HttpStatusCode.ServiceUnavailable)).SendAsync(new(Key, "13800000000", "您好"), CancellationToken.None));

    private static HttpSmsGateway Gateway(Answering handler) =>
        new(new OneClient(handler), new HttpSmsOptions { Address = new("https://sms.example/send"), Token = "secret", Signature = "余杭政务" });

    private static ConnectorCall Call(string input, bool rehearsal = false) => new(Key, SmsConnector.Send, JsonDocument.Parse(input).RootElement, rehearsal);

    private sealed class Recording : ISmsGateway
    {
        public List<SmsMessage> Sent { get; } = [];

        public string Name => "recording";

        public Task SendAsync(SmsMessage message, CancellationToken ct)
        {
            Sent.Add(message);
            return Task.CompletedTask;
        }
    }

    private sealed class OneClient(HttpMessageHandler handler) : IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => new(handler, disposeHandler: false);
    }

    private sealed class Answering(HttpStatusCode status) : HttpMessageHandler
    {
        public HttpRequestMessage? Request { get; private set; }

        public string? Body { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (Request, Body) = (request, await request.Content!.ReadAsStringAsync(cancellationToken));
            return new(status);
        }
    }
}
