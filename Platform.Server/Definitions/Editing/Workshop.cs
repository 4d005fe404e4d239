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

/// <summary>
/// Edits drafts. Each edit reads the draft, changes it and writes it in one transaction, on the lane of the definition: so edits of one definition follow each
/// other, in whichever process, and none is made on a draft that has gone on.
/// </summary>
internal sealed class Workshop(
    DefinitionStore definitions,
    DefinitionEditStore edits,
    AboveReader above,
    DefinitionAudit audit,
    DefinitionChecks checks,
    Presence<DefinitionName> presence,
    ICommitQueue commits,
    TimeProvider clock) : IWorkshop
{
    /// <summary>Of an edit whose draft comes into force with others in the same moment.</summary>
    private const int MostTries = 3;

    public async ValueTask<Result<Workpiece>> OpenAsync(Actor actor, DefinitionName name, CancellationToken ct) =>
        DefinitionAccess.MayRead(actor, name.Owner) ? await ReadAsync(actor, name, ct) : DefinitionProblems.Forbidden(name.Owner);

    public ValueTask<Result<EditOutcome>> EditAsync(Actor actor, DefinitionName name, DocumentPatch patch, int? draft, CancellationToken ct) => WriteAsync(
        actor,
        name,
        async (transaction, open, token) =>
            draft is { } seen && open?.Id.Version != seen && await DefinitionStore.WasDiscardedAsync(transaction, new DefinitionId(name.Kind, name.Key, name.Owner, seen), token)
                ? Problem.Conflict("editing.discarded", ("value", name.ToString()), ("version", seen))
                : new Planned(EditKind.Made, patch),
        ct);

    public ValueTask<Result<EditOutcome>> RebaseAsync(Actor actor, DefinitionName name, DocumentPatch patch, BasisMove move, CancellationToken ct) =>
        WriteAsync(actor, name, (_, _, _) => ValueTask.FromResult<Result<Planned>>(new Planned(EditKind.Made, patch, move)), ct);

    public async ValueTask<Result<EditOutcome>> RestoreAsync(Actor actor, DefinitionName name, int version, CancellationToken ct)
    {
        if (!DefinitionAccess.MayRead(actor, name.Owner))
        {
            return DefinitionProblems.Forbidden(name.Owner);
        }

        if (await definitions.FindVersionAsync(new DefinitionId(name.Kind, name.Key, name.Owner, version), ct) is not { } wanted)
        {
            return Problem.NotFound("definition.notFound", ("value", name.ToString()));
        }

        var (ground, rests) = (await above.GroundAsync(name, ct), await above.BasisOfAsync(wanted, ct));
        var piece = await ReadAsync(actor, name, ct);
        var patch = DocumentDiff.Between(piece.Document, (JsonObject)JsonNode.Parse(wanted.Json)!);
        var restored = ground == rests ? await EditAsync(actor, name, patch, piece.Draft?.Id.Version, ct) : await RebaseAsync(actor, name, patch, new BasisMove(ground, rests), ct);
        if (wanted is { State: DefinitionState.Obsolete, PublishedAt: null } && restored.TryGet(out var outcome) && outcome.Piece.Draft is { } draft)
        {
            await RememberAuthorsAsync(wanted.Id, draft.Id, ct);
        }

        return restored;
    }

    /// <summary>Nobody has looked at what was discarded: whoever wrote it wrote the draft it becomes again, and with four eyes does not publish it.</summary>
    private async ValueTask RememberAuthorsAsync(DefinitionId from, DefinitionId draft, CancellationToken ct)
    {
        var authors = await definitions.EditorsAsync(from, ct);
        await commits.CommitAsync<Done>(
            async (transaction, token) =>
            {
                foreach (var author in authors)
                {
                    await DefinitionStore.RememberEditorAsync(transaction, draft, author, token);
                }

                return Done.It;
            },
            ct);
    }

    public ValueTask<Result<EditOutcome>> UndoAsync(Actor actor, DefinitionName name, CancellationToken ct) =>
        WriteAsync(actor, name, (transaction, draft, token) => LastAsync(transaction, draft, actor, s => s.Undo, EditKind.Undone, "editing.nothingToUndo", token), ct);

    public ValueTask<Result<EditOutcome>> RedoAsync(Actor actor, DefinitionName name, CancellationToken ct) =>
        WriteAsync(actor, name, (transaction, draft, token) => LastAsync(transaction, draft, actor, s => s.Redo, EditKind.Redone, "editing.nothingToRedo", token), ct);

    public async ValueTask<Result<IReadOnlyList<DefinitionFinding>>> CheckAsync(Actor actor, DefinitionName name, CancellationToken ct)
    {
        if (!DefinitionAccess.MayRead(actor, name.Owner))
        {
            return DefinitionProblems.Forbidden(name.Owner);
        }

        return await definitions.FindAsync(name, DefinitionState.Draft, ct) is { } draft
            ? Result<IReadOnlyList<DefinitionFinding>>.Ok(await checks.FindAsync(name, JsonElement.Parse(draft.Json), CheckStage.Publish, ct))
            : Problem.Conflict("definition.noDraft", ("value", name.ToString()));
    }

    public async ValueTask<Result<IReadOnlyList<Edit>>> EditsAsync(Actor actor, DefinitionName name, int before, int take, CancellationToken ct) =>
        !DefinitionAccess.MayRead(actor, name.Owner) ? DefinitionProblems.Forbidden(name.Owner)
        : await definitions.FindAsync(name, DefinitionState.Draft, ct) is { } draft ? Result<IReadOnlyList<Edit>>.Ok(await edits.ListAsync(draft.Id, before, take, ct))
        : Result<IReadOnlyList<Edit>>.Ok([]);

    public async ValueTask<Result<IReadOnlyList<Definition>>> VersionsAsync(Actor actor, DefinitionName name, CancellationToken ct) =>
        DefinitionAccess.MayRead(actor, name.Owner) ? Result<IReadOnlyList<Definition>>.Ok(await definitions.ListVersionsAsync(name, ct)) : DefinitionProblems.Forbidden(name.Owner);

    public async ValueTask<DraftMark?> MarkAsync(Actor actor, DefinitionName name, CancellationToken ct) =>
        DefinitionAccess.MayRead(actor, name.Owner) ? await edits.FindMarkAsync(name, ct) : null;

    public IDisposable Enter(Actor actor, DefinitionName name, Action changed) => presence.Enter(name, AuthorOf(actor), actor.Name, changed);

    public IReadOnlyList<Colleague> OthersIn(DefinitionName name, Guid account) => presence.OthersIn(name, account);

    private async ValueTask<Result<EditOutcome>> WriteAsync(
        Actor actor, DefinitionName name, Func<DbTransaction, Definition?, CancellationToken, ValueTask<Result<Planned>>> plan, CancellationToken ct)
    {
        if (!actor.May(Permissions.DefinitionsEdit, name.Owner))
        {
            return DefinitionProblems.Forbidden(name.Owner);
        }

        if (!DefinitionDocument.IsKey(name.Key))
        {
            return DefinitionDocument.NoKey(name.Key);
        }

        var upper = await above.NearestAsync(name, ct);
        Result<Written> written;
        var tries = 0;
        do
        {
            written = await CommitAsync(actor, name, (upper, await above.GroundAsync(name, ct)), plan, ct);
        }
        while (!written.Succeeded && written.Problems[0].Code == DefinitionProblems.StaleCode && ++tries < MostTries);

        if (!written.TryGet(out var result))
        {
            return Result<EditOutcome>.Refused(written.Problems);
        }

        if (result.Changed)
        {
            presence.Tell(name);
        }

        return new EditOutcome(await ReadAsync(actor, name, ct), result.Conflicts);
    }

    private Task<Result<Written>> CommitAsync(
        Actor actor, DefinitionName name, (Definition? Above, Basis Ground) beneath, Func<DbTransaction, Definition?, CancellationToken, ValueTask<Result<Planned>>> plan, CancellationToken ct) => commits.CommitAsync(
            name.ToString(),
            async (transaction, token) =>
            {
                var draft = await DefinitionStore.FindAsync(transaction, name, DefinitionState.Draft, token);
                var planned = await plan(transaction, draft, token);
                return planned.TryGet(out var edit) ? await CarryOutAsync(transaction, actor, new Bench(name, draft, beneath.Above, draft?.RestsOn ?? beneath.Ground), edit, token) : Result<Written>.Refused(planned.Problems);
            },
            ct);

    private async ValueTask<Result<Written>> CarryOutAsync(DbTransaction transaction, Actor actor, Bench bench, Planned planned, CancellationToken ct)
    {
        var active = await DefinitionStore.FindAsync(transaction, bench.Name, DefinitionState.Active, ct);
        var document = bench.Draft is { } open ? (JsonObject)JsonNode.Parse(open.Json)! : DraftBegin.Of(bench.Name, active, bench.Above);
        var patched = planned.Patch.Apply(document);
        var move = planned.Kind != EditKind.Made || patched.Conflicts.Count == 0 ? planned.Move : null;
        if (move is not null && bench.RestsOn != move.Before)
        {
            // Somebody has compared it with what is above since: twice the same is once, and anything else was decided on other grounds. What is taken back is asked anew.
            if (planned.Kind == EditKind.Made && bench.RestsOn != move.After)
            {
                return OutOfDate(bench.Name);
            }

            move = planned.Kind == EditKind.Made ? null : move with { Before = bench.RestsOn };
        }

        if (patched.Done.IsEmpty && move is null && planned.Kind == EditKind.Made)
        {
            return new Written(false, patched.Conflicts);
        }

        var now = clock.GetUtcNow();
        var text = DraftText.Of(patched.Document);
        if (!text.TryGet(out var json))
        {
            return Result<Written>.Refused(text.Problems);
        }

        if (await SaveAsync(transaction, actor, bench with { RestsOn = move?.After ?? bench.RestsOn }, json, now, ct) is not { } saved)
        {
            return OutOfDate(bench.Name);
        }

        await DefinitionEditStore.AppendAsync(transaction, saved.Id, new Edit(0, planned.Kind, AuthorOf(actor), actor.Name, now, patched.Done, move), ct);
        return new Written(true, patched.Conflicts);
    }

    /// <summary>Null when the draft came into force beside this transaction: the edit is made again and begins a draft of its own.</summary>
    private async ValueTask<Definition?> SaveAsync(DbTransaction transaction, Actor actor, Bench bench, string json, DateTimeOffset now, CancellationToken ct)
    {
        if (await DraftRow.WriteAsync(transaction, bench.Name, bench.Draft, json, bench.RestsOn, actor.Name, now, ct) is not { } saved)
        {
            return null;
        }

        if (actor.AccountId is { } editor && await DefinitionStore.RememberEditorAsync(transaction, saved.Id, editor, ct))
        {
            // Once per author and version: who changed what stands in the edits.
            await audit.WriteAsync(transaction, actor, saved, "definition.edited", now, ct);
        }

        return saved;
    }

    private static async ValueTask<Result<Planned>> LastAsync(
        DbTransaction transaction, Definition? draft, Actor actor, Func<UndoStacks, IReadOnlyList<Edit>> side, EditKind kind, string nothing, CancellationToken ct)
    {
        if (draft is null || side(UndoRules.Of(await DefinitionEditStore.ListHeadsAsync(transaction, draft.Id, AuthorOf(actor), ct), AuthorOf(actor))) is not [.., var last])
        {
            return Problem.Conflict(nothing);
        }

        var whole = await DefinitionEditStore.GetAsync(transaction, draft.Id, last.Number, ct);
        return new Planned(kind, whole.Patch.Invert(), whole.Basis?.Invert());
    }

    private async ValueTask<Workpiece> ReadAsync(Actor actor, DefinitionName name, CancellationToken ct)
    {
        var draft = await definitions.FindAsync(name, DefinitionState.Draft, ct);
        var active = await definitions.FindAsync(name, DefinitionState.Active, ct);
        var upper = await above.NearestAsync(name, ct);
        var document = draft is null ? DraftBegin.Of(name, active, upper) : (JsonObject)JsonNode.Parse(draft.Json)!;
        if (draft is null)
        {
            return new Workpiece(name, document, null, active, upper, 0, default);
        }

        var stacks = UndoRules.Of(await edits.ListHeadsAsync(draft.Id, AuthorOf(actor), ct), AuthorOf(actor));
        return new Workpiece(name, document, draft, active, upper, await edits.LastNumberAsync(draft.Id, ct), new StepsBack(stacks.Undo.Count, stacks.Redo.Count));
    }

    /// <summary>Edits of a key of a channel count as one author's.</summary>
    private static Guid AuthorOf(Actor actor) => actor.AccountId ?? Guid.Empty;

    private static Problem OutOfDate(DefinitionName name) => DefinitionProblems.Stale(name.ToString(), null);

    private sealed record Planned(EditKind Kind, DocumentPatch Patch, BasisMove? Move = null);

    /// <param name="RestsOn">What the draft rests on, or will when it is begun.</param>
    private sealed record Bench(DefinitionName Name, Definition? Draft, Definition? Above, Basis RestsOn);

    private sealed record Written(bool Changed, IReadOnlyList<DocumentConflict> Conflicts);
}
