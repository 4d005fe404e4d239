using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Definitions.Above;
using Platform.Server.Definitions.Editing;
using Platform.Server.Definitions.Publishing;

namespace Platform.Server.Definitions;

/// <summary>Finds drafts and puts one in force; saving, and publishing several together, are handed on.</summary>
internal sealed class DefinitionEditor(
    DefinitionStore store,
    AboveReader above,
    DefinitionChecks checks,
    PublicationGate gate,
    SaveDraft drafts,
    PublishTogether together,
    Activation activation,
    FourEyes fourEyes) : IDefinitionEditor
{
    public ValueTask<Definition?> FindDraftAsync(DefinitionName name, CancellationToken ct) => store.FindAsync(name, DefinitionState.Draft, ct);

    public async ValueTask<IReadOnlyList<Definition>> ListDraftsAsync(LocalityCode owner, CancellationToken ct) =>
        [.. (await store.ListOwnAsync(owner, ct)).Where(d => d.State == DefinitionState.Draft)];

    public ValueTask<Definition?> FindOwnActiveAsync(DefinitionName name, CancellationToken ct) => store.FindAsync(name, DefinitionState.Active, ct);

    public ValueTask<Result<DefinitionSaved>> SaveAsync(Actor actor, DefinitionName name, JsonElement document, string? ifMatch, DraftOrigin origin, CancellationToken ct) =>
        drafts.SaveAsync(actor, name, document, ifMatch, origin, ct);

    public ValueTask<Result<DefinitionSaved>> PublishAsync(Actor actor, DefinitionName name, string? ifMatch, CancellationToken ct) =>
        PublishAsync(actor, name, ifMatch, DraftEnd.InForce, ct);

    public ValueTask<Result<DefinitionSaved>> FollowAboveAsync(Actor actor, DefinitionName name, string? ifMatch, CancellationToken ct) =>
        PublishAsync(actor, name, ifMatch, DraftEnd.FollowsAbove, ct);

    public ValueTask<Result<IReadOnlyList<SelectedDraft>>> CheckAllAsync(Actor actor, IReadOnlyList<DefinitionName> names, CancellationToken ct) => together.CheckAllAsync(actor, names, ct);

    public ValueTask<Result<IReadOnlyList<SelectedDraft>>> PublishAllAsync(Actor actor, IReadOnlyList<SelectedDraft> reviewed, CancellationToken ct) => together.PublishAllAsync(actor, reviewed, ct);

    /// <summary>Puts what a former version says in force again, as a new version beside a draft that may be under way.</summary>
    public async ValueTask<Result<DefinitionSaved>> PublishAgainAsync(Actor actor, DefinitionId version, string? ifMatch, CancellationToken ct)
    {
        var name = new DefinitionName(version.Kind, version.Key, version.Owner);
        if (!actor.May(Permissions.DefinitionsPublish, name.Owner))
        {
            return DefinitionProblems.Forbidden(name.Owner);
        }

        return await gate.AloneAsync(passage => PublishAgainAloneAsync(actor, version, ifMatch, passage, ct), ct);
    }

    private async ValueTask<Result<DefinitionSaved>> PublishAgainAloneAsync(Actor actor, DefinitionId version, string? ifMatch, PublicationGate.Passage passage, CancellationToken ct)
    {
        var name = new DefinitionName(version.Kind, version.Key, version.Owner);
        if (await store.FindVersionAsync(version, ct) is not { State: not DefinitionState.Draft } former)
        {
            return Problem.NotFound("definition.notFound", ("value", version.ToString()));
        }

        var active = await store.FindAsync(name, DefinitionState.Active, ct);
        if (active?.ETag == former.ETag)
        {
            return new DefinitionSaved(active, []);
        }

        if (ifMatch is not null && ifMatch != (active?.ETag ?? ""))
        {
            return DefinitionProblems.Stale(ifMatch, active?.ETag);
        }

        var found = await checks.RunAsync(name, JsonElement.Parse(former.Json), CheckStage.Publish, ct);
        if (!found.Succeeded)
        {
            return Result<DefinitionSaved>.Refused(found.Problems);
        }

        var eyes = await fourEyes.AtAsync(name.Owner, ct);
        if (eyes && name.Kind == DefinitionKind.Site && !fourEyes.Of(former))
        {
            // Whoever brought it back would be alone from then on; as a draft it takes a second person.
            return Problem.Forbidden(Duties.FourEyes);
        }

        var published = await passage.CommitAsync((transaction, token) => activation.ActivateAgainAsync(transaction, actor, former, active, eyes, token), ct);
        if (published.TryGet(out var done))
        {
            activation.Tell([done]);
        }

        return published.Then<DefinitionSaved>(d => new DefinitionSaved(d, found.Value));
    }

    private async ValueTask<Result<DefinitionSaved>> PublishAsync(Actor actor, DefinitionName name, string? ifMatch, DraftEnd end, CancellationToken ct)
    {
        if (!actor.May(Permissions.DefinitionsPublish, name.Owner))
        {
            return DefinitionProblems.Forbidden(name.Owner);
        }

        return await gate.AloneAsync(passage => PublishAloneAsync(actor, name, ifMatch, end, passage, ct), ct);
    }

    private async ValueTask<Result<DefinitionSaved>> PublishAloneAsync(Actor actor, DefinitionName name, string? ifMatch, DraftEnd end, PublicationGate.Passage passage, CancellationToken ct)
    {
        if (await store.FindAsync(name, DefinitionState.Draft, ct) is not { } draft)
        {
            return Problem.Conflict("definition.noDraft", ("value", name.ToString()));
        }

        if (ifMatch is not null && ifMatch != draft.ETag)
        {
            return DefinitionProblems.Stale(ifMatch, draft.ETag);
        }

        if (end == DraftEnd.FollowsAbove && await CheckFollowsAsync(name, draft, ct) is { } own)
        {
            return own;
        }

        var found = await checks.RunAsync(name, JsonElement.Parse(draft.Json), CheckStage.Publish, ct);
        if (!found.Succeeded)
        {
            return Result<DefinitionSaved>.Refused(found.Problems);
        }

        var eyes = await fourEyes.AtAsync(name.Owner, ct);
        var published = await passage.CommitAsync((transaction, token) => activation.ActivateAsync(transaction, actor, name, draft, new Ending(end, eyes), token), ct);
        if (published.TryGet(out var done))
        {
            activation.Tell([done]);
        }

        return published.Then<DefinitionSaved>(d => new DefinitionSaved(d, found.Value));
    }

    /// <summary>Why the draft is not what is above; null when it is.</summary>
    private async ValueTask<Problem?> CheckFollowsAsync(DefinitionName name, Definition draft, CancellationToken ct)
    {
        if (await above.NearestAsync(name, ct) is not { } upper)
        {
            return Problem.Conflict("above.nothing", ("value", name.ToString()));
        }

        return AboveReader.Follows(draft, upper) ? null : Problem.Conflict("above.differs", ("value", name.ToString()));
    }
}
