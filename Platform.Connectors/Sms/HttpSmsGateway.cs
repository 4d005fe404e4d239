using System.Net.Http.Headers;
using System.Net.Http.Json;
using Platform.Model;

namespace Platform.Connectors.Sms;

/// <summary>Where the messages go; section <c>Sms</c> of the configuration.</summary>
public sealed class HttpSmsOptions
{
    public const string Section = "Sms";

    /// <summary>Takes <c>POST {"phone","text","signature"}</c>; null when the site has no gateway.</summary>
    public Uri? Address { get; set; }

    /// <summary>Bearer token; belongs into the secret store or the environment.</summary>
    public string? Token { get; set; }

    /// <summary>Name of the sender that Chinese carriers require at the start of a text, e.g. 余杭政务.</summary>
    public string? Signature { get; set; }
}

/// <summary>Posts each message as JSON with its key as <c>Idempotency-Key</c>. Retries and time-outs are those the host set on the client.</summary>
public sealed class HttpSmsGateway(IHttpClientFactory clients, HttpSmsOptions options) : ISmsGateway
{
    public string Name => "http";

    public async Task SendAsync(SmsMessage message, CancellationToken ct)
    {
        var address = options.Address ?? throw new InvalidOperationException($"No SMS gateway is configured ({HttpSmsOptions.Section}:Address).");
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = JsonContent.Create(new { message.Phone, message.Text, options.Signature }, options: ModelJson.Options),
        };
        request.Headers.Add(ConnectorHttp.KeyHeader, message.Key.ToString("D"));
        if (options.Token is { Length: > 0 } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using var client = clients.CreateClient(ConnectorHttp.ClientName);
        using var response = await client.SendAsync(request, ct);
        response.EnsureSuccessStatusCode();
    }
}
