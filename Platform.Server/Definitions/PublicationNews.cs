using System.Data.Common;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions;

/// <summary>Tells that something came into force or went out of it: the books and whoever listens, with the transaction, and this process, after it.</summary>
internal sealed class PublicationNews(DefinitionCache cache, DefinitionAudit audit, Presence<DefinitionName> presence, IOutbox outbox, IIdSource ids)
{
    /// <param name="act">Dotted, in the past tense: <c>definition.published</c>.</param>
    public async ValueTask WriteAsync(DbTransaction transaction, Actor actor, Definition about, string act, DateTimeOffset now, CancellationToken ct)
    {
        await audit.WriteAsync(transaction, actor, about, act, now, ct);
        var told = JsonSerializer.Serialize(new DefinitionPublished(about.Id, now), ModelJson.Options);
        var name = new DefinitionName(about.Id.Kind, about.Id.Key, about.Id.Owner);
        await outbox.PublishAsync(transaction, new(ids.Next(), DefinitionPublished.EventName, name.ToString(), about.Id.Owner, now, told), ct);
    }

    /// <summary>To be called after the commit.</summary>
    public void Tell(IEnumerable<DefinitionName> names)
    {
        cache.Changed();
        foreach (var name in names)
        {
            presence.Tell(name);
        }
    }
}
