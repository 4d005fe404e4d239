using System.Text.Json;
using Platform.Connectors.Sms;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Data;

namespace Platform.Server.Notifications;

/// <summary>An SMS that waits: its text is written when it leaves.</summary>
/// <param name="Version">Version of the template; null for the built-in one.</param>
/// <param name="Data">JSON object.</param>
internal sealed record SmsOrder(string Phone, string Template, string? Version, string Data);

/// <summary>Body of an outbound message on the channel <c>sms</c>: phone and data wait unreadable in the outbox.</summary>
/// <param name="Phone">Protected.</param>
/// <param name="Data">A protected JSON object.</param>
/// <param name="Order">A whole <see cref="SmsOrder"/>, protected: what waits since before an upgrade may be stored so, without the other members.</param>
internal sealed record SealedSms(string? Phone, string? Template, string? Version, string? Data, string? Order = null)
{
    /// <param name="sealedData">A protected JSON object.</param>
    public static string Write(string phone, string template, string? version, string sealedData, IPersonalData personal) =>
        JsonSerializer.Serialize(new SealedSms(personal.Protect(phone), template, version, sealedData), ModelJson.Options);

    /// <summary>Null when the body holds no order.</summary>
    public static SmsOrder? Read(string body, IPersonalData personal) => JsonSerializer.Deserialize<SealedSms>(body, ModelJson.Options) switch
    {
        { Order: { } whole } => JsonSerializer.Deserialize<SmsOrder>(personal.Unprotect(whole), ModelJson.Options),
        { Phone: { } phone, Template: { } template, Data: { } data } box => new(personal.Unprotect(phone), template, box.Version, personal.Unprotect(data)),
        _ => null,
    };
}

/// <summary>Carries SMS from the outbox to the gateway the site has configured, with the outbox's key at every try.</summary>
internal sealed class SmsChannel(ISmsGateway gateway, MessageTexts texts, IPersonalData personal, ILogger<SmsChannel> log) : IOutboundChannel
{
    public const string ChannelName = "sms";

    public string Name => ChannelName;

    public async Task DeliverAsync(OutboundMessage message, CancellationToken ct)
    {
        var order = SealedSms.Read(message.Body, personal) ?? throw new InvalidOperationException($"The message {message.Key} has no body.");
        var text = await texts.WriteSmsAsync(order.Template, order.Version, order.Data, ct);
        await gateway.SendAsync(new(message.Key, order.Phone, text), ct);
        log.SmsSent(message.Key, gateway.Name);
    }
}
