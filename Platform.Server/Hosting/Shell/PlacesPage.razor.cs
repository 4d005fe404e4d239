using Microsoft.AspNetCore.Components;
using Platform.Model.Localities;

namespace Platform.Server.Hosting.Shell;

/// <summary>A place is chosen level by level, province to community, or found by name. Plain links: it works without script, however large the tree is.</summary>
public sealed partial class PlacesPage
{
    internal const string Path = "/places";
    private const int Most = 50;

    private LocalityTree _tree = new([]);
    private Locality? _under;
    private IReadOnlyList<Locality> _below = [];
    private IReadOnlyList<Locality> _found = [];
    private IReadOnlyList<(string Text, string Href)> _trail = [];
    private string _here = "";
    private string _back = "/";
    private string _wanted = "";

    [SupplyParameterFromQuery(Name = "under")]
    private string? Under { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "back")]
    private string? Back { get; set; }

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    /// <param name="back">A path of this site.</param>
    internal static string Address(LocalityCode under, string back) => $"{Path}?under={under}&back={Uri.EscapeDataString(back)}";

    protected override async Task OnInitializedAsync()
    {
        _back = LocalUrl.Or(Back, "/");
        _tree = await Place.TreeAsync(Http.RequestAborted);
        _wanted = Text?.Trim() ?? "";
        if (_wanted.Length > 0)
        {
            _found = _tree.Search(_wanted, Place.Today, Most);
            (_trail, _here) = ([(T["nav.home"].Value, "/"), (T["locality.choose"].Value, Address(LocalityCode.Root, _back))], _wanted);
            return;
        }

        _under = LocalityCode.TryParse(Under, out var code) && code != LocalityCode.Root ? _tree.Find(code) : null;
        _below = [.. _tree.Below(_under?.Code ?? LocalityCode.Root, Place.Today)];
        var path = _under is null ? [] : _tree.Path(_under.Code);
        _here = _under is null ? T["locality.choose"] : _under.Name.ToString();
        _trail = _under is null
            ? [(T["nav.home"].Value, "/")]
            : [(T["nav.home"].Value, "/"), (T["locality.choose"].Value, Address(LocalityCode.Root, _back)), .. path.SkipLast(1).Select(p => (p.Name.ToString(), Address(p.Code, _back)))];
    }

    /// <summary>One level down, or, where there is none, the choice itself.</summary>
    private string Href(LocalityCode code) => _tree.HasBelow(code, Place.Today) ? Address(code, _back) : Use(code);

    private string Use(LocalityCode code) => $"/preferences?locality={code}&back={Uri.EscapeDataString(_back)}";
}
