namespace Platform.Connectors.Sms;

/// <param name="Key">Idempotency key: a gateway sends one message per key, however often it is asked.</param>
/// <param name="Phone">As the applicant gave it, digits.</param>
public sealed record SmsMessage(Guid Key, string Phone, string Text);

/// <summary>The company that sends the site's text messages.</summary>
public interface ISmsGateway
{
    /// <summary>Name for logs and screens.</summary>
    string Name { get; }

    /// <exception cref="HttpRequestException">The gateway did not take the message; it may be sent again with the same key.</exception>
    Task SendAsync(SmsMessage message, CancellationToken ct);
}
