using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Server.Cases.Drafts;
using Platform.Server.Cases.Intake;
using Platform.Server.Cases.Portal;
using Platform.Server.Hosting;

namespace Platform.Server.Cases.Workbench;

/// <summary>The window: an officer begins an application for the person before them and goes on with the pages residents use, in the channel "window".</summary>
public sealed partial class NewCasePage
{
    private const int MostItems = 200;
    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<string, string> _scenario = new(StringComparer.Ordinal);
    private IReadOnlyList<Locality> _places = [];
    private IReadOnlyList<ItemSummary> _items = [];
    private IReadOnlyList<DraftSummary> _drafts = [];
    private LocalityCode _place;
    private PublishedItem? _item;
    private FieldProblems _problems = FieldProblems.None;
    private bool _read;
    private bool _busy;

    [Inject]
    private IItemCatalogue Catalogue { get; set; } = default!;

    [Inject]
    private ILocalities Localities { get; set; } = default!;

    [Inject]
    private DraftDesk Drafts { get; set; } = default!;

    [Inject]
    private ICasePortal Portal { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ProblemTexts Texts { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        var reach = Current.Actor.ReachOf(Permissions.CasesFile);
        var places = new List<Locality>();
        foreach (var within in reach.Select(r => r.Locality).Distinct())
        {
            places.AddRange(await Localities.ListAsync(new LocalityScope(within), _gone.Token));
        }

        _places = [.. places.DistinctBy(p => p.Code)];
        _drafts = await Portal.ListDraftsAsync(Current.Actor, _gone.Token);
        await ReadItemsAsync(_places.Count > 0 ? _places[0].Code : LocalityCode.Root);
    }

    private async Task PlaceAsync(ChangeEventArgs change)
    {
        if (LocalityCode.TryParse(change.Value as string, out var code))
        {
            await ReadItemsAsync(code);
        }
    }

    private async Task ReadItemsAsync(LocalityCode place)
    {
        (_place, _item) = (place, null);
        _items = (await Catalogue.ListAsync(place, null, null, MostItems, _gone.Token)).Items;
        _read = true;
    }

    private async Task ItemAsync(ChangeEventArgs change)
    {
        _scenario.Clear();
        _problems = FieldProblems.None;
        _item = change.Value is string { Length: > 0 } code ? await Catalogue.FindAsync(_place, code, _gone.Token) : null;
        if (_item is { } item && !Current.Actor.May(Permissions.CasesFile, _place, item.Item.Authority.Code))
        {
            _problems = FieldProblems.Of([Problem.Forbidden("case.file.forbidden", ("locality", _place.Value)) with { Field = "item" }], Texts, "item");
            _item = null;
        }
    }

    private async Task StartAsync()
    {
        if (_item is not { } item || _busy)
        {
            return;
        }

        var open = MaterialRules.Check(item.Item.Scenario, _scenario, complete: true);
        _problems = FieldProblems.Of(open, Texts, [.. item.Item.Scenario.Select(q => "scenario." + q.Key)]);
        if (open.Count > 0)
        {
            return;
        }

        _busy = true;
        var created = await Drafts.CreateAsync(Current.Actor, _place, item.Item.Key, isBundle: false, _scenario.ToImmutableDictionary(), Channels.Window, _gone.Token);
        _busy = false;
        if (created.TryGet(out var draft))
        {
            Navigation.NavigateTo($"/drafts/{draft.Id}/applicant", forceLoad: true);
            return;
        }

        _problems = FieldProblems.Of(created.Problems, Texts, "item");
    }
}
