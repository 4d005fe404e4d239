using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Platform.Designer.Editors;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Model.Templates;
using Platform.Server.Hosting;

namespace Platform.Server.Templates;

/// <summary>Template packages: what is in them, what installing or upgrading one would change, and doing it.</summary>
public sealed partial class GalleryPage
{
    private const int Most = 20;
    private const int MostPlaces = 500;

    /// <summary>What was said here; what was not is what was said before, or the default.</summary>
    private readonly Dictionary<(string Template, string Parameter), string> _values = [];

    private readonly Dictionary<(string Template, string Parameter), string> _before = [];
    private IReadOnlyList<Locality>? _places;
    private IReadOnlyList<Locality> _below = [];
    private IReadOnlyList<(string Text, string Href)> _trail = [];
    private LocalityTree _tree = new([]);
    private LocalityCode _locality;
    private InstallReport? _report;
    private RemovalReport? _removal;
    private string? _asked;
    private IReadOnlyList<TemplatePackage> _packages = [];

    /// <summary>Ids of packages that are installed here and nobody offers any more.</summary>
    private IReadOnlyList<string> _noLongerOffered = [];
    private TemplatePackage? _handedOver;
    private byte[] _zip = [];
    private bool _offered;

    /// <summary>A browser does not tell of a file that is chosen a second time, so each has a box of its own.</summary>
    private int _handovers;

    [SupplyParameterFromQuery(Name = "locality")]
    private string? LocalityInUrl { get; set; }

    [Inject]
    private TemplateShelf Shelf { get; set; } = default!;

    [Inject]
    private TemplatePackageStore Stored { get; set; } = default!;

    [Inject]
    private TemplateContentStore Installed { get; set; } = default!;

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
        await ChoosePlaceAsync(_places.FirstOrDefault(p => p.Code.Value == LocalityInUrl)?.Code.Value ?? (_places is [var first, ..] ? first.Code.Value : ""));
    }

    private async Task ChoosePlaceAsync(string code)
    {
        (_report, _removal, _asked, _handedOver, _offered, Refused) = (null, null, null, null, false, []);
        _values.Clear();
        (_packages, _noLongerOffered) = ([], []);
        // What is chosen comes from the browser; of other places nothing is shown.
        if (LocalityCode.TryParse(code, out _locality) && Current.Actor.May(Permissions.TemplatesInstall, _locality))
        {
            _trail = [(T["home.title"], EditorUrl.Home), (PlaceName(_locality), EditorUrl.HomeOf(_locality))];
            _below = [.. _tree.All.Where(l => _locality.Covers(l.Code)).OrderBy(l => l.Code.Level).ThenBy(l => l.Code).Take(MostPlaces)];
            await ReadShelfAsync();
        }
    }

    /// <summary>What the place may install, and the texts it gave before.</summary>
    private async Task ReadShelfAsync()
    {
        _packages = await Shelf.ListAsync(_locality, Gone);
        _noLongerOffered = [.. (await Installed.ListInstalledAsync(_locality, Gone)).Except(_packages.Select(p => p.Manifest.Id), StringComparer.Ordinal)];
        _before.Clear();
        foreach (var manifest in _packages.Select(p => p.Manifest).Where(m => m.Parameters.Any(p => p.IsText)))
        {
            foreach (var (parameter, text) in await Stored.ValuesAsync(_locality, manifest.Id, Gone))
            {
                _before[(manifest.Id, parameter)] = text;
            }
        }
    }

    /// <summary>Reads a file that was chosen; it is in nobody's gallery yet.</summary>
    private Task LookAtFileAsync(InputFileChangeEventArgs chosen) => BusyAsync(async () =>
    {
        (_handedOver, _asked, _offered, _report, _removal) = (null, null, false, null, null);
        if (chosen.File.Size > ZipFolder.MaxBytes)
        {
            Refused = [ZipFolder.TooLarge(chosen.File.Size)];
            return;
        }

        await using var content = chosen.File.OpenReadStream(ZipFolder.MaxBytes, Gone);
        using var zip = new MemoryStream();
        await content.CopyToAsync(zip, Gone);
        _zip = zip.ToArray();
        var look = await Shelf.LookAsync(Current.Actor, _locality, _zip, Gone);
        (Refused, _handedOver) = (look.Problems, look.Succeeded ? look.Value : null);
    });

    private Task OfferAsync() => BusyAsync(async () =>
    {
        var offered = await Shelf.OfferAsync(Current.Actor, _locality, _zip, CancellationToken.None);
        Refused = offered.Problems;
        if (offered.Succeeded)
        {
            (_offered, _zip) = (true, []);
            _handovers++;
            await ReadShelfAsync();
        }
    });

    private Task WithdrawAsync(string template) => BusyAsync(async () =>
    {
        (_asked, _report, _removal, _handedOver, _offered) = (template, null, null, null, false);
        Refused = (await Shelf.WithdrawAsync(Current.Actor, _locality, template, CancellationToken.None)).Problems;
        await ReadShelfAsync();
    });

    private string ValueOf(string template, TemplateParameter parameter) =>
        _values.GetValueOrDefault((template, parameter.Key)) ?? _before.GetValueOrDefault((template, parameter.Key)) ?? parameter.Default ?? "";

    private void Set(string template, TemplateParameter parameter, string? value)
    {
        // What was shown is not what would be installed now.
        (_report, _removal) = (null, null);
        if (!parameter.IsText && string.IsNullOrEmpty(value))
        {
            _values.Remove((template, parameter.Key));
        }
        else
        {
            _values[(template, parameter.Key)] = value ?? "";
        }
    }

    private Task InstallAsync(string template, bool preview) => BusyAsync(async () =>
    {
        (_asked, _removal) = (template, null);
        // The package may have another version by now, with other parameters.
        await ReadShelfAsync();
        var parameters = _packages.FirstOrDefault(p => p.Manifest.Id == template)?.Manifest.Parameters ?? [];
        var values = parameters.Where(p => _values.ContainsKey((template, p.Key))).ToDictionary(p => p.Key, p => _values[(template, p.Key)], StringComparer.Ordinal);
        var installed = await Installer.InstallAsync(Current.Actor, new Installation(template, _locality, values, preview), Gone);
        (Refused, _report) = (installed.Problems, installed.Succeeded ? installed.Value : null);
        if (!preview && installed.Succeeded)
        {
            foreach (var text in parameters.Where(p => p.IsText))
            {
                _values.Remove((template, text.Key));
            }

            await ReadShelfAsync();
        }
    });

    private Task RemoveAsync(string template, bool preview) => BusyAsync(async () =>
    {
        (_asked, _report) = (template, null);
        var removed = await Remover.RemoveAsync(Current.Actor, new Removal(template, _locality, preview), Gone);
        (Refused, _removal) = (removed.Problems, removed.Succeeded ? removed.Value : null);
    });

    private string PlaceName(LocalityCode code) => _tree.Find(code)?.Name.ToString() ?? code.Value;

    private static int Count(InstallReport report, ContentChange change) => report.Contents.Count(c => c.Change == change);

    private static int Touched(InstallReport report) => report.Contents.Count(c => c.Change is ContentChange.Added or ContentChange.Changed);

    private static string? Look(ContentChange change) => change switch
    {
        ContentChange.Added => "good",
        ContentChange.Changed => "warn",
        _ => null,
    };
}
