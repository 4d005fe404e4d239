using System.Data.Common;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Audit;
using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Identity;

/// <summary>Writes what an administrator did into the audit, in the transaction of the act.</summary>
internal sealed class AdministrativeActs(IEffectHandler<AuditEntry> audit, IOutbox outbox, IIdSource ids, TimeProvider time)
{
    /// <summary>Tells the other features that somebody lost rights.</summary>
    /// <param name="locality">Of the act.</param>
    public ValueTask TellLossAsync(DbTransaction transaction, Guid account, LocalityCode locality, CancellationToken ct) =>
        outbox.PublishAsync(
            transaction,
            new(ids.Next(), StaffRightsLost.EventName, account.ToString(), locality, time.GetUtcNow(), JsonSerializer.Serialize(new StaffRightsLost(account), ModelJson.Options)),
            ct);

    /// <param name="detail">Serialised as JSON; no personal data, no secrets.</param>
    public ValueTask RecordAsync(DbTransaction transaction, Actor actor, string act, string subject, LocalityCode locality, object detail, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var entry = new AuditEntry(ids.Next(), now, actor.Name, actor.AccountId, act, subject, locality, JsonSerializer.Serialize(detail, ModelJson.Options));
        return audit.ApplyAsync(entry, new EffectScope(transaction, now, locality), ct);
    }
}
