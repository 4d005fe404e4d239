using Platform.Model.Notifications;

namespace Platform.Connectors.Sms;

/// <summary>Sends nothing: puts the message where a page of the demonstration shows it.</summary>
public sealed class DemoSmsGateway(ISmsBox box, TimeProvider time) : ISmsGateway
{
    public string Name => "demo";

    public Task SendAsync(SmsMessage message, CancellationToken ct) => box.AddAsync(new(message.Key, message.Phone, message.Text, time.GetUtcNow()), ct);
}
