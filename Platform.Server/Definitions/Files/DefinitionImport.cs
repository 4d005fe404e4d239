using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Definitions.Files;

internal enum ImportChange
{
    /// <summary>The locality has nothing of this kind and key.</summary>
    New,
    /// <summary>The file says something else than the locality.</summary>
    Changed,
    /// <summary>Nothing to do: what is in force, or the draft, says the same.</summary>
    Same,
    /// <summary>Nothing is done: a draft under way holds something else in the same places, and stays.</summary>
    Kept,
    /// <summary>It cannot become a draft; the problems say why.</summary>
    Refused,
}

/// <summary>What becomes of a draft that somebody else has under way where the file says something else.</summary>
internal enum DraftUnderWay
{
    /// <summary>The changes of the file go into it; where it holds something else in the same place, it stays and that is reported.</summary>
    Merge,
    /// <summary>The file takes its place. Its authors find their work in the history of the draft.</summary>
    Replace,
    /// <summary>It is left alone.</summary>
    Keep,
}

/// <summary>One definition of a folder, and what an import makes of it.</summary>
/// <param name="Draft">Who saved the draft last that others have under way; null without one.</param>
/// <param name="Changes">What the draft would differ in from what is there now.</param>
/// <param name="Conflicts">What the file wanted and the draft under way keeps.</param>
/// <param name="ETag">Of what it was compared with; null for something new.</param>
/// <param name="Document">What the draft would be; null where nothing is to be written.</param>
/// <param name="IsReplaced">The draft that others have under way gives way to the file.</param>
internal sealed record ImportLine(
    DefinitionName Name,
    string File,
    ImportChange Change,
    string? Draft,
    DocumentPatch Changes,
    IReadOnlyList<DocumentConflict> Conflicts,
    IReadOnlyList<Problem> Problems,
    string? ETag,
    JsonObject? Document,
    bool IsReplaced = false)
{
    /// <summary>Others have a draft under way that says more than the file, and goes on.</summary>
    public bool IsShared { get; init; }

    public bool IsToBeWritten => Document is not null;
}

/// <param name="Lines">By kind and key.</param>
/// <param name="Refused">Files that could not be read; the field is the file.</param>
/// <param name="Drafts">Drafts there are now that hold what the folder says, to be published together.</param>
internal sealed record ImportReport(LocalityCode Locality, IReadOnlyList<ImportLine> Lines, IReadOnlyList<Problem> Refused, IReadOnlyList<string> LeftOut, IReadOnlyList<DefinitionName> Drafts)
{
    public bool IsWhole => Refused.Count == 0 && Lines.All(l => l.Change != ImportChange.Refused);
}

/// <summary>
/// Makes drafts of the files of a folder. What is in force or in draft already is left alone, so that doing it twice changes nothing; what the folder does not have stays
/// as it is. A draft that others have under way is never replaced unless that is asked for.
/// </summary>
internal sealed class DefinitionImport(DefinitionStore store, DefinitionChecks checks, IDefinitionEditor editor)
{
    private static readonly DocumentPatch None = new([]);

    public ValueTask<Result<ImportReport>> PlanAsync(Actor actor, DefinitionFolder folder, LocalityCode owner, DraftUnderWay underWay, CancellationToken ct) => PlanAsync(actor, folder, owner, _ => underWay, ct);

    /// <summary>What an import would do. Refused as <c>definition.forbidden</c>.</summary>
    /// <param name="underWay">What becomes of the draft that others have of a definition.</param>
    public async ValueTask<Result<ImportReport>> PlanAsync(Actor actor, DefinitionFolder folder, LocalityCode owner, Func<DefinitionName, DraftUnderWay> underWay, CancellationToken ct)
    {
        if (!actor.May(Permissions.DefinitionsEdit, owner))
        {
            return DefinitionProblems.Forbidden(owner);
        }

        var own = (await store.ListOwnAsync(owner, ct)).ToLookup(d => (d.Id.Kind, d.Id.Key));
        var lines = new List<ImportLine>();
        foreach (var filed in folder.Definitions)
        {
            var versions = own[(filed.Kind, filed.Key)].ToList();
            var here = new Here(new(filed.Kind, filed.Key, owner), versions.Find(d => d.State == DefinitionState.Draft), versions.Find(d => d.State == DefinitionState.Active));
            var others = here.Draft is { } draft && !await IsOwnAsync(actor, draft, ct);
            lines.Add(await CheckAsync(Plan(filed, here, others, underWay(here.Name)), ct));
        }

        return new ImportReport(owner, lines, folder.Refused, folder.LeftOut, DraftsOf(lines, own.SelectMany(d => d)));
    }

    /// <summary>Makes the drafts of a plan. What changed since it was made is refused line by line.</summary>
    /// <param name="chosen">Null = all of them.</param>
    public async ValueTask<ImportReport> ApplyAsync(Actor actor, ImportReport plan, IReadOnlySet<DefinitionName>? chosen, CancellationToken ct)
    {
        var lines = new List<ImportLine>();
        foreach (var line in plan.Lines)
        {
            if (!line.IsToBeWritten || chosen?.Contains(line.Name) == false)
            {
                lines.Add(line);
                continue;
            }

            var document = JsonElement.Parse(line.Document!.ToJsonString(ModelJson.Readable));
            var saved = await editor.SaveAsync(actor, line.Name, document, line.ETag, DraftOrigin.Written, ct);
            lines.Add(saved.Succeeded ? line with { ETag = saved.Value.Definition.ETag } : line with { Change = ImportChange.Refused, Problems = saved.Problems, Document = null });
        }

        return plan with { Lines = lines, Drafts = DraftsOf(lines, await store.ListOwnAsync(plan.Locality, ct)) };
    }

    /// <summary>
    /// Puts the drafts of an import in force together or not at all. Refused as <c>files.draftUnderWay</c> where it was merged into a draft of others: their unfinished work
    /// is theirs to publish.
    /// </summary>
    public async ValueTask<Result<IReadOnlyList<SelectedDraft>>> PublishAsync(Actor actor, ImportReport applied, CancellationToken ct)
    {
        if (UnfinishedOfOthers(applied) is { } shared)
        {
            return shared;
        }

        if (applied.Drafts.Count == 0)
        {
            return Result<IReadOnlyList<SelectedDraft>>.Ok([]);
        }

        var selected = await editor.CheckAllAsync(actor, applied.Drafts, ct);
        return selected.TryGet(out var reviewed) ? await editor.PublishAllAsync(actor, reviewed, ct) : selected;
    }

    /// <summary>Why an import cannot be published; null when it can. Known from the plan already, before anything is written.</summary>
    public static Problem? UnfinishedOfOthers(ImportReport report) =>
        report.Lines.FirstOrDefault(l => l.IsShared || (l is { Draft: not null, Change: ImportChange.Changed or ImportChange.Kept } && !l.IsReplaced)) is { } shared
            ? Problem.Conflict("files.draftUnderWay", ("value", $"{Words.Of(shared.Name.Kind)}/{shared.Name.Key}"), ("by", shared.Draft)) : null;

    private static ImportLine Plan(FiledDefinition filed, Here here, bool others, DraftUnderWay underWay)
    {
        var (wanted, now) = (JsonObject.Create(filed.Document)!, here.Draft ?? here.Active);
        var author = others ? here.Draft!.SavedBy : null;
        if (now is null)
        {
            return Line(ImportChange.New, DocumentDiff.Between([], wanted), [], wanted);
        }

        var (draft, active) = (Parse(here.Draft), Parse(here.Active));
        if (draft is not null && JsonNode.DeepEquals(draft, wanted))
        {
            return Line(ImportChange.Same, None, [], null);
        }

        if (active is not null && JsonNode.DeepEquals(active, wanted))
        {
            // A draft under way says something else, and goes on.
            return Line(ImportChange.Same, None, [], null) with { ETag = here.Active!.ETag };
        }

        return !others || underWay == DraftUnderWay.Replace ? Line(ImportChange.Changed, DocumentDiff.Between((draft ?? active)!, wanted), [], wanted) with { IsReplaced = others }
            : underWay == DraftUnderWay.Keep ? Line(ImportChange.Kept, None, DocumentMerge.Merge(active, wanted, draft!).Conflicts, null)
            : Merged(DocumentMerge.Merge(active, wanted, draft!));

        ImportLine Merged(PatchedDocument merged) => merged.Done.IsEmpty
            ? Line(merged.Conflicts.Count > 0 ? ImportChange.Kept : ImportChange.Same, None, merged.Conflicts, null) with { IsShared = true }
            : Line(ImportChange.Changed, merged.Done, merged.Conflicts, merged.Document);

        ImportLine Line(ImportChange change, DocumentPatch changes, IReadOnlyList<DocumentConflict> conflicts, JsonObject? document) =>
            new(here.Name, filed.File, change, author, changes, conflicts, [], now?.ETag, document);
    }

    private async ValueTask<ImportLine> CheckAsync(ImportLine line, CancellationToken ct)
    {
        if (line.Document is null)
        {
            return line;
        }

        var text = line.Document.ToJsonString(ModelJson.Readable);
        if (DefinitionDocument.TooLong(text) is { } tooLong)
        {
            return line with { Change = ImportChange.Refused, Problems = [tooLong], Document = null };
        }

        var found = await checks.FindAsync(line.Name, JsonElement.Parse(text), CheckStage.Save, ct);
        return found.Any(f => f.Blocks) ? line with { Change = ImportChange.Refused, Problems = [.. found.Where(f => f.Blocks).Select(f => f.Problem)], Document = null } : line;
    }

    /// <summary>What nobody else has edited is one's own to change. What no account has edited, as on the command line or from a package, is the operator's, or theirs who saved it.</summary>
    private async ValueTask<bool> IsOwnAsync(Actor actor, Definition draft, CancellationToken ct) =>
        await store.EditorsAsync(draft.Id, ct) is { Count: > 0 } editors ? editors.All(e => e == actor.AccountId) : actor.AccountId is null || draft.SavedBy == actor.Name;

    /// <summary>Drafts that say what the folder says, and those it was merged into.</summary>
    private static IReadOnlyList<DefinitionName> DraftsOf(IReadOnlyList<ImportLine> lines, IEnumerable<Definition> own)
    {
        var drafts = own.Where(d => d.State == DefinitionState.Draft).ToDictionary(d => new DefinitionName(d.Id.Kind, d.Id.Key, d.Id.Owner), d => d.ETag);
        return [.. lines.Where(l => !l.IsShared && l.Change is ImportChange.New or ImportChange.Changed or ImportChange.Same && drafts.GetValueOrDefault(l.Name) == l.ETag && l.ETag is not null).Select(l => l.Name)];
    }

    private static JsonObject? Parse(Definition? version) => version is null ? null : (JsonObject)JsonNode.Parse(version.Json)!;

    private sealed record Here(DefinitionName Name, Definition? Draft, Definition? Active);
}
