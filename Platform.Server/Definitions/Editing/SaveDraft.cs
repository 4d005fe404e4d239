using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Server.Data;
using Platform.Server.Definitions.Above;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions.Editing;

/// <summary>Saves a draft as a whole, as files and programs bring it; people edit it piece by piece (<see cref="Workshop"/>).</summary>
internal sealed class SaveDraft(
    AboveReader above, DefinitionChecks checks, PublicationGate gate, ICommitQueue commits, DefinitionAudit audit, Presence<DefinitionName> presence, TimeProvider clock)
{
    public async ValueTask<Result<DefinitionSaved>> SaveAsync(Actor actor, DefinitionName name, JsonElement document, string? ifMatch, DraftOrigin origin, CancellationToken ct)
    {
        if (!actor.May(Permissions.DefinitionsEdit, name.Owner))
        {
            return DefinitionProblems.Forbidden(name.Owner);
        }

        // What was merged of two may be longer than either.
        if (DefinitionDocument.TooLong(document.GetRawText()) is { } tooLong)
        {
            return tooLong;
        }

        return await gate.AloneAsync(_ => SaveAloneAsync(actor, name, document, ifMatch, origin, ct), ct);
    }

    private async ValueTask<Result<DefinitionSaved>> SaveAloneAsync(Actor actor, DefinitionName name, JsonElement document, string? ifMatch, DraftOrigin origin, CancellationToken ct)
    {
        var found = await checks.RunAsync(name, document, CheckStage.Save, ct);
        if (!found.Succeeded)
        {
            return Result<DefinitionSaved>.Refused(found.Problems);
        }

        var ground = await above.GroundAsync(name, ct);
        var saved = await commits.CommitAsync(name.ToString(), (transaction, token) => WriteDraftAsync(transaction, actor, new Proposed(name, document.GetRawText(), ifMatch, origin, ground), token), ct);
        if (saved.Succeeded)
        {
            presence.Tell(name);
        }

        return saved.Then<DefinitionSaved>(d => new DefinitionSaved(d, found.Value));
    }

    private async ValueTask<Result<Definition>> WriteDraftAsync(DbTransaction transaction, Actor actor, Proposed proposed, CancellationToken ct)
    {
        var (name, json, ifMatch, origin, ground) = proposed;
        var draft = await DefinitionStore.FindAsync(transaction, name, DefinitionState.Draft, ct);
        var edited = draft ?? await DefinitionStore.FindAsync(transaction, name, DefinitionState.Active, ct);
        if (ifMatch is null ? draft is not null : ifMatch != edited?.ETag)
        {
            return DefinitionProblems.Stale(ifMatch, edited?.ETag);
        }

        var now = clock.GetUtcNow();
        if (await DraftRow.WriteAsync(transaction, name, draft, json, draft?.RestsOn ?? ground, actor.Name, now, ct) is not { } saved)
        {
            return DefinitionProblems.Stale(ifMatch, null);
        }

        if (origin == DraftOrigin.Written && actor.AccountId is { } editor)
        {
            await DefinitionStore.RememberEditorAsync(transaction, saved.Id, editor, ct);
        }

        // Whoever has it open sees what was saved as a whole like any other edit, and its author can take it back.
        var patch = DocumentDiff.Between(Document(edited?.Json), Document(json));
        if (origin == DraftOrigin.Written && !patch.IsEmpty)
        {
            await DefinitionEditStore.AppendAsync(transaction, saved.Id, new Edit(0, EditKind.Made, actor.AccountId ?? Guid.Empty, actor.Name, now, patch), ct);
        }

        await audit.WriteAsync(transaction, actor, saved, "definition.saved", now, ct);
        return saved;
    }

    private static JsonObject Document(string? json) => json is null ? [] : (JsonObject)JsonNode.Parse(json)!;

    /// <param name="Ground">What the draft rests on above, or will when it is begun.</param>
    private sealed record Proposed(DefinitionName Name, string Json, string? IfMatch, DraftOrigin Origin, Basis Ground);
}
