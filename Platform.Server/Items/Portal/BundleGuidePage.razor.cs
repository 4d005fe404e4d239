using Microsoft.AspNetCore.Components;
using Platform.Model.Bundles;
using Platform.Model.Forms;
using Platform.Model.Items;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Items.Portal;

/// <summary>What a bundle contains and takes, before anybody signs in. Materials are those of all its items, also of those that can be left out.</summary>
public sealed partial class BundleGuidePage
{
    private PublishedBundle? _published;
    private IReadOnlyDictionary<string, string> _scenario = new Dictionary<string, string>();
    private IReadOnlyList<ScenarioQuestion> _questions = [];
    private IReadOnlyList<BundleMaterial> _materials = [];

    [Parameter]
    public string Code { get; set; } = "";

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    /// <summary>The bundle has been looked up.</summary>
    private bool Loaded { get; set; }

    private Bundle Bundle => _published!.Bundle;

    private int Authorities => _published!.Parts.Select(p => p.Item.Item.Authority.Code).Distinct().Count();

    private int Visits => _published!.Parts.Sum(p => p.Item.Item.HallVisits);

    private string StartHref => $"/life-events/{Uri.EscapeDataString(Code)}/apply{ScenarioQuery.Of(_scenario)}";

    protected override async Task OnInitializedAsync()
    {
        var place = await Place.CurrentAsync(Http.RequestAborted);
        await Words.ReadAsync(place.Code, Http.RequestAborted);
        var hidden = await Site.HiddenAsync(Http.RequestAborted);
        if (await Catalogue.FindAsync(place.Code, Code, Http.RequestAborted) is { } published && !published.Parts.Any(p => hidden.Contains(p.Part.Item)))
        {
            _scenario = ScenarioQuery.Read(Http.Request.Query, published.Bundle.Scenario);
            _questions = MaterialRules.Questions(published.Bundle.Scenario, _scenario);
            _materials = BundleRules.Materials(published, published.Parts, _scenario, Answers.Empty);
            _published = published;
        }

        Loaded = true;
    }
}
