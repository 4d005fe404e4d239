using System.Globalization;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Documents;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Server.Cases.Journal;
using Platform.Server.Cases.Portal;

namespace Platform.Server.Cases.Bundles;

/// <summary>
/// Reading filed bundles. The applicant's account and whoever holds the bundle's tracking code see all of it, and so does, on the day, the officer who filed it for
/// somebody, who hands out its receipt; other staff see the cases they may read, and of the others not even what they are about.
/// </summary>
internal sealed class BundleDesk(BundleStore store, CaseReader cases, IItemCatalogue items, JournalStore journal, IDocuments documents, TimeProvider clock)
{
    private const int MostListed = 100;

    /// <summary>Refused as <c>bundle.unknown</c>, whether there is none or the actor may see nothing of it.</summary>
    public async Task<Result<BundleView>> FindAsync(Actor actor, string number, string? code, CancellationToken ct)
    {
        if (await store.FindAsync(number, ct) is { } bundle)
        {
            var files = await FilesAsync(bundle);
            var known = CaseSight.IsApplicant(actor, bundle.ApplicantAccount) || IsItsWindow(actor, bundle, files);
            var whole = known || bundle.TrackingCode.Matches(code);
            var shown = new List<BundledCase>();
            foreach (var file in files)
            {
                if (whole || CaseAccess.MayReadAsStaff(actor, file))
                {
                    shown.Add(await ViewAsync(file, whole, ct));
                }
            }

            if (shown.Count > 0)
            {
                var applicant = files[0].Content.Applicant;
                return new BundleView(
                    bundle.Number,
                    whole ? bundle.TrackingCode.Value : null,
                    bundle.Code,
                    bundle.Name,
                    bundle.Locality,
                    bundle.FiledAt,
                    shown,
                    bundle.Cases.Count - shown.Count,
                    known ? applicant.Name : whole ? PersonalFacts.ForCode(applicant).Name : null);
            }
        }

        return Problem.NotFound("bundle.unknown", ("value", number));
    }

    /// <summary>The bundle a case belongs to with those of its siblings the actor may read; null when it belongs to none.</summary>
    public async Task<BundleSiblings?> SiblingsAsync(Actor actor, CaseFile file, CancellationToken ct)
    {
        if (file.BundleId is not { } id || await store.FindAsync(id, ct) is not { } bundle)
        {
            return null;
        }

        var others = (await FilesAsync(bundle)).Where(f => f.Id != file.Id).ToList();
        var readable = others.Where(f => CaseAccess.MayReadAsStaff(actor, f)).ToList();
        return new(bundle.Number, bundle.Name, [.. readable.Select(f => new Sibling(f.Number, f.ItemName, f.AuthorityName, f.State))], others.Count - readable.Count);
    }

    /// <summary>The bundle a case was filed with, or null.</summary>
    public async Task<BundleLink?> LinkAsync(CaseFile file, CancellationToken ct) =>
        file.BundleId is { } id && await store.FindAsync(id, ct) is { } bundle ? new(bundle.Number, bundle.Name) : null;

    /// <summary>The actor's own bundles, last filed first.</summary>
    /// <param name="cursor">As the page before gave it, or null.</param>
    public async Task<(IReadOnlyList<BundleLine> Items, string? Next)> ListAsync(Actor actor, string? cursor, int take, CancellationToken ct)
    {
        if (actor.Kind != ActorKind.Resident || actor.AccountId is not { } account)
        {
            return ([], null);
        }

        var size = Math.Clamp(take, 1, MostListed);
        var found = await store.ListAsync(account, Guid.TryParse(cursor, CultureInfo.InvariantCulture, out var before) ? before : null, size + 1, ct);
        var lines = new List<BundleLine>();
        foreach (var bundle in found.Take(size))
        {
            var files = await FilesAsync(bundle);
            lines.Add(new(bundle.Number, bundle.Code, bundle.Name, bundle.FiledAt, [.. files.Select(f => new Sibling(f.Number, f.ItemName, f.AuthorityName, f.State))]));
        }

        return (lines, found.Count > size ? found[size - 1].Id.ToString() : null);
    }

    /// <summary>
    /// The officer who filed it, on that day and as long as they may file and read every case of it. The receipt shows codes that open everything: it is handed
    /// out at once, and whoever needs to see more of a case later has ways that leave a trace.
    /// </summary>
    private bool IsItsWindow(Actor actor, BundleFile bundle, IReadOnlyList<CaseFile> files) =>
        actor.Kind == ActorKind.Staff && actor.AccountId is { } account && account == bundle.FiledBy
        && ChinaTime.DayOf(bundle.FiledAt) == ChinaTime.DayOf(clock.GetUtcNow())
        && files.All(f => CaseAccess.MayFileFor(actor, f) && CaseAccess.MayReadAsStaff(actor, f));

    private async Task<IReadOnlyList<CaseFile>> FilesAsync(BundleFile bundle)
    {
        var files = new List<CaseFile>();
        foreach (var id in bundle.Cases)
        {
            files.Add(await cases.ReadAsync(id) ?? throw new InvalidOperationException($"Case {id} of bundle {bundle.Number} is missing."));
        }

        return files;
    }

    private async Task<BundledCase> ViewAsync(CaseFile file, bool whole, CancellationToken ct)
    {
        var item = await items.GetAsync(file.ItemVersionId, ct);
        var today = ChinaTime.DayOf(clock.GetUtcNow());
        var papers = await documents.ListAsync(file.Id, ct);
        return new(
            file.Number,
            whole ? file.TrackingCode.Value : null,
            file.ItemCode,
            file.ItemName,
            file.Authority,
            file.AuthorityName,
            file.State,
            CaseClocks.Three(file, item, today),
            file.DueOn,
            file.Tasks.FirstOrDefault()?.Title,
            file.State == CaseState.Supplementing || file.Tasks.Exists(t => t.Audience.Applicant),
            CaseTimeline.Decision(await journal.RowsAsync(file, ct), item.Item)?.Granted,
            [.. papers.Where(p => p.AnnulledOn is null && p.Kind is DocumentKinds.Licence or DocumentKinds.DecisionGrant or DocumentKinds.DecisionDeny).Select(p => new DocumentView(p.Id, p.Kind, p.Number, p.Title, p.IssuedOn, p.AnnulledOn))]);
    }
}

/// <summary>A filed bundle as one viewer sees it.</summary>
/// <param name="TrackingCode">Of the whole bundle; for its applicant, the officer who filed it, and whoever has it already.</param>
/// <param name="Cases">Those the viewer may see, in the bundle's order; at least one.</param>
/// <param name="Others">How many cases the viewer may not see.</param>
/// <param name="Applicant">Who applied; masked for whoever came with the code, null for whoever sees a part.</param>
public sealed record BundleView(
    string Number,
    string? TrackingCode,
    string Bundle,
    LocalizedText Name,
    Platform.Model.Localities.LocalityCode Locality,
    DateTimeOffset FiledAt,
    IReadOnlyList<BundledCase> Cases,
    int Others,
    string? Applicant);

/// <summary>One case of a bundle: where it stands, by when, and what came of it.</summary>
/// <param name="TrackingCode">Of this case alone; for whoever sees the whole bundle.</param>
/// <param name="DueOn">Last day of the clock that counts now, or null.</param>
/// <param name="Step">Title of the open task, null when none is open.</param>
/// <param name="NeedsApplicant">The case waits for its applicant.</param>
/// <param name="Granted">The decision; null before there is one.</param>
/// <param name="Results">Decision and licence that count.</param>
public sealed record BundledCase(
    string Number,
    string? TrackingCode,
    string Item,
    LocalizedText ItemName,
    string Authority,
    LocalizedText AuthorityName,
    CaseState State,
    ThreeNumbers Clocks,
    DateOnly? DueOn,
    LocalizedText? Step,
    bool NeedsApplicant,
    bool? Granted,
    IReadOnlyList<DocumentView> Results);

/// <param name="Hidden">How many more there are that the viewer may not see.</param>
internal sealed record BundleSiblings(string Number, LocalizedText Name, IReadOnlyList<Sibling> Cases, int Hidden);

/// <summary>A bundle in a list.</summary>
internal sealed record BundleLine(string Number, string Bundle, LocalizedText Name, DateTimeOffset FiledAt, IReadOnlyList<Sibling> Cases);

/// <summary>A case of a bundle in a list.</summary>
internal sealed record Sibling(string Number, LocalizedText ItemName, LocalizedText AuthorityName, CaseState State);
