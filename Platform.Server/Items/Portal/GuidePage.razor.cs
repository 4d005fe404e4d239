using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Model;
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
    private IReadOnlyList<(MaterialRequirement Material, string When)> _possible = [];
    private IReadOnlyList<DueFee> _fees = [];
    private IReadOnlyList<BundleSummary> _bundles = [];

    [Parameter]
    public string Code { get; set; } = "";

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    /// <summary>The item has been looked up.</summary>
    private bool Loaded { get; set; }

    private bool HasSamples => _item is { } item && (item.Sample || item.LegalBasis.Any(b => b.Sample) || _materials.Any(m => m.Sample));

    /// <summary>Code table A.5: 2 PC, 3 mobile; an item that names no channel is open to all.</summary>
    private bool IsOnline => _item is { } item && item.IsEffectiveOn(Place.Today) && (item.Channels.Count == 0 || item.Channels.Any(c => c is "2" or "3"));

    private string StartHref => _item is { } item && ItemCompleteness.IsAddress(item.OnlineUrl) ? item.OnlineUrl : $"/apply/{Uri.EscapeDataString(Code)}{ScenarioQuery.Of(_scenario)}";

    protected override async Task OnInitializedAsync()
    {
        var place = await Place.CurrentAsync(Http.RequestAborted);
        await Words.ReadAsync(place.Code, Http.RequestAborted);
        var hidden = await Site.HiddenAsync(Http.RequestAborted);
        if (!hidden.Contains(Code) && await Catalogue.FindAsync(place.Code, Code, Http.RequestAborted) is { } published)
        {
            _scenario = ScenarioQuery.Read(Http.Request.Query, published.Item.Scenario);
            _questions = MaterialRules.Questions(published.Item.Scenario, _scenario);
            _materials = MaterialRules.Required(published.Item, _scenario, Answers.Empty);
            _fees = published.Fees(_scenario, Answers.Empty, isComplete: false);
            _possible = [.. MaterialRules.Possible(published.Item, _scenario)
                .Select(m => (m, ConditionWords.Print(m.Condition!, published.Form.Form, CultureInfo.CurrentUICulture.Name, codeTables: published.CodeTables)))];
            _bundles = [.. (await Bundles.ListAsync(place.Code, null, Http.RequestAborted)).Where(b => b.Items.Any(i => i.Code == Code) && !b.Items.Any(i => hidden.Contains(i.Code)))];
            _item = published.Item;
        }

        Loaded = true;
    }

    /// <summary>What saves a way.</summary>
    private List<string> Services()
    {
        (bool Offered, string Word)[] all = [(_item!.Appointment, "guide.services.appointment"), (_item.OnlinePayment, "guide.services.payment"), (_item.Logistics, "guide.services.courier")];
        return [.. all.Where(s => s.Offered).Select(s => T[s.Word].Value)];
    }

    private IEnumerable<(string Title, LocalizedText Text)> Remarks()
    {
        (string Word, LocalizedText Text)[] all = [("guide.scope", _item!.CrossRegionScope), ("guide.quantity", _item.QuantityLimit), ("guide.intermediary", _item.Intermediary)];
        return all.Where(r => !r.Text.IsEmpty).Select(r => (T[r.Word].Value, r.Text));
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
