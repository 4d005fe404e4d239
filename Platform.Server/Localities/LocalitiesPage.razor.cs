using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Platform.Designer.Editors;
using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Localities;

/// <summary>The places directly below another one: renamed, closed and opened again. Each of it can be undone at once.</summary>
public sealed partial class LocalitiesPage
{
    private IReadOnlyList<(string Text, string Href)> _trail = [];
    private IReadOnlyList<Locality> _places = [];
    private Locality? _above;
    private DateOnly _today;
    private LocalityCode? _renamed;
    private readonly Dictionary<LocalityCode, ElementReference> _renames = [];
    private readonly Dictionary<LocalityCode, ElementReference> _acts = [];
    private ElementReference _name;

    /// <summary>Where the focus goes once it is drawn: what was pressed is there no longer.</summary>
    private Func<ElementReference>? _focus;
    private string? _chinese;
    private string? _english;
    private (string Words, Locality? Back, Locality Now)? _done;

    [SupplyParameterFromQuery(Name = "above")]
    private string? AboveInUrl { get; set; }

    [Inject]
    private ILocalities Localities { get; set; } = default!;

    [Inject]
    private SaveLocality Save { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private IProblemWords Words { get; set; } = default!;

    protected override async Task OnParametersSetAsync()
    {
        _above = LocalityCode.TryParse(AboveInUrl, out var code) && Current.Actor.May(Permissions.AccountsManage, code) ? await Localities.FindAsync(code, Gone) : null;
        (_done, Refused, _renamed) = (null, [], null);
        if (_above is { } above)
        {
            _trail = [(T["home.title"], EditorUrl.Home), (above.Name.ToString(), EditorUrl.HomeOf(above.Code))];
            await ReadAsync(above);
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focus is { } focus && !Busy)
        {
            _focus = null;
            await focus().FocusAsync();
        }
    }

    private async Task ReadAsync(Locality above)
    {
        _today = ChinaTime.DayOf(Clock.GetUtcNow());
        _places = [.. (await Localities.TreeAsync(Gone)).AllBelow(above.Code)];
    }

    private void Begin(Locality place) =>
        (_renamed, _chinese, _english, _focus) = (place.Code, place.Name.In(LocalizedText.Chinese), place.Name.Texts.GetValueOrDefault(LocalizedText.English), () => _name);

    private void OnKey(KeyboardEventArgs pressed)
    {
        if (pressed is { Key: "Escape", IsComposing: false })
        {
            Cancel();
        }
    }

    private void Cancel()
    {
        if (_renamed is { } place)
        {
            (_renamed, _focus) = (null, () => _renames[place]);
        }
    }

    private Task RenameAsync(Locality place)
    {
        var name = LocalizedText.Of(_chinese?.Trim() ?? "", string.IsNullOrWhiteSpace(_english) ? null : _english.Trim());
        return SaveAsync(place with { Name = name }, place, T["places.renamed", name], () => _renamed is null ? _renames[place.Code] : _name);
    }

    private Task CloseAsync(Locality place)
    {
        // One that began today has no day before it on which it could have ended.
        var last = _today.AddDays(-1);
        return SaveAsync(place with { ValidFrom = place.ValidFrom > last ? last : place.ValidFrom, ValidTo = last }, place, T["places.isClosed", place.Name], () => _acts[place.Code]);
    }

    private Task ReopenAsync(Locality place) =>
        SaveAsync(place with { ValidFrom = place.ValidFrom > _today ? _today : place.ValidFrom, ValidTo = null }, place, T[place.ValidFrom > _today ? "places.openedNow" : "places.reopened", place.Name], () => _acts[place.Code]);

    /// <param name="seen">What stands there by what is shown.</param>
    /// <param name="words">What is said when it is done; empty for a step back, which is not offered to be undone again.</param>
    /// <param name="focus">Where the focus goes then.</param>
    private Task SaveAsync(Locality place, Locality seen, string words, Func<ElementReference> focus) =>
        BusyAsync(async () =>
        {
            var saved = await Save.HandleAsync(Current.Actor, place, seen, Gone);
            (Refused, _done) = (saved.Problems, saved.Succeeded ? (words.Length > 0 ? words : T["places.undone"].Value, words.Length > 0 ? seen : null, place) : null);
            _renamed = saved.Succeeded ? null : _renamed;
            await ReadAsync(_above!);
            _focus = focus;
        });
}
