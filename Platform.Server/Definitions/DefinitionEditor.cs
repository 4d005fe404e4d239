using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Server.Definitions.Above;
using Platform.Server.Definitions.Editing;
using Platform.Server.Definitions.Publishing;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions;

/// <summary>Saves and publishes.</summary>
internal sealed class DefinitionEditor(
    DefinitionStore store,
    DefinitionCache cache,
    AboveReader above,
    DefinitionChecks checks,
    PublicationGate gate,
    PublicationNews news,
    FourEyes fourEyes,
    ICommitQueue commits,
    DefinitionAudit audit,
    Presence<DefinitionName> presence,
    TimeProvider clock,
    ILogger<DefinitionEditor> log) : IDefinitionEditor
{
    private const int MostSelected = 1_000;
    private const string PublishedAct = "definition.published";
    private const string FollowsAct = "definition.followsAbove";

    public ValueTask<Definition?> FindDraftAsync(DefinitionName name, CancellationToken ct) => store.FindAsync(name, DefinitionState.Draft, ct);

    public async ValueTask<IReadOnlyList<Definition>> ListDraftsAsync(LocalityCode owner, CancellationToken ct) =>
        [.. (await store.ListOwnAsync(owner, ct)).Where(d => d.State == DefinitionState.Draft)];

    public ValueTask<Definition?> FindOwnActiveAsync(DefinitionName name, CancellationToken ct) => store.FindAsync(name, DefinitionState.Active, ct);

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

    public ValueTask<Result<DefinitionSaved>> PublishAsync(Actor actor, DefinitionName name, string? ifMatch, CancellationToken ct) =>
        PublishAsync(actor, name, ifMatch, DraftEnd.InForce, ct);

    public ValueTask<Result<DefinitionSaved>> FollowAboveAsync(Actor actor, DefinitionName name, string? ifMatch, CancellationToken ct) =>
        PublishAsync(actor, name, ifMatch, DraftEnd.FollowsAbove, ct);

    public async ValueTask<Result<IReadOnlyList<SelectedDraft>>> CheckAllAsync(Actor actor, IReadOnlyList<DefinitionName> names, CancellationToken ct)
    {
        if (names.FirstOrDefault(n => !DefinitionAccess.MayRead(actor, n.Owner)) is { } barred)
        {
            return DefinitionProblems.Forbidden(barred.Owner);
        }

        var drafts = await DraftsAsync(names, ct);
        return drafts.TryGet(out var found) ? Result<IReadOnlyList<SelectedDraft>>.Ok(await CheckAllAsync(found, ct)) : Result<IReadOnlyList<SelectedDraft>>.Refused(drafts.Problems);
    }

    public async ValueTask<Result<IReadOnlyList<SelectedDraft>>> PublishAllAsync(Actor actor, IReadOnlyList<SelectedDraft> reviewed, CancellationToken ct) =>
        Barred(actor, reviewed) is { } barred ? barred : await AloneAsync(reviewed, (passage, found) => ActivateAllAsync(actor, found, null, passage, ct), ct);

    /// <summary>Has drafts come into force later: what a publication demands is demanded now.</summary>
    /// <param name="keep">Writes the schedule down.</param>
    public async ValueTask<Result<PublicationSchedule>> ScheduleAsync(
        Actor actor, IReadOnlyList<SelectedDraft> reviewed, Func<DbTransaction, CancellationToken, ValueTask<Result<PublicationSchedule>>> keep, CancellationToken ct) =>
        Barred(actor, reviewed) is { } barred ? barred : await AloneAsync(
            reviewed,
            async (passage, found) =>
            {
                var drafts = found.Drafts;
                var eyes = await FourEyesAsync(drafts, ct);
                return await passage.CommitAsync<PublicationSchedule>(
                    async (transaction, token) =>
                    {
                        foreach (var (draft, needed) in drafts.Zip(eyes))
                        {
                            if (Duties.CheckPublication(needed, await DefinitionStore.EditorsAsync(transaction, draft.Id, token), actor) is { } own)
                            {
                                return own;
                            }
                        }

                        return await keep(transaction, token);
                    },
                    ct);
            },
            ct);

    /// <summary>
    /// Puts in force what was scheduled, in the transaction that settles the schedule: it happens once, whoever tries and how often. What somebody put in force meanwhile,
    /// exactly as it was scheduled, is done. Four eyes are asked for as they are by now.
    /// </summary>
    /// <returns>Refused with <c>schedule.settled</c> when somebody else did it, or with what stands in the way.</returns>
    public async ValueTask<Result<IReadOnlyList<SelectedDraft>>> CarryOutAsync(PublicationSchedule schedule, CancellationToken ct)
    {
        var by = new Actor(ActorKind.Staff, schedule.By, schedule.ByName, []);
        return await gate.AloneAsync(
            async passage =>
            {
                var left = await LeftAsync(schedule, ct);
                var found = left.Count == 0 ? new Reviewed([], []) : await ReviewAsync(left, ct);
                return found.TryGet(out var sound) ? await ActivateAllAsync(by, sound, schedule, passage, ct) : Result<IReadOnlyList<SelectedDraft>>.Refused(found.Problems);
            },
            ct);
    }

    private async ValueTask<IReadOnlyList<SelectedDraft>> LeftAsync(PublicationSchedule schedule, CancellationToken ct)
    {
        var left = new List<SelectedDraft>();
        foreach (var scheduled in schedule.Drafts)
        {
            if (await store.FindAsync(scheduled.Name, DefinitionState.Active, ct) is not { } active || active.Id.Version != scheduled.Version || active.ETag != scheduled.ETag)
            {
                left.Add(new(scheduled.Name, scheduled.Version, scheduled.ETag, []));
            }
        }

        return left;
    }

    /// <summary>Puts what a former version says in force again, as a new version beside a draft that may be under way.</summary>
    public async ValueTask<Result<DefinitionSaved>> PublishAgainAsync(Actor actor, DefinitionId version, CancellationToken ct)
    {
        var name = new DefinitionName(version.Kind, version.Key, version.Owner);
        if (!actor.May(Permissions.DefinitionsPublish, name.Owner))
        {
            return DefinitionProblems.Forbidden(name.Owner);
        }

        return await gate.AloneAsync(passage => PublishAgainAloneAsync(actor, version, passage, ct), ct);
    }

    private async ValueTask<Result<DefinitionSaved>> PublishAgainAloneAsync(Actor actor, DefinitionId version, PublicationGate.Passage passage, CancellationToken ct)
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

        var published = await passage.CommitAsync((transaction, token) => ActivateAgainAsync(transaction, actor, former, active, eyes, token), ct);
        if (published.TryGet(out var done))
        {
            Told([done]);
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

        if (end == DraftEnd.FollowsAbove && await CheckFollowsAsync(draft, ct) is { } own)
        {
            return own;
        }

        var found = await checks.RunAsync(name, JsonElement.Parse(draft.Json), CheckStage.Publish, ct);
        if (!found.Succeeded)
        {
            return Result<DefinitionSaved>.Refused(found.Problems);
        }

        var eyes = await fourEyes.AtAsync(name.Owner, ct);
        var published = await passage.CommitAsync((transaction, token) => ActivateAsync(transaction, actor, name, draft, new Ending(end, eyes), token), ct);
        if (published.TryGet(out var done))
        {
            Told([done]);
        }

        return published.Then<DefinitionSaved>(d => new DefinitionSaved(d, found.Value));
    }

    /// <summary>Why the draft is not what is above; null when it is.</summary>
    private async ValueTask<Problem?> CheckFollowsAsync(Definition draft, CancellationToken ct)
    {
        if (await above.NearestAsync(NameOf(draft), ct) is not { } upper)
        {
            return Problem.Conflict("above.nothing", ("value", NameOf(draft).ToString()));
        }

        return AboveReader.Follows(draft, upper) ? null : Problem.Conflict("above.differs", ("value", NameOf(draft).ToString()));
    }

    /// <summary>One at a time: goes on with the drafts as they were looked at.</summary>
    private ValueTask<Result<T>> AloneAsync<T>(IReadOnlyList<SelectedDraft> reviewed, Func<PublicationGate.Passage, Reviewed, ValueTask<Result<T>>> then, CancellationToken ct) => gate.AloneAsync(
        async passage =>
        {
            var found = await ReviewAsync(reviewed, ct);
            return found.TryGet(out var sound) ? await then(passage, sound) : Result<T>.Refused(found.Problems);
        },
        ct);

    /// <summary>Finds the drafts as they were looked at and without anything that blocks.</summary>
    private async ValueTask<Result<Reviewed>> ReviewAsync(IReadOnlyList<SelectedDraft> reviewed, CancellationToken ct)
    {
        var drafts = await DraftsAsync([.. reviewed.Select(r => r.Name)], ct);
        if (!drafts.TryGet(out var found))
        {
            return Result<Reviewed>.Refused(drafts.Problems);
        }

        if (found.Zip(reviewed).FirstOrDefault(pair => pair.First.ETag != pair.Second.ETag || pair.First.Id.Version != pair.Second.Version) is { First: { } gone } changed)
        {
            return DefinitionProblems.Stale(changed.Second.ETag, gone.ETag) with { Field = DefinitionProblems.FieldOf(changed.Second.Name) };
        }

        var selected = await CheckAllAsync(found, ct);
        var blocking = selected.SelectMany(s => s.Findings.Where(f => f.Blocks).Select(f => f.Problem with { Field = $"{DefinitionProblems.FieldOf(s.Name)} {f.Problem.Field}".TrimEnd() })).ToList();
        return blocking.Count > 0 ? Result<Reviewed>.Refused(blocking) : new Reviewed(found, selected);
    }

    /// <param name="schedule">Settled with it; null when somebody publishes now.</param>
    private async ValueTask<Result<IReadOnlyList<SelectedDraft>>> ActivateAllAsync(
        Actor actor, Reviewed reviewed, PublicationSchedule? schedule, PublicationGate.Passage passage, CancellationToken ct)
    {
        var eyes = await FourEyesAsync(reviewed.Drafts, ct);
        var published = await passage.CommitAsync<Done>(
            async (transaction, token) =>
            {
                if (schedule is not null && !await ScheduleStore.TurnAsync(transaction, schedule.Id, ScheduleStage.Waiting, ScheduleStage.Done, [], clock.GetUtcNow(), token))
                {
                    return Problem.Conflict("schedule.settled", ("value", schedule.Id));
                }

                foreach (var (draft, needed) in reviewed.Drafts.Zip(eyes))
                {
                    var activated = await ActivateAsync(transaction, actor, NameOf(draft), draft, new Ending(DraftEnd.InForce, needed), token);
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

        Told(reviewed.Drafts);
        return Result<IReadOnlyList<SelectedDraft>>.Ok(reviewed.Selected);
    }

    /// <summary>Everybody here learns what came into force.</summary>
    private void Told(IReadOnlyList<Definition> published)
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

    private static Problem? Barred(Actor actor, IReadOnlyList<SelectedDraft> reviewed) =>
        reviewed.FirstOrDefault(r => !actor.May(Permissions.DefinitionsPublish, r.Name.Owner)) is { } barred ? DefinitionProblems.Forbidden(barred.Name.Owner) : null;

    private async ValueTask<IReadOnlyList<bool>> FourEyesAsync(IReadOnlyList<Definition> drafts, CancellationToken ct)
    {
        var eyes = new List<bool>();
        foreach (var draft in drafts)
        {
            eyes.Add(await fourEyes.AtAsync(draft.Id.Owner, ct));
        }

        return eyes;
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
        var version = draft?.Id.Version ?? await DefinitionStore.LastVersionAsync(transaction, name, ct) + 1;
        var saved = new Definition(new DefinitionId(name.Kind, name.Key, name.Owner, version), DefinitionState.Draft, json, DefinitionDocument.ETagOf(json), now, actor.Name, null, draft?.RestsOn ?? ground);
        if (draft is null)
        {
            await DefinitionStore.AddDraftAsync(transaction, saved, ct);
        }
        else if (!await DefinitionStore.ReplaceDraftAsync(transaction, saved, ct))
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

    private async ValueTask<Result<Definition>> ActivateAsync(DbTransaction transaction, Actor actor, DefinitionName name, Definition draft, Ending ending, CancellationToken ct)
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

    private async ValueTask<Result<Definition>> ActivateAgainAsync(DbTransaction transaction, Actor actor, Definition former, Definition? active, bool eyes, CancellationToken ct)
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

    /// <summary>What was looked at, as it is.</summary>
    private sealed record Reviewed(IReadOnlyList<Definition> Drafts, IReadOnlyList<SelectedDraft> Selected);

    /// <param name="Ground">What the draft rests on above, or will when it is begun.</param>
    private sealed record Proposed(DefinitionName Name, string Json, string? IfMatch, DraftOrigin Origin, Basis Ground);

    /// <summary>What becomes of a draft when it is one no longer.</summary>
    private enum DraftEnd
    {
        InForce,
        /// <summary>It says what is above, so what is above may as well be in force itself.</summary>
        FollowsAbove,
    }

    private sealed record Ending(DraftEnd End, bool FourEyes);
}
