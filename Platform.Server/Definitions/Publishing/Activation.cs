using System.Data.Common;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;

namespace Platform.Server.Definitions.Publishing;

/// <summary>What becomes of a draft when it is one no longer.</summary>
internal enum DraftEnd
{
    InForce,
    /// <summary>It says what is above, so what is above may as well be in force itself.</summary>
    FollowsAbove,
}

internal sealed record Ending(DraftEnd End, bool FourEyes);

/// <summary>The step itself with which a version comes into force, in the transaction of whoever checked that it may.</summary>
internal sealed class Activation(PublicationNews news, TimeProvider clock, ILogger<Activation> log)
{
    private const string PublishedAct = "definition.published";
    private const string FollowsAct = "definition.followsAbove";

    public static DefinitionName NameOf(Definition version) => new(version.Id.Kind, version.Id.Key, version.Id.Owner);

    /// <summary>A draft as it was checked.</summary>
    public async ValueTask<Result<Definition>> ActivateAsync(DbTransaction transaction, Actor actor, DefinitionName name, Definition draft, Ending ending, CancellationToken ct)
    {
        // Another process may have saved since the check; what is put in force is exactly what was checked.
        var current = await DefinitionStore.FindAsync(transaction, name, DefinitionState.Draft, ct);
        if (current is null || current.ETag != draft.ETag || current.Id != draft.Id)
        {
            return DefinitionProblems.Stale(draft.ETag, current?.ETag);
        }

        if (Duties.CheckPublication(ending.FourEyes, await DefinitionStore.EditorsAsync(transaction, draft.Id, ct), actor) is { } own)
        {
            return own;
        }

        var now = clock.GetUtcNow();
        await DefinitionStore.RetireActiveAsync(transaction, name, ct);
        var state = ending.End == DraftEnd.InForce ? DefinitionState.Active : DefinitionState.Obsolete;
        if (!await DefinitionStore.EndDraftAsync(transaction, draft, state, now, actor.Name, ct))
        {
            // Somebody edited it in this very moment, beside this transaction.
            return DefinitionProblems.Stale(draft.ETag, null);
        }

        var published = draft with { State = state, PublishedAt = now };
        await news.WriteAsync(transaction, actor, published, ending.End == DraftEnd.InForce ? PublishedAct : FollowsAct, now, ct);
        return published;
    }

    /// <summary>What a former version says, as a new one.</summary>
    /// <param name="active">In force when it was checked.</param>
    /// <param name="eyes">Whether it takes a second person.</param>
    public async ValueTask<Result<Definition>> ActivateAgainAsync(DbTransaction transaction, Actor actor, Definition former, Definition? active, bool eyes, CancellationToken ct)
    {
        var name = NameOf(former);
        var current = await DefinitionStore.FindAsync(transaction, name, DefinitionState.Active, ct);
        if (current?.Id != active?.Id)
        {
            return DefinitionProblems.Stale(active?.ETag, current?.ETag);
        }

        if (Duties.CheckPublication(eyes, await DefinitionStore.EditorsAsync(transaction, former.Id, ct), actor) is { } own)
        {
            return own;
        }

        var now = clock.GetUtcNow();
        var again = former with { Id = former.Id with { Version = await DefinitionStore.LastVersionAsync(transaction, name, ct) + 1 }, State = DefinitionState.Active, PublishedAt = now };
        await DefinitionStore.RetireActiveAsync(transaction, name, ct);
        await DefinitionStore.AddActiveAsync(transaction, again, now, actor.Name, ct);
        await DefinitionStore.CopyEditorsAsync(transaction, former.Id, again.Id.Version, ct);
        await news.WriteAsync(transaction, actor, again, PublishedAct, now, ct);
        return again;
    }

    /// <summary>Everybody here learns what came into force. To be called after the commit.</summary>
    public void Tell(IReadOnlyList<Definition> published)
    {
        news.Tell(published.Select(NameOf));
        foreach (var definition in published)
        {
            if (definition.State == DefinitionState.Obsolete)
            {
                DefinitionsLog.FollowsAbove(log, definition.Id.Kind, definition.Id.Key, definition.Id.Owner.Value, definition.Id.Version);
            }
            else
            {
                DefinitionsLog.Published(log, definition.Id.Kind, definition.Id.Key, definition.Id.Owner.Value, definition.Id.Version);
            }
        }
    }
}
