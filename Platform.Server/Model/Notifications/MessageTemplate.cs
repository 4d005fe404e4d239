namespace Platform.Model.Notifications;

/// <summary>Content of a definition of kind MessageTemplate. The texts are Liquid over the members of <see cref="SendMessageEffect.Data"/> and give plain text.</summary>
public sealed record MessageTemplate
{
    public required LocalizedText Subject { get; init; }

    public required LocalizedText Body { get; init; }

    /// <summary>Whether the applicant also gets it as an SMS, when a phone number is known.</summary>
    public bool Sms { get; init; }

    /// <summary>Shorter text for the SMS; without it the body is sent.</summary>
    public LocalizedText? SmsText { get; init; }
}
