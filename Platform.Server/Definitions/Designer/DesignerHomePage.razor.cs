using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Designer.Editors;
using Platform.Model.Clocks;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Definitions.Designer;

/// <summary>Everything a locality has configured, and what waits there.</summary>
public sealed partial class DesignerHomePage
{
    private const int MostRecent = 6;
    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<Locality> _places = [];
    private IReadOnlyList<InventoryEntry>? _entries;
    private InventoryFilter _filter = new();
    private LocalityTree _tree = new([]);
    private LocalityCode? _locality;
    private string _placeName = "";
    private string? _text;
    private bool _mayEdit;
    private bool _mayPublish;
    private bool _mayInstall;
    private bool _mayOpen;
    private IReadOnlyList<InventoryEntry> _recent = [];
    private int _behind;
    private int _drafts;
    private int _untranslated;
    private int _stale;
    private int _broken;
    private IReadOnlyList<PublicationSchedule> _failed = [];
    private IReadOnlyList<PublicationSchedule> _changed = [];

    [SupplyParameterFromQuery(Name = "locality")]
    private string? LocalityInUrl { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    private string? KindInUrl { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    private string? StateInUrl { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? TextInUrl { get; set; }

    [Inject]
    private Inventory Inventory { get; set; } = default!;

    [Inject]
    private IPublications Publications { get; set; } = default!;

    [Inject]
    private IDefinitionEditor Editor { get; set; } = default!;

    [Inject]
    private IProblemWords Problems { get; set; } = default!;

    [Inject]
    private ILocalities Localities { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        _tree = await Localities.TreeAsync(_gone.Token);
        _places = DesignerPlaces.Of(Current.Actor, _tree);
        _locality = LocalityCode.TryParse(LocalityInUrl, out var asked) && DefinitionAccess.MayRead(Current.Actor, asked) ? asked : _places is [var first, ..] ? first.Code : null;
        _filter = new InventoryFilter(Words.FindKind(KindInUrl ?? ""), InventoryFilter.States.Contains(StateInUrl) ? StateInUrl : null, string.IsNullOrWhiteSpace(TextInUrl) ? null : TextInUrl.Trim());
        _text = _filter.Text;
        if (_locality is { } locality)
        {
            _placeName = PlaceName(locality);
            _mayEdit = Current.Actor.May(Permissions.DefinitionsEdit, locality);
            _mayOpen = Current.Actor.May(Permissions.AccountsManage, locality) && locality.Level is not (LocalityLevel.Platform or LocalityLevel.Community);
            _mayInstall = Current.Actor.May(Permissions.TemplatesInstall, locality);
            _mayPublish = Current.Actor.May(Permissions.DefinitionsPublish, locality);
            _entries = await Inventory.ReadAsync(locality, _filter, _gone.Token);
            _recent = [.. _entries.Where(e => e.IsOwn).OrderByDescending(e => e.ChangedAt).Take(MostRecent)];
            _behind = _entries.Count(e => e.IsBehind);
            _drafts = _entries.Count(e => e.Draft is not null);
            _untranslated = _entries.Count(e => e.Untranslated > 0);
            _stale = _entries.Count(e => e.Stale > 0);
            _broken = _entries.Count(e => e.Broken > 0);
            await ReadSchedulesAsync(locality);
        }
    }

    private async Task ReadSchedulesAsync(LocalityCode locality)
    {
        var found = await Publications.SchedulesAsync(Current.Actor, locality, _gone.Token);
        var schedules = found.Succeeded ? found.Value : [];
        var drafts = schedules.Count == 0 ? [] : await Editor.ListDraftsAsync(locality, _gone.Token);
        _failed = [.. schedules.Where(s => s.Stage == ScheduleStage.Failed)];
        _changed = [.. schedules.Where(s => s.Stage == ScheduleStage.Waiting && ScheduleRules.Changed(s, drafts).Count > 0)];
    }

    /// <summary>What failed and why, in one line.</summary>
    private string Told(PublicationSchedule schedule) => $"{TitleOf(schedule.Drafts[0].Name)} — {Problems.Say(schedule.Problems[0])}";

    private string TitleOf(DefinitionName name) => _entries?.FirstOrDefault(e => e.Kind == name.Kind && e.Key == name.Key)?.Title ?? name.Key;

    private string TitleOf(InventoryEntry entry) => entry.Title == entry.Key ? DocumentTitles.Unnamed(T, entry.Kind, entry.Key) : entry.Title;

    private string Edited(InventoryEntry entry) =>
        entry.ChangedAt is { } at ? T["home.by", at.ToOffset(ChinaTime.Offset).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), entry.ChangedBy ?? ""].Value : "";

    private string PlaceName(LocalityCode code) => _tree.Find(code)?.Name.ToString() ?? code.Value;

    private void Go(InventoryFilter filter) => Navigation.NavigateTo(DesignerUrl.HomeOf(_locality!.Value, filter));
}
