using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Designer.Ui.Forms;
using Platform.Model.Bundles;
using Platform.Model.Forms;
using Platform.Model.Items;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Cases.Portal;

/// <summary>Before an application: scenario, what to have at hand, drafts begun before. Opening the page makes no draft; starting does.</summary>
public sealed partial class ApplyPage
{
    private readonly List<ErrorLine> _errors = [];
    private readonly Dictionary<string, string> _wrong = [];
    private IApplicable? _item;
    private IReadOnlyDictionary<string, string> _scenario = new Dictionary<string, string>();
    private IReadOnlyList<ScenarioQuestion> _questions = [];
    private IReadOnlyList<MaterialRequirement> _materials = [];
    private IReadOnlyList<MaterialRequirement> _possible = [];
    private IReadOnlyList<PublishedPart> _parts = [];
    private IReadOnlyList<DraftSummary> _drafts = [];

    [Parameter]
    public string Code { get; set; } = "";

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    /// <summary>The item has been looked up.</summary>
    private bool Loaded { get; set; }

    /// <summary>Which of the two addresses the page was asked under.</summary>
    private bool IsBundle => Http.Request.Path.StartsWithSegments("/life-events");

    private string GuideHref => $"/{(IsBundle ? "life-events" : "items")}/{Uri.EscapeDataString(Code)}";

    protected override async Task OnInitializedAsync()
    {
        var place = await Place.CurrentAsync(Http.RequestAborted);
        var found = await Applicables.FindAsync(Current.Actor, place.Code, Code, IsBundle, PortalSite.ChannelOf(Http.Request), Http.RequestAborted);
        if (found is null)
        {
            Loaded = true;
            if (HttpMethods.IsPost(Http.Request.Method))
            {
                Navigation.NavigateTo(Http.Request.Path);
            }

            return;
        }

        _drafts = [.. (await Portal.ListDraftsAsync(Current.Actor, Http.RequestAborted)).Where(d => d.Item == Code && d.IsBundle == IsBundle)];
        _scenario = ScenarioQuery.Read(Http.Request.HasFormContentType ? Http.Request.Form : Http.Request.Query, found.Scenario);
        _questions = MaterialRules.Questions(found.Scenario, _scenario);
        _materials = found.Required(_scenario, Answers.Empty);
        _possible = found is PublishedItem { Item: var item } ? MaterialRules.Possible(item, _scenario) : [];
        _parts = (found as PublishedBundle)?.Parts ?? [];
        _item = found;
    }

    private async Task StartAsync()
    {
        if (Http.Request.Form[FormNames.Action] == FormNames.Refresh)
        {
            return;
        }

        foreach (var question in _questions.Where(q => !_scenario.ContainsKey(q.Key)))
        {
            _wrong[question.Key] = T["apply.scenario.missing"];
            _errors.Add(new($"{question.Question} {T["apply.scenario.missing"]}", $"#s-{question.Key}"));
        }

        if (_errors.Count > 0)
        {
            return;
        }

        var created = await Portal.CreateDraftAsync(Current.Actor, _item!.Locality, Code, IsBundle, _scenario, PortalSite.ChannelOf(Http.Request), Http.RequestAborted);
        if (created.TryGet(out var id))
        {
            Navigation.NavigateTo($"/drafts/{id}/applicant");
        }
        else
        {
            _errors.AddRange(created.Problems.Select(p => new ErrorLine(Problems.Of(p, CultureInfo.CurrentUICulture), null)));
        }
    }
}
