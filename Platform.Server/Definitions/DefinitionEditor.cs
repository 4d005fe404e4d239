using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Model.Sites;
using Platform.Server.Data;
using Platform.Server.Definitions.Editing;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions;

/// <summary>
/// Saves and publishes. One write at a time per process: a check reads what is in force, and nothing may come into force between the check and
/// the commit it allowed.
/// </summary>
internal sealed class DefinitionEditor(
    DefinitionStore store,
    DefinitionCache cache,
    DefinitionChecks checks,
    ICommitQueue commits,
    DefinitionAudit audit,
    Presence<DefinitionName> presence,
    IOutbox outbox,
    DefinitionsOptions options,
    RunMode mode,
    TimeProvider clock,
    IIdSource ids,
    ILogger<DefinitionEditor> log) : IDefinitionEditor, IDisposable
{
    private const int MostSelected = 1_000;

    private readonly SemaphoreSlim _one = new(1, 1);

    public ValueTask<Definition?> FindDraftAsync(DefinitionName name, CancellationToken ct) => store.FindAsync(name, DefinitionState.Draft, ct);

    public async ValueTask<IReadOnlyList<Definition>> ListDraftsAsync(LocalityCode owner, CancellationToken ct) =>
        [.. (await store.ListOwnAsync(owner, ct)).Where(d => d.State == DefinitionState.Draft)];

    public ValueTask<Definition?> FindOwnActiveAsync(DefinitionName name, CancellationToken ct) => store.FindAsync(name, DefinitionState.Active, ct);

    public async ValueTask<Result<DefinitionSaved>> SaveAsync(Actor actor, DefinitionName name, JsonElement document, string? ifMatch, DraftOrigin origin, CancellationToken ct)
    {
        if (!actor.May(Permissions.DefinitionsEdit, name.Owner))
        {
            return Forbidden(name);
        }

        await _one.WaitAsync(ct);
        try
        {
            var found = await checks.RunAsync(name, document, CheckStage.Save, ct);
            if (!found.Succeeded)
            {
                return Result<DefinitionSaved>.Refused(found.Problems);
            }

            var saved = await commits.CommitAsync(name.ToString(), (transaction, token) => WriteDraftAsync(transaction, actor, name, document.GetRawText(), ifMatch, origin, token), ct);
            if (saved.Succeeded)
            {
                presence.Tell(name);
            }

            return saved.Then<DefinitionSaved>(d => new DefinitionSaved(d, found.Value));
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask<Result<DefinitionSaved>> PublishAsync(Actor actor, DefinitionName name, string? ifMatch, CancellationToken ct)
    {
        if (!actor.May(Permissions.DefinitionsPublish, name.Owner))
        {
            return Forbidden(name);
        }

        await _one.WaitAsync(ct);
        try
        {
            if (await store.FindAsync(name, DefinitionState.Draft, ct) is not { } draft)
            {
                return Problem.Conflict("definition.noDraft", ("value", name.ToString()));
            }

            if (ifMatch is not null && ifMatch != draft.ETag)
            {
                return Stale(ifMatch, draft.ETag);
            }

            var found = await checks.RunAsync(name, JsonElement.Parse(draft.Json), CheckStage.Publish, ct);
            if (!found.Succeeded)
            {
                return Result<DefinitionSaved>.Refused(found.Problems);
            }

            var fourEyes = await FourEyesAsync(name, ct);
            var published = await commits.CommitAsync(name.ToString(), (transaction, token) => ActivateAsync(transaction, actor, name, draft, fourEyes, token), ct);
            if (published.Succeeded)
            {
                cache.Changed();
                presence.Tell(name);
                DefinitionsLog.Published(log, name.Kind, name.Key, name.Owner.Value, draft.Id.Version);
            }

            return published.Then<DefinitionSaved>(d => new DefinitionSaved(d, found.Value));
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask<Result<IReadOnlyList<SelectedDraft>>> CheckAllAsync(Actor actor, IReadOnlyList<DefinitionName> names, CancellationToken ct)
    {
        if (names.FirstOrDefault(n => !DefinitionAccess.MayRead(actor, n.Owner)) is { } barred)
        {
            return Forbidden(barred);
        }

        var drafts = await DraftsAsync(names, ct);
        return drafts.TryGet(out var found) ? Result<IReadOnlyList<SelectedDraft>>.Ok(await CheckAllAsync(found, ct)) : Result<IReadOnlyList<SelectedDraft>>.Refused(drafts.Problems);
    }

    public async ValueTask<Result<IReadOnlyList<SelectedDraft>>> PublishAllAsync(Actor actor, IReadOnlyList<SelectedDraft> reviewed, CancellationToken ct)
    {
        if (reviewed.FirstOrDefault(r => !actor.May(Permissions.DefinitionsPublish, r.Name.Owner)) is { } barred)
        {
            return Forbidden(barred.Name);
        }

        await _one.WaitAsync(ct);
        try
        {
            var drafts = await DraftsAsync([.. reviewed.Select(r => r.Name)], ct);
            if (!drafts.TryGet(out var found))
            {
                return Result<IReadOnlyList<SelectedDraft>>.Refused(drafts.Problems);
            }

            if (found.Zip(reviewed).FirstOrDefault(pair => pair.First.ETag != pair.Second.ETag) is { First: { } gone } changed)
            {
                return Stale(changed.Second.ETag, gone.ETag);
            }

            var selected = await CheckAllAsync(found, ct);
            var blocking = selected.SelectMany(s => s.Findings.Where(f => f.Blocks).Select(f => f.Problem with { Field = $"{Words.Of(s.Name.Kind)}/{s.Name.Key} {f.Problem.Field}".TrimEnd() })).ToList();
            return blocking.Count > 0 ? Result<IReadOnlyList<SelectedDraft>>.Refused(blocking) : await ActivateAllAsync(actor, found, selected, ct);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async ValueTask<Result<IReadOnlyList<SelectedDraft>>> ActivateAllAsync(Actor actor, IReadOnlyList<Definition> drafts, IReadOnlyList<SelectedDraft> selected, CancellationToken ct)
    {
        var fourEyes = new List<bool>();
        foreach (var draft in drafts)
        {
            fourEyes.Add(await FourEyesAsync(NameOf(draft), ct));
        }

        var published = await commits.CommitAsync<Done>(
            async (transaction, token) =>
            {
                foreach (var (draft, eyes) in drafts.Zip(fourEyes))
                {
                    var activated = await ActivateAsync(transaction, actor, NameOf(draft), draft, eyes, token);
                    if (!activated.Succeeded)
                    {
                        return Result<Done>.Refused(activated.Problems);
                    }
                }

                return Done.It;
            },
            ct);
        if (!published.Succeeded)
        {
            return Result<IReadOnlyList<SelectedDraft>>.Refused(published.Problems);
        }

        cache.Changed();
        foreach (var draft in drafts)
        {
            presence.Tell(NameOf(draft));
            DefinitionsLog.Published(log, draft.Id.Kind, draft.Id.Key, draft.Id.Owner.Value, draft.Id.Version);
        }

        return Result<IReadOnlyList<SelectedDraft>>.Ok(selected);
    }

    private async ValueTask<Result<IReadOnlyList<Definition>>> DraftsAsync(IReadOnlyList<DefinitionName> names, CancellationToken ct)
    {
        if (names.Count is 0 or > MostSelected || names.Distinct().Count() != names.Count)
        {
            return Problem.Invalid("definition.selection", null, ("value", names.Count), ("expected", $"1 … {MostSelected}"));
        }

        var drafts = new List<Definition>();
        foreach (var name in names)
        {
            if (await store.FindAsync(name, DefinitionState.Draft, ct) is not { } draft)
            {
                return Problem.Conflict("definition.noDraft", ("value", name.ToString()));
            }

            drafts.Add(draft);
        }

        return drafts;
    }

    private async ValueTask<IReadOnlyList<SelectedDraft>> CheckAllAsync(IReadOnlyList<Definition> drafts, CancellationToken ct)
    {
        var together = new SupposedDefinitions(cache, drafts);
        var selected = new List<SelectedDraft>();
        foreach (var draft in drafts)
        {
            selected.Add(new(NameOf(draft), draft.Id.Version, draft.ETag, await checks.FindAsync(NameOf(draft), JsonElement.Parse(draft.Json), CheckStage.Publish, ct, together)));
        }

        return selected;
    }

    private static DefinitionName NameOf(Definition draft) => new(draft.Id.Kind, draft.Id.Key, draft.Id.Owner);

    private async ValueTask<Result<Definition>> WriteDraftAsync(DbTransaction transaction, Actor actor, DefinitionName name, string json, string? ifMatch, DraftOrigin origin, CancellationToken ct)
    {
        var draft = await DefinitionStore.FindAsync(transaction, name, DefinitionState.Draft, ct);
        var edited = draft ?? await DefinitionStore.FindAsync(transaction, name, DefinitionState.Active, ct);
        if (ifMatch is null ? draft is not null : ifMatch != edited?.ETag)
        {
            return Stale(ifMatch, edited?.ETag);
        }

        var now = clock.GetUtcNow();
        var version = draft?.Id.Version ?? await DefinitionStore.LastVersionAsync(transaction, name, ct) + 1;
        var saved = new Definition(new DefinitionId(name.Kind, name.Key, name.Owner, version), DefinitionState.Draft, json, DefinitionDocument.ETagOf(json), now, actor.Name, null);
        if (draft is null)
        {
            await DefinitionStore.AddDraftAsync(transaction, saved, ct);
        }
        else if (!await DefinitionStore.ReplaceDraftAsync(transaction, saved, ct))
        {
            return Stale(ifMatch, null);
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

    private async ValueTask<Result<Definition>> ActivateAsync(DbTransaction transaction, Actor actor, DefinitionName name, Definition draft, bool fourEyes, CancellationToken ct)
    {
        // Another process may have saved since the check; what is put in force is exactly what was checked.
        var current = await DefinitionStore.FindAsync(transaction, name, DefinitionState.Draft, ct);
        if (current is null || current.ETag != draft.ETag || current.Id != draft.Id)
        {
            return Stale(draft.ETag, current?.ETag);
        }

        if (Duties.CheckPublication(fourEyes, await DefinitionStore.EditorsAsync(transaction, draft.Id, ct), actor) is { } own)
        {
            return own;
        }

        var now = clock.GetUtcNow();
        await DefinitionStore.RetireActiveAsync(transaction, name, ct);
        if (!await DefinitionStore.ActivateAsync(transaction, draft, now, actor.Name, ct))
        {
            // Somebody edited it in this very moment, beside this transaction.
            return Stale(draft.ETag, null);
        }

        var published = draft with { State = DefinitionState.Active, PublishedAt = now };
        await audit.WriteAsync(transaction, actor, published, "definition.published", now, ct);
        var told = JsonSerializer.Serialize(new DefinitionPublished(published.Id, now), ModelJson.Options);
        await outbox.PublishAsync(transaction, new(ids.Next(), DefinitionPublished.EventName, name.ToString(), name.Owner, now, told), ct);
        return published;
    }

    /// <summary>What is in force at the place counts, not what is about to be: nobody publishes the site that lets them publish.</summary>
    private async ValueTask<bool> FourEyesAsync(DefinitionName name, CancellationToken ct) =>
        await cache.FindActiveAsync(DefinitionKind.Site, SiteSettings.Key, name.Owner, ct) is { } site && JsonSerializer.Deserialize<SiteSettings>(site.Json, ModelJson.Options)!.FourEyesOnPublishing is { } own
            ? own
            : options.FourEyes ?? !mode.Demo;

    private static Problem Forbidden(DefinitionName name) => Problem.Forbidden("definition.forbidden", ("value", name.Owner.Value));

    private static Problem Stale(string? value, string? expected) => Problem.Of("definition.stale", ProblemKind.Stale, null, ("value", value), ("expected", expected));
}
