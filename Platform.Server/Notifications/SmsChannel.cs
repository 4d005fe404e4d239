using System.Text.Json;
using Platform.Connectors.Sms;
using Platform.Model;
using Platform.Server.Data;

namespace Platform.Server.Notifications;

/// <summary>Body of an outbound message on the channel <c>sms</c>.</summary>
internal sealed record SmsOrder(string Phone, string Text);

/// <summary>Carries SMS from the outbox to the gateway the site has configured, with the outbox's key at every try.</summary>
internal sealed class SmsChannel(ISmsGateway gateway, ILogger<SmsChannel> log) : IOutboundChannel
{
    public const string ChannelName = "sms";

    public string Name => ChannelName;

    public async Task DeliverAsync(OutboundMessage message, CancellationToken ct)
    {
        var order = JsonSerializer.Deserialize<SmsOrder>(message.Body, ModelJson.Options) ?? throw new InvalidOperationException($"The message {message.Key} has no body.");
        await gateway.SendAsync(new(message.Key, order.Phone, order.Text), ct);
        log.SmsSent(message.Key, gateway.Name);
    }
}
