using System.Globalization;
using System.Resources;
using Platform.Model;
using Platform.Model.Notifications;

namespace Platform.Server.Notifications;

/// <summary>The texts of this feature, and the messages that go out when no template is in force.</summary>
internal sealed class NotificationsText
{
    private static readonly ResourceManager Texts = new(typeof(NotificationsText));
    private static readonly CultureInfo Chinese = CultureInfo.GetCultureInfo(LocalizedText.Chinese);
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo(LocalizedText.English);

    /// <summary>Whether the feature brings a message of this key itself.</summary>
    public static bool Has(string key) => Find($"message.{key}.subject") is not null;

    /// <summary>The built-in message of this key, or the general one.</summary>
    public static MessageTemplate Template(string key) => new()
    {
        Subject = Find($"message.{key}.subject") ?? Find("message.general.subject")!,
        Body = Find($"message.{key}.body") ?? Find("message.general.body")!,
    };

    private static LocalizedText? Find(string key) => Texts.GetString(key, Chinese) is { } zh ? LocalizedText.Of(zh, Texts.GetString(key, English)) : null;
}
