using System.Data.Common;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Audit;
using Platform.Model.Definitions;
using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Server.Data;

namespace Platform.Server.Definitions;

/// <summary>Writes down who did what to a definition.</summary>
internal sealed class DefinitionAudit(EffectDispatcher effects, IIdSource ids)
{
    /// <param name="act">Dotted, in the past tense: <c>definition.saved</c>.</param>
    public ValueTask WriteAsync(DbTransaction transaction, Actor actor, Definition about, string act, DateTimeOffset now, CancellationToken ct)
    {
        var detail = JsonSerializer.Serialize(new { kind = about.Id.Kind, key = about.Id.Key, version = about.Id.Version, etag = about.ETag }, ModelJson.Options);
        var entry = new AuditEntry(ids.Next(), now, actor.Name, actor.AccountId, act, $"definition:{Words.Of(about.Id.Kind)}/{about.Id.Key}", about.Id.Owner, detail);
        return effects.ApplyAsync(entry, new EffectScope(transaction, now, about.Id.Owner), ct);
    }
}
