using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Model.Notifications;
using Platform.Server.Data;

namespace Platform.Server.Notifications;

/// <summary>Puts a message into the inbox within the step that causes it, and into the outbox when it also goes by SMS.</summary>
internal sealed class SendMessage(MessageTexts texts, InboxStore inbox, IOutbox outbox, IPersonalData personal) : IEffectHandler<SendMessageEffect>
{
    public async ValueTask ApplyAsync(SendMessageEffect effect, EffectScope scope, CancellationToken ct)
    {
        var hasInbox = effect.AccountId is not null || effect.Role is not null;
        var message = await texts.RenderAsync(effect.Template, effect.Locality, effect.Data, smsOnly: !hasInbox, ct);
        if (hasInbox)
        {
            var role = effect.AccountId is null ? effect.Role : null;
            await inbox.AddAsync(
                scope.Transaction,
                new(effect.MessageId, effect.AccountId, role, effect.AuthorityCode, effect.Locality, effect.Template, message.Subject, message.Body, effect.Link, scope.Now),
                ct);
        }

        if (message.Sms is { } sms && effect.Phone is { Length: > 0 } phone)
        {
            var body = SealedSms.Write(new SmsOrder(phone, sms), personal);
            await outbox.SendAsync(scope.Transaction, new OutboundMessage(effect.MessageId, SmsChannel.ChannelName, body, scope.Now), ct);
        }
    }
}
