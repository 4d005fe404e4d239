using Microsoft.AspNetCore.Components;
using Platform.Designer.Editors;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Templates;

/// <summary>Template packages: what is in them, what installing or upgrading one would change, and doing it.</summary>
public sealed partial class GalleryPage
{
    private const int Most = 20;
    private const int MostPlaces = 500;

    private readonly Dictionary<(string Template, string Parameter), string> _values = [];
    private IReadOnlyList<Locality>? _places;
    private IReadOnlyList<Locality> _below = [];
    private IReadOnlyList<(string Text, string Href)> _trail = [];
    private LocalityTree _tree = new([]);
    private LocalityCode _locality;
    private InstallReport? _report;
    private RemovalReport? _removal;
    private string? _asked;

    [SupplyParameterFromQuery(Name = "locality")]
    private string? LocalityInUrl { get; set; }

    [Inject]
    private TemplatePackages Packages { get; set; } = default!;

    [Inject]
    private TemplateInstaller Installer { get; set; } = default!;

    [Inject]
    private TemplateRemover Remover { get; set; } = default!;

    [Inject]
    private ILocalities Localities { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private IProblemWords Words { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        _tree = await Localities.TreeAsync(Gone);
        _places = [.. _tree.All.Where(l => Current.Actor.May(Permissions.TemplatesInstall, l.Code)).OrderBy(l => l.Code.Level).ThenBy(l => l.Code).Take(MostPlaces)];
        ChoosePlace(_places.FirstOrDefault(p => p.Code.Value == LocalityInUrl)?.Code.Value ?? (_places is [var first, ..] ? first.Code.Value : ""));
    }

    private void ChoosePlace(string code)
    {
        (_report, _removal, _asked, Refused) = (null, null, null, []);
        if (LocalityCode.TryParse(code, out _locality))
        {
            _trail = [(T["home.title"], EditorUrl.Home), (PlaceName(_locality), EditorUrl.HomeOf(_locality))];
            _below = [.. _tree.All.Where(l => _locality.Covers(l.Code)).OrderBy(l => l.Code.Level).ThenBy(l => l.Code).Take(MostPlaces)];
        }
    }

    private string ValueOf(string template, string parameter) => _values.GetValueOrDefault((template, parameter), "");

    private void Set(string template, string parameter, string? value)
    {
        // What was shown is not what would be installed now.
        (_report, _removal) = (null, null);
        if (string.IsNullOrEmpty(value))
        {
            _values.Remove((template, parameter));
        }
        else
        {
            _values[(template, parameter)] = value;
        }
    }

    private Task InstallAsync(string template, bool preview) => BusyAsync(async () =>
    {
        (_asked, _removal) = (template, null);
        var values = _values.Where(v => v.Key.Template == template).ToDictionary(v => v.Key.Parameter, v => v.Value, StringComparer.Ordinal);
        var installed = await Installer.InstallAsync(Current.Actor, new Installation(template, _locality, values, preview), Gone);
        (Refused, _report) = (installed.Problems, installed.Succeeded ? installed.Value : null);
    });

    private Task RemoveAsync(string template, bool preview) => BusyAsync(async () =>
    {
        (_asked, _report) = (template, null);
        var removed = await Remover.RemoveAsync(Current.Actor, new Removal(template, _locality, preview), Gone);
        (Refused, _removal) = (removed.Problems, removed.Succeeded ? removed.Value : null);
    });

    private string PlaceName(LocalityCode code) => _tree.Find(code)?.Name.ToString() ?? code.Value;

    private static int Count(InstallReport report, ContentChange change) => report.Contents.Count(c => c.Change == change);

    private static int Count(RemovalReport report, ContentRemoval removal) => report.Contents.Count(c => c.Removal == removal);

    private static int Touched(InstallReport report) => report.Contents.Count(c => c.Change is ContentChange.Added or ContentChange.Changed);

    private static string? Look(ContentChange change) => change switch
    {
        ContentChange.Added => "good",
        ContentChange.Changed => "warn",
        _ => null,
    };
}
