using Microsoft.AspNetCore.Components;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Server.Cases.Drafts;
using Platform.Server.Cases.Portal;
using Platform.Server.Hosting;

namespace Platform.Server.Cases.Workbench;

/// <summary>The window: an officer begins an application for the person before them, for an item or a bundle, and goes on with the pages residents use, in the channel "window".</summary>
public sealed partial class NewCasePage
{
    // A bundle and an item may have the same code.
    private const string OfBundle = "bundle:";
    private const string OfItem = "item:";

    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<string, string> _scenario = new(StringComparer.Ordinal);
    private IReadOnlyList<Locality> _places = [];
    private IReadOnlyList<DraftSummary> _drafts = [];
    private WindowOffer _offer = WindowOffer.None;
    private LocalityCode _place;
    private string _picked = "";
    private IApplicable? _chosen;
    private FieldProblems _problems = FieldProblems.None;
    private bool _read;
    private bool _busy;

    [Inject]
    private WindowDesk Desk { get; set; } = default!;

    [Inject]
    private ICasePortal Portal { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ProblemTexts Texts { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private bool PickedBundle => _picked.StartsWith(OfBundle, StringComparison.Ordinal);

    private string PickedCode => _picked[(_picked.IndexOf(':', StringComparison.Ordinal) + 1)..];

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _places = await Desk.PlacesAsync(Current.Actor, _gone.Token);
        _drafts = await Portal.ListDraftsAsync(Current.Actor, _gone.Token);
        await ReadOfferAsync(_places.Count > 0 ? _places[0].Code : LocalityCode.Root);
    }

    private async Task PlaceAsync(ChangeEventArgs change)
    {
        if (LocalityCode.TryParse(change.Value as string, out var code))
        {
            await ReadOfferAsync(code);
        }
    }

    private async Task ReadOfferAsync(LocalityCode place)
    {
        (_place, _picked, _chosen, _problems) = (place, "", null, FieldProblems.None);
        _offer = await Desk.OfferAsync(Current.Actor, place, _gone.Token);
        _read = true;
    }

    private async Task PickAsync(ChangeEventArgs change)
    {
        _scenario.Clear();
        (_picked, _chosen, _problems) = (change.Value as string ?? "", null, FieldProblems.None);
        if (_picked.Length == 0)
        {
            return;
        }

        var (place, picked) = (_place, _picked);
        var chosen = await Desk.ChooseAsync(Current.Actor, place, PickedCode, PickedBundle, _gone.Token);
        if ((place, picked) != (_place, _picked))
        {
            return;
        }

        _chosen = chosen.TryGet(out var found) ? found : null;
        _problems = FieldProblems.Of(chosen.Problems, Texts, "item");
    }

    private async Task StartAsync()
    {
        if (_chosen is not { } chosen || _busy)
        {
            return;
        }

        Result<Draft> begun;
        _busy = true;
        try
        {
            begun = await Desk.BeginAsync(Current.Actor, _place, PickedCode, PickedBundle, _scenario, _gone.Token);
        }
        finally
        {
            _busy = false;
        }

        if (begun.TryGet(out var draft))
        {
            Navigation.NavigateTo($"/drafts/{draft.Id}/applicant", forceLoad: true);
            return;
        }

        _problems = FieldProblems.Of(begun.Problems, Texts, ["item", .. chosen.Scenario.Select(q => "scenario." + q.Key)]);
    }
}
