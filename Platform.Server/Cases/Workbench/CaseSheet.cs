using System.Text.Json.Nodes;
using Platform.Designer.Ui.Forms;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Documents;
using Platform.Model.Files;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Server.Cases.Bundles;
using Platform.Server.Cases.Journal;
using Platform.Server.Cases.Portal;
using Platform.Server.Cases.Tasks;
using Platform.Server.Cases.Unmask;

namespace Platform.Server.Cases.Workbench;

/// <summary>A case as a caseworker sees it at one version, with all that belongs to it. Immutable: what changed since is found by comparing two.</summary>
/// <param name="Events">The whole journal up to this version, oldest first.</param>
/// <param name="Changes">What supplements changed, against what was filed.</param>
/// <param name="Authorities">Names by credit code, of all who have to do with the case.</param>
/// <param name="Places">For addresses.</param>
/// <param name="Groups">The groups open tasks name, by task.</param>
/// <param name="Bundle">The bundle it was filed with; null when it was filed by itself.</param>
/// <param name="Related">The case that filed it and those it filed; null when it stands alone.</param>
/// <param name="UnmaskedUntil">Until when the person sees the personal data whole; null while these are masked.</param>
internal sealed record CaseSheet(
    CaseFile File,
    PublishedItem Item,
    DateOnly Today,
    ThreeNumbers Numbers,
    IReadOnlyList<CaseEventResource> Events,
    IReadOnlyList<IssuedDocument> Documents,
    IReadOnlyDictionary<Guid, StoredFile> Files,
    IReadOnlyList<ValueChange> Changes,
    IReadOnlyDictionary<string, string> Authorities,
    IReadOnlyList<PlaceOption> Places,
    DateTimeOffset? UnmaskedUntil,
    IReadOnlyDictionary<Guid, ShownGroup> Groups,
    BundleSiblings? Bundle,
    CaseRelations? Related)
{
    private const string InAnswers = "answers.";

    public bool IsMasked => UnmaskedUntil is null;

    public CaseApplicant Applicant => IsMasked ? PersonalFacts.ForStaff(File.Content.Applicant) : File.Content.Applicant;

    public CaseApplicant? Agent => File.Content.Agent is { } agent && IsMasked ? PersonalFacts.ForStaff(agent) : File.Content.Agent;

    /// <summary>What the words of answers need.</summary>
    public FormSurroundings Surroundings { get; } = new()
    {
        Files = Files.Values.ToDictionary(f => f.Id, f => new FileLine(f.Id, f.Name, f.SizeBytes, $"/api/v1/files/{f.Id}")),
        Places = Places,
    };

    /// <summary>The old answer by path, null where there was none; for what supplements changed.</summary>
    public IReadOnlyDictionary<string, JsonNode?> ChangedAnswers { get; } = Changes
        .Where(c => c.Path.StartsWith(InAnswers, StringComparison.Ordinal))
        .ToDictionary(c => c.Path[InAnswers.Length..], c => c.Old is { } old ? JsonNode.Parse(old.GetRawText()) : null, StringComparer.Ordinal);

    /// <summary>All answers that are shown, in reading order; inside repeats too.</summary>
    public IReadOnlyList<VisibleElement> Elements { get; } =
        [.. Item.Form.VisiblePages(File.Content.Answers).SelectMany(p => Item.Form.VisibleElements(p, File.Content.Answers)).SelectMany(e => e.SelfAndBelow()).Where(e => e.Element is not FormField { HasAnswer: false })];

    /// <summary>Paths that a notice can mark: calculated answers follow from others.</summary>
    public IReadOnlyList<string> MarkablePaths => [.. Markable.Select(e => e.Path)];

    public IEnumerable<VisibleElement> Markable => Elements.Where(e => e.Element is not FormField { Calculated: not null });

    public IReadOnlyList<string> MaterialKeys => [.. File.Content.Materials.Select(m => m.Key)];

    public string AuthorityName(string code) => Authorities.GetValueOrDefault(code) ?? (code == File.Authority ? File.AuthorityName.ToString() : code);

    /// <summary>Where an answer came from: the latest origin that names it, else the filing.</summary>
    public AnswerOrigin? OriginOf(string path)
    {
        var key = path.Split('.', '[')[0];
        return File.Content.Origins.FindLast(o => o.Keys.Contains(key)) ?? File.Content.Origins.Find(o => o.Keys.IsEmpty);
    }
}

/// <summary>Puts the sheet of a case together for somebody who may see it.</summary>
internal sealed class CaseSheets(
    CaseReader cases,
    CaseHistory history,
    UnmaskDesk unmask,
    BundleDesk bundles,
    RelatedCases related,
    CaseRevisions revisions,
    IItemCatalogue items,
    IDocuments documents,
    IFiles files,
    IAuthorities authorities,
    IGroups groups,
    ILocalities localities,
    TimeProvider clock)
{
    /// <summary>Null when there is no such case, or it is none of the actor's.</summary>
    public async Task<CaseSheet?> ReadAsync(Actor actor, string number, CancellationToken ct)
    {
        if (await cases.FindAsync(number, ct) is not { } file || !CaseAccess.MayReadAsStaff(actor, file))
        {
            return null;
        }

        var item = await items.GetAsync(file.ItemVersionId, ct);
        var today = ChinaTime.DayOf(clock.GetUtcNow());
        var events = await history.ReadAsync(file, actor, ct);
        var wanted = file.Content.Materials.SelectMany(m => m.Files).Concat(FilesIn(file.Content.Answers.ToJson())).Distinct().ToList();
        var found = wanted.Count == 0 ? [] : await files.FindAllAsync(wanted, ct);
        return new(
            file,
            item,
            today,
            CaseClocks.Three(file, item, today),
            [.. events.Where(e => e.Seq <= file.LastSeq)],
            await documents.ListAsync(file.Id, ct),
            found.ToDictionary(f => f.Id),
            await revisions.ChangesAsync(file, ct),
            await NamesAsync(file, ct),
            await PlacesAsync(file.Locality, today, ct),
            await unmask.OpenUntilAsync(actor, file, ct),
            await GroupsAsync(file, ct),
            await bundles.SiblingsAsync(actor, file, ct),
            await related.FindAsync(actor, file, ct));
    }

    private static IEnumerable<Guid> FilesIn(JsonNode? node) => node switch
    {
        JsonObject values => values.SelectMany(v => FilesIn(v.Value)),
        JsonArray many => many.SelectMany(FilesIn),
        JsonValue value when value.TryGetValue<string>(out var text) && Guid.TryParse(text, out var id) => [id],
        _ => [],
    };

    private async Task<IReadOnlyDictionary<string, string>> NamesAsync(CaseFile file, CancellationToken ct)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { [file.Authority] = file.AuthorityName.ToString() };
        foreach (var code in file.Tasks.Where(t => !t.Audience.Applicant).Select(t => t.AuthorityIn(file)).Distinct().Where(c => !names.ContainsKey(c)).ToList())
        {
            names[code] = await authorities.FindAsync(code, ct) is { } authority ? authority.Name.ToString() : code;
        }

        return names;
    }

    private async Task<IReadOnlyDictionary<Guid, ShownGroup>> GroupsAsync(CaseFile file, CancellationToken ct)
    {
        var named = new Dictionary<Guid, ShownGroup>();
        foreach (var task in file.Tasks)
        {
            if (await groups.ShownAsync(task.Audience.Group, task.AuthorityIn(file), task.Audience.Role, file.Locality, ct) is { } group)
            {
                named[task.Id] = group;
            }
        }

        return named;
    }

    private async Task<IReadOnlyList<PlaceOption>> PlacesAsync(LocalityCode at, DateOnly today, CancellationToken ct)
    {
        var tree = await localities.TreeAsync(ct);
        return [.. tree.Near(at, today).Select(l => new PlaceOption(l.Code.Value, tree.FullName(l.Code)))];
    }
}
