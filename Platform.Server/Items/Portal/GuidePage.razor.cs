using Microsoft.AspNetCore.Components;
using Platform.Model.Bundles;
using Platform.Model.Forms;
using Platform.Model.Items;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Items.Portal;

public sealed partial class GuidePage
{
    private ServiceItem? _item;
    private IReadOnlyDictionary<string, string> _scenario = new Dictionary<string, string>();
    private IReadOnlyList<ScenarioQuestion> _questions = [];
    private IReadOnlyList<MaterialRequirement> _materials = [];
    private IReadOnlyList<BundleSummary> _bundles = [];

    [Parameter]
    public string Code { get; set; } = "";

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    /// <summary>The item has been looked up.</summary>
    private bool Loaded { get; set; }

    private bool HasSamples => _item is { } item && (item.Sample || item.LegalBasis.Any(b => b.Sample) || _materials.Any(m => m.Sample));

    /// <summary>Code table A.5: 2 PC, 3 mobile; an item that names no channel is open to all.</summary>
    private bool IsOnline => _item is { } item && (item.Channels.Count == 0 || item.Channels.Any(c => c is "2" or "3"));

    private string StartHref => $"/apply/{Uri.EscapeDataString(Code)}{ScenarioQuery.Of(_scenario)}";

    protected override async Task OnInitializedAsync()
    {
        var place = await Place.CurrentAsync(Http.RequestAborted);
        var hidden = await Site.HiddenAsync(Http.RequestAborted);
        if (!hidden.Contains(Code) && await Catalogue.FindAsync(place.Code, Code, Http.RequestAborted) is { } published)
        {
            _scenario = ScenarioQuery.Read(Http.Request.Query, published.Item.Scenario);
            _questions = MaterialRules.Questions(published.Item.Scenario, _scenario);
            _materials = MaterialRules.Required(published.Item, _scenario, Answers.Empty);
            _bundles = [.. (await Bundles.ListAsync(place.Code, null, Http.RequestAborted)).Where(b => b.Items.Any(i => i.Code == Code) && !b.Items.Any(i => hidden.Contains(i.Code)))];
            _item = published.Item;
        }

        Loaded = true;
    }

    /// <summary>What the law makes of every application, with this item's numbers.</summary>
    private IEnumerable<(string Title, string Text)> Process()
    {
        yield return (T["guide.process.submit"], T["guide.process.submit.text"]);
        if (_item!.CaseType == "1")
        {
            yield return (T["guide.process.decide"], T["guide.process.spot.text"]);
            yield break;
        }

        yield return (T["guide.process.accept"], T["guide.process.accept.text", _item.NoticeDays]);
        yield return (T["guide.process.review"], T["guide.process.review.text"]);
        yield return (T["guide.process.decide"], T["guide.process.decide.text", Words.Limit(_item.PromisedLimit), Words.Limit(_item.StatutoryLimit)]);
        yield return (T["guide.process.deliver"], T["guide.process.deliver.text", _item.DeliveryDays]);
    }
}
