using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Localization;
using Platform.Designer.Ui;
using Platform.Designer.Ui.Forms;
using Platform.Model;
using Platform.Model.Bundles;
using Platform.Model.Clocks;
using Platform.Model.Files;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Server.Cases.Intake;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Cases.Portal;

/// <summary>Loads a draft with everything its pages show, and keeps what they collect.</summary>
internal sealed class Wizard(
    ICasePortal portal,
    Applicables applicables,
    IFiles files,
    PortalPlace place,
    ICurrentActor current,
    FilingMaterials materials,
    ProblemTexts problems,
    TimeProvider clock,
    IStringLocalizer<CasesPortalText> texts)
{
    public DateOnly Today => ChinaTime.DayOf(clock.GetUtcNow());

    public Actor Actor => current.Actor;

    /// <summary>An officer fills it in for the person before them.</summary>
    public bool AtWindow => current.Actor.Kind == ActorKind.Staff;

    /// <summary>Where drafts are begun and gone on with.</summary>
    public string Home => AtWindow ? "/workbench/new" : "/my/cases";

    /// <summary>Null when there is no such draft of the actor's.</summary>
    public async Task<OpenDraft?> OpenAsync(Guid id, CancellationToken ct)
    {
        if (await portal.GetDraftAsync(current.Actor, id, ct) is not { } draft)
        {
            return null;
        }

        var item = await applicables.GetAsync(draft.ItemVersion, draft.IsBundle, ct);
        var kept = Answers.Parse(draft.Answers.GetRawText());
        var answers = item.Form.Settle(draft.Version == 1 ? Prefilled(item.Form.Form, kept, draft.Applicant) : kept, Today);
        return new OpenDraft(draft, item, answers, await SurroundingsAsync(item.Form, answers, draft.Materials, $"/drafts/{id}/files/", ct));
    }

    /// <summary>What the account knows stands in a new draft as a proposal; what was deleted later does not come back.</summary>
    private static Answers Prefilled(Form form, Answers answers, ApplicantView person) => FormRules.Prefill(form, answers, source => source switch
    {
        FieldPrefill.AccountName => person.Name,
        FieldPrefill.AccountIdNumber => person.IdNumber,
        FieldPrefill.AccountPhone => person.Phone,
        _ => null,
    });

    public async Task<FormSurroundings> SurroundingsAsync(CompiledForm form, Answers answers, IEnumerable<MaterialView> materials, string filesAt, CancellationToken ct, string query = "")
    {
        var ids = FormFiles.In(form, answers).Concat(materials.SelectMany(m => m.Files)).Distinct().ToList();
        var stored = ids.Count == 0 ? [] : await files.FindAllAsync(ids, ct);
        var tree = await place.TreeAsync(ct);
        var here = (await place.CurrentAsync(ct)).Code;
        return new FormSurroundings
        {
            Files = stored.ToDictionary(f => f.Id, f => new FileLine(f.Id, f.Name, f.SizeBytes, filesAt + f.Id + query)),
            Places = [.. tree.Near(here, place.Today).Select(l => new PlaceOption(l.Code.Value, tree.FullName(l.Code)))],
        };
    }

    /// <summary>Keeps the draft as given; the version to go on with, or the problems.</summary>
    public async Task<Result<OpenDraft>> SaveAsync(OpenDraft draft, string channel, CancellationToken ct)
    {
        var content = draft.Draft;
        var change = new DraftChange(content.Version, content.Applicant, content.Scenario, JsonSerializer.SerializeToElement(draft.Answers, ModelJson.Options), content.Materials, channel);
        var saved = await portal.SaveDraftAsync(current.Actor, content.Id, change, ct);
        return saved.Then<OpenDraft>(version => draft with { Draft = content with { Version = version } });
    }

    /// <summary>Whose the files of a draft are: the person's own.</summary>
    public string Owner => FileOwner.Of(current.Actor) ?? throw new InvalidOperationException("A visitor has no draft.");

    /// <summary>Stores what was chosen under a name; files that are refused are named in <paramref name="refused"/> and the others kept.</summary>
    public async Task<IReadOnlyList<StoredFile>> UploadAsync(string owner, IEnumerable<IFormFile> chosen, List<string> refused, CancellationToken ct)
    {
        var kept = new List<StoredFile>();
        foreach (var file in chosen.Where(f => f.Length > 0 || f.FileName.Length > 0))
        {
            await using var content = file.OpenReadStream();
            var saved = await files.SaveAsync(content, file.FileName, owner, ct);
            if (saved.TryGet(out var stored))
            {
                kept.Add(stored);
            }
            else
            {
                refused.AddRange(saved.Problems.Select(Text));
            }
        }

        return kept;
    }

    /// <summary>What is wrong with the applicant; fields are <c>applicant.name</c> and so on.</summary>
    public IReadOnlyList<Problem> Problems(ApplicantView applicant) =>
        ApplicantRules.Check(new CaseApplicant(applicant.Type, applicant.Name, applicant.IdType, applicant.IdNumber, applicant.Phone), "applicant", Today).Problems;

    /// <summary>For a file field: only names with an extension the field takes.</summary>
    public async Task<IReadOnlyList<StoredFile>> UploadAsync(string owner, FormField field, IEnumerable<IFormFile> chosen, List<string> refused, CancellationToken ct)
    {
        var byFit = chosen.ToLookup(f => field.Accept is not { Count: > 0 } accept || f.FileName.Length == 0 || accept.Contains(Path.GetExtension(f.FileName), StringComparer.OrdinalIgnoreCase));
        refused.AddRange(byFit[false].Select(f => Text(Problem.Invalid("material.fileType", null, ("value", f.FileName), ("label", field.Label), ("expected", string.Join(", ", field.Accept!))))));
        return await UploadAsync(owner, byFit[true], refused, ct);
    }

    /// <summary>For a material: files of a type the requirement does not take are refused at once.</summary>
    public async Task<IReadOnlyList<StoredFile>> UploadAsync(string owner, MaterialRequirement requirement, IEnumerable<IFormFile> chosen, List<string> refused, CancellationToken ct)
    {
        var kept = new List<StoredFile>();
        foreach (var file in await UploadAsync(owner, chosen, refused, ct))
        {
            var wrong = new List<Problem>();
            await materials.CheckFilesAsync([owner], [requirement], [new MaterialInput(requirement.Key, [file.Id])], wrong, ct);
            if (wrong.Count == 0)
            {
                kept.Add(file);
            }

            refused.AddRange(wrong.Select(Text));
        }

        return kept;
    }

    public string Text(Problem problem) => problems.Of(problem, CultureInfo.CurrentUICulture);

    /// <summary>The steps of this draft in order, each with whether it is done.</summary>
    public IReadOnlyList<WizardStep> Steps(OpenDraft draft)
    {
        var root = $"/drafts/{draft.Draft.Id}";
        var steps = new List<WizardStep> { new("applicant", texts["applicant.title"], $"{root}/applicant", Problems(draft.Draft.Applicant).Count == 0) };
        steps.AddRange(draft.Pages.Select(p => new WizardStep("page:" + p.Key, p.Title.ToString(), $"{root}/pages/{Uri.EscapeDataString(p.Key)}", draft.Item.Form.Validate(draft.Answers, FormContext.OfPage(Today, p.Key)).Count == 0)));
        if (draft.Requirements.Count > 0)
        {
            steps.Add(new("materials", texts["materials.title"], $"{root}/materials", draft.Missing.Count == 0));
        }

        steps.Add(new("review", texts["review.title"], $"{root}/review", false));
        return steps;
    }

    /// <summary>Code table A.5 as far as a request shows it.</summary>
    public string ChannelOf(HttpRequest request) =>
        AtWindow ? "1" : PortalSite.ChannelOf(request);
}

/// <param name="Key"><c>applicant</c>, <c>page:key</c>, <c>materials</c> or <c>review</c>.</param>
internal sealed record WizardStep(string Key, string Title, string Href, bool Done);

/// <summary>A draft with what it is for, and what follows from both.</summary>
/// <param name="Answers">Settled.</param>
internal sealed record OpenDraft(DraftView Draft, IApplicable Item, Answers Answers, FormSurroundings Surroundings)
{
    public IReadOnlyList<FormPage> Pages => Item.Form.VisiblePages(Answers);

    public IReadOnlyList<MaterialRequirement> Requirements => Item.Required(Draft.Scenario, Answers);

    /// <summary>Of a bundle: the items that are applied for; empty for a single one.</summary>
    public IReadOnlyList<ServiceItem> Items => Item is PublishedBundle bundle ? [.. BundleRules.Wanted(bundle, Draft.Scenario, Answers).Select(p => p.Item.Item)] : [];

    /// <summary>Required and neither handed in nor, where that is allowed, promised for later.</summary>
    public IReadOnlyList<MaterialRequirement> Missing =>
        [.. Requirements.Where(r => r.Mandatory && MaterialOf(r.Key) is var m && m is { Files.Count: 0, OnPaper: false } && !(r.Deferrable && m.Deferred))];

    public MaterialView MaterialOf(string requirement) => Draft.Materials.FirstOrDefault(m => m.Requirement == requirement) ?? new(requirement, []);

    public OpenDraft With(MaterialView material) =>
        this with { Draft = Draft with { Materials = [.. Draft.Materials.Where(m => m.Requirement != material.Requirement), material] } };

    public string SavedAt => Days.Moment(Draft.SavedAt);

    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
