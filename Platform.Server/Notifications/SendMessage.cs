using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Model.Notifications;
using Platform.Server.Data;

namespace Platform.Server.Notifications;

/// <summary>
/// Puts a message into the inbox within the step that causes it, and into the outbox when it also goes by SMS. What is kept is the template's version with
/// the data; the text is written when somebody reads it or the SMS leaves.
/// </summary>
internal sealed class SendMessage(MessageTexts texts, IOutbox outbox, IPersonalData personal) : IEffectHandler<SendMessageEffect>
{
    public async ValueTask ApplyAsync(SendMessageEffect effect, EffectScope scope, CancellationToken ct)
    {
        var hasInbox = effect.AccountId is not null || effect.Role is not null;
        var (version, template) = await texts.InForceAsync(effect.Template, effect.Locality, ct);
        var data = personal.Protect(effect.Data);
        if (hasInbox)
        {
            var role = effect.AccountId is null ? effect.Role : null;
            await InboxStore.AddAsync(
                scope.Transaction,
                new(effect.MessageId, effect.AccountId, role, effect.AuthorityCode, effect.Locality, effect.Template, version, data, effect.Link, scope.Now, role is null ? null : effect.Group),
                ct);
        }

        if ((template.Sms || !hasInbox) && effect.Phone is { Length: > 0 } phone)
        {
            var body = SealedSms.Write(phone, effect.Template, version, data, personal);
            await outbox.SendAsync(scope.Transaction, new OutboundMessage(effect.MessageId, SmsChannel.ChannelName, body, scope.Now), ct);
        }
    }
}
