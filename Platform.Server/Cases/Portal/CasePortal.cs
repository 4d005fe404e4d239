using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Ui.Forms;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Documents;
using Platform.Model.Evaluation;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Server.Cases.Bundles;
using Platform.Server.Cases.Drafts;
using Platform.Server.Cases.Intake;
using Platform.Server.Cases.Journal;
using Platform.Server.Cases.Search;
using Platform.Server.Cases.Unmask;

namespace Platform.Server.Cases.Portal;

/// <summary>The resident's pages on top of the same desks the API uses.</summary>
internal sealed class CasePortal(
    DraftDesk drafts,
    ApplicantDesk desk,
    CaseReader cases,
    CaseList list,
    JournalStore journal,
    CaseRevisions revisions,
    IDocuments documents,
    IRatings ratings,
    UnmaskDesk unmask,
    BundleDesk bundles,
    RelatedCases related,
    IItemCatalogue items,
    Applicables applicables,
    TimeProvider clock) : ICasePortal
{
    public async ValueTask<Result<Guid>> CreateDraftAsync(Actor actor, LocalityCode locality, string item, bool isBundle, IReadOnlyDictionary<string, string> scenario, string channel, CancellationToken ct) =>
        (await drafts.CreateAsync(actor, locality, item, isBundle, scenario, Channels.Normalise(channel) ?? Channels.Pc, ct)).Then(d => Result<Guid>.Ok(d.Id));

    public async ValueTask<DraftView?> GetDraftAsync(Actor actor, Guid id, CancellationToken ct) =>
        await drafts.FindAsync(actor, id, ct) is { } d
            ? new(d.Id, d.Version, d.Content.ItemVersion, d.Locality, View(d.Content.Applicant), d.Content.Scenario, Element(d.Content.Answers), View(d.Content.Materials), d.UpdatedAt, d.ExpiresAt, d.Content.IsBundle)
            : null;

    public async ValueTask<Result<int>> SaveDraftAsync(Actor actor, Guid id, DraftChange change, CancellationToken ct)
    {
        var saved = await drafts.SaveAsync(
            actor,
            id,
            change.Version,
            old => old with
            {
                Applicant = Party(change.Applicant),
                Scenario = change.Scenario.ToImmutableDictionary(),
                Answers = Read(change.Answers),
                Materials = Inputs(change.Materials),
                Channel = Channels.Normalise(change.Channel) ?? Channels.Pc,
            },
            ct);
        return saved.Then(d => Result<int>.Ok(d.Version));
    }

    public async ValueTask<Result<Done>> DeleteDraftAsync(Actor actor, Guid id, CancellationToken ct) => await drafts.DeleteAsync(actor, id, ct);

    public async ValueTask<Result<FiledApplication>> SubmitDraftAsync(Actor actor, Guid id, int version, string channel, CancellationToken ct) =>
        (await drafts.SubmitAsync(actor, id, version, channel, ct)).Then<FiledApplication>(filed => filed switch
        {
            FiledDraft.OfCase one => new FiledApplication(one.File.Number, IsBundle: false),
            FiledDraft.OfBundle one => new FiledApplication(one.Bundle.Bundle.Number, IsBundle: true),
            _ => throw new ArgumentOutOfRangeException(nameof(id), filed, "A draft became something unknown."),
        });

    public async ValueTask<IReadOnlyList<DraftSummary>> ListDraftsAsync(Actor actor, CancellationToken ct)
    {
        var found = new List<DraftSummary>();
        foreach (var draft in await drafts.ListAsync(actor, ct))
        {
            var item = await applicables.GetAsync(draft.Content.ItemVersion, draft.Content.IsBundle, ct);
            found.Add(new(draft.Id, draft.Item, draft.Content.IsBundle, item.Name, draft.Locality, draft.UpdatedAt, draft.ExpiresAt));
        }

        return found;
    }

    public async ValueTask<CaseView?> ViewAsync(Actor actor, string number, string? code, CancellationToken ct)
    {
        var found = await cases.FindAsync(actor, number, code, ct);
        if (!found.TryGet(out var file))
        {
            return null;
        }

        var item = await items.GetAsync(file.ItemVersionId, ct);
        var owner = CaseAccess.MayActAsApplicant(actor, file, code);
        var events = await journal.RowsAsync(file, ct);
        var papers = await documents.ListAsync(file.Id, ct);
        var today = ChinaTime.DayOf(clock.GetUtcNow());
        var handsOut = IsItsWindow(actor, file, events, today);
        var step = file.Tasks.FirstOrDefault();
        var atWindow = actor.Kind == ActorKind.Staff && CaseAccess.MayFileFor(actor, file) && SupplementCase.IsAwaited(file);
        var (answers, leftOut) = owner ? (file.Content.Answers, false)
            : !atWindow ? (Answers.Empty, false)
            : await unmask.OpenUntilAsync(actor, file, ct) is null ? WithoutMasked(item.Form, file)
            : (file.Content.Answers, false);
        return new(
            file.Number,
            owner || handsOut || file.TrackingCode.Matches(code) ? file.TrackingCode.Value : null,
            owner,
            file.State,
            file.ItemVersionId,
            file.Locality,
            file.AuthorityName,
            View(owner || handsOut ? file.Content.Applicant : PersonalFacts.ForCode(file.Content.Applicant)),
            file.FiledAt,
            step?.Title,
            null,
            [.. events.Select(CaseTimeline.Of).OfType<TimelineEntry>()],
            CaseClocks.Three(file, item, today),
            owner ? file.Content.Scenario : ImmutableDictionary<string, string>.Empty,
            Element(answers),
            owner ? [.. file.Content.Materials.Select(m => new MaterialView(m.Key, m.Files, m.Status == MaterialStatus.Missing))] : [],
            Asked(file, item.Calendar, today, papers),
            owner ? await revisions.ChangesAsync(file, ct) : [],
            CaseTimeline.Decision(events, item.Item),
            [.. papers.Select(p => new DocumentView(p.Id, p.Kind, p.Number, p.Title, p.IssuedOn, p.AnnulledOn))],
            [.. events.Where(e => e.Name == "message.applicant").Select(e => new MessageView(e.At, JsonNode.Parse(e.Payload)!["text"]?.GetValue<string>() ?? ""))],
            actor.Kind != ActorKind.Staff && (owner || file.TrackingCode.Matches(code))
                ? [.. (await ratings.ListAsync(file.Number, ct)).Select(s => new ServiceView(s.ServiceNumber, s.ServiceName, s.At, s.Until, s.Grade is not null, CaseAccess.IsApplicant(actor, file) ? s.Grade : null))]
                : [],
            owner && !file.State.IsTerminal() && file.State is not (CaseState.Decided or CaseState.Completed),
            owner || atWindow ? CaseAccess.UploadOwner(actor, file, code) : null,
            atWindow ? new(file.Content.Applicant.Name, file.Content.Agent?.Name, leftOut) : null,
            CaseAccess.IsApplicant(actor, file) ? await bundles.LinkAsync(file, ct) : null,
            await related.FindAsync(actor, file, ct));
    }

    public async ValueTask<IReadOnlyList<CaseSummary>> ListCasesAsync(Actor actor, CancellationToken ct)
    {
        if (!(await list.ListAsync(actor, new(Take: 100), ct)).TryGet(out var page))
        {
            return [];
        }

        var open = await ratings.OpenAsync([.. page.Items.Select(l => l.Number)], ct);
        return [.. page.Items.Select(l => new CaseSummary(l.Number, l.ItemName, l.AuthorityName, l.State, l.FiledAt, l.NeedsApplicant, open.Contains(l.Number)))];
    }

    public async ValueTask<Result<Done>> SupplementAsync(Actor actor, string number, string? code, SupplementChange change, CancellationToken ct) =>
        (await desk.SupplementAsync(actor, number, code, new(Read(change.Answers), Inputs(change.Materials), change.Channel, BringerOf(change)), null, null, ct)).Then(_ => Result<Done>.Ok(Done.It));

    public async ValueTask<Result<Done>> WithdrawAsync(Actor actor, string number, string? code, string reason, CancellationToken ct) =>
        (await desk.WithdrawAsync(actor, number, code, reason, null, null, ct)).Then(_ => Result<Done>.Ok(Done.It));

    public async ValueTask<string?> ReadDocumentAsync(Actor actor, string number, string? code, Guid documentId, CancellationToken ct) =>
        (await cases.FindAsync(actor, number, code, ct)).TryGet(out var file) ? await documents.ReadAsync(file.Id, documentId, ct) : null;

    public async ValueTask<Result<PdfFile>> PrintDocumentAsync(Actor actor, string number, string? code, Guid documentId, CancellationToken ct)
    {
        var found = await cases.FindAsync(actor, number, code, ct);
        return found.TryGet(out var file) ? await documents.PrintAsync(file.Id, documentId, ct) : Result<PdfFile>.Refused(found.Problems);
    }

    /// <summary>
    /// The officer who filed it, on that day and as long as they may file here: the receipt shows a code by which one speaks for an applicant without an
    /// account, so it is handed out at once and to nobody else.
    /// </summary>
    private static bool IsItsWindow(Actor actor, CaseFile file, IReadOnlyList<JournalRow> events, DateOnly today) =>
        CaseAccess.MayFileFor(actor, file) && actor.AccountId is { } account && events[0].ActorId == account && ChinaTime.DayOf(file.FiledAt) == today;

    private static SupplementAsked? Asked(CaseFile file, WorkCalendar calendar, DateOnly today, IReadOnlyList<IssuedDocument> papers) =>
        file is { State: CaseState.Supplementing, Notice: { } notice }
            ? new(
                [.. notice.Fields.Select(f => new Marked(f.Key, f.Reason))],
                [.. notice.Materials.Select(m => new Marked(m.Key, m.Reason))],
                ClockRules.Read(file.Ledger, ClockKind.Supplement, calendar, today).Deadline,
                notice.Note,
                papers.LastOrDefault(p => p.Kind == DocumentKinds.SupplementNotice)?.Id)
            : file.State.IsUnderReview() && file.Facts.OpenGap is { Count: > 0 } gap
            ? new([], [.. gap.Select(k => new Marked(k, ""))], file.Facts.GapDueOn, null, papers.LastOrDefault(p => p.Kind == DocumentKinds.AcceptanceNotice)?.Id, Promise: true)
            : null;

    private static Bringer? BringerOf(SupplementChange change) =>
        change.BroughtByAgent is { } agent ? agent ? new(BringerKind.Agent, change.AgentName) : new(BringerKind.Applicant) : null;

    /// <summary>
    /// The answers for somebody of the office: marked ones that are masked for them are typed anew. What is not marked stays, since it is not shown and
    /// must come back unchanged.
    /// </summary>
    private static (Answers Answers, bool LeftOut) WithoutMasked(CompiledForm form, CaseFile file)
    {
        var (answers, before) = (file.Content.Answers, file.Content.Answers);
        var marked = file.Notice?.Fields.Select(f => f.Key).ToList() ?? [];
        foreach (var hidden in form.VisiblePages(before).SelectMany(p => form.VisibleElements(p, before)).SelectMany(e => e.SelfAndBelow())
            .Where(e => e.Element is FormField { Mask: not null, Calculated: null } && marked.Exists(m => FormNames.IsAtOrIn(e.Path, m))))
        {
            answers = answers.Without(hidden.Path);
        }

        return (answers, !answers.Equals(before));
    }

    private static ApplicantView View(CaseApplicant party) => new(party.Type, party.Name, party.IdType, party.IdNumber, party.Phone);

    private static CaseApplicant Party(ApplicantView view) => new(view.Type, view.Name, view.IdType, view.IdNumber, view.Phone);

    private static IReadOnlyList<MaterialView> View(IEnumerable<MaterialInput> materials) => [.. materials.Select(m => new MaterialView(m.Key, m.Files ?? [], m.Deferred, m.OnPaper))];

    private static ImmutableList<MaterialInput> Inputs(IEnumerable<MaterialView> materials) => [.. materials.Select(m => new MaterialInput(m.Requirement, m.Files, m.OnPaper, m.Deferred))];

    private static Answers Read(JsonElement answers) => answers.ValueKind == JsonValueKind.Object ? Answers.Parse(answers.GetRawText()) : Answers.Empty;

    private static JsonElement Element(Answers answers) => JsonSerializer.SerializeToElement(answers, ModelJson.Options);
}
