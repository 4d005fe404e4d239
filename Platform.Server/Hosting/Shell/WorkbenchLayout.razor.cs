using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Localization;
using MudBlazor;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Hosting.Shell;

public sealed partial class WorkbenchLayout
{
    private static readonly TimeSpan BadgeInterval = TimeSpan.FromSeconds(60);
    private readonly DialogOptions _keysOptions = new() { CloseOnEscapeKey = true, MaxWidth = MaxWidth.Small, FullWidth = true };
    private readonly Dictionary<string, int> _badges = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<StaffLink> _links = [];
    private IReadOnlyList<string> _roles = [];
    private StaffLink? _at;
    private ErrorBoundary? _boundary;
    private string _place = "";
    private bool _isStaff;
    private bool _refused;
    private bool _ready;
    private bool _menuOpen;
    private bool _keysOpen;

    [CascadingParameter]
    private Microsoft.AspNetCore.Components.RouteData? Route { get; set; }

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IEnumerable<StaffLink> Links { get; set; } = default!;

    [Inject]
    private IEnumerable<IStaffBadge> Badges { get; set; } = default!;

    [Inject]
    private IStringLocalizerFactory Localizers { get; set; } = default!;

    [Inject]
    private ILocalities Localities { get; set; } = default!;

    [Inject]
    private ProblemTexts Texts { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    private static string OtherLanguage => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh" ? LocalizedText.English : LocalizedText.Chinese;

    private string Here => "/" + Navigation.ToBaseRelativePath(Navigation.Uri).Split('#')[0];

    private string InboxName => _badges.GetValueOrDefault("/inbox") is > 0 and var unread ? $"{T["nav.inbox"]} {T["nav.inbox.unread", unread]}" : T["nav.inbox"];

    private string PlaceAndRoles => string.Join(" · ", new[] { _place, string.Join(T["list.separator"], _roles) }.Where(p => p.Length > 0));

    public async ValueTask DisposeAsync()
    {
        Navigation.LocationChanged -= OnMoved;
        await _gone.CancelAsync();
        _gone.Dispose();
    }

    protected override void OnInitialized() => Navigation.LocationChanged += OnMoved;

    protected override async Task OnParametersSetAsync()
    {
        Look();
        if (_isStaff && _place.Length == 0 && Current.Actor.Grants is { Count: > 0 } grants && await Localities.FindAsync(grants.Min(g => g.Locality), _gone.Token) is { } locality)
        {
            _place = locality.Name.ToString();
        }
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _ready = true;
            StateHasChanged();
            _ = CountAsync();
        }
    }

    /// <summary>Who may see the page: within a circuit no request asks for it.</summary>
    private void Look()
    {
        var actor = Current.Actor;
        _isStaff = actor.Kind == ActorKind.Staff;
        _roles = StaffLink.RolesOf(actor, Texts);
        _links = [.. Links.Where(l => l.IsFor(actor)).OrderBy(l => l.Order)];
        _at = StaffLink.At(_links, Here.Split('?')[0]);
        _refused = Route?.PageType.GetCustomAttribute<PageAccessAttribute>() is { } access && AccessMiddleware.Refusal(new Access(access.Rule, access.Permission), actor) is not null;
    }

    private void OnMoved(object? sender, LocationChangedEventArgs moved)
    {
        _menuOpen = false;
        _boundary?.Recover();
        _ = InvokeAsync(() =>
        {
            Look();
            StateHasChanged();
        });
    }

    /// <summary>Keeps the numbers beside the menu fresh as long as the page lives.</summary>
    private async Task CountAsync()
    {
        using var timer = new PeriodicTimer(BadgeInterval, Clock);
        try
        {
            do
            {
                foreach (var badge in Badges)
                {
                    _badges[badge.Path] = await badge.CountAsync(Current.Actor, _gone.Token);
                }

                await InvokeAsync(StateHasChanged);
            }
            while (await timer.WaitForNextTickAsync(_gone.Token));
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
    }

    private string Name(StaffLink link) => Localizers.Create(link.Texts)[link.Text];

    private RenderFragment? Badge(string path) => _badges.GetValueOrDefault(path) is > 0 and var count
        ? builder =>
        {
            builder.OpenElement(0, "span");
            builder.AddAttribute(1, "class", "badge");
            builder.AddContent(2, count > 99 ? "99+" : count.ToString(CultureInfo.CurrentCulture));
            builder.CloseElement();
        }
        : null;
}
